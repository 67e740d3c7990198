//! Commands on groups.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
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
        GroupCommand::Online { group, node } => Wire::Online(GroupOnNode { group: group.clone(), node: node.clone() }),
        GroupCommand::Offline { group } => Wire::Offline(group.clone()),
        GroupCommand::Move { group, node } => Wire::Move(GroupOnNode { group: group.clone(), node: node.clone() }),
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
        Wire::Online(GroupOnNode { group, node }) => GroupCommand::Online { group, node },
        Wire::Offline(group) => GroupCommand::Offline { group },
        Wire::Move(GroupOnNode { group, node }) => GroupCommand::Move { group, node },
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
