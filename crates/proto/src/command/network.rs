//! Commands on networks, and what nodes say of their adapters.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_all, required};
use crate::log as wire;
use bytes::Bytes;
use cluster_state::command::{Adapter, NetworkCommand};
use model::Subnet;
use std::net::IpAddr;
use wire::network_command::Command as Wire;

pub(super) fn to_wire(command: &NetworkCommand) -> wire::NetworkCommand {
    let command = match command {
        NetworkCommand::Rename { network, name } => {
            Wire::Rename(wire::Rename { object: network.clone(), name: name.clone() })
        }
        NetworkCommand::SetProperties { network, scope, changes } => {
            Wire::SetProperties(set_properties_to_wire(network, *scope, changes))
        }
        NetworkCommand::SetInterfaceProperties { interface, scope, changes } => {
            Wire::SetInterfaceProperties(set_properties_to_wire(interface, *scope, changes))
        }
    };
    wire::NetworkCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::NetworkCommand) -> Result<NetworkCommand, DecodeError> {
    Ok(match required(command.command, "network.command")? {
        Wire::Rename(wire::Rename { object, name }) => NetworkCommand::Rename { network: object, name },
        Wire::SetProperties(set) => NetworkCommand::SetProperties {
            network: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
        Wire::SetInterfaceProperties(set) => NetworkCommand::SetInterfaceProperties {
            interface: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
    })
}

pub fn adapters_to_wire(adapters: &[Adapter]) -> Vec<wire::Adapter> {
    let adapter = |adapter: &Adapter| wire::Adapter {
        name: adapter.name.clone(),
        id: adapter.id.clone(),
        ready: adapter.ready,
        dhcp: adapter.dhcp,
        addresses: adapter.addresses.iter().map(subnet_to_wire).collect(),
    };
    adapters.iter().map(adapter).collect()
}

pub fn adapters_from_wire(adapters: Vec<wire::Adapter>) -> Result<Vec<Adapter>, DecodeError> {
    decode_all(adapters, |adapter| {
        Ok(Adapter {
            name: adapter.name,
            id: adapter.id,
            ready: adapter.ready,
            dhcp: adapter.dhcp,
            addresses: decode_all(adapter.addresses, subnet_from_wire)?,
        })
    })
}

fn subnet_to_wire(subnet: &Subnet) -> wire::Subnet {
    let address = match subnet.address {
        IpAddr::V4(address) => Bytes::copy_from_slice(&address.octets()),
        IpAddr::V6(address) => Bytes::copy_from_slice(&address.octets()),
    };
    wire::Subnet { address, prefix: subnet.prefix.into() }
}

/// Refuses an address of another length, and a prefix that is longer than its address.
fn subnet_from_wire(subnet: wire::Subnet) -> Result<Subnet, DecodeError> {
    let four = <[u8; 4]>::try_from(&subnet.address[..]).map(IpAddr::from).ok();
    let sixteen = <[u8; 16]>::try_from(&subnet.address[..]).map(IpAddr::from).ok();
    let address = four.or(sixteen).ok_or(DecodeError::Invalid("subnet.address"))?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let prefix = u8::try_from(subnet.prefix).ok().filter(|prefix| *prefix <= bits);
    Ok(Subnet { address, prefix: prefix.ok_or(DecodeError::Invalid("subnet.prefix"))? })
}
