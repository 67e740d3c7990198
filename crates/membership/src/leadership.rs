//! What a leader does, from its election to its fall: rounds, grants and removals put together (leases 3 to 6, 9).
//!
//! Fresh until an entry of its own term is applied and the inherited bound is known, then Settled. A new term is a new
//! leadership: nothing is carried over.

use crate::grantor::{Grantor, Wait};
use crate::input::ConsensusView;
use crate::machine::Broken;
use crate::members::Members;
use crate::message::{Grant, Message, Round, RoundAck};
use crate::released::LastWords;
use crate::renewals::Renewals;
use crate::rounds::{Rounds, Step};
use model::{BootTime, Incarnation, NodeId, Released};

pub(crate) struct Leadership {
    term: u64,
    rounds: Rounds,
    grantor: Grantor,
}

/// What a leader knows beside its own leadership.
pub(crate) struct Knowledge<'a> {
    pub view: &'a ConsensusView,
    pub members: &'a Members,
    /// When this node last saw the voters change.
    pub voters_changed: BootTime,
    pub broken: &'a Broken,
}

/// What a leader wants done. Messages to the node itself are handled in memory.
pub(crate) enum Action {
    Send(NodeId, Message),
    ProposeDown { node: NodeId, incarnation: Incarnation, restarted: bool },
    ProposeReleased(Released),
}

impl Leadership {
    pub(crate) fn new(term: u64, members: &Members) -> Leadership {
        Leadership { term, rounds: Rounds::new(term), grantor: Grantor::new(members) }
    }

    pub(crate) fn term(&self) -> u64 {
        self.term
    }

    /// The round begun last: a renewal that arrives now waits for a later one.
    pub(crate) fn last_round(&self) -> u64 {
        self.rounds.number()
    }

    /// When the latest round that a quorum answered began.
    pub(crate) fn quorum_confirmed(&self) -> Option<BootTime> {
        self.rounds.completed_begun()
    }

    pub(crate) fn handle_members(&mut self, now: BootTime, members: &Members) {
        self.grantor.handle_members(now, members);
    }

    pub(crate) fn handle_ack(&mut self, now: BootTime, from: NodeId, ack: RoundAck, view: &ConsensusView) {
        if view.voters.contains(&from) {
            self.rounds.handle_ack(now, from, ack);
        }
    }

    /// Everything that can be done now. To be called again until it returns nothing, because a round that the leader
    /// alone completes can be used at once.
    pub(crate) fn advance(
        &mut self,
        now: BootTime,
        known: &Knowledge<'_>,
        renewals: &mut Renewals,
        words: &mut LastWords,
    ) -> Vec<Action> {
        let mut actions = Vec::new();
        self.rounds.count(&known.view.voters);
        self.settle(known);
        self.grant(now, known, renewals, &mut actions);
        self.remove(now, known, renewals, &mut actions);
        actions.extend(words.take_due(now, known.members).into_iter().map(Action::ProposeReleased));
        if let Some(step) = self.rounds.plan(now, self.round_wanted(now, known, renewals)) {
            self.send_round(now, step, known.view, &mut actions);
        }
        actions
    }

    /// Leases 5: the voters are counted only now, when everything before this term is applied, and a change of voters that
    /// this node saw counts like an acknowledgement (leases C2).
    fn settle(&mut self, known: &Knowledge<'_>) {
        if self.grantor.settled() || !known.view.own_term_applied {
            return;
        }
        let Some(inherited) = self.rounds.inherited(&known.view.voters) else { return };
        let voters_changed = if known.broken.ignore_voter_changes { BootTime(0) } else { known.voters_changed };
        let inherited = inherited.max(voters_changed);
        self.grantor.settle(if known.broken.skip_inherited_bound { BootTime(0) } else { inherited });
    }

    fn grant(&mut self, now: BootTime, known: &Knowledge<'_>, renewals: &mut Renewals, actions: &mut Vec<Action>) {
        if !self.grantor.settled() || known.members.lease_ms() == 0 {
            return;
        }
        let grantable: Vec<_> = self.grantor.grantable(known.broken.grant_while_removing).collect();
        for (node, incarnation) in grantable {
            let lease_ms = known.members.lease_ms_of(node);
            let Some(renewal) = renewals.waiting(now, node, incarnation, lease_ms).copied() else { continue };
            if self.rounds.completed() <= renewal.after_round && !known.broken.grant_without_round {
                continue;
            }
            let grant = Grant {
                term: self.term,
                incarnation,
                number: renewal.heartbeat.number,
                sent: renewal.heartbeat.sent,
                lease_ms,
                commit_index: known.view.commit_index,
            };
            renewals.answer(node, incarnation);
            self.grantor.note_granted(node, renewal.arrived, lease_ms);
            actions.push(Action::Send(node, Message::Grant(grant)));
        }
    }

    fn remove(&mut self, now: BootTime, known: &Knowledge<'_>, renewals: &Renewals, actions: &mut Vec<Action>) {
        let mut removed = self.grantor.take_repeats(now);
        for (node, incarnation, due) in self.due(known) {
            // A renewal that waits is answered by the next round; who asks is not silent.
            let waits = renewals.waiting(now, node, incarnation, known.members.lease_ms_of(node)).is_some();
            if !waits && self.rounds.completed_begun().is_some_and(|begun| begun > due) {
                self.grantor.remove(now, node);
                removed.push((node, incarnation));
            }
        }
        actions.extend(removed.into_iter().map(|(node, incarnation)| Action::ProposeDown {
            node,
            incarnation,
            restarted: renewals.is_succeeded(node, incarnation),
        }));
    }

    fn due(&self, known: &Knowledge<'_>) -> Vec<(NodeId, Incarnation, BootTime)> {
        let wait = match known.broken {
            Broken { remove_before_lease_end: true, .. } => Wait::HalfTheLease,
            Broken { ignore_own_leases: true, .. } => Wait::TheClustersLease,
            _ => Wait::Whole,
        };
        self.grantor.due(known.members, wait)
    }

    /// A renewal, or a removal that is due, waits for a round that has not begun.
    fn round_wanted(&self, now: BootTime, known: &Knowledge<'_>, renewals: &Renewals) -> bool {
        let renewal_waits = self.grantor.grantable(false).any(|(node, incarnation)| {
            let lease_ms = known.members.lease_ms_of(node);
            let waiting = renewals.waiting(now, node, incarnation, lease_ms);
            waiting.is_some_and(|renewal| renewal.after_round >= self.rounds.number())
        });
        let last_begun = self.rounds.last_begun();
        renewal_waits
            || self.due(known).iter().any(|(_, _, due)| *due < now && last_begun.is_none_or(|begun| begun <= *due))
    }

    fn send_round(&mut self, now: BootTime, step: Step, view: &ConsensusView, actions: &mut Vec<Action>) {
        let round: Round = self.rounds.take(now, step);
        for voter in &view.voters {
            if step == Step::Begin || !self.rounds.has_answered(*voter) {
                actions.push(Action::Send(*voter, Message::Round(round)));
            }
        }
    }

    pub(crate) fn next_wake(
        &self,
        now: BootTime,
        known: &Knowledge<'_>,
        renewals: &Renewals,
        words: &LastWords,
    ) -> Option<BootTime> {
        let round = self.rounds.next_wake(self.round_wanted(now, known, renewals));
        // A removal whose instant has passed waits for a round, which is counted above.
        let removal = self.due(known).into_iter().map(|(_, _, due)| due.plus_ns(1)).filter(|due| *due > now).min();
        [round, removal, self.grantor.next_repeat(), words.next_wake(known.members)].into_iter().flatten().min()
    }
}
