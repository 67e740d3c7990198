//! Changes of a group's owner.
//!
//! R0: [`Apply::change_owner`] is the only writer of an owner after the group's creation, and it panics when something of
//! the group may still be running. Everything else here decides when and where to.

use super::cause::{Ending, name_of_group, name_of_node, name_of_resource};
use super::placement::{Choice, Occasion, Unsuitable};
use super::{Arrival, GroupRuntime, Hold, MoveCause, Moving, QueuedMove, Recovery, Starting};
use crate::apply::Apply;
use crate::outcome::Level;
use crate::state::State;
use imbl::Vector;
use model::flags::MoveFlags;
use model::{Attempt, Epoch, GroupId, NodeId, NodeState, ResourceId, ResourceState};

/// Candidates that were not taken, each with its reason.
type Refused = Vec<(NodeId, String)>;

/// Why a group goes to another node, in the words and with the rule of its event.
pub(super) struct Reason {
    pub level: Level,
    pub rule: &'static str,
    /// The half of a sentence after "because"; empty for a move that needs no reason.
    pub because: String,
    pub refused: Vec<(NodeId, String)>,
}

impl Apply<'_> {
    /// Gives the group to another node. Nothing of it may be running (R0). Its resources begin there anew: what failed on
    /// the old owner is forgotten (policies 6, step 4). Without a reason the history says nothing of it.
    pub(super) fn change_owner(&mut self, group: GroupId, to: NodeId, parked: bool, reason: Option<Reason>) {
        let resources = self.state.resources_of(group).to_vec();
        for id in &resources {
            let running = self.state.resource(*id).residue;
            assert!(!running, "R0: group {group} changes its owner while {id:?} may be running");
        }
        let from = self.state.group(group).owner;
        let moving = self.state.group(group).moving;
        let on_request = moving.is_some_and(|moving| moving.why.is_on_request() || moving.why.is_drain());
        for id in resources {
            self.change_resource(id, |resource| {
                // What was offline stays so when an administrator moves the group (policies 10.10); else each resource has its
                // persistent state again.
                resource.asked = resource.asked.filter(|online| on_request && !online);
                resource.state = ResourceState::Offline;
                resource.recovery = Recovery::Free;
                resource.restarts = Vector::new();
                if resource.hold == Some(Hold::Restarting) {
                    resource.hold = None;
                }
            });
        }
        if !parked {
            self.end_preemption(group);
        }
        self.change_group(group, |group| {
            group.owner = to;
            group.epoch = Epoch(group.epoch.0 + 1);
            group.moving = None;
            group.parked = parked;
            group.arrival = match moving {
                Some(Moving { why: MoveCause::Requested, flags, .. }) if !parked => Some(Arrival { from, flags }),
                _ => None,
            };
            group.settled = !parked;
            group.started = false;
        });
        self.owner_changed(group, from, moving.map(|moving| moving.why));
        self.note_owner_change(group);
        if let Some(reason) = reason {
            self.record_owner_change(group, from, to, reason);
        }
    }

    fn record_owner_change(&mut self, group: GroupId, from: NodeId, to: NodeId, reason: Reason) {
        let name = name_of_group(self.state, group);
        let (from, to) = (name_of_node(self.state, from), name_of_node(self.state, to));
        let because = if reason.because.is_empty() { String::new() } else { format!(", because {}", reason.because) };
        let text = if self.state.group(group).parked {
            format!(
                "Group \"{name}\" went from {from} to {to}{because}; it stays offline there and waits for a node that can run it."
            )
        } else {
            format!("Group \"{name}\" moved from {from} to {to}{because}.")
        };
        self.record_group(reason.level, group, reason.rule, text, reason.refused);
    }

    /// Begins a move: everything of the group is taken offline first (policies 6, step 1). Groups that a SameNode rule keeps with it
    /// come along (policies 9.29), unless the request passes the affinity rules by.
    pub(super) fn begin_move(&mut self, group: GroupId, to: NodeId, why: MoveCause, flags: MoveFlags) {
        // A place to be kept offline at was not chosen for anybody else: a drain sees to each group by itself.
        let alone = flags.has(MoveFlags::IGNORE_AFFINITY_RULE) || why == MoveCause::Parked;
        let companions = if alone { Vec::new() } else { self.state.companions(group) };
        self.begin_single_move(group, to, why, flags);
        // Where the group is drained or goes back, whoever comes along is too.
        let why = if why.is_on_request() { why } else { MoveCause::Requested };
        for companion in companions {
            let (name, with) = (name_of_group(self.state, companion), name_of_group(self.state, group));
            let to_name = name_of_node(self.state, to);
            let text = format!(
                "Group \"{name}\" goes to {to_name} with group \"{with}\", because an affinity rule keeps them on one node."
            );
            self.record_group(Level::Information, companion, "policies 9.29", text, Vec::new());
            self.begin_single_move(companion, to, why, MoveFlags::NONE);
        }
    }

    /// As [`Apply::begin_move`], and nobody comes along.
    fn begin_single_move(&mut self, group: GroupId, to: NodeId, why: MoveCause, flags: MoveFlags) {
        self.begin_move_course(group);
        self.change_group(group, |group| {
            group.moving = Some(Moving { to, why, flags });
            group.arrival = None;
        });
    }

    /// Ends a move once nothing of the group is left on its owner. The target is looked at again, because it may have gone
    /// meanwhile.
    pub(super) fn finish_move(&mut self, group: GroupId) -> bool {
        let Some(moving) = self.state.group(group).moving else { return false };
        if self.state.group_has_residue(group) {
            return false;
        }
        // Meanwhile a better one may have come up.
        let better = if moving.why == MoveCause::Failback { self.state.failback_target(group) } else { None };
        let to = better.unwrap_or(moving.to);
        let moving = Moving { to, ..moving };
        let Some(obstacle) = self.state.target_obstacle(group, moving) else {
            let reason = self.move_reason(moving.why, Vec::new());
            self.change_owner(group, to, false, Some(reason));
            return true;
        };
        let refused = vec![(moving.to, format!("it {}", obstacle.in_words()))];
        match moving.why {
            MoveCause::ResourceFailed(resource) => {
                if let Err(refused) = self.move_elsewhere(group, moving, refused) {
                    self.give_up(resource);
                    self.abandon_move(group, moving.to, &obstacle, refused);
                }
            }
            MoveCause::Drained | MoveCause::Parked => {
                if let Err(refused) = self.move_elsewhere(group, moving, refused) {
                    self.finish_drain_without_target(group, moving, &obstacle, refused);
                }
            }
            _ => {
                self.abandon_move(group, moving.to, &obstacle, refused);
                if moving.flags.has(MoveFlags::QUEUE_ENABLED) && obstacle.may_pass() {
                    let queued = QueuedMove { to: Some(moving.to), flags: moving.flags };
                    self.change_group(group, |group| group.queued = Some(queued));
                }
            }
        }
        true
    }

    /// The target cannot take the group any more: another node does, or all that were refused are given back.
    fn move_elsewhere(&mut self, group: GroupId, moving: Moving, mut refused: Refused) -> Result<(), Refused> {
        let choice = self.state.plan_placement(group, Occasion::Failure);
        refused.extend(choice.refused.into_iter().filter(|(node, _)| *node != moving.to));
        let Some(other) = choice.node else { return Err(refused) };
        let reason = self.move_reason(moving.why, refused);
        self.change_owner(group, other, false, Some(reason));
        Ok(())
    }

    /// The group stays on its owner, and comes online there again.
    pub(super) fn abandon_move(&mut self, group: GroupId, to: NodeId, obstacle: &Unsuitable, refused: Refused) {
        self.change_group(group, |group| group.moving = None);
        let (name, owner) = (name_of_group(self.state, group), name_of_node(self.state, self.state.group(group).owner));
        let obstacle = self.state.unsuitable_sentence(to, obstacle);
        let text =
            format!("The move of group \"{name}\" was given up and the group stays on {owner}, because {obstacle}.");
        self.record_group(Level::Warning, group, "policies 9.5", text, refused);
    }

    /// A drain leaves nothing behind: the group is kept offline on another node.
    pub(super) fn park_elsewhere(&mut self, group: GroupId, to: NodeId, because: String, refused: Refused) {
        let reason = Reason { level: Level::Warning, rule: "policies 12.10", because, refused };
        self.change_owner(group, to, true, Some(reason));
    }

    fn move_reason(&self, why: MoveCause, refused: Refused) -> Reason {
        let information = |rule, because: String, refused| Reason { level: Level::Information, rule, because, refused };
        match why {
            MoveCause::Requested => information("policies 9", "it was requested".into(), refused),
            MoveCause::Drained | MoveCause::Parked => {
                information("policies 12.6", "its owner is drained".into(), refused)
            }
            MoveCause::Resumed => {
                information("policies 12.23", "the node it was drained from is resumed".into(), refused)
            }
            MoveCause::Cancelled => information("policies 10.12", "its move was cancelled".into(), refused),
            MoveCause::Returning(resource) => {
                let because = self.state.failed_move_words(resource);
                Reason { level: Level::Warning, rule: "policies 10.3", because, refused }
            }
            MoveCause::Failback => {
                let because = "it prefers that node".into();
                Reason { level: Level::Information, rule: "policies 7.4", because, refused }
            }
            MoveCause::ResourceFailed(resource) => {
                let because = format!("resource \"{}\" failed", name_of_resource(self.state, resource));
                Reason { level: Level::Warning, rule: "policies 6", because, refused }
            }
        }
    }

    /// The owner's incarnation has ended: whatever of the group was running is gone, and it goes to another node at once
    /// (policies 6). A move that was under way goes on to its target.
    pub(super) fn leave_dead_owner(&mut self, group: GroupId, ending: &Ending) {
        for id in self.state.resources_of(group).to_vec() {
            self.change_resource(id, |resource| {
                resource.state = ResourceState::Offline;
                resource.residue = false;
                resource.terminating = false;
                resource.pending_until = None;
                resource.recovery = Recovery::Free;
                resource.asked = None;
                resource.locked = false;
                resource.force_stop = false;
                resource.restarts = Vector::new();
            });
        }
        if self.state.config.group(group).priority == 0 {
            self.hold_no_automatic_start(group);
        }
        self.end_preemption(group);
        let target = match self.state.group(group).moving {
            Some(moving) if moving.why.is_on_request() && self.state.target_obstacle(group, moving).is_none() => {
                Some(moving.to)
            }
            _ => None,
        };
        self.change_group(group, |group| {
            group.moving = None;
            group.arrival = None;
            group.drain_error = None;
            group.started = false;
        });
        let choice = match target {
            Some(to) => Choice { node: Some(to), refused: Vec::new() },
            None => self.state.plan_placement(group, Occasion::Failure),
        };
        let level = ending.level.min(Level::Warning);
        let because = ending.of_groups.clone();
        let reason = Reason { level, rule: ending.rule, because, refused: choice.refused };
        if !self.place(group, choice.node, Some(reason)) {
            self.change_group(group, |group| group.settled = false);
        }
    }

    /// The owner leaves the cluster for good. Without any active node another one becomes the owner, where the group waits
    /// until somebody joins.
    pub(super) fn leave_evicted_owner(&mut self, group: GroupId) {
        let owner = self.state.group(group).owner;
        let because = format!("{} is evicted", name_of_node(self.state, owner));
        let Choice { node, refused } = self.state.plan_placement(group, Occasion::Failure);
        let reason = Reason { level: Level::Information, rule: "policies 12", because: because.clone(), refused };
        if self.place(group, node, Some(reason)) {
            return;
        }
        let others = self.state.config.nodes.keys().copied();
        let to = others.into_iter().find(|node| *node != owner).expect("the last node is not evicted");
        let reason = Reason { level: Level::Information, rule: "policies 12", because, refused: Vec::new() };
        self.change_owner(group, to, false, Some(reason));
        self.change_group(group, |group| group.settled = false);
    }

    /// Moves the group to the chosen node, or parks it on another one. Without any active node it stays where it is.
    fn place(&mut self, group: GroupId, chosen: Option<NodeId>, reason: Option<Reason>) -> bool {
        let parking = || self.state.plan_parking(group).map(|node| (node, true));
        let Some((to, parked)) = chosen.map(|node| (node, false)).or_else(parking) else { return false };
        self.change_owner(group, to, parked, reason);
        true
    }

    /// Looks whether the owner can run the group at all, and finds another one if not (policies 9, parking). A group that
    /// was not parked stays on an owner that is paused or about to stop.
    pub(super) fn settle_owner(&mut self, group: GroupId) -> bool {
        let runtime = self.state.group(group);
        if runtime.waits_for_node() {
            return false;
        }
        let (owner, parked, settled) = (runtime.owner, runtime.parked, runtime.settled);
        let obstacle = self.state.owner_unsuitable(group, runtime);
        match &obstacle {
            None if !parked => return !settled && self.note_settled(group),
            None => {
                self.unpark(group);
                return true;
            }
            Some(Unsuitable::Paused | Unsuitable::Stopping) if !parked => return false,
            Some(_) if self.state.group_has_residue(group) => return false,
            Some(_) => {}
        }
        let rule = obstacle.as_ref().map_or("policies 9.16", Unsuitable::rule);
        let because = obstacle.map_or_else(String::new, |reason| self.state.unsuitable_sentence(owner, &reason));
        let Choice { node, refused } = self.state.plan_placement(group, Occasion::Failure);
        if node.is_some() || self.state.node_state(owner) == NodeState::Down {
            let reason = Reason { level: Level::Warning, rule: "policies 9", because, refused };
            return self.place(group, node, (!self.state.is_new(group)).then_some(reason));
        }
        if parked {
            self.make_room(group);
            return false;
        }
        self.park_by(group, rule, &because, refused);
        self.make_room(group);
        true
    }

    /// The owner is one that may start what is wanted of the group: company is not asked about again (policies 9.27).
    fn note_settled(&mut self, group: GroupId) -> bool {
        let facts = self.state.group(group);
        let waits = facts.starting.is_some_and(Starting::waits);
        if !facts.settled && !waits && self.state.group_wanted(group) {
            self.change_group(group, |group| group.settled = true);
        }
        false
    }

    /// Keeps the group offline where it is.
    pub(super) fn park(&mut self, group: GroupId, because: &str, refused: Vec<(NodeId, String)>) {
        self.park_by(group, "policies 9.16", because, refused);
    }

    pub(super) fn park_by(&mut self, group: GroupId, rule: &str, because: &str, refused: Vec<(NodeId, String)>) {
        self.change_group(group, |group| {
            group.parked = true;
            group.settled = false;
        });
        let name = name_of_group(self.state, group);
        let text = format!("Group \"{name}\" stays offline, because {because}; it waits for a node that can run it.");
        self.record_group(Level::Warning, group, rule, text, refused);
    }

    fn unpark(&mut self, group: GroupId) {
        self.change_group(group, |group| {
            group.parked = false;
            group.settled = true;
            group.preempted_by = None;
        });
        let (name, owner) = (name_of_group(self.state, group), name_of_node(self.state, self.state.group(group).owner));
        let text = format!("Group \"{name}\" waits no longer: {owner} can run it.");
        self.record_group(Level::Information, group, "policies 9", text, Vec::new());
    }
}

