//! A resource has failed: what is done about it, and the account of it.

use super::cause::{counted, in_words, name_of_group, name_of_node};
use super::placement::{Choice, Occasion};
use super::recovery::{self, Failure, Plan, RESTART_NO_NOTIFY};
use super::{MoveCause, Recovery};
use crate::apply::Apply;
use crate::outcome::Level;
use crate::state::State;
use model::{GroupId, NodeState, ResourceId, ResourceState};

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
    /// Online or pending becomes Failed (object-model 7). What is left of the attempt is terminated; dependents that need
    /// it are stopped by the reconciliation; recovery runs if the resource is to be online (policies 5).
    pub(super) fn resource_failed(&mut self, id: ResourceId, seen: Seen) {
        self.change_resource(id, |resource| {
            resource.state = ResourceState::Failed;
            resource.residue = !seen.gone;
            resource.terminating = !seen.gone;
            resource.pending_until = None;
            resource.status_code = seen.code;
            resource.status_text = seen.message.clone();
        });
        let config = self.state.config.resource(id).clone();
        let group = self.state.group(config.group).clone();
        let mut what = format!("Resource \"{}\" failed on {}", config.name, name_of_node(self.state, group.owner));
        if !seen.message.is_empty() {
            what.push_str(&format!(": {}", seen.message.trim_end_matches('.')));
        }
        if seen.code != 0 {
            what.push_str(&format!(" (code {})", seen.code));
        }
        let resting = self.state.resource(id).hold.is_some() || group.moving.is_some();
        if resting || !self.state.persistent_online(id) {
            self.record_resource(Level::Warning, id, "policies 5", format!("{what}."), Vec::new());
            return;
        }
        let answer = self.state.may_fail_over(config.group);
        let plan = recovery::plan_recovery(Failure {
            resource: &config,
            restarts: &self.state.resource(id).restarts,
            now: self.state.time,
            owner_paused: self.state.node_state(group.owner) == NodeState::Paused,
            can_fail_over: answer.obstacle.is_none(),
        });
        self.recover(id, plan, answer, what);
    }

    fn recover(&mut self, id: ResourceId, plan: Plan, answer: FailoverAnswer, what: String) {
        let config = self.state.config.resource(id).clone();
        let group = name_of_group(self.state, config.group);
        let budget = format!(
            "{} within {}",
            counted(config.restart_threshold as usize, "restart"),
            in_words(u64::from(config.restart_period_ms))
        );
        match plan {
            Plan::Restart { at, number } => {
                let now = self.state.time;
                self.change_resource(id, |resource| {
                    let window_ms = u64::from(config.restart_period_ms);
                    resource.restarts.retain(|restart| now.since_ms(*restart) < window_ms);
                    resource.restarts.push_back(now);
                    resource.recovery = Recovery::RestartAt(at);
                });
                let delay = in_words(u64::from(config.restart_delay_ms));
                let text = format!("{what}. It is restarted there in {delay}: number {number} of {budget}.");
                self.record_resource(Level::Warning, id, "policies 5.2", text, Vec::new());
            }
            Plan::FailOver => {
                let to = answer.choice.node.expect("a failover is planned only with a node to go to");
                let now = self.state.time;
                let window_ms = recovery::failover_window_ms(self.state.config.group(config.group));
                self.change_group(config.group, |group| {
                    group.failovers.retain(|failover| now.since_ms(*failover) < window_ms);
                    group.failovers.push_back(now);
                });
                self.begin_move(config.group, to, MoveCause::ResourceFailed(id));
                let to = name_of_node(self.state, to);
                let text = format!("{what}. It has had its {budget}: group \"{group}\" fails over to {to}.");
                self.record_resource(Level::Warning, id, "policies 5.3", text, answer.choice.refused);
            }
            Plan::Stay { retry_at } => {
                let recovery = retry_at.map_or(Recovery::Stays, Recovery::RetryAt);
                self.change_resource(id, |resource| resource.recovery = recovery);
                let retry = match retry_at {
                    Some(_) => format!("it is tried again in {}", in_words(u64::from(config.retry_period_ms))),
                    None => "only a request starts it again".into(),
                };
                let (rule, why) = match (config.restart_action, answer.obstacle) {
                    (recovery::DONT_RESTART, _) => ("policies 5.1", "its RestartAction is 0".into()),
                    (RESTART_NO_NOTIFY, _) | (_, None) => {
                        ("policies 5.3", format!("it has had its {budget} and its RestartAction is 1"))
                    }
                    (_, Some(obstacle)) => ("policies 5.4", format!("it has had its {budget} and {obstacle}")),
                };
                let text = format!("{what}. It stays Failed, because {why}; {retry}.");
                self.record_resource(Level::Error, id, rule, text, answer.choice.refused);
            }
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

impl State {
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
