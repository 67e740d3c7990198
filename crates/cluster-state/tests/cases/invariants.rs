//! What must hold after every entry, whatever the entry was. The numbers are those of decision 0002.

use cluster_state::State;
use cluster_state::command::{Command, Entry, NodeCommand};
use cluster_state::config::GroupConfig;
use cluster_state::outcome::{Demand, Outcome};
use cluster_state::runtime::{MoveCause, Provider, ProviderWait, Quarantine, Readiness, StartStage};
use model::{GroupId, GroupState, NodeId, ResourceId, ResourceState};
use std::collections::BTreeSet;

pub(crate) fn check(before: &State, entry: &Entry, outcome: &Outcome, after: &State) {
    owners_change_only_by_r0(before, &entry.command, after);
    epochs_count_owners(before, after);
    attempts_stay_where_they_are(before, after);
    attempts_are_started_once(before, after);
    residue_is_where_the_state_says(after);
    only_active_owners_run_anything(after);
    enforced_classes_let_nobody_in(before, after);
    parked_groups_have_nowhere_to_go(after);
    dependents_run_on_providers(after);
    nothing_runs_in_a_parked_group(after);
    waits_are_for_what_is_there(after);
    timers_are_those_of_the_objects(after);
    groups_start_after_what_they_depend_on(before, after);
    wanted_is_touched(before, outcome, after);
    refusals_change_nothing_that_runs(before, outcome, after);
}

/// R0: the owner of a group changes only while nothing of it may be running, or by the end of its owner's incarnation.
fn owners_change_only_by_r0(before: &State, command: &Command, after: &State) {
    let ended: Option<NodeId> = match command {
        Command::Node(
            NodeCommand::Down { node, incarnation, .. } | NodeCommand::Released { node, incarnation, .. },
        ) => (before.active_incarnation(*node) == Some(*incarnation)).then_some(*node),
        _ => None,
    };
    for group in before.config().groups.values() {
        let (Some(old), Some(new)) = (before.group_runtime(group.id), after.group_runtime(group.id)) else { continue };
        if old.owner == new.owner {
            continue;
        }
        // A resource may have left for another group of the same owner meanwhile.
        let stayed = |id: &ResourceId| after.config().resources.get(id).is_some_and(|found| found.group == group.id);
        let ran = group.resources.iter().any(|id| before.has_residue(*id) && stayed(id));
        // A report may be what cleared the residue: then it is clear afterwards, or a new start under a new epoch.
        let cleared_by_report = matches!(command, Command::Reports(_))
            && group.resources.iter().all(|id| {
                after.resource_runtime(*id).is_none_or(|resource| !resource.residue || resource.epoch == new.epoch)
            });
        assert!(
            !ran || ended == Some(old.owner) || cleared_by_report,
            "R0: \"{}\" went from node {} to node {} while it may have been running, by {command:?}",
            group.name,
            old.owner,
            new.owner
        );
    }
}

fn epochs_count_owners(before: &State, after: &State) {
    for group in before.config().groups.keys() {
        let (Some(old), Some(new)) = (before.group_runtime(*group), after.group_runtime(*group)) else { continue };
        assert!(new.epoch >= old.epoch, "the epoch of {group:?} went back");
        assert!(old.owner == new.owner || new.epoch > old.epoch, "{group:?} has a new owner under an old epoch");
    }
}

/// R0 for a single attempt: whatever group it is in, it is wanted of one node only.
fn attempts_stay_where_they_are(before: &State, after: &State) {
    for resource in before.config().resources.keys() {
        if let (Some((was_on, old)), Some((is_on, new))) = (before.wanted_for(*resource), after.wanted_for(*resource)) {
            assert!(old.attempt != new.attempt || was_on == is_on, "{resource:?} went to another node while it ran");
        }
    }
}

/// Policies 9: a group that waits for a node that can run it runs nowhere.
fn nothing_runs_in_a_parked_group(state: &State) {
    for group in
        state.config().groups.values().filter(|group| state.group_runtime(group.id).is_some_and(|it| it.parked))
    {
        let running = group.resources.iter().find(|id| state.has_residue(**id));
        assert!(running.is_none(), "\"{}\" is parked, and {running:?} of it runs", group.name);
    }
}

/// Policies 11.21: nobody waits for what was deleted. The time-out of such a wait would have nothing to speak of.
fn waits_are_for_what_is_there(after: &State) {
    for group in after.config().groups.values() {
        let wait = after.group_runtime(group.id).and_then(|runtime| runtime.provider_wait);
        let there = match wait.filter(|wait| !wait.over).map(|wait| wait.provider) {
            Some(Provider::Group(provider)) => after.config().groups.contains_key(&provider),
            Some(Provider::Set(provider)) => after.config().group_sets.contains_key(&provider),
            None => true,
        };
        assert!(there, "\"{}\" waits for what was deleted: {wait:?}", group.name);
    }
}