impl State {
    /// What has come to speak against the target of a move. What a drain moved although nobody could take it is not started
    /// against a rule (policies 12.10); whom else a move goes to was chosen with everything in view, or by who asked for it.
    fn target_obstacle(&self, group: GroupId, moving: Moving) -> Option<Unsuitable> {
        match moving.why {
            MoveCause::Drained | MoveCause::Parked => self.obstacle(group, moving.to, false),
            _ => self.unsuitable(group, moving.to),
        }
    }

    /// What speaks against the owner: what it is, and while the group has yet to be started there also what else it has. A group
    /// that was started stays in bad company (policies 9.27).
    fn owner_unsuitable(&self, group: GroupId, runtime: &GroupRuntime) -> Option<Unsuitable> {
        self.unsuitable(group, runtime.owner).or_else(|| {
            let waits = runtime.starting.is_some_and(Starting::waits);
            let asked = !runtime.settled && !waits && runtime.moving.is_none() && self.stake(group).is_some();
            let starts = asked && self.group_wanted(group) && !self.group_has_residue(group);
            if starts { self.obstacle(group, runtime.owner, false) } else { None }
        })
    }

    /// Nothing of the group has ever been started, and it has never moved. That such a group begins its life on another node
    /// than the one it was written down with is no news.
    fn is_new(&self, group: GroupId) -> bool {
        let never_started = |id: &ResourceId| self.resource(*id).attempt == Attempt(0);
        self.group(group).epoch == Epoch(1) && self.resources_of(group).iter().all(never_started)
    }
}
