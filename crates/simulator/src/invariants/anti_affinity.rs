//! Policies 9.25, 9.28: while anti-affinity is enforced, no group starts on a node that runs a group which shares a class with it.
//! What was online together before stays (9.27): it may be restarted where it is, and come back there when a move is given up. A
//! move counts where it is decided: from then on the group has its place on the target. Two that are together although they are
//! anti-affine, and kept on one node by an affinity rule, go on together.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use cluster_state::State;
use cluster_state::command::{Command, GroupCommand, NodeCommand, ResourceCommand};
use cluster_state::runtime::MoveCause;
use model::{Epoch, GroupId, NodeId};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct AntiAffinity {
    /// Under which epoch a group ran last, while its owner's life lasts.
    ran: BTreeMap<GroupId, Epoch>,
}

impl Invariant for AntiAffinity {
    fn name(&self) -> &'static str {
        "anti_affinity"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, entry, before, after, .. } = fact else { return Ok(()) };
        let verdict = self.check(*index, &entry.command, before, after);
        if let Command::Node(NodeCommand::Down { node, .. } | NodeCommand::Released { node, .. }) = &entry.command {
            self.ran.retain(|group, _| before.group_runtime(*group).is_some_and(|group| group.owner != *node));
        }
        for group in after.config().groups.keys().filter(|group| runs_on(after, **group).is_some()) {
            let epoch = after.group_runtime(*group).map(|group| group.epoch);
            self.ran.extend(epoch.map(|epoch| (*group, epoch)));
        }
        verdict
    }
}

impl AntiAffinity {
    fn check(&self, index: u64, command: &Command, before: &State, after: &State) -> Result<(), String> {
        if !before.config().cluster.enforced_anti_affinity || !after.config().cluster.enforced_anti_affinity {
            return Ok(());
        }
        // What runs stays where it is when it becomes part of another group there (9.27).
        if matches!(command, Command::Resource(ResourceCommand::ChangeGroup { .. })) {
            return Ok(());
        }
        let asked = matches!(
            command,
            Command::Group(GroupCommand::Online { .. }) | Command::Resource(ResourceCommand::Online { .. })
        );
        for group in after.config().groups.values() {
            let Some(node) = came_to(before, after, group.id) else { continue };
            let ran_here = self.ran.get(&group.id).copied() == after.group_runtime(group.id).map(|group| group.epoch);
            // It waited there for its start, which was decided before: what was changed meanwhile acts at the next one.
            let epoch = |state: &State| state.group_runtime(group.id).map(|group| group.epoch);
            let decided =
                before.group_runtime(group.id).is_some_and(|group| group.settled) && epoch(before) == epoch(after);
            let stays =
                (ran_here || decided) && runs_on(after, group.id) == Some(node) && moving_to(after, group.id).is_none();
            if stays && (!asked || wanted(before, group.id)) {
                continue;
            }
            let shares = |other: &&std::sync::Arc<cluster_state::config::GroupConfig>| {
                other.id != group.id && other.anti_affinity.iter().any(|class| group.anti_affinity.contains(class))
            };
            let owner = |state: &State, group: GroupId| state.group_runtime(group).map(|group| group.owner);
            // One that arrived in this entry, and went on, was where it was to go.
            let aim = |group: GroupId| {
                before.group_runtime(group).map(|group| group.moving.map_or(group.owner, |moving| moving.to))
            };
            let together = |rival: GroupId| {
                let leave = |place: &dyn Fn(GroupId) -> Option<NodeId>| {
                    place(rival) == place(group.id) && place(rival) != Some(node)
                };
                let both_left = leave(&|group| owner(before, group)) || leave(&aim);
                both_left && [owner(after, rival), moving_to(after, rival)].contains(&Some(node))
            };
            // What is to be offline runs nowhere when it has been moved.
            let comes = |rival: GroupId| moving_to(after, rival) == Some(node) && wanted(after, rival);
            let is_there = |rival: GroupId| runs_on(after, rival) == Some(node) || comes(rival);
            let mut rivals = after.config().groups.values().filter(shares);
            if let Some(rival) = rivals.find(|rival| is_there(rival.id) && !together(rival.id)) {
                return Err(format!(
                    "entry {index} brings \"{}\" to {}, which has \"{}\" of the same class",
                    group.name,
                    name_of(node),
                    rival.name
                ));
            }
        }
        Ok(())
    }
}

/// Where the group runs, if something of it does.
fn runs_on(state: &State, group: GroupId) -> Option<NodeId> {
    let running = state.config().groups.get(&group)?.resources.iter().any(|id| state.has_residue(*id));
    running.then(|| state.group_runtime(group).map(|group| group.owner))?
}

fn moving_to(state: &State, group: GroupId) -> Option<NodeId> {
    // What a drain keeps offline elsewhere runs nowhere there.
    let moving = state.group_runtime(group)?.moving.filter(|moving| moving.why != MoveCause::Parked);
    runs_on(state, group).and(moving.map(|moving| moving.to))
}

/// Whether something of the group was to be online, so that a request only hastens what would have come.
fn wanted(state: &State, group: GroupId) -> bool {
    let Some(config) = state.config().groups.get(&group) else { return false };
    let resources = config.resources.iter().filter_map(|id| state.config().resources.get(id));
    let mut wanted = resources.filter(|resource| resource.persistent_online.unwrap_or(config.persistent_online));
    wanted.any(|resource| state.resource_runtime(resource.id).is_some_and(|resource| resource.hold.is_none()))
}

/// The node to which the entry decided to bring the group, or on which it started what was not on its way there; its classes are
/// not new.
fn came_to(before: &State, after: &State, group: GroupId) -> Option<NodeId> {
    let classes = |state: &State| state.config().groups.get(&group).map(|group| group.anti_affinity.clone());
    if classes(before) != classes(after) {
        return None;
    }
    // A drain moves what a policy forbids to move, and perhaps does not restore it (12.10): the start counts.
    let drained = |state: &State| {
        let moving = state.group_runtime(group).and_then(|group| group.moving);
        moving.is_some_and(|moving| moving.why == MoveCause::Drained)
    };
    let moving = moving_to(after, group);
    if moving.is_some() {
        return moving.filter(|_| moving_to(before, group) != moving && !drained(after));
    }
    let node = runs_on(after, group)?;
    let was_on_its_way = before.group_runtime(group).is_some_and(|group| group.moving.is_some()) && !drained(before);
    (runs_on(before, group) != Some(node) && !was_on_its_way).then_some(node)
}