/// Leases 7: an attempt number never comes back once it was let go.
fn attempts_are_started_once(before: &State, after: &State) {
    for resource in before.config().resources.keys() {
        let (Some(old), Some(new)) = (before.resource_runtime(*resource), after.resource_runtime(*resource)) else {
            continue;
        };
        assert!(new.attempt >= old.attempt, "an attempt number of {resource:?} came back");
        let again = !old.residue && new.residue;
        assert!(!again || new.attempt > old.attempt, "{resource:?} runs again under an attempt that was let go");
    }
}

/// Online and pending resources may be running; Offline ones may not.
fn residue_is_where_the_state_says(after: &State) {
    for resource in after.config().resources.values() {
        let Some(runtime) = after.resource_runtime(resource.id) else { panic!("\"{}\" has no runtime", resource.name) };
        match runtime.state {
            ResourceState::Online | ResourceState::OnlinePending | ResourceState::OfflinePending => {
                assert!(runtime.residue, "\"{}\" is {} and nothing of it runs", resource.name, runtime.state);
            }
            ResourceState::Offline => assert!(!runtime.residue, "\"{}\" is Offline and runs", resource.name),
            ResourceState::Failed => assert!(!runtime.residue || runtime.terminating, "\"{}\"", resource.name),
            other => panic!("\"{}\" is {other}", resource.name),
        }
    }
}

fn only_active_owners_run_anything(after: &State) {
    for node in after.config().nodes.keys() {
        let wanted = after.wanted(*node);
        assert!(
            wanted.is_empty() || after.active_incarnation(*node).is_some(),
            "node {node} is Down and runs {wanted:?}"
        );
        for wanted in wanted {
            assert_eq!(after.wanted_for(wanted.resource), Some((*node, wanted)));
        }
    }
    let indexed: BTreeSet<GroupId> =
        after.config().nodes.keys().flat_map(|node| after.groups_owned_by(*node)).collect();
    assert!(indexed.iter().eq(after.config().groups.keys()), "the index of owners lost a group");
}

/// Policies 9.25: where anti-affinity is enforced nothing begins to run on a node, or to move there, beside an anti-affine group
/// that runs. What runs there already may be started again, and what goes back where it came from may.
fn enforced_classes_let_nobody_in(before: &State, after: &State) {
    if !after.config().cluster.enforced_anti_affinity || !before.config().cluster.enforced_anti_affinity {
        return;
    }
    for group in after.config().groups.values().filter(|group| !group.anti_affinity.is_empty()) {
        let Some(node) = newly_taken(before, after, group) else { continue };
        for other in after.config().groups.values().filter(|other| other.id != group.id) {
            let shares = group.anti_affinity.iter().any(|class| other.anti_affinity.contains(class));
            let there = after.group_runtime(other.id).is_some_and(|other| other.owner == node);
            assert!(
                !(shares && there && runs(after, other)),
                "\"{}\" begins to run on node {node} beside \"{}\", to which it is anti-affine",
                group.name,
                other.name
            );
        }
    }
}

/// Policies 9.16, 9.25, 9.36, 9.51: whatever ends what a parked group waits for takes it up again in the same entry.
fn parked_groups_have_nowhere_to_go(after: &State) {
    for group in after.config().groups.values().filter(|group| !group.deleting) {
        // One that waits for a node it prefers stays where it is so long (policies 7.10).
        let parked = after.group_runtime(group.id).is_some_and(|facts| {
            let prefers = facts.starting.is_some_and(|starting| starting.stage == StartStage::ForNode);
            facts.parked && facts.moving.is_none() && !prefers
        });
        if !parked {
            continue;
        }
        let free = after.config().nodes.keys().find(|node| after.obstacle(group.id, **node, false).is_none());
        assert!(free.is_none(), "\"{}\" is parked, and nothing keeps it from node {free:?}", group.name);
    }
}

/// The node that was chosen for the group by this entry.
fn newly_taken(before: &State, after: &State, group: &GroupConfig) -> Option<NodeId> {
    let (old, new) = (before.group_runtime(group.id)?, after.group_runtime(group.id)?);
    if let Some(moving) = new.moving {
        let goes_back = matches!(moving.why, MoveCause::Cancelled | MoveCause::Returning(_) | MoveCause::Parked);
        return (old.moving.is_none() && !goes_back).then_some(moving.to);
    }
    let was_there = old.owner == new.owner && (old.settled || runs(before, group));
    (old.moving.is_none() && !was_there && runs(after, group)).then_some(new.owner)
}

fn runs(state: &State, group: &GroupConfig) -> bool {
    group.resources.iter().any(|id| state.has_residue(*id))
}

/// Policies 2: nothing runs on, or is started on, providers that are not online; whoever lost them is on its way down.
fn dependents_run_on_providers(after: &State) {
    for resource in after.config().resources.values() {
        let Some(runtime) = after.resource_runtime(resource.id) else { continue };
        if !matches!(runtime.state, ResourceState::Online | ResourceState::OnlinePending) {
            continue;
        }
        let online = resource.dependencies.satisfied(|provider| {
            after.resource_runtime(*provider).is_some_and(|provider| provider.state == ResourceState::Online)
        });
        // One that waits for its own dependents to let go is still Online.
        let held_up = after.config().resources.values().any(|dependent| {
            dependent.dependencies.providers().any(|provider| *provider == resource.id)
                && after.has_residue(dependent.id)
        });
        assert!(online || held_up, "\"{}\" is {} without its providers", resource.name, runtime.state);
    }
}

