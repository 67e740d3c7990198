//! Computed states for queries: what nodes have to do, what is due, what an administrator sees.

use crate::outcome::{Event, StartSpec, Wanted};
use crate::state::State;
use bytes::Bytes;
use model::{ClusterTime, GroupId, GroupState, Incarnation, NodeId, ResourceId};

/// What the membership of the cluster is built from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembersFacts {
    /// In order of node id; `None` for a node that is Down.
    pub members: Vec<(NodeId, Option<Incarnation>)>,
    /// SameSubnetDelay.
    pub delay_ms: u64,
    /// L.
    pub lease_ms: u64,
    /// L*: the longest lease that may still be running.
    pub longest_lease_ms: u64,
}

impl State {
    /// Time of the latest entry applied.
    pub fn time(&self) -> ClusterTime {
        self.time
    }

    /// Index of the latest entry applied.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// When the next `Tick` is due.
    pub fn next_due(&self) -> Option<ClusterTime> {
        self.runtime.timers.get_min().map(|(at, _)| *at)
    }

    pub fn members(&self) -> MembersFacts {
        todo!()
    }

    /// Verifies the `Released` of this life of the node; `None` when it is not the active one.
    pub fn release_key(&self, _node: NodeId, _incarnation: Incarnation) -> Option<&Bytes> {
        todo!()
    }

    /// What the node has to do: every resource of which something may be running there.
    pub fn wanted(&self, _node: NodeId) -> Vec<Wanted> {
        todo!()
    }

    /// What has to be done for one resource, and on which node; `None` when nothing of it may be running.
    pub fn wanted_for(&self, _resource: ResourceId) -> Option<(NodeId, Wanted)> {
        todo!()
    }

    /// Everything a resource host needs to start the resource's present attempt; `None` unless it is to run.
    pub fn start_spec(&self, _resource: ResourceId) -> Option<StartSpec> {
        todo!()
    }

    /// Computed from the resources (object-model 6).
    pub fn group_state(&self, _group: GroupId) -> GroupState {
        todo!()
    }

    /// Whether something of the resource may be running: it must not be deleted then.
    pub fn has_residue(&self, _resource: ResourceId) -> bool {
        todo!()
    }

    /// Events with a sequence number above `sequence`, oldest first.
    pub fn events_after(&self, _sequence: u64, _limit: usize) -> Vec<Event> {
        todo!()
    }
}
