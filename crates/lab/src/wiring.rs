//! Names and addresses, and the `ip` lines that make the networks.
//!
//! | machine | eth0: client network | eth1: heartbeat network | ports of the switch |
//! | --- | --- | --- | --- |
//! | n1, n2, n3 | 10.77.0.K/24, fd77::K/64 | 10.78.0.K/24 | c-nK, h-nK |
//! | client | 10.77.0.250/24, fd77::fa/64 | | c-client |
//! | d1, d2, d3 | 10.77.0.24K/24, fd77::f1:K/64 | | c-dK |
//!
//! dK is a client that knows the hardware address of nK by heart: whatever it sends reaches that node and no other.

use std::fmt::Write;
use std::net::Ipv4Addr;

/// The names of the nodes, in the order of their numbers 1, 2, 3.
pub const NODES: [&str; 3] = ["n1", "n2", "n3"];

/// A node's own address on the client network. `number` counts from 1.
pub fn client_address(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 77, 0, number)
}

/// A node's address on the heartbeat network. `number` counts from 1.
pub fn heartbeat_address(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 78, 0, number)
}

pub(crate) fn direct_client(number: u8) -> String {
    format!("d{number}")
}

/// The hardware address of a node on the client network: the same after each start, as a network card's is.
pub(crate) fn client_mac(number: u8) -> String {
    format!("02:00:00:00:4d:{number:02x}")
}

/// The two bridges. `stp_state 0`: a port forwards as soon as it is up (`ip-link(8)`).
pub(crate) fn switch_lines() -> String {
    let mut lines = String::from("link set lo up\n");
    for bridge in ["brc", "brh"] {
        let _ = writeln!(lines, "link add {bridge} type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
        let _ = writeln!(lines, "link set {bridge} addrgenmode none up");
    }
    lines
}

/// Plugs a machine into the switch: a cable of `network` ("c" or "h") whose other end is `device` in the machine `pid`.
pub(crate) fn cable_lines(network: &str, machine: &str, device: &str, mac: &str, pid: u32) -> String {
    let port = format!("{network}-{machine}");
    format!(
        "link add {port} type veth peer name {device} address {mac} netns {pid}\n\
         link set {port} addrgenmode none\nlink set {port} master br{network} up\n"
    )
}

/// Inside a node. `nodad`: the addresses are there at once, and nobody else has them.
pub(crate) fn node_lines(number: u8) -> String {
    format!(
        "link set lo up\n\
         link set eth0 addrgenmode none\nlink set eth1 addrgenmode none\n\
         link set eth0 up\nlink set eth1 up\n\
         addr add {}/24 dev eth0\naddr add fd77::{number}/64 dev eth0 nodad\naddr add fe80::{number}/64 dev eth0 nodad\n\
         addr add {}/24 dev eth1\naddr add fe80::{number}/64 dev eth1 nodad\n",
        client_address(number),
        heartbeat_address(number),
    )
}

/// Inside a client.
pub(crate) fn client_lines(v4: &str, v6: &str) -> String {
    format!(
        "link set lo up\nlink set eth0 addrgenmode none\nlink set eth0 up\n\
         addr add {v4}/24 dev eth0\naddr add {v6}/64 dev eth0 nodad\n"
    )
}
