//! What the lease machine is told of the log and of the state, and only when it changed.

use cluster_state::State;
use consensus::io::{Role, Status};
use membership::input::{ConsensusView, MembersView};
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
        let view = state.members();
        (view != self.members).then(|| {
            self.members = view.clone();
            view
        })
    }
}
