//! The end of a cluster: what somebody made goes offline and is deleted, then the cluster decides that it is over, and every machine
//! forgets that it was a node.

use super::{Course, Phase};
use crate::joining::{JoiningMachine, Standing};
use crate::{Client, GroupView, NodeView};
use model::{Refusal, Win32Code, group_type};
use proto::command::Command;
use proto::command::types::ClusterCommand;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a group gets to go offline.
const OFFLINE: Duration = Duration::from_secs(180);
/// Between two attempts to take a group offline of which something is pending.
const OFFLINE_AGAIN: Duration = Duration::from_millis(50);
/// How long a machine gets to end what it runs and to start anew.
const CLEANED: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Client {
    /// Takes everything offline, deletes it, and has every machine forget that it was a node. Before the cluster has decided that it is over
    /// the listener may stop it, and a refusal means that it goes on existing. After that everything is done that can be, and the last failure is
    /// returned: ERROR_CLUSTER_NODE_DOWN for a machine that was not there to be told, ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP for one that did
    /// not do it in time. Those are to be reset by `quorate node reset`.
    pub async fn destroy_cluster(&self, course: &mut Course<'_>) -> Result<(), Refusal> {
        let name = self.cluster().await?.name;
        course.start(Phase::Initialize, &name)?;
        let nodes = self.nodes().await?;
        course.end(Phase::Initialize, &name)?;
        self.delete_groups(course).await?;
        course.reached(50);
        // No computer objects are kept anywhere but in the database.
        course.start(Phase::CleanupNames, &name)?;
        let decided = self.execute(&Command::Cluster(ClusterCommand::Destroy)).await;
        course.ended(Phase::CleanupNames, &name, decided)?;
        course.beyond_return();
        self.clean(&name, &nodes, course).await
    }

    async fn delete_groups(&self, course: &mut Course<'_>) -> Result<(), Refusal> {
        let groups = self.groups().await?;
        let (core, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.core);
        let share = 50 / (others.len() as u32 + 1);
        for (done, group) in (1..).zip(&others) {
            course.start(Phase::OfflineGroup, &group.name)?;
            let offline = self.take_offline(group).await;
            course.ended(Phase::OfflineGroup, &group.name, offline)?;
            course.start(Phase::DeleteGroup, &group.name)?;
            let deleted = self.delete_group_and_wait(group).await;
            course.ended(Phase::DeleteGroup, &group.name, deleted)?;
            course.reached(share * done);
        }
        for group in core.iter().filter(|group| group.group_type == group_type::CORE_CLUSTER) {
            course.start(Phase::CoreGroupCleanup, &group.name)?;
            let offline = self.take_offline(group).await;
            course.ended(Phase::CoreGroupCleanup, &group.name, offline)?;
        }
        Ok(())
    }

    async fn take_offline(&self, group: &GroupView) -> Result<(), Refusal> {
        let given_up = Instant::now() + OFFLINE;
        loop {
            match self.offline_group(&group.id).await {
                // Nothing of it runs, and now it is not tried again.
                Err(refusal) if refusal.code == Win32Code::ERROR_RESOURCE_FAILED => return Ok(()),
                Err(refusal) if refusal.code == Win32Code::ERROR_GROUP_NOT_FOUND => return Ok(()),
                // What is pending comes to rest first.
                Err(refusal) if refusal.code == Win32Code::ERROR_INVALID_STATE && Instant::now() < given_up => {
                    sleep(OFFLINE_AGAIN).await;
                }
                asked => {
                    asked?;
                    break;
                }
            }
        }
        let quiet = |group: &GroupView| ["Offline", "Failed"].contains(&&*group.state);
        self.wait_for_group(&group.id, quiet, OFFLINE).await.map(|_| ())
    }

    async fn delete_group_and_wait(&self, group: &GroupView) -> Result<(), Refusal> {
        let gone = |refusal: Refusal| match refusal.code {
            Win32Code::ERROR_GROUP_NOT_FOUND => Ok(()),
            _ => Err(refusal),
        };
        match self.delete_group(&group.id, true).await {
            Err(refusal) => gone(refusal),
            Ok(_) => match self.wait_for_group(&group.id, |_| false, OFFLINE).await {
                Err(refusal) => gone(refusal),
                Ok(_) => Ok(()),
            },
        }
    }

    async fn clean(&self, name: &str, nodes: &[NodeView], course: &mut Course<'_>) -> Result<(), Refusal> {
        let deadline = Instant::now() + CLEANED;
        let share = 50 / nodes.len().max(1) as u32;
        let mut last = Ok(());
        for (done, node) in (1..).zip(nodes) {
            course.start(Phase::EvictNode, &node.name)?;
            if node.state == "Down" {
                let why = was_down(node);
                course.warn(Phase::EvictNode, &node.name, &why)?;
                last = Err(why);
                continue;
            }
            course.end(Phase::EvictNode, &node.name)?;
            course.start(Phase::CleanupNode, &node.name)?;
            match wait_until_cleaned(name, node, deadline).await {
                Ok(()) => course.end(Phase::CleanupNode, &node.name)?,
                Err(why) => {
                    course.warn(Phase::CleanupNode, &node.name, &why)?;
                    last = Err(why);
                }
            }
            course.reached(50 + share * done);
        }
        last
    }
}

/// Its machine says itself that it is not a node of the cluster any more.
async fn wait_until_cleaned(cluster: &str, node: &NodeView, deadline: Instant) -> Result<(), Refusal> {
    loop {
        let why = match standing(&node.address).await {
            Ok(Standing::Unconfigured(_)) => return Ok(()),
            Ok(Standing::Configured(now)) if now.cluster_name != cluster || now.node_id != node.id => return Ok(()),
            Ok(Standing::Configured(_)) => "it is still a node".to_owned(),
            Err(refusal) => refusal.message,
        };
        if Instant::now() >= deadline {
            let message =
                format!("The cluster is over, and the machine of {} has not forgotten it in time: {why}", node.name);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP, message)
                .next("quorate node reset --force, on that machine"));
        }
        sleep(LOOK_AGAIN).await;
    }
}

async fn standing(address: &str) -> Result<Standing, Refusal> {
    JoiningMachine::connect(address).await?.standing().await
}

fn was_down(node: &NodeView) -> Refusal {
    let message = format!("{} was Down: its machine does not know that the cluster is over", node.name);
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate node reset --force, on that machine")
}
