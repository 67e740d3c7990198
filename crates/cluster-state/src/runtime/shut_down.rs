//! The cluster is shut down: every active node takes offline what it runs, and its service stops. Nothing is moved and nothing that is
//! kept is changed, so the next start of the cluster brings back what was wanted online (policies 12.35).

use crate::apply::Apply;
use crate::config::keys::Object;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::{NodeId, Refusal, Win32Code};

impl Apply<'_> {
    /// Decided for all nodes in one entry: where nobody takes groups any more, no group is given to a node that stops next.
    pub(crate) fn shut_down_cluster(&mut self) -> Result<Reply, Refusal> {
        self.check_formed()?;
        let active = self.state.runtime.nodes.iter().filter(|(_, node)| node.incarnation.is_some() && !node.shut_down);
        let active: Vec<NodeId> = active.map(|(id, _)| *id).collect();
        if active.is_empty() {
            return Ok(Reply::Done);
        }
        for node in &active {
            self.change_node(*node, |runtime| (runtime.stopping, runtime.shut_down) = (true, true));
        }
        let text = "The cluster is shut down: each node takes offline what it runs, and its service stops.".to_owned();
        self.record(Level::Warning, self.state.subject(&Object::Cluster), "policies 12.35", text, Vec::new());
        Ok(Reply::Done)
    }
}

impl State {
    /// Who joined now would take what the others let go of, and lose the quorum with the last of them.
    pub(super) fn check_not_shutting_down(&self) -> Result<(), Refusal> {
        match self.runtime.nodes.values().any(|node| node.shut_down) {
            false => Ok(()),
            true => {
                let message = "The cluster is being shut down: no node joins before all that were active have stopped";
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_SHUTTING_DOWN, message).next("quorate node list"))
            }
        }
    }

    /// The life that the node has now is to end, because the cluster was shut down.
    pub fn is_shut_down(&self, node: NodeId) -> bool {
        self.runtime.nodes.get(&node).is_some_and(|node| node.shut_down)
    }
}
