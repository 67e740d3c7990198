//! From the name or the id that a request gives to the object it means. Names come first; no object may have the id of
//! another one as its name (object-model 2).

use super::keys::Object;
use super::{AffinityRuleConfig, Config, GroupConfig, NodeConfig, ResourceConfig, TypeConfig, shorten};
use crate::state::State;
use model::fold::{Probe, fold_text};
use model::property::PropertyOf;
use model::{FaultDomainId, GroupId, GroupSetId, NetInterfaceId, NetworkId, NodeId, Refusal, ResourceId, Win32Code};
use std::sync::Arc;

impl State {
    /// Refuses ERROR_GROUP_NOT_FOUND.
    pub fn resolve_group(&self, name: &str) -> Result<GroupId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.groups.contains_key(id));
        self.config.group_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.groups.values().map(|group| group.name.as_str());
            not_found(Win32Code::ERROR_GROUP_NOT_FOUND, "group", name, names, "quorate group list")
        })
    }

    /// Refuses ERROR_RESOURCE_NOT_FOUND.
    pub fn resolve_resource(&self, name: &str) -> Result<ResourceId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.resources.contains_key(id));
        self.config.resource_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.resources.values().map(|resource| resource.name.as_str());
            not_found(Win32Code::ERROR_RESOURCE_NOT_FOUND, "resource", name, names, "quorate resource list")
        })
    }

    /// Refuses ERROR_CLUSTER_NODE_NOT_FOUND.
    pub fn resolve_node(&self, name: &str) -> Result<NodeId, Refusal> {
        let by_id = || name.parse().ok().map(NodeId).filter(|id| self.config.nodes.contains_key(id));
        self.config.node_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.nodes.values().map(|node| node.name.as_str());
            not_found(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, "node", name, names, "quorate node list")
        })
    }

    /// Refuses ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND. A type has no id: its name is its key.
    pub fn resolve_type(&self, name: &str) -> Result<Arc<TypeConfig>, Refusal> {
        self.config.types.get(&Probe::new(name)).cloned().ok_or_else(|| {
            let names = self.config.types.values().map(|of_type| of_type.name.as_str());
            let code = Win32Code::ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND;
            not_found(code, "resource type", name, names, "quorate resource-type list")
        })
    }

    /// Refuses ERROR_GROUPSET_NOT_FOUND.
    pub fn resolve_group_set(&self, name: &str) -> Result<GroupSetId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.group_sets.contains_key(id));
        self.config.group_set_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.group_sets.values().map(|set| set.name.as_str());
            not_found(Win32Code::ERROR_GROUPSET_NOT_FOUND, "group set", name, names, "quorate group-set list")
        })
    }

    /// Refuses ERROR_FILE_NOT_FOUND. A rule is known by its name only.
    pub fn resolve_rule(&self, name: &str) -> Result<Arc<AffinityRuleConfig>, Refusal> {
        self.config.affinity_rules.get(&Probe::new(name)).cloned().ok_or_else(|| {
            let names = self.config.affinity_rules.values().map(|rule| rule.name.as_str());
            not_found(Win32Code::ERROR_FILE_NOT_FOUND, "affinity rule", name, names, "quorate affinity list")
        })
    }

    /// Refuses ERROR_FILE_NOT_FOUND. Nodes are not among them.
    pub fn resolve_fault_domain(&self, name: &str) -> Result<FaultDomainId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.fault_domains.contains_key(id));
        self.config.fault_domain_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.fault_domains.values().map(|domain| domain.name.as_str());
            not_found(Win32Code::ERROR_FILE_NOT_FOUND, "fault domain", name, names, "quorate fault-domain list")
        })
    }

    /// Refuses ERROR_CLUSTER_NETWORK_NOT_FOUND.
    pub fn resolve_network(&self, name: &str) -> Result<NetworkId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.networks.contains_key(id));
        self.config.network_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.networks.values().map(|network| network.name.as_str());
            not_found(Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND, "network", name, names, "quorate network list")
        })
    }

    /// Refuses ERROR_CLUSTER_NETINTERFACE_NOT_FOUND.
    pub fn resolve_interface(&self, name: &str) -> Result<NetInterfaceId, Refusal> {
        let by_id = || name.parse().ok().filter(|id| self.config.interfaces.contains_key(id));
        self.config.interface_names.get(&Probe::new(name)).copied().or_else(by_id).ok_or_else(|| {
            let names = self.config.interfaces.values().map(|interface| interface.name.as_str());
            let code = Win32Code::ERROR_CLUSTER_NETINTERFACE_NOT_FOUND;
            not_found(code, "network interface", name, names, "quorate network interface list")
        })
    }

    /// The object of a kind that has properties. The cluster needs no name.
    pub(crate) fn resolve_object(&self, kind: PropertyOf, name: &str) -> Result<Object, Refusal> {
        match kind {
            PropertyOf::Cluster => Ok(Object::Cluster),
            PropertyOf::Node => self.resolve_node(name).map(Object::Node),
            PropertyOf::Group => self.resolve_group(name).map(Object::Group),
            PropertyOf::Resource => self.resolve_resource(name).map(Object::Resource),
            PropertyOf::ResourceType => {
                self.resolve_type(name).map(|of_type| Object::ResourceType(of_type.name.clone()))
            }
            PropertyOf::GroupSet => self.resolve_group_set(name).map(Object::GroupSet),
            PropertyOf::AffinityRule => self.resolve_rule(name).map(|rule| Object::AffinityRule(rule.name.clone())),
            PropertyOf::FaultDomain => self.resolve_fault_domain(name).map(Object::FaultDomain),
            PropertyOf::Network => self.resolve_network(name).map(Object::Network),
            PropertyOf::NetworkInterface => self.resolve_interface(name).map(Object::NetInterface),
        }
    }
}

