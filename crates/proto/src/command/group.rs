//! Commands on groups.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use super::value::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, decode_all, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::{GroupCommand, GroupDependency};
use model::{GroupId, NodeId};
use wire::group_command::depend::Change;
use wire::group_command::{Command as Wire, Create, Delete, Depend, GroupOnNode, SetPreferredOwners};

pub(super) fn to_wire(command: &GroupCommand) -> wire::GroupCommand {
    let command = match command {
        GroupCommand::Create { id, name, group_type, owner } => {
            Wire::Create(Create { id: encode_guid(id.0), name: name.clone(), group_type: *group_type, owner: owner.0 })
        }
        GroupCommand::Delete { group, force } => Wire::Delete(Delete { group: group.clone(), force: *force }),
        GroupCommand::Rename { group, name } => {
            Wire::Rename(wire::Rename { object: group.clone(), name: name.clone() })
        }
        GroupCommand::SetPreferredOwners { group, nodes } => {
            Wire::SetPreferredOwners(SetPreferredOwners { group: group.clone(), nodes: nodes.clone() })
        }
        GroupCommand::SetProperties { group, scope, changes } => {
            Wire::SetProperties(set_properties_to_wire(group, *scope, changes))
        }
        GroupCommand::Online { group, node, flags } => {
            let (group, node, flags, parameters) = (group.clone(), node.clone(), *flags, Vec::new());
            Wire::Online(GroupOnNode { group, node, flags, parameters })
        }
        GroupCommand::Offline { group, flags: 0 } => Wire::Offline(group.clone()),
        GroupCommand::Offline { group, flags } => {
            Wire::OfflineWith(wire::Flagged { object: group.clone(), flags: *flags })
        }
        GroupCommand::Move { group, node, flags, parameters } => Wire::Move(GroupOnNode {
            group: group.clone(),
            node: node.clone(),
            flags: *flags,
            parameters: parameters
                .iter()
                .map(|(name, value)| wire::NamedValue { name: name.clone(), value: Some(value_to_wire(value)) })
                .collect(),
        }),
        GroupCommand::Cancel { group, flags } => Wire::Cancel(wire::Flagged { object: group.clone(), flags: *flags }),
        GroupCommand::Depend { group, change } => {
            Wire::Depend(Depend { group: group.clone(), change: Some(dependency_to_wire(change)) })
        }
    };
    wire::GroupCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::GroupCommand) -> Result<GroupCommand, DecodeError> {
    Ok(match required(command.command, "group.command")? {
        Wire::Create(Create { id, name, group_type, owner }) => GroupCommand::Create {
            id: GroupId(decode_guid(&id, "group.create.id")?),
            name,
            group_type,
            owner: NodeId(owner),
        },
        Wire::Delete(Delete { group, force }) => GroupCommand::Delete { group, force },
        Wire::Rename(wire::Rename { object, name }) => GroupCommand::Rename { group: object, name },
        Wire::SetPreferredOwners(SetPreferredOwners { group, nodes }) => {
            GroupCommand::SetPreferredOwners { group, nodes }
        }
        Wire::SetProperties(set) => GroupCommand::SetProperties {
            group: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
        Wire::Online(GroupOnNode { group, node, flags, .. }) => GroupCommand::Online { group, node, flags },
        Wire::Offline(group) => GroupCommand::Offline { group, flags: 0 },
        Wire::OfflineWith(wire::Flagged { object, flags }) => GroupCommand::Offline { group: object, flags },
        Wire::Move(GroupOnNode { group, node, flags, parameters }) => GroupCommand::Move {
            group,
            node,
            flags,
            parameters: decode_all(parameters, |wire| {
                Ok((wire.name, value_from_wire(required(wire.value, "move.parameter")?)?))
            })?,
        },
        Wire::Cancel(wire::Flagged { object, flags }) => GroupCommand::Cancel { group: object, flags },
        Wire::Depend(Depend { group, change }) => {
            GroupCommand::Depend { group, change: dependency_from_wire(required(change, "group.depend")?) }
        }
    })
}

fn dependency_to_wire(change: &GroupDependency) -> Change {
    match change {
        GroupDependency::Set { expression } => Change::Set(expression.clone()),
        GroupDependency::Add { provider } => Change::Add(provider.clone()),
        GroupDependency::Remove { provider } => Change::Remove(provider.clone()),
        GroupDependency::AddSet { set } => Change::AddSet(set.clone()),
        GroupDependency::RemoveSet { set } => Change::RemoveSet(set.clone()),
    }
}

fn dependency_from_wire(change: Change) -> GroupDependency {
    match change {
        Change::Set(expression) => GroupDependency::Set { expression },
        Change::Add(provider) => GroupDependency::Add { provider },
        Change::Remove(provider) => GroupDependency::Remove { provider },
        Change::AddSet(set) => GroupDependency::AddSet { set },
        Change::RemoveSet(set) => GroupDependency::RemoveSet { set },
    }
}
