//! What a node's core asks of the state about nodes and attempts.

use crate::state::State;
use bytes::Bytes;
use model::{Attempt, GroupId, Incarnation, NodeId, ResourceId, VoterId};
use std::collections::BTreeMap;

impl State {
    /// The first command, `Form`, has been applied.
    pub fn is_formed(&self) -> bool {
        !self.config.nodes.is_empty()
    }

    /// An entry of the log that holds no command.
    pub fn skip(&mut self, index: u64) {
        self.index = self.index.max(index);
    }

    pub fn has_node(&self, node: NodeId) -> bool {
        self.config.nodes.contains_key(&node)
    }

    /// The life of the node that is Up or Paused.
    pub fn active_incarnation(&self, node: NodeId) -> Option<Incarnation> {
        self.runtime.nodes.get(&node)?.incarnation
    }

    /// Who is to vote: every node of the cluster, in order.
    pub fn voter_targets(&self) -> Vec<VoterId> {
        self.config.nodes.values().map(|node| VoterId { node: node.id, storage: node.storage }).collect()
    }

    /// `host:port` of each node's service.
    pub fn node_addresses(&self) -> BTreeMap<NodeId, String> {
        self.config.nodes.values().map(|node| (node.id, node.address.clone())).collect()
    }

    /// The keys that verify the last words of the present lives.
    pub fn release_keys(&self) -> BTreeMap<(NodeId, Incarnation), Bytes> {
        let nodes = self.runtime.nodes.iter();
        nodes.filter_map(|(id, node)| Some(((*id, node.incarnation?), node.release_key.clone()))).collect()
    }

    /// Of groups that start together the one with the higher number is started first: its Priority (policies 8.17), unless a
    /// move says that it starts before all others (policies 10.5).
    pub fn start_priority(&self, group: GroupId) -> u32 {
        if self.starts_first(group) {
            return u32::MAX;
        }
        self.config.groups.get(&group).map_or(0, |group| group.priority)
    }

    /// The latest report the state has taken of a resource: of which attempt, and its sequence number.
    pub fn reported(&self, resource: ResourceId) -> Option<(Attempt, u64)> {
        let runtime = self.runtime.resources.get(&resource)?;
        Some((runtime.attempt, runtime.report_sequence))
    }
}
