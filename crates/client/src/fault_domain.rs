//! Fault domains: sites, racks, chassis, and the nodes in them.

use crate::Client;
use crate::request::new_guid;
use model::{FaultDomainId, FaultDomainType, Refusal};
use proto::command::Command;
use proto::command::types::FaultDomainCommand;

impl Client {
    /// `parent` by name or id.
    pub async fn create_fault_domain(
        &self,
        name: &str,
        kind: FaultDomainType,
        parent: Option<&str>,
    ) -> Result<FaultDomainId, Refusal> {
        let id = FaultDomainId(new_guid());
        let (name, kind, parent) = (name.to_owned(), kind.number(), parent.map(str::to_owned));
        self.fault_domain_command(FaultDomainCommand::Create { id, name, kind, parent }).await?;
        Ok(id)
    }

    /// Refused with ERROR_DIR_NOT_EMPTY while something is in it.
    pub async fn remove_fault_domain(&self, domain: &str) -> Result<(), Refusal> {
        self.fault_domain_command(FaultDomainCommand::Remove { domain: domain.into() }).await
    }

    pub async fn rename_fault_domain(&self, domain: &str, name: &str) -> Result<(), Refusal> {
        self.fault_domain_command(FaultDomainCommand::Rename { domain: domain.into(), name: name.into() }).await
    }

    /// Puts a fault domain or a node, with everything in it, into another fault domain; `None` takes it out of every one.
    pub async fn move_fault_domain(&self, domain: &str, parent: Option<&str>) -> Result<(), Refusal> {
        let parent = parent.map(str::to_owned);
        self.fault_domain_command(FaultDomainCommand::SetParent { domain: domain.into(), parent }).await
    }

    async fn fault_domain_command(&self, command: FaultDomainCommand) -> Result<(), Refusal> {
        self.execute_done(Command::FaultDomain(command)).await
    }
}
