//! Client addresses of this machine: put on an interface, kept there for as long as they are renewed, taken off again,
//! announced to the neighbours, and watched.
//!
//! Never here: leases and gates. Whoever holds an address decides how long, and opens its gate (`gate`).
//!
//! Everything blocks, and nothing for long: a request to the kernel is answered by the time it was sent. Start reading at
//! [`interface`], which finds where an address belongs, then [`kernel`], [`probe`] and [`announce`], then [`watch`].

pub mod announce;
mod frame;
pub mod interface;
pub mod journal;
pub mod kernel;
mod netlink;
pub mod probe;
pub mod watch;

pub use interface::{Interface, Interfaces};
pub use kernel::ClientAddress;

use std::net::IpAddr;

/// A block of addresses: `10.0.0.0/24`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subnet {
    /// Any address in it.
    pub address: IpAddr,
    /// Bits: 0 to 32, or to 128.
    pub prefix: u8,
}

impl Subnet {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                same_prefix(u128::from(u32::from(own)) << 96, u128::from(u32::from(other)) << 96, self.prefix)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => same_prefix(own.into(), other.into(), self.prefix),
            _ => false,
        }
    }
}

/// Reads `10.0.0.0/24`, or `fd00::/64`.
impl std::str::FromStr for Subnet {
    type Err = NotASubnet;

    fn from_str(text: &str) -> Result<Subnet, NotASubnet> {
        let (address, prefix) = text.split_once('/').ok_or(NotASubnet)?;
        let address: IpAddr = address.parse().map_err(|_| NotASubnet)?;
        let prefix: u8 = prefix.parse().map_err(|_| NotASubnet)?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        if prefix <= bits { Ok(Subnet { address, prefix }) } else { Err(NotASubnet) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASubnet;

fn same_prefix(a: u128, b: u128, bits: u8) -> bool {
    let shift = 128 - u32::from(bits);
    a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subnet: &str, address: &str, expected: bool) {
        let subnet: Subnet = subnet.parse().unwrap();
        assert_eq!(subnet.contains(address.parse().unwrap()), expected, "{subnet:?} {address}");
    }

    #[test]
    fn a_subnet_holds_what_shares_its_prefix() {
        check("10.77.0.1/24", "10.77.0.200", true);
        check("10.77.0.1/24", "10.77.1.200", false);
        check("10.77.0.1/32", "10.77.0.1", true);
        check("0.0.0.0/0", "192.0.2.1", true);
        check("fd77::/64", "fd77::100", true);
        check("fd77::/64", "fd77:0:0:1::1", false);
        check("::/0", "10.0.0.1", false);
    }

    #[test]
    fn what_is_no_subnet_is_refused() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "x/24", "10.0.0.0/-1"] {
            assert_eq!(text.parse::<Subnet>(), Err(NotASubnet), "{text}");
        }
    }
}
