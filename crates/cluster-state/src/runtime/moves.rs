//! Moves on request (policies 10): asked for, queued while something stands against them, cancelled, and what follows when
//! the group does not come to its state at the target.

use super::cause::{name_of_group, name_of_node, name_of_resource};
use super::placement::Occasion;
use super::{Arrival, MoveCause, Moving, QueuedMove, Recovery};
use crate::apply::Apply;
use crate::next_command::about_group;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::flags::MoveFlags;
use model::{GroupId, NodeId, Refusal, ResourceId, Value, Win32Code};

/// What stands against a move.
struct Obstacle {
    refusal: Refusal,
    /// It may go by itself or by an administrator's hand, so that a queued move waits for that.
    may_pass: bool,
}

impl Apply<'_> {
    /// To the named node, or to the best other one (policies 9.1, 9.2). Refuses 87, 5012, 5908, 5959, 5023, 5960, 5005, 70, 5071.
    pub(crate) fn move_group(
        &mut self,
        group: GroupId,
        node: Option<NodeId>,
        flags: u32,
        parameters: &[(String, Value)],
    ) -> Result<Reply, Refusal> {
        let flags = check_move_flags(flags)?;
        self.state.check_parameters(parameters)?;
        self.state.check_group_at_rest(group)?;
        if node == Some(self.state.group(group).owner) {
            return Ok(Reply::Done);
        }
        let to = match self.state.move_target(group, node, flags) {
            Ok(to) => to,
            Err(obstacle) if obstacle.may_pass && flags.has(MoveFlags::QUEUE_ENABLED) => {
                return Ok(self.queue_move(group, QueuedMove { to: node, flags }, &obstacle.refusal));
            }
            Err(obstacle) => return Err(obstacle.refusal),
        };
        let pending = self.state.group_has_residue(group);
        self.record_group_request("move", group, &format!("to {}", name_of_node(self.state, to)));
        self.begin_requested_move(group, to, flags);
        Ok(if pending { Reply::Pending } else { Reply::Done })
    }

    pub(super) fn begin_requested_move(&mut self, group: GroupId, to: NodeId, flags: MoveFlags) {
        self.operator_acts(group);
        match flags.has(MoveFlags::HIGH_PRIORITY_START) {
            true => self.end_start_waits(group),
            false => self.end_node_wait(group),
        }
        self.change_group(group, |group| group.drained_from = None);
        self.write_default_owner(group, to);
        self.begin_move(group, to, MoveCause::Requested, flags);
    }

    fn queue_move(&mut self, group: GroupId, queued: QueuedMove, because: &Refusal) -> Reply {
        self.change_group(group, |group| group.queued = Some(queued));
        let (name, because) = (name_of_group(self.state, group), &because.message);
        let text = format!("The move of group \"{name}\" is queued and tried again until it succeeds: {because}.");
        self.record_group(Level::Warning, group, "policies 10.4", text, Vec::new());
        Reply::Pending
    }

    /// Something has changed that may have stood against the group's queued move.
    pub(super) fn try_queued_move(&mut self, group: GroupId) -> bool {
        let Some(QueuedMove { to, flags }) = self.state.group(group).queued else { return false };
        if self.state.broken.forget_queue || self.state.check_group_may_move(group).is_err() {
            return false;
        }
        let name = name_of_group(self.state, group);
        let text = match to {
            Some(to) if to == self.state.group(group).owner => {
                format!("The queued move of group \"{name}\" is over: it is on {}.", name_of_node(self.state, to))
            }
            Some(to) if !self.state.config.nodes.contains_key(&to) => {
                format!("The queued move of group \"{name}\" was given up: its target was evicted.")
            }
            _ => match self.state.move_target(group, to, flags) {
                Ok(target) => {
                    self.change_group(group, |group| group.queued = None);
                    let text =
                        format!("The queued move of group \"{name}\" to {} begins.", name_of_node(self.state, target));
                    self.record_group(Level::Information, group, "policies 10.4", text, Vec::new());
                    self.begin_requested_move(group, target, flags);
                    return true;
                }
                Err(obstacle) if obstacle.may_pass => return false,
                Err(obstacle) => {
                    format!("The queued move of group \"{name}\" was given up: {}.", obstacle.refusal.message)
                }
            },
        };
        self.change_group(group, |group| group.queued = None);
        self.record_group(Level::Information, group, "policies 10.4", text, Vec::new());
        true
    }

    /// CancelClusterGroupOperation: the group stays, or goes back, where it was, in its persistent state. Refuses 87, 5012, 5023.
    pub(crate) fn cancel_group_operation(&mut self, group: GroupId, flags: u32) -> Result<Reply, Refusal> {
        if flags != 0 {
            let message = format!("A cancellation has no flags, and {flags:#x} was given");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let runtime = self.state.group(group).clone();
        let name = name_of_group(self.state, group);
        let text = match (runtime.queued, runtime.moving, runtime.arrival) {
            (Some(_), ..) => {
                self.change_group(group, |group| group.queued = None);
                format!("The queued move of group \"{name}\" was cancelled.")
            }
            (None, Some(Moving { why: MoveCause::Requested | MoveCause::Resumed, .. }), _) => {
                self.change_group(group, |group| group.moving = None);
                self.write_default_owner(group, runtime.owner);
                let owner = name_of_node(self.state, runtime.owner);
                format!("The move of group \"{name}\" was cancelled; it stays on {owner}.")
            }
            (None, None, Some(arrival)) if self.state.obstacle(group, arrival.from, true).is_none() => {
                self.operator_acts(group);
                self.write_default_owner(group, arrival.from);
                self.begin_move(group, arrival.from, MoveCause::Cancelled, MoveFlags::NONE);
                let source = name_of_node(self.state, arrival.from);
                format!("The move of group \"{name}\" was cancelled; it goes back to {source}.")
            }
            _ => return Err(nothing_to_cancel(&name)),
        };
        self.record_group(Level::Information, group, "policies 10.12", text, Vec::new());
        Ok(Reply::Pending)
    }

    /// A resource failed before the group had come to its state at the target of a move: back to the source, or to the most
    /// preferred node, if the request said so. `false`: the failure is like any other.
    pub(super) fn move_failed(&mut self, resource: ResourceId, what: &str) -> bool {
        let group = self.state.config.resource(resource).group;
        let Some(Arrival { from, flags }) = self.state.group(group).arrival else { return false };
        self.change_group(group, |group| group.arrival = None);
        let can_run = |node: &NodeId| {
            *node != self.state.group(group).owner && self.state.obstacle(group, *node, false).is_none()
        };
        let (to, rule) = if flags.has(MoveFlags::RETURN_TO_SOURCE_NODE_ON_ERROR) && can_run(&from) {
            (from, "policies 10.3")
        } else if flags.has(MoveFlags::FAILBACK)
            && let Some(preferred) = self.state.config.group(group).preferred_owners.iter().copied().find(can_run)
        {
            (preferred, "policies 10.6")
        } else {
            return false;
        };
        self.begin_move(group, to, MoveCause::Returning(resource), MoveFlags::NONE);
        self.write_default_owner(group, to);
        let (name, to) = (name_of_group(self.state, group), name_of_node(self.state, to));
        let text = format!("{what}. The move of group \"{name}\" has failed, so it goes back to {to}.");
        self.record_resource(Level::Warning, resource, rule, text, Vec::new());
        true
    }

    /// The group has come to its state at the target, or as near as it can.
    pub(super) fn end_arrival(&mut self, group: GroupId) {
        if self.state.group(group).arrival.is_some() && !self.state.is_arriving(group) {
            self.change_group(group, |group| group.arrival = None);
        }
    }
}

