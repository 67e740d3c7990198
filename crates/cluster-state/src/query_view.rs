//! Facts of now, one by one, for queries.

use crate::outcome::ObjectKind;
use crate::runtime::{GroupRuntime, NodeRuntime, ResourceRuntime};
use crate::state::State;
use model::{GroupId, GroupSetId, NodeId, ResourceId, Value, WallTime};
use std::collections::BTreeMap;

impl State {
    /// Time of day of the latest entry, as the leader saw it.
    pub fn wall(&self) -> WallTime {
        self.wall
    }

    pub fn node_runtime(&self, node: NodeId) -> Option<&NodeRuntime> {
        self.runtime.nodes.get(&node).map(|runtime| &**runtime)
    }

    pub fn group_runtime(&self, group: GroupId) -> Option<&GroupRuntime> {
        self.runtime.groups.get(&group).map(|runtime| &**runtime)
    }

    pub fn resource_runtime(&self, resource: ResourceId) -> Option<&ResourceRuntime> {
        self.runtime.resources.get(&resource).map(|runtime| &**runtime)
    }

    /// Sets and groups that were told to start after the set.
    pub fn dependents_of_set(&self, set: GroupSetId) -> (Vec<GroupSetId>, Vec<GroupId>) {
        let order = &self.config.start_order;
        let sets = order.sets_of_set.get(&set).into_iter().flatten().copied().collect();
        (sets, order.groups_of_set.get(&set).into_iter().flatten().copied().collect())
    }

    pub fn groups_owned_by(&self, node: NodeId) -> Vec<GroupId> {
        self.runtime.owned.get(&node).map(|groups| groups.iter().copied().collect()).unwrap_or_default()
    }

    /// The text of the latest event about each object of a kind, by the object's id.
    pub fn latest_texts(&self, kind: ObjectKind) -> BTreeMap<String, String> {
        let about = self.events.iter().filter(|event| event.subject.kind == kind);
        about.map(|event| (event.subject.id.clone(), event.text.clone())).collect()
    }

    /// A private property of a group, as text; empty when it has none.
    pub fn private_text(&self, group: GroupId, name: &str) -> String {
        match self.hive.value(&format!("Groups\\{group}\\Parameters"), name) {
            Some(Value::Sz(text) | Value::ExpandSz(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The number for a node that is to be added: one above the highest ever seen among the present ones.
    pub fn free_node_id(&self) -> NodeId {
        NodeId(self.config.nodes.keys().map(|node| node.0).max().unwrap_or(0) + 1)
    }
}
