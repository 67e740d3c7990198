//! How objects hang together: names, owners, members, dependencies.
//!
//! First everything goes that the backup does not have, then everything comes that it has: so no step stands in the way of a
//! later one, and no cycle is closed on the way (what is left after the first half is a part of what is to be reached).

use super::create::creations;
use super::{IS_GLOBAL, group_of_resources, keys, list, pairs, text};
use model::dependency::{parse, parse_all};
use model::hive::Key;
use model::{Hive, NodeId};
use proto::command::Command;
use proto::command::types::{
    AffinityCommand, FaultDomainCommand, GroupCommand, GroupDependency, GroupSetCommand, PropertyChange, PropertyScope,
    ResourceCommand,
};
use std::collections::{BTreeMap, BTreeSet};

/// What makes the objects of the present hive hang together as those of the target, whose missing objects have new ids.
pub(in crate::backup) fn commands(present: &Hive, target: &Hive, owner: NodeId) -> Vec<Command> {
    let mut commands = creations(present, target, owner);
    commands.extend(renames(present, target));
    commands.extend(departures(present, target));
    commands.extend(changed_groups(present, target));
    commands.extend(arrivals(present, target));
    commands
}

fn renames(present: &Hive, target: &Hive) -> Vec<Command> {
    type Rename = fn(String, String) -> Command;
    let renames: [(&str, Rename); 4] = [
        (keys::GROUPS, |group, name| Command::Group(GroupCommand::Rename { group, name })),
        (keys::RESOURCES, |resource, name| Command::Resource(ResourceCommand::Rename { resource, name })),
        (keys::GROUP_SETS, |set, name| Command::GroupSet(GroupSetCommand::Rename { set, name })),
        (keys::FAULT_DOMAINS, |domain, name| Command::FaultDomain(FaultDomainCommand::Rename { domain, name })),
    ];
    let mut commands = Vec::new();
    for (class, rename) in renames {
        for (now, then) in pairs(present, target, class) {
            let name = text(then, keys::NAME);
            if now.is_some_and(|now| text(now, keys::NAME) != name) {
                commands.push(rename(then.name().into(), name.into()));
            }
        }
    }
    commands
}

/// What was added since.
fn departures(present: &Hive, target: &Hive) -> Vec<Command> {
    let mut commands = Vec::new();
    for (now, then) in existing(present, target, keys::RESOURCES) {
        let resource = then.name();
        for provider in only_in(&providers(now), &providers(then)) {
            commands.push(Command::Resource(ResourceCommand::RemoveDependency { resource: resource.into(), provider }));
        }
    }
    for (now, then) in existing(present, target, keys::GROUPS) {
        for provider in only_in(&all_of(now), &all_of(then)) {
            commands.push(depend(then, GroupDependency::Remove { provider }));
        }
        let (set, other) = (text(now, keys::DEPENDS_ON_SET), text(then, keys::DEPENDS_ON_SET));
        if !set.is_empty() && set != other {
            commands.push(depend(then, GroupDependency::RemoveSet { set: set.into() }));
        }
    }
    for (now, then) in existing(present, target, keys::GROUP_SETS) {
        let set = || then.name().to_owned();
        let remove = |provider| GroupSetCommand::RemoveDependency { set: set(), provider };
        commands.extend(only_in(&all_of(now), &all_of(then)).into_iter().map(remove).map(Command::GroupSet));
        let remove = |(cluster, provider)| GroupSetCommand::RemoveRemoteDependency { set: set(), cluster, provider };
        commands.extend(only_in(&remote(now), &remote(then)).into_iter().map(remove).map(Command::GroupSet));
        let remove = |group| GroupSetCommand::RemoveGroup { set: set(), group };
        commands.extend(only_in(&members(now), &members(then)).into_iter().map(remove).map(Command::GroupSet));
    }
    for (now, then) in existing(present, target, keys::AFFINITY_RULES) {
        let remove = |group| Command::Affinity(AffinityCommand::RemoveGroup { rule: then.name().into(), group });
        commands.extend(only_in(&members(now), &members(then)).into_iter().map(remove));
    }
    commands
}

