//! Arbitrary configuration commands, sensible and not: nothing panics, a refusal changes nothing, and a state is always the
//! same as the one read back from its image.

use bytes::Bytes;
use cluster_state::command::{
    BatchStep, ClusterCommand, Command, Entry, Form, GroupCommand, NewNode, NodeCommand, PropertyChange, PropertyScope,
    RegistryCommand, ResourceCommand, ResourceTypeCommand,
};
use cluster_state::{State, StateImage};
use model::property::{self, PropertyOf};
use model::{ClusterTime, GroupId, Guid, Incarnation, NodeId, RequestId, ResourceId, Value, WallTime};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::FileFailurePersistence;

// The larger strategies are boxed: their trees of values would take more stack than a test's thread has.

/// Few ids, so that objects meet: 1 to 3 are those of the core objects.
fn guid() -> impl Strategy<Value = Guid> {
    (1u8..12).prop_map(|number| Guid([number; 16]))
}

/// Mostly one of these, else an id written as a name, or a bad name.
fn name_among(names: &[&'static str]) -> BoxedStrategy<String> {
    prop_oneof![
        12 => select(names.to_vec()).prop_map(String::from),
        2 => guid().prop_map(|guid| guid.to_string()),
        1 => guid().prop_map(|guid| format!("{{{}}}", guid.to_string().to_uppercase())),
        1 => "\\PC{0,6}",
        1 => select(vec!["", " ", "\0", "x\\y", "\\x", "[a]"]).prop_map(String::from),
    ]
    .boxed()
}

fn group_name() -> BoxedStrategy<String> {
    name_among(&["g", "H", "h", "new", "Cluster Group", "available STORAGE"])
}

fn resource_name() -> BoxedStrategy<String> {
    name_among(&["a", "B", "b", "c", "D", "new", "Cluster Name"])
}

fn node_name() -> BoxedStrategy<String> {
    name_among(&["n1", "N2", "n3", "2", "n4", "C"])
}

fn name() -> BoxedStrategy<String> {
    prop_oneof![group_name(), resource_name(), node_name()].boxed()
}

fn type_name() -> impl Strategy<Value = String> {
    let names = vec!["Generic Application", "generic script", "Network Name", "T", "t", "Nothing", "x\\y", ""];
    select(names).prop_map(String::from)
}

fn value() -> BoxedStrategy<Value> {
    prop_oneof![
        (0u32..5).prop_map(Value::Dword),
        any::<u32>().prop_map(Value::Dword),
        any::<u64>().prop_map(Value::Qword),
        name().prop_map(Value::Sz),
        name().prop_map(Value::ExpandSz),
        vec(name(), 0..3).prop_map(Value::MultiSz),
        vec(any::<u8>(), 0..4).prop_map(|bytes| Value::Binary(Bytes::from(bytes))),
    ]
    .boxed()
}

fn property_name() -> BoxedStrategy<String> {
    let kinds =
        [PropertyOf::Cluster, PropertyOf::Node, PropertyOf::Group, PropertyOf::Resource, PropertyOf::ResourceType];
    let mut names: Vec<String> =
        kinds.into_iter().flat_map(property::table).map(|row| row.name.to_lowercase()).collect();
    names.extend(
        ["CommandLine", "Colour", "Contains", "DependsOn", "PossibleOwners", "Type", "", "x\0"].map(String::from),
    );
    select(names).boxed()
}

fn changes() -> BoxedStrategy<Vec<PropertyChange>> {
    let change = (property_name(), option::weighted(0.8, value()));
    vec(change.prop_map(|(name, value)| PropertyChange { name, value }), 0..3).boxed()
}

fn scope() -> impl Strategy<Value = PropertyScope> {
    select(vec![PropertyScope::Common, PropertyScope::Private])
}

fn path() -> BoxedStrategy<String> {
    let class =
        select(vec!["Groups", "RESOURCES", "Nodes", "ResourceTypes", "Networks", "App", "app", "", "Parameters"]);
    let object = prop_oneof![guid().prop_map(|guid| guid.to_string()), name(), type_name()];
    let below = select(vec!["Parameters", "x", "RegSync", ""]);
    prop_oneof![
        class.clone().prop_map(String::from),
        (class.clone(), object.clone()).prop_map(|(class, object)| format!("{class}\\{object}")),
        (class, object, below).prop_map(|(class, object, below)| format!("{class}\\{object}\\{below}")),
    ]
    .boxed()
}

fn step() -> BoxedStrategy<BatchStep> {
    let value_name = || prop_oneof![property_name(), name()];
    prop_oneof![
        (value_name(), value()).prop_map(|(name, value)| BatchStep::SetValue { name, value }),
        path().prop_map(|path| BatchStep::CreateKey { path }),
        path().prop_map(|path| BatchStep::DeleteKey { path }),
        value_name().prop_map(|name| BatchStep::DeleteValue { name }),
        value_name().prop_map(|name| BatchStep::ValueNotExists { name }),
        (value_name(), value()).prop_map(|(name, value)| BatchStep::ValueNotEquals { name, value }),
        path().prop_map(|path| BatchStep::KeyNotExists { path }),
    ]
    .boxed()
}

fn registry() -> impl Strategy<Value = Command> {
    let value_name = || prop_oneof![property_name(), name()];
    let sound = model::security::default_descriptor().encode();
    let descriptor = option::of(prop_oneof![Just(sound), vec(any::<u8>(), 0..3).prop_map(Bytes::from)]);
    let command = prop_oneof![
        path().prop_map(|path| RegistryCommand::CreateKey { path }),
        (path(), any::<bool>()).prop_map(|(path, tree)| RegistryCommand::DeleteKey { path, tree }),
        (path(), value_name(), value()).prop_map(|(path, name, value)| RegistryCommand::SetValue { path, name, value }),
        (path(), value_name()).prop_map(|(path, name)| RegistryCommand::DeleteValue { path, name, must_exist: false }),
        (path(), descriptor, 0_u32..17).prop_map(|(path, descriptor, parts)| RegistryCommand::SetSecurity {
            path,
            descriptor,
            parts
        }),
        (path(), vec(step(), 0..4)).prop_map(|(root, steps)| RegistryCommand::Batch { root, steps }),
    ];
    command.prop_map(Command::Registry)
}

fn new_node() -> impl Strategy<Value = NewNode> {
    (0u32..5, node_name(), select(vec!["host:3343", ""])).prop_map(|(id, name, address)| NewNode {
        id: NodeId(id),
        name,
        storage: 1,
        address: address.into(),
    })
}

fn node_or_cluster() -> impl Strategy<Value = Command> {
    let node = prop_oneof![
        new_node().prop_map(NodeCommand::Add),
        (1u32..4, any::<u64>()).prop_map(|(node, incarnation)| NodeCommand::Join {
            node: NodeId(node),
            incarnation: Incarnation(incarnation),
            release_key: Bytes::new(),
            version: "1".into(),
            pid: 1,
            versions: model::level::THIS_PROGRAM,
            ignore_persistent_state: false,
        }),
        node_name().prop_map(|node| NodeCommand::Evict { node }),
        node_name().prop_map(|node| NodeCommand::Pause { node }),
        (node_name(), scope(), changes()).prop_map(|(node, scope, changes)| NodeCommand::SetProperties {
            node,
            scope,
            changes
        }),
    ];
    let cluster = prop_oneof![
        node_name().prop_map(|name| ClusterCommand::Rename { name }),
        (scope(), changes()).prop_map(|(scope, changes)| ClusterCommand::SetProperties { scope, changes }),
    ];
    prop_oneof![node.prop_map(Command::Node), cluster.prop_map(Command::Cluster)]
}

fn group() -> impl Strategy<Value = Command> {
    let group_type = select(vec![9999, 1, 107]);
    let command = prop_oneof![
        4 => (guid(), group_name(), group_type, 0u32..5).prop_map(|(id, name, group_type, owner)| GroupCommand::Create {
            id: GroupId(id),
            name,
            group_type,
            owner: NodeId(owner),
        }),
        1 => (group_name(), any::<bool>()).prop_map(|(group, force)| GroupCommand::Delete { group, force }),
        1 => (group_name(), group_name()).prop_map(|(group, name)| GroupCommand::Rename { group, name }),
        1 => (group_name(), vec(node_name(), 0..3)).prop_map(|(group, nodes)| GroupCommand::SetPreferredOwners { group, nodes }),
        1 => (group_name(), scope(), changes()).prop_map(|(group, scope, changes)| GroupCommand::SetProperties {
            group,
            scope,
            changes,
        }),
        1 => group_name().prop_map(|group| GroupCommand::Online { group, node: None, flags: 0 }),
        1 => group_name().prop_map(|group| GroupCommand::Offline { group, flags: 0 }),
    ];
    command.prop_map(Command::Group)
}

fn resource() -> impl Strategy<Value = Command> {
    let expression = prop_oneof![
        Just(String::new()),
        (resource_name(), resource_name()).prop_map(|(a, b)| format!("[{a}] or [{b}]")),
        (resource_name(), resource_name()).prop_map(|(a, b)| format!("[{a}] and [{b}]")),
        "\\PC{0,8}",
    ];
    let command = prop_oneof![
        6 => (guid(), group_name(), resource_name(), type_name(), any::<bool>()).prop_map(
            |(id, group, name, type_name, separate_monitor)| ResourceCommand::Create {
                id: ResourceId(id),
                group,
                name,
                type_name,
                separate_monitor,
            }
        ),
        1 => resource_name().prop_map(|resource| ResourceCommand::Delete { resource }),
        1 => (resource_name(), resource_name()).prop_map(|(resource, name)| ResourceCommand::Rename { resource, name }),
        1 => (resource_name(), scope(), changes())
            .prop_map(|(resource, scope, changes)| ResourceCommand::SetProperties { resource, scope, changes }),
        3 => (resource_name(), resource_name()).prop_map(|(resource, provider)| ResourceCommand::AddDependency { resource, provider }),
        1 => (resource_name(), resource_name()).prop_map(|(resource, provider)| ResourceCommand::RemoveDependency { resource, provider }),
        2 => (resource_name(), expression)
            .prop_map(|(resource, expression)| ResourceCommand::SetDependencies { resource, expression }),
        1 => (resource_name(), node_name()).prop_map(|(resource, node)| ResourceCommand::AddPossibleOwner { resource, node }),
        2 => (resource_name(), node_name()).prop_map(|(resource, node)| ResourceCommand::RemovePossibleOwner { resource, node }),
        2 => (resource_name(), group_name()).prop_map(|(resource, group)| ResourceCommand::ChangeGroup { resource, group }),
        1 => resource_name().prop_map(|resource| ResourceCommand::Online { resource, flags: 0 }),
    ];
    command.prop_map(Command::Resource)
}

fn resource_type() -> impl Strategy<Value = Command> {
    let command = prop_oneof![
        (type_name(), any::<u32>()).prop_map(|(name, interval_ms)| ResourceTypeCommand::Create {
            name,
            display_name: String::new(),
            dll_name: "x".into(),
            looks_alive_ms: interval_ms,
            is_alive_ms: 0,
        }),
        type_name().prop_map(|type_name| ResourceTypeCommand::Delete { type_name }),
        (type_name(), scope(), changes()).prop_map(|(type_name, scope, changes)| {
            ResourceTypeCommand::SetProperties { type_name, scope, changes }
        }),
    ];
    command.prop_map(Command::ResourceType)
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => registry().boxed(),
        2 => node_or_cluster().boxed(),
        4 => group().boxed(),
        6 => resource().boxed(),
        1 => resource_type().boxed(),
    ]
}

