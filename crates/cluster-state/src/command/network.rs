//! Networks: what nodes say of their adapters, and what administrators ask for.

use super::{PropertyChange, PropertyScope};
use model::Subnet;

/// What is taken of one report: adapters, and addresses of each of them.
pub const ADAPTERS_MAX: usize = 128;
pub const ADDRESSES_MAX: usize = 64;

/// A network adapter of a node as the node sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adapter {
    /// As the system calls it: `eth0`.
    pub name: String,
    /// Its hardware address, or empty.
    pub id: String,
    /// Up, with carrier.
    pub ready: bool,
    /// An address of it comes from DHCP.
    pub dhcp: bool,
    /// Its own addresses, each with the prefix of its subnet, in the order of the system; those that the cluster serves to
    /// clients are not among them. None: it has lost them.
    pub addresses: Vec<Subnet>,
}

/// Requests about cluster networks and network interfaces, each by name or id.
#[derive(Clone, PartialEq, Debug)]
pub enum NetworkCommand {
    Rename { network: String, name: String },
    SetProperties { network: String, scope: PropertyScope, changes: Vec<PropertyChange> },
    SetInterfaceProperties { interface: String, scope: PropertyScope, changes: Vec<PropertyChange> },
}
