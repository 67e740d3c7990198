//! What this machine has for network adapters, told to the cluster when this node has joined and when they change (policies 16).
//!
//! [`watch`] hears from the kernel; the event loop tells what it saw until the state shows it.

use crate::event::{Event, Events};
use crate::event_loop::EventLoop;
use address::watch::Watch;
use address::{Interface, Interfaces, Subnet};
use cluster_state::State;
use cluster_state::command::{ADAPTERS_MAX, ADDRESSES_MAX, Adapter, Command, NodeCommand};
use model::{BootTime, NodeId};
use node::{Input, Now};
use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::sleep;

/// What happens together is looked at once.
const SETTLED: Duration = Duration::from_millis(250);
/// Where the kernel does not tell, it is asked.
const ASKED_EVERY: Duration = Duration::from_secs(10);
/// A report is said again until the state shows it: the log may have dropped it.
const SAY_AGAIN_MS: u64 = 500;

/// What was seen last, and what is to be told of it. Empty at the beginning.
#[derive(Default)]
pub struct Adapters {
    seen: Option<Interfaces>,
    /// Of `seen`, as it was when the state was looked at.
    mine: Option<Vec<Adapter>>,
    said: Option<BootTime>,
}

/// Looks at the adapters now, and after each change.
pub async fn watch(events: Events) {
    let mut last = None;
    let mut look = || match Interfaces::read() {
        Ok(seen) if last.as_ref() == Some(&seen) => {}
        Ok(seen) => {
            events.send(Event::Adapters(seen.clone()));
            last = Some(seen);
        }
        Err(error) => tracing::warn!("the network adapters of this machine cannot be read: {error}"),
    };
    match listen() {
        Ok((source, readable)) => loop {
            look();
            let Ok(mut ready) = readable.readable().await else { return };
            sleep(SETTLED).await;
            // Everything is looked at anew, whatever it was.
            drop(source.read());
            ready.clear_ready();
        },
        Err(error) => {
            tracing::warn!("the kernel does not tell of changes of network adapters: {error}");
            loop {
                look();
                sleep(ASKED_EVERY).await;
            }
        }
    }
}

fn listen() -> io::Result<(Watch, AsyncFd<OwnedFd>)> {
    let source = Watch::open()?;
    let readable = readable(source.as_fd().try_clone_to_owned()?)?;
    Ok((source, readable))
}

#[allow(deprecated, reason = "its replacement is unsafe for kinds of descriptor that may be closed; an OwnedFd is not")]
fn readable(descriptor: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::with_interest(descriptor, Interest::READABLE)
}

impl EventLoop {
    pub(crate) fn adapters_seen(&mut self, seen: Interfaces) {
        let adapters = &mut self.memory.adapters;
        (adapters.seen, adapters.mine, adapters.said) = (Some(seen), None, None);
    }

    /// Only as a member, and only what the state does not show yet.
    pub(crate) fn tell_adapters(&mut self, now: Now) {
        let (state, me) = (self.node.state(), self.host.node());
        let Some(incarnation) = state.active_incarnation(me).filter(|_| self.node.is_member()) else { return };
        let memory = &mut self.memory.adapters;
        let Some(seen) = &memory.seen else { return };
        let told = state.adapters_of(me);
        if told.is_none() {
            memory.mine = None;
        }
        let mine = memory.mine.get_or_insert_with(|| own_adapters(seen, state, me, self.peer_address));
        let again = memory.said.is_none_or(|said| now.boot >= said.plus_ms(SAY_AGAIN_MS));
        if told != Some(&**mine) && again {
            memory.said = Some(now.boot);
            let report = NodeCommand::Adapters { node: me, incarnation, adapters: mine.clone() };
            self.node.handle(now, Input::Proposal(Command::Node(report)));
        }
    }
}

