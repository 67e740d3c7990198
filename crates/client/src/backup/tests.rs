//! Restorations against the state machine itself.

use super::objects::{Difference, commands};
use super::values::Plan;
use super::{ids, objects};
use cluster_state::State;
use cluster_state::config::keys;
use model::hive::join;
use model::{ClusterTime, GroupId, Guid, Hive, Incarnation, NodeId, Refusal, ResourceId, Value, WallTime, Win32Code};
use proto::command::Command;
use proto::command::types::{
    AffinityCommand, Entry, FaultDomainCommand, Form, GroupCommand, GroupDependency, GroupSetCommand, NewNode,
    NodeCommand, PropertyChange, PropertyScope, RegistryCommand, ResourceCommand, ResourceTypeCommand,
};
use std::collections::BTreeMap;

struct Cluster {
    state: State,
    index: u64,
    ids: u128,
}

impl Cluster {
    fn new() -> Cluster {
        let mut cluster = Cluster { state: State::empty(), index: 0, ids: 0 };
        let node =
            |id: u32| NewNode { id: NodeId(id), name: format!("n{id}"), storage: 1, address: format!("n{id}:1") };
        let form = Form {
            cluster_name: "C".into(),
            instance: cluster.new_id(),
            nodes: (1..=3).map(node).collect(),
            cluster_group: GroupId(cluster.new_id()),
            available_storage: GroupId(cluster.new_id()),
            cluster_name_resource: ResourceId(cluster.new_id()),
            version: model::level::THIS_PROGRAM.highest,
        };
        cluster.done(Command::Form(form));
        for id in 1..=3 {
            cluster.done(Command::Node(NodeCommand::Join {
                node: NodeId(id),
                incarnation: Incarnation(id.into()),
                release_key: bytes::Bytes::new(),
                version: "1".into(),
                pid: 1,
                versions: model::level::THIS_PROGRAM,
                ignore_persistent_state: false,
            }));
        }
        cluster
    }

    fn new_id(&mut self) -> Guid {
        self.ids += 1;
        Guid((self.ids.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)).to_be_bytes())
    }

    fn apply(&mut self, command: Command) -> Result<(), Refusal> {
        self.index += 1;
        let time = ClusterTime(self.index);
        let entry = Entry { time, wall: WallTime(1), zone_offset_s: 0, request: None, reason: None, command };
        self.state.apply(self.index, &entry).reply.map_or(Ok(()), |reply| reply.map(|_| ()))
    }

    #[track_caller]
    fn done(&mut self, command: Command) {
        if let Err(refusal) = self.apply(command.clone()) {
            panic!("{command:?}: {refusal}");
        }
    }

    fn group(&mut self, name: &str) {
        let id = GroupId(self.new_id());
        self.done(Command::Group(GroupCommand::Create { id, name: name.into(), group_type: 9_999, owner: NodeId(1) }));
    }

    fn resource(&mut self, group: &str, name: &str) {
        let id = ResourceId(self.new_id());
        let (group, name, type_name) = (group.into(), name.into(), "Generic Application".into());
        self.done(Command::Resource(ResourceCommand::Create { id, group, name, type_name, separate_monitor: false }));
    }

    fn set_property(&mut self, group: &str, scope: PropertyScope, name: &str, value: Value) {
        let changes = vec![PropertyChange { name: name.into(), value: Some(value) }];
        self.done(Command::Group(GroupCommand::SetProperties { group: group.into(), scope, changes }));
    }

    /// As [`super::Client::restore`] does it; answers the number of commands and of values.
    fn restore(&mut self, target: &Hive) -> (usize, usize) {
        let missing = Difference::between(self.state.hive(), target).missing_ids();
        let target = ids::renumbered(target, &missing, || self.new_id());
        let commands = commands(self.state.hive(), &target, NodeId(2));
        commands.iter().for_each(|command| self.done(command.clone()));
        let plan = Plan::new(self.state.hive(), &target);
        for steps in plan.batches {
            self.done(Command::Registry(RegistryCommand::Batch { root: String::new(), steps }));
        }
        (commands.len(), plan.values)
    }

    /// Everything that a restoration brings back, with names in the place of ids.
    fn picture(&self) -> BTreeMap<String, String> {
        let hive = self.state.hive();
        let mut names: Vec<(String, String)> = Vec::new();
        for class in objects::CLASSES {
            for key in hive.key(class.key).into_iter().flat_map(|class| class.subkeys()) {
                names.push((key.name().into(), format!("<{} {}>", class.key, super::text(key, keys::NAME))));
                names.push((super::text(key, keys::ID).into(), "<id>".into()));
            }
        }
        names.retain(|(id, _)| !id.is_empty());
        let named = |text: String| names.iter().fold(text, |text, (id, name)| text.replace(id.as_str(), name));
        let mut picture = BTreeMap::new();
        for (path, key) in hive.walk().filter(|(path, _)| !path.starts_with(keys::NODES)) {
            let facts = ["PersistentState", "DefaultOwner"];
            for (name, value) in key.values().filter(|(name, _)| !facts.contains(name)) {
                let value = match value {
                    // Members stand in the order in which they came.
                    Value::MultiSz(list) if name == keys::CONTAINS => {
                        let mut list: Vec<String> = list.iter().cloned().map(named).collect();
                        list.sort();
                        format!("{list:?}")
                    }
                    value => named(format!("{value:?}")),
                };
                picture.insert(named(join(&path, name)), value);
            }
        }
        picture
    }
}

