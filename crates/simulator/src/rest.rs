//! The end of a run: what is broken is repaired, and within a limited time the cluster has to come to rest, with everything online
//! that should be, and to stay there.

use crate::administrator::counter_of;
use crate::clock::MS;
use crate::event::Event;
use crate::fact::Fact;
use crate::world::World;
use cluster_state::State;
use cluster_state::runtime::Recovery;
use cluster_state::runtime::waiting::Waiting;
use model::{NodeId, NodeState, ResourceId, ResourceState, Value};
use std::collections::BTreeSet;

/// Longest time from the last fault until everything is at rest.
const LIMIT_MS: u64 = 40_000;
const LOOK_PERIOD: u64 = 200 * MS;
/// It has to stay so for this long.
const QUIET_MS: u64 = 2_000;

#[derive(Default)]
pub(crate) struct Rest {
    calm_since: u64,
    resting_since: Option<u64>,
    /// While a cluster that was shut down ends, who has come back already may lose the quorum with the others.
    pub(crate) cluster_ends_until: u64,
}

/// How long that can take, from the last node that learned of it.
pub(crate) const CLUSTER_ENDS: u64 = 15_000 * MS;

impl World {
    /// No more faults: the network works, everybody goes on, every service runs.
    pub(crate) fn calm(&mut self) {
        self.note("the world is calm now".into());
        self.chaos = false;
        self.rest.calm_since = self.now;
        let kept = self.network.heal_all();
        self.resend(kept);
        let nodes: Vec<NodeId> = self.computers.keys().copied().collect();
        for node in nodes {
            let now = self.now;
            let computer = self.computer(node);
            computer.frozen_until = computer.frozen_until.min(now);
            computer.service_stalled_until = 0;
            computer.disk.slow_until = 0;
            computer.hosts.values_mut().for_each(|host| host.stalled_until = 0);
            self.thaw(node);
            self.plan_start(node, 10 * MS);
        }
        self.end_hangs();
        self.push(self.now + LOOK_PERIOD, Event::Look);
    }

    pub(crate) fn look(&mut self) {
        self.end_hangs();
        self.resume_nodes();
        let waited_ms = (self.now - self.rest.calm_since) / MS;
        match self.unrest() {
            None => {
                let since = *self.rest.resting_since.get_or_insert(self.now);
                if self.now - since >= QUIET_MS * MS {
                    self.counts.rest_ms = (since - self.rest.calm_since) / MS;
                    return self.finish();
                }
            }
            Some(_) if waited_ms < LIMIT_MS => self.rest.resting_since = None,
            Some(unrest) => {
                let text = format!("{waited_ms} ms after the last fault: {unrest}");
                return self.fail("converges", text);
            }
        }
        self.push(self.now + LOOK_PERIOD, Event::Look);
    }

    /// An administrator looks after nodes that are paused or quarantined.
    fn resume_nodes(&mut self) {
        use cluster_state::command::{Command, NodeCommand};
        let state = self.witness.state();
        let paused = |node: &NodeId| state.node_runtime(*node).is_some_and(|node| node.state == NodeState::Paused);
        let paused = state.config().nodes.keys().copied().find(paused);
        let quarantined = state.config().nodes.keys().copied().find(|node| state.quarantine_of(*node).is_some());
        let resume = paused.map(|node| NodeCommand::Resume { node: node.to_string(), failback: 0 });
        let command = resume.or(quarantined.map(|node| NodeCommand::ClearQuarantine { node: node.to_string() }));
        let client = self.clients.iter().position(crate::client::Client::idle);
        if let (Some(command), Some(client)) = (command, client) {
            self.begin_command(client, Command::Node(command));
        }
    }

