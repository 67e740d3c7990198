//! The only writers of the runtime's objects. Each compares before and after, so that sequence numbers, timers, indexes,
//! notifications and the list of touched resources follow from the change itself and cannot be forgotten.

use super::{Failback, GroupRuntime, LastMove, NodeRuntime, ProviderWait, Quarantine, ResourceRuntime, Timer};
use crate::apply::Apply;
use crate::state::State;
use imbl::OrdSet;
use model::{ClusterTime, GroupId, NodeId, ResourceId};
use std::sync::Arc;

impl Apply<'_> {
    pub(super) fn change_resource(&mut self, id: ResourceId, change: impl FnOnce(&mut ResourceRuntime)) {
        let now = self.state.wall;
        let slot = self.state.runtime.resources.get_mut(&id);
        let resource = Arc::make_mut(slot.unwrap_or_else(|| panic!("{id:?} has no runtime part")));
        let (state, pending, due) = (resource.state, resource.pending_until, resource.recovery.due());
        let stakes = |resource: &ResourceRuntime| (resource.residue, resource.hold);
        let staked = stakes(resource);
        change(resource);
        let state_changed = resource.state != state;
        if state_changed {
            resource.state_sequence += 1;
            resource.state_changed = now;
        }
        let (pending_now, due_now) = (resource.pending_until, resource.recovery.due());
        let restaked = stakes(resource) != staked;
        self.move_timer(Timer::Pending(id), pending, pending_now);
        self.move_timer(Timer::Recovery(id), due, due_now);
        self.touch(id);
        if let Some(config) = self.state.config.resources.get(&id) {
            let group = config.group;
            self.dirty.insert(group);
            if restaked {
                self.restake(group);
            }
        }
        if state_changed {
            self.notify_resource_state(id);
        }
    }

    pub(super) fn change_group(&mut self, id: GroupId, change: impl FnOnce(&mut GroupRuntime)) {
        let now = LastMove { at: self.state.time, wall: self.state.wall };
        let slot = self.state.runtime.groups.get_mut(&id);
        let group = Arc::make_mut(slot.unwrap_or_else(|| panic!("{id:?} has no runtime part")));
        let (owner, state, starting) = (group.owner, group.state, group.starting);
        let (was_parked, was_queued, wait) = (group.parked, group.queued.is_some(), group.provider_wait);
        change(group);
        let state_changed = group.state != state;
        if state_changed {
            group.state_sequence += 1;
            group.state_changed = now.wall;
        }
        if group.owner != owner {
            group.last_move = Some(now);
        }
        let (owner_now, parked, queued) = (group.owner, group.parked, group.queued.is_some());
        let (starting_now, waits_for_window) = (group.starting, group.failback.is_some_and(Failback::waits_for_window));
        let wait_now = group.provider_wait;
        let index = |set: &mut OrdSet<GroupId>, was: bool, is: bool| match is {
            true if !was => drop(set.insert(id)),
            false if was => drop(set.remove(&id)),
            _ => {}
        };
        index(&mut self.state.runtime.parked, was_parked, parked);
        index(&mut self.state.runtime.queued, was_queued, queued);
        if wait_now != wait {
            self.move_provider_wait(id, wait, wait_now);
        }
        self.index_starting(id, starting, starting_now);
        self.index_window_wait(id, waits_for_window);
        self.dirty.insert(id);
        self.restake(id);
        if owner_now != owner {
            self.disown(owner, id);
            self.state.runtime.owned.entry(owner_now).or_default().insert(id);
            self.notify_owner(id, owner, owner_now);
        }
        if state_changed {
            self.notify_group_state(id);
        }
    }

    /// The index and the timer of a wait.
    pub(super) fn move_provider_wait(&mut self, id: GroupId, from: Option<ProviderWait>, to: Option<ProviderWait>) {
        let until = |wait: Option<ProviderWait>| wait.and_then(|wait| wait.until);
        self.move_timer(Timer::ProviderWait(id), until(from), until(to));
        let provider = |wait: Option<ProviderWait>| wait.map(|wait| wait.provider);
        self.state.runtime.provision.move_waiting(id, provider(from), provider(to));
    }

    /// Takes a group from the index of its owner.
    pub(super) fn disown(&mut self, owner: NodeId, group: GroupId) {
        if let Some(groups) = self.state.runtime.owned.get_mut(&owner) {
            groups.remove(&group);
            if groups.is_empty() {
                self.state.runtime.owned.remove(&owner);
            }
        }
    }

    pub(super) fn change_node(&mut self, id: NodeId, change: impl FnOnce(&mut NodeRuntime)) {
        let slot = self.state.runtime.nodes.get_mut(&id);
        let node = Arc::make_mut(slot.unwrap_or_else(|| panic!("node {id} has no runtime part")));
        let (state, active, due) = (node.state, node.incarnation.is_some(), node.quarantine.and_then(Quarantine::due));
        change(node);
        let (state_now, active_now) = (node.state, node.incarnation.is_some());
        let due_now = node.quarantine.and_then(Quarantine::due);
        self.move_timer(Timer::Quarantine(id), due, due_now);
        self.refresh_roster();
        if state_now != state {
            self.notify_node_state(id);
        }
        if active_now != active {
            self.notify_membership();
        }
    }

    pub(super) fn move_timer(&mut self, timer: Timer, from: Option<ClusterTime>, to: Option<ClusterTime>) {
        if from == to {
            return;
        }
        if let Some(from) = from {
            self.state.runtime.timers.remove(&(from, timer));
        }
        if let Some(to) = to {
            self.state.runtime.timers.insert((to, timer));
        }
    }
}

impl State {
    pub(super) fn group(&self, id: GroupId) -> &GroupRuntime {
        self.runtime.groups.get(&id).unwrap_or_else(|| panic!("{id:?} has no runtime part"))
    }

    pub(super) fn resource(&self, id: ResourceId) -> &ResourceRuntime {
        self.runtime.resources.get(&id).unwrap_or_else(|| panic!("{id:?} has no runtime part"))
    }
}
