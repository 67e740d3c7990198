//! The start of the cluster: which groups start by themselves, where, in which order, and after which waits (policies 8, 7.10).
//!
//! It begins with the first node that joins while no other is active. Each group that is to start gets a [`Starting`], which takes it
//! through the stages: it may wait for a node that it prefers, then for the groups of higher priority, then for its own
//! GroupStartDelay; then it begins, and holds back those of lower priority until it is online or has failed. A group without
//! a `Starting` waits for nothing of this: what happens later (failovers, moves, requests) is not held back by a start.
//!
//! Only groups that are being started hold others back, not those that wait for something else: a node that never comes, or a
//! provider of lower priority, must not stop the rest.

use super::cause::{counted, in_words, name_of_group, name_of_node};
use super::placement::{Choice, Occasion};
use super::relocate::Reason;
use super::{GroupRuntime, Hold, Timer};
use crate::apply::Apply;
use crate::config::keys::Object;
use crate::outcome::Level;
use crate::state::State;
use model::{ClusterTime, GroupId, GroupState, Guid, NodeId, NodeState, ResourceId};
use std::cmp::Reverse;

/// How long the groups of one level of priority hold back the lower ones: PendingTimeout, if nobody set it (policies 8.11).
const LEVEL_WAIT_MS: u64 = 180_000;

/// What the start as a whole waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Startup {
    /// Until then groups wait for nodes that they prefer: ClusterGroupWaitDelay after the first node joined.
    pub preferred_until: Option<ClusterTime>,
    /// The level that began latest.
    pub level: Option<u32>,
    /// From then on that level holds nobody back.
    pub level_until: Option<ClusterTime>,
}

/// A group's part in the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Starting {
    /// Its Priority when the cluster started.
    pub level: u32,
    pub stage: StartStage,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartStage {
    /// Waits for the best of the nodes that it prefers (policies 7.10).
    ForNode,
    /// Waits for groups of higher priority (policies 8.11).
    ForTurn,
    /// Waits for its GroupStartDelay (policies 8.12).
    Delayed(ClusterTime),
    /// Is being started, and holds back the groups of lower priority.
    Begun,
}

/// The stages as an index has them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum StartKind {
    ForNode,
    ForTurn,
    Delayed,
    Begun,
}

impl Starting {
    /// Where the index has the group.
    pub(super) fn place(self, group: GroupId) -> (StartKind, Reverse<u32>, GroupId) {
        let kind = match self.stage {
            StartStage::ForNode => StartKind::ForNode,
            StartStage::ForTurn => StartKind::ForTurn,
            StartStage::Delayed(_) => StartKind::Delayed,
            StartStage::Begun => StartKind::Begun,
        };
        (kind, Reverse(self.level), group)
    }

    /// It takes no place on its owner yet.
    pub(super) fn waits(self) -> bool {
        self.stage != StartStage::Begun
    }

    pub(super) fn due(self) -> Option<ClusterTime> {
        match self.stage {
            StartStage::Delayed(until) => Some(until),
            StartStage::ForNode | StartStage::ForTurn | StartStage::Begun => None,
        }
    }
}

impl GroupRuntime {
    /// See [`State::waits_for_node`].
    pub(super) fn waits_for_node(&self) -> bool {
        self.starting.is_some_and(|starting| starting.stage == StartStage::ForNode)
    }
}

