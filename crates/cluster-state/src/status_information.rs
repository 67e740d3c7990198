//! StatusInformation of nodes, groups and resources: bits that follow from the state and are kept nowhere (object-model 5 to 7).

use crate::runtime::placement::Unsuitable;
use crate::runtime::waiting::Waiting;
use crate::runtime::{DrainStatus, NodeRuntime};
use crate::state::State;
use model::{GroupId, NodeId, ResourceId};

/// CLUSTER_NODE_STATUS.
pub mod node_status {
    pub const QUARANTINED: u32 = 0x2;
    pub const DRAIN_IN_PROGRESS: u32 = 0x4;
    pub const DRAIN_COMPLETED: u32 = 0x8;
    pub const DRAIN_FAILED: u32 = 0x10;
    pub const AVOID_PLACEMENT: u32 = 0x20;
}

/// CLUSGRP_STATUS.
pub mod group_status {
    pub const LOCKED_MODE: u64 = 0x1;
    pub const WAITING_IN_QUEUE_FOR_MOVE: u64 = 0x4;
}

/// CLUSRES_STATUS.
pub mod resource_status {
    pub const LOCKED_MODE: u64 = 0x1;
    pub const INSUFFICIENT_CPU: u64 = 0x4;
    pub const INSUFFICIENT_MEMORY: u64 = 0x8;
}

impl State {
    pub fn node_status_information(&self, node: NodeId) -> u32 {
        let Some(node) = self.runtime.nodes.get(&node) else { return 0 };
        let bits = [
            (node.quarantine.is_some(), node_status::QUARANTINED),
            (has_drain(node, DrainStatus::InProgress), node_status::DRAIN_IN_PROGRESS),
            (has_drain(node, DrainStatus::Completed), node_status::DRAIN_COMPLETED),
            (has_drain(node, DrainStatus::Failed), node_status::DRAIN_FAILED),
            (node.avoid_placement, node_status::AVOID_PLACEMENT),
        ];
        bits.into_iter().filter(|(is_so, _)| *is_so).fold(0, |all, (_, bit)| all | bit)
    }

    pub fn group_status_information(&self, id: GroupId) -> u64 {
        let Some(group) = self.runtime.groups.get(&id) else { return 0 };
        let bits = [
            (self.is_locked(id), group_status::LOCKED_MODE),
            (group.queued.is_some(), group_status::WAITING_IN_QUEUE_FOR_MOVE),
        ];
        let waiting = self.waiting(id).map_or(0, |waiting| waiting.status_bits());
        bits.into_iter().filter(|(is_so, _)| *is_so).fold(waiting, |all, (_, bit)| all | bit)
    }

    pub fn resource_status_information(&self, id: ResourceId) -> u64 {
        let Some(resource) = self.runtime.resources.get(&id) else { return 0 };
        let (memory, cpu) = self.lacking(id);
        let bits = [
            (resource.locked, resource_status::LOCKED_MODE),
            (cpu, resource_status::INSUFFICIENT_CPU),
            (memory, resource_status::INSUFFICIENT_MEMORY),
        ];
        bits.into_iter().filter(|(is_so, _)| *is_so).fold(0, |all, (_, bit)| all | bit)
    }
}

impl State {
    /// Whether the resource waits with its group for memory, and for CPU, of which it needs some (policies 9.51).
    fn lacking(&self, id: ResourceId) -> (bool, bool) {
        let Some(resource) = self.config.resources.get(&id) else { return (false, false) };
        let needs = resource.demands.needs;
        if needs.is_nothing() || self.waiting(resource.group) != Some(Waiting::NoRoom) {
            return (false, false);
        }
        let lacks = |what| {
            self.config.nodes.keys().any(|node| match self.obstacle(resource.group, *node, false) {
                Some(Unsuitable::LacksCapacity { of, .. }) => of == what,
                _ => false,
            })
        };
        (needs.memory_mb > 0 && lacks("memory"), needs.cpu_percent > 0 && lacks("CPU"))
    }
}

fn has_drain(node: &NodeRuntime, status: DrainStatus) -> bool {
    node.drain.is_some_and(|drain| drain.status == status)
}
