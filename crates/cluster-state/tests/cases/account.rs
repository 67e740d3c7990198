//! What a step changed, in lines: the reply, the causes, and the differences of states.

use crate::networks::{self, InterfaceFacts, NetworkFacts};
use crate::sets;
use crate::world::World;
use cluster_state::State;
use cluster_state::outcome::{Demand, Event, Level, Outcome, Reply};
use cluster_state::runtime::{DrainStatus, Hold, QueuedMove, Readiness, Recovery};
use model::{
    ClusterTime, GroupId, GroupSetId, GroupState, NetInterfaceId, NetworkId, NodeId, NodeState, Refusal, ResourceId,
    ResourceState,
};
use std::collections::BTreeMap;

/// Everything an account compares. The core objects are left out.
#[derive(Clone)]
pub(crate) struct Facts {
    nodes: BTreeMap<NodeId, NodeFacts>,
    groups: BTreeMap<GroupId, GroupFacts>,
    resources: BTreeMap<ResourceId, ResourceFacts>,
    sets: BTreeMap<GroupSetId, SetFacts>,
    networks: BTreeMap<NetworkId, NetworkFacts>,
    interfaces: BTreeMap<NetInterfaceId, InterfaceFacts>,
    next_event: u64,
}

#[derive(Clone, PartialEq)]
struct NodeFacts {
    name: String,
    state: NodeState,
    drain: Option<DrainStatus>,
    avoided: bool,
    stopping: bool,
    quarantined: bool,
}

#[derive(Clone, PartialEq)]
struct GroupFacts {
    name: String,
    owner: NodeId,
    epoch: u64,
    state: GroupState,
    moving: Option<NodeId>,
    queued: Option<QueuedMove>,
    drained_from: Option<NodeId>,
    parked: bool,
    persistent: bool,
}

#[derive(Clone, PartialEq)]
struct ResourceFacts {
    name: String,
    group: GroupId,
    state: ResourceState,
    demand: Option<Demand>,
    attempt: u64,
    recovery: Recovery,
    hold: Option<Hold>,
    asked: Option<bool>,
    locked: bool,
    in_maintenance: bool,
    persistent: Option<bool>,
}

#[derive(Clone, PartialEq)]
struct SetFacts {
    name: String,
    readiness: Readiness,
}

impl Facts {
    pub(crate) fn of(state: &State) -> Facts {
        let config = state.config();
        let nodes = config.nodes.values().filter_map(|node| {
            let runtime = state.node_runtime(node.id)?;
            let facts = NodeFacts {
                name: node.name.clone(),
                state: runtime.state,
                drain: runtime.drain.map(|drain| drain.status),
                avoided: runtime.avoid_placement,
                stopping: runtime.stopping,
                quarantined: runtime.quarantine.is_some(),
            };
            Some((node.id, facts))
        });
        let groups = config.groups.values().filter(|group| !group.core && !is_core_group(state, group.id));
        let groups = groups.filter_map(|group| {
            let runtime = state.group_runtime(group.id)?;
            let facts = GroupFacts {
                name: group.name.clone(),
                owner: runtime.owner,
                epoch: runtime.epoch.0,
                state: state.group_state(group.id),
                moving: runtime.moving.map(|moving| moving.to),
                queued: runtime.queued,
                drained_from: runtime.drained_from,
                parked: runtime.parked,
                persistent: group.persistent_online,
            };
            Some((group.id, facts))
        });
        let resources = config.resources.values().filter(|resource| !resource.core).filter_map(|resource| {
            let runtime = state.resource_runtime(resource.id)?;
            let facts = ResourceFacts {
                name: resource.name.clone(),
                group: resource.group,
                state: runtime.state,
                demand: state.wanted_for(resource.id).map(|(_, wanted)| wanted.demand),
                attempt: runtime.attempt.0,
                recovery: runtime.recovery,
                hold: runtime.hold,
                asked: runtime.asked,
                locked: runtime.locked,
                in_maintenance: resource.in_maintenance,
                persistent: resource.persistent_online,
            };
            Some((resource.id, facts))
        });
        let sets = config.group_sets.values().filter_map(|set| {
            let readiness = state.group_set_readiness(set.id)?;
            Some((set.id, SetFacts { name: set.name.clone(), readiness }))
        });
        let next_event = state.to_image().next_event;
        Facts {
            nodes: nodes.collect(),
            groups: groups.collect(),
            resources: resources.collect(),
            sets: sets.collect(),
            networks: networks::networks(state),
            interfaces: networks::interfaces(state),
            next_event,
        }
    }
}

