//! Group sets, and what groups start after.

use crate::Client;
use crate::request::new_guid;
use model::{GroupSetId, Refusal};
use proto::command::Command;
use proto::command::types::{GroupCommand, GroupDependency, GroupSetCommand};

/// How many fault and update domains an availability set has, or in which ones a group is, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Domains {
    pub fault: u32,
    pub update: u32,
}

impl Client {
    /// Creates an empty group set.
    pub async fn create_group_set(&self, name: &str) -> Result<GroupSetId, Refusal> {
        let id = GroupSetId(new_guid());
        self.execute_group_set(GroupSetCommand::Create { id, name: name.into() }).await?;
        Ok(id)
    }

    /// Creates an empty group set whose groups are given fault and update domains; at least one of each.
    pub async fn create_availability_set(
        &self,
        name: &str,
        domains: Domains,
        reserve_spare_node: bool,
    ) -> Result<GroupSetId, Refusal> {
        let id = GroupSetId(new_guid());
        self.execute_group_set(GroupSetCommand::CreateAvailabilitySet {
            id,
            name: name.into(),
            fault_domains: domains.fault,
            update_domains: domains.update,
            reserve_spare_node,
        })
        .await?;
        Ok(id)
    }

    /// Its groups stay. Refused with ERROR_DIR_NOT_EMPTY while something depends on it.
    pub async fn delete_group_set(&self, set: &str) -> Result<(), Refusal> {
        self.execute_group_set(GroupSetCommand::Delete { set: set.into() }).await
    }

    pub async fn rename_group_set(&self, set: &str, name: &str) -> Result<(), Refusal> {
        self.execute_group_set(GroupSetCommand::Rename { set: set.into(), name: name.into() }).await
    }

    /// A group is in one set at most.
    pub async fn add_to_group_set(&self, set: &str, group: &str) -> Result<(), Refusal> {
        self.execute_group_set(GroupSetCommand::AddGroup { set: set.into(), group: group.into() }).await
    }

    /// Into domains of an availability set, counted from 0. Refused with ERROR_NOT_SUPPORTED for another set.
    pub async fn add_to_group_set_in(&self, set: &str, group: &str, domains: Domains) -> Result<(), Refusal> {
        let Domains { fault: fault_domain, update: update_domain } = domains;
        let (set, group) = (set.into(), group.into());
        self.execute_group_set(GroupSetCommand::AddGroupToDomains { set, group, fault_domain, update_domain }).await
    }

    pub async fn remove_from_group_set(&self, set: &str, group: &str) -> Result<(), Refusal> {
        self.execute_group_set(GroupSetCommand::RemoveGroup { set: set.into(), group: group.into() }).await
    }

    /// The groups of `set` start after those of `provider`.
    pub async fn add_group_set_dependency(&self, set: &str, provider: &str) -> Result<(), Refusal> {
        let (set, provider) = (set.into(), provider.into());
        self.execute_group_set(GroupSetCommand::AddDependency { set, provider }).await
    }

    pub async fn remove_group_set_dependency(&self, set: &str, provider: &str) -> Result<(), Refusal> {
        let (set, provider) = (set.into(), provider.into());
        self.execute_group_set(GroupSetCommand::RemoveDependency { set, provider }).await
    }

    /// On a set of another cluster, both by name. It is kept and shown; the order of starts does not follow it.
    pub async fn add_remote_dependency(&self, set: &str, cluster: &str, provider: &str) -> Result<(), Refusal> {
        let (set, cluster, provider) = (set.into(), cluster.into(), provider.into());
        self.execute_group_set(GroupSetCommand::AddRemoteDependency { set, cluster, provider }).await
    }

    pub async fn remove_remote_dependency(&self, set: &str, cluster: &str, provider: &str) -> Result<(), Refusal> {
        let (set, cluster, provider) = (set.into(), cluster.into(), provider.into());
        self.execute_group_set(GroupSetCommand::RemoveRemoteDependency { set, cluster, provider }).await
    }

    /// The sets after which the groups of a set start, as `[name] and [id]`; empty clears.
    pub async fn set_group_set_dependencies(&self, set: &str, expression: &str) -> Result<(), Refusal> {
        let (set, expression) = (set.into(), expression.into());
        self.execute_group_set(GroupSetCommand::SetDependencies { set, expression }).await
    }

    /// Changes what a group starts after.
    pub async fn change_group_dependency(&self, group: &str, change: GroupDependency) -> Result<(), Refusal> {
        self.execute_done(Command::Group(GroupCommand::Depend { group: group.into(), change })).await
    }

    async fn execute_group_set(&self, command: GroupSetCommand) -> Result<(), Refusal> {
        self.execute_done(Command::GroupSet(command)).await
    }
}
