//! What groups take of nodes: the marks that keep groups together or apart, and the memory and CPU that they need.
//!
//! Derived from the configuration and the other facts, and kept beside them so that a question about one node costs the same
//! however many groups there are (policies 9). A group without marks and needs has no stake and costs nothing.
//!
//! A group has its stake where something of it runs or is to run: on its owner, and while it moves on its target as well. A
//! group that is parked has none, so that of two which exclude each other one can wait while the other runs; and one that still waits for its turn at the start of the cluster has none,
//! so that those of higher priority are served first.

use super::{Hold, Runtime, Starting};
use crate::apply::Apply;
use crate::config::keys::Object;
use crate::config::{ClusterConfig, Config, Needs, NodeConfig};
use crate::state::State;
use imbl::{OrdMap, OrdSet};
use model::fold::{Folded, fold};
use model::{GroupId, NodeId, NodeState};
use std::collections::BTreeSet;
use std::sync::Arc;

/// PlacementOptions.
pub(super) mod option {
    /// Offline groups count where they are.
    pub const COUNT_OFFLINE: u32 = 2;
    pub const IGNORE_MEMORY: u32 = 4;
    pub const IGNORE_CPU: u32 = 8;
}

/// What two groups may have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mark {
    /// A string of AntiAffinityClassNames.
    Class(Folded),
    /// An enabled affinity rule.
    Rule(Folded),
}

/// What one group takes, and where.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Stake {
    /// The owner before the target of a move; empty for a group that neither runs nor is to run.
    pub nodes: Vec<NodeId>,
    pub marks: Vec<Mark>,
    pub needs: Needs,
    /// Where an offline group's needs count, and nothing else of it, by PlacementOptions.
    offline_on: Option<NodeId>,
    /// It waits for a node that can run it.
    waits: bool,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Occupancy {
    stakes: OrdMap<GroupId, Arc<Stake>>,
    /// How many groups with a mark each node has.
    marked: OrdMap<Mark, OrdMap<NodeId, u32>>,
    /// What the groups of a node need together.
    used: OrdMap<NodeId, Needs>,
    /// Parked groups by what may stand against them.
    waiting: OrdMap<Mark, OrdSet<GroupId>>,
    waiting_for_room: OrdSet<GroupId>,
}

impl Stake {
    /// Where its needs count.
    fn needed_on(&self) -> impl Iterator<Item = &NodeId> {
        self.nodes.iter().chain(&self.offline_on)
    }

    pub fn needs_of(&self, node: NodeId) -> Needs {
        if self.needed_on().any(|on| *on == node) { self.needs } else { Needs::default() }
    }
}

impl Occupancy {
    pub fn stake(&self, group: GroupId) -> Option<&Stake> {
        self.stakes.get(&group).map(|stake| &**stake)
    }

    /// Whether the node has another group with the mark than the one whose stake is `own`.
    pub fn has_other_with(&self, mark: &Mark, node: NodeId, own: &Stake) -> bool {
        let counted = self.marked.get(mark).and_then(|counts| counts.get(&node)).copied().unwrap_or(0);
        counted > u32::from(own.nodes.contains(&node) && own.marks.contains(mark))
    }

    /// The nodes that have other groups with the mark than the one whose stake is `own`.
    pub fn others_with<'a>(&'a self, mark: &Mark, own: Option<&'a Stake>) -> impl Iterator<Item = NodeId> + 'a {
        let own_nodes = own.filter(|own| own.marks.contains(mark)).map_or(&[][..], |own| &own.nodes);
        let counts = self.marked.get(mark).into_iter().flatten();
        counts.filter(|(node, count)| **count > u32::from(own_nodes.contains(node))).map(|(node, _)| *node)
    }

    /// What other groups than the one whose stake is `own` need of a node.
    pub fn used_by_others(&self, node: NodeId, own: Option<&Stake>) -> Needs {
        let mut used = self.used.get(&node).copied().unwrap_or_default();
        if let Some(own) = own {
            used -= own.needs_of(node);
        }
        used
    }

    fn put(&mut self, group: GroupId, stake: Stake) {
        for node in &stake.nodes {
            for mark in &stake.marks {
                *self.marked.entry(mark.clone()).or_default().entry(*node).or_default() += 1;
            }
        }
        for node in stake.needed_on().filter(|_| !stake.needs.is_nothing()) {
            *self.used.entry(*node).or_default() += stake.needs;
        }
        if stake.waits {
            for mark in &stake.marks {
                self.waiting.entry(mark.clone()).or_default().insert(group);
            }
            if !stake.needs.is_nothing() {
                self.waiting_for_room.insert(group);
            }
        }
        self.stakes.insert(group, Arc::new(stake));
    }

