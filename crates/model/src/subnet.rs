//! Blocks of addresses, as `10.0.0.0/24`.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt;

/// A block of addresses: `10.0.0.0/24`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subnet {
    /// Any address in it.
    pub address: IpAddr,
    /// Bits: 0 to 32, or to 128.
    pub prefix: u8,
}

impl Subnet {
    /// The same block, by its first address.
    pub fn network(&self) -> Subnet {
        let address = match self.address {
            IpAddr::V4(own) => IpAddr::V4(Ipv4Addr::from_bits(own.to_bits() & v4_mask(self.prefix))),
            IpAddr::V6(own) => IpAddr::V6(Ipv6Addr::from_bits(own.to_bits() & v6_mask(self.prefix))),
        };
        Subnet { address, prefix: self.prefix }
    }

    /// The mask as it is written before an address: `255.255.255.0`.
    pub fn mask(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits(v4_mask(self.prefix))),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(v6_mask(self.prefix))),
        }
    }

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

fn v4_mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn v6_mask(prefix: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
}

/// Writes `10.0.0.0/24`.
impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
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
    fn a_subnet_has_a_first_address_and_a_mask() {
        for (text, network, mask) in [
            ("10.77.3.9/24", "10.77.3.0/24", "255.255.255.0"),
            ("10.77.3.9/32", "10.77.3.9/32", "255.255.255.255"),
            ("10.77.3.9/0", "0.0.0.0/0", "0.0.0.0"),
            ("fd77::9/64", "fd77::/64", "ffff:ffff:ffff:ffff::"),
            ("fd77::9/0", "::/0", "::"),
        ] {
            let subnet: Subnet = text.parse().unwrap();
            assert_eq!(subnet.network().to_string(), network);
            assert_eq!(subnet.mask().to_string(), mask);
        }
    }

    #[test]
    fn what_is_no_subnet_is_refused() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "x/24", "10.0.0.0/-1"] {
            assert_eq!(text.parse::<Subnet>(), Err(NotASubnet), "{text}");
        }
    }
}
