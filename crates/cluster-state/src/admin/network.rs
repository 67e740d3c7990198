//! Requests about networks and network interfaces (policies 16). They come and go by the nodes' reports
//! ([`super::network_report`]); an administrator gives names, roles, metrics and descriptions.

use super::Draft;
use crate::apply::Apply;
use crate::command::{NetworkCommand, PropertyScope};
use crate::config::keys::{self, Object};
use crate::config::{NetworkConfig, ResourceConfig};
use crate::next_command::about_network;
use crate::outcome::Reply;
use crate::state::State;
use core::net::IpAddr;
use model::property::{self, PropertyOf};
use model::{NetworkId, NodeId, Refusal, ResourceId, Subnet, Value, Win32Code, fold, name};
use std::collections::BTreeSet;

/// CLUSTER_NETWORK_ROLE.
const INTERNAL: u32 = 1;
const CLIENT: u32 = 2;

/// The types of resource that stand in a network, and the properties by which they do.
const ADDRESS_TYPES: &[&str] = &["IP Address", "IPv6 Address"];
const NETWORK_PROPERTY: &str = "Network";
const ADDRESS_PROPERTY: &str = "Address";

/// What AutoMetric makes of a network (policies 16.4): internal traffic takes those first that only it may take.
const METRIC_INTERNAL_ONLY: u32 = 50;

impl Apply<'_> {
    pub(crate) fn apply_network(&mut self, command: &NetworkCommand) -> Result<Reply, Refusal> {
        match command {
            NetworkCommand::Rename { network, name } => self.rename_network(network, name),
            NetworkCommand::SetProperties { network, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::Network, network)?;
                self.set_properties(target, *scope, changes)
            }
            NetworkCommand::SetInterfaceProperties { interface, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::NetworkInterface, interface)?;
                self.set_properties(target, *scope, changes)
            }
        }
    }

    /// Resources that name the network follow. Refuses 123 for a name without a character, 183 for one that is taken.
    fn rename_network(&mut self, network: &str, new_name: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_network(network)?;
        name::check_network_name(new_name)?;
        self.state.check_network_name_free(new_name, id)?;
        let old = self.state.config.networks[&id].name.clone();
        if old == new_name {
            return Ok(Reply::Done);
        }
        let object = Object::Network(id);
        let mut draft = Draft::new(self.state);
        let value = || Some(Value::Sz(new_name.into()));
        draft.change_property(&object, PropertyScope::Common, keys::NAME, value())?;
        for resource in self.state.resources_naming(&old) {
            draft.change_property(&Object::Resource(resource), PropertyScope::Private, NETWORK_PROPERTY, value())?;
        }
        self.commit(draft);
        self.record_rename(&object, &old);
        Ok(Reply::Done)
    }
}

impl State {
    /// Resources whose Network is this name.
    fn resources_naming(&self, name: &str) -> Vec<ResourceId> {
        let named = |resource: &&ResourceId| {
            let network = self.own_text(**resource, NETWORK_PROPERTY);
            network.is_some_and(|network| fold::equals(network, name))
        };
        self.config
            .resources
            .values()
            .filter(|resource| is_address(resource))
            .map(|resource| &resource.id)
            .filter(named)
            .copied()
            .collect()
    }

    /// What is served to clients, or may be: these addresses belong to no node.
    pub fn client_addresses(&self) -> BTreeSet<IpAddr> {
        let resources = self.config.resources.values().filter(|resource| is_address(resource));
        resources.filter_map(|resource| self.own_text(resource.id, ADDRESS_PROPERTY)?.parse().ok()).collect()
    }

    fn own_text(&self, resource: ResourceId, name: &str) -> Option<&str> {
        match self.hive.value(&Object::Resource(resource).parameters_path(), name) {
            Some(Value::Sz(text)) => Some(text),
            _ => None,
        }
    }

    /// A resource that stands in the network: it names it, or names none and has an address in it.
    fn dependent_on(&self, network: &NetworkConfig) -> Option<&ResourceConfig> {
        let subnets = self.subnets_of(network.id);
        let inside = |address: &str| {
            let address = address.parse();
            address.is_ok_and(|address| subnets.iter().any(|subnet| subnet.contains(address)))
        };
        let stands = |resource: &&ResourceConfig| {
            let by_name = self.own_text(resource.id, NETWORK_PROPERTY).filter(|name| !name.is_empty());
            match by_name {
                Some(name) => self.resolve_network(name).is_ok_and(|named| named == network.id),
                None => self.own_text(resource.id, ADDRESS_PROPERTY).is_some_and(inside),
            }
        };
        self.config.resources.values().map(|resource| &**resource).filter(|resource| is_address(resource)).find(stands)
    }

    /// What is set, or what the cluster chooses; 0 for a network that does not exist.
    pub fn network_metric(&self, network: NetworkId) -> u32 {
        let set = self.hive.value(&Object::Network(network).path(), keys::METRIC).cloned();
        match set.or_else(|| self.automatic_metric(network)) {
            Some(Value::Dword(metric)) => metric,
            _ => 0,
        }
    }