fn form() -> Command {
    let node = |id: u32| NewNode { id: NodeId(id), name: format!("n{id}"), storage: 1, address: format!("n{id}:1") };
    Command::Form(Form {
        cluster_name: "C".into(),
        instance: Guid([99; 16]),
        nodes: (1..=3).map(node).collect(),
        cluster_group: GroupId(Guid([1; 16])),
        available_storage: GroupId(Guid([2; 16])),
        cluster_name_resource: ResourceId(Guid([3; 16])),
        version: model::level::THIS_PROGRAM.highest,
    })
}

/// Two groups with resources, and one node that is up.
fn scene() -> Vec<Command> {
    let group = |number: u8, name: &str| {
        let (id, name) = (GroupId(Guid([number; 16])), name.into());
        Command::Group(GroupCommand::Create { id, name, group_type: 9999, owner: NodeId(1) })
    };
    let resource = |number: u8, name: &str, group: &str| {
        Command::Resource(ResourceCommand::Create {
            id: ResourceId(Guid([number; 16])),
            group: group.into(),
            name: name.into(),
            type_name: "Generic Script".into(),
            separate_monitor: false,
        })
    };
    let join = Command::Node(NodeCommand::Join {
        node: NodeId(1),
        incarnation: Incarnation(1),
        release_key: Bytes::new(),
        version: "1".into(),
        pid: 1,
        versions: model::level::THIS_PROGRAM,
        ignore_persistent_state: false,
    });
    let (groups, in_g) = ([group(4, "g"), group(5, "h")], ["a", "b", "c"]);
    let in_g = in_g.into_iter().zip(6u8..).map(|(name, number)| resource(number, name, "g"));
    [form(), join].into_iter().chain(groups).chain(in_g).chain([resource(9, "d", "h")]).collect()
}

