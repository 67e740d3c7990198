//! `IP Address` and `IPv6 Address`: an address that clients reach the group by, and that moves with it (properties, IP
//! Address).

use crate::address::{AddressOrder, NetworkChoice, ServedAddress};
use crate::start::Start;
use crate::{Call, Context, Failure, ResourceType};
use model::Win32Code;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

type AddressAndPrefix = (IpAddr, Option<u8>);

/// What the two types differ in.
#[derive(Clone, Copy)]
struct Family {
    read: fn(&Start) -> Result<AddressAndPrefix, Failure>,
}

const IPV4: Family = Family { read: read_ipv4 };
const IPV6: Family = Family { read: read_ipv6 };

pub(crate) struct IpAddress {
    family: Family,
    order: Option<AddressOrder>,
    served: Option<Box<dyn ServedAddress>>,
}

impl IpAddress {
    pub(crate) fn v4() -> IpAddress {
        IpAddress { family: IPV4, order: None, served: None }
    }

    pub(crate) fn v6() -> IpAddress {
        IpAddress { family: IPV6, order: None, served: None }
    }

    async fn serve(&mut self, context: &Context) -> Result<(), Failure> {
        let order = self.order.clone().expect("open comes before online");
        let served = context.addresses().put_on(order).await?;
        context.describe(&served.description());
        self.served = Some(served);
        Ok(())
    }

    fn check(&self) -> Result<(), Failure> {
        match &self.served {
            Some(served) => served.check(),
            None => Err(Failure::new(Win32Code::ERROR_RESOURCE_NOT_ONLINE, "the address was not put on")),
        }
    }
}

fn read_order(family: Family, start: &Start) -> Result<AddressOrder, Failure> {
    let (address, prefix) = (family.read)(start)?;
    if address.is_unspecified() || address.is_loopback() || address.is_multicast() {
        return Err(configuration_error(format!("Address is {address}, which no client can reach")));
    }
    let network = match start.text("Network") {
        "" => NetworkChoice::OfAddress,
        name => NetworkChoice::Named(name.to_owned()),
    };
    Ok(AddressOrder { address, prefix, network, outside_subnet: start.dword("OverrideAddressMatch", 0) == 1 })
}

fn read_ipv4(start: &Start) -> Result<AddressAndPrefix, Failure> {
    if start.dword("EnableDhcp", 0) == 1 {
        let message = "EnableDhcp is set, and this version takes no address from DHCP: set Address";
        return Err(Failure::new(Win32Code::ERROR_NOT_SUPPORTED, message));
    }
    let address: Ipv4Addr = parse(start, "Address", "an IPv4 address")?;
    let prefix = match start.text("SubnetMask") {
        "" => None,
        _ => Some(prefix_of(parse(start, "SubnetMask", "an IPv4 mask")?)?),
    };
    Ok((address.into(), prefix))
}

fn read_ipv6(start: &Start) -> Result<AddressAndPrefix, Failure> {
    let address: Ipv6Addr = parse(start, "Address", "an IPv6 address")?;
    let prefix = match start.dword("PrefixLength", 0) {
        0 => None,
        bits @ 1..=128 => u8::try_from(bits).ok(),
        bits => return Err(configuration_error(format!("PrefixLength is {bits}, and an IPv6 address has 128 bits"))),
    };
    Ok((address.into(), prefix))
}

fn parse<T: std::str::FromStr>(start: &Start, property: &str, what: &str) -> Result<T, Failure> {
    match start.text(property) {
        "" => Err(configuration_error(format!("{property} is not set"))),
        text => {
            text.trim().parse().map_err(|_| configuration_error(format!("{property} is `{text}`, which is not {what}")))
        }
    }
}

/// The number of leading ones, if only zeroes follow.
fn prefix_of(mask: Ipv4Addr) -> Result<u8, Failure> {
    let bits = u32::from(mask);
    if bits.leading_ones() + bits.trailing_zeros().min(32) < 32 || bits == 0 {
        return Err(configuration_error(format!("SubnetMask is {mask}, which is not a mask")));
    }
    Ok(bits.leading_ones() as u8)
}

fn configuration_error(message: String) -> Failure {
    Failure::new(Win32Code::ERROR_CLUSTER_RESOURCE_CONFIGURATION_ERROR, message)
}

