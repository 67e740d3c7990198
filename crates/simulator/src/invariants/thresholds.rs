//! Policies 5.2, 5.3 and 6.8: in no RestartPeriod is a resource restarted in place more than RestartThreshold times, and in no
//! FailoverPeriod does a group fail over more than FailoverThreshold times. Counted from what happened, not from what the state
//! counts. A request, another owner, the end of the owner's life and a retry begin anew.

use super::Invariant;
use crate::fact::{Fact, Scene};
use cluster_state::State;
use cluster_state::command::{Command, GroupCommand, NodeCommand, ResourceCommand};
use cluster_state::runtime::{MoveCause, Recovery, recovery};
use model::{ClusterTime, GroupId, ResourceId, ResourceState};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Thresholds {
    restarts: BTreeMap<ResourceId, Vec<ClusterTime>>,
    failovers: BTreeMap<GroupId, Vec<ClusterTime>>,
}

impl Invariant for Thresholds {
    fn name(&self) -> &'static str {
        "thresholds"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, entry, before, after, .. } = fact else { return Ok(()) };
        let asked = matches!(
            entry.command,
            Command::Group(GroupCommand::Online { .. } | GroupCommand::Offline { .. } | GroupCommand::Move { .. })
                | Command::Resource(ResourceCommand::Online { .. } | ResourceCommand::Offline { .. })
                | Command::Node(NodeCommand::Down { .. } | NodeCommand::Released { .. })
        );
        self.count_failovers(*index, asked, before, after)?;
        self.count_restarts(*index, asked, before, after)
    }
}

impl Thresholds {
    fn count_restarts(&mut self, index: u64, asked: bool, before: &State, after: &State) -> Result<(), String> {
        for config in after.config().resources.values() {
            let (id, now) = (config.id, after.time());
            let (Some(old), Some(new)) = (before.resource_runtime(id), after.resource_runtime(id)) else { continue };
            if asked && old != new || owner_changed(before, after, config.group) {
                self.restarts.remove(&id);
                continue;
            }
            if matches!(old.recovery, Recovery::RetryAt(_)) && new.recovery == Recovery::Free {
                self.restarts.remove(&id);
            }
            if !restarts_in_place(before, after, config.group, id) {
                continue;
            }
            let period_ms = u64::from(config.restart_period_ms);
            let counted = self.restarts.entry(id).or_default();
            counted.retain(|restart| now.since_ms(*restart) < period_ms);
            counted.push(now);
            let (count, allowed) = (counted.len(), config.restart_threshold);
            if count > allowed as usize {
                let name = &config.name;
                return Err(format!(
                    "entry {index} restarts \"{name}\" {count} times in {period_ms} ms, and not {allowed}"
                ));
            }
        }
        self.restarts.retain(|id, _| after.config().resources.contains_key(id));
        Ok(())
    }

    fn count_failovers(&mut self, index: u64, asked: bool, before: &State, after: &State) -> Result<(), String> {
        for config in after.config().groups.values() {
            let (id, now) = (config.id, after.time());
            let (Some(old), Some(new)) = (before.group_runtime(id), after.group_runtime(id)) else { continue };
            let moving = |state: &cluster_state::runtime::GroupRuntime| {
                matches!(state.moving.map(|moving| moving.why), Some(MoveCause::ResourceFailed(_)))
            };
            // A queued move that begins is a request too, though it was made long before.
            let asked = asked || old.queued.is_some() && new.queued.is_none();
            if asked && old.failovers.len() > new.failovers.len() {
                self.failovers.remove(&id);
            }
            let at_once = || old.epoch != new.epoch && failed_over(before, after, &id.to_string());
            if moving(old) || !(moving(new) || at_once()) {
                continue;
            }
            let window_ms = recovery::failover_window_ms(config);
            let counted = self.failovers.entry(id).or_default();
            counted.retain(|failover| now.since_ms(*failover) < window_ms);
            counted.push(now);
            let (count, allowed) = (counted.len(), recovery::failover_limit(config, after.config().nodes.len()));
            if count > allowed {
                let name = &config.name;
                return Err(format!(
                    "entry {index} fails \"{name}\" over {count} times in {window_ms} ms, and not {allowed}"
                ));
            }
        }
        self.failovers.retain(|id, _| after.config().groups.contains_key(id));
        Ok(())
    }
}

fn owner_changed(before: &State, after: &State, group: GroupId) -> bool {
    let epoch = |state: &State| state.group_runtime(group).map(|group| group.epoch);
    epoch(before) != epoch(after)
}

/// Whether the entry answered a failure of the resource with a restart where it is. While its group is on the way to another node,
/// or makes room, nothing of it is to be online: no recovery follows upon a failure then (policies 5.5), and when the move is given
/// up at once, because the last thing has gone and the target cannot take it any more, everything comes online again where it was
/// (policies 9.5), as it would by an entry of its own.
fn restarts_in_place(before: &State, after: &State, group: GroupId, id: ResourceId) -> bool {
    let (Some(old), Some(new)) = (before.resource_runtime(id), after.resource_runtime(id)) else { return false };
    if before.group_runtime(group).is_some_and(|group| group.moving.is_some() || group.preempted_by.is_some()) {
        return false;
    }
    let ran = matches!(old.state, ResourceState::Online | ResourceState::OnlinePending) && old.hold.is_none();
    let waits = new.state == ResourceState::Failed && matches!(new.recovery, Recovery::RestartAt(_));
    // Without RestartDelay, or when the wait was over at once.
    let at_once = new.attempt > old.attempt && new.hold.is_none();
    ran && (waits || at_once)
}

/// Whether the entry's events say that the group failed over: one that had nothing left to stop has no time of moving.
fn failed_over(before: &State, after: &State, group: &str) -> bool {
    let new = after.events_after(before.to_image().next_event - 1, usize::MAX);
    new.iter()
        .any(|event| event.subject.id == group && event.rule.starts_with("policies 6") && event.text.contains("moved"))
}
