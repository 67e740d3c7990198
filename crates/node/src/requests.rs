//! Requests that wait for their entry to be applied, and reads that wait for an index.

use crate::effects::Answer;
use crate::input::Ticket;
use model::RequestId;
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct Requests {
    waiting: BTreeMap<RequestId, Vec<Ticket>>,
}

impl Requests {
    pub(crate) fn wait(&mut self, request: RequestId, ticket: Ticket) {
        self.waiting.entry(request).or_default().push(ticket);
    }

    pub(crate) fn answer(&mut self, request: RequestId, answer: &Answer, answers: &mut Vec<(Ticket, Answer)>) {
        for ticket in self.waiting.remove(&request).unwrap_or_default() {
            answers.push((ticket, answer.clone()));
        }
    }

    /// This node leads no longer: whether the entries survive is not known here.
    pub(crate) fn give_up(&mut self, answers: &mut Vec<(Ticket, Answer)>) {
        for ticket in std::mem::take(&mut self.waiting).into_values().flatten() {
            answers.push((ticket, Answer::Retry));
        }
    }
}

/// Reads go in rounds: all that came while one round was under way share the next one, so the cost of the quorum check
/// does not grow with the number of clients.
#[derive(Default)]
pub(crate) struct Reads {
    next_round: u64,
    /// Waiting for the next round.
    queued: Vec<Ticket>,
    in_flight: Option<(u64, Vec<Ticket>)>,
    /// Confirmed at an index that is not applied yet.
    confirmed: Vec<(u64, Vec<Ticket>)>,
}

impl Reads {
    pub(crate) fn queue(&mut self, ticket: Ticket) {
        self.queued.push(ticket);
    }

    /// The number of a round to be asked for, if one is due.
    pub(crate) fn begin_round(&mut self) -> Option<u64> {
        if self.in_flight.is_some() || self.queued.is_empty() {
            return None;
        }
        self.next_round += 1;
        self.in_flight = Some((self.next_round, std::mem::take(&mut self.queued)));
        Some(self.next_round)
    }

    pub(crate) fn confirm(&mut self, round: u64, index: u64) {
        if let Some((number, tickets)) = self.in_flight.take_if(|(number, _)| *number == round) {
            debug_assert_eq!(number, round);
            self.confirmed.push((index, tickets));
        }
    }

    pub(crate) fn fail(&mut self, round: u64, answers: &mut Vec<(Ticket, Answer)>) {
        if let Some((_, tickets)) = self.in_flight.take_if(|(number, _)| *number == round) {
            answers.extend(tickets.into_iter().map(|ticket| (ticket, Answer::Retry)));
        }
    }

    /// Answers what `applied` has reached.
    pub(crate) fn release(&mut self, applied: u64, answers: &mut Vec<(Ticket, Answer)>) {
        self.confirmed.retain_mut(|(index, tickets)| {
            if *index > applied {
                return true;
            }
            answers.extend(tickets.drain(..).map(|ticket| (ticket, Answer::Readable)));
            false
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_asked_for_a_request_is_answered_once() {
        let (mut requests, mut answers) = (Requests::default(), Vec::new());
        let request = RequestId(5);
        requests.wait(request, 1);
        requests.wait(request, 2);
        requests.wait(RequestId(6), 3);
        requests.answer(request, &Answer::Readable, &mut answers);
        requests.answer(request, &Answer::Readable, &mut answers);
        assert_eq!(answers, [(1, Answer::Readable), (2, Answer::Readable)]);
        answers.clear();
        requests.give_up(&mut answers);
        requests.give_up(&mut answers);
        assert_eq!(answers, [(3, Answer::Retry)]);
    }

    #[test]
    fn reads_that_come_during_a_round_wait_for_the_next() {
        let (mut reads, mut answers) = (Reads::default(), Vec::new());
        assert_eq!(reads.begin_round(), None);
        reads.queue(1);
        let first = reads.begin_round().expect("somebody reads");
        reads.queue(2);
        assert_eq!(reads.begin_round(), None, "one round at a time");
        reads.confirm(first, 10);
        let second = reads.begin_round().expect("somebody came later");
        assert_ne!(first, second);
        // A confirmation of an earlier round says nothing of one that began later.
        reads.confirm(first, 12);
        reads.release(9, &mut answers);
        assert_eq!(answers, [], "the state is older than the read");
        reads.release(10, &mut answers);
        reads.release(11, &mut answers);
        assert_eq!(answers, [(1, Answer::Readable)]);
        answers.clear();
        reads.fail(first, &mut answers);
        assert_eq!(answers, []);
        reads.fail(second, &mut answers);
        assert_eq!(answers, [(2, Answer::Retry)]);
    }
}
