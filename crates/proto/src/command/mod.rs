//! Log entries and commands: the wire form of `cluster_state::command`.
//!
//! One file per family of commands; each has `to_wire` and `from_wire`, which are exact inverses.

mod group;
mod group_set;
mod health;
mod network;
mod node;
mod placement;
mod property;
mod registry;
mod reports;
mod resource;
mod value;
mod vault;

#[cfg(test)]
mod tests;

use crate::error::{DecodeError, decode_all, decode_guid, encode_guid, required};
use crate::log as wire;
use bytes::Bytes;
use cluster_state::command::{ClusterCommand, Form, NodeCommand};
use model::{ClusterTime, GroupId, Reason, RequestId, ResourceId, Version, WallTime};
use prost::Message;

// The crates above have no other door to the types of commands.
pub use cluster_state::command::{self as types, Command, Entry};
pub use health::{health_fault_from_wire, health_fault_to_wire};
pub use network::{adapters_from_wire, adapters_to_wire};
pub use node::{new_node_from_wire, new_node_to_wire};
pub use property::{scope_from_wire, scope_to_wire};
pub use reports::{report_from_wire, report_to_wire};
pub use value::{value_from_wire, value_to_wire};

/// The bytes of a log entry.
pub fn encode_entry(entry: &Entry) -> Bytes {
    let wire = wire::Entry {
        time_ms: entry.time.0,
        wall_ms: entry.wall.0,
        zone_offset_s: entry.zone_offset_s,
        request_id: entry.request.map(request_id_to_wire),
        reason: reason_to_wire(entry.reason.as_ref()),
        command: Some(command_to_wire(&entry.command)),
    };
    Bytes::from(wire.encode_to_vec())
}

pub fn decode_entry(bytes: &[u8]) -> Result<Entry, DecodeError> {
    let wire = wire::Entry::decode(bytes)?;
    Ok(Entry {
        time: ClusterTime(wire.time_ms),
        wall: WallTime(wire.wall_ms),
        zone_offset_s: wire.zone_offset_s,
        request: wire.request_id.map(|id| request_id_from_wire(&id)).transpose()?,
        reason: Reason::new(&wire.reason),
        command: command_from_wire(required(wire.command, "entry.command")?)?,
    })
}

pub fn request_id_to_wire(id: RequestId) -> Bytes {
    Bytes::copy_from_slice(&id.0.to_be_bytes())
}

/// Refuses everything that is not 16 bytes long.
pub fn request_id_from_wire(bytes: &[u8]) -> Result<RequestId, DecodeError> {
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| DecodeError::Invalid("request_id"))?;
    Ok(RequestId(u128::from_be_bytes(bytes)))
}

pub fn reason_to_wire(reason: Option<&Reason>) -> String {
    reason.map(Reason::to_string).unwrap_or_default()
}

pub fn command_to_wire(command: &Command) -> wire::Command {
    use wire::command::Command as Wire;
    let command = match command {
        Command::Form(form) => Wire::Form(form_to_wire(form)),
        Command::Registry(command) => Wire::Registry(registry::to_wire(command)),
        Command::Cluster(command) => Wire::Cluster(cluster_to_wire(command)),
        Command::Node(command) => Wire::Node(node::to_wire(command)),
        Command::Group(command) => Wire::Group(group::to_wire(command)),
        Command::Resource(command) => Wire::Resource(resource::to_wire(command)),
        Command::ResourceType(command) => Wire::ResourceType(resource::type_to_wire(command)),
        Command::Affinity(command) => Wire::Affinity(placement::affinity_to_wire(command)),
        Command::FaultDomain(command) => Wire::FaultDomain(placement::fault_domain_to_wire(command)),
        Command::Reports(reports) => Wire::Reports(reports::to_wire(reports)),
        Command::GroupSet(command) => Wire::GroupSet(group_set::to_wire(command)),
        Command::Vault(command) => Wire::Vault(vault::to_wire(command)),
        Command::Network(command) => Wire::Network(network::to_wire(command)),
        Command::Tick => Wire::Tick(wire::Tick {}),
    };
    wire::Command { command: Some(command) }
}

pub fn command_from_wire(command: wire::Command) -> Result<Command, DecodeError> {
    use wire::command::Command as Wire;
    Ok(match required(command.command, "command")? {
        Wire::Form(form) => Command::Form(form_from_wire(form)?),
        Wire::Registry(command) => Command::Registry(registry::from_wire(command)?),
        Wire::Cluster(command) => Command::Cluster(cluster_from_wire(command)?),
        Wire::Node(command) => Command::Node(node::from_wire(command)?),
        Wire::Group(command) => Command::Group(group::from_wire(command)?),
        Wire::Resource(command) => Command::Resource(resource::from_wire(command)?),
        Wire::ResourceType(command) => Command::ResourceType(resource::type_from_wire(command)?),
        Wire::Affinity(command) => Command::Affinity(placement::affinity_from_wire(command)?),
        Wire::FaultDomain(command) => Command::FaultDomain(placement::fault_domain_from_wire(command)?),
        Wire::Reports(reports) => Command::Reports(reports::from_wire(reports)?),
        Wire::GroupSet(command) => Command::GroupSet(group_set::from_wire(command)?),
        Wire::Vault(command) => Command::Vault(vault::from_wire(command)?),
        Wire::Network(command) => Command::Network(network::from_wire(command)?),
        Wire::Tick(wire::Tick {}) => Command::Tick,
    })
}

