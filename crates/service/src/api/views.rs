//! The state in the form in which clients see it.

use crate::published::Published;
use cluster_state::AttemptsLeft;
use cluster_state::State;
use cluster_state::config::{GroupConfig, GroupSetConfig, ResourceConfig, TypeConfig};
use cluster_state::outcome::Event;
use cluster_state::runtime::Readiness;
use model::{GroupId, GroupSetId, NodeId, NodeState, ResourceId, WallTime};
use proto::answer::object_kind_to_wire;
use proto::client as wire;

/// What only this node knows, beside the published state.
pub struct LocalFacts<'a> {
    pub me: NodeId,
    pub lease_remaining_ms: Option<u64>,
    pub last_contact_ms: &'a dyn LastContact,
}

/// When another node was last heard, in milliseconds ago.
pub trait LastContact {
    fn last_contact_ms(&self, node: NodeId) -> Option<u64>;
}

pub fn cluster(published: &Published) -> wire::ClusterView {
    let Published { state, status, .. } = published;
    let config = state.config();
    let leader = status.leader.map(|leader| leader.node);
    let up = config.nodes.keys().filter(|node| is_up(state, **node)).count();
    wire::ClusterView {
        name: config.cluster.name.clone(),
        instance: config.cluster.instance.to_string(),
        leader: leader.map(|leader| node_name(state, leader)).unwrap_or_default(),
        nodes: config.nodes.len() as u32,
        nodes_up: up as u32,
        voters: status.voters.voters.len() as u32,
        quorum: leader.is_some(),
        functional_level: state.version().level.into(),
        upgrade_version: state.version().revision.into(),
        mixed_mode: state.is_mixed(),
        upgrade_in_progress: config.cluster.upgrade_in_progress,
        upgrade_target: state.upgrade_target().map_or(0, |target| target.level.into()),
        term: status.term,
        applied_index: state.index(),
        cluster_time_ms: state.time().0,
        time: rfc3339(state.wall()),
        groups: config.groups.len() as u32,
        resources: config.resources.len() as u32,
        health_faults: state.health_faults().iter().map(proto::command::health_fault_to_wire).collect(),
    }
}

pub fn node(published: &Published, id: NodeId, local: &LocalFacts<'_>) -> wire::NodeView {
    let Published { state, status, .. } = published;
    let config = state.config();
    let Some(node) = config.nodes.get(&id) else { return wire::NodeView::default() };
    let runtime = state.node_runtime(id);
    let groups = state.groups_owned_by(id).into_iter();
    let drain = state.drain_of(id);
    wire::NodeView {
        id: id.0,
        name: node.name.clone(),
        state: runtime.map_or(NodeState::Down, |runtime| runtime.state).to_string(),
        incarnation: state.active_incarnation(id).map(|life| life.to_string()).unwrap_or_default(),
        pid: runtime.map_or(0, |runtime| runtime.pid),
        address: node.address.clone(),
        version: runtime.map(|runtime| runtime.version.clone()).unwrap_or_default(),
        is_leader: status.leader.is_some_and(|leader| leader.node == id),
        is_voter: status.voters.voters.iter().any(|voter| voter.node == id),
        lease_remaining_ms: if id == local.me { local.lease_remaining_ms } else { None },
        last_contact_ms: local.last_contact_ms.last_contact_ms(id),
        groups: groups.map(|group| group_name(state, group)).collect(),
        storage: node.storage,
        lowest_version: node.versions.map(|versions| versions.lowest.to_string()).unwrap_or_default(),
        highest_version: node.versions.map(|versions| versions.highest.to_string()).unwrap_or_default(),
        is_local: id == local.me,
        status_information: state.node_status_information(id),
        drain_status: drain.map_or(0, |drain| drain.status as u32),
        drain_target: drain.and_then(|drain| drain.target).map(|target| node_name(state, target)).unwrap_or_default(),
        drain_error_code: drain.and_then(|drain| drain.error).map_or(0, |error| error.number()),
    }
}

