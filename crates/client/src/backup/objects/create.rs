//! Making again what was deleted. Everything is offline, and hangs together with nothing yet.

use super::{Value, group_of_resources, keys, list, number, pairs, text};
use model::hive::Key;
use model::{Hive, NodeId};
use proto::command::Command;
use proto::command::types::{
    AffinityCommand, FaultDomainCommand, GroupCommand, GroupSetCommand, ResourceCommand, ResourceTypeCommand,
};
use std::str::FromStr;

/// Of groups with no special purpose.
const GENERIC: u32 = 9_999;

/// The commands that make what the present hive lacks. Groups begin on `owner`.
pub(super) fn creations(present: &Hive, target: &Hive, owner: NodeId) -> Vec<Command> {
    let missing =
        |class| pairs(present, target, class).into_iter().filter_map(|(now, then)| now.is_none().then_some(then));
    let mut commands = Vec::new();
    let mut domains: Vec<&Key> = missing(keys::FAULT_DOMAINS).collect();
    // Sites hold racks, and racks chassis.
    domains.sort_by_key(|domain| number(domain, keys::FAULT_DOMAIN_TYPE));
    commands.extend(domains.into_iter().map(fault_domain));
    commands.extend(missing(keys::RESOURCE_TYPES).map(resource_type));
    commands.extend(missing(keys::GROUPS).map(|group| self::group(group, owner)));
    let group_of = group_of_resources(target);
    commands.extend(missing(keys::RESOURCES).filter_map(|key| Some(resource(key, group_of.get(key.name())?))));
    commands.extend(missing(keys::GROUP_SETS).map(group_set));
    commands.extend(missing(keys::AFFINITY_RULES).map(affinity_rule));
    commands
}

/// The keys of these objects are their ids; they were chosen a moment ago.
fn id<T: FromStr>(key: &Key) -> T {
    key.name().parse().unwrap_or_else(|_| panic!("{} is the id of an object", key.name()))
}

fn fault_domain(key: &Key) -> Command {
    let parent = text(key, keys::PARENT_ID);
    Command::FaultDomain(FaultDomainCommand::Create {
        id: id(key),
        name: text(key, keys::NAME).into(),
        kind: number(key, keys::FAULT_DOMAIN_TYPE).unwrap_or_default(),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
    })
}

fn resource_type(key: &Key) -> Command {
    Command::ResourceType(ResourceTypeCommand::Create {
        name: key.name().into(),
        display_name: text(key, keys::NAME).into(),
        dll_name: text(key, keys::DLL_NAME).into(),
        looks_alive_ms: number(key, "LooksAlivePollInterval").unwrap_or_default(),
        is_alive_ms: number(key, "IsAlivePollInterval").unwrap_or_default(),
    })
}

fn group(key: &Key, owner: NodeId) -> Command {
    Command::Group(GroupCommand::Create {
        id: id(key),
        name: text(key, keys::NAME).into(),
        group_type: number(key, keys::GROUP_TYPE).unwrap_or(GENERIC),
        owner,
    })
}

fn resource(key: &Key, group: &str) -> Command {
    Command::Resource(ResourceCommand::Create {
        id: id(key),
        group: group.into(),
        name: text(key, keys::NAME).into(),
        type_name: text(key, keys::TYPE).into(),
        separate_monitor: number(key, "SeparateMonitor").is_some_and(|number| number != 0),
    })
}

fn group_set(key: &Key) -> Command {
    let number = |name| number(key, name).unwrap_or_default();
    let (id, name) = (id(key), text(key, keys::NAME).to_owned());
    Command::GroupSet(match number("IsAvailabilitySet") {
        0 => GroupSetCommand::Create { id, name },
        _ => GroupSetCommand::CreateAvailabilitySet {
            id,
            name,
            fault_domains: number("FaultDomains"),
            update_domains: number("UpdateDomains"),
            reserve_spare_node: number("ReserveSpareNode") != 0,
        },
    })
}

fn affinity_rule(key: &Key) -> Command {
    Command::Affinity(AffinityCommand::Create {
        name: key.name().into(),
        id: crate::request::new_guid(),
        rule_type: number(key, keys::RULE_TYPE).unwrap_or_default(),
        groups: list(key, keys::CONTAINS).unwrap_or_default().to_vec(),
        enabled: !matches!(key.value(keys::ENABLED), Some(Value::Dword(0))),
    })
}
