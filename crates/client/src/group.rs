//! Groups.

use crate::Client;
use crate::request::new_guid;
use model::flags::{MoveFlags, OfflineGroupFlags, OnlineGroupFlags};
use model::{GroupId, NodeId, Refusal, Value};
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
        self.online_group_with(group, node, OnlineGroupFlags::NONE).await
    }

    /// As [`Client::online_group`]. Nothing waits, whatever the flags say: [`Client::wait_for_group`] does.
    pub async fn online_group_with(
        &self,
        group: &str,
        node: Option<&str>,
        flags: OnlineGroupFlags,
    ) -> Result<Reply, Refusal> {
        let (group, node, flags) = (group.into(), node.map(str::to_owned), flags.bits());
        self.execute_group(GroupCommand::Online { group, node, flags }).await
    }

    pub async fn offline_group(&self, group: &str) -> Result<Reply, Refusal> {
        self.offline_group_with(group, OfflineGroupFlags::NONE).await
    }

    pub async fn offline_group_with(&self, group: &str, flags: OfflineGroupFlags) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Offline { group: group.into(), flags: flags.bits() }).await
    }

    /// To `node`, or to the one that the cluster chooses.
    pub async fn move_group(&self, group: &str, node: Option<&str>) -> Result<Reply, Refusal> {
        self.move_group_with(group, node, MoveFlags::NONE, Vec::new()).await
    }

    /// As [`Client::move_group`]. `parameters`: a value for the resources of a type, by the type's name.
    pub async fn move_group_with(
        &self,
        group: &str,
        node: Option<&str>,
        flags: MoveFlags,
        parameters: Vec<(String, Value)>,
    ) -> Result<Reply, Refusal> {
        let (group, node, flags) = (group.into(), node.map(str::to_owned), flags.bits());
        self.execute_group(GroupCommand::Move { group, node, flags, parameters }).await
    }

    /// Ends a move that is under way or queued: the group stays, or goes back, where it was.
    pub async fn cancel_group_operation(&self, group: &str) -> Result<Reply, Refusal> {
        self.execute_group(GroupCommand::Cancel { group: group.into(), flags: 0 }).await
    }

    async fn execute_group(&self, command: GroupCommand) -> Result<Reply, Refusal> {
        self.execute(&Command::Group(command)).await
    }
}
