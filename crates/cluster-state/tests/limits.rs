//! Limits that would make a policy case too long, and images that must not become a state.

use bytes::Bytes;
use cluster_state::State;
use cluster_state::command::{
    ClusterCommand, Command, Entry, Form, GroupCommand, GroupDependency, GroupSetCommand, NewNode, RegistryCommand,
    ResourceCommand,
};
use cluster_state::image::StateImage;
use cluster_state::outcome::Reply;
use model::{
    ClusterTime, GroupId, GroupSetId, Guid, NodeId, Refusal, ResourceId, Value, Version, VersionRange, WallTime,
};

struct Cluster {
    state: State,
}

impl Cluster {
    /// One node, one group.
    fn new() -> Cluster {
        let mut cluster = Cluster { state: State::empty() };
        let node = NewNode { id: NodeId(1), name: "n1".into(), storage: 1, address: "n1:3343".into() };
        cluster.done(Command::Form(Form {
            cluster_name: "C".into(),
            instance: guid(1),
            nodes: vec![node],
            cluster_group: GroupId(guid(2)),
            available_storage: GroupId(guid(3)),
            cluster_name_resource: ResourceId(guid(4)),
            version: model::level::THIS_PROGRAM.highest,
        }));
        let (id, name) = (GroupId(guid(5)), "Web".into());
        cluster.done(Command::Group(GroupCommand::Create { id, name, group_type: 9999, owner: NodeId(1) }));
        cluster
    }

    fn apply(&mut self, command: Command) -> Result<Reply, Refusal> {
        let index = self.state.index() + 1;
        let entry = Entry {
            time: ClusterTime(index),
            wall: WallTime(index),
            zone_offset_s: 0,
            request: None,
            reason: None,
            command,
        };
        self.state.apply(index, &entry).reply.expect("a request is answered")
    }

    fn done(&mut self, command: Command) {
        let reply = self.apply(command);
        assert_eq!(reply, Ok(Reply::Done));
    }

    fn code(&mut self, command: Command) -> u32 {
        self.apply(command).expect_err("a refusal was expected").code.number()
    }

    fn add_resource(&mut self, number: u64) {
        self.done(Command::Resource(ResourceCommand::Create {
            id: ResourceId(guid(100 + number)),
            group: "Web".into(),
            name: format!("r{number}"),
            type_name: "Generic Application".into(),
            separate_monitor: false,
        }));
    }

    /// Resources r0 to r(count - 1), as a state that was saved with them; of the first ones each depends on the one before. One by
    /// one they would take minutes.
    fn add_many_resources(&mut self, count: u64, chained: u64) {
        self.add_resource(0);
        let mut image = self.state.to_image();
        let runtime = image.runtime.resources.get(&ResourceId(guid(100))).expect("r0 has a runtime part").clone();
        let ids = (0..count).map(|number| guid(100 + number).to_string()).collect();
        let set = |image: &mut StateImage, path: &str, name: &str, value: Value| {
            image.hive.set_value(path, name, value, WallTime(0)).expect("the key is there");
        };
        set(&mut image, &format!("Groups\\{}", guid(5)), "Contains", Value::MultiSz(ids));
        for number in 1..count {
            let path = format!("Resources\\{}", guid(100 + number));
            image.hive.create_key(&path, WallTime(0)).expect("a new key");
            set(&mut image, &path, "Name", Value::Sz(format!("r{number}")));
            set(&mut image, &path, "Type", Value::Sz("Generic Application".into()));
            if number <= chained {
                set(&mut image, &path, "DependsOn", Value::Sz(format!("[{}]", guid(99 + number))));
            }
            image.runtime.resources.insert(ResourceId(guid(100 + number)), runtime.clone());
        }
        self.state = State::from_image(image).expect("nothing is wrong with it");
    }
}

fn guid(number: u64) -> Guid {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Guid(bytes)
}

fn depend(resource: u64, provider: u64) -> Command {
    let (resource, provider) = (format!("r{resource}"), format!("r{provider}"));
    Command::Resource(ResourceCommand::AddDependency { resource, provider })
}

/// Policies 1: the dependency tree is at most 100 relations deep, counted through the resource in both directions.
#[test]
fn a_dependency_tree_is_at_most_100_deep() {
    let mut cluster = Cluster::new();
    (0..=101).for_each(|number| cluster.add_resource(number));
    // Two chains of 50 relations: r0 to r50 and r51 to r101.
    for number in (0..50).chain(51..101) {
        cluster.done(depend(number, number + 1));
    }
    assert_eq!(cluster.code(depend(50, 51)), 5929, "50 + 1 + 50");
    cluster.done(depend(50, 52));
    assert_eq!(cluster.code(depend(101, 0)), 1059);
    // A chain of exactly 100 is taken.
    let mut cluster = Cluster::new();
    (0..=101).for_each(|number| cluster.add_resource(number));
    (0..100).for_each(|number| cluster.done(depend(number, number + 1)));
    assert_eq!(cluster.code(depend(100, 101)), 5929);
}

