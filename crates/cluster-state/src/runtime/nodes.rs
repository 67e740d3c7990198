//! Nodes join, leave, are paused, resumed and evicted (object-model 5, leases 6, 9, 10).

use super::cause::{Ending, down_in_words, name_of_node, release_in_words};
use super::{GroupRuntime, NodeRuntime, StartKind};
use crate::apply::Apply;
use crate::command::{Adapter, DownCause};
use crate::next_command::about_node;
use crate::outcome::{Level, Reply};
use crate::state::State;
use bytes::Bytes;
use imbl::Vector;
use model::{Epoch, GroupId, Incarnation, NodeId, NodeState, Refusal, ReleaseCause, Win32Code};
use std::cmp::Reverse;
use std::sync::Arc;

impl NodeRuntime {
    pub(super) fn down() -> NodeRuntime {
        NodeRuntime {
            state: NodeState::Down,
            incarnation: None,
            release_key: Bytes::new(),
            version: String::new(),
            pid: 0,
            own_lease: None,
            drain: None,
            avoid_placement: false,
            stopping: false,
            shut_down: false,
            unclean: Vector::new(),
            adapters: None,
            quarantine: None,
        }
    }

    /// A life has ended; what is known of the node stays.
    fn end_life(&mut self) {
        *self = NodeRuntime {
            drain: self.drain.take().filter(|_| !self.stopping),
            avoid_placement: self.avoid_placement,
            unclean: std::mem::take(&mut self.unclean),
            quarantine: self.quarantine,
            ..NodeRuntime::down()
        };
    }
}

impl Apply<'_> {
    /// A new life of the node becomes a member. While an earlier one is active it is refused with 5023: a join proves
    /// nothing about what that one left running (leases 10). While nodes stop because the cluster is shut down: 5022.
    pub(crate) fn join_node(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        release_key: &Bytes,
        version: &str,
        pid: u32,
        ignore_persistent_state: bool,
    ) -> Result<Reply, Refusal> {
        let Some(runtime) = self.state.runtime.nodes.get(&node) else { return Err(no_such_node(node)) };
        match runtime.incarnation {
            Some(active) if active == incarnation => return Ok(Reply::Done),
            Some(active) => {
                let name = name_of_node(self.state, node);
                let message = format!("{name} is still a member under its earlier incarnation {active}");
                return Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_node("show", &name)));
            }
            None => self.state.check_not_quarantined(node)?,
        }
        self.state.check_not_shutting_down()?;
        let forming = self.state.runtime.nodes.values().all(|node| node.incarnation.is_none());
        let paused = self.state.config.node(node).paused;
        self.change_node(node, |runtime| {
            runtime.state = if paused { NodeState::Paused } else { NodeState::Up };
            runtime.incarnation = Some(incarnation);
            runtime.release_key = release_key.clone();
            runtime.version = version.into();
            runtime.pid = pid;
        });
        let name = name_of_node(self.state, node);
        let state = if paused { "Paused, as it was before" } else { "Up" };
        let text = match forming {
            true => format!("The cluster starts: its first node, {name}, is {state}."),
            false => format!("{name} joined and is {state}."),
        };
        self.record_node(Level::Information, node, "", text, Vec::new());
        if forming {
            self.start_cluster(node, ignore_persistent_state);
        } else {
            self.node_available(node);
            self.fail_back_to_joined(node);
        }
        Ok(Reply::Done)
    }

    /// The node's own groups may start, parked ones may find their place on it (policies 9.16), and others have waited for it
    /// (policies 7.10).
    pub(super) fn node_available(&mut self, node: NodeId) {
        self.obstacles_changed = true;
        self.retry_drains();
        self.dirty.extend(self.state.runtime.parked.iter().copied());
        if let Some(groups) = self.state.runtime.owned.get(&node) {
            self.dirty.extend(groups.iter().copied());
        }
        self.dirty.extend(self.state.groups_in(StartKind::ForNode));
        self.dirty.extend(self.state.groups_failing_back_to(node));
    }

    /// The leader's proof by waiting (leases 6). Says nothing about another incarnation than the active one.
    pub(crate) fn node_down(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        cause: DownCause,
        silent_ms: u32,
    ) -> Result<Reply, Refusal> {
        if self.state.is_active(node, incarnation) {
            let ending = down_in_words(&name_of_node(self.state, node), cause);
            self.end_incarnation(node, ending, silent_ms);
            self.note_unclean_end(node);
        }
        Ok(Reply::Done)
    }

    /// The resource host's own word that it let everything go and starts nothing again (leases 9). It ends the incarnation,
    /// so it is taken only if it accounts for everything of which the state knows that the host started it.
    pub(crate) fn node_released(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        groups: &[(GroupId, Epoch)],
    ) -> Result<Reply, Refusal> {
        if self.state.is_active(node, incarnation) && self.state.accounts_for_all(node, groups) {
            let ending = release_in_words(&name_of_node(self.state, node), cause);
            self.end_incarnation(node, ending, 0);
            if cause != ReleaseCause::Stopped {
                self.note_unclean_end(node);
            }
        }
        Ok(Reply::Done)
    }

    /// Nothing of the incarnation is left (R0): the node is Down and its groups go elsewhere.
    fn end_incarnation(&mut self, node: NodeId, ending: Ending, silent_ms: u32) {
        self.set_own_lease(node, None);
        let links = self.state.link_states();
        self.change_node(node, NodeRuntime::end_life);
        self.tell_link_states(&links);
        self.drains.insert(node);
        if self.state.runtime.nodes.values().all(|node| node.incarnation.is_none()) {
            self.abandon_start();
        }
        self.record_node(ending.level, node, ending.rule, ending.of_node.clone(), Vec::new());
        for group in self.state.by_priority(self.state.groups_owned_by(node)) {
            self.begin_failover_course(group, silent_ms);
            self.leave_dead_owner(group, &ending);
        }
    }

    /// Nothing may go online on the node and nothing may move to it; what runs there stays (policies 12). Refuses 5050, 5070.
    pub(crate) fn pause_node(&mut self, node: NodeId) -> Result<Reply, Refusal> {
        let name = name_of_node(self.state, node);
        match self.state.node_state(node) {
            NodeState::Up => {}
            NodeState::Paused => {
                let message = format!("{name} is paused already");
                let next = about_node("resume", &name);
                return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_PAUSED, message).next(next));
            }
            _ => return Err(node_is_down(&name)),
        }
        self.write_node_paused(node, true);
        self.change_node(node, |runtime| {
            runtime.state = NodeState::Paused;
            runtime.avoid_placement = false;
        });
        let text = format!("{name} was paused: what runs there goes on, and nothing new starts there.");
        self.record_node(Level::Information, node, "policies 12", text, Vec::new());
        Ok(Reply::Done)
    }

    /// Checks, and removes the node from the runtime; the configuration is removed by the caller after success. Refuses
    /// 5042, 5939 for the last node, 5009 for an active one.
    pub(crate) fn evict_node_runtime(&mut self, node: NodeId) -> Result<Reply, Refusal> {
        let Some(runtime) = self.state.runtime.nodes.get(&node) else { return Err(no_such_node(node)) };
        if self.state.runtime.nodes.len() == 1 {
            let name = name_of_node(self.state, node);
            let message = format!("{name} is the last node of the cluster and cannot be evicted");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_EVICT_INVALID_REQUEST, message).next("quorate node list"));
        }
        if runtime.incarnation.is_some() {
            let name = name_of_node(self.state, node);
            let message = format!("{name} is {}; stop its service before it is evicted", runtime.state);
            return Err(Refusal::new(Win32Code::ERROR_CANT_EVICT_ACTIVE_NODE, message).next(about_node("show", &name)));
        }
        for group in self.state.groups_owned_by(node) {
            self.leave_evicted_owner(group);
        }
        self.forget_node(node);
        Ok(Reply::Done)
    }

    /// Nobody waits for the node any more.
    fn forget_node(&mut self, node: NodeId) {
        self.change_node(node, |runtime| runtime.quarantine = None);
        self.state.runtime.nodes.remove(&node);
        let drained = |(_, group): &(&GroupId, &Arc<GroupRuntime>)| group.drained_from == Some(node);
        let groups: Vec<GroupId> = self.state.runtime.groups.iter().filter(drained).map(|(id, _)| *id).collect();
        for group in groups {
            self.change_group(group, |group| group.drained_from = None);
        }
    }

    pub(crate) fn set_adapters(&mut self, node: NodeId, adapters: Vec<Adapter>) {
        self.change_node(node, |runtime| runtime.adapters = Some(adapters));
    }

    pub(crate) fn node_added(&mut self, node: NodeId) {
        self.state.runtime.nodes.insert(node, Arc::new(NodeRuntime::down()));
        self.refresh_roster();
    }
}

