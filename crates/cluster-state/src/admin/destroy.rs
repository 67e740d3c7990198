//! The end of a cluster: once it is decided, nothing is changed any more, and each node that learns of it ends what it runs and forgets
//! that it was one (policies 19.14 to 19.16, node "Add, create, destroy").

use super::Draft;
use crate::apply::Apply;
use crate::command::{Command, NodeCommand};
use crate::config::keys::{self, Object};
use crate::outcome::{Level, Reply};
use model::{Refusal, Value, Win32Code};

impl Apply<'_> {
    /// Refused while there is a group that somebody made: ERROR_NONCORE_GROUPS_FOUND.
    pub(super) fn destroy_cluster(&mut self) -> Result<Reply, Refusal> {
        self.check_formed()?;
        if let Some(group) = self.state.config.groups.values().find(|group| !group.core) {
            let message = format!("The cluster still has the group \"{}\"", group.name);
            return Err(Refusal::new(Win32Code::ERROR_NONCORE_GROUPS_FOUND, message).next("quorate group list"));
        }
        let mut draft = Draft::new(self.state);
        draft.set(&Object::Cluster, keys::DESTROYED, Value::Dword(1))?;
        self.commit(draft);
        let text = "The cluster was destroyed: its nodes forget that they were nodes.".to_owned();
        self.record(Level::Warning, self.state.subject(&Object::Cluster), "policies 19.14", text, Vec::new());
        Ok(Reply::Done)
    }

    /// After that only what ends something is taken note of. To destroy it again is to be told the same.
    pub(crate) fn check_not_destroyed(&self, command: &Command) -> Option<Result<Reply, Refusal>> {
        if !self.state.config.cluster.destroyed {
            return None;
        }
        match command {
            Command::Reports(_) | Command::Tick => None,
            Command::Node(NodeCommand::Down { .. } | NodeCommand::Released { .. } | NodeCommand::Stopping { .. }) => {
                None
            }
            Command::Cluster(crate::command::ClusterCommand::Destroy) => Some(Ok(Reply::Done)),
            _ => {
                let message = "The cluster was destroyed, and its nodes forget it";
                let refusal = Refusal::new(Win32Code::ERROR_CLUSTER_SHUTTING_DOWN, message);
                Some(Err(refusal.next("quorate cluster create NAME")))
            }
        }
    }
}
