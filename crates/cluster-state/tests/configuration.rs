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

/// Few ids, so that objects meet: 1 to 3 are those of the core objects.
fn guid() -> impl Strategy<Value = Guid> {
    (1u8..12).prop_map(|number| Guid([number; 16]))
}

/// Names that exist, names that do not, ids written as names, and bad ones.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(vec!["a", "B", "b", "c", "D", "n1", "N2", "n3", "Cluster Group", "available STORAGE", "Cluster Name"])
            .prop_map(String::from),
        2 => guid().prop_map(|guid| guid.to_string()),
        1 => guid().prop_map(|guid| format!("{{{}}}", guid.to_string().to_uppercase())),
        1 => (0u32..6).prop_map(|number| number.to_string()),
        1 => "\\PC{0,6}",
        1 => select(vec!["", " ", "\0", "x\\y", "\\x", "[a]"]).prop_map(String::from),
    ]
}

fn type_name() -> impl Strategy<Value = String> {
    let names = vec!["Generic Application", "generic script", "Network Name", "T", "t", "Nothing", "x\\y", ""];
    select(names).prop_map(String::from)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0u32..5).prop_map(Value::Dword),
        any::<u32>().prop_map(Value::Dword),
        any::<u64>().prop_map(Value::Qword),
        name().prop_map(Value::Sz),
        name().prop_map(Value::ExpandSz),
        vec(name(), 0..3).prop_map(Value::MultiSz),
        vec(any::<u8>(), 0..4).prop_map(|bytes| Value::Binary(Bytes::from(bytes))),
    ]
}

fn property_name() -> impl Strategy<Value = String> {
    let kinds =
        [PropertyOf::Cluster, PropertyOf::Node, PropertyOf::Group, PropertyOf::Resource, PropertyOf::ResourceType];
    let mut names: Vec<String> =
        kinds.into_iter().flat_map(property::table).map(|row| row.name.to_lowercase()).collect();
    names.extend(
        ["CommandLine", "Colour", "Contains", "DependsOn", "PossibleOwners", "Type", "", "x\0"].map(String::from),
    );
    select(names)
}

fn changes() -> impl Strategy<Value = Vec<PropertyChange>> {
    let change = (property_name(), option::weighted(0.8, value()));
    vec(change.prop_map(|(name, value)| PropertyChange { name, value }), 0..3)
}

fn scope() -> impl Strategy<Value = PropertyScope> {
    select(vec![PropertyScope::Common, PropertyScope::Private])
}

fn path() -> impl Strategy<Value = String> {
    let class =
        select(vec!["Groups", "RESOURCES", "Nodes", "ResourceTypes", "Networks", "App", "app", "", "Parameters"]);
    let object = prop_oneof![guid().prop_map(|guid| guid.to_string()), name(), type_name()];
    let below = select(vec!["Parameters", "x", "RegSync", ""]);
    prop_oneof![
        class.clone().prop_map(String::from),
        (class.clone(), object.clone()).prop_map(|(class, object)| format!("{class}\\{object}")),
        (class, object, below).prop_map(|(class, object, below)| format!("{class}\\{object}\\{below}")),
    ]
}

fn step() -> impl Strategy<Value = BatchStep> {
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
}

fn registry() -> impl Strategy<Value = Command> {
    let value_name = || prop_oneof![property_name(), name()];
    let descriptor = option::of(vec(any::<u8>(), 0..3).prop_map(Bytes::from));
    let command = prop_oneof![
        path().prop_map(|path| RegistryCommand::CreateKey { path }),
        (path(), any::<bool>()).prop_map(|(path, tree)| RegistryCommand::DeleteKey { path, tree }),
        (path(), value_name(), value()).prop_map(|(path, name, value)| RegistryCommand::SetValue { path, name, value }),
        (path(), value_name()).prop_map(|(path, name)| RegistryCommand::DeleteValue { path, name }),
        (path(), descriptor).prop_map(|(path, descriptor)| RegistryCommand::SetSecurity { path, descriptor }),
        (path(), vec(step(), 0..4)).prop_map(|(root, steps)| RegistryCommand::Batch { root, steps }),
    ];
    command.prop_map(Command::Registry)
}

