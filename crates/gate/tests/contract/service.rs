//! The role of a service on the node that nobody stops: it echoes, and it keeps sending from its addresses.

use crate::actor::serve;
use crate::frames;
use crate::namespace::{CLIENT_V4, CLIENT_V6, NODE_LINK, NODE_MAC, NODE_V6, ip};
use std::net::{IpAddr, UdpSocket};
use std::time::Duration;

pub const ECHO_PORT: u16 = 7;
/// An address that nobody has: what is sent there makes the kernel ask for it by ARP, in the sender's name.
const NOBODY: &str = "10.9.0.77:9";

pub fn run() {
    serve(|verb, rest| {
        let address = || rest.parse().expect("an address");
        match verb {
            "ip" => ip(rest),
            "echo" => echo(address()),
            "send" => keep_sending(address()),
            "announce" => keep_announcing(address()),
            _ => panic!("the service does not know {verb}"),
        }
        "ok".to_string()
    });
}

fn echo(address: IpAddr) {
    let socket = UdpSocket::bind((address, ECHO_PORT)).expect("the address is on this machine");
    std::thread::spawn(move || {
        let mut buffer = [0; 64];
        loop {
            if let Ok((length, from)) = socket.recv_from(&mut buffer) {
                // A shut gate refuses it.
                let _ = socket.send_to(&buffer[..length], from);
            }
        }
    });
}

fn keep_sending(address: IpAddr) {
    let socket = UdpSocket::bind((address, 0)).expect("the address is on this machine");
    let client: IpAddr = if address.is_ipv4() { CLIENT_V4 } else { CLIENT_V6 }.parse().expect("an address");
    std::thread::spawn(move || {
        loop {
            let _ = socket.send_to(b"still here", (client, 9));
            if address.is_ipv4() {
                let _ = socket.send_to(b"who are you", NOBODY);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
}

/// Claims the address past the kernel's own ARP and neighbour discovery, as programs that take addresses over do: gratuitous ARP
/// (RFC 5227 3), unsolicited advertisements (RFC 4861 7.2.6).
fn keep_announcing(address: IpAddr) {
    let (mut sender, _receiver) = frames::channel(NODE_LINK);
    let frame = match address {
        IpAddr::V4(v4) => frames::arp(NODE_MAC, frames::BROADCAST, 1, v4, v4),
        // From an address that nobody guards.
        IpAddr::V6(v6) => frames::advertise(NODE_MAC, NODE_V6.parse().expect("an address"), v6),
    };
    std::thread::spawn(move || {
        loop {
            let _ = sender.send_to(&frame, None);
            std::thread::sleep(Duration::from_millis(2));
        }
    });
}
