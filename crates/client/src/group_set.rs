//! Group sets, and what groups start after.

use crate::Client;
use crate::request::new_guid;
use model::{GroupSetId, Refusal};
use proto::command::Command;
use proto::command::types::{GroupCommand, GroupDependency, GroupSetCommand};

impl Client {
    /// Creates an empty group set.
    pub async fn create_group_set(&self, name: &str) -> Result<GroupSetId, Refusal> {
        let id = GroupSetId(new_guid());
        self.execute_group_set(GroupSetCommand::Create { id, name: name.into() }).await?;
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

    pub async fn remove_from_group_set(&self, set: &str, group: &str) -> Result<(), Refusal> {
        self.execute_group_set(GroupSetCommand::RemoveGroup { set: set.into(), group: group.into() }).await
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
