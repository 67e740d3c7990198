//! Networks and network interfaces in the form in which clients see them.

use cluster_state::State;
use cluster_state::config::{NetInterfaceConfig, NetworkConfig};
use model::hive::Key;
use model::{Value, fold};
use proto::client as wire;

/// By name.
pub fn networks(state: &State) -> Vec<wire::NetworkView> {
    let mut networks: Vec<&NetworkConfig> = state.config().networks.values().map(|network| &**network).collect();
    networks.sort_by_cached_key(|network| fold::fold(&network.name));
    networks.into_iter().map(|network| network_view(state, network)).collect()
}

pub fn network_view(state: &State, network: &NetworkConfig) -> wire::NetworkView {
    let key = state.hive().key(&format!("Networks\\{}", network.id));
    let interfaces = state.config().interfaces_of_network(network.id);
    wire::NetworkView {
        id: network.id.to_string(),
        name: network.name.clone(),
        state: state.network_state(network.id).to_string(),
        role: network.role,
        metric: state.network_metric(network.id),
        auto_metric: network.auto_metric,
        subnets: state.subnets_of(network.id).iter().map(ToString::to_string).collect(),
        interfaces: interfaces.map(|interface| interface.name.clone()).collect(),
        description: text(key, "Description"),
    }
}

/// By node, and there by name.
pub fn interfaces(state: &State) -> Vec<wire::NetworkInterfaceView> {
    let mut interfaces: Vec<&NetInterfaceConfig> =
        state.config().interfaces.values().map(|interface| &**interface).collect();
    interfaces.sort_by_cached_key(|interface| (interface.node, fold::fold(&interface.name)));
    interfaces.into_iter().map(|interface| interface_view(state, interface)).collect()
}

pub fn interface_view(state: &State, interface: &NetInterfaceConfig) -> wire::NetworkInterfaceView {
    let key = state.hive().key(&format!("NetworkInterfaces\\{}", interface.id));
    let config = state.config();
    let addresses = ["IPv4Addresses", "IPv6Addresses"].iter().flat_map(|name| list(key, name));
    wire::NetworkInterfaceView {
        id: interface.id.to_string(),
        name: interface.name.clone(),
        state: state.interface_state(interface.id).to_string(),
        node: config.nodes.get(&interface.node).map(|node| node.name.clone()).unwrap_or_default(),
        network: config.networks.get(&interface.network).map(|network| network.name.clone()).unwrap_or_default(),
        node_id: interface.node.0,
        network_id: interface.network.to_string(),
        adapter: interface.adapter.clone(),
        adapter_id: text(key, "AdapterId"),
        addresses: addresses.collect(),
        dhcp: key.and_then(|key| key.value("DhcpEnabled")) == Some(&Value::Dword(1)),
        description: text(key, "Description"),
    }
}

fn text(key: Option<&Key>, name: &str) -> String {
    match key.and_then(|key| key.value(name)) {
        Some(Value::Sz(text)) => text.clone(),
        _ => String::new(),
    }
}

fn list(key: Option<&Key>, name: &str) -> Vec<String> {
    match key.and_then(|key| key.value(name)) {
        Some(Value::MultiSz(list)) => list.clone(),
        _ => Vec::new(),
    }
}
