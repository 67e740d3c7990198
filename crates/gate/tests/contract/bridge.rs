//! A node whose addresses are on a bridge: what is for the node is gated, what the bridge passes on to other machines is not.

use crate::actor::{Actor, wait_until};
use crate::lab::{Lab, V4, wait_until_boot};
use crate::namespace::{CLIENT_LINK, CLIENT_MAC, CLIENT_V4, NODE_LINK, NODE_MAC, NODE_V4, ip, text};
use gate::Form;
use std::net::{TcpListener, TcpStream};

/// On the bridge, while [`V4`] is on another machine behind it.
const HERE: &str = "10.9.0.101";

pub fn a_bridge_is_gated_but_not_what_it_passes_on(form: Form) {
    let mut lab = Lab::new(form);
    ip("link add br0 type bridge");
    ip(&format!("addr del {NODE_V4}/24 dev {NODE_LINK}"));
    ip(&format!("link set {NODE_LINK} master br0"));
    ip(&format!("link set br0 address {} addrgenmode none up", text(NODE_MAC)));
    ip(&format!("addr add {NODE_V4}/24 dev br0"));
    ip(&format!("neigh add {CLIENT_V4} lladdr {} dev br0 nud permanent", text(CLIENT_MAC)));
    let mut other = Actor::start_elsewhere("service");
    ip(&format!("link add p0 type veth peer name {CLIENT_LINK} netns {}", other.pid()));
    ip("link set p0 addrgenmode none master br0 up");
    other.ask(&format!("ip link set {CLIENT_LINK} up"));
    other.ask(&format!("ip addr add {V4}/24 dev {CLIENT_LINK}"));

    for address in [V4, HERE] {
        lab.own(&format!("guard {address}"));
    }
    ip(&format!("addr add {HERE}/24 dev br0"));
    lab.listen_on(HERE);
    lab.client.ask(&format!("probe {V4}"));
    lab.assert_silent(&[HERE]);
    // Guarded and shut here, served there, through this node's bridge. Nobody listens, and to be told so is an answer.
    wait_until("the other machine is found", || lab.heard(V4).claims > 0);
    let answer = lab.client.ask(&format!("tcp {V4}:22"));
    assert!(answer.contains("ConnectionRefused"), "{answer}");
    let deadline = lab.open_ms(300);
    lab.wait_until_served(&[HERE]);
    wait_until_boot(deadline + 30_000_000);
    lab.assert_silent(&[HERE]);
    let answer = lab.client.ask(&format!("tcp {V4}:22"));
    assert!(answer.contains("ConnectionRefused"), "{answer}");
    // What this node says to itself is not gated: its own programs may ask whether their service is alive.
    let listener = TcpListener::bind((HERE, 22)).expect("a port");
    TcpStream::connect((HERE, 22)).expect("loopback is left alone");
    drop(listener);
}
