//! Telling others: notifications with the V2 flags of the original (notifications 3), and the subject of an event.

use crate::apply::Apply;
use crate::config::keys::Object;
use crate::outcome::{Level, Notification, ObjectKind, Subject};
use crate::state::State;
use model::{GroupId, NetInterfaceId, NetworkId, NodeId, ResourceId};

/// CLUSTER_OBJECT_TYPE.
pub(crate) mod object_type {
    pub(crate) const CLUSTER: u32 = 1;
    pub(crate) const GROUP: u32 = 2;
    pub(crate) const RESOURCE: u32 = 3;
    pub(crate) const RESOURCE_TYPE: u32 = 4;
    pub(crate) const NETWORK_INTERFACE: u32 = 5;
    pub(crate) const NETWORK: u32 = 6;
    pub(crate) const NODE: u32 = 7;
    pub(crate) const REGISTRY: u32 = 8;
    pub(crate) const UPGRADE: u32 = 12;
    pub(crate) const GROUP_SET: u32 = 13;
}

/// Flags of CLUSTER notifications.
pub(crate) mod cluster_flag {
    pub(crate) const GROUP_ADDED: u64 = 0x4;
    pub(crate) const NETWORK_ADDED: u64 = 0x10;
    pub(crate) const NODE_ADDED: u64 = 0x20;
    pub(crate) const RESOURCE_TYPE_ADDED: u64 = 0x40;
    pub(crate) const COMMON_PROPERTY: u64 = 0x80;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x100;
    pub(crate) const RENAME: u64 = 0x400;
    pub(crate) const MEMBERSHIP: u64 = 0x800;
    pub(crate) const UPGRADED: u64 = 0x1000;
}

/// Flags of GROUPSET notifications.
pub(crate) mod group_set_flag {
    pub(crate) const DELETED: u64 = 0x1;
    pub(crate) const COMMON_PROPERTY: u64 = 0x2;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x4;
    pub(crate) const STATE: u64 = 0x8;
    pub(crate) const GROUP_ADDED: u64 = 0x10;
    pub(crate) const GROUP_REMOVED: u64 = 0x20;
    pub(crate) const DEPENDENCIES: u64 = 0x40;
    pub(crate) const DEPENDENTS: u64 = 0x80;
}

/// Flags of UPGRADE notifications: the three rounds of a raise of the functional level.
pub(crate) mod upgrade_flag {
    pub(crate) const NODE_PREPARE: u64 = 0x1;
    pub(crate) const NODE_COMMIT: u64 = 0x2;
    pub(crate) const NODE_POSTCOMMIT: u64 = 0x4;
}

/// Flags of GROUP notifications.
pub(crate) mod group_flag {
    pub(crate) const DELETED: u64 = 0x1;
    pub(crate) const COMMON_PROPERTY: u64 = 0x2;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x4;
    pub(crate) const STATE: u64 = 0x8;
    pub(crate) const OWNER_NODE: u64 = 0x10;
    pub(crate) const PREFERRED_OWNERS: u64 = 0x20;
    pub(crate) const RESOURCE_ADDED: u64 = 0x40;
    pub(crate) const RESOURCE_GAINED: u64 = 0x80;
    pub(crate) const RESOURCE_LOST: u64 = 0x100;
}

/// Flags of RESOURCE notifications.
pub(crate) mod resource_flag {
    pub(crate) const COMMON_PROPERTY: u64 = 0x1;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x2;
    pub(crate) const STATE: u64 = 0x4;
    pub(crate) const OWNER_GROUP: u64 = 0x8;
    pub(crate) const DEPENDENCIES: u64 = 0x10;
    pub(crate) const DEPENDENTS: u64 = 0x20;
    pub(crate) const POSSIBLE_OWNERS: u64 = 0x40;
    pub(crate) const DELETED: u64 = 0x80;
}

/// Flags of RESOURCE_TYPE notifications.
pub(crate) mod type_flag {
    pub(crate) const DELETED: u64 = 0x1;
    pub(crate) const COMMON_PROPERTY: u64 = 0x2;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x4;
    pub(crate) const POSSIBLE_OWNERS: u64 = 0x8;
}

/// Flags of NETWORK notifications.
pub(crate) mod network_flag {
    pub(crate) const DELETED: u64 = 0x1;
    pub(crate) const COMMON_PROPERTY: u64 = 0x2;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x4;
    pub(crate) const STATE: u64 = 0x8;
}

/// Flags of NETWORK_INTERFACE notifications: those of networks.
pub(crate) use network_flag as interface_flag;

