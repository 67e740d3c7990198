//! Requests about groups: online and offline (policies 2, 9, 10). Moves are in [`super::moves`].
//!
//! A request checks, writes what is wanted and marks the group; the steps are reconciliation's. `Done` means that nothing
//! is left to do, `Pending` (ERROR_IO_PENDING) that it goes on.

use super::Recovery;
use super::cause::{name_of_group, name_of_node, name_of_resource};
use super::placement::{Occasion, Unsuitable};
use crate::apply::Apply;
use crate::next_command::{about_group, about_node, about_resource, about_rule, about_type};
use crate::outcome::{Level, Reply};
use crate::state::State;
use imbl::Vector;
use model::flags::{MoveFlags, OfflineGroupFlags, OnlineGroupFlags};
use model::{GroupId, NodeId, Refusal, ResourceId, ResourceState, Win32Code};

impl Apply<'_> {
    /// Every resource of the group is to be online, bottom-up; with a node, there. Refuses 87, 5012, 5023, 5959, 5960, 5005, 70,
    /// 5071. SYNCHRONOUS is the caller's business: nothing here waits.
    pub(crate) fn online_group(&mut self, group: GroupId, node: Option<NodeId>, flags: u32) -> Result<Reply, Refusal> {
        let flags = OnlineGroupFlags::from_bits(flags)?;
        self.state.check_group_at_rest(group)?;
        let owner = self.state.group(group).owner;
        let ignore_rules = flags.has(OnlineGroupFlags::IGNORE_AFFINITY_RULE);
        let best = flags.has(OnlineGroupFlags::BEST_POSSIBLE_NODE).then(|| self.state.best_node(group));
        let node = match node.or(best) {
            Some(node) => node,
            // It waits for another node; the request does not.
            None if self.state.waits_for_node(group) && self.state.unsuitable(group, owner).is_some() => {
                self.state.choose_target(group, ignore_rules)?
            }
            None => owner,
        };
        if !flags.has(OnlineGroupFlags::IGNORE_RESOURCE_STATUS) {
            self.state.check_group_not_locked(group)?;
            if node != owner {
                self.state.check_may_be_moved(group)?;
            }
        }
        self.state.check_can_run(group, node, ignore_rules)?;
        let resources = self.state.resources_of(group).to_vec();
        let all_online = resources.iter().all(|id| self.state.resource(*id).state == ResourceState::Online);
        // What was brought online without its persistent state is to stay online from now on.
        let lasting = resources.iter().all(|id| self.state.persistent_online(*id));
        let nothing_to_do = all_online && lasting && node == owner && self.state.config.group(group).persistent_online;
        if nothing_to_do {
            return Ok(Reply::Done);
        }
        let there = if node == owner { String::new() } else { format!(" on {}", name_of_node(self.state, node)) };
        self.record_group_request("take", group, &format!("online{there}"));
        self.operator_acts(group);
        self.end_start_waits(group);
        self.write_group_persistent(group, true);
        for resource in resources {
            self.write_resource_persistent(resource, Some(true));
            self.free_to_start(resource);
        }
        if node != owner {
            let ignores_affinity = flags.has(OnlineGroupFlags::IGNORE_AFFINITY_RULE);
            let flags = if ignores_affinity { MoveFlags::IGNORE_AFFINITY_RULE } else { MoveFlags::NONE };
            self.begin_requested_move(group, node, flags);
        } else {
            self.activate_on_owner(group);
        }
        Ok(if all_online && node == owner { Reply::Done } else { Reply::Pending })
    }

    /// A request brings something online where the group is: the company there was asked about, or passed by, and is not asked
    /// about again (policies 9.27, 9.34).
    pub(super) fn activate_on_owner(&mut self, group: GroupId) {
        self.change_group(group, |group| {
            group.parked = false;
            group.settled = true;
        });
    }

    /// Every resource of the group is to be offline, top-down. Refuses 87, 5012, 5023, 5959, 5960.
    pub(crate) fn offline_group(&mut self, group: GroupId, flags: u32) -> Result<Reply, Refusal> {
        let flags = OfflineGroupFlags::from_bits(flags)?;
        self.state.check_group_at_rest(group)?;
        if !flags.has(OfflineGroupFlags::IGNORE_RESOURCE_STATUS) {
            self.state.check_group_not_locked(group)?;
        }
        if self.state.config.group(group).persistent_online || self.state.group_has_residue(group) {
            self.record_group_request("take", group, "offline");
        }
        self.write_group_persistent(group, false);
        for resource in self.state.resources_of(group).to_vec() {
            self.write_resource_persistent(resource, Some(false));
            self.forget_failure(resource);
        }
        self.dirty.insert(group);
        Ok(if self.state.group_has_residue(group) { Reply::Pending } else { Reply::Done })
    }

    /// An operator's request gives the group its failovers back (policies 6).
    pub(super) fn operator_acts(&mut self, group: GroupId) {
        self.change_group(group, |group| {
            group.failovers = Vector::new();
            group.arrival = None;
        });
    }

    /// A request to go online ends what holds the resource back, and gives it a fresh budget of restarts.
    pub(super) fn free_to_start(&mut self, resource: ResourceId) {
        self.change_resource(resource, |resource| {
            resource.hold = None;
            resource.asked = None;
            resource.recovery = Recovery::Free;
            if resource.state == ResourceState::Failed {
                resource.restarts = Vector::new();
            }
        });
    }

    /// A failed resource of a group that goes offline becomes Offline, at once or when what is left of it is gone.
    fn forget_failure(&mut self, resource: ResourceId) {
        self.change_resource(resource, |resource| {
            resource.hold = None;
            resource.asked = None;
            resource.recovery = Recovery::Free;
            if resource.state == ResourceState::Failed {
                let left = resource.residue;
                resource.state = if left { ResourceState::OfflinePending } else { ResourceState::Offline };
            }
        });
    }

    pub(super) fn record_group_request(&mut self, verb: &str, group: GroupId, what: &str) {
        let text = format!("Request to {verb} group \"{}\" {what}.", name_of_group(self.state, group));
        self.record_group(Level::Information, group, "", text, Vec::new());
    }
}