fn timers_are_those_of_the_objects(after: &State) {
    let resources = after.config().resources.keys().filter_map(|id| after.resource_runtime(*id));
    let of_resources = resources.flat_map(|runtime| runtime.pending_until.into_iter().chain(runtime.recovery.due()));
    let groups = || after.config().groups.keys().filter_map(|id| after.group_runtime(*id));
    let of_starts = groups().filter_map(|group| match group.starting?.stage {
        StartStage::Delayed(until) => Some(until),
        _ => None,
    });
    let of_waits = groups().filter_map(|group| group.provider_wait.and_then(|wait| wait.until));
    let sets = after.config().group_sets.keys().filter_map(|id| after.group_set_readiness(*id)?.due());
    let runtime = after.to_image().runtime;
    let lease = runtime.lease.earlier.map(|earlier| earlier.until);
    let of_cluster = [lease, runtime.startup.preferred_until, runtime.startup.level_until, runtime.next_hour];
    let runtimes = after.config().nodes.keys().filter_map(|id| after.node_runtime(*id));
    let of_nodes = runtimes.filter_map(|node| node.own_lease).map(|own| own.until);
    let nodes = after.config().nodes.keys().filter_map(|node| after.quarantine_of(*node));
    let quarantine = nodes.filter_map(Quarantine::due);
    let of_groups = of_starts.chain(of_waits).chain(sets);
    let due =
        of_resources.chain(of_nodes).chain(quarantine).chain(of_groups).chain(of_cluster.into_iter().flatten()).min();
    assert_eq!(after.next_due(), due, "the first timer is not that of an object");
}

/// Policies 11.1: a group begins only when its providers are ready, or when it has waited long enough.
fn groups_start_after_what_they_depend_on(before: &State, after: &State) {
    let config = after.config();
    let waits = config.cluster.group_dependency_timeout_s != 0;
    for group in config.groups.values().filter(|group| waits && !group.core) {
        let (Some(old), Some(new)) = (before.group_runtime(group.id), after.group_runtime(group.id)) else { continue };
        let patient = |wait: ProviderWait| !wait.over && wait.until.is_none_or(|until| until > after.time());
        if !new.started || old.started && old.owner == new.owner || !old.provider_wait.is_none_or(patient) {
            continue;
        }
        // A queued move may begin in the very entry that brings the provider online.
        let sequence = |state: &State, id| state.resource_runtime(id).map_or(0, |resource| resource.state_sequence);
        let in_between = |id| sequence(after, id) >= sequence(before, id) + 2;
        let online = |id: &GroupId| {
            [before, after].iter().any(|state| state.group_state(*id) == GroupState::Online)
                || config.groups.get(id).is_some_and(|group| group.resources.iter().copied().any(in_between))
        };
        assert!(group.depends_on.iter().all(online), "\"{}\" started before its groups", group.name);
        let of_set = config.set_of(group.id).and_then(|set| config.group_sets.get(&set));
        let global = of_set.is_some_and(|set| set.is_global);
        let globals = config.group_sets.values().filter(|set| set.is_global && !global).map(|set| set.id);
        let explicit = of_set.into_iter().flat_map(|set| set.depends_on.iter().copied()).chain(group.depends_on_set);
        for set in explicit.chain(globals) {
            let ready = |state: &State| state.group_set_readiness(set) == Some(Readiness::Yes);
            assert!(ready(before) || ready(after), "\"{}\" started before the set {set}", group.name);
        }
    }
}

/// Typed objects, timers and indexes are exactly those that would be derived anew. Costs as much as the state is big.
pub(crate) fn check_derived(state: &State) {
    let again = State::from_image(state.to_image());
    assert!(again.as_ref() == Ok(state), "what is derived from the state differs from what was kept beside it");
}

/// An agent looks only at what was touched.
fn wanted_is_touched(before: &State, outcome: &Outcome, after: &State) {
    for resource in after.config().resources.keys() {
        if before.wanted_for(*resource) != after.wanted_for(*resource) {
            assert!(outcome.touched.contains(resource), "{resource:?} changed and was not touched");
            let to_run = after.wanted_for(*resource).is_some_and(|(_, wanted)| wanted.demand == Demand::Run);
            assert_eq!(after.start_spec(*resource).is_some(), to_run, "{resource:?} has no start or one too many");
        }
    }
}

fn refusals_change_nothing_that_runs(before: &State, outcome: &Outcome, after: &State) {
    if !matches!(outcome.reply, Some(Err(_))) {
        return;
    }
    for resource in before.config().resources.keys() {
        assert_eq!(before.wanted_for(*resource), after.wanted_for(*resource), "a refusal changed what runs");
    }
}
