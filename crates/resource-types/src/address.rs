//! Client addresses as a type sees them. The host puts them on: under the lease, behind a gate that shuts with it, known to the
//! guard.

use crate::{Call, Failure};
use std::net::IpAddr;

/// The address to be served, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressOrder {
    pub address: IpAddr,
    /// Bits of the subnet; `None` for those of the network it is put on.
    pub prefix: Option<u8>,
    pub network: NetworkChoice,
    /// The address may lie outside the subnet of the network (OverrideAddressMatch).
    pub outside_subnet: bool,
}

/// On which network of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NetworkChoice {
    /// The one whose subnet the address is in.
    OfAddress,
    /// An interface by its name, or a subnet: `eth0`, `10.0.0.0/24`.
    Named(String),
}

/// Puts the addresses of one attempt on this machine.
pub trait Addresses {
    /// Ends when the address is served and announced, or with the reason why it is not: another machine has it, there is no
    /// such network, no lease.
    fn put_on(&self, order: AddressOrder) -> Call<'_, Result<Box<dyn ServedAddress>, Failure>>;
}

/// An address that is served. Dropping it shuts its gate and takes it off.
pub trait ServedAddress {
    /// Ends when it cannot be served any more: the interface has lost its carrier, somebody has taken the address off. May be
    /// dropped and called again.
    fn lost(&mut self) -> Call<'_, Failure>;

    /// Whether it is served now.
    fn check(&self) -> Result<(), Failure>;

    /// Where and how it is served, for people: the interface, and what shuts it when the lease ends.
    fn description(&self) -> String;
}
