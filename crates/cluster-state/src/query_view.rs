//! Facts of now, one by one, for queries.

use crate::command::{Command, Entry};
use crate::config::GroupConfig;
use crate::outcome::{Event, ObjectKind, Reply};
use crate::runtime::recovery::{failover_limit, failover_window_ms, recent};
use crate::runtime::{GroupRuntime, NodeRuntime, ResourceRuntime};
use crate::state::State;
use imbl::Vector;
use model::fold::fold;
use model::{ClusterTime, GroupId, GroupSetId, NodeId, Refusal, ResourceId, Value, WallTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is left of a budget of attempts within a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AttemptsLeft {
    pub attempts: u32,
    /// Until the oldest attempt that counts does so no longer, in milliseconds; 0 when none counts.
    pub period_ms: u64,
}

impl AttemptsLeft {
    fn new(made: &Vector<ClusterTime>, limit: usize, period_ms: u64, now: ClusterTime) -> AttemptsLeft {
        let counted = recent(made, period_ms, now);
        // They are in order, and those that count are the last ones.
        let oldest = made.iter().nth(made.len() - counted).filter(|_| counted > 0);
        AttemptsLeft {
            attempts: u32::try_from(limit.saturating_sub(counted)).unwrap_or(u32::MAX),
            period_ms: oldest.map_or(0, |at| period_ms - now.since_ms(*at)),
        }
    }
}

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

    /// What the command would be answered now; nothing changes. A command that reports or forms a cluster has no answer.
    pub fn would_answer(&self, command: &Command) -> Option<Result<Reply, Refusal>> {
        let entry = Entry {
            time: self.time,
            wall: self.wall,
            zone_offset_s: self.runtime.local.zone_offset_s,
            request: None,
            reason: None,
            command: command.clone(),
        };
        self.clone().apply(self.index + 1, &entry).reply
    }

    /// How often the resource may still be restarted in place (policies 5.2).
    pub fn restarts_left(&self, resource: ResourceId) -> AttemptsLeft {
        let (Some(config), Some(runtime)) = (self.config.resources.get(&resource), self.resource_runtime(resource))
        else {
            return AttemptsLeft::default();
        };
        let period_ms = u64::from(config.restart_period_ms);
        AttemptsLeft::new(&runtime.restarts, config.restart_threshold as usize, period_ms, self.time)
    }

    /// How often the group may still fail over because a resource fails (policies 6).
    pub fn failovers_left(&self, group: GroupId) -> AttemptsLeft {
        let (Some(config), Some(runtime)) = (self.config.groups.get(&group), self.group_runtime(group)) else {
            return AttemptsLeft::default();
        };
        let limit = failover_limit(config, self.config.nodes.len());
        AttemptsLeft::new(&runtime.failovers, limit, failover_window_ms(config), self.time)
    }

    /// Whether a resource of the group has failed and will be started again by itself.
    pub fn is_recovering(&self, group: GroupId) -> bool {
        let resources = self.config.groups.get(&group).into_iter().flat_map(|group| &group.resources);
        resources.filter_map(|id| self.resource_runtime(*id)).any(|resource| resource.recovery.due().is_some())
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

    /// The text of the latest event about one object, by its id; empty when none is kept.
    pub fn latest_text(&self, kind: ObjectKind, id: &str) -> String {
        let about = |event: &&Event| event.subject.kind == kind && event.subject.id == id;
        self.events.iter().rev().find(about).map(|event| event.text.clone()).unwrap_or_default()
    }

    /// All groups in the order of their names.
    pub fn groups_by_name(&self) -> impl Iterator<Item = &Arc<GroupConfig>> {
        self.config.group_names.values().filter_map(|id| self.config.groups.get(id))
    }

    /// All group sets in the order of their names.
    pub fn group_sets_by_name(&self) -> impl Iterator<Item = GroupSetId> {
        self.config.group_set_names.values().copied()
    }

    /// All resources: group by group in the order of the groups' names, in each in that of their own.
    pub fn resources_by_name(&self) -> impl Iterator<Item = ResourceId> {
        self.groups_by_name().flat_map(|group| self.resources_of_by_name(group))
    }

    /// The resources of a group in the order of their names.
    pub fn resources_of_by_name(&self, group: &GroupConfig) -> Vec<ResourceId> {
        let mut resources = group.resources.clone();
        resources.sort_by_cached_key(|id| self.config.resources.get(id).map(|resource| fold(&resource.name)));
        resources
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