/// 10,000 resources of one group in one chain: refused beyond the hundredth relation, by whatever command, with nothing changed
/// and without a recursion as deep as the chain.
#[test]
fn a_chain_of_10_000_is_refused_beyond_100() {
    let mut cluster = Cluster::new();
    cluster.add_many_resources(10_000, 100);
    let before = cluster.state.config().clone();
    assert_eq!(cluster.code(depend(101, 100)), 5929);
    assert_eq!(cluster.code(depend(0, 100)), 1059);
    let depends = |resource: &str, expression: String| {
        Command::Resource(ResourceCommand::SetDependencies { resource: resource.into(), expression })
    };
    let list = |numbers: std::ops::Range<u64>, word: &str| {
        numbers.map(|number| format!("[r{number}]")).collect::<Vec<_>>().join(word)
    };
    assert_eq!(cluster.code(depends("r0", list(0..10_000, " and "))), 87, "itself is among them");
    assert_eq!(cluster.code(depends("r9999", list(0..9_999, " and ") + " and [r0]")), 5003);
    assert_eq!(cluster.code(depends("r9999", list(0..9_999, " or "))), 5929, "one of them is 100 deep");
    assert_eq!(cluster.code(depends("r5000", "(".repeat(1_000_000))), 87);
    assert!(*cluster.state.config() == before, "a refusal changed the configuration");
    cluster.done(depends("r9999", list(101..9_999, " or ")));
    let online = Command::Resource(ResourceCommand::Online { resource: "r9999".into(), flags: 0 });
    assert_eq!(cluster.code(online), 5005, "no node is Up");
}

/// A tree in which every two levels are joined by two ways has 2^50 ways: the check must not walk each of them.
#[test]
fn a_tree_of_many_ways_is_checked_in_no_time() {
    let mut cluster = Cluster::new();
    (0..102).for_each(|number| cluster.add_resource(number));
    for level in 0..50 {
        for upper in [2 * level, 2 * level + 1] {
            cluster.done(depend(upper, 2 * level + 2));
            cluster.done(depend(upper, 2 * level + 3));
        }
    }
    assert_eq!(cluster.code(depend(100, 0)), 1059);
}

/// Blueprint 11: a value of more than 1 MiB is refused and changes nothing.
#[test]
fn a_value_has_at_most_a_mebibyte() {
    let mut cluster = Cluster::new();
    cluster.done(Command::Registry(RegistryCommand::CreateKey { path: "App".into() }));
    let set = |bytes: usize| {
        let value = Value::Binary(Bytes::from(vec![0; bytes]));
        Command::Registry(RegistryCommand::SetValue { path: "App".into(), name: "v".into(), value })
    };
    cluster.done(set(1 << 20));
    assert_eq!(cluster.code(set((1 << 20) + 1)), 87);
    assert_eq!(cluster.code(set(10 << 20)), 87);
    let kept = cluster.state.hive().value("App", "v");
    assert!(matches!(kept, Some(Value::Binary(bytes)) if bytes.len() == 1 << 20));
}

/// What a command cannot do to the hive, a damaged disk can.
#[test]
fn a_damaged_image_is_refused_in_words() {
    let mut cluster = Cluster::new();
    cluster.add_resource(1);
    cluster.add_resource(2);
    let (group, resource) = (format!("Groups\\{}", guid(5)), format!("Resources\\{}", guid(101)));
    let sz = |text: &str| Some(Value::Sz(text.into()));
    let multi = |text: String| Some(Value::MultiSz(vec![text]));
    let changes: [(&str, &str, Option<Value>); 16] = [
        (&group, "Name", None),
        (&group, "Name", Some(Value::Dword(1))),
        (&group, "Name", sz("available storage")),
        (&group, "Contains", None),
        (&group, "Contains", multi(guid(999).to_string())),
        (&group, "Contains", multi("r1".into())),
        (&group, "PreferredOwners", multi("7".into())),
        (&group, "FailoverThreshold", sz("many")),
        (&resource, "Type", sz("Nothing")),
        (&resource, "Type", None),
        (&resource, "DependsOn", sz("[r2]")),
        (&resource, "DependsOn", sz(&format!("[{}]", guid(4)))),
        (&resource, "PossibleOwners", Some(Value::Dword(1))),
        (&resource, "PossibleOwners", multi("7".into())),
        ("Nodes\\1", "NodeName", None),
        ("", "ClusterInstanceID", sz("x")),
    ];
    for (path, name, value) in changes {
        let mut image = cluster.state.to_image();
        match value.clone() {
            Some(value) => image.hive.set_value(path, name, value, WallTime(0)).map(drop).unwrap(),
            None => image.hive.delete_value(path, name, WallTime(0)).map(drop).unwrap(),
        }
        let damage = State::from_image(image).expect_err(&format!("{path} {name} {value:?}"));
        assert!(!damage.0.is_empty());
    }
    let mut image = cluster.state.to_image();
    image.hive.create_key("Groups\\x", WallTime(0)).unwrap();
    assert!(State::from_image(image).is_err(), "a key that is no id");
    let mut image = cluster.state.to_image();
    image.hive.delete_key(&resource, true, WallTime(0)).unwrap();
    assert!(State::from_image(image).is_err(), "a listed resource without a key");
    let mut image = cluster.state.to_image();
    image.runtime.resources.remove(&ResourceId(guid(101)));
    assert!(State::from_image(image).is_err(), "a resource without its runtime part");
    let mut image = cluster.state.to_image();
    image.next_event += 1;
    assert!(State::from_image(image).is_err(), "a gap in the events");
}

