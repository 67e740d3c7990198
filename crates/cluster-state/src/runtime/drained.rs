//! Draining a node: its groups are moved away, and come back when it is resumed (policies 12).
//!
//! A drain is a fact of the node, no plan: as long as it is in progress, whatever the node owns and is at rest is moved away
//! when it is looked at ([`Apply::drain_group`]), and the drain is over when nothing is left that could be moved.

use super::cause::{counted, name_of_group, name_of_node};
use super::placement::{Occasion, Unsuitable};
use super::{MoveCause, Moving};
use crate::apply::Apply;
use crate::next_command::about_node;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::flags::{DrainFlags, MoveFlags};
use model::{GroupId, Incarnation, NodeId, NodeState, Refusal, Win32Code};
use std::cmp::Reverse;

/// A drain of a node, under way or over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drain {
    pub status: DrainStatus,
    /// `None`: each group goes where the cluster chooses.
    pub target: Option<NodeId>,
    pub flags: DrainFlags,
    /// Why it failed.
    pub error: Option<Win32Code>,
}

/// NodeDrainStatus; 0 stands for a node that is not drained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DrainStatus {
    InProgress = 1,
    Completed = 2,
    Failed = 3,
}

impl DrainStatus {
    pub fn from_number(number: u32) -> Option<DrainStatus> {
        let all = [DrainStatus::InProgress, DrainStatus::Completed, DrainStatus::Failed];
        all.into_iter().find(|status| *status as u32 == number)
    }
}