pub(crate) fn is_core_group(state: &State, group: GroupId) -> bool {
    let cluster = &state.config().cluster;
    Some(group) == cluster.cluster_group || Some(group) == cluster.available_storage
}

pub(crate) fn reply(outcome: &Outcome) -> Vec<String> {
    match &outcome.reply {
        None => Vec::new(),
        Some(Ok(Reply::Done)) => vec!["done".into()],
        Some(Ok(Reply::Pending)) => vec!["pending".into()],
        Some(Ok(Reply::Stored)) => vec!["stored".into()],
        Some(Err(refusal)) => vec![refused(refusal)],
    }
}

pub(crate) fn refused(refusal: &Refusal) -> String {
    assert!(refusal.next.starts_with("quorate "), "no command to try next: {refusal:?}");
    format!("refused {}: {} (next: {})", refusal.code, refusal.message, refusal.next)
}

/// The causes recorded since, and the states that differ.
pub(crate) fn changes(before: &Facts, world: &World) -> Vec<String> {
    let after = Facts::of(&world.state);
    let mut lines = Vec::new();
    for event in world.state.events_after(before.next_event - 1, usize::MAX) {
        if !is_about_core(&world.state, &event) {
            lines.extend(cause(&world.state, &event));
        }
    }
    compare(&before.nodes, &after.nodes, &mut lines, node_line);
    compare(&before.groups, &after.groups, &mut lines, |old, new| group_line(&after, old, new));
    compare(&before.resources, &after.resources, &mut lines, |old, new| {
        resource_line(&after, world.state.time(), old, new)
    });
    compare(&before.sets, &after.sets, &mut lines, |old, new| set_line(world.state.time(), old, new));
    compare(&before.networks, &after.networks, &mut lines, networks::network_line);
    compare(&before.interfaces, &after.interfaces, &mut lines, networks::interface_line);
    lines
}

pub(crate) trait Named {
    fn name(&self) -> &str;
}

impl Named for NodeFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for GroupFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for SetFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for ResourceFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

fn compare<K: Ord + Copy, F: PartialEq + Named>(
    before: &BTreeMap<K, F>,
    after: &BTreeMap<K, F>,
    lines: &mut Vec<String>,
    line: impl Fn(Option<&F>, &F) -> String,
) {
    for (id, old) in before {
        if !after.contains_key(id) {
            lines.push(format!("{}: gone", old.name()));
        }
    }
    for (id, new) in after {
        let old = before.get(id);
        if old != Some(new) {
            lines.push(line(old, new));
        }
    }
}

/// `old -> new`, or only the new one where nothing changed.
pub(crate) fn step<T: PartialEq + ToString>(old: Option<T>, new: T) -> String {
    match old {
        Some(old) if old != new => format!("{} -> {}", old.to_string(), new.to_string()),
        _ => new.to_string(),
    }
}

pub(crate) fn renamed(old: Option<&impl Named>, new: &impl Named) -> String {
    match old {
        None => format!("{} (new)", new.name()),
        Some(old) => step(Some(old.name().to_owned()), new.name().to_owned()),
    }
}

fn node_line(old: Option<&NodeFacts>, new: &NodeFacts) -> String {
    let mut line = format!("{}: {}", renamed(old, new), step(old.map(|old| old.state), new.state));
    match new.drain {
        None => {}
        Some(DrainStatus::InProgress) => line.push_str(", drain in progress"),
        Some(DrainStatus::Completed) => line.push_str(", drain completed"),
        Some(DrainStatus::Failed) => line.push_str(", drain failed"),
    }
    let facts = [(new.avoided, "avoided"), (new.stopping, "about to stop"), (new.quarantined, "quarantined")];
    for (_, word) in facts.iter().filter(|(is_so, _)| *is_so) {
        line.push_str(&format!(", {word}"));
    }
    line
}

