//! Policies 11: a group that starts as a whole does so only when the groups and sets that it depends on are ready, or after it has
//! waited for GroupDependencyTimeout as it was then.

use super::Invariant;
use crate::fact::{Fact, Scene};
use cluster_state::State;
use cluster_state::config::{GroupConfig, GroupSetConfig};
use model::{ClusterTime, GroupId, GroupState};
use std::collections::BTreeMap;

/// StartupSetting: at least on its way.
const DELAY: u32 = 1;

#[derive(Default)]
pub(super) struct StartOrder {
    /// Since when a group is known to wait.
    waits: BTreeMap<GroupId, ClusterTime>,
}

impl Invariant for StartOrder {
    fn name(&self) -> &'static str {
        "start_order"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, before, after, .. } = fact else { return Ok(()) };
        for config in after.config().groups.values() {
            let (Some(old), Some(new)) = (before.group_runtime(config.id), after.group_runtime(config.id)) else {
                continue;
            };
            if new.provider_wait.is_some() {
                self.waits.entry(config.id).or_insert(after.time());
            }
            let began = !runs(before, config.id)
                && starts_something(before, after, config)
                && !(old.started && old.epoch == new.epoch);
            if began
                && !self.has_waited(config.id, after)
                && !old.provider_wait.is_some_and(|wait| wait.over)
                && let Some(provider) = unready(before, after, config)
            {
                return Err(format!("entry {index} starts \"{}\" although {provider} is not ready", config.name));
            }
            if new.provider_wait.is_none() {
                self.waits.remove(&config.id);
            }
        }
        Ok(())
    }
}

impl StartOrder {
    fn has_waited(&self, group: GroupId, state: &State) -> bool {
        let timeout_s = u64::from(state.config().cluster.group_dependency_timeout_s);
        timeout_s == 0 || self.waits.get(&group).is_some_and(|since| state.time().since_ms(*since) >= timeout_s * 1_000)
    }
}

/// A new attempt; what runs already and comes from another group is none.
fn starts_something(before: &State, after: &State, group: &GroupConfig) -> bool {
    group.resources.iter().any(|id| !before.has_residue(*id) && after.has_residue(*id))
}

fn runs(state: &State, group: GroupId) -> bool {
    let config = state.config().groups.get(&group);
    config.is_some_and(|config| config.resources.iter().any(|id| state.has_residue(*id)))
}

/// The first provider that was not ready at any moment of the entry, in words. A queued move may begin in the very entry that brings
/// a provider online: then a resource of it has changed twice.
fn unready(before: &State, state: &State, group: &GroupConfig) -> Option<String> {
    if group.core {
        return None;
    }
    let sequence = |state: &State, id| state.resource_runtime(id).map_or(0, |resource| resource.state_sequence);
    let in_between = |id| sequence(state, id) >= sequence(before, id) + 2;
    let resources = |id: &GroupId| state.config().groups.get(id).map_or(&[][..], |group| &group.resources);
    let online = |id: &GroupId| {
        [before, state].iter().any(|state| state.group_state(*id) == GroupState::Online)
            || resources(id).iter().copied().any(in_between)
    };
    if let Some(provider) = group.depends_on.iter().find(|id| !online(id)) {
        let name = state.config().groups.get(provider).map_or("", |group| &group.name);
        return Some(format!("\"{name}\" ({}, then {})", before.group_state(*provider), state.group_state(*provider)));
    }
    let sets = &state.config().group_sets;
    let own = sets.values().find(|set| set.groups.contains(&group.id));
    let direct = group.depends_on_set.iter().chain(own.into_iter().flat_map(|set| &set.depends_on));
    let direct = direct.filter_map(|id| sets.get(id));
    let is_global = own.is_some_and(|set| set.is_global);
    let global = sets.values().filter(|set| set.is_global && !is_global);
    direct
        .chain(global)
        .find(|set| !enough(before, set) && !enough(state, set))
        .map(|set| format!("the set \"{}\"", set.name))
}

fn enough(state: &State, set: &GroupSetConfig) -> bool {
    let counts = |id: &&GroupId| match state.group_state(**id) {
        GroupState::Online => true,
        GroupState::Pending | GroupState::PartialOnline => set.startup_setting == DELAY,
        _ => false,
    };
    set.groups.iter().filter(counts).count() >= set.groups.len().min(set.startup_count as usize)
}