impl State {
    /// A group is not operated on while it moves, its move is queued, or one of its resources is pending (object-model 7,
    /// policies 10).
    pub(super) fn check_group_at_rest(&self, group: GroupId) -> Result<(), Refusal> {
        self.check_group_may_move(group)?;
        if self.group(group).queued.is_none() {
            return Ok(());
        }
        let name = name_of_group(self, group);
        let message = format!("A move of group \"{name}\" is queued");
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_GROUP_QUEUED, message).next(about_group("cancel", &name)))
    }

    /// As [`State::check_group_at_rest`], but for a queued move.
    pub(super) fn check_group_may_move(&self, group: GroupId) -> Result<(), Refusal> {
        self.check_not_deleting(group)?;
        if self.group(group).moving.is_some() {
            let name = name_of_group(self, group);
            let message = format!("Group \"{name}\" is moving to another node");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_GROUP_MOVING, message).next(about_group("show", &name)));
        }
        let pending = self.resources_of(group).iter().copied().find(|id| self.resource(*id).state.is_pending());
        match pending {
            None => Ok(()),
            Some(id) => {
                let name = name_of_group(self, group);
                let (resource, state) = (name_of_resource(self, id), self.resource(id).state);
                let message = format!("Group \"{name}\" is Pending: its resource \"{resource}\" is {state}");
                Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_group("show", &name)))
            }
        }
    }

    pub(super) fn check_not_deleting(&self, group: GroupId) -> Result<(), Refusal> {
        if !self.config.group(group).deleting {
            return Ok(());
        }
        let name = name_of_group(self, group);
        let message = format!("Group \"{name}\" is being deleted");
        Err(Refusal::new(Win32Code::ERROR_GROUP_NOT_AVAILABLE, message).next(about_group("show", &name)))
    }

    /// Refuses with the code of the first filter that the node fails (policies 9.1).
    pub(super) fn check_can_run(&self, group: GroupId, node: NodeId, ignore_rules: bool) -> Result<(), Refusal> {
        // Where it runs it may stay (policies 9.27).
        let settled = self.group(group).settled && self.group(group).owner == node;
        let obstacle = if settled { self.unsuitable(group, node) } else { self.obstacle(group, node, ignore_rules) };
        let Some(obstacle) = obstacle else { return Ok(()) };
        let (group, name) = (name_of_group(self, group), name_of_node(self, node));
        let code = obstacle.code();
        let message = format!("Group \"{group}\" cannot run on {name}, because {name} {}", obstacle.in_words());
        let next = match obstacle {
            Unsuitable::Down | Unsuitable::Stopping => "quorate node list".into(),
            Unsuitable::Paused => about_node("resume", &name),
            Unsuitable::NotPossibleOwner(resource) => about_resource("owners", &resource),
            Unsuitable::TypeNotInstalled(of_type) => about_type("show", &of_type),
            Unsuitable::AntiAffinity { group, .. } => about_group("show", &group),
            Unsuitable::Affinity { rule, .. } => about_rule("show", &rule),
            Unsuitable::Companion { .. } => "quorate affinity list".into(),
            Unsuitable::LacksCapacity { .. } => about_node("properties", &name),
        };
        Err(Refusal::new(code, message).next(next))
    }

    pub(super) fn choose_target(&self, group: GroupId, ignore_rules: bool) -> Result<NodeId, Refusal> {
        let choice = match ignore_rules {
            true => self.plan_placement_ignoring_rules(group, Occasion::Request),
            false => self.plan_placement(group, Occasion::Request),
        };
        choice.node.ok_or_else(|| {
            let reasons: Vec<String> = choice
                .refused
                .iter()
                .map(|(node, reason)| format!("{}: {reason}", name_of_node(self, *node)))
                .collect();
            let reasons = if reasons.is_empty() { "the cluster has no other".into() } else { reasons.join("; ") };
            let message = format!("No other node can take group \"{}\" ({reasons})", name_of_group(self, group));
            Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE, message).next("quorate node list")
        })
    }
}
