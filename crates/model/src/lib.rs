//! The vocabulary of the cluster: ids, states, Win32 codes, property tables, the hive, the property-list codec and
//! dependency expressions.
//!
//! Never here: I/O, clocks, randomness, policy. Everything is plain data and pure functions, and iteration is in key
//! order, so that every node that holds the same facts sees them the same way.
//!
//! Start reading at [`id`] and [`state`] (the words), then [`hive`] (where configuration lives) and [`property`] (the
//! one table per object kind from which validation, listing, help and documentation come).

pub mod affinity;
pub mod builtin_types;
pub mod code;
pub mod dependency;
pub mod flags;
pub mod fold;
pub mod group_type;
pub mod health;
pub mod hive;
pub mod id;
pub mod level;
pub mod name;
pub mod property;
pub mod property_list;
pub mod refusal;
pub mod release;
pub mod request;
pub mod security;
pub mod state;
pub mod subnet;
pub mod time;
pub mod value;

pub use affinity::{AffinityType, FaultDomainType};
pub use code::Win32Code;
pub use hive::Hive;
pub use id::{
    Attempt, Epoch, FaultDomainId, GroupId, GroupSetId, Guid, Incarnation, NetInterfaceId, NetworkId, NodeId,
    RequestId, ResourceId, VoterId,
};
pub use level::{Version, VersionRange};
pub use refusal::{Refusal, shell_word};
pub use release::{ReleaseCause, Released};
pub use request::{Reason, Request};
pub use state::{GroupState, NetInterfaceState, NetworkState, NodeState, ResourceState};
pub use subnet::{NotASubnet, Subnet};
pub use time::{BootTime, ClusterTime, LocalTime, WallTime};
pub use value::Value;