impl ResourceType for IpAddress {
    fn open<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async {
            self.order = Some(read_order(self.family, &context.start)?);
            Ok(())
        })
    }

    fn online<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.serve(context))
    }

    fn offline<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async {
            self.served = None;
            Ok(())
        })
    }

    fn terminate<'a>(&'a mut self, _context: &'a Context) -> Call<'a, ()> {
        Box::pin(async { self.served = None })
    }

    fn looks_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { self.check() })
    }

    fn is_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { self.check() })
    }

    fn close<'a>(&'a mut self, _context: &'a Context) -> Call<'a, ()> {
        Box::pin(async { self.served = None })
    }

    fn failure<'a>(&'a mut self, _context: &'a Context) -> Option<Call<'a, Failure>> {
        Some(self.served.as_mut()?.lost())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Attempt, Epoch, GroupId, Guid, ResourceId, Value};

    fn start(type_name: &str, properties: &[(&str, Value)]) -> Start {
        Start {
            resource: ResourceId(Guid([1; 16])),
            resource_name: "Address".to_owned(),
            type_name: type_name.to_owned(),
            group: GroupId(Guid([2; 16])),
            group_name: "Web".to_owned(),
            epoch: Epoch(1),
            attempt: Attempt(1),
            properties: properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            looks_alive_ms: 5_000,
            is_alive_ms: 60_000,
            pending_timeout_ms: 180_000,
            deadlock_timeout_ms: 300_000,
        }
    }

    fn text(value: &str) -> Value {
        Value::Sz(value.to_owned())
    }

    #[track_caller]
    fn check(family: Family, properties: &[(&str, Value)], expected: Result<(&str, Option<u8>), &str>) {
        let order = read_order(family, &start("", properties));
        let short = order.as_ref().map(|order| (order.address.to_string(), order.prefix));
        match (short, expected) {
            (Ok((address, prefix)), Ok(wanted)) => assert_eq!((address.as_str(), prefix), wanted),
            (Err(failure), Err(wanted)) => assert_eq!(failure.message, wanted),
            (got, wanted) => panic!("{got:?}, not {wanted:?}"),
        }
    }

    #[test]
    fn the_properties_of_an_ipv4_address_are_read() {
        let address = ("Address", text("10.77.0.100"));
        check(IPV4, std::slice::from_ref(&address), Ok(("10.77.0.100", None)));
        check(IPV4, &[address.clone(), ("SubnetMask", text("255.255.255.0"))], Ok(("10.77.0.100", Some(24))));
        check(IPV4, &[address.clone(), ("SubnetMask", text("255.255.255.255"))], Ok(("10.77.0.100", Some(32))));
        for mask in ["255.0.255.0", "0.0.0.0", "0.0.0.255"] {
            let message = format!("SubnetMask is {mask}, which is not a mask");
            check(IPV4, &[address.clone(), ("SubnetMask", text(mask))], Err(&message));
        }
        check(IPV4, &[], Err("Address is not set"));
        check(IPV4, &[("Address", text("fd00::1"))], Err("Address is `fd00::1`, which is not an IPv4 address"));
        check(IPV4, &[("Address", text("127.0.0.1"))], Err("Address is 127.0.0.1, which no client can reach"));
        let dhcp = [address, ("EnableDhcp", Value::Dword(1))];
        check(IPV4, &dhcp, Err("EnableDhcp is set, and this version takes no address from DHCP: set Address"));
    }

    #[test]
    fn the_properties_of_an_ipv6_address_are_read() {
        let address = ("Address", text("fd77::100"));
        check(IPV6, std::slice::from_ref(&address), Ok(("fd77::100", None)));
        check(IPV6, &[address.clone(), ("PrefixLength", Value::Dword(64))], Ok(("fd77::100", Some(64))));
        let long = [address, ("PrefixLength", Value::Dword(129))];
        check(IPV6, &long, Err("PrefixLength is 129, and an IPv6 address has 128 bits"));
    }

    #[test]
    fn a_network_is_named_or_found_by_the_address() {
        let order =
            |name: &str| read_order(IPV4, &start("", &[("Address", text("10.0.0.9")), ("Network", text(name))]));
        assert_eq!(order("").unwrap().network, NetworkChoice::OfAddress);
        assert_eq!(order("eth1").unwrap().network, NetworkChoice::Named("eth1".to_owned()));
    }
}
