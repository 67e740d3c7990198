//! The cluster itself, and properties of every kind of object.

use crate::Client;
use model::{Refusal, Value};
use proto::answer::{ObjectKind, Reply};
use proto::command::Command;
use proto::command::types::{
    AffinityCommand, ClusterCommand, FaultDomainCommand, GroupCommand, GroupSetCommand, NetworkCommand, NodeCommand,
    PropertyChange, PropertyScope, ResourceCommand, ResourceTypeCommand,
};

/// An object that has properties, by its name or id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Object<'a> {
    Cluster,
    Node(&'a str),
    Group(&'a str),
    Resource(&'a str),
    ResourceType(&'a str),
    GroupSet(&'a str),
    AffinityRule(&'a str),
    /// A site, a rack or a chassis.
    FaultDomain(&'a str),
    Network(&'a str),
    NetworkInterface(&'a str),
}

impl<'a> Object<'a> {
    pub fn kind(self) -> ObjectKind {
        match self {
            Object::Cluster => ObjectKind::Cluster,
            Object::Node(_) => ObjectKind::Node,
            Object::Group(_) => ObjectKind::Group,
            Object::Resource(_) => ObjectKind::Resource,
            Object::ResourceType(_) => ObjectKind::ResourceType,
            Object::GroupSet(_) => ObjectKind::GroupSet,
            Object::AffinityRule(_) => ObjectKind::AffinityRule,
            Object::FaultDomain(_) => ObjectKind::FaultDomain,
            Object::Network(_) => ObjectKind::Network,
            Object::NetworkInterface(_) => ObjectKind::NetworkInterface,
        }
    }

    /// Empty for the cluster.
    pub fn name(self) -> &'a str {
        match self {
            Object::Cluster => "",
            Object::Node(name)
            | Object::Group(name)
            | Object::Resource(name)
            | Object::ResourceType(name)
            | Object::GroupSet(name)
            | Object::AffinityRule(name)
            | Object::FaultDomain(name)
            | Object::Network(name)
            | Object::NetworkInterface(name) => name,
        }
    }
}

impl Client {
    pub async fn rename_cluster(&self, name: &str) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::Rename { name: name.into() })).await
    }

    /// Whether the functional level can be raised: refused with ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS when only some
    /// nodes can run a higher one. [`ClusterView`](crate::ClusterView) says which it would be.
    pub async fn check_upgrade(&self) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::Upgrade { action: 1 })).await
    }

    /// Raises the functional level by one, when every node can run it. The upgrade counts as being in progress until
    /// [`Client::clear_upgrade`].
    pub async fn perform_upgrade(&self) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::Upgrade { action: 2 })).await
    }

    pub async fn clear_upgrade(&self) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::ClearUpgrade)).await
    }

    /// Every active node takes offline what it runs, and its service stops; when this returns, that has been decided, and goes on.
    pub async fn shut_down_cluster(&self) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::Shutdown)).await
    }

    /// Refused with ERROR_ALREADY_EXISTS for a name that another network has.
    pub async fn rename_network(&self, network: &str, name: &str) -> Result<(), Refusal> {
        self.execute_done(Command::Network(NetworkCommand::Rename { network: network.into(), name: name.into() })).await
    }

    /// All changes or none. [`Reply::Stored`] says that they take effect when the resource is next brought online.
    pub async fn set_properties(
        &self,
        object: Object<'_>,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    ) -> Result<Reply, Refusal> {
        self.execute(&set_properties(object, scope, changes)).await
    }

    /// What setting these properties would be answered now; nothing changes.
    pub async fn check_properties(
        &self,
        object: Object<'_>,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    ) -> Result<Reply, Refusal> {
        self.check(&set_properties(object, scope, changes)).await
    }

    /// One property; `None` returns it to its default.
    pub async fn set_property(
        &self,
        object: Object<'_>,
        scope: PropertyScope,
        name: &str,
        value: Option<Value>,
    ) -> Result<Reply, Refusal> {
        self.set_properties(object, scope, vec![PropertyChange { name: name.into(), value }]).await
    }
}

fn set_properties(object: Object<'_>, scope: PropertyScope, changes: Vec<PropertyChange>) -> Command {
    let name = object.name().to_owned();
    match object {
        Object::Cluster => Command::Cluster(ClusterCommand::SetProperties { scope, changes }),
        Object::Node(_) => Command::Node(NodeCommand::SetProperties { node: name, scope, changes }),
        Object::Group(_) => Command::Group(GroupCommand::SetProperties { group: name, scope, changes }),
        Object::Resource(_) => Command::Resource(ResourceCommand::SetProperties { resource: name, scope, changes }),
        Object::AffinityRule(_) => Command::Affinity(AffinityCommand::SetProperties { rule: name, scope, changes }),
        Object::FaultDomain(_) => {
            Command::FaultDomain(FaultDomainCommand::SetProperties { domain: name, scope, changes })
        }
        Object::ResourceType(_) => {
            Command::ResourceType(ResourceTypeCommand::SetProperties { type_name: name, scope, changes })
        }
        Object::Network(_) => Command::Network(NetworkCommand::SetProperties { network: name, scope, changes }),
        Object::NetworkInterface(_) => {
            Command::Network(NetworkCommand::SetInterfaceProperties { interface: name, scope, changes })
        }
        Object::GroupSet(_) => Command::GroupSet(GroupSetCommand::SetProperties { set: name, scope, changes }),
    }
}
