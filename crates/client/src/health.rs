//! Health faults of the cluster.

use crate::Client;
use model::Refusal;
use model::health::HealthFault;
use proto::command::Command;
use proto::command::health_fault_from_wire;
use proto::command::types::ClusterCommand;

impl Client {
    /// In the order in which they were added.
    pub async fn health_faults(&self) -> Result<Vec<HealthFault>, Refusal> {
        Ok(self.cluster().await?.health_faults.into_iter().map(health_fault_from_wire).collect())
    }

    /// One with the same id is replaced.
    pub async fn add_health_fault(&self, fault: HealthFault) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::AddHealthFault(fault))).await
    }

    /// Refused with ERROR_FILE_NOT_FOUND when there is none with this id.
    pub async fn remove_health_fault(&self, id: &str) -> Result<(), Refusal> {
        self.execute_done(Command::Cluster(ClusterCommand::RemoveHealthFault { id: id.into() })).await
    }
}
