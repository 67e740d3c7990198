//! Typed objects derived from the hive. `derive` is the only writer: commands change the hive, and the objects under the
//! keys they touched are read again. Policies read these, never the hive.
//!
//! Layout of the hive: object-model 15. Private properties of an object are the values of `<class>\<id>\Parameters`.

pub(crate) mod derive;
pub mod keys;
mod resolve;

pub use derive::Damage;
pub(crate) use model::name::{cut, shorten};
pub use resolve::near_names;

use imbl::{OrdMap, OrdSet};
use model::dependency::Expression;
use model::fold::Folded;
use model::{GroupId, Guid, NodeId, ResourceId};
use std::sync::Arc;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    pub cluster: Arc<ClusterConfig>,
    pub nodes: OrdMap<NodeId, Arc<NodeConfig>>,
    pub groups: OrdMap<GroupId, Arc<GroupConfig>>,
    pub resources: OrdMap<ResourceId, Arc<ResourceConfig>>,
    /// By folded type name: the name is the key.
    pub types: OrdMap<Folded, Arc<TypeConfig>>,
    pub(crate) node_names: OrdMap<Folded, NodeId>,
    pub(crate) group_names: OrdMap<Folded, GroupId>,
    pub(crate) resource_names: OrdMap<Folded, ResourceId>,
    /// The group that lists each resource.
    pub(crate) resource_groups: OrdMap<ResourceId, GroupId>,
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
    pub disable_preferred_owner_randomization: bool,
    pub cluster_group: Option<GroupId>,
    pub available_storage: Option<GroupId>,
    pub cluster_name_resource: Option<ResourceId>,
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
    pub core: bool,
    /// Being deleted with its resources: requests are refused, nothing is started (policies 19, force).
    pub deleting: bool,
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
    pub core: bool,
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
}
