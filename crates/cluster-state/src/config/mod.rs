//! Typed objects derived from the hive. `derive` is the only writer: commands change the hive, and the objects under the
//! keys they touched are read again. Policies read these, never the hive.
//!
//! Layout of the hive: object-model 15. Private properties of an object are the values of `<class>\<id>\Parameters`.

pub(crate) mod derive;
mod derive_network;
mod derive_placement;
pub mod keys;
mod numbers;
mod resolve;
mod start_order;
pub mod topology;
mod versions;

pub use derive::Damage;
pub(crate) use model::name::{cut, shorten};
pub(crate) use numbers::{Acts, acts};
pub use resolve::near_names;
pub(crate) use start_order::StartOrder;

use imbl::{OrdMap, OrdSet};
use model::dependency::Expression;
use model::fold::Folded;
use model::security::access::AccessList;
use model::{
    AffinityType, FaultDomainId, FaultDomainType, GroupId, GroupSetId, Guid, NetInterfaceId, NetworkId, NodeId,
    ResourceId, Subnet, Version, VersionRange,
};
use std::sync::Arc;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    pub cluster: Arc<ClusterConfig>,
    pub nodes: OrdMap<NodeId, Arc<NodeConfig>>,
    pub groups: OrdMap<GroupId, Arc<GroupConfig>>,
    pub resources: OrdMap<ResourceId, Arc<ResourceConfig>>,
    /// By folded type name: the name is the key.
    pub types: OrdMap<Folded, Arc<TypeConfig>>,
    pub group_sets: OrdMap<GroupSetId, Arc<GroupSetConfig>>,
    /// By folded name: the name is the key.
    pub affinity_rules: OrdMap<Folded, Arc<AffinityRuleConfig>>,
    pub fault_domains: OrdMap<FaultDomainId, Arc<FaultDomainConfig>>,
    pub networks: OrdMap<NetworkId, Arc<NetworkConfig>>,
    pub interfaces: OrdMap<NetInterfaceId, Arc<NetInterfaceConfig>>,
    pub(crate) node_names: OrdMap<Folded, NodeId>,
    pub(crate) group_names: OrdMap<Folded, GroupId>,
    pub(crate) resource_names: OrdMap<Folded, ResourceId>,
    pub(crate) group_set_names: OrdMap<Folded, GroupSetId>,
    pub(crate) start_order: StartOrder,
    /// The group that lists each resource.
    pub(crate) resource_groups: OrdMap<ResourceId, GroupId>,
    pub(crate) fault_domain_names: OrdMap<Folded, FaultDomainId>,
    pub(crate) network_names: OrdMap<Folded, NetworkId>,
    pub(crate) interface_names: OrdMap<Folded, NetInterfaceId>,
    /// The one interface that a node has in a network.
    pub(crate) interface_at: OrdMap<(NetworkId, NodeId), NetInterfaceId>,
    /// The rules that name a group, enabled or not; no entry for a group that none names.
    pub(crate) rules_of: OrdMap<GroupId, OrdSet<Folded>>,
    /// The groups that have a string in their AntiAffinityClassNames.
    pub(crate) anti_affinity: OrdMap<Folded, OrdSet<GroupId>>,
    /// What the resources of a group demand of its owner; no entry for a group that any node can run.
    pub(crate) demands: OrdMap<GroupId, Demands>,
    /// Groups to be deleted once nothing of them runs.
    pub(crate) deleting: OrdSet<GroupId>,
}