/// Flags of NODE notifications.
pub(crate) mod node_flag {
    pub(crate) const NETINTERFACE_ADDED: u64 = 0x1;
    pub(crate) const DELETED: u64 = 0x2;
    pub(crate) const COMMON_PROPERTY: u64 = 0x4;
    pub(crate) const PRIVATE_PROPERTY: u64 = 0x8;
    pub(crate) const STATE: u64 = 0x10;
    pub(crate) const GROUP_GAINED: u64 = 0x20;
    pub(crate) const GROUP_LOST: u64 = 0x40;
}

/// Flags of REGISTRY notifications.
pub(crate) mod registry_flag {
    pub(crate) const ATTRIBUTES: u64 = 0x1;
    pub(crate) const NAME: u64 = 0x2;
    pub(crate) const VALUE: u64 = 0x8;
}

/// A DWORD as it stands in a notification's buffer.
pub(crate) fn dword_buffer(number: u32) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

/// A string in UTF-16 with its NUL.
pub(crate) fn text_buffer(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// A MULTI_SZ of ids.
pub(crate) fn list_buffer<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut buffer: Vec<u8> = items.into_iter().flat_map(|item| text_buffer(&item.to_string())).collect();
    buffer.extend([0, 0]);
    buffer
}

impl Apply<'_> {
    /// About the cluster, or something new in it; `object_id`, `parent_id` and `name` as the flag asks for.
    pub(crate) fn announce_cluster(
        &mut self,
        flag: u64,
        object_id: String,
        parent_id: String,
        name: &str,
        buffer: Vec<u8>,
    ) {
        self.notify(Notification {
            object_type: object_type::CLUSTER,
            flag,
            object_id,
            parent_id,
            name: name.into(),
            type_name: String::new(),
            buffer,
        });
    }

    /// About a group that is in the configuration; the parent is its owner.
    pub(crate) fn announce_group(&mut self, id: GroupId, flag: u64, buffer: Vec<u8>) {
        let (owner, name) = (self.state.owner_text(id), self.state.config.group(id).name.clone());
        self.announce_object(object_type::GROUP, id, owner, name, flag, buffer);
    }

    /// About a resource that is in the configuration; the parent is its group.
    pub(crate) fn announce_resource(&mut self, id: ResourceId, flag: u64, buffer: Vec<u8>) {
        let resource = self.state.config.resource(id);
        let notification = Notification {
            object_type: object_type::RESOURCE,
            flag,
            object_id: id.to_string(),
            parent_id: resource.group.to_string(),
            name: resource.name.clone(),
            type_name: resource.type_name.clone(),
            buffer,
        };
        self.notify(notification);
    }

    /// About a resource type; only its name is told.
    pub(crate) fn announce_type(&mut self, name: &str, flag: u64, buffer: Vec<u8>) {
        self.notify(Notification {
            object_type: object_type::RESOURCE_TYPE,
            flag,
            object_id: String::new(),
            parent_id: String::new(),
            name: name.into(),
            type_name: String::new(),
            buffer,
        });
    }

    /// About a node that is in the configuration.
    pub(crate) fn announce_node(&mut self, id: NodeId, flag: u64, buffer: Vec<u8>) {
        let name = self.state.config.node(id).name.clone();
        self.announce_object(object_type::NODE, id, String::new(), name, flag, buffer);
    }

    /// About a network that is in the configuration.
    pub(crate) fn announce_network(&mut self, id: NetworkId, flag: u64, buffer: Vec<u8>) {
        let name = self.state.config.networks[&id].name.clone();
        self.announce_object(object_type::NETWORK, id, String::new(), name, flag, buffer);
    }

    /// About a network interface that is in the configuration; the parent is its node.
    pub(crate) fn announce_interface(&mut self, id: NetInterfaceId, flag: u64, buffer: Vec<u8>) {
        let interface = &self.state.config.interfaces[&id];
        let (node, name) = (interface.node.to_string(), interface.name.clone());
        self.announce_object(object_type::NETWORK_INTERFACE, id, node, name, flag, buffer);
    }

    /// About an object that has no type.
    pub(crate) fn announce_object(
        &mut self,
        object_type: u32,
        id: impl ToString,
        parent_id: String,
        name: String,
        flag: u64,
        buffer: Vec<u8>,
    ) {
        let (object_id, type_name) = (id.to_string(), String::new());
        self.notify(Notification { object_type, flag, object_id, parent_id, name, type_name, buffer });
    }

    /// A fact of the configuration: `text` is what is said of the object, without its name at the start.
    pub(crate) fn record_change(&mut self, object: &Object, rule: &str, text: &str) {
        let text = format!("{} {text}.", self.state.titled(object));
        self.record(Level::Information, self.state.subject(object), rule, text, Vec::new());
    }

    /// A rename, under the name by which the object is known to who reads it.
    pub(crate) fn record_rename(&mut self, object: &Object, old: &str) {
        let subject = self.state.subject(object);
        let kind = match object {
            Object::Cluster => "Cluster",
            Object::Node(_) => "Node",
            Object::Group(_) => "Group",
            Object::Resource(_) => "Resource",
            Object::ResourceType(_) => "Resource type",
            Object::GroupSet(_) => "Group set",
            Object::AffinityRule(_) => "Affinity rule",
            Object::FaultDomain(_) => "Fault domain",
            Object::Network(_) => "Network",
            Object::NetInterface(_) => "Network interface",
        };
        let text = format!("{kind} \"{old}\" was renamed to \"{}\".", subject.name);
        self.record(Level::Information, subject, "", text, Vec::new());
    }

    /// About a key, by its path, or one of its values.
    pub(crate) fn announce_registry(&mut self, flag: u64, path: String, value_name: String) {
        self.notify(Notification {
            object_type: object_type::REGISTRY,
            flag,
            object_id: value_name,
            parent_id: String::new(),
            name: path,
            type_name: String::new(),
            buffer: Vec::new(),
        });
    }
}