impl Config {
    /// For ids that came out of the configuration itself.
    pub(crate) fn group(&self, id: GroupId) -> &Arc<GroupConfig> {
        self.groups.get(&id).unwrap_or_else(|| panic!("{id:?} is not in the configuration"))
    }

    pub(crate) fn resource(&self, id: ResourceId) -> &Arc<ResourceConfig> {
        self.resources.get(&id).unwrap_or_else(|| panic!("{id:?} is not in the configuration"))
    }

    pub(crate) fn node(&self, id: NodeId) -> &Arc<NodeConfig> {
        self.nodes.get(&id).unwrap_or_else(|| panic!("{id:?} is not in the configuration"))
    }
}

fn not_found<'a>(code: Win32Code, kind: &str, name: &str, known: impl Iterator<Item = &'a str>, next: &str) -> Refusal {
    let mut message = format!("There is no {kind} \"{}\"", shorten(name));
    if let Some(near) = near_names(name, known) {
        message.push_str(&format!("; did you mean \"{near}\"?"));
    }
    Refusal::new(code, message).next(next)
}

/// Longer names are not compared: the distance takes the product of the lengths.
const LONGEST_COMPARED: usize = 64;
/// More names are not compared: an error must stay cheap in a cluster of thousands of groups.
const MOST_COMPARED: usize = 10_000;

/// The known name that was probably meant: the nearest one within two mistakes, and fewer for short names.
pub fn near_names<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = fold_text(name).chars().take(LONGEST_COMPARED + 1).collect();
    let allowed = match wanted.len() {
        0..=2 => return None,
        3..=4 => 1,
        5..=LONGEST_COMPARED => 2,
        _ => return None,
    };
    let distances = known.take(MOST_COMPARED).filter_map(|candidate| {
        let candidate_chars: Vec<char> = fold_text(candidate).chars().take(LONGEST_COMPARED + 1).collect();
        let near = candidate_chars.len().abs_diff(wanted.len()) <= allowed;
        near.then(|| (distance(&wanted, &candidate_chars), candidate))
    });
    distances.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|found| found.1)
}

/// Levenshtein distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["Web", "Database", "Available Storage"];
        let near = |name| near_names(name, known.iter().copied());
        assert_eq!(near("wbe"), None, "two mistakes in three letters are too many");
        assert_eq!(near("wen"), Some("Web"));
        assert_eq!(near("databse"), Some("Database"));
        assert_eq!(near("Availabel Storage"), Some("Available Storage"));
        assert_eq!(near("printer"), None);
        assert_eq!(near(""), None);
        assert_eq!(near(&"x".repeat(10_000)), None);
    }
}