    /// All subnets of a network, the one by which it is known first among those of its family.
    pub fn subnets_of(&self, network: NetworkId) -> Vec<Subnet> {
        let path = Object::Network(network).path();
        let list = |name: &str| match self.hive.value(&path, name) {
            Some(Value::MultiSz(list)) => list.clone(),
            _ => Vec::new(),
        };
        let pairs = [("IPv4Addresses", "IPv4PrefixLengths"), ("IPv6Addresses", "IPv6PrefixLengths")];
        let subnets = pairs.iter().flat_map(|(addresses, prefixes)| list(addresses).into_iter().zip(list(prefixes)));
        subnets.filter_map(|(address, prefix)| format!("{address}/{prefix}").parse().ok()).collect()
    }

    /// Role as it may be set (policies 16.2).
    pub(super) fn check_role(&self, value: Option<&Value>) -> Result<(), Refusal> {
        match value {
            Some(Value::Dword(CLIENT)) => {
                let message =
                    "A network is not for clients alone: Role is 0, 1 (internal use) or 3 (internal and client)";
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what a draft makes of the roles of networks: 5066 when no internal one would be left (policies 16.6), 5067 when
    /// clients of a resource could not reach it any more (policies 16.7). Costs nothing when it changes none.
    pub(super) fn check_roles(&self, draft: &mut Draft) -> Result<(), Refusal> {
        let touched = draft.touched().iter().filter_map(|object| match object {
            Object::Network(id) => self.config.networks.get(id),
            _ => None,
        });
        let touched: Vec<&NetworkConfig> = touched.map(|network| &**network).collect();
        if touched.is_empty() {
            return Ok(());
        }
        let (usual, hive) = (default_role(), draft.hive());
        let role_then = |id: NetworkId| match hive.value(&Object::Network(id).path(), keys::ROLE) {
            Some(Value::Dword(role)) => *role,
            _ => usual,
        };
        let changed = touched.into_iter().filter(|network| role_then(network.id) != network.role);
        for network in changed {
            let role = role_then(network.id);
            let next = || about_network("properties", &network.name);
            let internal_left = self.config.networks.keys().any(|id| role_then(*id) & INTERNAL != 0);
            if network.role & INTERNAL != 0 && !internal_left {
                let message =
                    format!("Network \"{}\" is the last one that the nodes may use among themselves", network.name);
                return Err(Refusal::new(Win32Code::ERROR_CLUSTER_LAST_INTERNAL_NETWORK, message).next(next()));
            }
            if network.role & CLIENT != 0
                && role & CLIENT == 0
                && let Some(dependent) = self.dependent_on(network)
            {
                let message =
                    format!("Clients reach resource \"{}\" through network \"{}\"", dependent.name, network.name);
                return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NETWORK_HAS_DEPENDENTS, message).next(next()));
            }
        }
        Ok(())
    }

    /// The metric that a network has by itself.
    pub(crate) fn automatic_metric(&self, network: NetworkId) -> Option<Value> {
        let network = self.config.networks.get(&network)?;
        let usual = property::find(property::table(PropertyOf::Network), keys::METRIC).map(property::default_value);
        if network.role == INTERNAL { Some(Value::Dword(METRIC_INTERNAL_ONLY)) } else { usual }
    }

    /// Network of an address resource as its host is told: where a cluster network is named, the adapter that connects the
    /// node to it, else the subnet (policies 16.15). Nothing for what names no cluster network.
    pub(crate) fn network_of_host(&self, node: NodeId, type_name: &str, network: &str) -> Option<Value> {
        if network.is_empty() || !ADDRESS_TYPES.iter().any(|of_type| fold::equals(of_type, type_name)) {
            return None;
        }
        let network = self.resolve_network(network).ok()?;
        let adapter = self.config.interface_between(node, network).map(|interface| interface.adapter.clone());
        Some(Value::Sz(adapter.unwrap_or_else(|| self.config.networks[&network].subnet.to_string())))
    }
}

impl Draft {
    /// Setting Metric ends its being chosen; choosing it again forgets what was set (policies 16.3).
    pub(super) fn couple_metric(&mut self, object: &Object, name: &str, value: Option<&Value>) -> Result<(), Refusal> {
        match (name, value) {
            (keys::METRIC, Some(_)) => self.couple(object, keys::AUTO_METRIC, Some(Value::Dword(0))),
            (keys::METRIC, None) => self.couple(object, keys::AUTO_METRIC, None),
            (keys::AUTO_METRIC, None | Some(Value::Dword(1))) => self.couple(object, keys::METRIC, None),
            _ => Ok(()),
        }
    }
}

fn is_address(resource: &ResourceConfig) -> bool {
    ADDRESS_TYPES.iter().any(|of_type| fold::equals(of_type, &resource.type_name))
}

fn default_role() -> u32 {
    let row = property::find(property::table(PropertyOf::Network), keys::ROLE);
    match row.map(property::default_value) {
        Some(Value::Dword(role)) => role,
        _ => panic!("the property tables have no Role of a network"),
    }
}