    fn take(&mut self, group: GroupId) -> Option<Arc<Stake>> {
        let stake = self.stakes.remove(&group)?;
        for node in &stake.nodes {
            for mark in &stake.marks {
                self.take_mark(mark, *node);
            }
        }
        for node in stake.needed_on() {
            if let Some(used) = self.used.get_mut(node) {
                *used -= stake.needs;
                if used.is_nothing() {
                    self.used.remove(node);
                }
            }
        }
        for mark in &stake.marks {
            if let Some(groups) = self.waiting.get_mut(mark) {
                groups.remove(&group);
                if groups.is_empty() {
                    self.waiting.remove(mark);
                }
            }
        }
        self.waiting_for_room.remove(&group);
        Some(stake)
    }

    fn take_mark(&mut self, mark: &Mark, node: NodeId) {
        let Some(counts) = self.marked.get_mut(mark) else { return };
        if let Some(count) = counts.get_mut(&node) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&node);
            }
        }
        if counts.is_empty() {
            self.marked.remove(mark);
        }
    }

    /// Parked groups for which a change of this stake may make room. What is taken, and what a dead node gives back, helps
    /// nobody but those that a rule wants where others are.
    fn waiting_for(&self, stake: &Stake, gives_back: bool) -> BTreeSet<GroupId> {
        let marks = stake.marks.iter().filter(|mark| gives_back || matches!(mark, Mark::Rule(_)));
        let mut groups: BTreeSet<GroupId> =
            marks.filter_map(|mark| self.waiting.get(mark)).flatten().copied().collect();
        if gives_back && !stake.needs.is_nothing() {
            groups.extend(self.waiting_for_room.iter().copied());
        }
        groups
    }
}

impl Runtime {
    /// Derives the stakes anew, as after a snapshot was read.
    pub(crate) fn rebuild_occupancy(&mut self, config: &Config) {
        self.occupancy = Occupancy::default();
        let groups: Vec<GroupId> = self.groups.keys().copied().collect();
        for group in groups {
            if let Some(stake) = stake_of(config, self, group) {
                self.occupancy.put(group, stake);
            }
        }
    }
}

impl Apply<'_> {
    /// Brings the group's stake up to date, and wakes those that may have waited for what it no longer takes.
    pub(crate) fn restake(&mut self, group: GroupId) {
        if self.state.config.places_anything() || !self.state.runtime.occupancy.stakes.is_empty() {
            self.restake_changed(group);
        }
    }

    fn restake_changed(&mut self, group: GroupId) {
        let stake = stake_of(&self.state.config, &self.state.runtime, group);
        let occupancy = &mut self.state.runtime.occupancy;
        if occupancy.stake(group) == stake.as_ref() {
            return;
        }
        let before = occupancy.take(group);
        if let Some(stake) = &stake {
            occupancy.put(group, stake.clone());
        }
        let lives = |node: &NodeId| self.state.place(*node).is_some_and(|place| place.state != NodeState::Down);
        let given_back = before.as_deref().map(|before| (before, before.needed_on().any(lives)));
        for (changed, gives_back) in given_back.into_iter().chain(stake.as_ref().map(|stake| (stake, false))) {
            let woken = self.state.runtime.occupancy.waiting_for(changed, gives_back);
            self.dirty.extend(woken.into_iter().filter(|woken| *woken != group));
        }
        // A queued move is of a group that runs, and so has no place among those that wait.
        self.obstacles_changed = true;
    }

    /// What placement goes by of the objects that are about to change.
    pub(crate) fn placement_before(&self, touched: &BTreeSet<Object>) -> PlacementBefore {
        let config = &self.state.config;
        let nodes = touched.iter().filter_map(|object| match object {
            Object::Node(id) => Some((*id, config.nodes.get(id).cloned())),
            _ => None,
        });
        PlacementBefore {
            stakes: self.stakes_touched(touched),
            cluster: Arc::clone(&config.cluster),
            nodes: nodes.collect(),
        }
    }

    /// The groups whose stakes depend on these objects of the configuration, as it is now.
    fn stakes_touched(&self, touched: &BTreeSet<Object>) -> Vec<GroupId> {
        let config = &self.state.config;
        let mut groups = Vec::new();
        for object in touched {
            match object {
                Object::Group(id) => groups.push(*id),
                Object::Resource(id) => groups.extend(config.resource_groups.get(id)),
                Object::AffinityRule(name) => {
                    let rule = config.affinity_rules.get(&fold(name));
                    groups.extend(rule.into_iter().flat_map(|rule| &rule.groups));
                }
                _ => {}
            }
        }
        groups
    }

    /// The configuration has changed: stakes follow, and parked groups are looked at again where it may help them.
    pub(crate) fn placement_changed(&mut self, touched: &BTreeSet<Object>, before: PlacementBefore) {
        let config = &self.state.config;
        let domains = touched.iter().any(|object| matches!(object, Object::FaultDomain(_)));
        let place = |node: &Option<Arc<NodeConfig>>| node.as_ref().map(|node| (node.fault_domain, node.offered));
        let places = before.nodes.iter().any(|(id, node)| place(node) != place(&config.nodes.get(id).cloned()));
        let (old, new) = (&before.cluster, Arc::clone(&config.cluster));
        let options = old.placement_options != new.placement_options;
        let enforced = old.enforced_anti_affinity != new.enforced_anti_affinity;
        if domains || places {
            self.refresh_roster();
        }
        let mut groups = before.stakes;
        groups.extend(self.stakes_touched(touched));
        groups.sort_unstable();
        groups.dedup();
        for group in &groups {
            self.restake(*group);
        }
        let limits =
            |cluster: &ClusterConfig| (cluster.minimum_preemptor_priority, cluster.minimum_never_preempt_priority);
        if !groups.is_empty() || limits(old) != limits(&new) {
            // Priority and locked mode decide who makes room (policies 8.13).
            self.dirty.extend(self.state.runtime.occupancy.waiting_for_room.iter().copied());
        }
        if touched.iter().any(|object| matches!(object, Object::AffinityRule(_))) {
            let parked = groups.iter().filter(|group| self.state.runtime.parked.contains(*group));
            self.dirty.extend(parked.copied());
        }
        if options {
            let staked: Vec<GroupId> = self.state.runtime.occupancy.stakes.keys().copied().collect();
            staked.into_iter().for_each(|group| self.restake(group));
        }
        if domains || places || options || enforced {
            self.dirty.extend(self.state.runtime.parked.iter().copied());
        }
    }
}

