//! Queries whose answers are lists that grow with the cluster, and the answers that hold views of such objects.

use super::pieces::List;
use super::{placement_views, views};
use crate::published::Published;
use cluster_state::State;
use cluster_state::outcome::ObjectKind;
use model::{GroupId, ResourceId};
use proto::client as wire;
use wire::query_reply::Result as Found;

pub fn nodes(nodes: Vec<wire::NodeView>) -> List {
    List::of(nodes, in_nodes)
}

/// In the order of names, as people look for them.
pub fn groups(state: &State) -> List {
    let reasons = state.latest_texts(ObjectKind::Group);
    let ids = state.groups_by_name().map(|group| group.id).collect();
    let see = move |published: &Published, id| {
        let group = published.state.config().groups.get(&id)?;
        let reason = reasons.get(&group.id.to_string()).cloned().unwrap_or_default();
        Some(views::group(&published.state, group, reason))
    };
    List::new(ids, see, in_groups)
}

pub fn resources(ids: Vec<ResourceId>) -> List {
    let see = |published: &Published, id: ResourceId| {
        let resource = published.state.config().resources.get(&id)?;
        Some(views::resource(&published.state, resource))
    };
    List::new(ids, see, in_resources)
}

pub fn resources_of(state: &State, group: GroupId) -> List {
    let group = state.config().groups.get(&group);
    resources(group.map(|group| state.resources_of_by_name(group)).unwrap_or_default())
}

pub fn group_sets(state: &State) -> List {
    let see = |published: &Published, id| {
        let set = published.state.config().group_sets.get(&id)?;
        Some(views::group_set(&published.state, set))
    };
    List::new(state.group_sets_by_name().collect(), see, in_group_sets)
}

pub fn resource_types(state: &State) -> List {
    let kinds = state.config().types.values().cloned().collect();
    let see = |published: &Published, kind: std::sync::Arc<_>| Some(views::resource_type(&published.state, &kind));
    List::new(kinds, see, in_resource_types)
}

pub fn affinity_rules(state: &State) -> List {
    let rules = state.config().affinity_rules.values().cloned().collect();
    let see =
        |published: &Published, rule: std::sync::Arc<_>| Some(placement_views::affinity_rule(&published.state, &rule));
    List::new(rules, see, in_affinity_rules)
}

pub fn in_nodes(nodes: Vec<wire::NodeView>) -> Found {
    Found::Nodes(wire::NodeViews { nodes })
}

pub fn in_groups(groups: Vec<wire::GroupView>) -> Found {
    Found::Groups(wire::GroupViews { groups })
}

pub fn in_resources(resources: Vec<wire::ResourceView>) -> Found {
    Found::Resources(wire::ResourceViews { resources })
}

pub fn in_group_sets(group_sets: Vec<wire::GroupSetView>) -> Found {
    Found::GroupSets(wire::GroupSetViews { group_sets })
}

pub fn in_resource_types(resource_types: Vec<wire::ResourceTypeView>) -> Found {
    Found::ResourceTypes(wire::ResourceTypeViews { resource_types })
}

pub fn in_affinity_rules(affinity_rules: Vec<wire::AffinityRuleView>) -> Found {
    Found::AffinityRules(wire::AffinityRuleViews { affinity_rules })
}
