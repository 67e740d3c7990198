//! What enumerations list: objects of some kinds, all of one moment.

use crate::enumeration::has;
use crate::sys::*;
use client::{Client, ItemsQuery, ObjectKind};
use model::Refusal;

/// An object, and the bit of its kind.
pub struct Listed {
    pub kind: u32,
    pub id: String,
    pub name: String,
}

/// Which bit of an enumeration stands for which kind.
type Kinds = &'static [(i32, ObjectKind)];

const OF_CLUSTER: Kinds = &[
    (CLUSTER_ENUM_NODE, ObjectKind::Node),
    (CLUSTER_ENUM_RESTYPE, ObjectKind::ResourceType),
    (CLUSTER_ENUM_RESOURCE, ObjectKind::Resource),
    (CLUSTER_ENUM_GROUP, ObjectKind::Group),
    (CLUSTER_ENUM_NETWORK, ObjectKind::Network),
    (CLUSTER_ENUM_NETINTERFACE, ObjectKind::NetworkInterface),
];

const OF_NODE: Kinds =
    &[(CLUSTER_NODE_ENUM_NETINTERFACES, ObjectKind::NetworkInterface), (CLUSTER_NODE_ENUM_GROUPS, ObjectKind::Group)];

/// `wanted`: bits of CLUSTER_ENUM.
pub async fn of_cluster(client: &Client, wanted: u32) -> Result<Vec<Listed>, Refusal> {
    listed(client, OF_CLUSTER, wanted, None).await
}

/// What can be asked about a node: its interfaces, the groups that it owns, and those that prefer it, which are no part of "all".
pub const OF_NODE_ALL: i32 =
    CLUSTER_NODE_ENUM_NETINTERFACES | CLUSTER_NODE_ENUM_GROUPS | CLUSTER_NODE_ENUM_PREFERRED_GROUPS;

/// `wanted`: bits of CLUSTER_NODE_ENUM.
pub async fn of_node(client: &Client, node: &str, wanted: u32) -> Result<Vec<Listed>, Refusal> {
    let mut found = match wanted == CLUSTER_NODE_ENUM_PREFERRED_GROUPS.cast_unsigned() {
        true => Vec::new(),
        false => listed(client, OF_NODE, wanted, Some(node)).await?,
    };
    if has(wanted, CLUSTER_NODE_ENUM_PREFERRED_GROUPS) {
        let node = client.node(node).await?.name;
        let prefer = client.groups().await?.into_iter().filter(|group| group.preferred_owners.contains(&node));
        let kind = CLUSTER_NODE_ENUM_PREFERRED_GROUPS.cast_unsigned();
        found.extend(prefer.map(|group| Listed { kind, id: group.id, name: group.name }));
    }
    Ok(found)
}

async fn listed(client: &Client, kinds: Kinds, wanted: u32, node: Option<&str>) -> Result<Vec<Listed>, Refusal> {
    let asked = kinds.iter().filter(|(bit, _)| has(wanted, *bit)).map(|(_, kind)| *kind);
    let node = node.map(str::to_owned);
    let query = ItemsQuery { kinds: asked.collect(), node, ..ItemsQuery::default() };
    let items = client.items(&query).await?.items.into_iter();
    let bit_of = |number: i32| kinds.iter().find(|(_, kind)| *kind as i32 == number).map(|(bit, _)| *bit);
    Ok(items
        .filter_map(|item| Some(Listed { kind: bit_of(item.kind)?.cast_unsigned(), id: item.id, name: item.name }))
        .collect())
}