/// Resources that are in another group now. One that is moved takes along what it depends on and what depends on it.
fn changed_groups(present: &Hive, target: &Hive) -> Vec<Command> {
    let (now, then) = (group_of_resources(present), group_of_resources(target));
    let mut moved: BTreeSet<String> = BTreeSet::new();
    let tree = trees(present, target);
    let mut commands = Vec::new();
    for (resource, group) in then {
        if now.get(resource).is_none_or(|now| *now == group) || !moved.insert(resource.into()) {
            continue;
        }
        moved.extend(tree.get(resource).into_iter().flatten().cloned());
        commands
            .push(Command::Resource(ResourceCommand::ChangeGroup { resource: resource.into(), group: group.into() }));
    }
    commands
}

/// Of each resource those that hang together with it, once the dependencies that were added since are gone.
fn trees(present: &Hive, target: &Hive) -> BTreeMap<String, BTreeSet<String>> {
    let mut trees: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (now, then) in existing(present, target, keys::RESOURCES) {
        let (had, has) = (providers(now), providers(then));
        for provider in had.intersection(&has) {
            let mut tree = trees.remove(then.name()).unwrap_or_default();
            tree.extend(trees.remove(provider).unwrap_or_default());
            tree.extend([then.name().to_owned(), provider.clone()]);
            tree.clone().into_iter().for_each(|member| drop(trees.insert(member, tree.clone())));
        }
    }
    trees
}

/// What was taken away since.
fn arrivals(present: &Hive, target: &Hive) -> Vec<Command> {
    let mut commands = domains(present, target);
    let nodes: BTreeSet<String> = ids(present.key(keys::NODES));
    let differs = |now: Option<&Key>, then: &Key, name: &str| now.map_or("", |now| text(now, name)) != text(then, name);
    for (now, then) in pairs(present, target, keys::RESOURCES) {
        commands.extend(possible_owners(now, then, &nodes));
        let expression = text(then, keys::DEPENDS_ON);
        if !expression.is_empty() && differs(now, then, keys::DEPENDS_ON) {
            let (resource, expression) = (then.name().into(), expression.into());
            commands.push(Command::Resource(ResourceCommand::SetDependencies { resource, expression }));
        }
    }
    let sets = pairs(present, target, keys::GROUP_SETS);
    // A dependency joins sets that have groups.
    commands.extend(sets.iter().flat_map(|(now, then)| new_members(*now, then)).map(Command::GroupSet));
    commands.extend(sets.iter().flat_map(|(now, then)| new_providers(*now, then)).map(Command::GroupSet));
    for (now, then) in pairs(present, target, keys::GROUPS) {
        let preferred = |key: &Key| list(key, keys::PREFERRED_OWNERS).unwrap_or_default().to_vec();
        let wanted: Vec<String> = preferred(then).into_iter().filter(|node| nodes.contains(node)).collect();
        if now.map(preferred).unwrap_or_default() != wanted {
            let group = then.name().into();
            commands.push(Command::Group(GroupCommand::SetPreferredOwners { group, nodes: wanted }));
        }
        let expression = text(then, keys::DEPENDS_ON);
        if !expression.is_empty() && differs(now, then, keys::DEPENDS_ON) {
            commands.push(depend(then, GroupDependency::Set { expression: expression.into() }));
        }
        let set = text(then, keys::DEPENDS_ON_SET);
        if !set.is_empty() && differs(now, then, keys::DEPENDS_ON_SET) {
            commands.push(depend(then, GroupDependency::AddSet { set: set.into() }));
        }
    }
    // Rules that are made again were made with their groups.
    for (now, then) in existing(present, target, keys::AFFINITY_RULES) {
        let add = |group| Command::Affinity(AffinityCommand::AddGroup { rule: then.name().into(), group });
        commands.extend(only_in(&members(then), &members(now)).into_iter().map(add));
    }
    commands
}

/// Fault domains in others. The topmost ones come first.
fn domains(present: &Hive, target: &Hive) -> Vec<Command> {
    let moved = existing(present, target, keys::FAULT_DOMAINS).filter_map(|(now, then)| {
        let parent = text(then, keys::PARENT_ID);
        let (domain, to) = (then.name().into(), (!parent.is_empty()).then(|| parent.to_owned()));
        let moved = || Command::FaultDomain(FaultDomainCommand::SetParent { domain, parent: to });
        (text(now, keys::PARENT_ID) != parent).then(moved)
    });
    moved.collect()
}

