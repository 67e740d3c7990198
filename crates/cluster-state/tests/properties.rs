//! Listings of properties: every row of the tables with its value, and what callers added.

use cluster_state::State;
use cluster_state::command::{
    Command, Entry, Form, GroupCommand, NewNode, PropertyChange, PropertyScope, ResourceCommand, ResourceTypeCommand,
};
use cluster_state::property_view::PropertyView;
use model::property::{Access, PropertyOf, table};
use model::{ClusterTime, GroupId, Guid, NodeId, ResourceId, Value, WallTime};

fn apply(state: &mut State, command: Command) {
    let index = state.index() + 1;
    let entry = Entry {
        time: ClusterTime(index),
        wall: WallTime(index),
        zone_offset_s: 0,
        request: None,
        reason: None,
        command,
    };
    let reply = state.apply(index, &entry).reply;
    assert!(matches!(reply, Some(Ok(_))), "{reply:?}");
}

fn guid(number: u8) -> Guid {
    Guid([number; 16])
}

fn cluster() -> State {
    let mut state = State::empty();
    let node = NewNode { id: NodeId(1), name: "n1".into(), storage: 1, address: "n1:3343".into() };
    let form = Form {
        cluster_name: "C".into(),
        instance: guid(1),
        nodes: vec![node],
        cluster_group: GroupId(guid(2)),
        available_storage: GroupId(guid(3)),
        cluster_name_resource: ResourceId(guid(4)),
        version: model::level::THIS_PROGRAM.highest,
    };
    apply(&mut state, Command::Form(form));
    let (id, name) = (GroupId(guid(5)), "Web".to_owned());
    apply(&mut state, Command::Group(GroupCommand::Create { id, name, group_type: 107, owner: NodeId(1) }));
    let create = ResourceCommand::Create {
        id: ResourceId(guid(6)),
        group: "Web".into(),
        name: "app".into(),
        type_name: "Generic Application".into(),
        separate_monitor: true,
    };
    apply(&mut state, Command::Resource(create));
    state
}

fn set(name: &str, value: Value) -> Vec<PropertyChange> {
    vec![PropertyChange { name: name.into(), value: Some(value) }]
}

fn find<'a>(views: &'a [PropertyView], name: &str) -> &'a PropertyView {
    views.iter().find(|view| view.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn every_row_of_a_table_is_listed_once_in_its_order() {
    let state = cluster();
    for (kind, name) in [
        (PropertyOf::Cluster, ""),
        (PropertyOf::Node, "n1"),
        (PropertyOf::Group, "Web"),
        (PropertyOf::Resource, "app"),
        (PropertyOf::ResourceType, "Generic Application"),
    ] {
        let views = state.properties(kind, name, PropertyScope::Common).unwrap();
        assert!(views.iter().map(|view| view.name.as_str()).eq(table(kind).iter().map(|row| row.name)), "{kind:?}");
        for view in views {
            let row = view.row.unwrap();
            assert_eq!(view.value.type_name(), row.syntax.value_type_name(), "{kind:?} {}", view.name);
        }
    }
    let unknown = state.properties(PropertyOf::Group, "Wep", PropertyScope::Common).unwrap_err();
    assert_eq!(unknown.code.number(), 5013);
}

#[test]
fn what_was_set_is_told_from_what_was_not_and_facts_are_read_only() {
    let mut state = cluster();
    let changes = set("FailoverThreshold", Value::Dword(3));
    let group = "Web".to_owned();
    apply(&mut state, Command::Group(GroupCommand::SetProperties { group, scope: PropertyScope::Common, changes }));
    let views = state.properties(PropertyOf::Group, "Web", PropertyScope::Common).unwrap();
    let threshold = find(&views, "FailoverThreshold");
    assert_eq!((&threshold.value, threshold.is_default), (&Value::Dword(3), false));
    assert!(find(&views, "FailoverPeriod").is_default);
    let name = find(&views, "Name");
    assert_eq!((&name.value, name.access), (&Value::Sz("Web".into()), Access::ReadOnly));
    assert_eq!(find(&views, "GroupType").value, Value::Dword(107));
    let views = state.properties(PropertyOf::Resource, "app", PropertyScope::Common).unwrap();
    assert_eq!(find(&views, "Type").value, Value::Sz("Generic Application".into()));
    assert_eq!(find(&views, "SeparateMonitor").value, Value::Dword(1));
    assert_eq!(find(&views, "MonitorProcessId").value, Value::Dword(0));
    let views = state.properties(PropertyOf::Node, "1", PropertyScope::Common).unwrap();
    assert_eq!(find(&views, "NodeName").value, Value::Sz("n1".into()));
}

#[test]
fn private_properties_come_from_the_resource_then_the_type_then_the_table() {
    let mut state = cluster();
    let type_name = "Generic Application".to_owned();
    let changes = [set("CurrentDirectory", Value::Sz("/srv".into())), set("Extra", Value::Dword(1))].concat();
    let scope = PropertyScope::Private;
    apply(&mut state, Command::ResourceType(ResourceTypeCommand::SetProperties { type_name, scope, changes }));
    let changes = [set("commandline", Value::Sz("serve".into())), set("Colour", Value::Sz("red".into()))].concat();
    let resource = "app".to_owned();
    apply(&mut state, Command::Resource(ResourceCommand::SetProperties { resource, scope, changes }));
    let views = state.properties(PropertyOf::Resource, "app", scope).unwrap();
    assert_eq!(find(&views, "CommandLine").value, Value::Sz("serve".into()));
    let directory = find(&views, "CurrentDirectory");
    assert_eq!((&directory.value, directory.is_default), (&Value::Sz("/srv".into()), true));
    let colour = find(&views, "Colour");
    assert!(colour.row.is_none() && !colour.is_default);
    let resolved = state.resolved_private(ResourceId(guid(6)));
    for (name, value) in [
        ("CommandLine", Value::Sz("serve".into())),
        ("CurrentDirectory", Value::Sz("/srv".into())),
        ("Extra", Value::Dword(1)),
        ("Colour", Value::Sz("red".into())),
    ] {
        assert!(resolved.contains(&(name.into(), value)), "{name} in {resolved:?}");
    }
}