fn group_line(facts: &Facts, old: Option<&GroupFacts>, new: &GroupFacts) -> String {
    let node = |id: NodeId| facts.nodes.get(&id).map_or_else(|| format!("node {id}"), |node| node.name.clone());
    let mut line = format!("{}: {}", renamed(old, new), step(old.map(|old| old.state), new.state));
    line.push_str(&format!(" on {}", step(old.map(|old| node(old.owner)), node(new.owner))));
    if old.is_none_or(|old| old.epoch != new.epoch) {
        line.push_str(&format!(", epoch {}", new.epoch));
    }
    if let Some(to) = new.moving {
        line.push_str(&format!(", moving to {}", node(to)));
    }
    match new.queued {
        None => {}
        Some(QueuedMove { to: None, .. }) => line.push_str(", a move queued"),
        Some(QueuedMove { to: Some(to), .. }) => line.push_str(&format!(", a move queued to {}", node(to))),
    }
    if let Some(from) = new.drained_from {
        line.push_str(&format!(", drained from {}", node(from)));
    }
    if new.parked {
        line.push_str(", parked");
    }
    if old.is_some_and(|old| old.persistent != new.persistent) {
        line.push_str(if new.persistent { ", persistent online" } else { ", persistent offline" });
    }
    line
}

fn set_line(now: ClusterTime, old: Option<&SetFacts>, new: &SetFacts) -> String {
    let before = old.map(|old| sets::readiness(old.readiness, now));
    format!("{}: {}", renamed(old, new), step(before, sets::readiness(new.readiness, now)))
}

fn resource_line(facts: &Facts, now: ClusterTime, old: Option<&ResourceFacts>, new: &ResourceFacts) -> String {
    let mut line = format!("{}: {}", renamed(old, new), step(old.map(|old| old.state), new.state));
    let demand = match new.demand {
        None => String::new(),
        Some(Demand::Run) => format!(", run attempt {}", new.attempt),
        Some(Demand::Stop) => format!(", stop attempt {}", new.attempt),
        Some(Demand::Terminate) => format!(", terminate attempt {}", new.attempt),
    };
    line.push_str(&demand);
    match new.recovery {
        Recovery::Free => {}
        Recovery::RestartAt(at) => line.push_str(&format!(", restart in {} ms", at.since_ms(now))),
        Recovery::RetryAt(at) => line.push_str(&format!(", retry in {} ms", at.since_ms(now))),
        Recovery::Stays => line.push_str(", no retry"),
        Recovery::AfterMaintenance => line.push_str(", recovered after maintenance"),
    }
    if let Some(hold) = new.hold {
        line.push_str(&format!(", held: {hold:?}"));
    }
    match new.asked {
        None => {}
        Some(true) => line.push_str(", asked online"),
        Some(false) => line.push_str(", asked offline"),
    }
    if new.locked {
        line.push_str(", locked");
    }
    if new.in_maintenance {
        line.push_str(", in maintenance");
    }
    if old.is_some_and(|old| old.persistent != new.persistent) {
        line.push_str(match new.persistent {
            None => ", persistent as its group",
            Some(true) => ", persistent online",
            Some(false) => ", persistent offline",
        });
    }
    if old.is_some_and(|old| old.group != new.group) {
        let group = facts.groups.get(&new.group).map_or("a core group", |group| &group.name);
        line.push_str(&format!(", in {group}"));
    }
    line
}

pub(crate) fn cause(state: &State, event: &Event) -> Vec<String> {
    let mark = match event.level {
        Level::Information => "*",
        Level::Warning => "!",
        Level::Error => "!!",
    };
    let rule = if event.rule.is_empty() { String::new() } else { format!(" [{}]", event.rule) };
    let mut lines = vec![format!("{mark} {}{rule}", event.text)];
    for (node, reason) in &event.refused {
        let name = state.config().nodes.get(node).map_or_else(|| format!("node {node}"), |node| node.name.clone());
        lines.push(format!("  {name} was not taken: {reason}"));
    }
    lines.extend(event.reason.iter().map(|reason| format!("  reason: {reason}")));
    lines
}

fn is_about_core(state: &State, event: &Event) -> bool {
    let core_groups = state.config().groups.keys().filter(|id| is_core_group(state, **id)).map(ToString::to_string);
    let core_resources = state.config().resources.values().filter(|resource| resource.core).map(|r| r.id.to_string());
    core_groups.chain(core_resources).any(|id| id == event.subject.id)
}
