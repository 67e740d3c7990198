//! A resource as an object.

use super::{Group, HasProperties, Node};
use crate::{Client, Object, Reply, ResourceView};
use model::{Refusal, ResourceState};
use std::time::Duration;

/// A resource. When it is deleted, everything here is refused with ERROR_RESOURCE_NOT_FOUND.
///
/// What is asked of a resource goes on when the call returns: [`Reply::Pending`]. [`Resource::wait_for`] waits.
#[derive(Clone, Debug)]
pub struct Resource {
    client: Client,
    id: String,
}

impl HasProperties for Resource {
    fn client(&self) -> &Client {
        &self.client
    }

    fn object(&self) -> Object<'_> {
        Object::Resource(&self.id)
    }
}

impl Resource {
    pub(super) fn new(client: &Client, view: &ResourceView) -> Resource {
        Resource::with_id(client, view.id.clone())
    }

    pub(super) fn with_id(client: &Client, id: String) -> Resource {
        Resource { client: client.clone(), id }
    }

    /// A GUID, 36 characters.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub async fn view(&self) -> Result<ResourceView, Refusal> {
        self.client.resource(&self.id).await
    }

    pub async fn name(&self) -> Result<String, Refusal> {
        Ok(self.view().await?.name)
    }

    /// Refused with ERROR_ALREADY_EXISTS or ERROR_INVALID_NAME.
    pub async fn rename(&self, name: &str) -> Result<Reply, Refusal> {
        self.client.rename_resource(&self.id, name).await
    }

    pub async fn state(&self) -> Result<ResourceState, Refusal> {
        Ok(ResourceState::from_name(&self.view().await?.state).unwrap_or(ResourceState::Unknown))
    }

    pub async fn group(&self) -> Result<Group, Refusal> {
        let id = self.view().await?.group_id;
        Ok(Group::new(&self.client, &self.client.group(&id).await?))
    }

    /// Waits until it is so, at most for `timeout` (ERROR_TIMEOUT).
    pub async fn wait_for(&self, wanted: ResourceState, timeout: Duration) -> Result<(), Refusal> {
        let until = |view: &ResourceView| view.state == wanted.name();
        self.client.wait_for_resource(&self.id, until, timeout).await.map(drop)
    }

    /// With everything that it depends on.
    pub async fn online(&self) -> Result<Reply, Refusal> {
        self.client.online_resource(&self.id).await
    }

    /// With everything that depends on it.
    pub async fn offline(&self) -> Result<Reply, Refusal> {
        self.client.offline_resource(&self.id).await
    }

    pub async fn restart(&self) -> Result<Reply, Refusal> {
        self.client.restart_resource(&self.id).await
    }

    /// Declares it failed: recovery runs as if it had failed by itself.
    pub async fn fail(&self) -> Result<Reply, Refusal> {
        self.client.fail_resource(&self.id).await
    }

    /// While maintenance is on, the health of the resource does not count.
    pub async fn set_maintenance(&self, on: bool) -> Result<Reply, Refusal> {
        self.client.set_resource_maintenance(&self.id, on).await
    }

    /// It comes online only when `provider` is. Refused with ERROR_CIRCULAR_DEPENDENCY, ERROR_DEPENDENCY_ALREADY_EXISTS, or
    /// ERROR_INVALID_PARAMETER for a resource of another group.
    pub async fn depend_on(&self, provider: &Resource) -> Result<Reply, Refusal> {
        self.client.add_dependency(&self.id, &provider.id).await
    }

    /// Refused with ERROR_DEPENDENCY_NOT_FOUND.
    pub async fn no_longer_depend_on(&self, provider: &Resource) -> Result<Reply, Refusal> {
        self.client.remove_dependency(&self.id, &provider.id).await
    }

    /// Replaces all dependencies: an AND of OR sets over `[name]` or `[id]`; empty for none.
    pub async fn set_dependencies(&self, expression: &str) -> Result<Reply, Refusal> {
        self.client.set_dependencies(&self.id, expression).await
    }

    pub async fn add_possible_owner(&self, node: &Node) -> Result<Reply, Refusal> {
        self.client.add_possible_owner(&self.id, node.id()).await
    }

    pub async fn remove_possible_owner(&self, node: &Node) -> Result<Reply, Refusal> {
        self.client.remove_possible_owner(&self.id, node.id()).await
    }

    /// Moves it, and all that it is bound to by dependencies, to another group.
    pub async fn change_group(&self, group: &Group) -> Result<Reply, Refusal> {
        self.client.change_resource_group(&self.id, group.id()).await
    }

    /// Refused with ERROR_INVALID_STATE while it is not offline, and ERROR_DEPENDENT_RESOURCE_EXISTS.
    pub async fn delete(self) -> Result<(), Refusal> {
        self.client.delete_resource(&self.id).await.map(drop)
    }
}
