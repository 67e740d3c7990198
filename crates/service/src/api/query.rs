//! One query against one published state.

use super::pieces::List;
use super::views::{self, LocalFacts};
use super::{items, lists, network_views, placement_views, states};
use crate::published::Published;
use cluster_state::State;
use cluster_state::outcome::ObjectKind;
use cluster_state::property_view::PropertyView;
use model::hive::Key;
use model::property::{Access, PropertyOf, default_value};
use model::{Refusal, Win32Code, shell_word};
use proto::client as wire;
use proto::command::{scope_from_wire, value_to_wire};
use wire::query_reply::Result as Found;
use wire::query_request::Query;

/// Most events given at once.
const EVENTS_AT_ONCE: usize = 10_000;
/// Most reads of one batch.
const READS_AT_ONCE: usize = 10_000;

pub fn answer(published: &Published, query: Option<Query>, local: &LocalFacts<'_>) -> wire::QueryReply {
    let found = begin(published, query, local).map(|list| list.whole(published));
    let result = found.unwrap_or_else(|refusal| Found::Refusal((&refusal).into()));
    wire::QueryReply { result: Some(result), applied_index: published.state.index(), more: false }
}

/// The answer, of which the parts of a list are still to be made, from this same published state.
pub fn begin(published: &Published, query: Option<Query>, local: &LocalFacts<'_>) -> Result<List, Refusal> {
    let state = &published.state;
    Ok(match query.ok_or_else(not_understood)? {
        Query::Nodes(_) => {
            let ids = state.config().nodes.keys();
            lists::nodes(ids.map(|id| views::node(published, *id, local)).collect())
        }
        Query::Groups(_) => lists::groups(state),
        Query::Resources(_) => lists::resources(state.resources_by_name().collect()),
        Query::ResourcesOf(named) => lists::resources_of(state, state.resolve_group(&named.name)?),
        Query::ResourcesBeside(named) => {
            let resource = state.resolve_resource(&named.name)?;
            let group = state.config().resources.get(&resource).map(|resource| resource.group);
            group.map_or_else(|| lists::resources(Vec::new()), |group| lists::resources_of(state, group))
        }
        Query::GroupSets(_) => lists::group_sets(state),
        Query::ResourceTypes(_) => lists::resource_types(state),
        Query::AffinityRules(_) => lists::affinity_rules(state),
        Query::Items(asked) => items::list(state, &asked)?,
        other => find(published, other, local)?.into(),
    })
}

fn find(published: &Published, query: Query, local: &LocalFacts<'_>) -> Result<Found, Refusal> {
    let state = &published.state;
    let config = state.config();
    Ok(match query {
        Query::State(asked) => Found::State(states::view(state, &asked)?),
        Query::Cluster(_) => Found::Cluster(views::cluster(published)),
        Query::Node(named) => {
            let id = state.resolve_node(&named.name)?;
            lists::in_nodes(vec![views::node(published, id, local)])
        }
        Query::Group(named) => {
            let id = state.resolve_group(&named.name)?;
            let reason = state.latest_text(ObjectKind::Group, &id.to_string());
            lists::in_groups(
                config.groups.get(&id).map(|group| views::group(state, group, reason)).into_iter().collect(),
            )
        }
        Query::Resource(named) => {
            let id = state.resolve_resource(&named.name)?;
            let found = config.resources.get(&id).map(|found| views::resource(state, found));
            lists::in_resources(found.into_iter().collect())
        }
        Query::GroupSet(named) => {
            let id = state.resolve_group_set(&named.name)?;
            let found = config.group_sets.get(&id).map(|set| views::group_set(state, set));
            lists::in_group_sets(found.into_iter().collect())
        }
        Query::ResourceType(named) => {
            let kind = state.resolve_type(&named.name)?;
            lists::in_resource_types(vec![views::resource_type(state, &kind)])
        }
        Query::AffinityRule(named) => {
            let rule = state.resolve_rule(&named.name)?;
            lists::in_affinity_rules(vec![placement_views::affinity_rule(state, &rule)])
        }
        Query::FaultDomains(_) => fault_domains(placement_views::fault_domains(state)),
        Query::FaultDomain(named) => fault_domains(vec![placement_views::fault_domain(state, &named.name)?]),
        Query::Networks(_) => networks(network_views::networks(state)),
        Query::Network(named) => {
            let network = state.resolve_network(&named.name)?;
            networks(vec![network_views::network_view(state, &config.networks[&network])])
        }
        Query::NetworkInterfaces(_) => network_interfaces(network_views::interfaces(state)),
        Query::NetworkInterface(named) => {
            let interface = state.resolve_interface(&named.name)?;
            network_interfaces(vec![network_views::interface_view(state, &config.interfaces[&interface])])
        }
        Query::Properties(asked) => Found::Properties(properties(state, &asked)?),
        Query::Key(asked) => Found::Key(key(state, &asked.path)?),
        Query::Value(asked) => Found::Value(value(state, &asked.path, &asked.name)?),
        Query::Events(asked) => Found::Events(events(state, asked)?),
        Query::CanDepend(asked) => {
            state.can_depend(&asked.resource, &asked.provider)?;
            Found::Possible(wire::Everything {})
        }
        Query::Check(asked) => Found::Accepted(check(state, asked)? as i32),
        Query::VoterLoss(asked) => Found::QuorumKept(quorum_kept(published, &asked)?),
        Query::ReadBatch(asked) => Found::ReadBatch(read_batch(state, asked)?),
        // Lists, which are begun above.
        Query::Nodes(_)
        | Query::Groups(_)
        | Query::Resources(_)
        | Query::ResourcesOf(_)
        | Query::ResourcesBeside(_)
        | Query::GroupSets(_)
        | Query::ResourceTypes(_)
        | Query::AffinityRules(_)
        | Query::Items(_) => return Err(not_understood()),
    })
}