impl Apply<'_> {
    /// The first node of a start: every group comes to its persistent state, but for those that may not start by
    /// themselves (policies 8). `ignore`: the cluster is started without regard to persistent states.
    pub(super) fn start_cluster(&mut self, first: NodeId, ignore: bool) {
        let wait_ms = u64::from(self.state.config.cluster.group_wait_delay_s) * 1_000;
        let until = (wait_ms > 0).then(|| self.state.time.plus_ms(wait_ms));
        self.set_startup(Startup { preferred_until: until, ..Startup::default() });
        let groups: Vec<GroupId> = self.state.runtime.groups.keys().copied().collect();
        for group in groups {
            self.change_group(group, |group| {
                group.started = false;
                group.settled = false;
                group.starting = None;
                group.failback = None;
                group.preempted_by = None;
                group.preemption = None;
            });
            self.hold_at_start(group, ignore);
            self.enter_start(group);
        }
        if self.state.node_state(first) == NodeState::Paused {
            for group in self.state.groups_owned_by(first) {
                if !self.state.waits_for_node(group) {
                    self.leave_paused_owner(group);
                }
            }
        }
        self.announce_order();
        self.drop_preferred_wait();
    }

    /// Without a group that waits for a node nothing is due.
    fn drop_preferred_wait(&mut self) {
        let startup = self.state.runtime.startup;
        if startup.preferred_until.is_some() && self.state.first_level(StartKind::ForNode).is_none() {
            self.set_startup(Startup { preferred_until: None, ..startup });
        }
    }

    /// What a start holds back, it holds back until the next one at most (policies 8.9).
    fn hold_at_start(&mut self, group: GroupId, ignore: bool) {
        for id in self.state.resources_of(group).to_vec() {
            if self.state.resource(id).hold.is_some() {
                self.change_resource(id, |resource| resource.hold = None);
            }
        }
        let config = self.state.config.group(group);
        if ignore {
            let why = "the cluster was started without regard to persistent states";
            self.hold_wanted(group, Hold::PersistentStateIgnored, "policies 8.8", why);
        } else if self.state.config.cluster.ignore_persistent_state_on_startup {
            let why = "IgnorePersistentStateOnStartup is set";
            self.hold_wanted(group, Hold::PersistentStateIgnored, "policies 8.8", why);
        } else if config.priority == 0 {
            self.hold_no_automatic_start(group);
        } else if !config.cold_start {
            self.hold_wanted(group, Hold::ColdStart, "policies 8.5", "its ColdStartSetting is 1");
        }
    }

    /// Policies 8.3.
    pub(super) fn hold_no_automatic_start(&mut self, group: GroupId) {
        self.hold_wanted(group, Hold::NoAutomaticStart, "policies 8.3", "its priority is 0");
    }

    /// Keeps what is wanted online from starting by itself.
    fn hold_wanted(&mut self, group: GroupId, hold: Hold, rule: &str, why: &str) {
        let held = |id: &ResourceId| self.state.wanted_online(*id) && self.state.resource(*id).hold != Some(hold);
        let wanted: Vec<ResourceId> = self.state.resources_of(group).iter().copied().filter(held).collect();
        if wanted.is_empty() {
            return;
        }
        for id in wanted {
            self.change_resource(id, |resource| resource.hold = Some(hold));
        }
        let name = name_of_group(self.state, group);
        let text = format!("Group \"{name}\" is not started automatically, because {why}.");
        self.record_group(Level::Information, group, rule, text, Vec::new());
    }

    /// The core groups are there before all others and wait for nothing.
    fn enter_start(&mut self, group: GroupId) {
        let config = self.state.config.group(group).clone();
        if config.core || !self.state.to_be_started(group) {
            return;
        }
        let awaited = self.state.awaited_node(group);
        let stage = if awaited.is_some() { StartStage::ForNode } else { StartStage::ForTurn };
        self.set_starting(group, Some(Starting { level: config.priority, stage }));
        match awaited {
            Some(node) => {
                let wait = in_words(u64::from(self.state.config.cluster.group_wait_delay_s) * 1_000);
                let (name, node) = (&config.name, name_of_node(self.state, node));
                let (which, rule) = self.state.preference_in_words(group);
                let text = format!("Group \"{name}\" waits for {node}, {which}, for at most {wait}.");
                self.record_group(Level::Information, group, rule, text, Vec::new());
            }
            None => self.place_for_start(group),
        }
    }

    /// Levels of priority are news only where there are several.
    fn announce_order(&mut self) {
        let mut levels: Vec<u32> = self.state.runtime.starting.iter().map(|(_, Reverse(level), _)| *level).collect();
        levels.sort_unstable_by_key(|level| Reverse(*level));
        levels.dedup();
        if levels.len() > 1 {
            let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
            let text = format!("Groups start in the order of their priority: {}.", levels.join(", then "));
            let subject = self.state.subject(&Object::Cluster);
            self.record(Level::Information, subject, "policies 8.10", text, Vec::new());
        }
    }

    /// To the first suitable one of the nodes that the group prefers. Where there is none, it stays with its owner if that is
    /// active, and reconciliation finds another one if not.
    fn place_for_start(&mut self, group: GroupId) {
        let owner = self.state.group(group).owner;
        let suitable = |node: &NodeId| self.state.obstacle(group, *node, false).is_none();
        let preferences = self.state.start_preferences(group);
        let welcome = preferences.iter().copied().find(|node| self.state.is_welcome(group, *node));
        let best = welcome.or_else(|| preferences.iter().copied().find(suitable));
        match best {
            Some(best) if best != owner && !self.state.group_has_residue(group) => {
                let (_, rule) = self.state.preference_in_words(group);
                let because = match rule {
                    DEFAULT_OWNER_RULE => "it was last moved there".into(),
                    _ => format!("it prefers {}", name_of_node(self.state, best)),
                };
                let reason = Reason { level: Level::Information, rule, because, refused: Vec::new() };
                self.change_owner(group, best, false, Some(reason));
            }
            Some(_) => {}
            None if self.state.node_state(owner) == NodeState::Paused => self.leave_paused_owner(group),
            None => {}
        }
    }

    /// Nothing can start on a paused owner: the group goes to a node that can run it, or waits for one.
    fn leave_paused_owner(&mut self, group: GroupId) {
        let runtime = self.state.group(group);
        if runtime.parked {
            return;
        }
        let because = format!("{} is paused", name_of_node(self.state, runtime.owner));
        let Choice { node, refused } = self.state.plan_placement(group, Occasion::Failure);
        match node {
            Some(to) => {
                let reason = Reason { level: Level::Warning, rule: "policies 9", because, refused };
                self.change_owner(group, to, false, Some(reason));
            }
            None => self.park(group, &because, refused),
        }
    }

    /// The last node is gone: the next start begins anew.
    pub(super) fn abandon_start(&mut self) {
        let groups: Vec<GroupId> = self.state.runtime.starting.iter().map(|(.., group)| *group).collect();
        for group in groups {
            self.set_starting(group, None);
        }
        self.set_startup(Startup::default());
    }

    /// Looks whether the group still has a part in the start, and whether the node it waits for is there.
    pub(super) fn mind_start(&mut self, group: GroupId) -> bool {
        let Some(starting) = self.state.group(group).starting else { return false };
        if !self.state.to_be_started(group) {
            self.set_starting(group, None);
            return true;
        }
        if starting.stage != StartStage::ForNode || self.state.awaited_node(group).is_some() {
            return false;
        }
        self.set_starting(group, Some(Starting { stage: StartStage::ForTurn, ..starting }));
        let name = name_of_group(self.state, group);
        if self.state.runtime.startup.preferred_until.is_none() {
            let wait = in_words(u64::from(self.state.config.cluster.group_wait_delay_s) * 1_000);
            let text = format!("Group \"{name}\" has waited {wait} for a node that it prefers, and starts without it.");
            self.record_group(Level::Warning, group, "policies 7.10", text, Vec::new());
        }
        self.place_for_start(group);
        true
    }

    /// A request ends what the start holds the group back with.
    pub(super) fn end_start_waits(&mut self, group: GroupId) {
        if self.state.group(group).starting.is_some() {
            self.set_starting(group, None);
        }
    }

    /// A request has said where the group is to be.
    pub(super) fn end_node_wait(&mut self, group: GroupId) {
        if let Some(starting) = self.state.group(group).starting.filter(|it| it.stage == StartStage::ForNode) {
            self.set_starting(group, Some(Starting { stage: StartStage::ForTurn, ..starting }));
        }
    }

    /// Lets the groups of the next level begin, if no group of a higher one holds them back (policies 8.11). Answers
    /// whether there is something to reconcile.
    pub(super) fn advance_start(&mut self) -> bool {
        if self.state.runtime.starting.is_empty() && self.state.runtime.startup == Startup::default() {
            return false;
        }
        self.drop_preferred_wait();
        let Some(level) = self.state.first_level(StartKind::ForTurn) else {
            self.set_level_wait(None);
            if self.state.runtime.starting.is_empty() {
                self.set_startup(Startup::default());
            }
            return false;
        };
        if self.state.first_level(StartKind::Begun).is_some_and(|holding| holding > level) {
            return false;
        }
        let startup = self.state.runtime.startup;
        if startup.level.is_some_and(|before| before > level) {
            let text = format!("Groups of priority {level} start: those of higher priority are online or have failed.");
            let subject = self.state.subject(&Object::Cluster);
            self.record(Level::Information, subject, "policies 8.11", text, Vec::new());
        }
        self.set_startup(Startup { level: Some(level), ..startup });
        for group in self.state.groups_at(StartKind::ForTurn, level) {
            self.begin_start(group);
        }
        let others_wait = self.state.first_level(StartKind::ForTurn).is_some();
        self.set_level_wait(others_wait.then(|| self.state.time.plus_ms(LEVEL_WAIT_MS)));
        true
    }

    fn begin_start(&mut self, group: GroupId) {
        let config = self.state.config.group(group).clone();
        let Some(starting) = self.state.group(group).starting else { return };
        if config.start_delay_ms == 0 {
            self.set_begun(group, starting);
            return;
        }
        let delay_ms = u64::from(config.start_delay_ms);
        let stage = StartStage::Delayed(self.state.time.plus_ms(delay_ms));
        self.set_starting(group, Some(Starting { stage, ..starting }));
        let text = format!("Group \"{}\" starts in {}, its GroupStartDelay.", config.name, in_words(delay_ms));
        self.record_group(Level::Information, group, "policies 8.12", text, Vec::new());
    }

    /// GroupStartDelay is over.
    pub(super) fn start_delay_over(&mut self, group: GroupId) {
        if let Some(starting) = self.state.group(group).starting {
            self.set_begun(group, starting);
        }
    }

    /// Only now the group takes its place on the owner: what else that has is looked at again.
    fn set_begun(&mut self, group: GroupId, starting: Starting) {
        self.change_group(group, |group| {
            group.starting = Some(Starting { stage: StartStage::Begun, ..starting });
            group.settled = false;
        });
    }

    /// ClusterGroupWaitDelay is over: every group that waits for a node is looked at again.
    pub(super) fn preferred_wait_over(&mut self) {
        self.set_startup(Startup { preferred_until: None, ..self.state.runtime.startup });
        self.dirty.extend(self.state.groups_in(StartKind::ForNode));
    }

    /// Some group takes too long: it goes on, and holds nobody back any more.
    pub(super) fn level_wait_over(&mut self) {
        self.set_level_wait(None);
        let Some(next) = self.state.first_level(StartKind::ForTurn) else { return };
        let begun = self.state.groups_in(StartKind::Begun);
        let late = match begun.as_slice() {
            [one] => format!("group \"{}\" of higher priority has", name_of_group(self.state, *one)),
            several => format!("{} of higher priority have", counted(several.len(), "group")),
        };
        for group in begun {
            self.set_starting(group, None);
        }
        let text =
            format!("Groups of priority {next} start, because {late} taken more than {}.", in_words(LEVEL_WAIT_MS));
        let subject = self.state.subject(&Object::Cluster);
        self.record(Level::Warning, subject, "policies 8.16", text, Vec::new());
        // The account above stands for the ordinary one.
        self.set_startup(Startup { level: None, ..self.state.runtime.startup });
    }

    /// Ends the part of a group in the start when it has come online, has failed, or waits for something else.
    pub(super) fn end_begun(&mut self, group: GroupId) {
        if self.state.runtime.starting.is_empty() {
            return;
        }
        let begun = self.state.group(group).starting.is_some_and(|starting| starting.stage == StartStage::Begun);
        if begun && self.state.group_state(group) != GroupState::Pending {
            self.set_starting(group, None);
        }
    }

    fn set_starting(&mut self, group: GroupId, starting: Option<Starting>) {
        self.change_group(group, |group| group.starting = starting);
    }

    fn set_level_wait(&mut self, until: Option<ClusterTime>) {
        self.set_startup(Startup { level_until: until, ..self.state.runtime.startup });
    }

    fn set_startup(&mut self, startup: Startup) {
        let before = std::mem::replace(&mut self.state.runtime.startup, startup);
        self.move_timer(Timer::PreferredWait, before.preferred_until, startup.preferred_until);
        self.move_timer(Timer::StartLevel, before.level_until, startup.level_until);
    }

    /// Keeps the index and the timer that follow from the group's part in the start.
    pub(super) fn index_starting(&mut self, group: GroupId, from: Option<Starting>, to: Option<Starting>) {
        if from == to {
            return;
        }
        let due = |starting: Option<Starting>| starting.and_then(Starting::due);
        self.move_timer(Timer::StartDelay(group), due(from), due(to));
        if let Some(from) = from {
            self.state.runtime.starting.remove(&from.place(group));
        }
        if let Some(to) = to {
            self.state.runtime.starting.insert(to.place(group));
        }
    }
}