impl Apply<'_> {
    /// Pauses the node and moves its groups away. Refuses 87, 5050, 5962, 114, 5005.
    pub(crate) fn drain_node(&mut self, node: NodeId, target: Option<NodeId>, flags: u32) -> Result<Reply, Refusal> {
        let flags = DrainFlags::from_bits(flags)?;
        self.state.check_drain(node, target)?;
        let name = name_of_node(self.state, node);
        if self.state.node_state(node) == NodeState::Up {
            self.write_node_paused(node, true);
        }
        self.change_node(node, |runtime| {
            runtime.state = NodeState::Paused;
            runtime.avoid_placement = flags.has(DrainFlags::AVOID_PLACEMENT);
        });
        let count = counted(self.state.groups_owned_by(node).len(), "group");
        let to = target.map_or_else(String::new, |target| format!(" to {}", name_of_node(self.state, target)));
        let text = format!("{name} is paused and drained: its groups are moved away{to}, {count} in all.");
        self.record_node(Level::Information, node, "policies 12.6", text, Vec::new());
        self.begin_drain(node, Drain { status: DrainStatus::InProgress, target, flags, error: None });
        Ok(Reply::Pending)
    }

    /// The node's service is about to stop, and its groups are moved away first (DrainOnShutdown). `Done`: there is nothing to
    /// wait for.
    pub(crate) fn node_stopping(&mut self, node: NodeId, incarnation: Incarnation) -> Result<Reply, Refusal> {
        if self.state.active_incarnation(node) != Some(incarnation) {
            return Ok(Reply::Done);
        }
        let already = self.state.runtime.nodes.get(&node).is_some_and(|node| node.stopping);
        let drain = self.state.config.cluster.drain_on_shutdown && self.state.another_takes_groups(node);
        if already || !drain {
            return Ok(if already && drain { Reply::Pending } else { Reply::Done });
        }
        self.change_node(node, |runtime| runtime.stopping = true);
        let name = name_of_node(self.state, node);
        let text = format!("{name} is about to stop: its groups are moved away first.");
        self.record_node(Level::Information, node, "policies 12.19", text, Vec::new());
        // What cannot run elsewhere runs until the service ends.
        let flags = DrainFlags::REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR;
        self.begin_drain(node, Drain { status: DrainStatus::InProgress, target: None, flags, error: None });
        Ok(Reply::Pending)
    }

    fn begin_drain(&mut self, node: NodeId, drain: Drain) {
        self.change_node(node, |runtime| runtime.drain = Some(drain));
        let mut groups = self.state.groups_owned_by(node);
        groups.sort_by_key(|group| (Reverse(self.state.config.group(*group).priority), *group));
        for group in groups {
            self.change_group(group, |group| group.drain_error = None);
            self.drain_group(group);
        }
        self.drains.insert(node);
    }

    /// Moves the group away if its owner is being drained and the group is at rest; one that is pending comes to rest first.
    pub(super) fn drain_group(&mut self, group: GroupId) -> bool {
        let runtime = self.state.group(group);
        let owner = runtime.owner;
        let Some(drain) = self.state.draining(owner) else { return false };
        if runtime.drain_error.is_some() || self.state.check_group_may_move(group).is_err() {
            return false;
        }
        let forbidden = self.state.check_may_be_moved(group).err();
        let choice = self.state.plan_drain(group, &drain);
        let remains = drain.flags.has(DrainFlags::REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR);
        let name = name_of_group(self.state, group);
        match (forbidden, choice.node) {
            (Some(refusal), _) if remains => self.drain_failed(group, refusal.code, &refusal.message, Vec::new()),
            (forbidden, Some(to)) => {
                if let Some(refusal) = forbidden {
                    let text = format!(
                        "Group \"{name}\" is moved although it is locked, because its owner is drained: {}.",
                        refusal.message
                    );
                    self.record_group(Level::Warning, group, "policies 12.10", text, Vec::new());
                }
                self.begin_move(group, to, MoveCause::Drained, MoveFlags::NONE);
            }
            (_, None) if remains => {
                let code = Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE;
                self.drain_failed(group, code, "no other node can run it", choice.refused);
            }
            (_, None) => match drain.target.or_else(|| self.state.plan_parking_of_drained(group)) {
                Some(to) => self.begin_move(group, to, MoveCause::Parked, MoveFlags::NONE),
                None => {
                    self.drain_failed(group, Win32Code::ERROR_CLUSTER_NODE_DOWN, "no other node is up", choice.refused);
                }
            },
        }
        true
    }

    /// The group stays where it is.
    fn drain_failed(&mut self, group: GroupId, code: Win32Code, because: &str, refused: Vec<(NodeId, String)>) {
        let owner = self.state.group(group).owner;
        self.change_group(group, |group| group.drain_error = Some(code.number()));
        self.drains.insert(owner);
        let (name, owner) = (name_of_group(self.state, group), name_of_node(self.state, owner));
        let text = format!("Group \"{name}\" stays on {owner}, which is drained: {because}.");
        self.record_group(Level::Warning, group, "policies 12.11", text, refused);
    }

    /// Nothing of the group is left on the drained owner, and nobody can run it now: it is kept offline elsewhere, or comes
    /// online where it was.
    pub(super) fn finish_drain_without_target(
        &mut self,
        group: GroupId,
        moving: Moving,
        obstacle: &Unsuitable,
        refused: Vec<(NodeId, String)>,
    ) {
        let owner = self.state.group(group).owner;
        let drain = self.state.draining(owner);
        let remains = drain.is_none_or(|drain| drain.flags.has(DrainFlags::REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR));
        let parking = drain
            .and_then(|drain| drain.target)
            .filter(|target| self.state.node_state(*target) == NodeState::Up)
            .or_else(|| self.state.plan_parking_of_drained(group));
        match parking {
            Some(to) if !remains => {
                let because = "its owner is drained and no other node can run it".into();
                self.park_elsewhere(group, to, because, refused);
            }
            _ => {
                self.abandon_move(group, moving.to, obstacle, Vec::new());
                self.drain_failed(group, obstacle.code(), "no other node can run it", refused);
            }
        }
    }

    /// Follows every change of an owner: what was drained remembers from where, and a node's drain may be over.
    pub(super) fn owner_changed(&mut self, group: GroupId, from: NodeId, why: Option<MoveCause>) {
        self.obstacles_changed = true;
        let paused = self.state.node_state(from) == NodeState::Paused;
        let (to, home) = (self.state.group(group).owner, self.state.group(group).drained_from);
        let home_is_paused = home.is_some_and(|home| self.state.node_state(home) == NodeState::Paused);
        self.change_group(group, |group| {
            group.drain_error = None;
            if why.is_some_and(MoveCause::is_drain) && paused && !home_is_paused {
                group.drained_from = Some(from);
            } else if home == Some(to) {
                group.drained_from = None;
            }
        });
        if self.state.draining(from).is_some() {
            self.drains.insert(from);
        }
    }

    /// Ends the drains that have nothing left to move.
    pub(crate) fn end_drains(&mut self) {
        for node in std::mem::take(&mut self.drains) {
            let Some(drain) = self.state.draining(node) else { continue };
            let groups = self.state.groups_owned_by(node);
            let error_of = |group: &GroupId| self.state.group(*group).drain_error;
            let (status, error) = match groups.first() {
                None => (DrainStatus::Completed, None),
                Some(_) if self.state.node_state(node) == NodeState::Down => {
                    (DrainStatus::Failed, Some(Win32Code::ERROR_CLUSTER_NODE_DOWN))
                }
                Some(_) if !groups.iter().all(|group| error_of(group).is_some()) => continue,
                Some(_) if drain.flags.has(DrainFlags::RETRY_DRAIN_ON_FAILURE) => continue,
                Some(first) => (DrainStatus::Failed, error_of(first).map(Win32Code)),
            };
            self.change_node(node, |runtime| runtime.drain = Some(Drain { status, error, ..drain }));
            let name = name_of_node(self.state, node);
            let (level, text) = match error {
                None => (Level::Information, format!("{name} is drained: it owns no group any more.")),
                Some(code) => {
                    let left = counted(groups.len(), "group");
                    (Level::Error, format!("The drain of {name} has failed ({code}): {left} left there."))
                }
            };
            self.record_node(level, node, "policies 12.16", text, Vec::new());
        }
    }

    /// What kept groups on nodes that are drained may have gone (RETRY_DRAIN_ON_FAILURE).
    pub(super) fn retry_drains(&mut self) {
        let retries = |node: &NodeId| {
            self.state.draining(*node).is_some_and(|drain| drain.flags.has(DrainFlags::RETRY_DRAIN_ON_FAILURE))
        };
        let nodes: Vec<NodeId> = self.state.runtime.nodes.keys().copied().filter(retries).collect();
        for node in nodes {
            for group in self.state.groups_owned_by(node) {
                if self.state.group(group).drain_error.is_some() {
                    self.change_group(group, |group| group.drain_error = None);
                }
            }
        }
    }
}

