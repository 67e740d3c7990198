//! The flags of both kinds of filters (notifications 2 and 3), and which of the first says what the second says.

use client::object_type;

/// Of the cluster.
pub mod cluster {
    pub const RECONNECT: u64 = 0x1;
    pub const STATE: u64 = 0x2;
    pub const GROUP_ADDED: u64 = 0x4;
    pub const HANDLE_CLOSE: u64 = 0x8;
    pub const NETWORK_ADDED: u64 = 0x10;
    pub const NODE_ADDED: u64 = 0x20;
    pub const RESOURCE_TYPE_ADDED: u64 = 0x40;
    pub const LOST_NOTIFICATIONS: u64 = 0x200;
}

pub mod group {
    pub const DELETED: u64 = 0x1;
    pub const STATE: u64 = 0x8;
    pub const OWNER_NODE: u64 = 0x10;
    pub const RESOURCE_ADDED: u64 = 0x40;
}

pub mod resource {
    pub const STATE: u64 = 0x4;
    pub const DELETED: u64 = 0x80;
    pub const TERMINAL_STATE: u64 = 0x400;
}

pub mod resource_type {
    pub const DELETED: u64 = 0x1;
}

/// Of networks and of network interfaces.
pub mod link {
    pub const DELETED: u64 = 0x1;
    pub const STATE: u64 = 0x8;
}

pub mod node {
    pub const NETINTERFACE_ADDED: u64 = 0x1;
    pub const DELETED: u64 = 0x2;
    pub const STATE: u64 = 0x10;
}

pub mod registry {
    pub const ATTRIBUTES: u64 = 0x1;
    pub const NAME: u64 = 0x2;
    pub const SUBTREE: u64 = 0x4;
}

/// The flag that says that a handle of such an object was closed; 0 for objects without handles.
pub fn handle_close(object_type: u32) -> u64 {
    match object_type {
        object_type::CLUSTER => cluster::HANDLE_CLOSE,
        object_type::GROUP | object_type::RESOURCE => 0x200,
        object_type::NODE => 0x80,
        object_type::REGISTRY | object_type::NETWORK | object_type::NETWORK_INTERFACE => 0x10,
        _ => 0,
    }
}

/// The flags of the first kind.
pub mod v1 {
    use super::super::port::Subject;
    use super::{cluster, group, link, node, registry, resource, resource_type};
    use crate::boundary::{Answer, Fail};
    use client::{Notification, object_type};
    use model::Win32Code;

    pub const NODE_STATE: u32 = 0x1;
    pub const NODE_DELETED: u32 = 0x2;
    pub const NODE_ADDED: u32 = 0x4;
    pub const NODE_PROPERTY: u32 = 0x8;
    pub const REGISTRY_NAME: u32 = 0x10;
    pub const REGISTRY_ATTRIBUTES: u32 = 0x20;
    pub const REGISTRY_VALUE: u32 = 0x40;
    /// Never delivered: it widens a registration to what is below the key.
    pub const REGISTRY_SUBTREE: u32 = 0x80;
    pub const RESOURCE_STATE: u32 = 0x100;
    pub const RESOURCE_DELETED: u32 = 0x200;
    pub const RESOURCE_ADDED: u32 = 0x400;
    pub const RESOURCE_PROPERTY: u32 = 0x800;
    pub const GROUP_STATE: u32 = 0x1000;
    pub const GROUP_DELETED: u32 = 0x2000;
    pub const GROUP_ADDED: u32 = 0x4000;
    pub const GROUP_PROPERTY: u32 = 0x8000;
    pub const RESOURCE_TYPE_DELETED: u32 = 0x1_0000;
    pub const RESOURCE_TYPE_ADDED: u32 = 0x2_0000;
    pub const RESOURCE_TYPE_PROPERTY: u32 = 0x4_0000;
    pub const CLUSTER_RECONNECT: u32 = 0x8_0000;
    pub const NETWORK_STATE: u32 = 0x10_0000;
    pub const NETWORK_DELETED: u32 = 0x20_0000;
    pub const NETWORK_ADDED: u32 = 0x40_0000;
    pub const NETWORK_PROPERTY: u32 = 0x80_0000;
    pub const NETINTERFACE_STATE: u32 = 0x100_0000;
    pub const NETINTERFACE_DELETED: u32 = 0x200_0000;
    pub const NETINTERFACE_ADDED: u32 = 0x400_0000;
    pub const NETINTERFACE_PROPERTY: u32 = 0x800_0000;
    pub const CLUSTER_STATE: u32 = 0x2000_0000;
    pub const CLUSTER_PROPERTY: u32 = 0x4000_0000;
    pub const HANDLE_CLOSE: u32 = 0x8000_0000;

