//! A node as an object.

use super::HasProperties;
use crate::{Client, NodeView, Object, Reply};
use model::flags::{DrainFlags, ResumeFailback};
use model::{NodeState, Refusal};
use std::time::Duration;

/// A node of the cluster. When it is evicted, everything here is refused with ERROR_CLUSTER_NODE_NOT_FOUND.
#[derive(Clone, Debug)]
pub struct Node {
    client: Client,
    id: String,
}

impl HasProperties for Node {
    fn client(&self) -> &Client {
        &self.client
    }

    fn object(&self) -> Object<'_> {
        Object::Node(&self.id)
    }
}

impl Node {
    pub(super) fn new(client: &Client, view: &NodeView) -> Node {
        Node { client: client.clone(), id: view.id.to_string() }
    }

    /// A number, from 1.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub async fn view(&self) -> Result<NodeView, Refusal> {
        self.client.node(&self.id).await
    }

    pub async fn name(&self) -> Result<String, Refusal> {
        Ok(self.view().await?.name)
    }

    pub async fn state(&self) -> Result<NodeState, Refusal> {
        Ok(NodeState::from_name(&self.view().await?.state).unwrap_or(NodeState::Unknown))
    }

    /// Waits until it is so, at most for `timeout` (ERROR_TIMEOUT).
    pub async fn wait_for(&self, wanted: NodeState, timeout: Duration) -> Result<(), Refusal> {
        let until = |view: &NodeView| view.state == wanted.name();
        self.client.wait_for_node(&self.id, until, timeout).await.map(drop)
    }

    /// It keeps what it has and takes nothing new. Refused with ERROR_CLUSTER_NODE_DOWN when it is not up.
    pub async fn pause(&self) -> Result<(), Refusal> {
        self.client.pause_node(&self.id).await
    }

    /// It is paused, and its groups are moved away, to `target` or where the cluster chooses. The drain goes on when this returns.
    pub async fn drain(&self, target: Option<&Node>) -> Result<Reply, Refusal> {
        self.client.drain_node(&self.id, target.map(Node::id), DrainFlags::default()).await
    }

    /// Refused with ERROR_CLUSTER_NODE_NOT_PAUSED. `failback`: what comes back of the groups that were drained.
    pub async fn resume(&self, failback: ResumeFailback) -> Result<Reply, Refusal> {
        self.client.resume_node_with(&self.id, failback).await
    }

    /// It is a node no longer. Refused with ERROR_CANT_EVICT_ACTIVE_NODE while it is up.
    pub async fn evict(&self) -> Result<(), Refusal> {
        self.client.evict_node(&self.id).await.map(drop)
    }
}