/// An image without what an entry changes even when it is refused.
fn unmoved(state: &State) -> StateImage {
    let mut image = state.to_image();
    (image.time, image.wall, image.index) = Default::default();
    image.runtime.local = Default::default();
    image.answers.clear();
    image.answered.clear();
    image
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/configuration.regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_asked_the_state_stays_whole(
        formed in prop::bool::weighted(0.95),
        commands in vec(command(), 1..120),
    ) {
        let mut state = State::empty();
        let first = if formed { scene() } else { Vec::new() };
        for (index, command) in first.into_iter().chain(commands).enumerate() {
            let index = index as u64 + 1;
            let (time, request) = (ClusterTime(index), Some(RequestId(index.into())));
            let before = state.clone();
            let outcome = state.apply(index, &Entry { time, wall: WallTime(index), zone_offset_s: 0, request, reason: None, command: command.clone() });
            match outcome.reply {
                Some(Err(refusal)) => {
                    prop_assert!(!refusal.message.is_empty());
                    prop_assert_eq!(unmoved(&state), unmoved(&before), "refused {} changed the state: {:?}", refusal, command);
                    prop_assert!(outcome.notifications.is_empty(), "refused {} was told: {:?}", refusal, command);
                }
                Some(Ok(_)) => {
                    let back = State::from_image(state.to_image());
                    prop_assert_eq!(back.as_ref().ok(), Some(&state), "{:?} after {:?}", back.as_ref().err(), command);
                }
                None => prop_assert!(false, "no answer to {:?}", command),
            }
        }
    }
}
