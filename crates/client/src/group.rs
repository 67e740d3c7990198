//! Groups.

use crate::Client;
use crate::request::new_guid;
use model::{GroupId, NodeId, Refusal};
use proto::answer::Reply;
use proto::command::Command;
use proto::command::types::GroupCommand;

impl Client {
    /// Creates an empty group, owned by the node whose service was asked. `group_type` as in the original API; 9999 is
    /// that of a group with no special purpose.
    pub async fn create_group(&self, name: &str, group_type: u32) -> Result<GroupId, Refusal> {
        let owner = NodeId(self.status().await?.node_id);
        let id = GroupId(new_guid());
        self.execute_group(GroupCommand::Create { id, name: name.into(), group_type, owner }).await?;
        Ok(id)
    }

    /// `force` takes its resources offline and deletes them too.
    pub async fn delete_group(&self, group: &str, force: bool) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Delete { group: group.into(), force }).await
    }

    pub async fn rename_group(&self, group: &str, name: &str) -> Result<(), Refusal> {
        self.execute_group(GroupCommand::Rename { group: group.into(), name: name.into() }).await.map(|_| ())
    }

    /// `nodes` in order of preference.
    pub async fn set_preferred_owners(&self, group: &str, nodes: &[String]) -> Result<(), Refusal> {
        self.execute_group(GroupCommand::SetPreferredOwners { group: group.into(), nodes: nodes.to_vec() })
            .await
            .map(|_| ())
    }

    /// On `node`, or where it is.
    pub async fn online_group(&self, group: &str, node: Option<&str>) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Online { group: group.into(), node: node.map(str::to_owned) }).await
    }

    pub async fn offline_group(&self, group: &str) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Offline { group: group.into() }).await
    }

    /// To `node`, or to the one that the cluster chooses.
    pub async fn move_group(&self, group: &str, node: Option<&str>) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Move { group: group.into(), node: node.map(str::to_owned) }).await
    }

    async fn execute_group(&self, command: GroupCommand) -> Result<Reply, Refusal> {
        self.execute(&Command::Group(command)).await
    }
}
