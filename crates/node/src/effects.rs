//! What the shell has to do for the node's core, in the order of the fields.

use crate::host::HostCommand;
use crate::input::Ticket;
use cluster_state::State;
use cluster_state::command::Command;
use cluster_state::committed_batch::CommittedBatch;
use cluster_state::outcome::{Notification, Reply};
use consensus::io::{Message, Persist, Voters};
use membership::input::{ConsensusView, MembersView};
use model::{NodeId, Refusal};

#[derive(Default)]
pub struct Effects {
    /// Tell the lease machine first, the members before the view: a leader that calls itself settled must know every removal
    /// in its log, and a promise of a term must hold before a message of that term leaves (leases, "What the shell must do").
    pub members: Option<MembersView>,
    pub consensus_view: Option<ConsensusView>,
    pub send: Vec<Message>,
    /// Write in order, each as a whole; then `Input::Persisted`.
    pub persist: Vec<Persist>,
    /// The state has changed: publish it to readers before answering anybody.
    pub published: Option<State>,
    pub answers: Vec<(Ticket, Answer)>,
    /// Proposals of this node's agent for the leader, where that is another node.
    pub forward: Vec<Command>,
    pub host: Vec<HostCommand>,
    pub notifications: Vec<Notification>,
    /// With the index of each.
    pub batches: Vec<(u64, CommittedBatch)>,
    /// A snapshot took the place of entries: what they did is told to nobody.
    pub untold: bool,
    /// Encode, save, and answer with `Input::SnapshotTaken`. At most one is under way.
    pub snapshot: Option<SnapshotTask>,
    /// This incarnation is over: let go of everything and start anew.
    pub ended: Option<EndCause>,
}

/// The answer to a ticket.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    Applied(Result<Reply, Refusal>),
    /// The read may be served from the published state.
    Readable,
    /// This node does not lead; ask `leader` if it is known.
    NotLeader(Option<NodeId>),
    /// The outcome is unknown: ask again with the same request id.
    Retry,
}

pub struct SnapshotTask {
    pub state: State,
    pub index: u64,
    pub term: u64,
    pub voters: Voters,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndCause {
    /// The lease ended (leases, state Ended).
    LeaseEnded,
    /// The cluster removed this incarnation.
    Removed,
    /// The node is no longer part of the cluster.
    Evicted,
    /// The resource host let go for good, and only a new incarnation gets a new one (leases 8).
    HostFinished,
    /// The cluster has gone to a functional level that this program cannot run (policies 18).
    UnknownLevel,
}

/// Half a sentence about this incarnation.
impl std::fmt::Display for EndCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            EndCause::LeaseEnded => "its lease ended, because no leader with a majority renewed it in time",
            EndCause::Removed => "the cluster has removed it",
            EndCause::Evicted => "the node is no longer part of the cluster",
            EndCause::HostFinished => "its resource host has let go for good",
            EndCause::UnknownLevel => "the cluster has gone to a functional level that this program cannot run",
        })
    }
}