/// In the order of the backup, so that those that have no domain of their own get the same.
fn new_members(now: Option<&Key>, then: &Key) -> Vec<GroupSetCommand> {
    let had = now.map(members).unwrap_or_default();
    let listed = list(then, keys::CONTAINS).unwrap_or_default().iter().filter(|group| !had.contains(*group));
    listed.map(|group| GroupSetCommand::AddGroup { set: then.name().into(), group: group.clone() }).collect()
}

fn new_providers(now: Option<&Key>, then: &Key) -> Vec<GroupSetCommand> {
    let set = || then.name().to_owned();
    let mut commands = Vec::new();
    if now.and_then(|now| now.value(IS_GLOBAL)) != then.value(IS_GLOBAL) {
        let changes = vec![PropertyChange { name: IS_GLOBAL.into(), value: then.value(IS_GLOBAL).cloned() }];
        commands.push(GroupSetCommand::SetProperties { set: set(), scope: PropertyScope::Common, changes });
    }
    if !only_in(&all_of(then), &now.map(all_of).unwrap_or_default()).is_empty() {
        let expression = text(then, keys::DEPENDS_ON).into();
        commands.push(GroupSetCommand::SetDependencies { set: set(), expression });
    }
    let added = only_in(&remote(then), &now.map(remote).unwrap_or_default());
    let add = |(cluster, provider)| GroupSetCommand::AddRemoteDependency { set: set(), cluster, provider };
    commands.extend(added.into_iter().map(add));
    commands
}

/// Without a list every node is one. First those that come: the last one cannot go.
fn possible_owners(now: Option<&Key>, then: &Key, nodes: &BTreeSet<String>) -> Vec<Command> {
    let of = |key: &Key| -> BTreeSet<String> {
        let listed = list(key, keys::POSSIBLE_OWNERS).map(|owners| owners.iter().cloned().collect());
        listed.map_or_else(|| nodes.clone(), |listed: BTreeSet<String>| listed.intersection(nodes).cloned().collect())
    };
    let (had, has) = (now.map_or_else(|| nodes.clone(), of), of(then));
    if has.is_empty() {
        return Vec::new();
    }
    let resource = || then.name().to_owned();
    let add = |node| ResourceCommand::AddPossibleOwner { resource: resource(), node };
    let remove = |node| ResourceCommand::RemovePossibleOwner { resource: resource(), node };
    let changes = only_in(&has, &had).into_iter().map(add).chain(only_in(&had, &has).into_iter().map(remove));
    changes.map(Command::Resource).collect()
}

fn depend(group: &Key, change: GroupDependency) -> Command {
    Command::Group(GroupCommand::Depend { group: group.name().into(), change })
}

/// The objects that both hives have.
fn existing<'a>(present: &'a Hive, target: &'a Hive, class: &str) -> impl Iterator<Item = (&'a Key, &'a Key)> {
    pairs(present, target, class).into_iter().filter_map(|(now, then)| Some((now?, then)))
}

fn only_in<T: Ord + Clone>(these: &BTreeSet<T>, others: &BTreeSet<T>) -> Vec<T> {
    these.difference(others).cloned().collect()
}

fn ids(class: Option<&Key>) -> BTreeSet<String> {
    class.into_iter().flat_map(Key::subkeys).map(|key| key.name().to_owned()).collect()
}

fn members(key: &Key) -> BTreeSet<String> {
    list(key, keys::CONTAINS).unwrap_or_default().iter().cloned().collect()
}

/// Of a resource.
fn providers(key: &Key) -> BTreeSet<String> {
    parse(text(key, keys::DEPENDS_ON)).map(|expression| expression.providers().cloned().collect()).unwrap_or_default()
}

/// What a group or a set depends on.
fn all_of(key: &Key) -> BTreeSet<String> {
    parse_all(text(key, keys::DEPENDS_ON), "provider").unwrap_or_default().into_iter().collect()
}

/// Sets of other clusters, each behind the name of its cluster.
fn remote(key: &Key) -> BTreeSet<(String, String)> {
    let listed = list(key, keys::DEPENDS_ON_REMOTE).unwrap_or_default().iter();
    listed.filter_map(|text| text.split_once('\\')).map(|(cluster, set)| (cluster.into(), set.into())).collect()
}
