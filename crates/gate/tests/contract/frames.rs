//! Frames as bytes: what the client sends, and what it recognizes. The kernel's own tables of neighbours have no part in it.

use pnet_datalink::{Channel, Config, DataLinkReceiver, DataLinkSender};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

pub const BROADCAST: [u8; 6] = [0xff; 6];

/// A packet socket on a link of this namespace.
pub fn channel(link: &str) -> (Box<dyn DataLinkSender>, Box<dyn DataLinkReceiver>) {
    let interface =
        pnet_datalink::interfaces().into_iter().find(|interface| interface.name == link).expect("the link is here");
    let config = Config { read_timeout: Some(Duration::from_millis(50)), ..Config::default() };
    match pnet_datalink::channel(&interface, config).expect("a packet socket") {
        Channel::Ethernet(sender, receiver) => (sender, receiver),
        _ => panic!("the link is not Ethernet"),
    }
}

fn ethernet(to: [u8; 6], from: [u8; 6], kind: u16, payload: &[u8]) -> Vec<u8> {
    [&to[..], &from, &kind.to_be_bytes(), payload].concat()
}

/// An ARP message; operation 1 asks, 2 answers.
pub fn arp(from: [u8; 6], to: [u8; 6], operation: u8, sender: Ipv4Addr, target: Ipv4Addr) -> Vec<u8> {
    let head = [0, 1, 8, 0, 6, 4, 0, operation];
    let payload = [&head[..], &from, &sender.octets(), &[0; 6], &target.octets()].concat();
    ethernet(to, from, 0x0806, &payload)
}

fn checksum(parts: &[&[u8]]) -> [u8; 2] {
    let bytes = parts.concat();
    let mut sum: u32 =
        bytes.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0))).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

fn ipv4(from: Ipv4Addr, to: Ipv4Addr, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let length = (20 + payload.len() as u16).to_be_bytes();
    let mut header =
        [&[0x45, 0][..], &length, &[0, 0, 0x40, 0, 64, protocol, 0, 0], &from.octets(), &to.octets()].concat();
    let sum = checksum(&[&header]);
    header[10..12].copy_from_slice(&sum);
    [&header[..], payload].concat()
}

fn ipv6(from: Ipv6Addr, to: Ipv6Addr, next: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16).to_be_bytes();
    [&[0x60, 0, 0, 0][..], &length, &[next, 255], &from.octets(), &to.octets(), payload].concat()
}

fn pseudo_header(from: Ipv6Addr, to: Ipv6Addr, next: u8, length: usize) -> Vec<u8> {
    [&from.octets()[..], &to.octets(), &(length as u32).to_be_bytes(), &[0, 0, 0, next]].concat()
}

/// A UDP datagram between two addresses of one family.
pub fn udp(from_mac: [u8; 6], to_mac: [u8; 6], from: (IpAddr, u16), to: (IpAddr, u16), data: &[u8]) -> Vec<u8> {
    let length = (8 + data.len() as u16).to_be_bytes();
    let mut datagram = [&from.1.to_be_bytes()[..], &to.1.to_be_bytes(), &length, &[0, 0], data].concat();
    match (from.0, to.0) {
        // The checksum is optional over IPv4 (RFC 768).
        (IpAddr::V4(from), IpAddr::V4(to)) => ethernet(to_mac, from_mac, 0x0800, &ipv4(from, to, 17, &datagram)),
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            let sum = checksum(&[&pseudo_header(from, to, 17, datagram.len()), &datagram]);
            datagram[6..8].copy_from_slice(&sum);
            ethernet(to_mac, from_mac, 0x86dd, &ipv6(from, to, 17, &datagram))
        }
        _ => panic!("two families"),
    }
}

/// A neighbour solicitation to the solicited-node multicast address (RFC 4861 4.3).
pub fn solicit(from_mac: [u8; 6], from: Ipv6Addr, target: Ipv6Addr) -> Vec<u8> {
    let octets = target.octets();
    let group = Ipv6Addr::from([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, octets[13], octets[14], octets[15]]);
    let group_mac = [0x33, 0x33, 0xff, octets[13], octets[14], octets[15]];
    let mut message = [&[135, 0, 0, 0, 0, 0, 0, 0][..], &octets, &[1, 1], &from_mac].concat();
    let sum = checksum(&[&pseudo_header(from, group, 58, message.len()), &message]);
    message[2..4].copy_from_slice(&sum);
    ethernet(group_mac, from_mac, 0x86dd, &ipv6(from, group, 58, &message))
}

/// An unsolicited neighbour advertisement to all nodes: `target` is at `from_mac` (RFC 4861 4.4).
pub fn advertise(from_mac: [u8; 6], from: Ipv6Addr, target: Ipv6Addr) -> Vec<u8> {
    let all_nodes = Ipv6Addr::from([0xff02, 0, 0, 0, 0, 0, 0, 1]);
    let mut message = [&[136, 0, 0, 0, 0x20, 0, 0, 0][..], &target.octets(), &[2, 1], &from_mac].concat();
    let sum = checksum(&[&pseudo_header(from, all_nodes, 58, message.len()), &message]);
    message[2..4].copy_from_slice(&sum);
    ethernet([0x33, 0x33, 0, 0, 0, 1], from_mac, 0x86dd, &ipv6(from, all_nodes, 58, &message))
}

/// What a frame says to the one who receives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Says {
    /// An IP packet from this address.
    From(IpAddr),
    /// An ARP message or a neighbour advertisement which claims that the sender has this address.
    Claims(IpAddr),
}

/// An advertisement from the address itself says both.
pub fn read(frame: &[u8]) -> Vec<Says> {
    let v4 = |at: usize| frame.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(IpAddr::from);
    let v6 = |at: usize| frame.get(at..at + 16).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()).map(IpAddr::from);
    let mut said = Vec::new();
    match frame.get(12..14) {
        Some([0x08, 0x00]) => said.extend(v4(26).map(Says::From)),
        Some([0x08, 0x06]) => said.extend(v4(28).map(Says::Claims)),
        Some([0x86, 0xdd]) => {
            said.extend(v6(22).map(Says::From));
            if frame.get(20) == Some(&58) && frame.get(54) == Some(&136) {
                said.extend(v6(62).map(Says::Claims));
            }
        }
        _ => {}
    }
    said
}

/// Whom an ARP message is for, if it is one.
pub fn arp_target(frame: &[u8]) -> Option<Ipv4Addr> {
    let is_arp = frame.get(12..14) == Some(&[0x08, 0x06]);
    let bytes = <[u8; 4]>::try_from(frame.get(38..42)?).ok()?;
    is_arp.then(|| Ipv4Addr::from(bytes))
}
