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
