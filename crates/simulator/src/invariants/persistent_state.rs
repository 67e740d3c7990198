//! Policies 2.8 to 2.15 and 8.1: when everything has come to rest, what was last asked to be online runs, where it can, and nothing
//! runs that was last asked to be offline.
//!
//! What was asked for is taken from the requests as they took effect, not from what the state made of them; what runs is the
//! applications.

use super::{Invariant, running};
use crate::fact::{Fact, Scene};
use cluster_state::State;
use cluster_state::command::{Command, GroupCommand, ResourceCommand};
use cluster_state::runtime::Recovery;
use model::flags::{OfflineResourceFlags, OnlineResourceFlags};
use model::{ResourceId, ResourceState, Win32Code};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct PersistentState {
    /// As asked for; offline from creation. `None` after a request that left the persistent state alone: both may be, as the group
    /// changed its owner meanwhile or not.
    asked_online: BTreeMap<ResourceId, Option<bool>>,
    /// A request that is sent again under its id is answered, not done, again.
    answered: BTreeSet<u128>,
}

impl PersistentState {
    fn request(&mut self, before: &State, command: &Command) {
        match command {
            Command::Group(GroupCommand::Online { group, .. }) => self.ask_group(before, group, true),
            Command::Group(GroupCommand::Offline { group, .. } | GroupCommand::Delete { group, force: true, .. }) => {
                self.ask_group(before, group, false);
            }
            Command::Resource(ResourceCommand::Create { id, .. }) => {
                self.asked_online.insert(*id, Some(false));
            }
            Command::Resource(ResourceCommand::Online { resource, flags }) => {
                let lasting = flags & OnlineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE.bits() == 0;
                if let Ok(id) = before.resolve_resource(resource) {
                    self.ask_with_providers(before, id, lasting.then_some(true));
                }
            }
            Command::Resource(ResourceCommand::Offline { resource, flags }) => {
                let lasting = flags & OfflineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE.bits() == 0;
                if let Ok(id) = before.resolve_resource(resource) {
                    self.asked_online.insert(id, lasting.then_some(false));
                }
            }
            _ => {}
        }
    }

    fn ask_group(&mut self, before: &State, group: &str, online: bool) {
        let Ok(id) = before.resolve_group(group) else { return };
        for resource in before.config().groups.get(&id).into_iter().flat_map(|group| &group.resources) {
            self.asked_online.insert(*resource, Some(online));
        }
    }

    fn ask_with_providers(&mut self, before: &State, resource: ResourceId, asked: Option<bool>) {
        let mut open = vec![resource];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                self.asked_online.insert(id, asked);
                let config = before.config().resources.get(&id);
                open.extend(config.into_iter().flat_map(|config| config.dependencies.providers()));
            }
        }
    }

    fn compare(&self, scene: &Scene<'_>, state: &State) -> Result<(), String> {
        let running: BTreeSet<ResourceId> = running(scene).map(|(_, _, id, _)| *id).collect();
        for id in &running {
            let Some(resource) = state.config().resources.get(id) else {
                return Err(format!("{id:?} runs, and was deleted"));
            };
            if !resource.core && self.asked_online.get(id) == Some(&Some(false)) {
                return Err(format!("\"{}\" runs, and was asked to be offline", resource.name));
            }
        }
        for resource in state.config().resources.values().filter(|resource| !resource.core) {
            let asked = self.asked_online.get(&resource.id) == Some(&Some(true));
            if asked && !running.contains(&resource.id) && may_run(state, resource.id) {
                return Err(format!("\"{}\" was asked to be online and does not run", resource.name));
            }
        }
        Ok(())
    }
}

impl Invariant for PersistentState {
    fn name(&self) -> &'static str {
        "persistent_state"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::TookEffect { entry, outcome, before, .. } => {
                let again = entry.request.is_some_and(|request| !self.answered.insert(request.0));
                let taken = match &outcome.reply {
                    Some(Ok(_)) => true,
                    // The persistent state of a failed resource is written before that answer.
                    Some(Err(refusal)) => refusal.code == Win32Code::ERROR_RESOURCE_FAILED,
                    None => false,
                };
                if taken && !again {
                    self.request(before, &entry.command);
                }
                Ok(())
            }
            Fact::AtRest { state } => self.compare(scene, state),
            _ => Ok(()),
        }
    }
}

/// Whether nothing excuses a resource that does not run: it did not fail for good, nobody holds it back, its group does not wait
/// for a node, and its providers are online.
fn may_run(state: &State, id: ResourceId) -> bool {
    let Some(config) = state.config().resources.get(&id) else { return false };
    let Some(runtime) = state.resource_runtime(id) else { return false };
    let for_good = matches!(runtime.recovery, Recovery::RetryAt(_) | Recovery::Stays | Recovery::AfterMaintenance);
    let online = |provider: &ResourceId| {
        state.resource_runtime(*provider).is_some_and(|provider| provider.state == ResourceState::Online)
    };
    let owner = state.group_runtime(config.group).map(|group| group.owner);
    let possible = owner.is_some_and(|owner| state.possible_owners(id).contains(&owner));
    !for_good
        && possible
        && runtime.hold.is_none()
        && state.waiting(config.group).is_none()
        && config.dependencies.satisfied(online)
}
