//! Addresses in the kernel, with a lifetime in whole seconds after which the kernel removes them by itself: the last layer that
//! works when everything above hangs (leases 8).

use crate::Subnet;
use crate::interface::local_address;
use crate::netlink::Netlink;
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};
use netlink_packet_route::AddressFamily;
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::address::{
    AddressAttribute, AddressFlags, AddressHeaderFlags, AddressMessage, AddressScope, CacheInfo,
};
use rustix::io::Errno;
use std::io;
use std::net::{IpAddr, Ipv4Addr};

/// The kernel's word for "for ever" (`ip-address(8)`, valid_lft).
const FOREVER_S: u32 = u32::MAX;

/// An address on an interface of this machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClientAddress {
    pub interface: u32,
    pub subnet: Subnet,
}

impl ClientAddress {
    pub fn ip(&self) -> IpAddr {
        self.subnet.address
    }
}

/// A connection to the kernel through which addresses are changed.
pub struct Addresses(Netlink);

impl Addresses {
    pub fn open() -> io::Result<Addresses> {
        Netlink::open().map(Addresses)
    }

    /// Puts the address on its interface, usable at once: whether another machine has it was asked before ([`crate::probe`]).
    /// The kernel removes it after `lifetime_s` seconds, unless it is renewed. AlreadyExists: this machine has it already.
    pub fn add(&mut self, address: &ClientAddress, lifetime_s: u32) -> io::Result<()> {
        let message = RouteNetlinkMessage::NewAddress(message(address, lifetime_s));
        self.0.change(message, NLM_F_CREATE | NLM_F_EXCL)
    }

    /// Gives the address a new lifetime, in seconds from now.
    pub fn renew(&mut self, address: &ClientAddress, lifetime_s: u32) -> io::Result<()> {
        self.0.change(RouteNetlinkMessage::NewAddress(message(address, lifetime_s)), NLM_F_REPLACE)
    }

    /// Takes the address away; false if it was not there.
    pub fn remove(&mut self, address: &ClientAddress) -> io::Result<bool> {
        let mut message = message(address, 1);
        message.attributes.retain(|attribute| !matches!(attribute, AddressAttribute::CacheInfo(_)));
        match self.0.change(RouteNetlinkMessage::DelAddress(message), 0) {
            Ok(()) => Ok(true),
            Err(error) if absent(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The addresses of this machine that do not stay for ever.
    pub fn passing(&mut self) -> io::Result<Vec<ClientAddress>> {
        let all = self.0.dump(RouteNetlinkMessage::GetAddress(AddressMessage::default()))?;
        let passing = all.into_iter().filter_map(|message| {
            let RouteNetlinkMessage::NewAddress(message) = message else { return None };
            let forever = message
                .attributes
                .iter()
                .any(|attribute| matches!(attribute, AddressAttribute::CacheInfo(life) if life.ifa_valid == FOREVER_S));
            let subnet = Subnet { address: local_address(&message)?, prefix: message.header.prefix_len };
            (!forever).then_some(ClientAddress { interface: message.header.index, subnet })
        });
        Ok(passing.collect())
    }
}

/// The address, or its interface, is not there.
fn absent(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    [Errno::ADDRNOTAVAIL, Errno::NODEV].iter().any(|absent| code == Some(absent.raw_os_error()))
}

fn message(address: &ClientAddress, lifetime_s: u32) -> AddressMessage {
    let mut message = AddressMessage::default();
    message.header.index = address.interface;
    message.header.prefix_len = address.subnet.prefix;
    message.header.scope = AddressScope::Universe;
    message.attributes = vec![AddressAttribute::Local(address.ip()), AddressAttribute::Address(address.ip())];
    let mut life = CacheInfo::default();
    life.ifa_valid = lifetime_s;
    life.ifa_preferred = lifetime_s;
    match address.ip() {
        IpAddr::V4(ip) => {
            message.header.family = AddressFamily::Inet;
            if let Some(broadcast) = broadcast(ip, address.subnet.prefix) {
                message.attributes.push(AddressAttribute::Broadcast(broadcast));
            }
        }
        IpAddr::V6(_) => {
            message.header.family = AddressFamily::Inet6;
            message.header.flags = AddressHeaderFlags::Nodad;
            message.attributes.push(AddressAttribute::Flags(AddressFlags::Nodad));
            // Deprecated: served, but not taken as the source of what this machine begins (RFC 4862 5.5.4).
            life.ifa_preferred = 0;
        }
    }
    message.attributes.push(AddressAttribute::CacheInfo(life));
    message
}

/// The last address of the subnet; none in one of one or two addresses (RFC 3021).
fn broadcast(ip: Ipv4Addr, prefix: u8) -> Option<Ipv4Addr> {
    let hosts = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
    (prefix < 31).then(|| Ipv4Addr::from(u32::from(ip) | hosts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broadcast_address_is_the_last_of_the_subnet() {
        let of = |prefix| broadcast(Ipv4Addr::new(10, 77, 0, 100), prefix);
        assert_eq!(of(24), Some(Ipv4Addr::new(10, 77, 0, 255)));
        assert_eq!(of(0), Some(Ipv4Addr::BROADCAST));
        assert_eq!(of(31), None);
        assert_eq!(of(32), None);
    }
}
