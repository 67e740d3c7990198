//! The Rust client: safe and async. The command line, the C library and the web page have no other door to a cluster.
//!
//! Every answer is either what was asked for or a [`model::Refusal`]: the code of the original API, one sentence, and the
//! command to try next. A command carries a request id, so the client may ask again after a lost connection without
//! anything being done twice.
//!
//! Never here: decisions, configuration of the service, text for a terminal.
//!
//! Programs start at [`Cluster`], and go on to its [`Group`]s, [`Resource`]s and [`Node`]s. [`Client`], below it, has everything the cluster can be
//! asked, by the names of objects.
//!
//! Start reading at [`Endpoint`] (which cluster), then [`Client`].

mod access;
mod affinity;
mod backup;
mod cluster;
mod connection;
mod endpoint;
mod fault_domain;
mod group;
mod group_set;
mod hand_over;
mod health;
mod items;
mod joining;
pub mod lifecycle;
mod node;
mod objects;
mod query;
mod quiet;
mod registry;
mod request;
mod resource;
mod states;
mod vault;
mod wait;
mod watch;

pub use access::{account_name, account_sid};
pub use backup::Restored;
pub use cluster::Object;
pub use connection::Client;
pub use endpoint::Endpoint;
pub use group_set::Domains;
pub use items::{Items, ItemsQuery};
pub use joining::{JoiningMachine, NotConfigured};
pub use objects::{Cluster, Group, Node, NotificationStream, Resource, properties};
pub use query::{EventsQuery, ReadResult};
pub use registry::Key;
pub use vault::CryptContainer;
pub use watch::{BatchWatch, EventWatch, Watch};

/// What refuses, and what states and values are.
pub use model::flags::ResumeFailback;
/// Who may do what.
pub use model::security::access::{
    AccessList, Change as AccessChange, Entry as AccessEntry, Kind as AccessKind, Rights,
};
pub use model::security::sid::{Account, Sid};
pub use model::{GroupState, NodeState, Refusal, ResourceState, Value, Win32Code};
/// What commands are made of.
pub use proto::answer::{BatchRecord, ObjectKind, Reply};
/// What queries answer.
pub use proto::client::{
    AffinityRuleView, Candidate, ClusterView, Consistency, EventView, FaultDomainView, GroupSetView, GroupView,
    ItemView, LocalStatus, Membership, NetworkInterfaceView, NetworkView, NodeView, Notification, PeerStatus,
    PropertyView, ResourceTypeView, ResourceView, RotatedKey, StateView,
};
pub use proto::command::Command;
pub use proto::command::types::{BatchStep, GroupDependency, PropertyChange, PropertyScope};
/// What a machine is told that becomes a node.
pub use proto::join::{CreatedCluster, JoinCode as ShownJoinCode, NodeAddress, NodeConfiguration};
pub use proto::joining::JoinCode;

/// CLUSTER_OBJECT_TYPE: what a notification is about (notifications 3).
pub mod object_type {
    pub const CLUSTER: u32 = 1;
    pub const GROUP: u32 = 2;
    pub const RESOURCE: u32 = 3;
    pub const RESOURCE_TYPE: u32 = 4;
    pub const NETWORK_INTERFACE: u32 = 5;
    pub const NETWORK: u32 = 6;
    pub const NODE: u32 = 7;
    pub const REGISTRY: u32 = 8;
    pub const UPGRADE: u32 = 12;
    pub const GROUP_SET: u32 = 13;
}
