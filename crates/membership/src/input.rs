//! What the machine is told.

use crate::message::Message;
use model::{Incarnation, NodeId};

#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// The wake-up that [`crate::output::Output`] or `next_wake` asked for, or any other moment.
    Wake,
    Received {
        from: NodeId,
        message: Message,
    },
    /// From the replicated log, before any message of that term leaves the node.
    Consensus(ConsensusView),
    /// From the applied state, after each change of it.
    Members(MembersView),
}

/// What the replicated log says of this node.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConsensusView {
    /// Highest term on disk.
    pub term: u64,
    pub leading: bool,
    /// An entry of `term` proposed by this leader has been applied.
    pub own_term_applied: bool,
    pub commit_index: u64,
    /// The voters of the log's own configuration, this node included if it votes.
    pub voters: Vec<NodeId>,
}

/// What the applied state says of the members.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembersView {
    /// In order of node id.
    pub members: Vec<Member>,
    /// SameSubnetDelay: how often a heartbeat is sent.
    pub delay_ms: u64,
    /// L: delay times threshold.
    pub lease_ms: u64,
    /// L*: the longest lease that may still be running.
    pub longest_lease_ms: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    pub node: NodeId,
    /// The incarnation that is Up or Paused; `None` for a node that is Down.
    pub active: Option<Incarnation>,
}