/// What the cluster is told: adapters with an address in a subnet, and those by which it knows the node already. Addresses for
/// clients are not the node's own, and the loopback counts only where the nodes speak to each other through it.
fn own_adapters(seen: &Interfaces, state: &State, me: NodeId, peer_address: IpAddr) -> Vec<Adapter> {
    let known: BTreeSet<&str> =
        state.config().interfaces_of_node(me).map(|interface| interface.adapter.as_str()).collect();
    let served = state.client_addresses();
    let adapters = seen.0.values().filter(|interface| !interface.inside).map(|interface| {
        let own = interface.subnets.iter().filter(|own| {
            let usable = !interface.unfit.contains(&own.address) && !served.contains(&own.address);
            usable && joins_nodes(interface, own, peer_address)
        });
        let addresses: Vec<Subnet> = own.copied().take(ADDRESSES_MAX).collect();
        Adapter {
            name: interface.name.clone(),
            id: interface.hardware.filter(|_| !interface.loopback).map(hardware_text).unwrap_or_default(),
            ready: interface.ready,
            dhcp: addresses.iter().any(|own| own.address.is_ipv4() && interface.passing.contains(&own.address)),
            addresses,
        }
    });
    adapters
        .filter(|adapter| !adapter.addresses.is_empty() || known.contains(adapter.name.as_str()))
        .take(ADAPTERS_MAX)
        .collect()
}

/// Whether other nodes could be reached through it: not a link-local address, and not one that has a subnet for itself.
fn joins_nodes(interface: &Interface, own: &Subnet, peer_address: IpAddr) -> bool {
    let (local, whole) = match own.address {
        IpAddr::V4(address) => (address.is_link_local(), 32),
        IpAddr::V6(address) => (address.is_unicast_link_local(), 128),
    };
    match interface.loopback {
        true => own.contains(peer_address),
        false => own.address == peer_address || !(local || own.prefix == whole),
    }
}

fn hardware_text(bytes: [u8; 6]) -> String {
    bytes.map(|byte| format!("{byte:02x}")).join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(index: u32, subnets: &[&str]) -> Interface {
        Interface {
            index,
            name: format!("eth{index}"),
            hardware: Some([0x52, 0x54, 0, 0x12, 0x34, index as u8]),
            ready: true,
            loopback: false,
            subnets: subnets.iter().map(|text| text.parse().unwrap()).collect(),
            passing: Vec::new(),
            unfit: Vec::new(),
            inside: false,
        }
    }

    /// The adapters that are told, each with its addresses.
    #[track_caller]
    fn check(seen: &[Interface], peer_address: &str, expected: &[&str]) {
        let seen = Interfaces(seen.iter().map(|interface| (interface.index, interface.clone())).collect());
        let told = own_adapters(&seen, &State::empty(), NodeId(1), peer_address.parse().unwrap());
        let in_words = |adapter: &Adapter| {
            let addresses: Vec<String> = adapter.addresses.iter().map(Subnet::to_string).collect();
            format!("{} {}{}", adapter.name, addresses.join(","), if adapter.dhcp { " dhcp" } else { "" })
        };
        assert_eq!(told.iter().map(in_words).collect::<Vec<String>>(), expected);
    }

    #[test]
    fn adapters_with_a_subnet_are_told() {
        let lo = Interface { name: "lo".into(), loopback: true, ..interface(1, &["127.0.0.1/8", "::1/128"]) };
        let lan = interface(2, &["10.77.0.1/24", "fd77::1/64", "fe80::1/64"]);
        let plugged_out = Interface { ready: false, ..interface(3, &["10.78.0.1/24"]) };
        let bare = interface(4, &["169.254.3.4/16", "192.0.2.1/32"]);
        let containers = Interface { inside: true, ..interface(5, &["172.17.0.1/16"]) };
        let mut leased = interface(6, &["10.79.0.1/24", "fd79::1/64", "fd79::2/64"]);
        leased.passing = leased.subnets.iter().map(|own| own.address).collect();
        leased.unfit = vec![leased.subnets[2].address];
        let all = [lo, lan, plugged_out, bare, containers, leased];
        let lan = ["eth2 10.77.0.1/24,fd77::1/64", "eth3 10.78.0.1/24", "eth6 10.79.0.1/24,fd79::1/64 dhcp"];
        check(&all, "0.0.0.0", &lan);
        check(&all, "127.0.0.1", &[&["lo 127.0.0.1/8"], &lan[..]].concat());
        check(&all, "192.0.2.1", &[lan[0], lan[1], "eth4 192.0.2.1/32", lan[2]]);
    }

    #[test]
    fn a_hardware_address_is_the_id_of_an_adapter() {
        assert_eq!(hardware_text([0x52, 0x54, 0, 0x12, 0x34, 0x0a]), "52:54:00:12:34:0a");
    }
}