/// The root key.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ClusterConfig {
    pub name: String,
    pub instance: Guid,
    pub same_subnet_delay_ms: u32,
    pub same_subnet_threshold: u32,
    pub ignore_persistent_state_on_startup: bool,
    /// How long a group waits for a node that it prefers (policies 7.10).
    pub group_wait_delay_s: u32,
    /// From this priority on a group may take others offline (policies 8.13).
    pub minimum_preemptor_priority: u32,
    /// From this priority on a group is not taken offline for others (policies 8.14).
    pub minimum_never_preempt_priority: u32,
    pub disable_preferred_owner_randomization: bool,
    pub drain_on_shutdown: bool,
    pub shutdown_timeout_min: u32,
    /// Unclean ends of a node's lives within an hour after which it is quarantined; 0 = never.
    pub quarantine_threshold: u32,
    /// 0xFFFFFFFF = until an administrator clears it.
    pub quarantine_duration_s: u32,
    /// ClusterEnforcedAntiAffinity: AntiAffinityClassNames is a hard rule.
    pub enforced_anti_affinity: bool,
    /// PlacementOptions.
    pub placement_options: u32,
    /// Name of a site, or empty.
    pub preferred_site: String,
    pub cluster_group: Option<GroupId>,
    pub available_storage: Option<GroupId>,
    pub cluster_name_resource: Option<ResourceId>,
    /// Longest wait of a group for what it depends on; 0xFFFFFFFF = for ever (policies 11.19).
    pub group_dependency_timeout_s: u32,
    /// Wait after an eviction before a node may be added (policies 12.34).
    pub add_evict_delay_s: u32,
    /// By which version of the rules the cluster runs (policies 18).
    pub version: Version,
    /// The level was raised and the upgrade is not yet called complete (policies 18.12).
    pub upgrade_in_progress: bool,
    /// Role of networks that are found from now on.
    pub default_network_role: u32,
    /// FixQuorum: the cluster runs without a majority of its votes.
    pub forced_quorum: bool,
    /// The cluster is over (policies 19.14).
    pub destroyed: bool,
    /// Who may read and who may change the cluster; `None`: nobody has said.
    pub access: Option<Arc<AccessList>>,
}

/// `Nodes\<id>`.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeConfig {
    pub id: NodeId,
    pub name: String,
    pub storage: u32,
    pub address: String,
    /// The persistent pause flag: a paused node that restarts comes back paused (object-model 5).
    pub paused: bool,
    /// What its program can run; `None` before its first join.
    pub versions: Option<VersionRange>,
    /// The site, rack or chassis it is in.
    pub fault_domain: Option<FaultDomainId>,
    /// What its groups may need together; 0 = no limit.
    pub offered: Needs,
}

/// What runs takes of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    pub memory_mb: u64,
    /// In hundredths of a CPU.
    pub cpu_percent: u64,
}

/// What the resources of a group demand together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Demands {
    pub needs: Needs,
    /// Resources that not every node may run.
    pub restricted: u32,
}

/// `Groups\<guid>`.
#[derive(Clone, PartialEq, Debug)]
pub struct GroupConfig {
    pub id: GroupId,
    pub name: String,
    pub group_type: u32,
    pub preferred_owners: Vec<NodeId>,
    /// In the order they were added.
    pub resources: Vec<ResourceId>,
    /// Wanted online, as last commanded (policies 8).
    pub persistent_online: bool,
    /// 0xFFFFFFFF = number of nodes minus one (policies 6).
    pub failover_threshold: u32,
    pub failover_period_hours: u32,
    /// 0 = never started automatically.
    pub priority: u32,
    /// Not moved on request (policies 10, locked mode).
    pub locked_from_moving: bool,
    /// AutoFailbackType 1: it may go back to nodes that it prefers (policies 7).
    pub failback_allowed: bool,
    /// `None` = at any hour.
    pub failback_window: Option<FailbackWindow>,
    /// Where it was last moved to on request (policies 9.14); perhaps a node that is gone.
    pub default_owner: Option<NodeId>,
    /// Whether it starts when the whole cluster does (policies 8.4 to 8.6).
    pub cold_start: bool,
    /// Before it is brought online at the start of the cluster (policies 8.12).
    pub start_delay_ms: u32,
    pub core: bool,
    /// Being deleted with its resources: requests are refused, nothing is started (policies 19, force).
    pub deleting: bool,
    /// Groups after which it starts (policies 11).
    pub depends_on: Vec<GroupId>,
    /// The group set after which it starts.
    pub depends_on_set: Option<GroupSetId>,
    /// AntiAffinityClassNames, in the order of their folded forms, each once.
    pub anti_affinity: Vec<Folded>,
    /// Name of a site, or empty.
    pub preferred_site: String,
}

/// `GroupSets\<guid>`: groups that are started before or after others (policies 11).
#[derive(Clone, PartialEq, Debug)]
pub struct GroupSetConfig {
    pub id: GroupSetId,
    pub name: String,
    /// In the order they were added. A group is in one set at most.
    pub groups: Vec<GroupId>,
    /// Sets after which its groups start.
    pub depends_on: Vec<GroupSetId>,
    /// Every other set and group starts after it.
    pub is_global: bool,
    /// Groups that must meet `startup_setting`; 0xFFFFFFFF = all.
    pub startup_count: u32,
    pub startup_delay_s: u32,
    /// 1 delay, 2 online, 3 OS heartbeat, 4 application ready.
    pub startup_setting: u32,
}