fn depend_group(group: u64, change: GroupDependency) -> Command {
    Command::Group(GroupCommand::Depend { group: format!("g{group}"), change })
}

/// Policies 11.7: ten thousand groups in a row are walked with a stack of their own, and the last one cannot close the ring.
#[test]
fn a_ring_of_ten_thousand_groups_is_refused() {
    let mut cluster = Cluster::new();
    let last = 10_000;
    for number in 0..=last {
        let (id, name, owner) = (GroupId(guid(1_000 + number)), format!("g{number}"), NodeId(1));
        cluster.done(Command::Group(GroupCommand::Create { id, name, group_type: 9999, owner }));
    }
    for number in 0..last {
        cluster.done(depend_group(number, GroupDependency::Add { provider: format!("g{}", number + 1) }));
    }
    let before = cluster.state.clone();
    assert_eq!(cluster.code(depend_group(last, GroupDependency::Add { provider: "g0".into() })), 87);
    let expression = "[g0] and [g1]".into();
    assert_eq!(cluster.code(depend_group(last, GroupDependency::Set { expression })), 87);
    assert!(cluster.state.hive() == before.hive() && cluster.state.config() == before.config());
    // A snapshot of it is read without recursion as well.
    assert!(State::from_image(cluster.state.to_image()).is_ok());
}

/// Policies 11.7: sets in a row, each with a group, and the ring closed by a set, by a group and by a membership.
#[test]
fn a_ring_through_a_thousand_sets_is_refused() {
    let mut cluster = Cluster::new();
    let last = 1_000;
    let set = |number: u64| format!("s{number}");
    for number in 0..=last {
        let (id, name, owner) = (GroupId(guid(1_000 + number)), format!("g{number}"), NodeId(1));
        cluster.done(Command::Group(GroupCommand::Create { id, name: name.clone(), group_type: 9999, owner }));
        let id = GroupSetId(guid(10_000 + number));
        cluster.done(Command::GroupSet(GroupSetCommand::Create { id, name: set(number) }));
        cluster.done(Command::GroupSet(GroupSetCommand::AddGroup { set: set(number), group: name }));
    }
    for number in 0..last {
        let (set, provider) = (set(number), set(number + 1));
        cluster.done(Command::GroupSet(GroupSetCommand::AddDependency { set, provider }));
    }
    let (first, end) = (set(0), set(last));
    let ring = GroupSetCommand::AddDependency { set: end.clone(), provider: first.clone() };
    assert_eq!(cluster.code(Command::GroupSet(ring)), 87);
    assert_eq!(cluster.code(depend_group(last, GroupDependency::Add { provider: "g0".into() })), 87);
    assert_eq!(cluster.code(depend_group(last, GroupDependency::AddSet { set: first.clone() })), 87);
    cluster.done(depend_group(0, GroupDependency::AddSet { set: end }));
    let expression = format!("{}[{first}]{}", "(".repeat(100_000), ")".repeat(100_000));
    let ring = GroupSetCommand::SetDependencies { set: set(last), expression };
    assert_eq!(cluster.code(Command::GroupSet(ring)), 87);
}