/// `reason`: the text of its latest event.
pub fn group(state: &State, group: &GroupConfig, reason: String) -> wire::GroupView {
    let runtime = state.group_runtime(group.id);
    let owner = runtime.map(|runtime| runtime.owner);
    wire::GroupView {
        id: group.id.to_string(),
        name: group.name.clone(),
        state: state.group_state(group.id).to_string(),
        owner: owner.map(|owner| node_name(state, owner)).unwrap_or_default(),
        owner_id: owner.map_or(0, |owner| owner.0),
        epoch: runtime.map_or(0, |runtime| runtime.epoch.0),
        group_type: group.group_type,
        type_name: model::group_type::name(group.group_type).into(),
        persistent_state: u32::from(group.persistent_online),
        preferred_owners: group.preferred_owners.iter().map(|node| node_name(state, *node)).collect(),
        resources: group.resources.iter().map(|resource| resource_name(state, *resource)).collect(),
        priority: group.priority,
        status_information: state.group_status_information(group.id),
        waiting: state.waiting(group.id).map(|waiting| state.waiting_in_words(&waiting)).unwrap_or_default(),
        failback: state.failback_in_words(group.id).unwrap_or_default(),
        url: state.private_text(group.id, "Url"),
        failover_count: runtime.map_or(0, |runtime| runtime.failovers.len() as u32),
        reason,
        core: group.core,
        drained_from: runtime
            .and_then(|runtime| runtime.drained_from)
            .map(|node| node_name(state, node))
            .unwrap_or_default(),
        depends_on: group.depends_on.iter().map(|provider| group_name(state, *provider)).collect(),
        depends_on_set: group.depends_on_set.map(|set| group_set_name(state, set)).unwrap_or_default(),
        group_set: state.config().set_of(group.id).map(|set| group_set_name(state, set)).unwrap_or_default(),
        state_changed_ms: runtime.map_or(0, |runtime| runtime.state_changed.0),
        last_move_ms: runtime.and_then(|runtime| runtime.last_move).map(|moved| moved.wall.0),
        last_move_cluster_time_ms: runtime.and_then(|runtime| runtime.last_move).map(|moved| moved.at.0),
        failovers_left: Some(attempts_left(state.failovers_left(group.id))),
        recovering: state.is_recovering(group.id),
    }
}

pub fn group_set(state: &State, set: &GroupSetConfig) -> wire::GroupSetView {
    let (sets, groups) = state.dependents_of_set(set.id);
    let readiness = state.group_set_readiness(set.id);
    let remote = state.remote_providers(set.id).into_iter();
    wire::GroupSetView {
        id: set.id.to_string(),
        name: set.name.clone(),
        groups: set.groups.iter().map(|group| group_name(state, *group)).collect(),
        depends_on: set.depends_on.iter().map(|provider| group_set_name(state, *provider)).collect(),
        dependent_sets: sets.into_iter().map(|set| group_set_name(state, set)).collect(),
        dependent_groups: groups.into_iter().map(|group| group_name(state, group)).collect(),
        is_global: set.is_global,
        startup_count: set.startup_count,
        startup_delay_s: set.startup_delay_s,
        startup_setting: set.startup_setting,
        ready: readiness == Some(Readiness::Yes),
        ready_in_ms: readiness.and_then(Readiness::due).map(|at| at.since_ms(state.time())),
        status_information: state.group_set_status_information(set.id),
        depends_on_remote: remote.map(|(cluster, set)| format!("{cluster}\\{set}")).collect(),
    }
}

pub fn resource(state: &State, resource: &ResourceConfig) -> wire::ResourceView {
    let runtime = state.resource_runtime(resource.id);
    let group = state.group_runtime(resource.group);
    let owner = group.map(|group| group.owner);
    let owners = match &resource.possible_owners {
        Some(owners) => owners.clone(),
        None => state.config().nodes.keys().copied().collect(),
    };
    let persistent = resource
        .persistent_online
        .or_else(|| state.config().groups.get(&resource.group).map(|group| group.persistent_online));
    wire::ResourceView {
        id: resource.id.to_string(),
        name: resource.name.clone(),
        type_name: resource.type_name.clone(),
        group: group_name(state, resource.group),
        group_id: resource.group.to_string(),
        owner: owner.map(|owner| node_name(state, owner)).unwrap_or_default(),
        owner_id: owner.map_or(0, |owner| owner.0),
        state: runtime.map(|runtime| runtime.state.to_string()).unwrap_or_default(),
        attempt: runtime.map_or(0, |runtime| runtime.attempt.0),
        epoch: group.map_or(0, |group| group.epoch.0),
        persistent_state: u32::from(persistent.unwrap_or(false)),
        dependencies: resource.dependencies.clone().map(|provider| resource_name(state, provider)).to_string(),
        possible_owners: owners.iter().map(|node| node_name(state, *node)).collect(),
        status_text: runtime.map(|runtime| runtime.status_text.clone()).unwrap_or_default(),
        status_code: runtime.map_or(0, |runtime| runtime.status_code),
        restart_count: runtime.map_or(0, |runtime| runtime.restarts.len() as u32),
        core: resource.core,
        separate_monitor: resource.separate_monitor,
        maintenance: resource.in_maintenance,
        status_information: state.resource_status_information(resource.id),
        state_changed_ms: runtime.map_or(0, |runtime| runtime.state_changed.0),
        restarts_left: Some(attempts_left(state.restarts_left(resource.id))),
    }
}