/// Two groups with everything that objects can have to do with each other.
fn furnished() -> Cluster {
    let mut cluster = Cluster::new();
    for (group, resources) in [("Web", ["address", "program"]), ("Data", ["disk", "base"]), ("Spare", ["x", "y"])] {
        cluster.group(group);
        resources.into_iter().for_each(|name| cluster.resource(group, name));
    }
    let kind = ResourceTypeCommand::Create {
        name: "Own".into(),
        display_name: "Own kind".into(),
        dll_name: "own.so".into(),
        looks_alive_ms: 7_000,
        is_alive_ms: 70_000,
    };
    cluster.done(Command::ResourceType(kind));
    for (domain, kind, parent) in [("Site", 1_000, None), ("Rack", 2_000, Some("Site"))] {
        let (id, name, parent) = (model::FaultDomainId(cluster.new_id()), domain.into(), parent.map(str::to_owned));
        cluster.done(Command::FaultDomain(FaultDomainCommand::Create { id, name, kind, parent }));
    }
    for set in ["First", "Second"] {
        let id = model::GroupSetId(cluster.new_id());
        cluster.done(Command::GroupSet(GroupSetCommand::Create { id, name: set.into() }));
    }
    let text = str::to_owned;
    for (set, group) in [("First", "Data"), ("Second", "Web")] {
        cluster.done(Command::GroupSet(GroupSetCommand::AddGroup { set: set.into(), group: group.into() }));
    }
    let (set, provider) = (text("Second"), text("First"));
    cluster.done(Command::GroupSet(GroupSetCommand::AddDependency { set, provider }));
    let id = cluster.new_id();
    let groups = vec![text("Web"), text("Data")];
    cluster.done(Command::Affinity(AffinityCommand::Create {
        name: "Apart".into(),
        id,
        rule_type: 3,
        groups,
        enabled: true,
    }));
    for (resource, provider) in [("program", "address"), ("base", "disk")] {
        let (resource, provider) = (text(resource), text(provider));
        cluster.done(Command::Resource(ResourceCommand::AddDependency { resource, provider }));
    }
    let (group, nodes) = (text("Web"), vec![text("n3"), text("n1")]);
    cluster.done(Command::Group(GroupCommand::SetPreferredOwners { group, nodes }));
    let (resource, node) = (text("program"), text("n2"));
    cluster.done(Command::Resource(ResourceCommand::RemovePossibleOwner { resource, node }));
    let change = GroupDependency::Add { provider: text("Data") };
    cluster.done(Command::Group(GroupCommand::Depend { group: text("Spare"), change }));
    cluster.set_property("Web", PropertyScope::Common, "FailoverThreshold", Value::Dword(3));
    cluster.set_property("Web", PropertyScope::Private, "mine", Value::Sz("kept".into()));
    cluster
}

fn delete(cluster: &mut Cluster, group: &str) {
    cluster.done(Command::Group(GroupCommand::Delete { group: group.into(), force: true }));
}

#[test]
fn nothing_is_to_be_done_for_what_has_not_changed() {
    let mut cluster = furnished();
    let saved = cluster.state.hive().clone();
    assert_eq!(cluster.restore(&saved), (0, 0));
}

#[test]
fn what_was_deleted_is_made_again_and_hangs_together_as_before() {
    let mut cluster = furnished();
    let (saved, before) = (cluster.state.hive().clone(), cluster.picture());
    let text = str::to_owned;
    cluster.done(Command::Affinity(AffinityCommand::Delete { rule: text("Apart") }));
    let change = GroupDependency::Remove { provider: text("Data") };
    cluster.done(Command::Group(GroupCommand::Depend { group: text("Spare"), change }));
    let (set, provider) = (text("Second"), text("First"));
    cluster.done(Command::GroupSet(GroupSetCommand::RemoveDependency { set, provider }));
    for (set, group) in [("First", "Data"), ("Second", "Web")] {
        cluster.done(Command::GroupSet(GroupSetCommand::RemoveGroup { set: set.into(), group: group.into() }));
        cluster.done(Command::GroupSet(GroupSetCommand::Delete { set: set.into() }));
    }
    ["Web", "Data", "Spare"].into_iter().for_each(|group| delete(&mut cluster, group));
    for domain in ["Rack", "Site"] {
        cluster.done(Command::FaultDomain(FaultDomainCommand::Remove { domain: domain.into() }));
    }
    cluster.done(Command::ResourceType(ResourceTypeCommand::Delete { type_name: text("Own") }));
    assert_ne!(cluster.picture(), before);
    cluster.restore(&saved);
    assert_alike(&cluster.picture(), &before);
    let (missing, since) = Difference::between(cluster.state.hive(), &saved).titles();
    assert_eq!((missing.len(), since.len()), (13, 13), "they are other objects of the same names");
}

