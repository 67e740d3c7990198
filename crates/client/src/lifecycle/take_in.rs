//! A machine becomes a node of an existing cluster. Until it has proved that it knows its join code, the cluster hears nothing of it.

use super::machines::{Machine, Machines};
use super::{Course, Phase};
use crate::joining::{JoiningMachine, NotConfigured};
use crate::{Client, Membership, NodeConfiguration, NodeView};
use model::{Guid, Refusal, Win32Code, fold, group_type, shell_word};
use proto::joining::JoinCode;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Between two attempts to add a node while AddEvictDelay stands against it.
const ADD_AGAIN: Duration = Duration::from_secs(1);

/// The node to be.
#[derive(Clone, Debug)]
pub struct NewNode {
    pub name: String,
    /// Where the other nodes reach it: `IP:port`.
    pub address: String,
    pub code: JoinCode,
    /// Generation of its storage; without one the cluster chooses one that it never used.
    pub storage: Option<u32>,
}

impl From<Machine> for NewNode {
    fn from(machine: Machine) -> NewNode {
        NewNode { name: machine.name, address: machine.address.to_string(), code: machine.code, storage: None }
    }
}

/// For how long what stands against it is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AddWait {
    /// Until AddEvictDelay is over; `None`: it is refused at once.
    pub to_add: Option<Duration>,
    /// Until the node is Up; `None`: it is not waited for.
    pub to_be_up: Option<Duration>,
}

impl Client {
    /// Makes the machine of this name a node, by what is known of it here ([`Machines`]). Refused with ERROR_CLUSTER_NODE_EXISTS when the
    /// cluster has such a node, with ERROR_NODE_CANNOT_BE_CLUSTERED when the machine is a node of another one.
    pub async fn add_machine(&self, name: &str, wait: AddWait, course: &mut Course<'_>) -> Result<NodeView, Refusal> {
        course.start(Phase::GettingCurrentMembership, name)?;
        let found = self.find_machine(name).await;
        let machine = course.ended(Phase::GettingCurrentMembership, name, found)?;
        self.take_in(&NewNode::from(machine), wait, course).await.map_err(elsewhere)
    }

    /// The machine of a name that no node has yet.
    pub(super) async fn find_machine(&self, name: &str) -> Result<Machine, Refusal> {
        self.check_new_node(name).await?;
        Machines::known()?.find(name).await.map_err(elsewhere)
    }

