//! What the machine is told, and the order in which it must be told (leases, "What the shell must do").

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
    /// From the replicated log, before any message of that term leaves the node, and after the `Members` of everything
    /// that is applied: a leader that calls itself settled must know every removal in its log.
    Consensus(ConsensusView),
    /// From the applied state, after each change of it, before a `Consensus` that tells of the same or a later index.
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
    /// At least the index of the last [`MembersView`] handed in.
    pub commit_index: u64,
    /// The voters of the log's own configuration as applied, this node included if it votes. Handed in before anything of
    /// the next change of voters leaves the node (leases 11).
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
    /// Members whose L or L* is another than the others', because their service hands over (leases 12).
    pub own_leases: Vec<OwnLease>,
}

/// L and L* of one member's active incarnation; below the cluster's they mean nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnLease {
    pub node: NodeId,
    pub lease_ms: u64,
    pub longest_lease_ms: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    pub node: NodeId,
    /// The incarnation that is Up or Paused; `None` for a node that is Down.
    pub active: Option<Incarnation>,
}