/// Comes before every group in an index.
const NO_GROUP: GroupId = GroupId(Guid([0; 16]));

/// The rule of a group that goes by its DefaultOwner.
const DEFAULT_OWNER_RULE: &str = "policies 9.14";

impl State {
    /// Whether anything of the group is wanted online and may start by itself.
    pub(super) fn to_be_started(&self, group: GroupId) -> bool {
        self.members_of(self.config.group(group)).any(|member| member.wanted_online && member.facts.hold.is_none())
    }

    /// The nodes that a group prefers at a start, the best first: its preferred owners, or without any its DefaultOwner (policies
    /// 9.14). Only those that may own it.
    fn start_preferences(&self, group: GroupId) -> Vec<NodeId> {
        let config = self.config.group(group);
        let default = config.default_owner.filter(|node| self.config.nodes.contains_key(node));
        let nodes = match config.preferred_owners.is_empty() {
            true => default.into_iter().collect(),
            false => config.preferred_owners.clone(),
        };
        nodes.into_iter().filter(|node| self.not_possible_owner(group, *node).is_none()).collect()
    }

    /// How a group comes to prefer nodes at a start: a relative clause, and the rule.
    fn preference_in_words(&self, group: GroupId) -> (&'static str, &'static str) {
        match self.config.group(group).preferred_owners.is_empty() {
            true => ("where it was last moved to", DEFAULT_OWNER_RULE),
            false => ("which it prefers", "policies 7.10"),
        }
    }