fn new_node() -> impl Strategy<Value = NewNode> {
    (0u32..5, name(), select(vec!["host:3343", ""])).prop_map(|(id, name, address)| NewNode {
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
        }),
        name().prop_map(|node| NodeCommand::Evict { node }),
        name().prop_map(|node| NodeCommand::Pause { node }),
        (name(), scope(), changes()).prop_map(|(node, scope, changes)| NodeCommand::SetProperties {
            node,
            scope,
            changes
        }),
    ];
    let cluster = prop_oneof![
        name().prop_map(|name| ClusterCommand::Rename { name }),
        (scope(), changes()).prop_map(|(scope, changes)| ClusterCommand::SetProperties { scope, changes }),
    ];
    prop_oneof![node.prop_map(Command::Node), cluster.prop_map(Command::Cluster)]
}

fn group() -> impl Strategy<Value = Command> {
    let group_type = select(vec![9999, 1, 107]);
    let command = prop_oneof![
        4 => (guid(), name(), group_type, 0u32..5).prop_map(|(id, name, group_type, owner)| GroupCommand::Create {
            id: GroupId(id),
            name,
            group_type,
            owner: NodeId(owner),
        }),
        1 => (name(), any::<bool>()).prop_map(|(group, force)| GroupCommand::Delete { group, force }),
        1 => (name(), name()).prop_map(|(group, name)| GroupCommand::Rename { group, name }),
        1 => (name(), vec(name(), 0..3)).prop_map(|(group, nodes)| GroupCommand::SetPreferredOwners { group, nodes }),
        1 => (name(), scope(), changes()).prop_map(|(group, scope, changes)| GroupCommand::SetProperties {
            group,
            scope,
            changes,
        }),
        1 => name().prop_map(|group| GroupCommand::Online { group, node: None }),
        1 => name().prop_map(|group| GroupCommand::Offline { group }),
    ];
    command.prop_map(Command::Group)
}

fn resource() -> impl Strategy<Value = Command> {
    let expression = prop_oneof![
        Just(String::new()),
        (name(), name()).prop_map(|(a, b)| format!("[{a}] or [{b}]")),
        (name(), name()).prop_map(|(a, b)| format!("[{a}] and [{b}]")),
        "\\PC{0,8}",
    ];
    let command = prop_oneof![
        6 => (guid(), name(), name(), type_name(), any::<bool>()).prop_map(
            |(id, group, name, type_name, separate_monitor)| ResourceCommand::Create {
                id: ResourceId(id),
                group,
                name,
                type_name,
                separate_monitor,
            }
        ),
        1 => name().prop_map(|resource| ResourceCommand::Delete { resource }),
        1 => (name(), name()).prop_map(|(resource, name)| ResourceCommand::Rename { resource, name }),
        1 => (name(), scope(), changes())
            .prop_map(|(resource, scope, changes)| ResourceCommand::SetProperties { resource, scope, changes }),
        3 => (name(), name()).prop_map(|(resource, provider)| ResourceCommand::AddDependency { resource, provider }),
        1 => (name(), name()).prop_map(|(resource, provider)| ResourceCommand::RemoveDependency { resource, provider }),
        2 => (name(), expression)
            .prop_map(|(resource, expression)| ResourceCommand::SetDependencies { resource, expression }),
        1 => (name(), name()).prop_map(|(resource, node)| ResourceCommand::AddPossibleOwner { resource, node }),
        2 => (name(), name()).prop_map(|(resource, node)| ResourceCommand::RemovePossibleOwner { resource, node }),
        2 => (name(), name()).prop_map(|(resource, group)| ResourceCommand::ChangeGroup { resource, group }),
        1 => name().prop_map(|resource| ResourceCommand::Online { resource }),
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
    prop_oneof![4 => registry(), 2 => node_or_cluster(), 4 => group(), 6 => resource(), 1 => resource_type()]
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
    })
}

/// An image without what an entry changes even when it is refused.
fn unmoved(state: &State) -> StateImage {
    let mut image = state.to_image();
    (image.time, image.wall, image.index) = Default::default();
    image.answers.clear();
    image.answered.clear();
    image
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_the_state_stays_whole(
        formed in prop::bool::weighted(0.95),
        commands in vec(command(), 1..120),
    ) {
        let mut state = State::empty();
        let first = formed.then(form);
        for (index, command) in first.into_iter().chain(commands).enumerate() {
            let index = index as u64 + 1;
            let (time, request) = (ClusterTime(index), Some(RequestId(index.into())));
            let before = state.clone();
            let outcome = state.apply(index, &Entry { time, wall: WallTime(index), request, command: command.clone() });
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