/// Hours of local time, 0 to 23, between which failback may begin (policies 7.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FailbackWindow {
    pub start: u32,
    pub end: u32,
}

/// `Resources\<guid>`.
#[derive(Clone, PartialEq, Debug)]
pub struct ResourceConfig {
    pub id: ResourceId,
    pub name: String,
    pub type_name: String,
    /// As `types` has it: a resource is derived again when its type changes.
    pub of_type: Arc<TypeConfig>,
    pub group: GroupId,
    /// `None` = all nodes, also those that come later.
    pub possible_owners: Option<Vec<NodeId>>,
    pub dependencies: Expression<ResourceId>,
    /// `None` = the group's value is used.
    pub persistent_online: Option<bool>,
    /// 0 none, 1 restart without failover, 2 restart then failover.
    pub restart_action: u32,
    pub restart_threshold: u32,
    pub restart_period_ms: u32,
    pub restart_delay_ms: u32,
    /// 0xFFFFFFFF = never.
    pub retry_period_ms: u32,
    pub pending_timeout_ms: u32,
    pub deadlock_timeout_ms: u32,
    /// Resolved: the resource's own, else the type's.
    pub looks_alive_ms: u32,
    pub is_alive_ms: u32,
    pub separate_monitor: bool,
    /// Its health does not count, and what ends by itself is not recovered, until the mode is cleared.
    pub in_maintenance: bool,
    pub core: bool,
    pub demands: Demands,
}

/// `ResourceTypes\<name>`.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeConfig {
    pub name: String,
    pub display_name: String,
    pub dll_name: String,
    pub looks_alive_ms: u32,
    pub is_alive_ms: u32,
    pub pending_timeout_ms: u32,
    pub deadlock_timeout_ms: u32,
    /// `None` = all nodes.
    pub possible_owners: Option<Vec<NodeId>>,
    /// CLUS_CHAR_*: what a built-in type has, and what the database says of it (object-model 7).
    pub characteristics: u32,
}

/// `AffinityRules\<name>`.
#[derive(Clone, PartialEq, Debug)]
pub struct AffinityRuleConfig {
    pub name: String,
    pub id: Guid,
    /// `None` for a rule without a kind, which has no effect.
    pub kind: Option<AffinityType>,
    /// In the order they were added.
    pub groups: Vec<GroupId>,
    pub enabled: bool,
}

/// `FaultDomains\<guid>`: a site, a rack or a chassis. The nodes are the leaves of the tree, and objects of their own.
#[derive(Clone, PartialEq, Debug)]
pub struct FaultDomainConfig {
    pub id: FaultDomainId,
    pub name: String,
    pub kind: FaultDomainType,
    pub parent: Option<FaultDomainId>,
}

/// `Networks\<guid>`: what one subnet of the nodes is to the cluster (policies 16).
#[derive(Clone, PartialEq, Debug)]
pub struct NetworkConfig {
    pub id: NetworkId,
    pub name: String,
    /// By which it is known: the first subnet of the adapters in it.
    pub subnet: Subnet,
    /// CLUSTER_NETWORK_ROLE.
    pub role: u32,
    pub auto_metric: bool,
}

/// `NetworkInterfaces\<guid>`: the connection of one node to one network.
#[derive(Clone, PartialEq, Debug)]
pub struct NetInterfaceConfig {
    pub id: NetInterfaceId,
    pub name: String,
    pub node: NodeId,
    pub network: NetworkId,
    /// The name that the node's system gives to the adapter.
    pub adapter: String,
}

impl Needs {
    pub fn is_nothing(&self) -> bool {
        *self == Needs::default()
    }
}

impl std::ops::AddAssign for Needs {
    fn add_assign(&mut self, other: Needs) {
        self.memory_mb += other.memory_mb;
        self.cpu_percent += other.cpu_percent;
    }
}

impl std::ops::SubAssign for Needs {
    fn sub_assign(&mut self, other: Needs) {
        self.memory_mb -= other.memory_mb;
        self.cpu_percent -= other.cpu_percent;
    }
}
