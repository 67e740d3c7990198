//! Another machine takes the place of a node that is down for good: the votes, the properties and the owner lists of the one go to the
//! other (functions.tsv, ClusterNodeReplacement).
//!
//! It is a new node with an id of its own, since an id stands for one machine's journal. The old one is evicted last: what is interrupted
//! leaves a cluster with both, in which owners and properties are handed down by hand or the new one is evicted.

use super::Course;
use super::take_in::{AddWait, NewNode};
use crate::{Client, NodeView, Object};
use cluster_state::config::keys;
use model::hive::join;
use model::{Refusal, Value, Win32Code, shell_word};
use proto::command::types::{PropertyChange, PropertyScope};
use proto::command::value_from_wire;

impl Client {
    /// Puts the machine of this name, by what is known of it here ([`super::Machines`]), in the place of the node `current`. Refused with
    /// ERROR_CLUSTER_NODE_NOT_FOUND, ERROR_CLUSTER_NODE_UP while the current one is not down, ERROR_CLUSTER_NODE_EXISTS for a new one that
    /// is a node already; and as [`Client::add_machine`].
    pub async fn replace_node(
        &self,
        current: &str,
        new: &str,
        wait: AddWait,
        course: &mut Course<'_>,
    ) -> Result<NodeView, Refusal> {
        let old = self.node_that_is_down(current).await?;
        let machine = self.find_machine(new).await?;
        self.put_in_place_of(&old, &NewNode::from(machine), wait, course).await
    }

    /// As [`Client::replace_node`], where the machine is known to whoever asks.
    pub async fn replace_node_by(
        &self,
        current: &str,
        new: &NewNode,
        wait: AddWait,
        course: &mut Course<'_>,
    ) -> Result<NodeView, Refusal> {
        let old = self.node_that_is_down(current).await?;
        self.check_new_node(&new.name).await?;
        self.put_in_place_of(&old, new, wait, course).await
    }

    async fn node_that_is_down(&self, name: &str) -> Result<NodeView, Refusal> {
        let node = self.node(name).await?;
        if node.state == "Down" {
            return Ok(node);
        }
        let message = format!("{} is {}; only a node that is Down is replaced", node.name, node.state);
        let next = format!("quorate node show {}", shell_word(&node.name));
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_UP, message).next(next))
    }

    async fn put_in_place_of(
        &self,
        old: &NodeView,
        new: &NewNode,
        wait: AddWait,
        course: &mut Course<'_>,
    ) -> Result<NodeView, Refusal> {
        let node = self.take_in(new, wait, course).await?;
        self.hand_down_properties(old, &node).await?;
        self.hand_down_owners(old, &node).await?;
        self.evict_node(&old.name).await?;
        self.node(&node.name).await
    }

    /// Votes, site, capacity: whatever somebody has set.
    async fn hand_down_properties(&self, old: &NodeView, new: &NodeView) -> Result<(), Refusal> {
        for scope in [PropertyScope::Common, PropertyScope::Private] {
            let changes: Vec<PropertyChange> = self
                .properties(Object::Node(&old.name), scope)
                .await?
                .into_iter()
                .filter(|property| !property.read_only && !property.is_default)
                .filter_map(|property| {
                    let value = value_from_wire(property.value?).ok()?;
                    Some(PropertyChange { name: property.name, value: Some(value) })
                })
                .collect();
            if !changes.is_empty() {
                self.set_properties(Object::Node(&new.name), scope, changes).await?;
            }
        }
        Ok(())
    }

    /// Wherever the old one is listed the new one is too, in its place where the order says something.
    async fn hand_down_owners(&self, old: &NodeView, new: &NodeView) -> Result<(), Refusal> {
        for of_type in self.resource_types().await? {
            let path = join(keys::RESOURCE_TYPES, &of_type.name);
            let (old, new) = (old.id.to_string(), new.id.to_string());
            if let Ok(Value::MultiSz(mut owners)) = self.value(&path, keys::POSSIBLE_OWNERS).await
                && owners.contains(&old)
                && !owners.contains(&new)
            {
                owners.push(new);
                self.set_value(&path, keys::POSSIBLE_OWNERS, Value::MultiSz(owners)).await?;
            }
        }
        for resource in self.resources().await? {
            let owners = resource.possible_owners;
            if owners.contains(&old.name) && !owners.contains(&new.name) {
                self.add_possible_owner(&resource.name, &new.name).await?;
            }
        }
        for group in self.groups().await? {
            let mut owners = group.preferred_owners;
            if let Some(place) = owners.iter().position(|owner| *owner == old.name) {
                owners[place].clone_from(&new.name);
                self.set_preferred_owners(&group.name, &owners).await?;
            }
        }
        Ok(())
    }
}
