//! Requests about resources: online, offline, restart, fail (object-model 7, policies 2).

use super::cause::{name_of_node, name_of_resource};
use super::failures::Seen;
use super::{Hold, Recovery};
use crate::apply::Apply;
use crate::next_command::{about_group, about_node, about_resource};
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::{NodeState, Refusal, ResourceId, ResourceState, Win32Code};
use std::collections::BTreeSet;

impl Apply<'_> {
    /// The resource and what it needs are to be online. Refuses 5012, 5023, 5005, 70, 5015.
    pub(crate) fn online_resource(&mut self, resource: ResourceId) -> Result<Reply, Refusal> {
        self.state.check_resource_at_rest(resource)?;
        self.state.check_may_start(resource)?;
        let online = self.state.resource(resource).state == ResourceState::Online;
        if !online {
            self.record_resource_request("take", resource, " online");
        }
        self.end_start_waits(self.state.config.resource(resource).group);
        for id in self.state.with_providers(resource) {
            self.write_resource_persistent(id, Some(true));
            self.free_to_start(id);
        }
        Ok(if online { Reply::Done } else { Reply::Pending })
    }

    /// The resource is to be offline; dependents that need it go first. Refuses 5012, 5023, and 5038 for a failed
    /// resource: that one refusal comes after the persistent state was written (functions/resource, offline), so that a
    /// failed resource is not tried again.
    pub(crate) fn offline_resource(&mut self, resource: ResourceId) -> Result<Reply, Refusal> {
        self.state.check_resource_at_rest(resource)?;
        self.write_resource_persistent(resource, Some(false));
        self.change_resource(resource, |resource| {
            resource.hold = None;
            resource.recovery = Recovery::Free;
        });
        match self.state.resource(resource).state {
            ResourceState::Online => {
                self.record_resource_request("take", resource, " offline");
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

    /// Offline, then online again with the dependents that were; the persistent state stays. Refuses 5012, 5023, 5004, 70.
    pub(crate) fn restart_resource(&mut self, resource: ResourceId) -> Result<Reply, Refusal> {
        self.state.check_resource_at_rest(resource)?;
        let name = name_of_resource(self.state, resource);
        if self.state.resource(resource).state != ResourceState::Online {
            let message = format!("Resource \"{name}\" is {}, not Online", self.state.resource(resource).state);
            return Err(
                Refusal::new(Win32Code::ERROR_RESOURCE_NOT_ONLINE, message).next(about_resource("online", &name))
            );
        }
        self.state.check_may_start(resource)?;
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
            self.resource_failed(resource, seen);
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
    fn check_may_start(&self, resource: ResourceId) -> Result<(), Refusal> {
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
        if let Some(obstacle) = self.resource_unsuitable(resource, owner) {
            let message = format!("Resource \"{name}\" cannot go online, because {node} {}", obstacle.in_words());
            let next = about_group("move", group);
            return Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_RESOURCE_OWNER, message).next(next));
        }
        if !self.group(config.group).settled
            && let Some(obstacle) = self.bad_company(config.group, owner, false)
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
