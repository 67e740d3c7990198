//! Commands on nodes.

use super::network::{adapters_from_wire, adapters_to_wire};
use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use super::version_from_wire;
use crate::error::{DecodeError, decode_all, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::{DownCause, NewNode, NodeCommand};
use model::{Epoch, GroupId, Incarnation, NodeId, ReleaseCause, VersionRange};
use wire::node_command::{
    Adapters, Command as Wire, Down, Drain, HandOver, HandedOver, Join, Released, Resume, Stopping,
};

pub fn new_node_to_wire(node: &NewNode) -> wire::NewNode {
    wire::NewNode { id: node.id.0, name: node.name.clone(), storage: node.storage, address: node.address.clone() }
}

pub fn new_node_from_wire(node: wire::NewNode) -> Result<NewNode, DecodeError> {
    Ok(NewNode { id: NodeId(node.id), name: node.name, storage: node.storage, address: node.address })
}

pub(super) fn to_wire(command: &NodeCommand) -> wire::NodeCommand {
    let command = match command {
        NodeCommand::Add(node) => Wire::Add(new_node_to_wire(node)),
        NodeCommand::Join { node, incarnation, release_key, version, pid, versions, ignore_persistent_state } => {
            Wire::Join(Join {
                node: node.0,
                incarnation: incarnation.0,
                release_key: release_key.clone(),
                version: version.clone(),
                pid: *pid,
                lowest_version: versions.lowest.as_dword(),
                highest_version: versions.highest.as_dword(),
                ignore_persistent_state: *ignore_persistent_state,
            })
        }
        NodeCommand::Down { node, incarnation, cause, silent_ms } => {
            let cause = down_cause_to_wire(*cause) as i32;
            Wire::Down(Down { node: node.0, incarnation: incarnation.0, cause, silent_ms: *silent_ms })
        }
        NodeCommand::Released { node, incarnation, cause, groups } => Wire::Released(Released {
            node: node.0,
            incarnation: incarnation.0,
            cause: release_cause_to_wire(*cause) as i32,
            groups: groups
                .iter()
                .map(|(group, epoch)| wire::GroupEpoch { group: encode_guid(group.0), epoch: epoch.0 })
                .collect(),
        }),
        NodeCommand::Adapters { node, incarnation, adapters } => {
            Wire::Adapters(Adapters { node: node.0, incarnation: incarnation.0, adapters: adapters_to_wire(adapters) })
        }
        NodeCommand::HandOver { node, incarnation, number, lease_ms } => {
            Wire::HandOver(HandOver { node: node.0, incarnation: incarnation.0, number: *number, lease_ms: *lease_ms })
        }
        NodeCommand::HandedOver { node, incarnation, number, version, versions } => Wire::HandedOver(HandedOver {
            lowest_version: versions.lowest.as_dword(),
            highest_version: versions.highest.as_dword(),
            node: node.0,
            incarnation: incarnation.0,
            number: *number,
            version: version.clone(),
        }),
        NodeCommand::Pause { node } => Wire::Pause(node.clone()),
        NodeCommand::Resume { node, failback: 0 } => Wire::Resume(node.clone()),
        NodeCommand::Resume { node, failback } => Wire::ResumeWith(Resume { node: node.clone(), failback: *failback }),
        NodeCommand::Drain { node, target, flags } => {
            Wire::Drain(Drain { node: node.clone(), target: target.clone(), flags: *flags })
        }
        NodeCommand::Stopping { node, incarnation } => {
            Wire::Stopping(Stopping { node: node.0, incarnation: incarnation.0 })
        }
        NodeCommand::ClearQuarantine { node } => Wire::ClearQuarantine(node.clone()),
        NodeCommand::Evict { node } => Wire::Evict(node.clone()),
        NodeCommand::SetProperties { node, scope, changes } => {
            Wire::SetProperties(set_properties_to_wire(node, *scope, changes))
        }
    };
    wire::NodeCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::NodeCommand) -> Result<NodeCommand, DecodeError> {
    Ok(match required(command.command, "node.command")? {
        Wire::Add(node) => NodeCommand::Add(new_node_from_wire(node)?),
        Wire::Join(join) => NodeCommand::Join {
            node: NodeId(join.node),
            incarnation: Incarnation(join.incarnation),
            release_key: join.release_key,
            version: join.version,
            pid: join.pid,
            versions: VersionRange {
                lowest: version_from_wire(join.lowest_version),
                highest: version_from_wire(join.highest_version),
            },
            ignore_persistent_state: join.ignore_persistent_state,
        },
        Wire::Down(Down { node, incarnation, cause, silent_ms }) => NodeCommand::Down {
            silent_ms,
            node: NodeId(node),
            incarnation: Incarnation(incarnation),
            cause: down_cause_from_wire(cause)?,
        },
        Wire::Released(Released { node, incarnation, cause, groups }) => NodeCommand::Released {
            node: NodeId(node),
            incarnation: Incarnation(incarnation),
            cause: release_cause_from_wire(cause)?,
            groups: decode_all(groups, |wire| {
                Ok((GroupId(decode_guid(&wire.group, "released.group")?), Epoch(wire.epoch)))
            })?,
        },
        Wire::HandOver(HandOver { node, incarnation, number, lease_ms }) => {
            NodeCommand::HandOver { node: NodeId(node), incarnation: Incarnation(incarnation), number, lease_ms }
        }
        Wire::HandedOver(said) => NodeCommand::HandedOver {
            node: NodeId(said.node),
            incarnation: Incarnation(said.incarnation),
            number: said.number,
            version: said.version,
            versions: VersionRange {
                lowest: version_from_wire(said.lowest_version),
                highest: version_from_wire(said.highest_version),
            },
        },
        Wire::Pause(node) => NodeCommand::Pause { node },
        Wire::Resume(node) => NodeCommand::Resume { node, failback: 0 },
        Wire::ResumeWith(Resume { node, failback }) => NodeCommand::Resume { node, failback },
        Wire::Drain(Drain { node, target, flags }) => NodeCommand::Drain { node, target, flags },
        Wire::Stopping(Stopping { node, incarnation }) => {
            NodeCommand::Stopping { node: NodeId(node), incarnation: Incarnation(incarnation) }
        }
        Wire::Adapters(Adapters { node, incarnation, adapters }) => NodeCommand::Adapters {
            node: NodeId(node),
            incarnation: Incarnation(incarnation),
            adapters: adapters_from_wire(adapters)?,
        },
        Wire::ClearQuarantine(node) => NodeCommand::ClearQuarantine { node },
        Wire::Evict(node) => NodeCommand::Evict { node },
        Wire::SetProperties(set) => NodeCommand::SetProperties {
            node: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
    })
}

fn down_cause_to_wire(cause: DownCause) -> wire::DownCause {
    match cause {
        DownCause::LeaseExpired => wire::DownCause::LeaseExpired,
        DownCause::Restarted => wire::DownCause::Restarted,
    }
}

fn down_cause_from_wire(cause: i32) -> Result<DownCause, DecodeError> {
    match wire::DownCause::try_from(cause) {
        Ok(wire::DownCause::LeaseExpired) => Ok(DownCause::LeaseExpired),
        Ok(wire::DownCause::Restarted) => Ok(DownCause::Restarted),
        Ok(wire::DownCause::Unspecified) | Err(_) => Err(DecodeError::Missing("down.cause")),
    }
}

fn release_cause_to_wire(cause: ReleaseCause) -> wire::ReleaseCause {
    match cause {
        ReleaseCause::ServiceDied => wire::ReleaseCause::ServiceDied,
        ReleaseCause::LeaseEnded => wire::ReleaseCause::LeaseEnded,
        ReleaseCause::Stopped => wire::ReleaseCause::Stopped,
    }
}

fn release_cause_from_wire(cause: i32) -> Result<ReleaseCause, DecodeError> {
    match wire::ReleaseCause::try_from(cause) {
        Ok(wire::ReleaseCause::ServiceDied) => Ok(ReleaseCause::ServiceDied),
        Ok(wire::ReleaseCause::LeaseEnded) => Ok(ReleaseCause::LeaseEnded),
        Ok(wire::ReleaseCause::Stopped) => Ok(ReleaseCause::Stopped),
        Ok(wire::ReleaseCause::Unspecified) | Err(_) => Err(DecodeError::Missing("released.cause")),
    }
}
