//! Where each object lives in the hive (object-model 15), and the names of the values that are not properties.

use crate::command::PropertyScope;
use model::fold;
use model::{FaultDomainId, GroupId, GroupSetId, NetInterfaceId, NetworkId, NodeId, ResourceId};

pub const NODES: &str = "Nodes";
pub const GROUPS: &str = "Groups";
pub const RESOURCES: &str = "Resources";
pub const RESOURCE_TYPES: &str = "ResourceTypes";
pub const GROUP_SETS: &str = "GroupSets";
pub const AFFINITY_RULES: &str = "AffinityRules";
pub const FAULT_DOMAINS: &str = "FaultDomains";
pub const NETWORKS: &str = "Networks";
pub const NETWORK_INTERFACES: &str = "NetworkInterfaces";
pub const PARAMETERS: &str = "Parameters";

/// The cluster's keys in their wrapped form; changed by services alone.
pub const VAULT: &str = "Cryptography";
pub const VAULT_NODES: &str = "Cryptography\\Nodes";
pub const VAULT_KEYS: &str = "Cryptography\\Keys";
pub const VAULT_GENERATION: &str = "Generation";

/// Classes that this version does not have yet; their keys are kept free for them.
pub const RESERVED_CLASSES: &[&str] = &["Quorum", "Checkpoints", "Dependencies"];

// The root.
pub const CLUSTER_NAME: &str = "ClusterName";
pub const CLUSTER_INSTANCE_ID: &str = "ClusterInstanceID";
pub const CLUSTER_NAME_RESOURCE: &str = "ClusterNameResource";
pub const CLUSTER_GROUP: &str = "ClusterGroup";
pub const AVAILABLE_STORAGE: &str = "AvailableStorage";
pub const FUNCTIONAL_LEVEL: &str = "ClusterFunctionalLevel";
pub const UPGRADE_VERSION: &str = "ClusterUpgradeVersion";
/// The level was raised, and nobody has said yet that the upgrade is complete (policies 18.12).
pub const UPGRADE_IN_PROGRESS: &str = "UpgradeInProgress";
/// The cluster is over, and its nodes forget it (policies 19.14).
pub const DESTROYED: &str = "Destroyed";
pub const FIX_QUORUM: &str = "FixQuorum";

// Nodes.
pub const NODE_NAME: &str = "NodeName";
pub const STORAGE: &str = "Storage";
pub const ADDRESS: &str = "Address";
pub const PAUSED: &str = "Paused";
pub const LOWEST_VERSION: &str = "NodeLowestVersion";
pub const HIGHEST_VERSION: &str = "NodeHighestVersion";

// Groups, resources, types.
pub const NAME: &str = "Name";
pub const CONTAINS: &str = "Contains";
pub const PREFERRED_OWNERS: &str = "PreferredOwners";
pub const GROUP_TYPE: &str = "GroupType";
/// A group that is deleted as soon as its resources have stopped (policies 19, force).
pub const DELETING: &str = "Deleting";
pub const TYPE: &str = "Type";
pub const POSSIBLE_OWNERS: &str = "PossibleOwners";
pub const DEPENDS_ON: &str = "DependsOn";
/// The group set that a group depends on (policies 11.8).
pub const DEPENDS_ON_SET: &str = "DependsOnSet";
/// MULTI_SZ of a group set: a cluster, a backslash, and the name of a set there (functions/group.md, "Group dependencies").
pub const DEPENDS_ON_REMOTE: &str = "DependsOnRemote";
pub const DLL_NAME: &str = "DllName";
/// CLUS_CHAR_* of a resource type (object-model 7).
pub const CHARACTERISTICS: &str = "Characteristics";
/// CLUS_FLAGS; bit 0 = core.
pub const FLAGS: &str = "Flags";
pub const FLAG_CORE: u32 = 1;
/// Of a resource: its health does not count (object-model 7, maintenance mode).
pub const MAINTENANCE_MODE: &str = "MaintenanceMode";

// Affinity rules, fault domains.
/// GUID of an affinity rule, whose name is its key.
pub const ID: &str = "Id";
/// CLUS_AFFINITY_RULE_TYPE.
pub const RULE_TYPE: &str = "RuleType";
pub const ENABLED: &str = "Enabled";
/// CLUSTER_FAULT_DOMAIN.
pub const FAULT_DOMAIN_TYPE: &str = "Type";
/// GUID of the fault domain that a fault domain is in.
pub const PARENT_ID: &str = "ParentId";
/// GUID of the fault domain that a node is in.
pub const FAULT_DOMAIN_ID: &str = "FaultDomainId";

// Networks and network interfaces.
/// The subnet by which a network is known, `10.0.0.0/24`.
pub const SUBNET: &str = "Subnet";
/// All subnets of the adapter of an interface.
pub const SUBNETS: &str = "Subnets";
pub const ROLE: &str = "Role";
pub const METRIC: &str = "Metric";
pub const AUTO_METRIC: &str = "AutoMetric";
/// Of an interface: the number of its node, and the GUID of its network.
pub const NODE: &str = "Node";
pub const NETWORK: &str = "Network";
pub const ADAPTER: &str = "Adapter";

