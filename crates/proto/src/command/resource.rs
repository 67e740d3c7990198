//! Commands on resources and resource types.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::{ResourceCommand, ResourceTypeCommand};
use model::ResourceId;
use wire::resource_command::{ChangeGroup, Command as Wire, Create, Dependency, PossibleOwner, SetDependencies};
use wire::resource_type_command::{Command as WireType, Create as CreateType};

pub(super) fn to_wire(command: &ResourceCommand) -> wire::ResourceCommand {
    let dependency =
        |resource: &String, provider: &String| Dependency { resource: resource.clone(), provider: provider.clone() };
    let possible_owner =
        |resource: &String, node: &String| PossibleOwner { resource: resource.clone(), node: node.clone() };
    let command = match command {
        ResourceCommand::Create { id, group, name, type_name, separate_monitor } => Wire::Create(Create {
            id: encode_guid(id.0),
            group: group.clone(),
            name: name.clone(),
            type_name: type_name.clone(),
            separate_monitor: *separate_monitor,
        }),
        ResourceCommand::Delete { resource } => Wire::Delete(resource.clone()),
        ResourceCommand::Rename { resource, name } => {
            Wire::Rename(wire::Rename { object: resource.clone(), name: name.clone() })
        }
        ResourceCommand::SetProperties { resource, scope, changes } => {
            Wire::SetProperties(set_properties_to_wire(resource, *scope, changes))
        }
        ResourceCommand::AddDependency { resource, provider } => Wire::AddDependency(dependency(resource, provider)),
        ResourceCommand::RemoveDependency { resource, provider } => {
            Wire::RemoveDependency(dependency(resource, provider))
        }
        ResourceCommand::SetDependencies { resource, expression } => {
            Wire::SetDependencies(SetDependencies { resource: resource.clone(), expression: expression.clone() })
        }
        ResourceCommand::AddPossibleOwner { resource, node } => Wire::AddPossibleOwner(possible_owner(resource, node)),
        ResourceCommand::RemovePossibleOwner { resource, node } => {
            Wire::RemovePossibleOwner(possible_owner(resource, node))
        }
        ResourceCommand::ChangeGroup { resource, group } => {
            Wire::ChangeGroup(ChangeGroup { resource: resource.clone(), group: group.clone() })
        }
        ResourceCommand::Online { resource, flags: 0 } => Wire::Online(resource.clone()),
        ResourceCommand::Online { resource, flags } => {
            Wire::OnlineWith(wire::Flagged { object: resource.clone(), flags: *flags })
        }
        ResourceCommand::Offline { resource, flags: 0 } => Wire::Offline(resource.clone()),
        ResourceCommand::Offline { resource, flags } => {
            Wire::OfflineWith(wire::Flagged { object: resource.clone(), flags: *flags })
        }
        ResourceCommand::Restart { resource } => Wire::Restart(resource.clone()),
        ResourceCommand::Fail { resource } => Wire::Fail(resource.clone()),
        ResourceCommand::SetMaintenance { resource, on: true } => Wire::MaintenanceOn(resource.clone()),
        ResourceCommand::SetMaintenance { resource, on: false } => Wire::MaintenanceOff(resource.clone()),
    };
    wire::ResourceCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::ResourceCommand) -> Result<ResourceCommand, DecodeError> {
    Ok(match required(command.command, "resource.command")? {
        Wire::Create(Create { id, group, name, type_name, separate_monitor }) => ResourceCommand::Create {
            id: ResourceId(decode_guid(&id, "resource.create.id")?),
            group,
            name,
            type_name,
            separate_monitor,
        },
        Wire::Delete(resource) => ResourceCommand::Delete { resource },
        Wire::Rename(wire::Rename { object, name }) => ResourceCommand::Rename { resource: object, name },
        Wire::SetProperties(set) => ResourceCommand::SetProperties {
            resource: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
        Wire::AddDependency(Dependency { resource, provider }) => ResourceCommand::AddDependency { resource, provider },
        Wire::RemoveDependency(Dependency { resource, provider }) => {
            ResourceCommand::RemoveDependency { resource, provider }
        }
        Wire::SetDependencies(SetDependencies { resource, expression }) => {
            ResourceCommand::SetDependencies { resource, expression }
        }
        Wire::AddPossibleOwner(PossibleOwner { resource, node }) => {
            ResourceCommand::AddPossibleOwner { resource, node }
        }
        Wire::RemovePossibleOwner(PossibleOwner { resource, node }) => {
            ResourceCommand::RemovePossibleOwner { resource, node }
        }
        Wire::ChangeGroup(ChangeGroup { resource, group }) => ResourceCommand::ChangeGroup { resource, group },
        Wire::Online(resource) => ResourceCommand::Online { resource, flags: 0 },
        Wire::OnlineWith(wire::Flagged { object, flags }) => ResourceCommand::Online { resource: object, flags },
        Wire::Offline(resource) => ResourceCommand::Offline { resource, flags: 0 },
        Wire::OfflineWith(wire::Flagged { object, flags }) => ResourceCommand::Offline { resource: object, flags },
        Wire::Restart(resource) => ResourceCommand::Restart { resource },
        Wire::Fail(resource) => ResourceCommand::Fail { resource },
        Wire::MaintenanceOn(resource) => ResourceCommand::SetMaintenance { resource, on: true },
        Wire::MaintenanceOff(resource) => ResourceCommand::SetMaintenance { resource, on: false },
    })
}

pub(super) fn type_to_wire(command: &ResourceTypeCommand) -> wire::ResourceTypeCommand {
    let command = match command {
        ResourceTypeCommand::Create { name, display_name, dll_name, looks_alive_ms, is_alive_ms } => {
            WireType::Create(CreateType {
                name: name.clone(),
                display_name: display_name.clone(),
                dll_name: dll_name.clone(),
                looks_alive_ms: *looks_alive_ms,
                is_alive_ms: *is_alive_ms,
            })
        }
        ResourceTypeCommand::Delete { type_name } => WireType::Delete(type_name.clone()),
        ResourceTypeCommand::SetProperties { type_name, scope, changes } => {
            WireType::SetProperties(set_properties_to_wire(type_name, *scope, changes))
        }
    };
    wire::ResourceTypeCommand { command: Some(command) }
}

pub(super) fn type_from_wire(command: wire::ResourceTypeCommand) -> Result<ResourceTypeCommand, DecodeError> {
    Ok(match required(command.command, "resource_type.command")? {
        WireType::Create(CreateType { name, display_name, dll_name, looks_alive_ms, is_alive_ms }) => {
            ResourceTypeCommand::Create { name, display_name, dll_name, looks_alive_ms, is_alive_ms }
        }
        WireType::Delete(type_name) => ResourceTypeCommand::Delete { type_name },
        WireType::SetProperties(set) => ResourceTypeCommand::SetProperties {
            type_name: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
    })
}