impl State {
    /// The id of a group's owner as notifications write it; empty while the group has no runtime.
    pub(crate) fn owner_text(&self, group: GroupId) -> String {
        self.runtime.groups.get(&group).map(|group| group.owner.to_string()).unwrap_or_default()
    }

    /// An object at the start of a sentence. It is in the configuration.
    pub(crate) fn titled(&self, object: &Object) -> String {
        let name = self.name_of(object);
        match object {
            Object::Cluster => format!("Cluster \"{name}\""),
            Object::Node(_) => name.to_owned(),
            Object::Group(_) => format!("Group \"{name}\""),
            Object::Resource(_) => format!("Resource \"{name}\""),
            Object::ResourceType(_) => format!("Resource type \"{name}\""),
            Object::GroupSet(_) => format!("Group set \"{name}\""),
            Object::AffinityRule(_) => format!("Affinity rule \"{name}\""),
            Object::FaultDomain(_) => format!("Fault domain \"{name}\""),
            Object::Network(_) => format!("Network \"{name}\""),
            Object::NetInterface(_) => format!("Network interface \"{name}\""),
        }
    }

    /// What an event is about. The object is in the configuration.
    pub(crate) fn subject(&self, object: &Object) -> Subject {
        let (kind, id) = match object {
            Object::Cluster => (ObjectKind::Cluster, self.config.cluster.instance.to_string()),
            Object::Node(id) => (ObjectKind::Node, id.to_string()),
            Object::Group(id) => (ObjectKind::Group, id.to_string()),
            Object::Resource(id) => (ObjectKind::Resource, id.to_string()),
            Object::ResourceType(name) => (ObjectKind::ResourceType, name.clone()),
            Object::GroupSet(id) => (ObjectKind::GroupSet, id.to_string()),
            Object::AffinityRule(name) => (ObjectKind::AffinityRule, name.clone()),
            Object::FaultDomain(id) => (ObjectKind::FaultDomain, id.to_string()),
            Object::Network(id) => (ObjectKind::Network, id.to_string()),
            Object::NetInterface(id) => (ObjectKind::NetworkInterface, id.to_string()),
        };
        Subject { kind, id, name: self.name_of(object).into() }
    }

    /// The name of an object that is in the configuration.
    fn name_of<'a>(&'a self, object: &'a Object) -> &'a str {
        match object {
            Object::Cluster => &self.config.cluster.name,
            Object::Node(id) => &self.config.node(*id).name,
            Object::Group(id) => &self.config.group(*id).name,
            Object::Resource(id) => &self.config.resource(*id).name,
            Object::ResourceType(name) | Object::AffinityRule(name) => name,
            Object::GroupSet(id) => &self.config.group_set(*id).name,
            Object::FaultDomain(id) => &self.config.fault_domains[id].name,
            Object::Network(id) => &self.config.networks[id].name,
            Object::NetInterface(id) => &self.config.interfaces[id].name,
        }
    }
}

/// An object of this name inside a sentence.
pub(crate) fn mentioned(object: &Object, name: &str) -> String {
    match object {
        Object::Cluster => format!("cluster \"{name}\""),
        Object::Node(_) => name.to_owned(),
        Object::Group(_) => format!("group \"{name}\""),
        Object::Resource(_) => format!("resource \"{name}\""),
        Object::ResourceType(_) => format!("resource type \"{name}\""),
        Object::GroupSet(_) => format!("group set \"{name}\""),
        Object::AffinityRule(_) => format!("affinity rule \"{name}\""),
        Object::FaultDomain(_) => format!("fault domain \"{name}\""),
        Object::Network(_) => format!("network \"{name}\""),
        Object::NetInterface(_) => format!("network interface \"{name}\""),
    }
}
