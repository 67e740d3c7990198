//! The network interfaces of this machine, and which of them an address belongs to.

use crate::Subnet;
use crate::netlink::Netlink;
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::address::{AddressAttribute, AddressFlags, AddressMessage};
use netlink_packet_route::link::{InfoKind, LinkAttribute, LinkFlags, LinkInfo, LinkMessage};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::IpAddr;

/// An interface of this machine, as it was when it was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interface {
    pub index: u32,
    pub name: String,
    /// Hardware address; `None` where there is none of 6 bytes, as on a tunnel.
    pub hardware: Option<[u8; 6]>,
    /// Up, with carrier.
    pub ready: bool,
    pub loopback: bool,
    /// Its addresses, each with the prefix of its subnet.
    pub subnets: Vec<Subnet>,
    /// Those of them that have a lifetime.
    pub passing: Vec<IpAddr>,
    /// Those of them that others should not be told: not checked yet, given up, or a disguise for outgoing connections.
    pub unfit: Vec<IpAddr>,
    /// A bridge to which nothing but what runs on this machine is connected, such as those of containers.
    pub inside: bool,
}

/// All interfaces, by index.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interfaces(pub BTreeMap<u32, Interface>);

impl Interfaces {
    /// Looks at those of this network namespace.
    pub fn read() -> io::Result<Interfaces> {
        let mut netlink = Netlink::open()?;
        let mut found = BTreeMap::new();
        let mut bridges = Bridges::default();
        for message in netlink.dump(RouteNetlinkMessage::GetLink(LinkMessage::default()))? {
            if let RouteNetlinkMessage::NewLink(link) = message {
                bridges.see(&link);
                found.insert(link.header.index, from_link(&link));
            }
        }
        for (index, interface) in &mut found {
            interface.inside = bridges.is_inside(*index);
        }
        for message in netlink.dump(RouteNetlinkMessage::GetAddress(AddressMessage::default()))? {
            if let RouteNetlinkMessage::NewAddress(address) = message
                && let Some(interface) = found.get_mut(&address.header.index)
                && let Some(own) = local_address(&address)
            {
                interface.subnets.push(Subnet { address: own, prefix: address.header.prefix_len });
                let flags = flags(&address);
                if !flags.contains(AddressFlags::Permanent) {
                    interface.passing.push(own);
                }
                let disguise = own.is_ipv6() && flags.contains(AddressFlags::Secondary);
                if disguise || flags.intersects(UNFIT) {
                    interface.unfit.push(own);
                }
            }
        }
        Ok(Interfaces(found))
    }

    pub fn by_name(&self, name: &str) -> Option<&Interface> {
        self.0.values().find(|interface| interface.name == name)
    }

    /// The interface with an address of its own in the subnet of `address`, and the prefix of that subnet: the longest, one that
    /// is ready before one that is not, the lowest index. `except` are addresses that do not count, because they come and go.
    pub fn by_subnet(&self, address: IpAddr, except: &[IpAddr]) -> Option<(&Interface, u8)> {
        let candidates = self.0.values().filter(|interface| !interface.loopback).flat_map(|interface| {
            let own = interface.subnets.iter().filter(|own| own.address != address && !except.contains(&own.address));
            own.filter(|own| own.contains(address)).map(move |own| (interface, own.prefix))
        });
        candidates.max_by_key(|(interface, prefix)| (*prefix, interface.ready, std::cmp::Reverse(interface.index)))
    }

    /// The interface that has this address.
    pub fn with_address(&self, address: IpAddr) -> Option<&Interface> {
        self.0.values().find(|interface| interface.subnets.iter().any(|own| own.address == address))
    }
}

const UNFIT: AddressFlags = AddressFlags::Tentative.union(AddressFlags::Dadfailed).union(AddressFlags::Deprecated);

/// All bits, where the kernel says them beside those of the header.
fn flags(message: &AddressMessage) -> AddressFlags {
    let wide = message.attributes.iter().find_map(|attribute| match attribute {
        AddressAttribute::Flags(flags) => Some(*flags),
        _ => None,
    });
    wide.unwrap_or(AddressFlags::from_bits_retain(message.header.flags.bits().into()))
}

/// What is connected to the bridges of this machine.
#[derive(Default)]
struct Bridges {
    bridges: BTreeSet<u32>,
    /// Those with a port that leads out of the machine.
    leading_out: BTreeSet<u32>,
}

impl Bridges {
    fn see(&mut self, link: &LinkMessage) {
        let mut kind = None;
        let mut upper = None;
        for attribute in &link.attributes {
            match attribute {
                LinkAttribute::LinkInfo(infos) => {
                    kind = infos.iter().find_map(|info| match info {
                        LinkInfo::Kind(kind) => Some(kind),
                        _ => None,
                    });
                }
                LinkAttribute::Controller(index) if *index != 0 => upper = Some(*index),
                _ => {}
            }
        }
        if kind == Some(&InfoKind::Bridge) {
            self.bridges.insert(link.header.index);
        }
        if !matches!(kind, Some(InfoKind::Veth | InfoKind::Tun | InfoKind::Dummy | InfoKind::Netkit)) {
            self.leading_out.extend(upper);
        }
    }

