//! What services say about the cluster's keys.

use bytes::Bytes;
use model::NodeId;

/// The cluster's keys, in the form in which only nodes open them (docs/decisions/0011-keys.md). Said by services.
#[derive(Clone, PartialEq, Debug)]
pub enum VaultCommand {
    /// The public half of a node's own key. What was wrapped for another one of it is dropped.
    NodeKey { node: NodeId, public: Bytes },
    /// The next generation of the cluster's key, wrapped for each node that has a key.
    Generation { generation: u32, wraps: Vec<(NodeId, Bytes)> },
    /// A generation for a node that lacks it, wrapped for its present key.
    Wrap { generation: u32, node: NodeId, public: Bytes, wrap: Bytes },
}