#[test]
fn what_was_changed_is_as_it_was() {
    let mut cluster = furnished();
    let (saved, before) = (cluster.state.hive().clone(), cluster.picture());
    let text = str::to_owned;
    let resource = |command| Command::Resource(command);
    // Dependencies turned round, resources in other groups, names exchanged, sets mixed up.
    for (dependent, provider) in [("program", "address"), ("base", "disk")] {
        let (dependent, provider) = (text(dependent), text(provider));
        let remove = ResourceCommand::RemoveDependency { resource: dependent.clone(), provider: provider.clone() };
        cluster.done(resource(remove));
        cluster.done(resource(ResourceCommand::AddDependency { resource: provider, provider: dependent }));
    }
    cluster.done(resource(ResourceCommand::ChangeGroup { resource: text("base"), group: text("Web") }));
    cluster.done(resource(ResourceCommand::AddDependency { resource: text("disk"), provider: text("program") }));
    cluster.done(resource(ResourceCommand::Rename { resource: text("x"), name: text("z") }));
    cluster.done(resource(ResourceCommand::AddPossibleOwner { resource: text("program"), node: text("n2") }));
    cluster.done(resource(ResourceCommand::RemovePossibleOwner { resource: text("y"), node: text("n1") }));
    let (set, provider) = (text("Second"), text("First"));
    cluster.done(Command::GroupSet(GroupSetCommand::RemoveDependency { set, provider }));
    let (set, provider) = (text("First"), text("Second"));
    cluster.done(Command::GroupSet(GroupSetCommand::AddDependency { set, provider }));
    let (set, group) = (text("First"), text("Data"));
    cluster.done(Command::GroupSet(GroupSetCommand::RemoveGroup { set, group: group.clone() }));
    cluster.done(Command::GroupSet(GroupSetCommand::AddGroup { set: text("Second"), group }));
    cluster.done(Command::GroupSet(GroupSetCommand::Rename { set: text("Second"), name: text("2nd") }));
    cluster.done(Command::Affinity(AffinityCommand::AddGroup { rule: text("Apart"), group: text("Spare") }));
    let change = GroupDependency::Set { expression: text("[Web]") };
    cluster.done(Command::Group(GroupCommand::Depend { group: text("Spare"), change }));
    cluster.done(Command::FaultDomain(FaultDomainCommand::SetParent { domain: text("Rack"), parent: None }));
    cluster.done(Command::FaultDomain(FaultDomainCommand::Rename { domain: text("Rack"), name: text("R") }));
    cluster.done(Command::Group(GroupCommand::SetPreferredOwners { group: text("Web"), nodes: Vec::new() }));
    cluster.done(Command::Group(GroupCommand::Rename { group: text("Web"), name: text("W") }));
    cluster.set_property("W", PropertyScope::Common, "FailoverThreshold", Value::Dword(9));
    cluster.set_property("W", PropertyScope::Private, "other", Value::Sz("gone".into()));
    assert_ne!(cluster.picture(), before);
    cluster.restore(&saved);
    assert_alike(&cluster.picture(), &before);
    assert_eq!(cluster.restore(&saved), (0, 0), "a restoration can be repeated");
}

/// One line for each that differs.
#[track_caller]
fn assert_alike(picture: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    let differ =
        |(name, value): (&String, &String)| (other.get(name) != Some(value)).then(|| format!("{name} = {value}"));
    let lost = other
        .iter()
        .filter(|(name, _)| !picture.contains_key(*name))
        .map(|(name, value)| format!("lost {name} = {value}"));
    let differing: Vec<String> = picture.iter().filter_map(differ).chain(lost).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn a_name_that_another_object_has_by_now_is_refused() {
    let mut cluster = furnished();
    let saved = cluster.state.hive().clone();
    cluster.done(Command::Affinity(AffinityCommand::Delete { rule: "Apart".into() }));
    cluster.done(Command::Group(GroupCommand::Delete { group: "Spare".into(), force: true }));
    cluster.group("spare");
    let difference = Difference::between(cluster.state.hive(), &saved);
    let refusal = difference.refuse_taken_names().expect_err("there is another one");
    assert_eq!(refusal.code, Win32Code::ERROR_OBJECT_ALREADY_EXISTS);
    assert_eq!(difference.refuse_other_objects().expect_err("objects differ").code, Win32Code::ERROR_INVALID_STATE);
}
