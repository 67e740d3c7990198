//! Commands on affinity rules and fault domains.

use super::property::{changes_from_wire, scope_from_wire, set_properties_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::{AffinityCommand, FaultDomainCommand};
use model::FaultDomainId;
use wire::affinity_command::{Command as Rule, Create as CreateRule, RuleGroup};
use wire::fault_domain_command::{Command as Domain, Create as CreateDomain, SetParent};

pub(super) fn affinity_to_wire(command: &AffinityCommand) -> wire::AffinityCommand {
    let rule_group = |rule: &String, group: &String| RuleGroup { rule: rule.clone(), group: group.clone() };
    let command = match command {
        AffinityCommand::Create { name, id, rule_type, groups, enabled } => Rule::Create(CreateRule {
            name: name.clone(),
            id: encode_guid(*id),
            rule_type: *rule_type,
            groups: groups.clone(),
            enabled: *enabled,
        }),
        AffinityCommand::Delete { rule } => Rule::Delete(rule.clone()),
        AffinityCommand::AddGroup { rule, group } => Rule::AddGroup(rule_group(rule, group)),
        AffinityCommand::RemoveGroup { rule, group } => Rule::RemoveGroup(rule_group(rule, group)),
        AffinityCommand::SetProperties { rule, scope, changes } => {
            Rule::SetProperties(set_properties_to_wire(rule, *scope, changes))
        }
    };
    wire::AffinityCommand { command: Some(command) }
}

pub(super) fn affinity_from_wire(command: wire::AffinityCommand) -> Result<AffinityCommand, DecodeError> {
    Ok(match required(command.command, "affinity.command")? {
        Rule::Create(CreateRule { name, id, rule_type, groups, enabled }) => {
            let id = decode_guid(&id, "affinity.create.id")?;
            AffinityCommand::Create { name, id, rule_type, groups, enabled }
        }
        Rule::Delete(rule) => AffinityCommand::Delete { rule },
        Rule::AddGroup(RuleGroup { rule, group }) => AffinityCommand::AddGroup { rule, group },
        Rule::RemoveGroup(RuleGroup { rule, group }) => AffinityCommand::RemoveGroup { rule, group },
        Rule::SetProperties(set) => AffinityCommand::SetProperties {
            rule: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
    })
}

pub(super) fn fault_domain_to_wire(command: &FaultDomainCommand) -> wire::FaultDomainCommand {
    let command = match command {
        FaultDomainCommand::Create { id, name, kind, parent } => Domain::Create(CreateDomain {
            id: encode_guid(id.0),
            name: name.clone(),
            kind: *kind,
            parent: parent.clone(),
        }),
        FaultDomainCommand::Remove { domain } => Domain::Remove(domain.clone()),
        FaultDomainCommand::Rename { domain, name } => {
            Domain::Rename(wire::Rename { object: domain.clone(), name: name.clone() })
        }
        FaultDomainCommand::SetParent { domain, parent } => {
            Domain::SetParent(SetParent { domain: domain.clone(), parent: parent.clone() })
        }
        FaultDomainCommand::SetProperties { domain, scope, changes } => {
            Domain::SetProperties(set_properties_to_wire(domain, *scope, changes))
        }
    };
    wire::FaultDomainCommand { command: Some(command) }
}

pub(super) fn fault_domain_from_wire(command: wire::FaultDomainCommand) -> Result<FaultDomainCommand, DecodeError> {
    Ok(match required(command.command, "fault_domain.command")? {
        Domain::Create(CreateDomain { id, name, kind, parent }) => {
            let id = FaultDomainId(decode_guid(&id, "fault_domain.create.id")?);
            FaultDomainCommand::Create { id, name, kind, parent }
        }
        Domain::Remove(domain) => FaultDomainCommand::Remove { domain },
        Domain::Rename(wire::Rename { object, name }) => FaultDomainCommand::Rename { domain: object, name },
        Domain::SetParent(SetParent { domain, parent }) => FaultDomainCommand::SetParent { domain, parent },
        Domain::SetProperties(set) => FaultDomainCommand::SetProperties {
            domain: set.object,
            scope: scope_from_wire(set.scope)?,
            changes: changes_from_wire(set.changes)?,
        },
    })
}