impl State {
    /// Whether the group starts before all others at the target of a move (policies 10, HIGH_PRIORITY_START).
    pub fn starts_first(&self, group: GroupId) -> bool {
        let arrival = self.runtime.groups.get(&group).and_then(|group| group.arrival);
        arrival.is_some_and(|arrival| arrival.flags.has(MoveFlags::HIGH_PRIORITY_START))
    }

    /// Where a move goes, or what stands against it.
    fn move_target(&self, group: GroupId, node: Option<NodeId>, flags: MoveFlags) -> Result<NodeId, Obstacle> {
        if !flags.has(MoveFlags::IGNORE_RESOURCE_STATUS) {
            self.check_may_be_moved(group).map_err(|refusal| Obstacle { refusal, may_pass: true })?;
        }
        let ignore_rules = flags.has(MoveFlags::IGNORE_AFFINITY_RULE);
        let obstacle = |node| self.obstacle(group, node, ignore_rules);
        match node {
            Some(node) => {
                let may_pass = obstacle(node).is_none_or(|obstacle| obstacle.may_pass());
                self.check_can_run(group, node, ignore_rules).map_err(|refusal| Obstacle { refusal, may_pass })?;
                Ok(node)
            }
            None => self.choose_target(group, ignore_rules).map_err(|refusal| {
                let others = self.config.nodes.keys().filter(|node| **node != self.group(group).owner);
                let may_pass = others.filter_map(|node| obstacle(*node)).any(|obstacle| obstacle.may_pass());
                Obstacle { refusal, may_pass }
            }),
        }
    }

