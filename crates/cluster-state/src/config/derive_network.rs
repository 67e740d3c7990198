//! Reading cluster networks and network interfaces.

use super::derive::{Damage, Source, forget_name, rename};
use super::keys::{self, Object};
use super::{Config, NetInterfaceConfig, NetworkConfig};
use model::fold::fold;
use model::property::PropertyOf;
use model::{NetInterfaceId, NetworkId, NodeId};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Config {
    pub(super) fn derive_network(&mut self, id: NetworkId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.networks.remove(&id).map(|network| fold(&network.name));
        let Some(source) = source else {
            forget_name(&mut self.network_names, old, &id);
            return Ok(());
        };
        let network = NetworkConfig {
            id,
            name: source.required_text(keys::NAME)?,
            subnet: source.parsed(keys::SUBNET)?.ok_or_else(|| source.damage("has no subnet"))?,
            role: source.number(PropertyOf::Network, keys::ROLE)?,
            auto_metric: source.flag(PropertyOf::Network, keys::AUTO_METRIC)?,
        };
        rename(&mut self.network_names, old, &network.name, id, &source)?;
        self.networks.insert(id, Arc::new(network));
        Ok(())
    }

    pub(super) fn derive_interface(&mut self, id: NetInterfaceId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.interfaces.remove(&id);
        let old_name = old.as_ref().map(|interface| fold(&interface.name));
        if let Some(old) = old
            && self.interface_at.get(&(old.network, old.node)) == Some(&id)
        {
            self.interface_at.remove(&(old.network, old.node));
        }
        let Some(source) = source else {
            forget_name(&mut self.interface_names, old_name, &id);
            return Ok(());
        };
        let node: Option<u32> = source.parsed(keys::NODE)?;
        let interface = NetInterfaceConfig {
            id,
            name: source.required_text(keys::NAME)?,
            node: node.map(NodeId).ok_or_else(|| source.damage("is an interface of no node"))?,
            network: source.parsed(keys::NETWORK)?.ok_or_else(|| source.damage("is an interface to no network"))?,
            adapter: source.text(keys::ADAPTER)?.unwrap_or_default(),
        };
        rename(&mut self.interface_names, old_name, &interface.name, id, &source)?;
        self.interface_at.insert((interface.network, interface.node), id);
        self.interfaces.insert(id, Arc::new(interface));
        Ok(())
    }

    /// Before interfaces are derived again that may have taken names from each other.
    pub(crate) fn release_link_names(&mut self, touched: &BTreeSet<Object>) {
        for object in touched {
            if let Object::NetInterface(id) = object
                && let Some(old) = self.interfaces.get(id).map(|interface| fold(&interface.name))
            {
                forget_name(&mut self.interface_names, Some(old), id);
            }
        }
    }

    /// Interfaces connect nodes that exist to networks that exist, each pair once.
    pub(super) fn check_network_references(&self) -> Result<(), Damage> {
        for interface in self.interfaces.values() {
            if !self.nodes.contains_key(&interface.node) || !self.networks.contains_key(&interface.network) {
                return Err(Damage(format!("\"{}\" connects a node and a network that are missing", interface.name)));
            }
        }
        match self.interface_at.len() == self.interfaces.len() {
            true => Ok(()),
            false => Err(Damage("A node has two interfaces in one network".into())),
        }
    }

    /// The interfaces of a network, by node.
    pub fn interfaces_of_network(&self, network: NetworkId) -> impl Iterator<Item = &NetInterfaceConfig> {
        let range = (network, NodeId(0))..=(network, NodeId(u32::MAX));
        self.interface_at.range(range).filter_map(|(_, id)| self.interfaces.get(id)).map(|interface| &**interface)
    }

    /// The interfaces of a node, by network.
    pub fn interfaces_of_node(&self, node: NodeId) -> impl Iterator<Item = &NetInterfaceConfig> {
        let at = self.networks.keys().filter_map(move |network| self.interface_at.get(&(*network, node)));
        at.filter_map(|id| self.interfaces.get(id)).map(|interface| &**interface)
    }

    /// GetClusterNetInterface: the connection of a node to a network.
    pub fn interface_between(&self, node: NodeId, network: NetworkId) -> Option<&NetInterfaceConfig> {
        self.interface_at.get(&(network, node)).and_then(|id| self.interfaces.get(id)).map(|interface| &**interface)
    }
}
