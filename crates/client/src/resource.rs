//! Resources and resource types.

use crate::Client;
use crate::request::new_guid;
use model::flags::{OfflineResourceFlags, OnlineResourceFlags};
use model::{Refusal, ResourceId};
use proto::answer::Reply;
use proto::command::Command;
use proto::command::types::{ResourceCommand, ResourceTypeCommand};

impl Client {
    /// `separate_monitor`: run in a resource host process of its own.
    pub async fn create_resource(
        &self,
        group: &str,
        name: &str,
        type_name: &str,
        separate_monitor: bool,
    ) -> Result<ResourceId, Refusal> {
        let id = ResourceId(new_guid());
        self.execute_resource(ResourceCommand::Create {
            id,
            group: group.into(),
            name: name.into(),
            type_name: type_name.into(),
            separate_monitor,
        })
        .await?;
        Ok(id)
    }

    pub async fn delete_resource(&self, resource: &str) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Delete { resource: resource.into() }).await
    }

    pub async fn rename_resource(&self, resource: &str, name: &str) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Rename { resource: resource.into(), name: name.into() }).await
    }

    /// `resource` comes online only when `provider` is.
    pub async fn add_dependency(&self, resource: &str, provider: &str) -> Result<Reply, Refusal> {
        let (resource, provider) = (resource.into(), provider.into());
        self.execute_resource(ResourceCommand::AddDependency { resource, provider }).await
    }

    pub async fn remove_dependency(&self, resource: &str, provider: &str) -> Result<Reply, Refusal> {
        let (resource, provider) = (resource.into(), provider.into());
        self.execute_resource(ResourceCommand::RemoveDependency { resource, provider }).await
    }

    /// Replaces all dependencies: an AND of OR sets over `[name]` or `[id]`; empty for none.
    pub async fn set_dependencies(&self, resource: &str, expression: &str) -> Result<Reply, Refusal> {
        let (resource, expression) = (resource.into(), expression.into());
        self.execute_resource(ResourceCommand::SetDependencies { resource, expression }).await
    }

    pub async fn add_possible_owner(&self, resource: &str, node: &str) -> Result<Reply, Refusal> {
        let (resource, node) = (resource.into(), node.into());
        self.execute_resource(ResourceCommand::AddPossibleOwner { resource, node }).await
    }

    pub async fn remove_possible_owner(&self, resource: &str, node: &str) -> Result<Reply, Refusal> {
        let (resource, node) = (resource.into(), node.into());
        self.execute_resource(ResourceCommand::RemovePossibleOwner { resource, node }).await
    }

    /// Moves the resource, and all that it is bound to by dependencies, to another group.
    pub async fn change_resource_group(&self, resource: &str, group: &str) -> Result<Reply, Refusal> {
        let (resource, group) = (resource.into(), group.into());
        self.execute_resource(ResourceCommand::ChangeGroup { resource, group }).await
    }

    pub async fn online_resource(&self, resource: &str) -> Result<Reply, Refusal> {
        self.online_resource_with(resource, OnlineResourceFlags::NONE).await
    }

    pub async fn online_resource_with(&self, resource: &str, flags: OnlineResourceFlags) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Online { resource: resource.into(), flags: flags.bits() }).await
    }

    pub async fn offline_resource(&self, resource: &str) -> Result<Reply, Refusal> {
        self.offline_resource_with(resource, OfflineResourceFlags::NONE).await
    }

    pub async fn offline_resource_with(&self, resource: &str, flags: OfflineResourceFlags) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Offline { resource: resource.into(), flags: flags.bits() }).await
    }

    pub async fn restart_resource(&self, resource: &str) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Restart { resource: resource.into() }).await
    }

    /// Declares it failed: recovery runs as if it had failed by itself.
    pub async fn fail_resource(&self, resource: &str) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::Fail { resource: resource.into() }).await
    }

    /// While it is on, the health of the resource does not count.
    pub async fn set_resource_maintenance(&self, resource: &str, on: bool) -> Result<Reply, Refusal> {
        self.execute_resource(ResourceCommand::SetMaintenance { resource: resource.into(), on }).await
    }

    /// Times in milliseconds.
    pub async fn create_resource_type(
        &self,
        name: &str,
        display_name: &str,
        dll_name: &str,
        looks_alive_ms: u32,
        is_alive_ms: u32,
    ) -> Result<(), Refusal> {
        self.execute_done(Command::ResourceType(ResourceTypeCommand::Create {
            name: name.into(),
            display_name: display_name.into(),
            dll_name: dll_name.into(),
            looks_alive_ms,
            is_alive_ms,
        }))
        .await
    }

    pub async fn delete_resource_type(&self, type_name: &str) -> Result<(), Refusal> {
        self.execute_done(Command::ResourceType(ResourceTypeCommand::Delete { type_name: type_name.into() })).await
    }

    async fn execute_resource(&self, command: ResourceCommand) -> Result<Reply, Refusal> {
        self.execute(&Command::Resource(command)).await
    }
}