    /// Some resource is on its way, or will be when it is its turn.
    fn is_arriving(&self, group: GroupId) -> bool {
        self.config.group(group).resources.iter().any(|id| {
            let resource = self.resource(*id);
            let under_way = matches!(resource.recovery, Recovery::Free | Recovery::RestartAt(_));
            let to_start = self.wanted_online(*id) && resource.hold.is_none() && under_way;
            resource.state.is_pending() || (to_start && resource.state != model::ResourceState::Online)
        })
    }

    /// A move's parameters are named after resource types. Refuses ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND, and 87 for a name
    /// that comes twice.
    fn check_parameters(&self, parameters: &[(String, Value)]) -> Result<(), Refusal> {
        for (position, (name, _)) in parameters.iter().enumerate() {
            self.resolve_type(name)?;
            if parameters[..position].iter().any(|(other, _)| model::fold::equals(other, name)) {
                let message = format!("The parameter for resource type \"{name}\" is given twice");
                return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
            }
        }
        Ok(())
    }

    /// The best node for a group that is to be online, its owner among them (BEST_POSSIBLE_NODE).
    pub(super) fn best_node(&self, group: GroupId) -> NodeId {
        let owner = self.group(group).owner;
        let can_run = |node: &NodeId| self.obstacle(group, *node, false).is_none();
        let preferred = self.config.group(group).preferred_owners.iter().copied().find(can_run);
        let other = || self.plan_placement(group, Occasion::Request).node;
        preferred.or_else(|| can_run(&owner).then_some(owner)).or_else(other).unwrap_or(owner)
    }

    /// The resource whose failure ended a move, for its event.
    pub(super) fn failed_move_words(&self, resource: ResourceId) -> String {
        format!("the move failed: resource \"{}\" did not come online", name_of_resource(self, resource))
    }
}

fn check_move_flags(flags: u32) -> Result<MoveFlags, Refusal> {
    let flags = MoveFlags::from_bits(flags)?;
    if flags.has(MoveFlags::QUEUE_ENABLED | MoveFlags::IGNORE_RESOURCE_STATUS) {
        let message = "A move is either queued or made in spite of locked mode, not both";
        return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    }
    Ok(flags)
}

fn nothing_to_cancel(group: &str) -> Refusal {
    let message = format!("No move of group \"{group}\" that could be cancelled is under way or queued");
    Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_group("show", group))
}
