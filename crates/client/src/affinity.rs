//! Affinity rules: which groups run together and which apart.

use crate::Client;
use crate::request::new_guid;
use model::{AffinityType, Refusal};
use proto::command::Command;
use proto::command::types::AffinityCommand;

impl Client {
    /// All or nothing. Refused with ERROR_CLUSTER_AFFINITY_CONFLICT when an enabled rule would contradict others.
    pub async fn create_affinity_rule(
        &self,
        name: &str,
        kind: AffinityType,
        groups: &[String],
        enabled: bool,
    ) -> Result<(), Refusal> {
        let (name, id, rule_type) = (name.to_owned(), new_guid(), kind.number());
        self.affinity(AffinityCommand::Create { name, id, rule_type, groups: groups.to_vec(), enabled }).await
    }

    /// Its groups stay as they are.
    pub async fn delete_affinity_rule(&self, rule: &str) -> Result<(), Refusal> {
        self.affinity(AffinityCommand::Delete { rule: rule.into() }).await
    }

    pub async fn add_group_to_affinity_rule(&self, rule: &str, group: &str) -> Result<(), Refusal> {
        self.affinity(AffinityCommand::AddGroup { rule: rule.into(), group: group.into() }).await
    }

    pub async fn remove_group_from_affinity_rule(&self, rule: &str, group: &str) -> Result<(), Refusal> {
        self.affinity(AffinityCommand::RemoveGroup { rule: rule.into(), group: group.into() }).await
    }

    async fn affinity(&self, command: AffinityCommand) -> Result<(), Refusal> {
        self.execute_done(Command::Affinity(command)).await
    }
}
