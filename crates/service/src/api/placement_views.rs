//! Affinity rules and fault domains in the form in which clients see them.

use cluster_state::State;
use cluster_state::config::{AffinityRuleConfig, FaultDomainConfig, NodeConfig};
use model::hive::Key;
use model::{AffinityType, FaultDomainId, FaultDomainType, Refusal, Value, fold};
use proto::client as wire;

pub fn affinity_rule(state: &State, rule: &AffinityRuleConfig) -> wire::AffinityRuleView {
    let names = rule
        .groups
        .iter()
        .map(|group| state.config().groups.get(group).map_or_else(|| group.to_string(), |group| group.name.clone()));
    wire::AffinityRuleView {
        name: rule.name.clone(),
        id: rule.id.to_string(),
        rule_type: rule.kind.map_or(0, AffinityType::number),
        kind: rule.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        enabled: rule.enabled,
        groups: names.collect(),
    }
}

/// The tree from the outside in, by name among those of one kind; the nodes come last.
pub fn fault_domains(state: &State) -> Vec<wire::FaultDomainView> {
    let config = state.config();
    let mut domains: Vec<_> = config.fault_domains.values().collect();
    domains.sort_by_cached_key(|domain| (domain.kind, fold::fold(&domain.name)));
    let domains = domains.into_iter().map(|domain| of_domain(state, domain));
    domains.chain(config.nodes.values().map(|node| of_node(state, node))).collect()
}

/// One of them, by name or id; a node by its name.
pub fn fault_domain(state: &State, name: &str) -> Result<wire::FaultDomainView, Refusal> {
    let config = state.config();
    match state.resolve_fault_domain(name) {
        Ok(id) => Ok(of_domain(state, &config.fault_domains[&id])),
        Err(refusal) => {
            let node = config.nodes.values().find(|node| fold::equals(&node.name, name));
            node.map(|node| of_node(state, node)).ok_or(refusal)
        }
    }
}

fn of_domain(state: &State, domain: &FaultDomainConfig) -> wire::FaultDomainView {
    let config = state.config();
    let inside = config.fault_domains.values().filter(|child| child.parent == Some(domain.id));
    let nodes = config.nodes.values().filter(|node| node.fault_domain == Some(domain.id));
    let key = state.hive().key(&format!("FaultDomains\\{}", domain.id));
    wire::FaultDomainView {
        name: domain.name.clone(),
        id: domain.id.to_string(),
        fault_domain_type: domain.kind.number(),
        kind: domain.kind.to_string(),
        parent: name_of(state, domain.parent),
        children: inside.map(|child| child.name.clone()).chain(nodes.map(|node| node.name.clone())).collect(),
        location: text(key, "Location"),
        description: text(key, "Description"),
    }
}

fn of_node(state: &State, node: &NodeConfig) -> wire::FaultDomainView {
    let key = state.hive().key(&format!("Nodes\\{}", node.id));
    wire::FaultDomainView {
        name: node.name.clone(),
        id: node.id.to_string(),
        fault_domain_type: FaultDomainType::Node.number(),
        kind: FaultDomainType::Node.to_string(),
        parent: name_of(state, node.fault_domain),
        children: Vec::new(),
        location: String::new(),
        description: text(key, "Description"),
    }
}

fn name_of(state: &State, domain: Option<FaultDomainId>) -> String {
    let domain = domain.and_then(|domain| state.config().fault_domains.get(&domain));
    domain.map(|domain| domain.name.clone()).unwrap_or_default()
}

fn text(key: Option<&Key>, name: &str) -> String {
    match key.and_then(|key| key.value(name)) {
        Some(Value::Sz(text)) => text.clone(),
        _ => String::new(),
    }
}