    fn is_inside(&self, index: u32) -> bool {
        self.bridges.contains(&index) && !self.leading_out.contains(&index)
    }
}

fn from_link(link: &LinkMessage) -> Interface {
    let (mut name, mut hardware) = (String::new(), None);
    for attribute in &link.attributes {
        match attribute {
            LinkAttribute::IfName(text) => name.clone_from(text),
            LinkAttribute::Address(bytes) => hardware = bytes.as_slice().try_into().ok(),
            _ => {}
        }
    }
    let flags = link.header.flags;
    Interface {
        index: link.header.index,
        name,
        hardware,
        ready: is_ready(flags),
        loopback: flags.contains(LinkFlags::Loopback),
        subnets: Vec::new(),
        passing: Vec::new(),
        unfit: Vec::new(),
        inside: false,
    }
}

pub(crate) fn is_ready(flags: LinkFlags) -> bool {
    flags.contains(LinkFlags::Up | LinkFlags::LowerUp)
}

/// The address itself: on a point-to-point interface `Address` is the other end.
pub(crate) fn local_address(message: &AddressMessage) -> Option<IpAddr> {
    let find = |wanted: fn(&AddressAttribute) -> Option<IpAddr>| message.attributes.iter().find_map(wanted);
    let local = find(|attribute| if let AddressAttribute::Local(address) = attribute { Some(*address) } else { None });
    local.or_else(|| {
        find(|attribute| if let AddressAttribute::Address(address) = attribute { Some(*address) } else { None })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(index: u32, ready: bool, subnets: &[&str]) -> Interface {
        let subnets = subnets.iter().map(|text| text.parse().unwrap()).collect();
        let (name, hardware, loopback, inside) = (format!("eth{index}"), None, false, false);
        Interface { index, name, hardware, ready, loopback, subnets, passing: Vec::new(), unfit: Vec::new(), inside }
    }

    fn interfaces() -> Interfaces {
        let all = [
            Interface { loopback: true, ..interface(1, true, &["127.0.0.1/8", "10.1.0.1/16"]) },
            interface(2, true, &["10.0.0.1/8", "10.77.0.1/24"]),
            interface(3, false, &["10.78.0.1/24", "fd78::1/64"]),
            interface(4, true, &["10.78.0.2/24"]),
        ];
        Interfaces(all.into_iter().map(|interface| (interface.index, interface)).collect())
    }

    #[track_caller]
    fn check(address: &str, except: &[&str], expected: Option<(&str, u8)>) {
        let except: Vec<IpAddr> = except.iter().map(|text| text.parse().unwrap()).collect();
        let all = interfaces();
        let found = all.by_subnet(address.parse().unwrap(), &except);
        assert_eq!(found.map(|(interface, prefix)| (interface.name.as_str(), prefix)), expected, "{address}");
    }

    #[test]
    fn an_address_belongs_to_the_interface_of_its_subnet() {
        check("10.77.0.100", &[], Some(("eth2", 24)));
        check("10.99.0.100", &[], Some(("eth2", 8)));
        check("10.78.0.100", &[], Some(("eth4", 24)));
        check("fd78::100", &[], Some(("eth3", 64)));
        check("10.78.0.100", &["10.78.0.2"], Some(("eth3", 24)));
        check("192.0.2.1", &[], None);
        check("fd99::1", &[], None);
    }

    #[test]
    fn a_bridge_leads_out_by_its_ports() {
        let link = |index, kind: Option<InfoKind>, upper: Option<u32>| {
            let mut link = LinkMessage::default();
            link.header.index = index;
            link.attributes.extend(kind.map(|kind| LinkAttribute::LinkInfo(vec![LinkInfo::Kind(kind)])));
            link.attributes.extend(upper.map(LinkAttribute::Controller));
            link
        };
        let mut bridges = Bridges::default();
        let links = [
            link(1, Some(InfoKind::Bridge), None),
            link(2, Some(InfoKind::Veth), Some(1)),
            link(3, Some(InfoKind::Bridge), None),
            link(4, None, Some(3)),
            link(5, Some(InfoKind::Tun), Some(3)),
            link(6, Some(InfoKind::Veth), None),
            link(7, Some(InfoKind::Bridge), None),
        ];
        links.iter().for_each(|link| bridges.see(link));
        assert!(bridges.is_inside(1), "containers only");
        assert!(!bridges.is_inside(3), "a real port");
        assert!(!bridges.is_inside(6), "the one end of a pair is no bridge");
        assert!(bridges.is_inside(7), "nothing is connected");
    }

    #[test]
    fn the_loopback_interface_is_there() {
        let all = Interfaces::read().unwrap();
        assert!(all.by_name("lo").is_some_and(|interface| interface.loopback && interface.index == 1));
        assert!(all.by_name("no such interface").is_none());
    }
}
