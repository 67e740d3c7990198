//! What an administrator sets up beside what runs: properties of groups and of the cluster, dependency expressions, affinity rules
//! and fault domains, drawn at random.

use crate::administrator::{Names, dword};
use cluster_state::command::{
    AffinityCommand, ClusterCommand, Command, FaultDomainCommand, GroupCommand, GroupDependency, GroupSetCommand,
    PropertyChange, PropertyScope, ResourceCommand,
};
use model::{FaultDomainId, GroupSetId, Value};

/// Few, so that groups share some.
const CLASSES: [&str; 3] = ["red", "green", "blue"];
const SETS: [&str; 3] = ["set-1", "set-2", "set-3"];
const RULES: [&str; 2] = ["rule-1", "rule-2"];
const SITES: [&str; 2] = ["site-1", "site-2"];
/// CLUSTER_FAULT_DOMAIN: site.
const SITE: u32 = 1000;
const PRIORITIES: [u64; 5] = [0, 1000, 2000, 2000, 3000];

fn change(name: &str, value: Value) -> PropertyChange {
    PropertyChange { name: name.into(), value: Some(value) }
}

pub(crate) fn group_property(names: &mut Names<'_>) -> Command {
    let changes = vec![match names.random.below(6) {
        0 | 1 => {
            let classes = CLASSES.iter().filter(|_| names.random.chance(40)).map(ToString::to_string).collect();
            change("AntiAffinityClassNames", Value::MultiSz(classes))
        }
        2 => dword("FailoverThreshold", names.random.between(0, 20)),
        3 => dword("Priority", names.random.pick(&PRIORITIES)),
        4 => change("PreferredSite", Value::Sz(names.random.pick(&["", SITES[0], SITES[1]]).into())),
        _ => dword("AutoFailbackType", names.random.below(2)),
    }];
    Command::Group(GroupCommand::SetProperties { group: names.group(), scope: PropertyScope::Common, changes })
}

pub(crate) fn cluster_property(names: &mut Names<'_>) -> Command {
    let changes = vec![match names.random.below(5) {
        3 => dword("GroupDependencyTimeout", names.random.pick(&[0, 1, 2, 600])),
        4 => dword("ClusterGroupWaitDelay", names.random.below(4)),
        0 => dword("ClusterEnforcedAntiAffinity", u64::from(names.random.chance(70))),
        1 => dword("DisableGroupPreferredOwnerRandomization", names.random.below(2)),
        _ => dword("IgnorePersistentStateOnStartup", u64::from(names.random.chance(20))),
    }];
    Command::Cluster(ClusterCommand::SetProperties { scope: PropertyScope::Common, changes })
}

/// An AND of OR sets over other resources of the group; now and then one that says nothing, or nonsense.
pub(crate) fn expression(names: &mut Names<'_>) -> Command {
    let resource = names.resource();
    let state = names.state;
    let id = state.resolve_resource(&resource).ok();
    let group = id.and_then(|id| state.config().resources.get(&id)).map(|resource| resource.group);
    let members = state.config().resources.values().filter(|other| Some(other.group) == group && Some(other.id) != id);
    let mut members: Vec<String> = members.map(|other| other.name.clone()).collect();
    names.random.shuffle(&mut members);
    members.truncate(names.random.between(0, 3) as usize);
    let mut expression = String::new();
    for (position, member) in members.iter().enumerate() {
        let word = if names.random.chance(50) { "and" } else { "or" };
        let before = if position == 0 { String::new() } else { format!(" {word} ") };
        expression.push_str(&format!("{before}[{member}]"));
    }
    if names.random.chance(3) {
        expression.push_str(" and (");
    }
    Command::Resource(ResourceCommand::SetDependencies { resource, expression })
}

pub(crate) fn affinity(names: &mut Names<'_>) -> Command {
    let rule = names.random.pick(&RULES).to_owned();
    let command = match names.random.below(6) {
        0 | 1 => AffinityCommand::Create {
            name: rule,
            id: names.random.guid(),
            rule_type: names.random.between(1, 4) as u32,
            groups: vec![names.group(), names.group()],
            enabled: names.random.chance(80),
        },
        2 => AffinityCommand::AddGroup { rule, group: names.group() },
        3 => AffinityCommand::RemoveGroup { rule, group: names.group() },
        4 => {
            let changes = vec![dword("Enabled", names.random.below(2))];
            AffinityCommand::SetProperties { rule, scope: PropertyScope::Common, changes }
        }
        _ => AffinityCommand::Delete { rule },
    };
    Command::Affinity(command)
}

pub(crate) fn fault_domain(names: &mut Names<'_>) -> Command {
    let domain = names.random.pick(&SITES).to_owned();
    let command = match names.random.below(5) {
        0 | 1 => FaultDomainCommand::Create {
            id: FaultDomainId(names.random.guid()),
            name: domain,
            kind: SITE,
            parent: None,
        },
        2 | 3 => {
            let parent = names.random.chance(80).then_some(domain);
            FaultDomainCommand::SetParent { domain: names.node(), parent }
        }
        _ => FaultDomainCommand::Remove { domain },
    };
    Command::FaultDomain(command)
}

pub(crate) fn group_set(names: &mut Names<'_>) -> Command {
    let (set, other) = (names.random.pick(&SETS).to_owned(), names.random.pick(&SETS).to_owned());
    let command = match names.random.below(10) {
        0..=2 => GroupSetCommand::Create { id: GroupSetId(names.random.guid()), name: set },
        3..=5 => GroupSetCommand::AddGroup { set, group: names.group() },
        6 => GroupSetCommand::RemoveGroup { set, group: names.group() },
        7 => {
            let changes = vec![match names.random.below(4) {
                0 => dword("StartupCount", names.random.pick(&[1, 2, u64::from(u32::MAX)])),
                1 => dword("StartupDelay", names.random.below(2)),
                2 => dword("StartupSetting", names.random.between(1, 2)),
                _ => dword("IsGlobal", u64::from(names.random.chance(20))),
            }];
            GroupSetCommand::SetProperties { set, scope: PropertyScope::Common, changes }
        }
        8 => GroupSetCommand::AddDependency { set, provider: other },
        _ if names.random.chance(50) => GroupSetCommand::RemoveDependency { set, provider: other },
        _ => GroupSetCommand::Delete { set },
    };
    Command::GroupSet(command)
}

pub(crate) fn group_dependency(names: &mut Names<'_>) -> Command {
    let provider = names.group();
    let set = names.random.pick(&SETS).to_owned();
    let change = match names.random.below(6) {
        0 | 1 => GroupDependency::Add { provider },
        2 => GroupDependency::Remove { provider },
        3 => GroupDependency::AddSet { set },
        4 => GroupDependency::RemoveSet { set },
        _ => GroupDependency::Set { expression: names.random.pick(&["", "[nobody]", "[group-1] or [group-2]"]).into() },
    };
    Command::Group(GroupCommand::Depend { group: names.group(), change })
}
