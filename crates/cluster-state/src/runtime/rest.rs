//! Whether one look at a group says that there is nothing to do for it. Much marks a group dirty that turns out not to
//! concern it.
//!
//! A short cut, and no policy: what does not surely rest is reconciled step by step. Debug builds, and so every test, take the
//! steps in any case, and insist that nothing changes.

use super::members::Member;
use super::{Drain, DrainStatus, GroupRuntime, NodeRuntime};
use crate::apply::Apply;
use crate::state::State;
use model::{GroupId, GroupState, NodeId, NodeState, ResourceState};

impl Apply<'_> {
    /// A number of the group has changed that only what is under way looks at: whether the group has to be looked at again.
    pub(crate) fn concerns_what_is_under_way(&mut self, group: GroupId) -> bool {
        if self.dirty.contains(&group) || self.state.something_is_under_way(group) {
            return true;
        }
        if cfg!(debug_assertions) {
            self.insist_on_rest(group);
        }
        false
    }

    /// Takes the steps of a group that rests, to see that there are none.
    pub(super) fn insist_on_rest(&mut self, group: GroupId) {
        let events = self.state.next_event;
        self.reconcile_in_steps(group);
        let changed = self.dirty.contains(&group) || self.state.next_event != events;
        assert!(!changed, "group {group} was taken to be at rest, and was not");
    }
}

impl State {
    /// Every resource of the group is online, or every one is offline, as it is to be and where it may be; and nothing is under
    /// way with the group, planned, or awaited.
    pub(super) fn rests(&self, group: GroupId) -> bool {
        let (config, facts) = (self.config.group(group), self.group(group));
        if self.something_is_under_way(group)
            || config.failback_allowed
            || config.deleting
            || !self.config.start_order.is_empty()
        {
            return false;
        }
        let online = match facts.state {
            GroupState::Online if facts.settled && !config.resources.is_empty() => true,
            GroupState::Offline if !facts.settled && !facts.started => false,
            _ => return false,
        };
        self.members_of(config).all(|member| member.rests(online, facts.owner))
    }

    /// With the group, or with its owner.
    fn something_is_under_way(&self, group: GroupId) -> bool {
        let facts = self.group(group);
        let owner = self.runtime.nodes.get(&facts.owner);
        !facts.is_undisturbed() || !owner.is_some_and(|owner| owner.is_undisturbed())
    }
}

impl GroupRuntime {
    fn is_undisturbed(&self) -> bool {
        let moves = self.moving.is_some() || self.queued.is_some() || self.arrival.is_some() || self.failback.is_some();
        let waits = self.parked || self.starting.is_some() || self.provider_wait.is_some();
        let makes_room = self.preempted_by.is_some() || self.preemption.is_some();
        !moves && !waits && !makes_room
    }
}

impl NodeRuntime {
    fn is_undisturbed(&self) -> bool {
        let drains = |drain: &Drain| drain.status == DrainStatus::InProgress;
        self.state == NodeState::Up && !self.stopping && !self.drain.as_ref().is_some_and(drains)
    }
}

impl Member<'_> {
    fn rests(&self, online: bool, owner: NodeId) -> bool {
        let is_as_wanted = match self.facts.state {
            ResourceState::Online => online && self.wanted_online,
            ResourceState::Offline => !online && !self.wanted_online && !self.facts.residue,
            _ => false,
        };
        is_as_wanted && self.facts.hold.is_none() && self.config.unsuitable(owner).is_none()
    }
}