    /// The node that the group waits for: one that is down and that it prefers to all that are Up. `None` when the time for
    /// such waits is over.
    pub(super) fn awaited_node(&self, group: GroupId) -> Option<NodeId> {
        self.runtime.startup.preferred_until?;
        let preferences = self.start_preferences(group);
        let up = preferences.iter().position(|node| self.node_state(*node) == NodeState::Up);
        let better = &preferences[..up.unwrap_or(preferences.len())];
        better.iter().copied().find(|node| self.node_state(*node) == NodeState::Down)
    }

    /// Whether the group waits for a node at the start of the cluster; then it stays with its owner, even one that is down.
    pub(super) fn waits_for_node(&self, group: GroupId) -> bool {
        self.group(group).waits_for_node()
    }

    /// The highest level of priority among the groups in a stage.
    pub(super) fn first_level(&self, kind: StartKind) -> Option<u32> {
        let first = self.runtime.starting.range((kind, Reverse(u32::MAX), NO_GROUP)..).next();
        first.filter(|(found, ..)| *found == kind).map(|(_, Reverse(level), _)| *level)
    }

    fn groups_at(&self, kind: StartKind, level: u32) -> Vec<GroupId> {
        let from = (kind, Reverse(level), NO_GROUP);
        let groups = self.runtime.starting.range(from..);
        groups.take_while(|(of, Reverse(at), _)| (*of, *at) == (kind, level)).map(|(.., group)| *group).collect()
    }

    pub(super) fn groups_in(&self, kind: StartKind) -> Vec<GroupId> {
        let from = (kind, Reverse(u32::MAX), NO_GROUP);
        self.runtime.starting.range(from..).take_while(|(of, ..)| *of == kind).map(|(.., group)| *group).collect()
    }
}
