//! A resource has failed: what is done about it, and the account of it.

use super::cause::{counted, in_words, name_of_group, name_of_node};
use super::placement::{Choice, Occasion};
use super::recovery::{self, Failure, Plan};
use super::{MoveCause, Recovery};
use crate::apply::Apply;
use crate::config::ResourceConfig;
use crate::outcome::Level;
use crate::state::State;
use model::flags::MoveFlags;
use model::{ClusterTime, GroupId, NodeState, ResourceId, ResourceState, Win32Code};
use std::collections::BTreeSet;

/// A failure as it was seen.
pub(super) struct Seen {
    /// Nothing of the attempt is left.
    pub gone: bool,
    /// The type's own code.
    pub code: u32,
    /// The reason in words, or empty.
    pub message: String,
}

/// Whether a group may fail over now, and if not, why: the end of a sentence.
struct FailoverAnswer {
    choice: Choice,
    obstacle: Option<String>,
}

impl Apply<'_> {
    /// The facts of a failure, whatever follows from it.
    pub(super) fn mark_failed(&mut self, id: ResourceId, seen: &Seen) {
        self.change_resource(id, |resource| {
            resource.state = ResourceState::Failed;
            resource.residue = !seen.gone;
            resource.terminating = !seen.gone;
            resource.pending_until = None;
            resource.locked = false;
            resource.status_code = seen.code;
            resource.status_text = seen.message.clone();
        });
    }

    /// Online or pending becomes Failed (object-model 7). What is left of the attempt is terminated; dependents that need
    /// it are stopped by the reconciliation; recovery runs if the resource is to be online (policies 5).
    pub(super) fn resource_failed(&mut self, id: ResourceId, seen: Seen) {
        self.mark_failed(id, &seen);
        self.recover(id, &seen, self.state.config.resource(id).in_maintenance);
    }

    /// What follows for a resource that is Failed. `later`: its recovery waits for the end of maintenance mode (policies 4.13).
    pub(super) fn recover(&mut self, id: ResourceId, seen: &Seen, later: bool) {
        let config = self.state.config.resource(id).clone();
        let group = self.state.group(config.group).clone();
        let what = seen.in_words(&config.name, &name_of_node(self.state, group.owner));
        if !self.state.is_recovered(id) {
            self.change_resource(id, |resource| resource.asked = resource.asked.filter(|online| !online));
            self.record_resource(Level::Warning, id, "policies 5", format!("{what}."), Vec::new());
            return;
        }
        if self.move_failed(id, &what) {
            return;
        }
        if later {
            return self.put_off_recovery(&config, &what);
        }
        let answer = self.state.may_fail_over(config.group);
        let plan = recovery::plan_recovery(Failure {
            resource: &config,
            restarts: &self.state.resource(id).restarts,
            now: self.state.time,
            owner_paused: self.state.node_state(group.owner) == NodeState::Paused,
            can_fail_over: answer.obstacle.is_none(),
        });
        match plan {
            Plan::Restart { at, number } => self.restart_in_place(&config, at, number, &what),
            Plan::FailOver { paused } => self.fail_over(&config, paused, answer.choice, &what),
            Plan::Stay { retry_at } => self.stay_failed(&config, retry_at, answer, &what),
        }
    }

    /// Policies 5.2.
    fn restart_in_place(&mut self, config: &ResourceConfig, at: ClusterTime, number: usize, what: &str) {
        let now = self.state.time;
        let forget = self.state.broken.forget_restarts;
        self.change_resource(config.id, |resource| {
            let window_ms = u64::from(config.restart_period_ms);
            resource.restarts.retain(|restart| now.since_ms(*restart) < window_ms);
            if !forget {
                resource.restarts.push_back(now);
            }
            resource.recovery = if at > now { Recovery::RestartAt(at) } else { Recovery::Free };
        });
        let owner = self.state.group(config.group).owner;
        let when = match config.restart_delay_ms {
            _ if self.state.node_state(owner) == NodeState::Paused => "once the node is resumed".into(),
            0 => "at once".into(),
            delay_ms => format!("in {}", in_words(u64::from(delay_ms))),
        };
        let period = in_words(u64::from(config.restart_period_ms));
        let text = format!(
            "{what}. It is restarted there {when}: restart {number} of {} within {period}.",
            config.restart_threshold
        );
        self.record_resource(Level::Warning, config.id, "policies 5.2", text, Vec::new());
    }

    /// Policies 5.3 and 6.
    fn fail_over(&mut self, config: &ResourceConfig, paused: bool, choice: Choice, what: &str) {
        let to = choice.node.expect("a failover is planned only with a node to go to");
        let now = self.state.time;
        let window_ms = recovery::failover_window_ms(self.state.config.group(config.group));
        let forget = self.state.broken.forget_failovers;
        self.change_group(config.group, |group| {
            group.failovers.retain(|failover| now.since_ms(*failover) < window_ms);
            if !forget {
                group.failovers.push_back(now);
            }
        });
        let (group, target) = (name_of_group(self.state, config.group), name_of_node(self.state, to));
        let why = if paused { "Nothing starts on a paused node".into() } else { capitalized(&used_up(config)) };
        let text = format!("{what}. {why}, so group \"{group}\" fails over to {target}.");
        self.record_resource(Level::Warning, config.id, "policies 5.3", text, choice.refused);
        self.begin_move(config.group, to, MoveCause::ResourceFailed(config.id), MoveFlags::NONE);
    }

    /// Policies 5.1, 5.3, 5.4.
    fn stay_failed(
        &mut self,
        config: &ResourceConfig,
        retry_at: Option<ClusterTime>,
        answer: FailoverAnswer,
        what: &str,
    ) {
        let recovery = retry_at.map_or(Recovery::Stays, Recovery::RetryAt);
        self.change_resource(config.id, |resource| resource.recovery = recovery);
        let retry = match retry_at {
            Some(_) => format!("it is tried again in {}", in_words(u64::from(config.retry_period_ms))),
            None => "only a request starts it again".into(),
        };
        let (rule, why, refused) = match (config.restart_action, answer.obstacle) {
            (recovery::DONT_RESTART, _) => ("policies 5.1", "its RestartAction is 0".into(), Vec::new()),
            (recovery::RESTART_NO_NOTIFY, _) | (_, None) => {
                ("policies 5.3", format!("{} and its RestartAction is 1", used_up(config)), Vec::new())
            }
            (_, Some(obstacle)) => {
                ("policies 5.4", format!("{} and {obstacle}", used_up(config)), answer.choice.refused)
            }
        };
        let text = format!("{what}. It stays Failed, because {why}; {retry}.");
        self.record_resource(Level::Error, config.id, rule, text, refused);
        self.tell_dependents(config);
    }

    /// What waits for a provider that stays Failed shows it as the outcome of its own start (policies 2.16), until it starts.
    pub(super) fn tell_dependents(&mut self, provider: &ResourceConfig) {
        let dependents = self.state.dependents_in(provider.group);
        let of = |id: ResourceId| dependents.get(&id).into_iter().flatten().copied();
        let mut waiting: Vec<ResourceId> = of(provider.id).collect();
        let mut told = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            let is_offline = self.state.resource(id).state == ResourceState::Offline;
            if !is_offline || !self.state.wanted_online(id) || !told.insert(id) {
                continue;
            }
            self.change_resource(id, |resource| {
                resource.status_code = Win32Code::ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED.number();
                resource.status_text = format!("its provider \"{}\" failed", provider.name);
            });
            waiting.extend(of(id));
        }
    }

    /// A failover came to nothing: the resource stays Failed where it is until RetryPeriodOnFailure is over (policies 5.4).
    pub(super) fn give_up(&mut self, id: ResourceId) {
        if !self.state.config.resources.contains_key(&id) {
            return;
        }
        let retry_at = recovery::retry_at(self.state.config.resource(id), self.state.time);
        self.change_resource(id, |resource| {
            resource.recovery = retry_at.map_or(Recovery::Stays, Recovery::RetryAt);
        });
    }
}

