//! Requests about resources: online, offline, restart, fail (object-model 7, policies 2).

use super::cause::{name_of_node, name_of_resource};
use super::failures::Seen;
use super::{Hold, Recovery};
use crate::apply::Apply;
use crate::next_command::{about_group, about_node, about_resource};
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::flags::{MoveFlags, OfflineResourceFlags, OnlineResourceFlags};
use model::{NodeState, Refusal, ResourceId, ResourceState, Win32Code};
use std::collections::BTreeSet;

impl Apply<'_> {
    /// The resource and what it needs are to be online. Refuses 87, 5012, 5023, 5960, 5005, 70, 5015.
    pub(crate) fn online_resource(&mut self, resource: ResourceId, flags: u32) -> Result<Reply, Refusal> {
        let flags = OnlineResourceFlags::from_bits(flags)?;
        self.state.check_resource_at_rest(resource)?;
        let needed = self.state.with_providers(resource);
        if !flags.has(OnlineResourceFlags::IGNORE_RESOURCE_STATUS) {
            self.state.check_none_locked(needed.iter().copied())?;
        }
        let group = self.state.config.resource(resource).group;
        let online = self.state.resource(resource).state == ResourceState::Online;
        let elsewhere = match flags.has(OnlineResourceFlags::BEST_POSSIBLE_NODE) && !online {
            true => Some(self.state.best_node(group)).filter(|node| *node != self.state.group(group).owner),
            false => None,
        };
        match elsewhere {
            None => self.state.check_may_start(resource, flags.has(OnlineResourceFlags::IGNORE_AFFINITY_RULE))?,
            Some(_) if flags.has(OnlineResourceFlags::IGNORE_RESOURCE_STATUS) => {}
            Some(_) => self.state.check_may_be_moved(group)?,
        }
        if !online {
            self.record_resource_request("take", resource, " online");
        }
        self.end_start_waits(group);
        let persistent = !flags.has(OnlineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE);
        for id in needed {
            if persistent {
                self.write_resource_persistent(id, Some(true));
            }
            self.free_to_start(id);
            self.ask(id, true);
        }
        if let Some(node) = elsewhere {
            let ignores_affinity = flags.has(OnlineResourceFlags::IGNORE_AFFINITY_RULE);
            let flags = if ignores_affinity { MoveFlags::IGNORE_AFFINITY_RULE } else { MoveFlags::NONE };
            self.begin_requested_move(group, node, flags);
        } else {
            self.activate_on_owner(group);
        }
        Ok(if online { Reply::Done } else { Reply::Pending })
    }

    /// What is asked for now, where it differs from the persistent state.
    fn ask(&mut self, resource: ResourceId, online: bool) {
        let asked = (self.state.persistent_online(resource) != online).then_some(online);
        self.change_resource(resource, |resource| resource.asked = asked);
    }

    /// The resource is to be offline; dependents that need it go first. Refuses 87, 5012, 5023, 5960, and 5038 for a failed
    /// resource: that one refusal comes after the persistent state was written (functions/resource, offline), so that a
    /// failed resource is not tried again.
    pub(crate) fn offline_resource(&mut self, resource: ResourceId, flags: u32) -> Result<Reply, Refusal> {
        let flags = OfflineResourceFlags::from_bits(flags)?;
        self.state.check_resource_at_rest(resource)?;
        if !flags.has(OfflineResourceFlags::IGNORE_RESOURCE_STATUS) {
            self.state.check_none_locked(self.state.with_dependents(resource).into_iter())?;
        }
        if !self.state.broken.forget_offline {
            if !flags.has(OfflineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE) {
                self.write_resource_persistent(resource, Some(false));
            }
            self.ask(resource, false);
        }
        let force = flags.has(OfflineResourceFlags::FORCE_WITH_TERMINATION);
        self.change_resource(resource, |resource| {
            resource.hold = None;
            resource.recovery = Recovery::Free;
            resource.force_stop = force && resource.state == ResourceState::Online;
        });
        match self.state.resource(resource).state {
            ResourceState::Online => {
                let how = if force { " offline at once, by ending it" } else { " offline" };
                self.record_resource_request("take", resource, how);
                Ok(Reply::Pending)
            }
            ResourceState::Failed => {
                let name = name_of_resource(self.state, resource);
                let message = format!("Resource \"{name}\" has failed; it will not be started again by itself");
                Err(Refusal::new(Win32Code::ERROR_RESOURCE_FAILED, message).next(about_resource("online", &name)))
            }
            _ => Ok(Reply::Done),
        }
    }

    /// Offline, then online again with the dependents that were; the persistent state stays. Refuses 5012, 5023, 5004, 5960, 70.
    pub(crate) fn restart_resource(&mut self, resource: ResourceId) -> Result<Reply, Refusal> {
        self.state.check_resource_at_rest(resource)?;
        let name = name_of_resource(self.state, resource);
        if self.state.resource(resource).state != ResourceState::Online {
            let message = format!("Resource \"{name}\" is {}, not Online", self.state.resource(resource).state);
            return Err(
                Refusal::new(Win32Code::ERROR_RESOURCE_NOT_ONLINE, message).next(about_resource("online", &name))
            );
        }
        self.state.check_none_locked(self.state.with_dependents(resource).into_iter())?;
        self.state.check_may_start(resource, false)?;
        self.record_resource_request("restart", resource, "");
        self.change_resource(resource, |resource| resource.hold = Some(Hold::Restarting));
        Ok(Reply::Pending)
    }

    /// An administrator declares it failed, and recovery runs as if it had (object-model 7). Refuses 5012, 5023.
    pub(crate) fn fail_resource(&mut self, resource: ResourceId) -> Result<Reply, Refusal> {
        self.state.check_not_deleting(self.state.config.resource(resource).group)?;
        let state = self.state.resource(resource).state;
        let name = name_of_resource(self.state, resource);
        if !matches!(state, ResourceState::Online | ResourceState::OnlinePending | ResourceState::OfflinePending) {
            let message = format!("Resource \"{name}\" is {state}: only a resource that runs can be declared failed");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_resource("online", &name)));
        }
        let seen = Seen { gone: false, code: 0, message: "it was declared failed by request".into() };
        if state == ResourceState::OfflinePending {
            self.failed_to_stop(resource, seen);
        } else {
            // Recovered at once even in maintenance mode: the request says so.
            self.mark_failed(resource, &seen);
            self.recover(resource, &seen, false);
        }
        Ok(Reply::Done)
    }

    fn record_resource_request(&mut self, verb: &str, resource: ResourceId, what: &str) {
        let text = format!("Request to {verb} resource \"{}\"{what}.", name_of_resource(self.state, resource));
        self.record_resource(Level::Information, resource, "", text, Vec::new());
    }
}