pub fn resource_type(state: &State, kind: &TypeConfig) -> wire::ResourceTypeView {
    let config = state.config();
    let owners = match &kind.possible_owners {
        Some(owners) => owners.clone(),
        None => config.nodes.keys().copied().collect(),
    };
    let built_in = model::builtin_types::find(&kind.name);
    // Each has its type as the configuration has it, so names need no folding.
    let of_type = config.resources.values().filter(|resource| resource.of_type.name == kind.name);
    wire::ResourceTypeView {
        name: kind.name.clone(),
        display_name: kind.display_name.clone(),
        dll_name: kind.dll_name.clone(),
        looks_alive_ms: kind.looks_alive_ms,
        is_alive_ms: kind.is_alive_ms,
        possible_owners: owners.iter().map(|node| node_name(state, *node)).collect(),
        resources: of_type.map(|resource| resource.name.clone()).collect(),
        resource_class: built_in.map_or(0, |built_in| built_in.class.number()),
        built_in: built_in.is_some(),
        resource_subclass: built_in.map_or(0, |built_in| built_in.subclass),
        characteristics: kind.characteristics,
        required_class: built_in.and_then(|built_in| built_in.needed_provider()).map(|class| class.number()),
    }
}

fn attempts_left(AttemptsLeft { attempts, period_ms }: AttemptsLeft) -> wire::AttemptsLeft {
    wire::AttemptsLeft { attempts, period_ms }
}

pub fn event(state: &State, event: &Event) -> wire::EventView {
    let refused = event.refused.iter();
    wire::EventView {
        sequence: event.sequence,
        time: rfc3339(event.wall),
        level: format!("{:?}", event.level),
        subject_kind: object_kind_to_wire(event.subject.kind) as i32,
        subject_id: event.subject.id.clone(),
        subject_name: event.subject.name.clone(),
        rule: event.rule.clone(),
        text: event.text.clone(),
        refused: refused
            .map(|(node, reason)| wire::Candidate { node: node_name(state, *node), reason: reason.clone() })
            .collect(),
        phases: event
            .phases
            .iter()
            .map(|(phase, ms)| wire::EventPhase { phase: phase.name().into(), ms: *ms })
            .collect(),
        reason: proto::command::reason_to_wire(event.reason.as_ref()),
    }
}

pub fn node_name(state: &State, node: NodeId) -> String {
    state.config().nodes.get(&node).map_or_else(|| format!("node {node}"), |node| node.name.clone())
}

fn group_set_name(state: &State, set: GroupSetId) -> String {
    state.config().group_sets.get(&set).map_or_else(|| set.to_string(), |set| set.name.clone())
}

pub fn group_name(state: &State, group: GroupId) -> String {
    state.config().groups.get(&group).map_or_else(|| group.to_string(), |group| group.name.clone())
}

fn resource_name(state: &State, resource: ResourceId) -> String {
    state.config().resources.get(&resource).map_or_else(|| resource.to_string(), |resource| resource.name.clone())
}

fn is_up(state: &State, node: NodeId) -> bool {
    state.active_incarnation(node).is_some()
}

/// RFC 3339 in UTC with milliseconds; empty before the first entry.
pub fn rfc3339(time: WallTime) -> String {
    match jiff::Timestamp::from_millisecond(time.0 as i64) {
        Ok(timestamp) if time.0 > 0 => format!("{timestamp:.3}"),
        _ => String::new(),
    }
}
