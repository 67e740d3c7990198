//! Which addresses are guarded, and which of them a renewal opens.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;

/// What the program remembers. The kernel has its own record, and only that one counts for packets.
#[derive(Default)]
pub struct Guarded {
    /// The value says whether `open_until` opens it.
    addresses: BTreeMap<IpAddr, bool>,
}

impl Guarded {
    /// The address in its one form, if it may be guarded and is not.
    pub fn check_new(&self, address: IpAddr) -> io::Result<IpAddr> {
        let address = address.to_canonical();
        let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
        if address.is_unspecified() || address.is_multicast() || address.is_loopback() || broadcast {
            let what = format!("{address} is not an address that a client reaches over a network");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        if self.addresses.contains_key(&address) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{address} is guarded already")));
        }
        Ok(address)
    }

    /// The address in its one form, if it is guarded.
    pub fn check_known(&self, address: IpAddr) -> io::Result<IpAddr> {
        let address = address.to_canonical();
        if self.addresses.contains_key(&address) {
            return Ok(address);
        }
        Err(io::Error::new(io::ErrorKind::NotFound, format!("{address} is not guarded")))
    }

    pub fn add(&mut self, address: IpAddr) {
        self.addresses.insert(address, true);
    }

    pub fn shut(&mut self, address: IpAddr) {
        if let Some(renewed) = self.addresses.get_mut(&address) {
            *renewed = false;
        }
    }

    pub fn shut_all(&mut self) {
        self.addresses.values_mut().for_each(|renewed| *renewed = false);
    }

    pub fn remove(&mut self, address: IpAddr) {
        self.addresses.remove(&address);
    }

    /// What `open_until` opens.
    pub fn renewed(&self) -> impl Iterator<Item = IpAddr> + '_ {
        self.addresses.iter().filter(|(_, renewed)| **renewed).map(|(address, _)| *address)
    }
}