impl State {
    fn check_resource_at_rest(&self, resource: ResourceId) -> Result<(), Refusal> {
        let config = self.config.resource(resource);
        self.check_not_deleting(config.group)?;
        let state = self.resource(resource).state;
        let message = if state.is_pending() {
            format!("Resource \"{}\" is {state}", config.name)
        } else if self.group(config.group).moving.is_some() {
            let group = &self.config.group(config.group).name;
            format!("Resource \"{}\" cannot be operated on while its group \"{group}\" is moving", config.name)
        } else {
            return Ok(());
        };
        let next = about_resource("show", &config.name);
        Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(next))
    }

    /// Whether the group's owner may take the resource online (policies 9.5, 12).
    fn check_may_start(&self, resource: ResourceId, ignore_rules: bool) -> Result<(), Refusal> {
        let config = self.config.resource(resource);
        let owner = self.group(config.group).owner;
        let (name, node) = (&config.name, name_of_node(self, owner));
        match self.node_state(owner) {
            NodeState::Up => {}
            NodeState::Paused => {
                let message = format!("Resource \"{name}\" cannot go online, because its owner {node} is paused");
                let next = about_node("resume", &node);
                return Err(Refusal::new(Win32Code::ERROR_SHARING_PAUSED, message).next(next));
            }
            _ => {
                let message = format!("Resource \"{name}\" cannot go online, because its owner {node} is down");
                let next = match self.waits_for_node(config.group) {
                    true => about_group("online", &self.config.group(config.group).name),
                    false => "quorate node list".into(),
                };
                return Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE, message).next(next));
            }
        }
        let group = &self.config.group(config.group).name;
        if let Some(obstacle) = config.unsuitable(owner) {
            let message = format!("Resource \"{name}\" cannot go online, because {node} {}", obstacle.in_words());
            let next = about_group("move", group);
            return Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_RESOURCE_OWNER, message).next(next));
        }
        if !self.group(config.group).settled
            && let Some(obstacle) = self.bad_company(config.group, owner, ignore_rules)
        {
            let message = format!("Resource \"{name}\" cannot go online, because {node} {}", obstacle.in_words());
            return Err(Refusal::new(obstacle.code(), message).next(about_group("move", group)));
        }
        if self.group(config.group).parked {
            let message = format!("Resource \"{name}\" cannot go online: no node is up that can run group \"{group}\"");
            return Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE, message).next("quorate node list"));
        }
        Ok(())
    }

    /// The resource, and everything that needs it, directly or not.
    fn with_dependents(&self, resource: ResourceId) -> BTreeSet<ResourceId> {
        let members = &self.config.group(self.config.resource(resource).group).resources;
        let mut found = BTreeSet::from([resource]);
        let mut open = vec![resource];
        while let Some(id) = open.pop() {
            let needs_it =
                |member: &&ResourceId| self.config.resource(**member).dependencies.providers().any(|it| *it == id);
            open.extend(members.iter().filter(needs_it).copied().filter(|member| found.insert(*member)));
        }
        found
    }

    /// The resource, and everything it needs, directly or not; all members of an OR set (policies 2).
    fn with_providers(&self, resource: ResourceId) -> BTreeSet<ResourceId> {
        let mut found = BTreeSet::new();
        let mut open = vec![resource];
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.config.resource(id).dependencies.providers());
            }
        }
        found
    }
}
