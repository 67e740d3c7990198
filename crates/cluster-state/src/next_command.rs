//! The command that a refusal tells to try next, in the words of the `quorate` program: a test there parses every one that
//! stands in the policy cases.

use crate::command::{
    AffinityCommand, ClusterCommand, Command, FaultDomainCommand, GroupCommand, GroupSetCommand, NetworkCommand,
    NodeCommand, PropertyScope, RegistryCommand, ResourceCommand, ResourceTypeCommand,
};
use crate::config::keys::Object;
use crate::state::State;
use model::{Refusal, shell_word};

/// A longer path is not repeated.
const PATH_BYTES_SHOWN: usize = 200;

/// `quorate group show 'Web Server'`.
pub(crate) fn about_group(verb: &str, name: &str) -> String {
    format!("quorate group {verb} {}", shell_word(name))
}

pub(crate) fn about_resource(verb: &str, name: &str) -> String {
    format!("quorate resource {verb} {}", shell_word(name))
}

pub(crate) fn about_node(verb: &str, name: &str) -> String {
    format!("quorate node {verb} {}", shell_word(name))
}

pub(crate) fn about_type(verb: &str, name: &str) -> String {
    format!("quorate resource-type {verb} {}", shell_word(name))
}

pub(crate) fn about_group_set(verb: &str, name: &str) -> String {
    format!("quorate group-set {verb} {}", shell_word(name))
}

pub(crate) fn about_rule(verb: &str, name: &str) -> String {
    format!("quorate affinity {verb} {}", shell_word(name))
}

pub(crate) fn about_domain(verb: &str, name: &str) -> String {
    format!("quorate fault-domain {verb} {}", shell_word(name))
}

pub(crate) fn about_network(verb: &str, name: &str) -> String {
    format!("quorate network {verb} {}", shell_word(name))
}

pub(crate) fn about_interface(verb: &str, name: &str) -> String {
    format!("quorate network interface {verb} {}", shell_word(name))
}

impl State {
    /// The object is in the configuration.
    pub(crate) fn next_about(&self, verb: &str, object: &Object) -> String {
        match object {
            Object::Cluster => format!("quorate cluster {verb}"),
            Object::Node(id) => about_node(verb, &self.config.node(*id).name),
            Object::Group(id) => about_group(verb, &self.config.group(*id).name),
            Object::Resource(id) => about_resource(verb, &self.config.resource(*id).name),
            Object::ResourceType(name) => about_type(verb, name),
            Object::GroupSet(id) => about_group_set(verb, &self.config.group_set(*id).name),
            Object::AffinityRule(name) => about_rule(verb, name),
            Object::FaultDomain(id) => about_domain(verb, &self.config.fault_domains[id].name),
            Object::Network(id) => about_network(verb, &self.config.networks[id].name),
            Object::NetInterface(id) => about_interface(verb, &self.config.interfaces[id].name),
        }
    }

    /// The list in which the properties of an object stand with their values.
    pub(crate) fn next_properties(&self, object: &Object, scope: PropertyScope) -> String {
        format!("{}{}", self.next_about("properties", object), private_flag(scope))
    }

    /// A refusal that has nothing better to say points at what the command was about.
    pub(crate) fn with_next(&self, refusal: Refusal, command: &Command) -> Refusal {
        if refusal.next.is_empty() { refusal.next(self.next_after(command)) } else { refusal }
    }