/// An object with a key of its own. The order is that of derivation: a resource takes its poll intervals from its type
/// and its group from the group's list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Object {
    Cluster,
    Node(NodeId),
    /// By the name as created.
    ResourceType(String),
    Group(GroupId),
    Resource(ResourceId),
    GroupSet(GroupSetId),
    /// By the name as created.
    AffinityRule(String),
    FaultDomain(FaultDomainId),
    Network(NetworkId),
    NetInterface(NetInterfaceId),
}

impl Object {
    pub fn path(&self) -> String {
        match self {
            Object::Cluster => String::new(),
            Object::Node(id) => format!("{NODES}\\{id}"),
            Object::Group(id) => format!("{GROUPS}\\{id}"),
            Object::Resource(id) => format!("{RESOURCES}\\{id}"),
            Object::ResourceType(name) => format!("{RESOURCE_TYPES}\\{name}"),
            Object::GroupSet(id) => format!("{GROUP_SETS}\\{id}"),
            Object::AffinityRule(name) => format!("{AFFINITY_RULES}\\{name}"),
            Object::FaultDomain(id) => format!("{FAULT_DOMAINS}\\{id}"),
            Object::Network(id) => format!("{NETWORKS}\\{id}"),
            Object::NetInterface(id) => format!("{NETWORK_INTERFACES}\\{id}"),
        }
    }

    /// The key of the properties.
    pub fn properties_path(&self, scope: PropertyScope) -> String {
        match scope {
            PropertyScope::Common => self.path(),
            PropertyScope::Private => self.parameters_path(),
        }
    }

    /// The key of the private properties.
    pub fn parameters_path(&self) -> String {
        match self {
            Object::Cluster => PARAMETERS.into(),
            other => format!("{}\\{PARAMETERS}", other.path()),
        }
    }
}

/// What a path of the hive means to the typed objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place<'a> {
    /// Data of applications: no object reads it.
    Free,
    Root,
    /// The key that holds all objects of a class, by the class's name.
    Class(&'static str),
    /// A key directly under a class: the key of an object, if there is one of that name.
    Object {
        class: &'static str,
        key: &'a str,
    },
    Parameters {
        class: &'static str,
        key: &'a str,
    },
    /// Deeper below the key of an object: free data that goes with the object.
    Below {
        class: &'static str,
        key: &'a str,
    },
    /// The private properties of the cluster itself.
    RootParameters,
    /// The cluster's keys.
    Vault,
}

/// Finds out what a path means. Empty parts are skipped, as a careful reader of paths would do it.
pub fn place(path: &str) -> Place<'_> {
    let mut parts = path.split('\\').filter(|part| !part.is_empty());
    let Some(first) = parts.next() else {
        return Place::Root;
    };
    if fold::equals(first, VAULT) {
        return Place::Vault;
    }
    let Some(class) = class_of(first) else {
        let is_parameters = fold::equals(first, PARAMETERS) && parts.next().is_none();
        return if is_parameters { Place::RootParameters } else { Place::Free };
    };
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => Place::Class(class),
        (Some(key), None, _) => Place::Object { class, key },
        (Some(key), Some(third), None) if fold::equals(third, PARAMETERS) => Place::Parameters { class, key },
        (Some(key), Some(_), _) => Place::Below { class, key },
    }
}

/// The classes that hold objects.
const CLASSES: &[&str] = &[
    NODES,
    GROUPS,
    RESOURCES,
    RESOURCE_TYPES,
    GROUP_SETS,
    AFFINITY_RULES,
    FAULT_DOMAINS,
    NETWORKS,
    NETWORK_INTERFACES,
];

fn class_of(part: &str) -> Option<&'static str> {
    CLASSES.iter().chain(RESERVED_CLASSES).find(|class| fold::equals(class, part)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_placed_whatever_its_case_and_empty_parts() {
        assert_eq!(place(""), Place::Root);
        assert_eq!(place("\\"), Place::Root);
        assert_eq!(place("App\\Groups"), Place::Free);
        assert_eq!(place("groups"), Place::Class(GROUPS));
        assert_eq!(place("\\GROUPS\\x"), Place::Object { class: GROUPS, key: "x" });
        assert_eq!(place("Groupſ\\x"), Place::Object { class: GROUPS, key: "x" }, "long s folds to S");
        assert_eq!(place("Resources\\x\\parameters"), Place::Parameters { class: RESOURCES, key: "x" });
        assert_eq!(place("Resources\\x\\Parameters\\Deep"), Place::Below { class: RESOURCES, key: "x" });
        assert_eq!(place("Resources\\x\\RegSync"), Place::Below { class: RESOURCES, key: "x" });
        assert_eq!(place("Parameters"), Place::RootParameters);
        assert_eq!(place("Parameters\\x"), Place::Free);
    }
}
