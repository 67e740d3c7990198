//! A group as an object.

use super::{HasProperties, Node, Resource};
use crate::{Client, GroupView, Object, Reply};
use model::{GroupState, Refusal};
use std::time::Duration;

/// A group. When it is deleted, everything here is refused with ERROR_GROUP_NOT_FOUND.
///
/// What is asked of a group goes on when the call returns: [`Reply::Pending`]. [`Group::wait_for`] waits.
#[derive(Clone, Debug)]
pub struct Group {
    client: Client,
    id: String,
}

impl HasProperties for Group {
    fn client(&self) -> &Client {
        &self.client
    }

    fn object(&self) -> Object<'_> {
        Object::Group(&self.id)
    }
}

impl Group {
    pub(super) fn new(client: &Client, view: &GroupView) -> Group {
        Group::with_id(client, view.id.clone())
    }

    pub(super) fn with_id(client: &Client, id: String) -> Group {
        Group { client: client.clone(), id }
    }

    /// A GUID, 36 characters.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub async fn view(&self) -> Result<GroupView, Refusal> {
        self.client.group(&self.id).await
    }

    pub async fn name(&self) -> Result<String, Refusal> {
        Ok(self.view().await?.name)
    }

    /// Refused with ERROR_ALREADY_EXISTS or ERROR_INVALID_NAME.
    pub async fn rename(&self, name: &str) -> Result<(), Refusal> {
        self.client.rename_group(&self.id, name).await
    }

    /// Computed from the states of its resources.
    pub async fn state(&self) -> Result<GroupState, Refusal> {
        Ok(GroupState::from_name(&self.view().await?.state).unwrap_or(GroupState::Unknown))
    }

    /// The node that has it.
    pub async fn owner(&self) -> Result<Node, Refusal> {
        let id = self.view().await?.owner_id.to_string();
        Ok(Node::new(&self.client, &self.client.node(&id).await?))
    }

    /// Waits until it is so, at most for `timeout` (ERROR_TIMEOUT).
    pub async fn wait_for(&self, wanted: GroupState, timeout: Duration) -> Result<(), Refusal> {
        self.wait_until(|view| view.state == wanted.name(), timeout).await.map(drop)
    }

    /// Waits until its view is as wanted, and returns it.
    pub async fn wait_until(
        &self,
        until: impl FnMut(&GroupView) -> bool,
        timeout: Duration,
    ) -> Result<GroupView, Refusal> {
        self.client.wait_for_group(&self.id, until, timeout).await
    }

    pub async fn online(&self) -> Result<Reply, Refusal> {
        self.client.online_group(&self.id, None).await
    }

    /// It is moved there first.
    pub async fn online_on(&self, node: &Node) -> Result<Reply, Refusal> {
        self.client.online_group(&self.id, Some(node.id())).await
    }

    pub async fn offline(&self) -> Result<Reply, Refusal> {
        self.client.offline_group(&self.id).await
    }

    /// To a node, or to the one that the cluster chooses.
    pub async fn move_to(&self, node: Option<&Node>) -> Result<Reply, Refusal> {
        self.client.move_group(&self.id, node.map(Node::id)).await
    }

    /// Ends a move that is under way or queued. Refused with ERROR_INVALID_STATE when there is none.
    pub async fn cancel(&self) -> Result<Reply, Refusal> {
        self.client.cancel_group_operation(&self.id).await
    }

    /// In order of preference; none clears the list.
    pub async fn set_preferred_owners(&self, nodes: &[&Node]) -> Result<(), Refusal> {
        let ids: Vec<String> = nodes.iter().map(|node| node.id().to_owned()).collect();
        self.client.set_preferred_owners(&self.id, &ids).await
    }

    pub async fn resources(&self) -> Result<Vec<Resource>, Refusal> {
        let views = self.client.resources_of(&self.id).await?;
        Ok(views.iter().map(|view| Resource::new(&self.client, view)).collect())
    }

    /// A resource of an installed type, offline. Refused with ERROR_OBJECT_ALREADY_EXISTS,
    /// ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND or ERROR_INVALID_NAME.
    pub async fn create_resource(&self, name: &str, type_name: &str) -> Result<Resource, Refusal> {
        self.client.create_resource(&self.id, name, type_name, false).await?;
        Ok(Resource::new(&self.client, &self.client.resource(name).await?))
    }

    /// Refused with ERROR_DIR_NOT_EMPTY while it has resources.
    pub async fn delete(self) -> Result<(), Refusal> {
        self.client.delete_group(&self.id, false).await.map(drop)
    }

    /// Takes its resources offline, and deletes them and then the group.
    pub async fn destroy(self) -> Result<Reply, Refusal> {
        self.client.delete_group(&self.id, true).await
    }
}
