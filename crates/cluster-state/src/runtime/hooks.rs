//! What the configuration side tells the runtime after it has changed an object. The typed objects are already new.

use super::{EarlierLease, GroupRuntime, Hold, LeaseLengths, Recovery, ResourceRuntime, Timer};
use crate::apply::Apply;
use imbl::Vector;
use model::{Attempt, Epoch, GroupId, GroupState, NodeId, ResourceId, ResourceState, WallTime};
use std::sync::Arc;

impl GroupRuntime {
    fn new(owner: NodeId, now: WallTime) -> GroupRuntime {
        GroupRuntime {
            owner,
            epoch: Epoch(1),
            moving: None,
            arrival: None,
            queued: None,
            drained_from: None,
            drain_error: None,
            parked: false,
            settled: false,
            started: false,
            provider_wait: None,
            starting: None,
            failback: None,
            preempted_by: None,
            preemption: None,
            course: Vec::new(),
            failovers: Vector::new(),
            state: GroupState::Offline,
            state_sequence: 0,
            state_changed: now,
            last_move: None,
        }
    }
}

impl ResourceRuntime {
    fn new(now: WallTime) -> ResourceRuntime {
        ResourceRuntime {
            state: ResourceState::Offline,
            state_sequence: 0,
            state_changed: now,
            attempt: Attempt(0),
            epoch: Epoch(0),
            residue: false,
            terminating: false,
            report_sequence: 0,
            checkpoint: 0,
            pending_until: None,
            restarts: Vector::new(),
            recovery: Recovery::Free,
            hold: None,
            asked: None,
            locked: false,
            force_stop: false,
            status_code: 0,
            status_text: String::new(),
        }
    }
}

impl Apply<'_> {
    pub(crate) fn group_created(&mut self, group: GroupId, owner: NodeId) {
        let runtime = GroupRuntime::new(owner, self.state.wall);
        self.state.runtime.groups.insert(group, Arc::new(runtime));
        self.state.runtime.owned.entry(owner).or_default().insert(group);
        self.dirty.insert(group);
    }

    /// Called after its resources were deleted.
    pub(crate) fn group_deleted(&mut self, group: GroupId) {
        if let Some(runtime) = self.state.runtime.groups.remove(&group) {
            self.disown(runtime.owner, group);
            self.move_provider_wait(group, runtime.provider_wait, None);
            self.index_starting(group, runtime.starting, None);
        }
        self.state.runtime.window_waits.remove(&group);
        self.state.runtime.parked.remove(&group);
        self.state.runtime.queued.remove(&group);
        self.restake(group);
        self.dirty.remove(&group);
    }

    /// Called after its group's list has it.
    pub(crate) fn resource_created(&mut self, resource: ResourceId) {
        let runtime = ResourceRuntime::new(self.state.wall);
        self.state.runtime.resources.insert(resource, Arc::new(runtime));
        self.touch(resource);
        self.dirty.insert(self.state.config.resource(resource).group);
    }

    /// Nothing of it may be running: whoever deletes it has made sure.
    pub(crate) fn resource_deleted(&mut self, resource: ResourceId) {
        if let Some(runtime) = self.state.runtime.resources.remove(&resource) {
            self.move_timer(Timer::Pending(resource), runtime.pending_until, None);
            self.move_timer(Timer::Recovery(resource), runtime.recovery.due(), None);
        }
        self.touch(resource);
    }

    pub(crate) fn possible_owners_changed(&mut self, resource: ResourceId) {
        self.dirty.insert(self.state.config.resource(resource).group);
    }

    pub(crate) fn dependencies_changed(&mut self, resource: ResourceId) {
        self.dirty.insert(self.state.config.resource(resource).group);
    }

    /// A change of group counts as a change of state (object-model 7).
    pub(crate) fn group_changed(&mut self, resource: ResourceId, from: GroupId, to: GroupId) {
        self.change_resource(resource, |resource| resource.state_sequence += 1);
        self.dirty.extend([from, to]);
    }

    /// SameSubnetDelay or SameSubnetThreshold changed, or the cluster was formed. The longest length that may still be
    /// running is remembered for twice its time (leases, L*).
    pub(crate) fn lease_settings_changed(&mut self) {
        let cluster = &self.state.config.cluster;
        let present_ms = u64::from(cluster.same_subnet_delay_ms) * u64::from(cluster.same_subnet_threshold);
        let before = self.state.runtime.lease;
        if before.present_ms == present_ms {
            return;
        }
        let earlier = match before.longest_ms() {
            0 => None,
            length_ms => {
                let until = self.state.time.plus_ms(2 * length_ms);
                Some(EarlierLease { length_ms, until })
            }
        };
        self.move_timer(Timer::LeaseLength, before.earlier.map(|earlier| earlier.until), earlier.map(|now| now.until));
        self.state.runtime.lease = LeaseLengths { present_ms, earlier };
    }

    /// IgnorePersistentStateOnStartup changed; clearing it starts what it held back (policies 8).
    pub(crate) fn startup_settings_changed(&mut self) {
        if self.state.config.cluster.ignore_persistent_state_on_startup {
            return;
        }
        let resources = &self.state.runtime.resources;
        let held: Vec<ResourceId> = resources
            .iter()
            .filter(|(_, resource)| resource.hold == Some(Hold::PersistentStateIgnored))
            .map(|(id, _)| *id)
            .collect();
        for id in held {
            self.change_resource(id, |resource| resource.hold = None);
        }
    }
}
