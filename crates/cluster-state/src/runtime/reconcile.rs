//! Takes each touched group as far as it can go now.
//!
//! Level-triggered: what is wanted (persistent states, moves, holds) is compared with what is (states, residue, the owner),
//! and the difference decides the next step, whatever happened before. A step never finishes at once what takes time, so a
//! group comes to rest after a few rounds and is taken up again by the next report, request or timer.

use super::cause::{name_of_group, name_of_node, name_of_resource};
use super::ordering::{self, Member, Steps};
use super::{Hold, Recovery};
use crate::apply::Apply;
use crate::outcome::{Level, ObjectKind, Subject};
use crate::state::State;
use model::dependency::Expression;
use model::{Attempt, ClusterTime, GroupId, GroupState, ResourceId, ResourceState};

/// PendingTimeout: no limit.
const INFINITE: u32 = u32::MAX;

impl Apply<'_> {
    /// Reconciles the groups marked dirty, and those that may start because of it.
    pub(crate) fn reconcile_dirty(&mut self) {
        self.offers_before_reconciling();
        self.reconcile_marked();
        while self.advance_start() {
            self.reconcile_marked();
        }
    }

    fn reconcile_marked(&mut self) {
        loop {
            while let Some(group) = self.dirty.pop_first() {
                if self.state.config.groups.contains_key(&group) {
                    self.restake(group);
                    self.reconcile(group);
                }
                // Its own changes marked it again.
                self.dirty.remove(&group);
            }
            if !std::mem::take(&mut self.obstacles_changed) || self.state.runtime.queued.is_empty() {
                break;
            }
            self.dirty.extend(self.state.runtime.queued.iter().copied());
        }
        self.end_drains();
    }

    fn reconcile(&mut self, group: GroupId) {
        match self.state.rests(group) {
            true if cfg!(debug_assertions) => self.insist_on_rest(group),
            true => {}
            false => self.reconcile_in_steps(group),
        }
    }

    pub(super) fn reconcile_in_steps(&mut self, group: GroupId) {
        loop {
            let went_on = self.end_holds(group) || self.mind_plans(group);
            if went_on || self.settle_owner(group) || self.mind_failback(group) {
                continue;
            }
            let steps = self.state.plan_group(group);
            if steps.is_empty() {
                break;
            }
            for resource in steps.stop {
                self.stop(resource);
            }
            for resource in steps.start {
                self.start(resource);
            }
        }
        let facts = self.state.group(group);
        let (arrives, may_have_come_to_rest) = (facts.arrival.is_some(), facts.started || facts.settled);
        if arrives {
            self.end_arrival(group);
        }
        if may_have_come_to_rest {
            self.note_rest(group);
        }
        self.note_provider_wait(group);
        self.end_begun(group);
        self.refresh_group_state(group);
        if !self.state.config.start_order.is_empty() {
            self.refresh_offer(group);
        }
    }

    /// A group that was started, or is to be: if nothing of it runs and nothing is wanted, it has yet to be started again.
    fn note_rest(&mut self, group: GroupId) {
        if !self.state.group_has_residue(group) && !self.state.group_wanted(group) {
            self.change_group(group, |group| {
                group.started = false;
                group.settled = false;
            });
        }
    }

    /// Goes on with what is under way with the group, or is to be. One look says of most groups that there is nothing.
    fn mind_plans(&mut self, group: GroupId) -> bool {
        let facts = self.state.group(group);
        let (moves, queued) = (facts.moving.is_some(), facts.queued.is_some());
        let (makes_room, starts) = (facts.preempted_by.is_some(), facts.starting.is_some());
        let drained = self.state.draining(facts.owner).is_some();
        (moves && self.finish_move(group))
            || (makes_room && self.mind_preemption(group))
            || (starts && self.mind_start(group))
            || (drained && self.drain_group(group))
            || (queued && self.try_queued_move(group))
    }

    /// A resource that was stopped only to be started again may start once nothing of it is left.
    fn end_holds(&mut self, group: GroupId) -> bool {
        let ends = |id: &ResourceId| {
            let resource = self.state.resource(*id);
            resource.hold == Some(Hold::Restarting) && !resource.residue
        };
        let ended: Vec<ResourceId> = self.state.resources_of(group).iter().copied().filter(ends).collect();
        for id in &ended {
            self.change_resource(*id, |resource| resource.hold = None);
        }
        !ended.is_empty()
    }

    /// A new attempt. From here on something of it may be running on the owner.
    fn start(&mut self, id: ResourceId) {
        let pending_until = self.state.pending_limit(id);
        let group = self.state.config.resource(id).group;
        let epoch = self.state.group(group).epoch;
        if !self.state.group(group).started {
            self.change_group(group, |group| group.started = true);
        }
        self.change_resource(id, |resource| {
            resource.state = ResourceState::OnlinePending;
            resource.attempt = Attempt(resource.attempt.0 + 1);
            resource.epoch = epoch;
            resource.residue = true;
            resource.terminating = false;
            resource.locked = false;
            resource.force_stop = false;
            resource.report_sequence = 0;
            resource.checkpoint = 0;
            resource.pending_until = pending_until;
            resource.recovery = Recovery::Free;
            resource.status_code = 0;
            resource.status_text.clear();
        });
    }

    /// What is online is stopped in order; a start that is not finished cannot be, and is ended.
    fn stop(&mut self, id: ResourceId) {
        let pending_until = self.state.pending_limit(id);
        self.change_resource(id, |resource| {
            resource.terminating = resource.state == ResourceState::OnlinePending || resource.force_stop;
            resource.state = ResourceState::OfflinePending;
            resource.pending_until = if resource.terminating { None } else { pending_until };
        });
    }

    fn refresh_group_state(&mut self, group: GroupId) {
        let state = self.state.group_state(group);
        if self.state.group(group).state == state {
            return;
        }
        self.change_group(group, |group| group.state = state);
        let (name, owner) = (name_of_group(self.state, group), name_of_node(self.state, self.state.group(group).owner));
        let (level, text) = match state {
            GroupState::Online => (Level::Information, format!("Group \"{name}\" is Online on {owner}.")),
            GroupState::Offline => (Level::Information, format!("Group \"{name}\" is Offline.")),
            GroupState::PartialOnline => (
                Level::Information,
                format!("Group \"{name}\" is PartialOnline on {owner}: not all of its resources are online."),
            ),
            GroupState::Failed => match self.state.failed_for_good(group) {
                Some(id) => {
                    let resource = name_of_resource(self.state, id);
                    (Level::Error, format!("Group \"{name}\" is Failed on {owner}: resource \"{resource}\" failed."))
                }
                None => return,
            },
            GroupState::Pending | GroupState::Unknown => return,
        };
        let phases = if state == GroupState::Online { self.end_course(group) } else { Vec::new() };
        let subject = Subject { kind: ObjectKind::Group, id: group.to_string(), name };
        self.record_course(level, subject, "", text, Vec::new(), phases);
    }
}