    /// Why the cluster is not at rest, if it is not.
    fn unrest(&self) -> Option<String> {
        let state = self.witness.state();
        if !state.is_formed() {
            return Some("the cluster was not formed".into());
        }
        if !self.operator.idle() {
            return Some("the operator's procedure is not over".into());
        }
        if let Some(client) = self.clients.iter().find(|client| !client.idle() || !client.plan.is_empty()) {
            return Some(format!("client {} waits for an answer", client.number));
        }
        for node in state.config().nodes.keys() {
            let service = self.computers.get(node).and_then(|computer| computer.service.as_ref());
            let Some(service) = service else { return Some(format!("the service of node {node} does not run")) };
            if state.active_incarnation(*node) != Some(service.incarnation) {
                return Some(format!("node {node} is not Up"));
            }
            if service.stopping || service.host_finished {
                return Some(format!("the service of node {node} is about to end: its host has let go"));
            }
            if service.node.state().index() != state.index() {
                let index = service.node.state().index();
                return Some(format!("node {node} has applied {index} of {}", state.index()));
            }
        }
        let resources = || state.config().groups.values().flat_map(|group| &group.resources);
        resources().find_map(|resource| unsettled(state, *resource)).or_else(|| {
            let hosts = self.computers.values().flat_map(|computer| computer.hosts.values());
            let running: BTreeSet<ResourceId> = hosts.flat_map(|host| host.running()).map(|(id, _)| *id).collect();
            let is_online =
                |id: &ResourceId| state.resource_runtime(*id).is_some_and(|r| r.state == ResourceState::Online);
            let ended = resources().find(|id| is_online(id) && !running.contains(id))?;
            Some(format!("\"{}\" has ended, and the state does not know it", state.config().resources[ended].name))
        })
    }

    /// A healthy node keeps its lease: where nothing goes wrong, and when everything has come to rest, no service ends by
    /// itself.
    pub(crate) fn check_reason_to_end(&mut self, node: NodeId, why: &str) {
        let asked = self.service(node).is_some_and(|service| service.stopping);
        let with_cluster = self.now < self.rest.cluster_ends_until;
        if !asked && !with_cluster && (!self.profile.faults || self.rest.resting_since.is_some()) {
            self.fail("healthy_nodes_stay", format!("the service of node {node} ended without a fault: {why}"));
        }
    }

    fn finish(&mut self) {
        let nodes: Vec<NodeId> = self.witness.state().config().nodes.keys().copied().collect();
        for node in nodes {
            self.compare_state(node, true);
        }
        let state = self.witness.state().clone();
        self.tell(&Fact::AtRest { state: &state });
        self.check_counters();
        self.over = true;
    }

    /// Each client's own value is the last one that it wrote.
    fn check_counters(&mut self) {
        let state = self.witness.state().clone();
        for client in 0..self.clients.len() {
            let (number, written) = (self.clients[client].number, self.clients[client].written);
            let (path, name) = counter_of(number);
            let found = state.hive().value(&path, &name).cloned();
            let expected = (written > 0).then_some(Value::Qword(written));
            if found != expected {
                let text = format!("client {number} has written {expected:?} last, the registry has {found:?}");
                self.fail("acknowledged_writes", text);
            }
        }
    }
}

/// Why a resource is not as it should be when nothing happens any more.
fn unsettled(state: &State, id: ResourceId) -> Option<String> {
    let config = state.config().resources.get(&id)?;
    let (group, runtime) = (state.group_runtime(config.group)?, state.resource_runtime(id)?);
    let group_config = state.config().groups.get(&config.group)?;
    let name = &config.name;
    if runtime.state.is_pending() || runtime.residue && runtime.terminating {
        return Some(format!("\"{name}\" is {}", runtime.state));
    }
    if group.moving.is_some() {
        return Some(format!("group \"{}\" is moving", group_config.name));
    }
    if group.parked && state.config().nodes.keys().any(|node| state.obstacle(config.group, *node, false).is_none()) {
        return Some(format!("group \"{}\" is kept offline although a node can run it", group_config.name));
    }
    let persistent = config.persistent_online.unwrap_or(group_config.persistent_online);
    let wanted = runtime.asked.unwrap_or(persistent) && !group_config.deleting;
    let waiting = state.waiting(config.group);
    if let Some(Waiting::ForNode { .. } | Waiting::ForTurn | Waiting::StartDelay(_)) = waiting {
        return Some(format!("group \"{}\" waits to be started", group_config.name));
    }
    let startable = wanted
        && !group.parked
        && !matches!(waiting, Some(Waiting::Provider(_)))
        && runtime.hold.is_none()
        && state.possible_owners(id).contains(&group.owner)
        && config.dependencies.satisfied(|provider| {
            state.resource_runtime(*provider).is_some_and(|provider| provider.state == ResourceState::Online)
        });
    match (runtime.state, runtime.recovery) {
        (ResourceState::Online, _) if !wanted => Some(format!("\"{name}\" is Online and not wanted")),
        (ResourceState::Failed, Recovery::RestartAt(_)) => Some(format!("\"{name}\" is about to be restarted")),
        (ResourceState::Offline, Recovery::Free) if startable => Some(format!("\"{name}\" is Offline")),
        (ResourceState::Failed, Recovery::Free) if startable => Some(format!("\"{name}\" is Failed")),
        _ => None,
    }
}
