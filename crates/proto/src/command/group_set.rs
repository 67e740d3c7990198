//! Commands on group sets.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::GroupSetCommand;
use model::GroupSetId;
use wire::group_set_command::{
    AddGroupToDomains, Command as Wire, Create, CreateAvailabilitySet, Dependency, Member, RemoteDependency,
    SetDependencies,
};

pub(super) fn to_wire(command: &GroupSetCommand) -> wire::GroupSetCommand {
    let member = |set: &String, group: &String| Member { set: set.clone(), group: group.clone() };
    let dependency = |set: &String, provider: &String| Dependency { set: set.clone(), provider: provider.clone() };
    let command = match command {
        GroupSetCommand::Create { id, name } => Wire::Create(Create { id: encode_guid(id.0), name: name.clone() }),
        GroupSetCommand::Delete { set } => Wire::Delete(set.clone()),
        GroupSetCommand::Rename { set, name } => Wire::Rename(wire::Rename { object: set.clone(), name: name.clone() }),
        GroupSetCommand::AddGroup { set, group } => Wire::AddGroup(member(set, group)),
        GroupSetCommand::RemoveGroup { set, group } => Wire::RemoveGroup(member(set, group)),
        GroupSetCommand::CreateAvailabilitySet { id, name, fault_domains, update_domains, reserve_spare_node } => {
            Wire::CreateAvailabilitySet(CreateAvailabilitySet {
                id: encode_guid(id.0),
                name: name.clone(),
                fault_domains: *fault_domains,
                update_domains: *update_domains,
                reserve_spare_node: *reserve_spare_node,
            })
        }
        GroupSetCommand::AddGroupToDomains { set, group, fault_domain, update_domain } => {
            Wire::AddGroupToDomains(AddGroupToDomains {
                set: set.clone(),
                group: group.clone(),
                fault_domain: *fault_domain,
                update_domain: *update_domain,
            })
        }
        GroupSetCommand::AddRemoteDependency { set, cluster, provider } => {
            Wire::AddRemoteDependency(remote(set, cluster, provider))
        }
        GroupSetCommand::RemoveRemoteDependency { set, cluster, provider } => {
            Wire::RemoveRemoteDependency(remote(set, cluster, provider))
        }
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

fn remote(set: &str, cluster: &str, provider: &str) -> RemoteDependency {
    RemoteDependency { set: set.into(), cluster: cluster.into(), provider: provider.into() }
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
        Wire::CreateAvailabilitySet(create) => GroupSetCommand::CreateAvailabilitySet {
            id: GroupSetId(decode_guid(&create.id, "group_set.create.id")?),
            name: create.name,
            fault_domains: create.fault_domains,
            update_domains: create.update_domains,
            reserve_spare_node: create.reserve_spare_node,
        },
        Wire::AddGroupToDomains(AddGroupToDomains { set, group, fault_domain, update_domain }) => {
            GroupSetCommand::AddGroupToDomains { set, group, fault_domain, update_domain }
        }
        Wire::AddRemoteDependency(RemoteDependency { set, cluster, provider }) => {
            GroupSetCommand::AddRemoteDependency { set, cluster, provider }
        }
        Wire::RemoveRemoteDependency(RemoteDependency { set, cluster, provider }) => {
            GroupSetCommand::RemoveRemoteDependency { set, cluster, provider }
        }
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
