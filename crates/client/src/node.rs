//! Nodes: pause and resume, join and leave, and who leads.

use crate::Client;
use crate::request::{new_request_id, read_answer};
use model::flags::{DrainFlags, ResumeFailback};
use model::{Refusal, Win32Code};
use proto::answer::Reply;
use proto::client::change_membership_request::Change;
use proto::client::{
    AddNode, ChangeMembershipRequest, Membership, TransferLeaderRequest, change_membership_reply::Reply as Wire,
};
use proto::command::Command;
use proto::command::types::NodeCommand;
use proto::command::{reason_to_wire, request_id_to_wire};

impl Client {
    /// It stays a member and takes no groups.
    pub async fn pause_node(&self, node: &str) -> Result<(), Refusal> {
        self.execute_done(Command::Node(NodeCommand::Pause { node: node.into() })).await
    }

    /// It stays a member and takes no groups, and those it has are moved away, to `target` or where the cluster chooses. The drain
    /// goes on when this returns: [`Client::wait_for_node`].
    pub async fn drain_node(&self, node: &str, target: Option<&str>, flags: DrainFlags) -> Result<Reply, Refusal> {
        let (node, target, flags) = (node.into(), target.map(str::to_owned), flags.bits());
        self.execute(&Command::Node(NodeCommand::Drain { node, target, flags })).await
    }

    pub async fn resume_node(&self, node: &str) -> Result<(), Refusal> {
        self.resume_node_with(node, ResumeFailback::None).await.map(|_| ())
    }

    /// `failback`: what comes back of the groups that were drained.
    pub async fn resume_node_with(&self, node: &str, failback: ResumeFailback) -> Result<Reply, Refusal> {
        self.execute(&Command::Node(NodeCommand::Resume { node: node.into(), failback: failback as u32 })).await
    }

    /// A node that is quarantined may join again.
    pub async fn clear_quarantine(&self, node: &str) -> Result<(), Refusal> {
        self.execute_done(Command::Node(NodeCommand::ClearQuarantine { node: node.into() })).await
    }

    /// Adds a node, Down until its service joins. `address` is `host:port` of its node-to-node service. The answer has
    /// what that service needs to start. `storage`: a generation of its storage that the id never had (ERROR_INVALID_PARAMETER);
    /// without one the cluster chooses it.
    pub async fn add_node(&self, name: &str, address: &str, storage: Option<u32>) -> Result<Membership, Refusal> {
        self.change_membership(Change::Add(AddNode {
            name: name.into(),
            address: address.into(),
            storage: storage.unwrap_or(0),
        }))
        .await
    }

    /// Removes a node from the cluster, and its vote.
    pub async fn evict_node(&self, node: &str) -> Result<Membership, Refusal> {
        self.change_membership(Change::Evict(node.into())).await
    }

    async fn change_membership(&self, change: Change) -> Result<Membership, Refusal> {
        let request_id = request_id_to_wire(new_request_id());
        let reason = reason_to_wire(self.reason.as_ref());
        let request = ChangeMembershipRequest { request_id, change: Some(change), reason };
        let reply = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.change_membership(request).await }
            })
            .await?;
        match reply.reply {
            Some(Wire::Changed(membership)) => Ok(membership),
            Some(Wire::Refusal(refusal)) => Err(refusal.into()),
            None => Err(Refusal::new(Win32Code::ERROR_INVALID_DATA, "The service's answer was empty")),
        }
    }

    /// Makes another node the leader of the replicated log. Nothing that runs moves.
    pub async fn transfer_leader(&self, node: &str) -> Result<(), Refusal> {
        let request = TransferLeaderRequest { node: node.into() };
        let reply = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.transfer_leader(request).await }
            })
            .await?;
        read_answer(reply).map(|_| ())
    }
}