/// Whether a client may ask for this. The others are the cluster's own: facts that only a service may propose, and the
/// change of members, which also concerns the voters and has its own call.
pub fn is_for_clients(command: &Command) -> bool {
    match command {
        Command::Registry(_)
        | Command::Cluster(_)
        | Command::Group(_)
        | Command::Resource(_)
        | Command::ResourceType(_)
        | Command::GroupSet(_)
        | Command::Affinity(_)
        | Command::FaultDomain(_)
        | Command::Network(_) => true,
        Command::Node(command) => {
            matches!(
                command,
                NodeCommand::Pause { .. }
                    | NodeCommand::Resume { .. }
                    | NodeCommand::Drain { .. }
                    | NodeCommand::ClearQuarantine { .. }
                    | NodeCommand::SetProperties { .. }
            )
        }
        Command::Form(_) | Command::Reports(_) | Command::Vault(_) | Command::Tick => false,
    }
}

fn form_to_wire(form: &Form) -> wire::Form {
    wire::Form {
        cluster_name: form.cluster_name.clone(),
        instance: encode_guid(form.instance),
        nodes: form.nodes.iter().map(new_node_to_wire).collect(),
        cluster_group: encode_guid(form.cluster_group.0),
        available_storage: encode_guid(form.available_storage.0),
        cluster_name_resource: encode_guid(form.cluster_name_resource.0),
        version: form.version.as_dword(),
    }
}

fn form_from_wire(form: wire::Form) -> Result<Form, DecodeError> {
    Ok(Form {
        cluster_name: form.cluster_name,
        instance: decode_guid(&form.instance, "form.instance")?,
        nodes: decode_all(form.nodes, new_node_from_wire)?,
        cluster_group: GroupId(decode_guid(&form.cluster_group, "form.cluster_group")?),
        available_storage: GroupId(decode_guid(&form.available_storage, "form.available_storage")?),
        cluster_name_resource: ResourceId(decode_guid(&form.cluster_name_resource, "form.cluster_name_resource")?),
        version: version_from_wire(form.version),
    })
}

/// 0 stands in what was written before there were versions.
fn version_from_wire(dword: u32) -> Version {
    if dword == 0 { Version::FIRST } else { Version::from_dword(dword) }
}

fn cluster_to_wire(command: &ClusterCommand) -> wire::ClusterCommand {
    use wire::cluster_command::{ClearUpgrade, Command as Wire, Destroy, Rename, SetProperties, Shutdown};
    let command = match command {
        ClusterCommand::Rename { name } => Wire::Rename(Rename { name: name.clone() }),
        ClusterCommand::SetProperties { scope, changes } => Wire::SetProperties(SetProperties {
            scope: scope_to_wire(*scope) as i32,
            changes: property::changes_to_wire(changes),
        }),
        ClusterCommand::Upgrade { action } => Wire::Upgrade(*action),
        ClusterCommand::ClearUpgrade => Wire::ClearUpgrade(ClearUpgrade {}),
        ClusterCommand::AddHealthFault(fault) => Wire::AddHealthFault(health_fault_to_wire(fault)),
        ClusterCommand::RemoveHealthFault { id } => Wire::RemoveHealthFault(id.clone()),
        ClusterCommand::Destroy => Wire::Destroy(Destroy {}),
        ClusterCommand::Shutdown => Wire::Shutdown(Shutdown {}),
    };
    wire::ClusterCommand { command: Some(command) }
}

fn cluster_from_wire(command: wire::ClusterCommand) -> Result<ClusterCommand, DecodeError> {
    use wire::cluster_command::{ClearUpgrade, Command as Wire, Destroy, Rename, SetProperties, Shutdown};
    Ok(match required(command.command, "cluster.command")? {
        Wire::Rename(Rename { name }) => ClusterCommand::Rename { name },
        Wire::SetProperties(SetProperties { scope, changes }) => ClusterCommand::SetProperties {
            scope: scope_from_wire(scope)?,
            changes: property::changes_from_wire(changes)?,
        },
        Wire::Upgrade(action) => ClusterCommand::Upgrade { action },
        Wire::ClearUpgrade(ClearUpgrade {}) => ClusterCommand::ClearUpgrade,
        Wire::AddHealthFault(fault) => ClusterCommand::AddHealthFault(health_fault_from_wire(fault)),
        Wire::RemoveHealthFault(id) => ClusterCommand::RemoveHealthFault { id },
        Wire::Destroy(Destroy {}) => ClusterCommand::Destroy,
        Wire::Shutdown(Shutdown {}) => ClusterCommand::Shutdown,
    })
}
