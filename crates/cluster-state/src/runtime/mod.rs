//! The facts of now, and every policy that changes them.

use bytes::Bytes;
use imbl::{OrdMap, OrdSet, Vector};
use model::{
    Attempt, ClusterTime, Epoch, GroupId, GroupState, Incarnation, NodeId, NodeState, ResourceId, ResourceState,
};
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Runtime {
    pub nodes: OrdMap<NodeId, Arc<NodeRuntime>>,
    pub groups: OrdMap<GroupId, Arc<GroupRuntime>>,
    pub resources: OrdMap<ResourceId, Arc<ResourceRuntime>>,
    /// What is due when, ordered by time (blueprint 5).
    pub timers: OrdSet<(ClusterTime, Timer)>,
    pub lease: LeaseLengths,
}

/// A moment at which a decision may be due. The owner of the timer checks its own fields: a timer that no longer
/// applies does nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Timer {
    /// Silence of a pending resource has lasted too long (policies 3).
    Pending(ResourceId),
    /// RestartDelay is over (policies 5.2).
    Restart(ResourceId),
    /// RetryPeriodOnFailure is over (policies 5.4).
    Retry(ResourceId),
    /// The lease length before the present one can no longer be running (0002 leases, L*).
    LeaseLength,
}

/// L now, and the one before while it may still be running (0002 leases, words).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeaseLengths {
    pub present_ms: u64,
    pub earlier_ms: Option<u64>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct NodeRuntime {
    pub state: NodeState,
    /// The life that is a member now; `None` while Down.
    pub incarnation: Option<Incarnation>,
    /// Verifies that life's `Released`.
    pub release_key: Bytes,
    pub version: String,
    pub pid: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub struct GroupRuntime {
    pub owner: NodeId,
    pub epoch: Epoch,
    /// A move or failover under way: everything is taken offline first.
    pub moving: Option<Moving>,
    /// When the group failed over because a resource failed, newest last (policies 6).
    pub failovers: Vector<ClusterTime>,
    /// As last computed, to see changes.
    pub state: GroupState,
    pub state_sequence: u64,
    pub status_information: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Moving {
    pub to: NodeId,
    pub why: MoveCause,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveCause {
    Requested,
    ResourceFailed(ResourceId),
    NodeDown,
    /// A possible owner came up for a parked group (policies 9).
    OwnerAvailable,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ResourceRuntime {
    pub state: ResourceState,
    pub state_sequence: u64,
    /// Number of the latest start.
    pub attempt: Attempt,
    /// Something of `attempt` may be running on the group's owner. The owner cannot change while this is so (leases R0).
    pub residue: bool,
    /// Terminate what is left instead of stopping it in order.
    pub terminating: bool,
    /// Latest report taken of this attempt.
    pub report_sequence: u64,
    pub checkpoint: u32,
    /// When the pending state ends in failure; `None` = no limit, or not pending.
    pub pending_until: Option<ClusterTime>,
    /// Restarts counted inside the window, oldest first (policies 5.2).
    pub restarts: Vector<ClusterTime>,
    pub restart_at: Option<ClusterTime>,
    pub retry_at: Option<ClusterTime>,
    /// Taken offline to be brought back (RestartClusterResource, or a failed provider), apart from its persistent state.
    pub held_offline: bool,
    /// The type's own code and words for the latest failure.
    pub status_code: u32,
    pub status_text: String,
}
