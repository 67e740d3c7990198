//! States of networks and network interfaces (object-model 9): computed from what the nodes say of their adapters.

use crate::announce::{dword_buffer, interface_flag, network_flag};
use crate::apply::Apply;
use crate::command::Adapter;
use crate::config::NetInterfaceConfig;
use crate::config::keys::Object;
use crate::outcome::Level;
use crate::state::State;
use model::{NetInterfaceId, NetInterfaceState, NetworkId, NetworkState, NodeId, NodeState};
use std::collections::BTreeMap;

/// The states of everything at one moment, to tell the differences.
pub(crate) struct LinkStates {
    interfaces: BTreeMap<NetInterfaceId, NetInterfaceState>,
    networks: BTreeMap<NetworkId, NetworkState>,
}

impl State {
    /// What the active life of the node has said of its adapters; `None` before that, and while it is Down.
    pub fn adapters_of(&self, node: NodeId) -> Option<&[Adapter]> {
        self.runtime.nodes.get(&node)?.adapters.as_deref()
    }

    /// Unknown for an interface that does not exist.
    pub fn interface_state(&self, interface: NetInterfaceId) -> NetInterfaceState {
        match self.config.interfaces.get(&interface) {
            Some(interface) => self.state_of_interface(interface),
            None => NetInterfaceState::Unknown,
        }
    }

    fn state_of_interface(&self, interface: &NetInterfaceConfig) -> NetInterfaceState {
        let Some(node) = self.runtime.nodes.get(&interface.node) else { return NetInterfaceState::Unavailable };
        let active = matches!(node.state, NodeState::Up | NodeState::Paused);
        let Some(adapters) = node.adapters.as_ref().filter(|_| active) else { return NetInterfaceState::Unavailable };
        match adapters.iter().find(|adapter| adapter.name == interface.adapter) {
            Some(adapter) if adapter.ready && !adapter.addresses.is_empty() => NetInterfaceState::Up,
            _ => NetInterfaceState::Failed,
        }
    }

    /// Unknown for a network that does not exist.
    pub fn network_state(&self, network: NetworkId) -> NetworkState {
        if !self.config.networks.contains_key(&network) {
            return NetworkState::Unknown;
        }
        let states = self.config.interfaces_of_network(network).map(|interface| self.state_of_interface(interface));
        combined(states)
    }

    pub(crate) fn link_states(&self) -> LinkStates {
        let interfaces = self.config.interfaces.values();
        let networks = self.config.networks.keys();
        LinkStates {
            interfaces: interfaces.map(|interface| (interface.id, self.state_of_interface(interface))).collect(),
            networks: networks.map(|network| (*network, self.network_state(*network))).collect(),
        }
    }
}

/// Interfaces of nodes that are not active do not count (policies 16.14); one that has failed takes no part, so the others
/// are what the network is (policies 16.13).
fn combined(interfaces: impl Iterator<Item = NetInterfaceState>) -> NetworkState {
    let (mut counted, mut up, mut unreachable) = (0, 0, 0);
    for state in interfaces {
        match state {
            NetInterfaceState::Unavailable | NetInterfaceState::Unknown => continue,
            NetInterfaceState::Up => up += 1,
            NetInterfaceState::Unreachable => unreachable += 1,
            NetInterfaceState::Failed => {}
        }
        counted += 1;
    }
    match (counted, up, unreachable) {
        (0, ..) => NetworkState::Unavailable,
        (_, 0, _) => NetworkState::Down,
        (_, _, 0) => NetworkState::Up,
        _ => NetworkState::Partitioned,
    }
}

impl Apply<'_> {
    /// Tells what is otherwise than before: interfaces first, then networks (notifications 4). What is new begins Unavailable.
    pub(crate) fn tell_link_states(&mut self, before: &LinkStates) {
        let after = self.state.link_states();
        for (id, now) in after.interfaces {
            let then = before.interfaces.get(&id).copied().unwrap_or(NetInterfaceState::Unavailable);
            if then != now {
                self.announce_interface(id, interface_flag::STATE, dword_buffer(now.number() as u32));
                self.record_interface_state(id, then, now);
            }
        }
        for (id, now) in after.networks {
            let then = before.networks.get(&id).copied().unwrap_or(NetworkState::Unavailable);
            if then != now {
                self.announce_network(id, network_flag::STATE, dword_buffer(now.number() as u32));
                self.record_network_state(id, then, now);
            }
        }
    }

    /// A node that comes or goes says enough about its interfaces.
    fn record_interface_state(&mut self, id: NetInterfaceId, then: NetInterfaceState, now: NetInterfaceState) {
        let (level, text) = match (then, now) {
            (_, NetInterfaceState::Failed) => (Level::Warning, "has failed: it has no carrier, or no address any more"),
            (NetInterfaceState::Failed | NetInterfaceState::Unreachable, NetInterfaceState::Up) => {
                (Level::Information, "is Up again")
            }
            _ => return,
        };
        let object = Object::NetInterface(id);
        let text = format!("{} {text}.", self.state.titled(&object));
        self.record(level, self.state.subject(&object), "policies 16.11", text, Vec::new());
    }

    fn record_network_state(&mut self, id: NetworkId, then: NetworkState, now: NetworkState) {
        let (level, text) = match (then, now) {
            (_, NetworkState::Down) => (Level::Warning, "is Down: none of its interfaces works"),
            (_, NetworkState::Partitioned) => (Level::Warning, "is partitioned"),
            (NetworkState::Down | NetworkState::Partitioned, NetworkState::Up) => (Level::Information, "is Up again"),
            _ => return,
        };
        let object = Object::Network(id);
        let text = format!("{} {text}.", self.state.titled(&object));
        self.record(level, self.state.subject(&object), "policies 16.13", text, Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interfaces_make_the_state_of_their_network() {
        use NetInterfaceState::{Failed, Unavailable, Unreachable, Up};
        let check = |interfaces: &[NetInterfaceState], expected| {
            assert_eq!(combined(interfaces.iter().copied()), expected, "{interfaces:?}");
        };
        check(&[], NetworkState::Unavailable);
        check(&[Unavailable, Unavailable], NetworkState::Unavailable);
        check(&[Failed, Unreachable], NetworkState::Down);
        check(&[Failed, Unavailable], NetworkState::Down);
        check(&[Up, Up, Unreachable], NetworkState::Partitioned);
        check(&[Up, Up, Up], NetworkState::Up);
        check(&[Up, Unavailable], NetworkState::Up);
        check(&[Up, Up, Failed], NetworkState::Up);
    }
}
