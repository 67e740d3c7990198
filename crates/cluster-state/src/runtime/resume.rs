//! Resuming a paused node, and what was drained from it coming back (policies 12).

use super::cause::{name_of_group, name_of_node};
use super::{MoveCause, QueuedMove};
use crate::apply::Apply;
use crate::next_command::about_node;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::flags::{MoveFlags, ResumeFailback};
use model::{GroupId, NodeId, NodeState, Refusal, Win32Code};

impl Apply<'_> {
    /// Ends a drain that is under way. Refuses 87, 5050, 5058.
    pub(crate) fn resume_node(&mut self, node: NodeId, failback: u32) -> Result<Reply, Refusal> {
        let failback = ResumeFailback::from_number(failback)?;
        let name = name_of_node(self.state, node);
        match self.state.node_state(node) {
            NodeState::Paused => {}
            NodeState::Down => {
                let message = format!("{name} is down");
                return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate node list"));
            }
            _ => {
                let message = format!("{name} is not paused");
                return Err(
                    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_PAUSED, message).next(about_node("show", &name))
                );
            }
        }
        self.write_node_paused(node, false);
        self.change_node(node, |runtime| {
            runtime.state = NodeState::Up;
            runtime.drain = None;
        });
        let text = format!("{name} was resumed: it takes groups again.");
        self.record_node(Level::Information, node, "policies 12.21", text, Vec::new());
        self.stop_draining(node);
        self.node_available(node);
        let back = self.bring_back(node, failback);
        Ok(if back { Reply::Pending } else { Reply::Done })
    }

    /// What was on its way off the node stays.
    fn stop_draining(&mut self, node: NodeId) {
        for group in self.state.groups_owned_by(node) {
            let leaves = self.state.group(group).moving.is_some_and(|moving| moving.why.is_drain());
            self.change_group(group, |group| {
                group.drain_error = None;
                if leaves {
                    group.moving = None;
                }
            });
        }
    }

    /// Moves back what was drained from the node, and what other nodes were drained of that likes this one better than where
    /// it is. Whether anything is on its way.
    fn bring_back(&mut self, node: NodeId, failback: ResumeFailback) -> bool {
        let mut back = false;
        let drained = |(_, group): &(&GroupId, &std::sync::Arc<super::GroupRuntime>)| group.drained_from.is_some();
        let groups: Vec<GroupId> = self.state.runtime.groups.iter().filter(drained).map(|(id, _)| *id).collect();
        for group in groups {
            let from_here = self.state.group(group).drained_from == Some(node);
            let comes = failback != ResumeFailback::None && self.state.comes_back(group, node, failback, from_here);
            if from_here {
                self.change_group(group, |group| group.drained_from = None);
            }
            if comes && self.move_back(group, node) {
                back = true;
            }
        }
        back
    }

    fn move_back(&mut self, group: GroupId, node: NodeId) -> bool {
        let (name, to) = (name_of_group(self.state, group), name_of_node(self.state, node));
        let unsuitable =
            self.state.obstacle(group, node, false).map(|obstacle| self.state.unsuitable_sentence(node, &obstacle));
        let obstacle = unsuitable.or_else(|| self.state.check_may_be_moved(group).err().map(|refusal| refusal.message));
        if let Some(obstacle) = obstacle {
            let text = format!("Group \"{name}\" does not come back to {to}: {obstacle}.");
            self.record_group(Level::Warning, group, "policies 12.23", text, Vec::new());
            return false;
        }
        if self.state.check_group_may_move(group).is_err() {
            // As soon as it is at rest.
            let queued = QueuedMove { to: Some(node), flags: MoveFlags::QUEUE_ENABLED };
            self.change_group(group, |group| group.queued = Some(queued));
            return true;
        }
        self.begin_move(group, node, MoveCause::Resumed, MoveFlags::NONE);
        true
    }
}

impl State {
    /// Failback at a resume: by the group's own policy without its window, or at once whatever that says (policies 12).
    fn comes_back(&self, group: GroupId, node: NodeId, failback: ResumeFailback, from_here: bool) -> bool {
        let (config, owner) = (self.config.group(group), self.group(group).owner);
        if owner == node {
            return false;
        }
        let rank = |node| config.preferred_owners.iter().position(|preferred| *preferred == node);
        let prefers_it = rank(node).is_some_and(|here| rank(owner).is_none_or(|there| here < there));
        match failback {
            ResumeFailback::None => false,
            ResumeFailback::Immediate => from_here || prefers_it,
            ResumeFailback::Policy => config.failback_allowed && (prefers_it),
        }
    }
}
