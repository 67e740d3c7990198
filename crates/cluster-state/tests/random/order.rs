//! Random group sets, and groups that start after others.

use crate::Run;
use cluster_state::command::{
    ClusterCommand, Command, GroupCommand, GroupDependency, GroupSetCommand, PropertyChange, PropertyScope,
};
use model::{GroupSetId, Guid, Value};
use proptest::prelude::*;
use proptest::sample::Index;

/// Sets that come and go, by number.
const SETS: u8 = 3;

#[derive(Clone, Debug)]
pub(crate) enum Change {
    Create(u8),
    Delete(u8),
    Member(u8, Index, bool),
    Setting(u8, &'static str, u32),
    SetAfterSet(u8, u8, bool),
    GroupAfterGroup(Index, Index, bool),
    GroupAfterSet(Index, u8, bool),
    /// GroupDependencyTimeout, in seconds; never without end, or a healed cluster might not come to rest.
    Timeout(u32),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    let (index, set) = (any::<Index>, 0..SETS);
    let setting = prop_oneof![
        Just(("IsGlobal", 0)),
        Just(("IsGlobal", 1)),
        Just(("StartupCount", 0)),
        Just(("StartupCount", 1)),
        Just(("StartupCount", u32::MAX)),
        Just(("StartupDelay", 0)),
        Just(("StartupDelay", 20)),
        Just(("StartupSetting", 1)),
        Just(("StartupSetting", 2)),
    ];
    prop_oneof![
        4 => set.clone().prop_map(Change::Create),
        1 => set.clone().prop_map(Change::Delete),
        6 => (set.clone(), index(), prop::bool::weighted(0.8)).prop_map(|(set, group, add)| Change::Member(set, group, add)),
        3 => (set.clone(), setting).prop_map(|(set, (name, value))| Change::Setting(set, name, value)),
        2 => (set.clone(), set.clone(), prop::bool::weighted(0.7)).prop_map(|(set, after, add)| Change::SetAfterSet(set, after, add)),
        5 => (index(), index(), prop::bool::weighted(0.7)).prop_map(|(group, after, add)| Change::GroupAfterGroup(group, after, add)),
        3 => (index(), set, prop::bool::weighted(0.7)).prop_map(|(group, after, add)| Change::GroupAfterSet(group, after, add)),
        1 => prop_oneof![Just(0u32), Just(30), Just(600)].prop_map(Change::Timeout),
    ]
}

pub(crate) fn command(run: &Run, change: &Change) -> Command {
    let scope = PropertyScope::Common;
    let name = |set: &u8| format!("S{set}");
    let value = |name: &str, value: u32| vec![PropertyChange { name: name.into(), value: Some(Value::Dword(value)) }];
    let depend = |group: &Index, change| Command::Group(GroupCommand::Depend { group: run.group(group), change });
    match change {
        Change::Create(set) => {
            let id = GroupSetId(Guid([0xA0 + set; 16]));
            Command::GroupSet(GroupSetCommand::Create { id, name: name(set) })
        }
        Change::Delete(set) => Command::GroupSet(GroupSetCommand::Delete { set: name(set) }),
        Change::Member(set, group, true) => {
            Command::GroupSet(GroupSetCommand::AddGroup { set: name(set), group: run.group(group) })
        }
        Change::Member(set, group, false) => {
            Command::GroupSet(GroupSetCommand::RemoveGroup { set: name(set), group: run.group(group) })
        }
        Change::Setting(set, property, number) => {
            let changes = value(property, *number);
            Command::GroupSet(GroupSetCommand::SetProperties { set: name(set), scope, changes })
        }
        Change::SetAfterSet(set, after, true) => {
            Command::GroupSet(GroupSetCommand::AddDependency { set: name(set), provider: name(after) })
        }
        Change::SetAfterSet(set, after, false) => {
            Command::GroupSet(GroupSetCommand::RemoveDependency { set: name(set), provider: name(after) })
        }
        Change::GroupAfterGroup(group, after, true) => {
            depend(group, GroupDependency::Add { provider: run.group(after) })
        }
        Change::GroupAfterGroup(group, after, false) => {
            depend(group, GroupDependency::Remove { provider: run.group(after) })
        }
        Change::GroupAfterSet(group, after, true) => depend(group, GroupDependency::AddSet { set: name(after) }),
        Change::GroupAfterSet(group, after, false) => depend(group, GroupDependency::RemoveSet { set: name(after) }),
        Change::Timeout(seconds) => {
            let changes = value("GroupDependencyTimeout", *seconds);
            Command::Cluster(ClusterCommand::SetProperties { scope, changes })
        }
    }
}
