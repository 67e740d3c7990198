//! What the lease machine is told of the log and of the state, and only when it changed.

use cluster_state::State;
use consensus::io::{Role, Status};
use membership::input::{ConsensusView, Member, MembersView, OwnLease};
use model::NodeId;

#[derive(Default)]
pub(crate) struct MembershipLink {
    consensus: ConsensusView,
    members: MembersView,
}

impl MembershipLink {
    /// The view of the log, if it differs from the last one given.
    pub(crate) fn consensus(&mut self, status: &Status) -> Option<ConsensusView> {
        let mut voters: Vec<NodeId> = status.voters.voters.iter().map(|voter| voter.node).collect();
        voters.sort_unstable();
        let view = ConsensusView {
            term: status.term,
            leading: status.role == Role::Leader,
            own_term_applied: status.role == Role::Leader && status.own_term_committed,
            commit_index: status.commit_index,
            voters,
        };
        (view != self.consensus).then(|| {
            self.consensus = view.clone();
            view
        })
    }

    pub(crate) fn members(&mut self, state: &State) -> Option<MembersView> {
        let facts = state.members();
        let members = facts.members.into_iter().map(|(node, active)| Member { node, active }).collect();
        let own = facts.own_leases.into_iter();
        let own_leases = own.map(|(node, lease_ms, longest_lease_ms)| OwnLease { node, lease_ms, longest_lease_ms });
        let view = MembersView {
            members,
            own_leases: own_leases.collect(),
            delay_ms: facts.delay_ms,
            lease_ms: facts.lease_ms,
            longest_lease_ms: facts.longest_lease_ms,
        };
        (view != self.members).then(|| {
            self.members = view.clone();
            view
        })
    }
}