impl State {
    /// Whether there is something to move away before the node's service stops, and somebody who takes it (DrainOnShutdown).
    pub fn drains_before_stop(&self, node: NodeId) -> bool {
        self.config.cluster.drain_on_shutdown
            && self.runtime.owned.contains_key(&node)
            && self.another_takes_groups(node)
    }

    /// Its service has said that it is about to stop.
    pub fn is_about_to_stop(&self, node: NodeId) -> bool {
        self.runtime.nodes.get(&node).is_some_and(|node| node.stopping)
    }

    /// The latest drain of the node, until it is resumed.
    pub fn drain_of(&self, node: NodeId) -> Option<Drain> {
        self.runtime.nodes.get(&node)?.drain
    }

    /// The drain of the node that is in progress.
    pub fn draining(&self, node: NodeId) -> Option<Drain> {
        let drain = self.runtime.nodes.get(&node)?.drain?;
        (drain.status == DrainStatus::InProgress).then_some(drain)
    }

    fn check_drain(&self, node: NodeId, target: Option<NodeId>) -> Result<(), Refusal> {
        let name = name_of_node(self, node);
        let next = about_node("show", &name);
        if self.node_state(node) == NodeState::Down {
            let message = format!("{name} is down");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate node list"));
        }
        if self.draining(node).is_some() {
            let message = format!("{name} is being drained already");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS, message).next(next));
        }
        if target == Some(node) {
            let message = format!("{name} cannot be drained to itself");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_TARGET_HANDLE, message).next("quorate node list"));
        }
        if !self.another_takes_groups(node) {
            let message = format!("{name} cannot be drained, because no other node is Up");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate node list"));
        }
        let Some(target) = target.filter(|target| !self.takes_groups(*target)) else { return Ok(()) };
        let message =
            format!("{name} cannot be drained to {}, which is {}", name_of_node(self, target), self.node_state(target));
        Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE, message).next("quorate node list"))
    }

    fn takes_groups(&self, node: NodeId) -> bool {
        self.runtime.nodes.get(&node).is_some_and(|node| node.state == NodeState::Up && !node.stopping)
    }

    fn another_takes_groups(&self, than: NodeId) -> bool {
        self.runtime.nodes.keys().any(|node| *node != than && self.takes_groups(*node))
    }

    /// The drain's target for what can run there, else the best other node.
    fn plan_drain(&self, group: GroupId, drain: &Drain) -> super::placement::Choice {
        let target = drain.target.map(|target| (target, self.obstacle(group, target, false)));
        if let Some((target, None)) = target {
            return super::placement::Choice { node: Some(target), refused: Vec::new() };
        }
        self.plan_placement(group, Occasion::Request)
    }
}
