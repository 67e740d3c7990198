//! Commands on group sets.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::GroupSetCommand;
use model::GroupSetId;
use wire::group_set_command::{Command as Wire, Create, Dependency, Member, SetDependencies};

pub(super) fn to_wire(command: &GroupSetCommand) -> wire::GroupSetCommand {
    let member = |set: &String, group: &String| Member { set: set.clone(), group: group.clone() };
    let dependency = |set: &String, provider: &String| Dependency { set: set.clone(), provider: provider.clone() };
    let command = match command {
        GroupSetCommand::Create { id, name } => Wire::Create(Create { id: encode_guid(id.0), name: name.clone() }),
        GroupSetCommand::Delete { set } => Wire::Delete(set.clone()),
        GroupSetCommand::Rename { set, name } => Wire::Rename(wire::Rename { object: set.clone(), name: name.clone() }),
        GroupSetCommand::AddGroup { set, group } => Wire::AddGroup(member(set, group)),
        GroupSetCommand::RemoveGroup { set, group } => Wire::RemoveGroup(member(set, group)),
        GroupSetCommand::SetProperties { set, scope, changes } => {
            Wire::SetProperties(set_properties_to_wire(set, *scope, changes))
        }
        GroupSetCommand::AddDependency { set, provider } => Wire::AddDependency(dependency(set, provider)),
        GroupSetCommand::RemoveDependency { set, provider } => Wire::RemoveDependency(dependency(set, provider)),
        GroupSetCommand::SetDependencies { set, expression } => {
            Wire::SetDependencies(SetDependencies { set: set.clone(), expression: expression.clone() })
        }
    };
    wire::GroupSetCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::GroupSetCommand) -> Result<GroupSetCommand, DecodeError> {
    Ok(match required(command.command, "group_set.command")? {
        Wire::Create(Create { id, name }) => {
            GroupSetCommand::Create { id: GroupSetId(decode_guid(&id, "group_set.create.id")?), name }
        }
        Wire::Delete(set) => GroupSetCommand::Delete { set },
        Wire::Rename(wire::Rename { object, name }) => GroupSetCommand::Rename { set: object, name },
        Wire::AddGroup(Member { set, group }) => GroupSetCommand::AddGroup { set, group },
        Wire::RemoveGroup(Member { set, group }) => GroupSetCommand::RemoveGroup { set, group },
        Wire::SetProperties(set) => GroupSetCommand::SetProperties {
            set: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
        Wire::AddDependency(Dependency { set, provider }) => GroupSetCommand::AddDependency { set, provider },
        Wire::RemoveDependency(Dependency { set, provider }) => GroupSetCommand::RemoveDependency { set, provider },
        Wire::SetDependencies(SetDependencies { set, expression }) => {
            GroupSetCommand::SetDependencies { set, expression }
        }
    })
}