    /// The flag for what a notification of the second kind says.
    pub fn of(notification: &Notification) -> u32 {
        match (notification.object_type, notification.flag) {
            (object_type::CLUSTER, cluster::GROUP_ADDED) => GROUP_ADDED,
            (object_type::CLUSTER, cluster::NODE_ADDED) => NODE_ADDED,
            (object_type::CLUSTER, cluster::NETWORK_ADDED) => NETWORK_ADDED,
            (object_type::CLUSTER, cluster::RESOURCE_TYPE_ADDED) => RESOURCE_TYPE_ADDED,
            (object_type::CLUSTER, _) => CLUSTER_PROPERTY,
            (object_type::GROUP, group::DELETED) => GROUP_DELETED,
            // A group on another node has another state, in the first kind.
            (object_type::GROUP, group::STATE | group::OWNER_NODE) => GROUP_STATE,
            // The resource is the object of it, and the group its parent.
            (object_type::GROUP, group::RESOURCE_ADDED) => RESOURCE_ADDED,
            (object_type::GROUP, _) => GROUP_PROPERTY,
            (object_type::RESOURCE, resource::STATE) => RESOURCE_STATE,
            (object_type::RESOURCE, resource::DELETED) => RESOURCE_DELETED,
            (object_type::RESOURCE, _) => RESOURCE_PROPERTY,
            (object_type::RESOURCE_TYPE, resource_type::DELETED) => RESOURCE_TYPE_DELETED,
            (object_type::RESOURCE_TYPE, _) => RESOURCE_TYPE_PROPERTY,
            (object_type::NETWORK, link::STATE) => NETWORK_STATE,
            (object_type::NETWORK, link::DELETED) => NETWORK_DELETED,
            (object_type::NETWORK, _) => NETWORK_PROPERTY,
            (object_type::NETWORK_INTERFACE, link::STATE) => NETINTERFACE_STATE,
            (object_type::NETWORK_INTERFACE, link::DELETED) => NETINTERFACE_DELETED,
            (object_type::NETWORK_INTERFACE, _) => NETINTERFACE_PROPERTY,
            // The interface is the object of it.
            (object_type::NODE, node::NETINTERFACE_ADDED) => NETINTERFACE_ADDED,
            (object_type::NODE, node::STATE) => NODE_STATE,
            (object_type::NODE, node::DELETED) => NODE_DELETED,
            (object_type::NODE, _) => NODE_PROPERTY,
            (object_type::REGISTRY, registry::NAME) => REGISTRY_NAME,
            (object_type::REGISTRY, registry::ATTRIBUTES) => REGISTRY_ATTRIBUTES,
            (object_type::REGISTRY, _) => REGISTRY_VALUE,
            _ => 0,
        }
    }

    /// Whether a flag can be bound to the object of a handle (functions, "notify").
    pub fn check_bound(filter: u32, subject: &Subject) -> Answer<()> {
        let fitting = match subject {
            Subject::Everything => CLUSTER_STATE | CLUSTER_PROPERTY | CLUSTER_RECONNECT,
            Subject::Node(_) => NODE_STATE | NODE_DELETED | NODE_PROPERTY,
            Subject::Group(_) => GROUP_STATE | GROUP_DELETED | GROUP_PROPERTY,
            Subject::Resource(_) => RESOURCE_STATE | RESOURCE_DELETED | RESOURCE_PROPERTY,
            Subject::Network(_) => NETWORK_STATE | NETWORK_DELETED | NETWORK_PROPERTY,
            Subject::NetInterface(_) => NETINTERFACE_STATE | NETINTERFACE_DELETED | NETINTERFACE_PROPERTY,
            Subject::ResourceType(_) => RESOURCE_TYPE_DELETED | RESOURCE_TYPE_PROPERTY,
            Subject::Key(_) => REGISTRY_NAME | REGISTRY_ATTRIBUTES | REGISTRY_VALUE | REGISTRY_SUBTREE,
        };
        let fits = filter != 0 && filter & !(fitting | HANDLE_CLOSE) == 0;
        if fits { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) }
    }
}