impl Seen {
    /// A sentence without its full stop.
    pub(super) fn in_words(&self, resource: &str, node: &str) -> String {
        let mut text = format!("Resource \"{resource}\" failed on {node}");
        if !self.message.is_empty() {
            text.push_str(&format!(": {}", self.message.trim_end_matches('.')));
        }
        // ERROR_RESOURCE_FAILED says no more than the sentence does.
        if ![0, Win32Code::ERROR_RESOURCE_FAILED.number()].contains(&self.code) {
            text.push_str(&format!(" (code {})", self.code));
        }
        text
    }
}

impl State {
    /// Not what starts anew in any case, and not what runs against its persistent state (object-model 7).
    pub(super) fn is_recovered(&self, id: ResourceId) -> bool {
        let group = self.group(self.config.resource(id).group);
        let starts_anew = self.resource(id).hold.is_some() || group.moving.is_some() || group.preempted_by.is_some();
        !starts_anew && self.persistent_online(id) && self.wanted_online(id)
    }

    fn may_fail_over(&self, id: GroupId) -> FailoverAnswer {
        let (config, group) = (self.config.group(id), self.group(id));
        let name = &config.name;
        let limit = recovery::failover_limit(config, self.config.nodes.len());
        let done = recovery::recent_failovers(config, &group.failovers, self.time);
        if done >= limit {
            let obstacle = if limit == 0 {
                format!("group \"{name}\" does not fail over: its limit is 0")
            } else {
                let period = in_words(recovery::failover_window_ms(config));
                format!(
                    "group \"{name}\" has failed over {} within {period}, which is its limit",
                    counted(done, "time")
                )
            };
            return FailoverAnswer { choice: Choice::default(), obstacle: Some(obstacle) };
        }
        let choice = self.plan_placement(id, Occasion::Failure);
        let obstacle = choice.node.is_none().then(|| format!("there is no other node for group \"{name}\""));
        FailoverAnswer { choice, obstacle }
    }
}

/// Why it is not restarted in place: half a sentence.
fn used_up(config: &ResourceConfig) -> String {
    match config.restart_threshold {
        0 => "its RestartThreshold is 0".into(),
        threshold => {
            let period = in_words(u64::from(config.restart_period_ms));
            format!("it has had its {} within {period}", counted(threshold as usize, "restart"))
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
