//! What a machine is, by its own word: whether it is a node, and where it runs. Nothing is proved by the answer, and nothing depends on it.

use super::machines::Machines;
use crate::joining::{JoiningMachine, Standing};
use crate::{Client, Endpoint};
use model::{Refusal, Win32Code, fold};
use proto::join::CloudType as Wire;
use std::path::Path;

/// Written when a machine becomes a node.
const SETTINGS: &str = "/etc/quorate/node.toml";
/// Where the package puts the program.
const PROGRAM: &str = "/usr/bin/quorate";

/// NODE_CLUSTER_STATE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum MachineState {
    NotInstalled = 0,
    NotConfigured = 1,
    /// A node whose service is stopped.
    NotRunning = 3,
    Running = 19,
}

/// CLUSTER_CLOUD_TYPE of one machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum CloudType {
    Unknown = -1,
    None = 0,
    Azure = 1,
}

/// Of this machine, or of the one of a name. Refused with RPC_S_SERVER_UNAVAILABLE when another one does not answer.
pub async fn machine_state(name: Option<&str>) -> Result<MachineState, Refusal> {
    let local = match Client::connect(&Endpoint::meant()?).await {
        Ok(client) => Some(client.status().await),
        Err(_) => None,
    };
    let is_local = match (name, &local) {
        (None, _) => true,
        (Some(name), Some(Ok(status))) => fold::equals(&status.node_name, name),
        _ => false,
    };
    if !is_local {
        return of_another(name.unwrap_or_default()).await;
    }
    Ok(match local {
        Some(Ok(_)) => MachineState::Running,
        // It runs, and says that it is none.
        Some(Err(refusal)) if refusal.code != Win32Code::RPC_S_SERVER_UNAVAILABLE => MachineState::NotConfigured,
        _ => stopped(Path::new(SETTINGS), Path::new(PROGRAM)),
    })
}

/// No service runs here.
fn stopped(settings: &Path, program: &Path) -> MachineState {
    match (settings.exists(), program.exists()) {
        (true, _) => MachineState::NotRunning,
        (false, true) => MachineState::NotConfigured,
        (false, false) => MachineState::NotInstalled,
    }
}

async fn of_another(name: &str) -> Result<MachineState, Refusal> {
    let unavailable = |refusal: Refusal| Refusal { code: Win32Code::RPC_S_SERVER_UNAVAILABLE, ..refusal };
    let address = Machines::known()?.address(name).await.map_err(unavailable)?;
    let machine = JoiningMachine::connect(&address.to_string()).await.map_err(unavailable)?;
    Ok(match machine.standing().await.map_err(unavailable)? {
        Standing::Configured(_) => MachineState::Running,
        Standing::Unconfigured(_) => MachineState::NotConfigured,
    })
}

/// Where the machines run, each by its own word. One that does not answer is refused with ERROR_CLUSTER_NODE_DOWN.
pub async fn cloud_types(names: &[String]) -> Result<Vec<CloudType>, Refusal> {
    let machines = Machines::known()?;
    let mut types = Vec::new();
    for name in names {
        let address = machines.address(name).await.map_err(|refusal| silent(name, &refusal))?;
        types.push(cloud_type_at(&address.to_string()).await.map_err(|refusal| silent(name, &refusal))?);
    }
    Ok(types)
}

async fn cloud_type_at(address: &str) -> Result<CloudType, Refusal> {
    let said = match JoiningMachine::connect(address).await?.standing().await? {
        Standing::Configured(node) => node.cloud_type(),
        Standing::Unconfigured(machine) => machine.cloud_type(),
    };
    Ok(match said {
        Wire::Unknown => CloudType::Unknown,
        Wire::None => CloudType::None,
        Wire::Azure => CloudType::Azure,
    })
}

fn silent(name: &str, why: &Refusal) -> Refusal {
    let message = format!("The machine {name} does not say where it runs: {}", why.message);
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("systemctl status quorate")
}

impl Client {
    /// Where the nodes of the cluster run, in the order of their ids; one that does not answer is Unknown.
    pub async fn node_cloud_types(&self) -> Result<Vec<CloudType>, Refusal> {
        let mut types = Vec::new();
        for node in self.nodes().await? {
            types.push(cloud_type_at(&node.address).await.unwrap_or(CloudType::Unknown));
        }
        Ok(types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_running_service_is_known_by_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (settings, program) = (folder.path().join("node.toml"), folder.path().join("quorate"));
        assert_eq!(stopped(&settings, &program), MachineState::NotInstalled);
        std::fs::write(&program, "").expect("written");
        assert_eq!(stopped(&settings, &program), MachineState::NotConfigured);
        std::fs::write(&settings, "").expect("written");
        assert_eq!(stopped(&settings, &program), MachineState::NotRunning);
    }
}