    fn next_after(&self, command: &Command) -> String {
        match command {
            Command::Form(_) | Command::Cluster(ClusterCommand::Rename { .. }) => "quorate cluster show".into(),
            Command::Cluster(ClusterCommand::SetProperties { scope, .. }) => {
                self.next_properties(&Object::Cluster, *scope)
            }
            Command::Registry(command) => self.next_in_database(path_of(command)),
            Command::Node(command) => about(node_view(command), about_node, "quorate node list"),
            Command::Group(command) => about(group_view(command), about_group, "quorate group list"),
            Command::Resource(command) => about(resource_view(command), about_resource, "quorate resource list"),
            Command::ResourceType(command) => about(type_view(command), about_type, "quorate resource-type list"),
            Command::Cluster(ClusterCommand::AddHealthFault(_) | ClusterCommand::RemoveHealthFault { .. }) => {
                "quorate health list".into()
            }
            Command::Cluster(
                ClusterCommand::Upgrade { .. }
                | ClusterCommand::ClearUpgrade
                | ClusterCommand::Shutdown
                | ClusterCommand::Destroy,
            ) => "quorate node list".into(),
            Command::GroupSet(command) => about(group_set_view(command), about_group_set, "quorate group-set list"),
            Command::Affinity(command) => about(rule_view(command), about_rule, "quorate affinity list"),
            Command::FaultDomain(command) => about(domain_view(command), about_domain, "quorate fault-domain list"),
            Command::Vault(_) => "quorate node list".into(),
            Command::Network(NetworkCommand::SetInterfaceProperties { interface, scope, .. }) => {
                let view = Some((interface.as_str(), "properties", *scope));
                about(view, about_interface, "quorate network interface list")
            }
            Command::Network(command) => about(network_view(command), about_network, "quorate network list"),
            Command::Reports(_) | Command::Tick => String::new(),
        }
    }

    /// The nearest key that is there.
    fn next_in_database(&self, path: &str) -> String {
        let mut path = path;
        while path.len() > PATH_BYTES_SHOWN || self.hive.key(path).is_none() {
            path = path.rsplit_once('\\').map_or("", |(parent, _)| parent);
        }
        match path {
            "" => "quorate db list".into(),
            path => format!("quorate db list {}", shell_word(path)),
        }
    }
}

/// What shows the target of a command: its name, the verb, and whether it is about private properties.
type View<'a> = Option<(&'a str, &'static str, PropertyScope)>;

fn about(view: View<'_>, command: fn(&str, &str) -> String, otherwise: &str) -> String {
    match view {
        Some((name, verb, scope)) => format!("{}{}", command(verb, name), private_flag(scope)),
        None => otherwise.into(),
    }
}

fn private_flag(scope: PropertyScope) -> &'static str {
    match scope {
        PropertyScope::Common => "",
        PropertyScope::Private => " --private",
    }
}

fn path_of(command: &RegistryCommand) -> &str {
    match command {
        RegistryCommand::CreateKey { path }
        | RegistryCommand::DeleteKey { path, .. }
        | RegistryCommand::SetValue { path, .. }
        | RegistryCommand::DeleteValue { path, .. }
        | RegistryCommand::SetSecurity { path, .. } => path,
        RegistryCommand::Batch { root, .. } => root,
    }
}

fn node_view(command: &NodeCommand) -> View<'_> {
    match command {
        NodeCommand::Pause { node }
        | NodeCommand::Resume { node, .. }
        | NodeCommand::Drain { node, .. }
        | NodeCommand::ClearQuarantine { node }
        | NodeCommand::Evict { node } => Some((node, "show", PropertyScope::Common)),
        NodeCommand::SetProperties { node, scope, .. } => Some((node, "properties", *scope)),
        NodeCommand::Add(_)
        | NodeCommand::Join { .. }
        | NodeCommand::Down { .. }
        | NodeCommand::Released { .. }
        | NodeCommand::HandOver { .. }
        | NodeCommand::HandedOver { .. }
        | NodeCommand::Adapters { .. }
        | NodeCommand::Stopping { .. } => None,
    }
}

fn group_view(command: &GroupCommand) -> View<'_> {
    match command {
        GroupCommand::Create { .. } => None,
        GroupCommand::Delete { group, .. }
        | GroupCommand::Rename { group, .. }
        | GroupCommand::Online { group, .. }
        | GroupCommand::Offline { group, .. }
        | GroupCommand::Move { group, .. }
        | GroupCommand::Cancel { group, .. } => Some((group, "show", PropertyScope::Common)),
        GroupCommand::Depend { group, .. } => Some((group, "depend", PropertyScope::Common)),
        GroupCommand::SetPreferredOwners { group, .. } => Some((group, "owners", PropertyScope::Common)),
        GroupCommand::SetProperties { group, scope, .. } => Some((group, "properties", *scope)),
    }
}

