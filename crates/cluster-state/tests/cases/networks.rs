//! Steps about networks, and what they are in an account.

use crate::account::{Named, renamed, step};
use crate::words::Words;
use crate::world::World;
use cluster_state::State;
use cluster_state::command::{Adapter, Command, NodeCommand};
use model::{NetInterfaceId, NetInterfaceState, NetworkId, NetworkState, Subnet, Value};
use std::collections::BTreeMap;

#[derive(Clone, PartialEq)]
pub(crate) struct NetworkFacts {
    name: String,
    state: NetworkState,
    subnets: Vec<String>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct InterfaceFacts {
    name: String,
    state: NetInterfaceState,
    network: String,
    addresses: Vec<String>,
}

/// `adapters NODE [earlier-life] NAME=ADDRESS/PREFIX,...[+down][+dhcp] ...`: all that the node has.
pub(crate) fn adapters(world: &World, words: &mut Words) -> Result<Command, String> {
    let node = world.node(&words.next("a node")?)?;
    let incarnation = world.life(node, words.take("earlier-life"));
    let adapters = words.rest().iter().map(|text| adapter(text)).collect::<Result<Vec<Adapter>, String>>()?;
    Ok(Command::Node(NodeCommand::Adapters { node, incarnation, adapters }))
}

fn adapter(text: &str) -> Result<Adapter, String> {
    let (name, rest) = text.split_once('=').ok_or_else(|| format!("an adapter is written NAME=SUBNET, not {text}"))?;
    let mut parts = rest.split('+');
    let addresses = parts.next().unwrap_or("").split(',').filter(|address| !address.is_empty());
    let addresses = addresses.map(|address| address.parse::<Subnet>().map_err(|_| format!("no subnet: {address}")));
    let mut adapter = Adapter {
        name: name.into(),
        id: format!("id-of-{name}"),
        ready: true,
        dhcp: false,
        addresses: addresses.collect::<Result<_, _>>()?,
    };
    for word in parts {
        match word {
            "down" => adapter.ready = false,
            "dhcp" => adapter.dhcp = true,
            other => return Err(format!("an adapter is not {other:?}")),
        }
    }
    Ok(adapter)
}

pub(crate) fn networks(state: &State) -> BTreeMap<NetworkId, NetworkFacts> {
    let facts = state.config().networks.values().map(|network| {
        let path = format!("Networks\\{}", network.id);
        let pairs = [("IPv4Addresses", "IPv4PrefixLengths"), ("IPv6Addresses", "IPv6PrefixLengths")];
        let subnets = pairs.iter().flat_map(|(addresses, prefixes)| {
            let prefixes = list(state, &path, prefixes);
            list(state, &path, addresses)
                .into_iter()
                .zip(prefixes)
                .map(|(address, prefix)| format!("{address}/{prefix}"))
        });
        let facts = NetworkFacts {
            name: network.name.clone(),
            state: state.network_state(network.id),
            subnets: subnets.collect(),
        };
        (network.id, facts)
    });
    facts.collect()
}

pub(crate) fn interfaces(state: &State) -> BTreeMap<NetInterfaceId, InterfaceFacts> {
    let facts = state.config().interfaces.values().map(|interface| {
        let path = format!("NetworkInterfaces\\{}", interface.id);
        let addresses = ["IPv4Addresses", "IPv6Addresses"].iter().flat_map(|name| list(state, &path, name));
        let facts = InterfaceFacts {
            name: interface.name.clone(),
            state: state.interface_state(interface.id),
            network: state.config().networks[&interface.network].name.clone(),
            addresses: addresses.collect(),
        };
        (interface.id, facts)
    });
    facts.collect()
}

fn list(state: &State, path: &str, name: &str) -> Vec<String> {
    match state.hive().value(path, name) {
        Some(Value::MultiSz(list)) => list.clone(),
        _ => Vec::new(),
    }
}

impl Named for NetworkFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for InterfaceFacts {
    fn name(&self) -> &str {
        &self.name
    }
}

pub(crate) fn network_line(old: Option<&NetworkFacts>, new: &NetworkFacts) -> String {
    let state = step(old.map(|old| old.state), new.state);
    format!("{}: {state}, {}", renamed(old, new), step(old.map(|old| old.subnets.join(" ")), new.subnets.join(" ")))
}

pub(crate) fn interface_line(old: Option<&InterfaceFacts>, new: &InterfaceFacts) -> String {
    let state = step(old.map(|old| old.state), new.state);
    let addresses = step(old.map(|old| old.addresses.join(" ")), new.addresses.join(" "));
    format!("{}: {state} in {}, {addresses}", renamed(old, new), new.network)
}