    /// Refuses a name that no node can have, and one that a node has: ERROR_CLUSTER_NODE_EXISTS.
    pub(super) async fn check_new_node(&self, name: &str) -> Result<(), Refusal> {
        model::name::check_node_name(name)?;
        if self.nodes().await?.iter().any(|node| fold::equals(&node.name, name)) {
            let message = format!("The cluster has a node {name} already");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_EXISTS, message).next("quorate node list"));
        }
        Ok(())
    }

    /// Makes the machine a node. The view is of the node as it is when nothing is waited for any more.
    pub async fn take_in(&self, new: &NewNode, wait: AddWait, course: &mut Course<'_>) -> Result<NodeView, Refusal> {
        course.start(Phase::ValidateNodeState, &new.name)?;
        let machine = JoiningMachine::connect(&new.address).await;
        let machine = course.ended(Phase::ValidateNodeState, &new.name, self.tried(machine, new).await)?;
        course.start(Phase::AddNodeToCluster, &new.name)?;
        let added = self.add_when_possible(&new.name, &new.address, new.storage, wait.to_add, course).await;
        let membership = course.ended(Phase::AddNodeToCluster, &new.name, added);
        let membership = match membership {
            Err(refusal) if refusal.code == Win32Code::ERROR_CANCELLED => return self.undo(new, refusal, course).await,
            other => other?,
        };
        let configured = match self.configure(&machine, new, &membership, course).await {
            // It may have become one, and then it must not be evicted: nobody says anything for sure but itself.
            Err(NotConfigured::Unknown(refusal)) => return Err(in_doubt(new, &refusal)),
            Err(NotConfigured::Refused(refusal)) => Err(refusal),
            Ok(()) => Ok(()),
        };
        if let Err(refusal) = configured {
            return self.undo(new, refusal, course).await;
        }
        // The machine is the node, and becomes it by itself.
        course.beyond_return();
        let Some(timeout) = wait.to_be_up else { return self.node(&new.name).await };
        course.start(Phase::NodeUp, &new.name)?;
        let up = self.wait_for_node(&new.name, |node| node.state == "Up", timeout).await;
        course.ended(Phase::NodeUp, &new.name, up)
    }

    async fn tried(&self, machine: Result<JoiningMachine, Refusal>, new: &NewNode) -> Result<JoiningMachine, Refusal> {
        let machine = machine?;
        machine.try_code(&new.code).await?;
        Ok(machine)
    }

    /// As [`Client::add_node`]. After an eviction a node can only be added when AddEvictDelay is over: that is waited for as long as said.
    pub async fn add_when_possible(
        &self,
        name: &str,
        address: &str,
        storage: Option<u32>,
        wait: Option<Duration>,
        course: &mut Course<'_>,
    ) -> Result<Membership, Refusal> {
        let given_up = wait.map(|wait| Instant::now() + wait);
        let mut told = false;
        loop {
            let refusal = match self.add_node(name, address, storage).await {
                Ok(membership) => return Ok(membership),
                Err(refusal) => refusal,
            };
            let early = refusal.code == Win32Code::ERROR_CLUSTER_NODE_NOT_READY;
            if !early || given_up.is_none_or(|until| Instant::now() >= until) {
                return Err(refusal);
            }
            if !told {
                course.warn(Phase::AddNodeToCluster, name, &refusal)?;
                told = true;
            }
            sleep(ADD_AGAIN).await;
        }
    }

    async fn configure(
        &self,
        machine: &JoiningMachine,
        new: &NewNode,
        membership: &Membership,
        course: &mut Course<'_>,
    ) -> Result<(), NotConfigured> {
        let phase = Phase::ConfigureService;
        course.start(phase, &new.name).map_err(NotConfigured::Refused)?;
        let configuration = self.node_configuration(membership).await.map_err(NotConfigured::Refused)?;
        machine.configure(&new.code, &configuration).await?;
        // Whoever wants to stop now comes too late.
        course.beyond_return();
        course.end(phase, &new.name).map_err(NotConfigured::Refused)
    }

    /// The node never ran: the cluster loses it again.
    async fn undo<T>(&self, new: &NewNode, why: Refusal, course: &mut Course<'_>) -> Result<T, Refusal> {
        course.beyond_return();
        course.start(Phase::FailureCleanup, &new.name)?;
        let evicted = match self.evict_node(&new.name).await {
            // It was never added.
            Err(refusal) if refusal.code == Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND => Ok(()),
            evicted => evicted.map(|_| ()),
        };
        drop(course.ended(Phase::FailureCleanup, &new.name, evicted));
        Err(why)
    }

    /// What the service of the node is told that was just added.
    pub async fn node_configuration(&self, membership: &Membership) -> Result<NodeConfiguration, Refusal> {
        let groups = self.groups().await?;
        let group =
            |group_type| groups.iter().find(|group| group.group_type == group_type).map(|group| group.id.clone());
        let resources = self.resources().await?;
        let name_resource =
            resources.into_iter().find(|resource| resource.core && resource.type_name == "Network Name");
        let instance: [u8; 16] = membership.cluster_instance.as_ref().try_into().unwrap_or_default();
        let me = membership.nodes.iter().find(|node| node.id == membership.node_id).ok_or_else(|| {
            let message = "The node was evicted as soon as it had been added";
            Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, message).next("quorate node list")
        })?;
        Ok(NodeConfiguration {
            node_id: membership.node_id,
            storage: me.storage,
            cluster_name: membership.cluster_name.clone(),
            cluster_instance: Guid(instance).to_string(),
            cluster_group: group(group_type::CORE_CLUSTER).unwrap_or_default(),
            available_storage: group(group_type::AVAILABLE_STORAGE).unwrap_or_default(),
            cluster_name_resource: name_resource.map(|resource| resource.id).unwrap_or_default(),
            nodes: membership
                .nodes
                .iter()
                .map(|node| crate::NodeAddress {
                    id: node.id,
                    name: node.name.clone(),
                    storage: node.storage,
                    address: node.address.clone(),
                })
                .collect(),
        })
    }
}

fn elsewhere(refusal: Refusal) -> Refusal {
    match refusal.code {
        Win32Code::ERROR_CLUSTER_NODE_ALREADY_MEMBER => {
            Refusal { code: Win32Code::ERROR_NODE_CANNOT_BE_CLUSTERED, ..refusal }
        }
        _ => refusal,
    }
}

fn in_doubt(new: &NewNode, why: &Refusal) -> Refusal {
    let message = format!(
        "The cluster has the node {} now, but its machine does not answer any more, and may have become it or not ({}); if it does \
         not come Up, evict it, and add it again",
        new.name, why.message
    );
    Refusal::new(why.code, message).next(format!("quorate node show {}", shell_word(&new.name)))
}