fn resource_view(command: &ResourceCommand) -> View<'_> {
    match command {
        ResourceCommand::Create { .. } => None,
        ResourceCommand::Delete { resource }
        | ResourceCommand::Rename { resource, .. }
        | ResourceCommand::ChangeGroup { resource, .. }
        | ResourceCommand::Online { resource, .. }
        | ResourceCommand::Offline { resource, .. }
        | ResourceCommand::Restart { resource }
        | ResourceCommand::Fail { resource }
        | ResourceCommand::SetMaintenance { resource, .. } => Some((resource, "show", PropertyScope::Common)),
        ResourceCommand::SetProperties { resource, scope, .. } => Some((resource, "properties", *scope)),
        ResourceCommand::AddDependency { resource, .. }
        | ResourceCommand::RemoveDependency { resource, .. }
        | ResourceCommand::SetDependencies { resource, .. } => Some((resource, "depend", PropertyScope::Common)),
        ResourceCommand::AddPossibleOwner { resource, .. } | ResourceCommand::RemovePossibleOwner { resource, .. } => {
            Some((resource, "owners", PropertyScope::Common))
        }
    }
}

fn type_view(command: &ResourceTypeCommand) -> View<'_> {
    match command {
        ResourceTypeCommand::Create { .. } => None,
        ResourceTypeCommand::Delete { type_name } => Some((type_name, "show", PropertyScope::Common)),
        ResourceTypeCommand::SetProperties { type_name, scope, .. } => Some((type_name, "properties", *scope)),
    }
}

fn group_set_view(command: &GroupSetCommand) -> View<'_> {
    match command {
        GroupSetCommand::Create { .. } | GroupSetCommand::CreateAvailabilitySet { .. } => None,
        GroupSetCommand::Delete { set }
        | GroupSetCommand::Rename { set, .. }
        | GroupSetCommand::AddGroup { set, .. }
        | GroupSetCommand::AddGroupToDomains { set, .. }
        | GroupSetCommand::AddRemoteDependency { set, .. }
        | GroupSetCommand::RemoveRemoteDependency { set, .. }
        | GroupSetCommand::RemoveGroup { set, .. } => Some((set, "show", PropertyScope::Common)),
        GroupSetCommand::SetProperties { set, scope, .. } => Some((set, "properties", *scope)),
        GroupSetCommand::AddDependency { set, .. }
        | GroupSetCommand::RemoveDependency { set, .. }
        | GroupSetCommand::SetDependencies { set, .. } => Some((set, "depend", PropertyScope::Common)),
    }
}

fn rule_view(command: &AffinityCommand) -> View<'_> {
    match command {
        AffinityCommand::Create { .. } => None,
        AffinityCommand::Delete { rule }
        | AffinityCommand::AddGroup { rule, .. }
        | AffinityCommand::RemoveGroup { rule, .. } => Some((rule, "show", PropertyScope::Common)),
        AffinityCommand::SetProperties { rule, scope, .. } => Some((rule, "properties", *scope)),
    }
}

fn network_view(command: &NetworkCommand) -> View<'_> {
    match command {
        NetworkCommand::Rename { network, .. } => Some((network, "show", PropertyScope::Common)),
        NetworkCommand::SetProperties { network, scope, .. } => Some((network, "properties", *scope)),
        NetworkCommand::SetInterfaceProperties { .. } => None,
    }
}

fn domain_view(command: &FaultDomainCommand) -> View<'_> {
    match command {
        FaultDomainCommand::SetProperties { domain, scope, .. } => Some((domain, "properties", *scope)),
        _ => None,
    }
}
