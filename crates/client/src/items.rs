//! Lists of many objects with little of each: what an enumeration shows of them.

use crate::Client;
use crate::query::unexpected;
use model::Refusal;
use proto::answer::{ObjectKind, object_kind_to_wire};
use proto::client::query_reply::Result as Wire;
use proto::client::query_request::Query;
use proto::client::{self as wire, ItemView};

/// Which objects, and what of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItemsQuery {
    /// Nodes, resource types, resources, groups, networks, network interfaces, group sets. They are answered in this order.
    pub kinds: Vec<ObjectKind>,
    /// Only the groups that this node owns, and its network interfaces; by name or id. Not with other kinds.
    pub node: Option<String>,
    /// State, owner and group, and whether it is a core group.
    pub facts: bool,
    /// Common properties, by name. What objects of the kind do not have, or have as another sort, is left out. Only with one kind.
    pub properties: Vec<String>,
    pub read_only_properties: Vec<String>,
}

/// Objects, all of one moment: each kind in the order of names, nodes in that of their numbers, resources by their groups first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Items {
    /// The names of the values that each item has, and behind them `read_only_properties`.
    pub properties: Vec<String>,
    pub read_only_properties: Vec<String>,
    pub items: Vec<ItemView>,
}

impl Client {
    /// Lists objects. However many there are, all come from one state of the cluster: none is missing, and none is there twice, while others
    /// are made, renamed and deleted.
    ///
    /// Refused with ERROR_INVALID_PARAMETER for a question that does not go together, and with ERROR_CLUSTER_NODE_NOT_FOUND when there is no
    /// such node.
    pub async fn items(&self, asked: &ItemsQuery) -> Result<Items, Refusal> {
        let ItemsQuery { kinds, node, facts, properties, read_only_properties } = asked.clone();
        let query = wire::ItemsQuery {
            kinds: kinds.into_iter().map(|kind| object_kind_to_wire(kind) as i32).collect(),
            node,
            facts,
            properties,
            read_only_properties,
        };
        let mut all = Items::default();
        for piece in self.query_in_pieces(Query::Items(query)).await? {
            let Wire::Items(piece) = piece else { return Err(unexpected()) };
            let values = piece.properties.len() + piece.read_only_properties.len();
            if piece.items.iter().any(|item| item.values.len() != values) {
                return Err(unexpected());
            }
            (all.properties, all.read_only_properties) = (piece.properties, piece.read_only_properties);
            all.items.extend(piece.items);
        }
        Ok(all)
    }
}
