//! Brings the log's configuration to what the state says, one change at a time (blueprint 7).

use consensus::io::{Status, VoterChange, Voters};
use model::{NodeId, VoterId};

/// How far a learner may be behind when it is promoted.
const CAUGHT_UP_ENTRIES: u64 = 64;

/// What the leader has to do next for the voters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum VoterStep {
    Change(VoterChange),
    /// The leader itself is to go: lead no longer, first.
    TransferTo(VoterId),
}

/// The next step from `status` towards `targets`, if any. Pure; the leader calls it after each applied batch. `is_up` says
/// whether a node's service has joined: one that was added and never started must not count for the majority, which could
/// then be missing (a second node of a cluster of one).
pub(crate) fn plan_voters(
    me: VoterId,
    targets: &[VoterId],
    status: &Status,
    is_up: impl Fn(NodeId) -> bool,
) -> Option<VoterStep> {
    let Voters { voters, learners, outgoing } = &status.voters;
    if !outgoing.is_empty() {
        return None;
    }
    let stale = voters.iter().chain(learners).find(|voter| !targets.contains(voter));
    if let Some(&stale) = stale {
        if stale != me {
            return Some(VoterStep::Change(VoterChange::Remove(stale)));
        }
        let heir = voters.iter().find(|voter| **voter != me && targets.contains(voter));
        return heir.map(|heir| VoterStep::TransferTo(*heir));
    }
    for &target in targets {
        if voters.contains(&target) {
            continue;
        }
        if !learners.contains(&target) {
            return Some(VoterStep::Change(VoterChange::AddLearner(target)));
        }
        let reached = status.progress.iter().find(|(voter, _)| *voter == target).map_or(0, |(_, index)| *index);
        if is_up(target.node) && reached + CAUGHT_UP_ENTRIES >= status.last_index {
            return Some(VoterStep::Change(VoterChange::AddVoter(target)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voter(node: u32) -> VoterId {
        VoterId { node: NodeId(node), storage: 1 }
    }

    fn status(voters: &[u32], learners: &[u32], progress: &[(u32, u64)]) -> Status {
        Status {
            last_index: 1_000,
            voters: Voters {
                voters: voters.iter().map(|n| voter(*n)).collect(),
                learners: learners.iter().map(|n| voter(*n)).collect(),
                outgoing: vec![],
            },
            progress: progress.iter().map(|(n, index)| (voter(*n), *index)).collect(),
            ..Status::default()
        }
    }

    #[test]
    fn a_new_node_learns_first_and_votes_when_it_has_caught_up() {
        let targets = [voter(1), voter(2)];
        let step = |status: Status| plan_voters(voter(1), &targets, &status, |_| true);
        assert_eq!(step(status(&[1], &[], &[])), Some(VoterStep::Change(VoterChange::AddLearner(voter(2)))));
        assert_eq!(step(status(&[1], &[2], &[(2, 10)])), None);
        assert_eq!(step(status(&[1], &[2], &[(2, 990)])), Some(VoterStep::Change(VoterChange::AddVoter(voter(2)))));
        assert_eq!(step(status(&[1, 2], &[], &[])), None);
    }

    #[test]
    fn a_node_whose_service_was_never_started_does_not_vote() {
        let targets = [voter(1), voter(2)];
        // A young log: nothing at all is near its end.
        let young = Status { last_index: 20, ..status(&[1], &[2], &[(2, 0)]) };
        assert_eq!(plan_voters(voter(1), &targets, &young, |node| node == NodeId(1)), None);
    }

    #[test]
    fn a_leader_that_is_to_go_hands_over_first() {
        let targets = [voter(2), voter(3)];
        assert_eq!(
            plan_voters(voter(1), &targets, &status(&[1, 2, 3], &[], &[]), |_| true),
            Some(VoterStep::TransferTo(voter(2)))
        );
        assert_eq!(
            plan_voters(voter(2), &targets, &status(&[1, 2, 3], &[], &[]), |_| true),
            Some(VoterStep::Change(VoterChange::Remove(voter(1))))
        );
    }
}