impl State {
    fn is_active(&self, node: NodeId, incarnation: Incarnation) -> bool {
        self.runtime.nodes.get(&node).is_some_and(|node| node.incarnation == Some(incarnation))
    }

    /// Groups of higher priority first: where there is not enough for all, they are served (policies 8.17).
    fn by_priority(&self, mut groups: Vec<GroupId>) -> Vec<GroupId> {
        groups.sort_by_cached_key(|group| Reverse(self.config.group(*group).priority));
        groups
    }

    /// Whether a `Released` with these groups speaks of this state. A group of which a report has come must be listed at its
    /// present epoch. A group that is not listed was never told to the host. One listed with an epoch that never was shows
    /// that the list is not about this cluster's history, and the lease has to run out instead.
    fn accounts_for_all(&self, node: NodeId, listed: &[(GroupId, Epoch)]) -> bool {
        let possible = |(group, epoch): &(GroupId, Epoch)| {
            self.runtime.groups.get(group).is_none_or(|group| *epoch <= group.epoch)
        };
        let started = |group: GroupId| {
            self.resources_of(group).iter().any(|id| {
                let resource = self.resource(*id);
                resource.residue && resource.report_sequence > 0
            })
        };
        let accounted = |group: GroupId| listed.contains(&(group, self.group(group).epoch));
        listed.iter().all(possible)
            && self
                .runtime
                .owned
                .get(&node)
                .is_none_or(|groups| groups.iter().all(|group| !started(*group) || accounted(*group)))
    }
}

pub(super) fn no_such_node(node: NodeId) -> Refusal {
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, format!("There is no node {node}")).next("quorate node list")
}

fn node_is_down(name: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, format!("{name} is down")).next("quorate node list")
}