fn fault_domains(fault_domains: Vec<wire::FaultDomainView>) -> Found {
    Found::FaultDomains(wire::FaultDomainViews { fault_domains })
}

fn networks(networks: Vec<wire::NetworkView>) -> Found {
    Found::Networks(wire::NetworkViews { networks })
}

fn network_interfaces(network_interfaces: Vec<wire::NetworkInterfaceView>) -> Found {
    Found::NetworkInterfaces(wire::NetworkInterfaceViews { network_interfaces })
}

fn properties(state: &State, asked: &wire::PropertiesQuery) -> Result<wire::PropertyViews, Refusal> {
    let scope = scope_from_wire(asked.scope).map_err(|_| not_understood())?;
    let kind = proto::answer::object_kind_from_wire(asked.kind).map_err(|_| not_understood())?;
    let listed = state.properties(property_owner(kind), &asked.name, scope)?;
    Ok(wire::PropertyViews { properties: listed.iter().map(property).collect() })
}

pub fn property_owner(kind: ObjectKind) -> PropertyOf {
    match kind {
        ObjectKind::Resource => PropertyOf::Resource,
        ObjectKind::ResourceType => PropertyOf::ResourceType,
        ObjectKind::Group => PropertyOf::Group,
        ObjectKind::Node => PropertyOf::Node,
        ObjectKind::Network => PropertyOf::Network,
        ObjectKind::NetworkInterface => PropertyOf::NetworkInterface,
        ObjectKind::Cluster => PropertyOf::Cluster,
        ObjectKind::GroupSet => PropertyOf::GroupSet,
        ObjectKind::AffinityRule => PropertyOf::AffinityRule,
        ObjectKind::FaultDomain => PropertyOf::FaultDomain,
    }
}

fn property(view: &PropertyView) -> wire::PropertyView {
    let table = view.row;
    wire::PropertyView {
        name: view.name.clone(),
        syntax: view.value.type_name().into(),
        value: Some(value_to_wire(&view.value)),
        default_value: table.map(|property| value_to_wire(&default_value(property))),
        is_default: view.is_default,
        read_only: view.access == Access::ReadOnly,
        range: table.map(|property| property.range.to_string()).unwrap_or_default(),
        meaning: table.map(|property| property.meaning.into()).unwrap_or_default(),
        unit: table.map(|property| property.unit.into()).unwrap_or_default(),
    }
}

fn key(state: &State, path: &str) -> Result<wire::KeyView, Refusal> {
    let key: &Key = state.hive().key(path).ok_or_else(|| no_key(path))?;
    let values = key.values().map(|(name, value)| value_view(name, value));
    Ok(wire::KeyView {
        path: path.into(),
        keys: key.subkeys().map(|subkey| subkey.name().to_string()).collect(),
        values: values.collect(),
        last_write: views::rfc3339(key.last_write()),
        security: key.security().cloned(),
        effective_security: state.key_security(path),
    })
}

fn value(state: &State, path: &str, name: &str) -> Result<wire::ValueView, Refusal> {
    let key = state.hive().key(path).ok_or_else(|| no_key(path))?;
    let value = key.value(name).ok_or_else(|| {
        Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, format!("The key '{path}' has no value '{name}'"))
            .next(format!("quorate db list {}", shell_word(path)))
    })?;
    Ok(value_view(name, value))
}

