//! Rounds: the leader asks every voter "do you still know no later term than mine?" (leases 2, 3, 5).
//!
//! [`Promise`] is the side of the voter, [`Rounds`] that of the leader. An answer to round `n` is good for every earlier
//! round of the same term too, because what it says held later than they began; so a round that got lost is overtaken by
//! the next number, and whatever waited for it is served by that.

use crate::message::{Round, RoundAck};
use crate::timing::{ROUND_OVERTAKE_MS, ROUND_RESEND_MS, ROUND_SPACING_MS};
use model::{BootTime, NodeId};
use std::collections::{BTreeMap, VecDeque};

/// What a voter has acknowledged. A later life of the same node knows nothing of it, and need not: it never acknowledges a
/// term below the one on its disk, and says the time of its start instead of the last acknowledgement (leases C2).
pub(crate) struct Promise {
    /// The highest term of which a round was acknowledged.
    term: u64,
    /// The last acknowledgement, or this life's start.
    last: BootTime,
    /// The last acknowledgement of a term below `term`, or this life's start.
    lower: BootTime,
}

impl Promise {
    pub(crate) fn new(started: BootTime) -> Promise {
        Promise { term: 0, last: started, lower: started }
    }

    /// The answer, if this voter may give one: only for its own persisted term, and never for one below another that it
    /// answered (leases 2).
    pub(crate) fn acknowledge(&mut self, now: BootTime, own_term: u64, round: Round) -> Option<RoundAck> {
        if round.term != own_term || round.term < self.term {
            return None;
        }
        if round.term > self.term {
            self.lower = self.last;
            self.term = round.term;
        }
        self.last = now;
        Some(RoundAck { term: round.term, number: round.number, lower_ack_age_ns: now.since_ns(self.lower) })
    }
}

/// What the leader's rounds want done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// A new number, to every voter.
    Begin,
    /// The same number, to those who have not answered.
    Resend,
}

/// The rounds of one leadership, that is of one term.
pub(crate) struct Rounds {
    term: u64,
    /// Of the round begun last; 0 before the first.
    number: u64,
    /// The highest number that a quorum has answered, and when that round began.
    completed: u64,
    completed_begun: BootTime,
    /// Rounds begun and not completed, the oldest first.
    begun: VecDeque<(u64, BootTime)>,
    last_sent: BootTime,
    /// Per node, the highest number it answered in this term.
    answered: BTreeMap<NodeId, u64>,
    /// Per node, the last acknowledgement of a lower term, on this node's clock.
    lower: BTreeMap<NodeId, BootTime>,
}

/// Beyond this the oldest rounds are forgotten; at one new number per 100 ms this is six seconds without a quorum.
const BEGUN_KEPT: usize = 64;

impl Rounds {
    pub(crate) fn new(term: u64) -> Rounds {
        Rounds {
            term,
            number: 0,
            completed: 0,
            completed_begun: BootTime(0),
            begun: VecDeque::new(),
            last_sent: BootTime(0),
            answered: BTreeMap::new(),
            lower: BTreeMap::new(),
        }
    }

    /// The number of the round begun last: what arrives now is served by a higher one.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn completed(&self) -> u64 {
        self.completed
    }

    /// When the latest completed round began.
    pub(crate) fn completed_begun(&self) -> Option<BootTime> {
        (self.completed > 0).then_some(self.completed_begun)
    }

    /// When the latest round began.
    pub(crate) fn last_begun(&self) -> Option<BootTime> {
        self.begun.back().map(|(_, at)| *at).or(self.completed_begun())
    }

    fn under_way(&self) -> bool {
        self.number > self.completed
    }

    /// When the next step is due; `wanted`: something waits for a round that has not begun.
    fn next_step(&self, wanted: bool) -> Option<(BootTime, Step)> {
        let Some(begun) = self.last_begun() else {
            return Some((BootTime(0), Step::Begin));
        };
        if !self.under_way() {
            return wanted.then(|| (begun.plus_ms(ROUND_SPACING_MS), Step::Begin));
        }
        let overtake = begun.plus_ms(ROUND_OVERTAKE_MS);
        let resend = self.last_sent.plus_ms(ROUND_RESEND_MS);
        Some(if overtake <= resend { (overtake, Step::Begin) } else { (resend, Step::Resend) })
    }

    pub(crate) fn plan(&self, now: BootTime, wanted: bool) -> Option<Step> {
        let (_, step) = self.next_step(wanted).filter(|(due, _)| *due <= now)?;
        // After a long wait both are due, and a new round makes sending the old one again pointless.
        let overtaken = self.last_begun().is_none_or(|begun| begun.plus_ms(ROUND_OVERTAKE_MS) <= now);
        Some(if overtaken { Step::Begin } else { step })
    }

    pub(crate) fn next_wake(&self, wanted: bool) -> Option<BootTime> {
        self.next_step(wanted).map(|(due, _)| due)
    }

    /// The round to send now.
    pub(crate) fn take(&mut self, now: BootTime, step: Step) -> Round {
        self.last_sent = now;
        if step == Step::Begin {
            self.number += 1;
            if self.begun.len() == BEGUN_KEPT {
                self.begun.pop_front();
            }
            self.begun.push_back((self.number, now));
        }
        Round { term: self.term, number: self.number }
    }

    pub(crate) fn has_answered(&self, node: NodeId) -> bool {
        self.answered.get(&node).is_some_and(|number| *number >= self.number)
    }

    /// Notes an answer. The caller has checked the sender to be a voter.
    pub(crate) fn handle_ack(&mut self, now: BootTime, from: NodeId, ack: RoundAck) {
        if ack.term != self.term || ack.number == 0 || ack.number > self.number {
            return;
        }
        let answered = self.answered.entry(from).or_insert(0);
        *answered = (*answered).max(ack.number);
        // A voter that acknowledged this term acknowledges no lower one any more, so that its earliest statement stays true.
        let lower = now.minus_ns(ack.lower_ack_age_ns);
        self.lower.entry(from).and_modify(|known| *known = (*known).min(lower)).or_insert(lower);
    }

    /// Counts the answers under these voters.
    pub(crate) fn count(&mut self, voters: &[NodeId]) {
        let mut numbers: Vec<u64> = voters.iter().map(|voter| self.answered.get(voter).copied().unwrap_or(0)).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        let reached = numbers.get(quorum(voters.len()) - 1).copied().unwrap_or(0);
        if reached <= self.completed {
            return;
        }
        self.completed = reached;
        while let Some((number, begun)) = self.begun.front().copied().filter(|(number, _)| *number <= reached) {
            debug_assert!(number <= self.number);
            self.completed_begun = begun;
            self.begun.pop_front();
        }
    }

    /// The latest moment, over the best quorum that answered, at which a round of a lower term was acknowledged (leases 5).
    pub(crate) fn inherited(&self, voters: &[NodeId]) -> Option<BootTime> {
        let mut moments: Vec<BootTime> = voters.iter().filter_map(|voter| self.lower.get(voter).copied()).collect();
        moments.sort_unstable();
        moments.get(quorum(voters.len()) - 1).copied()
    }
}

/// A majority. Of no voters at all it is one, which nobody can reach.
fn quorum(voters: usize) -> usize {
    voters / 2 + 1
}