/// See [`Apply::placement_before`].
pub(crate) struct PlacementBefore {
    stakes: Vec<GroupId>,
    cluster: Arc<ClusterConfig>,
    nodes: Vec<(NodeId, Option<Arc<NodeConfig>>)>,
}

impl State {
    pub(super) fn stake(&self, group: GroupId) -> Option<&Stake> {
        self.runtime.occupancy.stake(group)
    }

    /// A group with this mark, other than `but`, that has its stake on the node.
    pub(super) fn holder_of(&self, mark: &Mark, node: NodeId, but: GroupId) -> Option<GroupId> {
        let on_node = |group: &GroupId| {
            *group != but
                && self.stake(*group).is_some_and(|stake| stake.nodes.contains(&node) && stake.marks.contains(mark))
        };
        // What the node owns is little, and a class may be large; what is only on its way there is found among those of the mark.
        let owned = self.runtime.owned.get(&node).into_iter().flatten().copied().find(on_node);
        owned.or_else(|| match mark {
            Mark::Class(class) => self.config.anti_affinity.get(class)?.iter().copied().find(on_node),
            Mark::Rule(rule) => self.config.affinity_rules.get(rule)?.groups.iter().copied().find(on_node),
        })
    }
}

impl Config {
    /// Whether any group can have a stake.
    fn places_anything(&self) -> bool {
        !self.anti_affinity.is_empty() || !self.rules_of.is_empty() || !self.demands.is_empty()
    }
}

fn stake_of(config: &Config, runtime: &Runtime, id: GroupId) -> Option<Stake> {
    let (group, facts) = (config.groups.get(&id)?, runtime.groups.get(&id)?);
    let needs = config.demands.get(&id).map_or_else(Needs::default, |demands| demands.needs);
    let mut marks: Vec<Mark> = group.anti_affinity.iter().cloned().map(Mark::Class).collect();
    let enabled = |rule: &&Folded| config.affinity_rules.get(*rule).is_some_and(|rule| rule.enabled);
    marks.extend(config.rules_of.get(&id).into_iter().flatten().filter(enabled).cloned().map(Mark::Rule));
    if marks.is_empty() && needs.is_nothing() {
        return None;
    }
    let (mut runs, mut wanted) = (false, false);
    for (resource, facts) in
        group.resources.iter().filter_map(|id| Some((config.resources.get(id)?, runtime.resources.get(id)?)))
    {
        runs |= facts.residue;
        wanted |= resource.persistent_online.unwrap_or(group.persistent_online)
            && facts.hold.is_none_or(|hold| hold == Hold::Restarting);
    }
    wanted &= !group.deleting && !facts.starting.is_some_and(Starting::waits);
    let to_be_started = wanted;
    wanted &= !facts.parked;
    if let Some(preemption) = facts.preemption.as_ref().filter(|_| to_be_started) {
        // The room that others make is kept for it.
        return Some(Stake { nodes: vec![preemption.node], marks, needs, offline_on: None, waits: true });
    }
    let (mut nodes, mut offline_on) = (Vec::new(), None);
    if runs || wanted {
        nodes.push(facts.owner);
        nodes.extend(facts.moving.filter(|_| wanted).map(|moving| moving.to).filter(|to| *to != facts.owner));
    } else if config.cluster.placement_options & option::COUNT_OFFLINE != 0 && !needs.is_nothing() {
        offline_on = Some(facts.owner);
    }
    Some(Stake { nodes, marks, needs, offline_on, waits: facts.parked })
}
