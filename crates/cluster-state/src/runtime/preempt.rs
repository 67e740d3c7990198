//! Preemption: a group of higher priority for which no node has room takes running groups of lower priority offline (policies 8.13 to
//! 8.15).
//!
//! The group that has no room is parked, as without preemption. The groups that make room for it are stopped; each is parked once
//! nothing of it is left, and the last of them lets the other one look for its place before anybody else. A group that made room
//! goes on as every parked one does: it starts wherever there is room for it, now or later.

use super::cause::{name_of_group, name_of_node};
use super::placement::{Occasion, Unsuitable};
use crate::apply::Apply;
use crate::config::Needs;
use crate::outcome::Level;
use crate::state::State;
use model::{GroupId, NodeId};

/// Room that is being made for a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preemption {
    /// Where; what becomes free there is kept for it.
    pub node: NodeId,
    /// The groups of which something is left.
    pub victims: Vec<GroupId>,
}

impl Apply<'_> {
    /// Makes room for a parked group, where that is allowed and helps.
    pub(super) fn make_room(&mut self, group: GroupId) {
        let Some((node, victims)) = self.state.plan_preemption(group) else { return };
        let preemption = Preemption { node, victims: victims.clone() };
        self.change_group(group, |group| group.preemption = Some(preemption));
        let (name, node) = (name_of_group(self.state, group), name_of_node(self.state, node));
        let priority = self.state.config.group(group).priority;
        for victim in victims {
            let config = self.state.config.group(victim).clone();
            if config.priority == 0 {
                self.hold_no_automatic_start(victim);
            }
            self.change_group(victim, |victim| {
                victim.preempted_by = Some(group);
                victim.starting = None;
            });
            let text = format!(
                "Group \"{}\" of priority {} is taken offline on {node}, to make room for group \"{name}\" of priority {priority}.",
                config.name, config.priority
            );
            self.record_group(Level::Warning, victim, "policies 8.13", text, Vec::new());
        }
    }

    /// A group that makes room is parked once nothing of it is left, and the other one is placed.
    pub(super) fn mind_preemption(&mut self, victim: GroupId) -> bool {
        let facts = self.state.group(victim);
        let Some(group) = facts.preempted_by.filter(|_| !facts.parked) else { return false };
        if self.state.group_has_residue(victim) {
            return false;
        }
        let because = format!("it made room for group \"{}\"", name_of_group(self.state, group));
        self.park_by(victim, "policies 8.15", &because, Vec::new());
        self.has_made_room(victim, group);
        true
    }

    /// Where the group runs it makes no room any more: it has left, or need not.
    pub(super) fn end_preemption(&mut self, victim: GroupId) {
        let facts = self.state.group(victim);
        let Some(group) = facts.preempted_by else { return };
        let waited_for = !facts.parked;
        self.change_group(victim, |victim| victim.preempted_by = None);
        if waited_for {
            self.has_made_room(victim, group);
        }
    }

    fn has_made_room(&mut self, victim: GroupId, group: GroupId) {
        if !self.state.runtime.groups.contains_key(&group) {
            return;
        }
        let Some(mut preemption) = self.state.group(group).preemption.clone() else { return };
        preemption.victims.retain(|other| *other != victim);
        let done = preemption.victims.is_empty();
        self.change_group(group, |group| group.preemption = (!done).then_some(preemption));
        if done && self.state.group(group).parked {
            self.settle_owner(group);
        }
    }
}

impl State {
    /// Where a parked group could run if groups of lower priority made room, and which; `None` if it may not or cannot.
    fn plan_preemption(&self, group: GroupId) -> Option<(NodeId, Vec<GroupId>)> {
        let (config, facts) = (self.config.group(group), self.group(group));
        let needs = self.config.demands.get(&group)?.needs;
        let may = facts.parked
            && facts.preemption.is_none()
            && facts.moving.is_none()
            && config.priority >= self.config.cluster.minimum_preemptor_priority
            && !needs.is_nothing()
            && self.to_be_started(group);
        if !may {
            return None;
        }
        let nodes = [facts.owner].into_iter().chain(self.candidates_for(group, Occasion::Failure));
        let mut short =
            nodes.filter(|node| matches!(self.obstacle(group, *node, false), Some(Unsuitable::LacksCapacity { .. })));
        short.find_map(|node| Some((node, self.victims_on(node, group)?)))
    }

    /// The groups that have to make room: those of lowest priority first, and none that need not.
    fn victims_on(&self, node: NodeId, group: GroupId) -> Option<Vec<GroupId>> {
        let mut candidates: Vec<(u32, GroupId, Needs)> = self
            .groups_owned_by(node)
            .into_iter()
            .filter(|other| self.may_be_preempted(*other, group))
            .filter_map(|other| Some((self.config.group(other).priority, other, self.stake(other)?.needs)))
            .filter(|(.., needs)| !needs.is_nothing())
            .collect();
        candidates.sort_unstable_by_key(|(priority, other, _)| (*priority, *other));
        let lacks = |freed: Needs| self.lacks_capacity_without(group, node, freed).is_some();
        let mut freed = Needs::default();
        let mut taken = Vec::new();
        for (_, other, needs) in candidates {
            if !lacks(freed) {
                break;
            }
            freed += needs;
            taken.push((other, needs));
        }
        if lacks(freed) {
            return None;
        }
        // What the later ones gave may make an earlier one needless; the highest priorities are spared first.
        for position in (0..taken.len()).rev() {
            let mut without = freed;
            without -= taken[position].1;
            if !lacks(without) {
                freed = without;
                taken.remove(position);
            }
        }
        Some(taken.into_iter().map(|(other, _)| other).collect())
    }

    fn may_be_preempted(&self, other: GroupId, by: GroupId) -> bool {
        let (config, facts) = (self.config.group(other), self.group(other));
        config.priority < self.config.group(by).priority
            && config.priority < self.config.cluster.minimum_never_preempt_priority
            && !config.core
            && !config.deleting
            && !self.is_locked(other)
            && !facts.parked
            && facts.moving.is_none()
            && facts.preempted_by.is_none()
    }
}