/// Policies 11.3: whatever stands in an expression, the answer is a refusal, and nothing has changed.
#[test]
fn malformed_expressions_of_groups_and_sets_change_nothing() {
    let mut cluster = Cluster::new();
    cluster.done(Command::GroupSet(GroupSetCommand::Create { id: GroupSetId(guid(6)), name: "Base".into() }));
    let deep = "{(".repeat(500_000);
    for text in ["[", "]", "[]", "[Web", "Web", "[Web] or [Web]", "[Web] and", "and", "()", "{[Web])", "[\0]", &deep] {
        let before = cluster.state.to_image();
        let of_group = GroupDependency::Set { expression: text.into() };
        assert!(cluster.apply(Command::Group(GroupCommand::Depend { group: "Web".into(), change: of_group })).is_err());
        let of_set = GroupSetCommand::SetDependencies { set: "Base".into(), expression: text.into() };
        assert!(cluster.apply(Command::GroupSet(of_set)).is_err());
        let after = cluster.state.to_image();
        assert!(before.hive == after.hive, "{text}");
        let (was, is) = (&before.runtime, &after.runtime);
        assert!(was.groups == is.groups && was.group_sets == is.group_sets, "{text}");
        assert!(before.events == after.events, "{text}");
    }
}

/// What a command cannot do to group sets and versions, a damaged disk can.
#[test]
fn damaged_sets_and_versions_are_refused_in_words() {
    let mut cluster = Cluster::new();
    for (number, name) in [(6, "Base"), (7, "Apps")] {
        cluster.done(Command::GroupSet(GroupSetCommand::Create { id: GroupSetId(guid(number)), name: name.into() }));
    }
    cluster.done(Command::GroupSet(GroupSetCommand::AddGroup { set: "Base".into(), group: "Web".into() }));
    let (base, apps) = (format!("GroupSets\\{}", guid(6)), format!("GroupSets\\{}", guid(7)));
    let group = format!("Groups\\{}", guid(5));
    let sz = |text: String| Value::Sz(text);
    let changes: [(&str, &str, Value); 12] = [
        (&base, "Name", sz("Apps".into())),
        (&base, "Name", Value::Dword(1)),
        (&base, "Contains", Value::MultiSz(vec![guid(999).to_string()])),
        (&base, "Contains", Value::MultiSz(vec!["x".into()])),
        (&apps, "Contains", Value::MultiSz(vec![guid(5).to_string()])),
        (&base, "DependsOn", sz("[Apps]".into())),
        (&base, "DependsOn", sz(format!("[{}]", guid(999)))),
        (&base, "StartupCount", sz("all".into())),
        (&group, "DependsOn", sz(format!("[{}]", guid(999)))),
        (&group, "DependsOnSet", sz(guid(999).to_string())),
        ("", "ClusterFunctionalLevel", Value::Dword(70_000)),
        ("Nodes\\1", "NodeHighestVersion", sz("1".into())),
    ];
    for (path, name, value) in changes {
        let mut image = cluster.state.to_image();
        image.hive.set_value(path, name, value.clone(), WallTime(0)).map(drop).unwrap();
        let damage = State::from_image(image).expect_err(&format!("{path} {name} {value:?}"));
        assert!(!damage.0.is_empty());
    }
    let mut image = cluster.state.to_image();
    image.runtime.group_sets.remove(&GroupSetId(guid(7)));
    assert!(State::from_image(image).is_err(), "a set without its runtime part");
}

/// Policies 18.14: no command sets FixQuorum yet, so the hive is told.
#[test]
fn the_level_is_not_raised_under_forced_quorum() {
    let cluster = Cluster::new();
    let mut image = cluster.state.to_image();
    image.hive.set_value("", "FixQuorum", Value::Dword(1), WallTime(0)).map(drop).unwrap();
    let mut cluster = Cluster { state: State::from_image(image).unwrap() };
    for action in [1, 2] {
        assert_eq!(cluster.code(Command::Cluster(ClusterCommand::Upgrade { action })), 5974);
    }
    assert_eq!(cluster.code(Command::Cluster(ClusterCommand::Upgrade { action: 3 })), 87);
}

/// Policies 18.7, decision 0008: a program that does not know the level says so, and one that does not know it any more too.
#[test]
fn a_program_runs_only_at_levels_that_it_knows() {
    let version = |level, revision| Version { level, revision };
    let range = |lowest, highest| VersionRange { lowest, highest };
    let cluster = Cluster::new();
    assert_eq!(cluster.state.check_runnable(range(version(1, 0), version(2, 0))), Ok(()));
    let later = cluster.state.check_runnable(range(version(2, 0), version(3, 1))).unwrap_err();
    assert!(later.contains("functional level 1") && later.contains("levels 2 to 3.1"), "{later}");
    let mut image = cluster.state.to_image();
    image.hive.set_value("", "ClusterFunctionalLevel", Value::Dword(9), WallTime(0)).map(drop).unwrap();
    let raised = State::from_image(image).unwrap();
    assert!(raised.check_runnable(model::level::THIS_PROGRAM).unwrap_err().contains("functional level 9"));
    assert_eq!(State::empty().check_runnable(range(version(7, 0), version(7, 0))), Ok(()), "no cluster yet");
}
