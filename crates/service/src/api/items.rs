//! What enumerations need of objects: their ids and names, and a few facts and properties when they are asked for.

use super::pieces::List;
use super::query::{not_understood, property_owner};
use super::views::{group_name, node_name};
use crate::published::Published;
use cluster_state::State;
use cluster_state::config::keys::Object;
use cluster_state::outcome::ObjectKind;
use model::fold::{equals, fold};
use model::property::{self, Access, Property};
use model::{NodeId, NodeState, Refusal, ResourceState};
use proto::client as wire;
use proto::command::value_to_wire;
use wire::query_reply::Result as Found;

/// In the order in which they are answered.
const KINDS: [ObjectKind; 7] = [
    ObjectKind::Node,
    ObjectKind::ResourceType,
    ObjectKind::Resource,
    ObjectKind::Group,
    ObjectKind::Network,
    ObjectKind::NetworkInterface,
    ObjectKind::GroupSet,
];

type Rows = Vec<&'static Property>;

pub fn list(state: &State, asked: &wire::ItemsQuery) -> Result<List, Refusal> {
    let kinds = asked.kinds.iter().map(|kind| proto::answer::object_kind_from_wire(*kind));
    let kinds: Vec<ObjectKind> = kinds.collect::<Result<_, _>>().map_err(|_| not_understood())?;
    let known = !kinds.is_empty() && kinds.iter().all(|kind| KINDS.contains(kind));
    let of_node = asked.node.as_deref().map(|name| state.resolve_node(name)).transpose()?;
    let are_of_nodes = kinds.iter().all(|kind| matches!(kind, ObjectKind::Group | ObjectKind::NetworkInterface));
    let has_properties = !asked.properties.is_empty() || !asked.read_only_properties.is_empty();
    if !known || (of_node.is_some() && !are_of_nodes) || (has_properties && kinds.len() != 1) {
        return Err(not_understood());
    }
    let writable = rows(kinds[0], &asked.properties, Access::ReadWrite);
    let read_only = rows(kinds[0], &asked.read_only_properties, Access::ReadOnly);
    let wanted = KINDS.into_iter().filter(|kind| kinds.contains(kind));
    let objects: Vec<Object> = wanted.flat_map(|kind| objects(state, kind, of_node)).collect();
    let names = |rows: &Rows| rows.iter().map(|row| row.name.to_owned()).collect::<Vec<_>>();
    let (properties, read_only_properties) = (names(&writable), names(&read_only));
    let (facts, rows) = (asked.facts, [writable, read_only].concat());
    let see = move |published: &Published, object| item(&published.state, &object, facts, &rows);
    Ok(List::new(objects, see, move |items| {
        let (properties, read_only_properties) = (properties.clone(), read_only_properties.clone());
        Found::Items(wire::ItemViews { items, properties, read_only_properties })
    }))
}

/// Of the properties with these names those that objects of the kind have and that can be used so.
fn rows(kind: ObjectKind, names: &[String], access: Access) -> Rows {
    let table = property::table(property_owner(kind)).iter();
    table.filter(|row| row.access == access && names.iter().any(|name| equals(name, row.name))).collect()
}

fn objects(state: &State, kind: ObjectKind, of_node: Option<NodeId>) -> Vec<Object> {
    let config = state.config();
    let is_owner = |group| of_node.is_none() || state.group_runtime(group).map(|runtime| runtime.owner) == of_node;
    match kind {
        ObjectKind::Node => config.nodes.keys().map(|id| Object::Node(*id)).collect(),
        ObjectKind::ResourceType => config.types.values().map(|of| Object::ResourceType(of.name.clone())).collect(),
        ObjectKind::Resource => state.resources_by_name().map(Object::Resource).collect(),
        ObjectKind::Group => {
            let groups = state.groups_by_name().map(|group| group.id).filter(|id| is_owner(*id));
            groups.map(Object::Group).collect()
        }
        ObjectKind::Network => {
            let mut networks: Vec<_> = config.networks.values().collect();
            networks.sort_by_cached_key(|network| fold(&network.name));
            networks.into_iter().map(|network| Object::Network(network.id)).collect()
        }
        ObjectKind::NetworkInterface => {
            let all = config.interfaces.values();
            let mut interfaces: Vec<_> =
                all.filter(|interface| of_node.is_none_or(|node| interface.node == node)).collect();
            interfaces.sort_by_cached_key(|interface| (interface.node, fold(&interface.name)));
            interfaces.into_iter().map(|interface| Object::NetInterface(interface.id)).collect()
        }
        ObjectKind::GroupSet => state.group_sets_by_name().map(Object::GroupSet).collect(),
        _ => Vec::new(),
    }
}

fn item(state: &State, object: &Object, facts: bool, rows: &[&'static Property]) -> Option<wire::ItemView> {
    let config = state.config();
    let of = |kind, id: String, name: &str| {
        let kind = proto::answer::object_kind_to_wire(kind) as i32;
        wire::ItemView { kind, id, name: name.into(), ..wire::ItemView::default() }
    };
    let mut item = match object {
        Object::Node(id) => of(ObjectKind::Node, id.to_string(), &config.nodes.get(id)?.name),
        Object::ResourceType(name) => of(ObjectKind::ResourceType, name.clone(), name),
        Object::Resource(id) => of(ObjectKind::Resource, id.to_string(), &config.resources.get(id)?.name),
        Object::Group(id) => of(ObjectKind::Group, id.to_string(), &config.groups.get(id)?.name),
        Object::Network(id) => of(ObjectKind::Network, id.to_string(), &config.networks.get(id)?.name),
        Object::NetInterface(id) => of(ObjectKind::NetworkInterface, id.to_string(), &config.interfaces.get(id)?.name),
        Object::GroupSet(id) => of(ObjectKind::GroupSet, id.to_string(), &config.group_sets.get(id)?.name),
        Object::Cluster | Object::AffinityRule(_) | Object::FaultDomain(_) => return None,
    };
    if facts {
        add_facts(state, object, &mut item);
    }
    if !rows.is_empty() {
        let properties = state.common_properties(object, rows);
        item.values = properties.iter().map(|property| value_to_wire(&property.value)).collect();
    }
    Some(item)
}

fn add_facts(state: &State, object: &Object, item: &mut wire::ItemView) {
    let config = state.config();
    let owner_of =
        |group| state.group_runtime(group).map(|runtime| node_name(state, runtime.owner)).unwrap_or_default();
    match object {
        Object::Node(id) => {
            item.state = state.node_runtime(*id).map_or(NodeState::Down, |runtime| runtime.state).number();
        }
        Object::Group(id) => {
            item.state = state.group_state(*id).number();
            item.owner = owner_of(*id);
            item.core = config.groups.get(id).is_some_and(|group| group.core);
        }
        Object::Resource(id) => {
            let runtime = state.resource_runtime(*id);
            item.state = runtime.map_or(ResourceState::Offline, |runtime| runtime.state).number();
            if let Some(resource) = config.resources.get(id) {
                item.owner = owner_of(resource.group);
                item.group = group_name(state, resource.group);
                item.group_id = resource.group.to_string();
                item.core = resource.core;
            }
        }
        _ => {}
    }
}