impl State {
    /// The next steps of a group.
    fn plan_group(&self, group: GroupId) -> Steps {
        let (config, runtime) = (self.config.group(group), self.group(group));
        let may_start = self.start_obstacle_of(group, runtime).is_none();
        let may_run = runtime.moving.is_none() && runtime.preempted_by.is_none() && !config.deleting;
        let nothing = Expression::default();
        let members = self.members_of(config).map(|member| {
            let resource = member.facts;
            let wanted = may_run && member.wanted_online && resource.hold.is_none();
            Member {
                id: member.config.id,
                state: resource.state,
                residue: resource.residue,
                wanted,
                startable: wanted
                    && may_start
                    && resource.recovery == Recovery::Free
                    && member.config.unsuitable(runtime.owner).is_none(),
                needs: if self.broken.ignore_dependencies { &nothing } else { &member.config.dependencies },
            }
        });
        let members: Vec<Member<'_>> = members.collect();
        ordering::plan_steps(&members)
    }

    /// A failed resource that is not about to be started again.
    fn failed_for_good(&self, group: GroupId) -> Option<ResourceId> {
        let moving = self.group(group).moving.is_some();
        self.resources_of(group).iter().copied().find(|id| {
            let resource = self.resource(*id);
            let restarting = moving || matches!(resource.recovery, Recovery::RestartAt(_));
            resource.state == ResourceState::Failed && !restarting
        })
    }

    /// When the silence that begins now has lasted too long (policies 3).
    pub(super) fn pending_limit(&self, resource: ResourceId) -> Option<ClusterTime> {
        let timeout_ms = self.config.resource(resource).pending_timeout_ms;
        (timeout_ms != INFINITE).then(|| self.time.plus_ms(u64::from(timeout_ms)))
    }
}
