//! The safe Rust client's objects against three services: the example of its documentation, and what it promises of objects.

extern crate client as quorate_client;

mod support;

#[path = "../../client/examples/tour.rs"]
#[allow(dead_code, reason = "its main is for users")]
mod tour;

use client::{
    Cluster, Group, GroupState, ItemsQuery, NodeState, ObjectKind, ResourceState, ResumeFailback, Value, Win32Code,
    properties,
};
use proto::command::value_from_wire;
use support::DEADLINE;
use support::services::Services;
use tokio_stream::StreamExt;

#[tokio::test]
async fn objects_of_a_cluster() {
    let dir = tempfile::tempdir().unwrap();
    let services = Services::found(dir.path(), 3);
    services.wait_all_up();
    let cluster = Cluster::connect_to(&services.client(1)).await.unwrap();

    tour::tour(&cluster).await.unwrap();
    let left = cluster.resources().await.unwrap();
    assert_eq!(left.len(), 1, "the tour leaves the cluster as it was");

    objects_stay_themselves(&cluster).await;
    nodes_are_drained(&cluster).await;
}

/// As items, which have what is asked for and no more.
async fn groups_are_listed_with_properties(cluster: &Cluster, group: &Group) {
    let client = cluster.client();
    let asked = ItemsQuery {
        kinds: vec![ObjectKind::Group],
        facts: true,
        properties: vec!["priority".into(), "Type".into(), "Name".into()],
        read_only_properties: vec!["Name".into()],
        ..ItemsQuery::default()
    };
    let listed = client.items(&asked).await.unwrap();
    let (properties, read_only) = (&listed.properties, &listed.read_only_properties);
    assert_eq!((&properties[..], &read_only[..]), (&["Priority".to_owned()][..], &["Name".to_owned()][..]));
    let item = listed.items.iter().find(|item| item.id == group.id()).unwrap();
    let values: Vec<_> = item.values.iter().map(|value| value_from_wire(value.clone()).unwrap()).collect();
    assert_eq!(values, [Value::Dword(2000), Value::Sz("Shop".into())]);
    let owner = group.owner().await.unwrap();
    assert_eq!((&item.name[..], &item.owner[..], item.core), ("Shop", &owner.name().await.unwrap()[..], false));

    // Of one node, groups and interfaces alone; properties of one kind alone; and something has to be asked for.
    let of_node = |node: &str| ItemsQuery { node: Some(node.into()), ..asked.clone() };
    let of_owner = client.items(&of_node(owner.id())).await.unwrap();
    assert!(of_owner.items.iter().any(|item| item.id == group.id()));
    let elsewhere = if owner.id() == "1" { "2" } else { "1" };
    let of_other = client.items(&of_node(elsewhere)).await.unwrap();
    assert!(of_other.items.iter().all(|item| item.id != group.id()));
    assert_eq!(client.items(&of_node("n9")).await.unwrap_err().code, Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND);
    let kinds = |kinds: &[ObjectKind]| ItemsQuery { kinds: kinds.to_vec(), ..asked.clone() };
    for wrong in [
        kinds(&[]),
        kinds(&[ObjectKind::Cluster]),
        kinds(&[ObjectKind::Group, ObjectKind::Node]),
        ItemsQuery { kinds: vec![ObjectKind::Resource], ..of_node("n1") },
    ] {
        assert_eq!(client.items(&wrong).await.unwrap_err().code, Win32Code::ERROR_INVALID_PARAMETER, "{wrong:?}");
    }
}

async fn objects_stay_themselves(cluster: &Cluster) {
    let group = cluster.create_group("Shop").await.unwrap();
    let resource = group.create_resource("Till", "Generic Application").await.unwrap();
    assert_eq!(resource.private("CommandLine").await.unwrap(), Some("".into()), "its type knows it");
    assert_eq!(resource.private("Colour").await.unwrap(), None);
    resource.set_private("CommandLine", Some("sleep 1000".into())).await.unwrap();
    assert_eq!(resource.private("commandline").await.unwrap(), Some(Value::Sz("sleep 1000".into())));

    // Renamed, it is the same; another one with its old name is not.
    group.rename("Store").await.unwrap();
    let other = cluster.create_group("Shop").await.unwrap();
    assert_eq!(group.name().await.unwrap(), "Store");
    assert_ne!(group.id(), other.id());
    resource.change_group(&other).await.unwrap();
    assert_eq!(resource.group().await.unwrap().id(), other.id());
    assert!(group.resources().await.unwrap().is_empty());

    // Typed properties: set, read, and their default again.
    assert_eq!(other.get(properties::group::PRIORITY).await.unwrap(), 2000);
    other.set(properties::group::PRIORITY, 3000_u32).await.unwrap();
    other.set(properties::group::DESCRIPTION, "what is sold").await.unwrap();
    assert_eq!(other.get(properties::group::PRIORITY).await.unwrap(), 3000);
    assert_eq!(other.get(properties::group::DESCRIPTION).await.unwrap(), "what is sold");
    other.reset(properties::group::PRIORITY).await.unwrap();
    assert_eq!(other.get(properties::group::PRIORITY).await.unwrap(), 2000);
    groups_are_listed_with_properties(cluster, &other).await;
    let refused = other.set(properties::group::PRIORITY, 5000_u32).await.unwrap_err();
    assert_eq!(refused.code, Win32Code::ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS);

    // A stream tells what happens, in order.
    let mut happened = cluster.notifications(&[client::object_type::RESOURCE]).await.unwrap();
    other.online().await.unwrap();
    resource.wait_for(ResourceState::Online, DEADLINE).await.unwrap();
    let mut last = 0;
    while last == 0 {
        let notification = happened.try_next().await.unwrap().expect("the stream goes on");
        assert_eq!(notification.object_id, resource.id());
        last = notification.index;
    }

    // What was deleted leads nowhere.
    let gone = other.clone();
    other.destroy().await.unwrap();
    while gone.state().await.is_ok() {
        happened.next().await.unwrap();
    }
    assert_eq!(gone.online().await.unwrap_err().code, Win32Code::ERROR_GROUP_NOT_FOUND);
    assert_eq!(resource.state().await.unwrap_err().code, Win32Code::ERROR_RESOURCE_NOT_FOUND);
    group.delete().await.unwrap();
}

async fn nodes_are_drained(cluster: &Cluster) {
    let node = cluster.node("n3").await.unwrap();
    let group = cluster.create_group("Moving").await.unwrap();
    group.move_to(Some(&node)).await.unwrap();
    group.wait_until(|view| view.owner == "n3", DEADLINE).await.unwrap();
    let target = cluster.node("N2").await.unwrap();
    node.drain(Some(&target)).await.unwrap();
    group.wait_until(|view| view.owner == "n2", DEADLINE).await.unwrap();
    assert_eq!(node.state().await.unwrap(), NodeState::Paused);
    node.resume(ResumeFailback::None).await.unwrap();
    node.wait_for(NodeState::Up, DEADLINE).await.unwrap();
    assert_eq!(group.state().await.unwrap(), GroupState::Offline);
    group.delete().await.unwrap();
}