fn value_view(name: &str, value: &model::Value) -> wire::ValueView {
    wire::ValueView { name: name.into(), value: Some(value_to_wire(value)) }
}

fn events(state: &State, asked: wire::EventsQuery) -> Result<wire::EventViews, Refusal> {
    let limit = if asked.limit == 0 { EVENTS_AT_ONCE } else { asked.limit as usize };
    let wanted = asked.subject.as_ref().map(|filter| subject_id(state, filter)).transpose()?;
    let all = state.events_after(asked.after_sequence, usize::MAX);
    let mut chosen: Vec<_> = all
        .iter()
        .filter(|event| wanted.as_ref().is_none_or(|(kind, id)| event.subject.kind == *kind && event.subject.id == *id))
        .collect();
    let newest = chosen.split_off(chosen.len().saturating_sub(limit));
    Ok(wire::EventViews { events: newest.into_iter().map(|event| views::event(state, event)).collect() })
}

fn subject_id(state: &State, filter: &wire::SubjectFilter) -> Result<(ObjectKind, String), Refusal> {
    let kind = proto::answer::object_kind_from_wire(filter.kind).map_err(|_| not_understood())?;
    let id = match kind {
        ObjectKind::Group => state.resolve_group(&filter.name)?.to_string(),
        ObjectKind::Resource => state.resolve_resource(&filter.name)?.to_string(),
        ObjectKind::Node => state.resolve_node(&filter.name)?.to_string(),
        ObjectKind::ResourceType => state.resolve_type(&filter.name)?.name.clone(),
        ObjectKind::GroupSet => state.resolve_group_set(&filter.name)?.to_string(),
        ObjectKind::AffinityRule => state.resolve_rule(&filter.name)?.name.clone(),
        ObjectKind::FaultDomain => state.resolve_fault_domain(&filter.name)?.to_string(),
        ObjectKind::Network => state.resolve_network(&filter.name)?.to_string(),
        ObjectKind::NetworkInterface => state.resolve_interface(&filter.name)?.to_string(),
        _ => state.config().cluster.instance.to_string(),
    };
    Ok((kind, id))
}

/// All values come from one moment (CLUSREG_DATABASE_ISOLATE_READ): one published state answers the whole batch.
fn read_batch(state: &State, asked: wire::ReadBatchQuery) -> Result<wire::ReadBatchResult, Refusal> {
    if asked.steps.len() > READS_AT_ONCE {
        let message = format!("A batch reads at most {READS_AT_ONCE} values, this one {}", asked.steps.len());
        return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    }
    let read = |step: &wire::ReadStep| {
        let path = match (asked.root.is_empty(), step.path.is_empty()) {
            (true, _) => step.path.clone(),
            (_, true) => asked.root.clone(),
            _ => format!("{}\\{}", asked.root, step.path),
        };
        let result = match state.hive().value(&path, &step.name) {
            Some(value) => wire::read_result::Result::Value(value_to_wire(value)),
            None => wire::read_result::Result::Error(Win32Code::ERROR_FILE_NOT_FOUND.number()),
        };
        wire::ReadResult { result: Some(result) }
    };
    Ok(wire::ReadBatchResult { results: asked.steps.iter().map(read).collect() })
}

/// What the command would be answered.
fn check(state: &State, asked: wire::CheckQuery) -> Result<wire::Accepted, Refusal> {
    let command = super::read_command(asked.command)?;
    let reply = state.would_answer(&command).ok_or_else(not_understood)??;
    Ok(proto::answer::accepted_to_wire(&reply))
}

/// Strictly more than half of the votes have to be present (policies 14). There is no witness, whose loss would cost nothing.
fn quorum_kept(published: &Published, asked: &wire::VoterQuery) -> Result<bool, Refusal> {
    let state = &published.state;
    let lost = asked.node.as_deref().map(|name| state.resolve_node(name)).transpose()?;
    let voters = published.status.voters.voters.iter().map(|voter| voter.node);
    let votes: Vec<_> = voters.filter(|node| !asked.evicted || Some(*node) != lost).collect();
    let present = votes.iter().filter(|node| Some(**node) != lost && state.active_incarnation(**node).is_some());
    Ok(2 * present.count() > votes.len())
}

fn no_key(path: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, format!("The cluster database has no key '{path}'"))
        .next("quorate db tree")
}

pub fn not_understood() -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "The query is not one that this version understands")
}
