//! Following a long operation to its end.

use crate::commands::Session;
use crate::failure::Failure;
use crate::shell;
use crate::view::{GroupView, ResourceView};
use indicatif::{ProgressBar, ProgressStyle};
use model::Win32Code;
use std::time::{Duration, Instant};

/// An object that stands still for so long in a state that is not the goal has come to its end there. Longer than the
/// usual pause before a restart (RestartDelay).
const STANDSTILL: Duration = Duration::from_secs(2);

/// Ticks of the spinner.
const TICK: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GroupGoal {
    Online,
    Offline,
    /// Owned by another node, and there as it was before.
    Moved,
    /// Nothing is under way any more.
    AtRest,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ResourceGoal {
    Online,
    Offline,
    Restarted,
}

impl GroupGoal {
    pub(crate) fn verb(self) -> &'static str {
        match self {
            GroupGoal::Online => "come online",
            GroupGoal::Offline => "go offline",
            GroupGoal::Moved => "move",
            GroupGoal::AtRest => "come to rest",
        }
    }

    fn reached(self, before: &client::GroupView, now: &client::GroupView) -> bool {
        match self {
            GroupGoal::Online => now.state == "Online",
            GroupGoal::Offline => now.state == "Offline",
            GroupGoal::AtRest => now.state != "Pending",
            // What was not running before does not run afterwards.
            GroupGoal::Moved => {
                let runs_as_before = before.state == "Offline" || now.state == "Online" || now.state == before.state;
                now.epoch != before.epoch && now.state != "Pending" && now.state != "Failed" && runs_as_before
            }
        }
    }
}

impl ResourceGoal {
    pub(crate) fn verb(self) -> &'static str {
        match self {
            ResourceGoal::Online => "come online",
            ResourceGoal::Offline => "go offline",
            ResourceGoal::Restarted => "restart",
        }
    }

    fn reached(self, before: &client::ResourceView, now: &client::ResourceView) -> bool {
        match self {
            ResourceGoal::Online => now.state == "Online",
            ResourceGoal::Offline => now.state == "Offline",
            ResourceGoal::Restarted => now.state == "Online" && now.attempt != before.attempt,
        }
    }
}

/// Waits until the group has reached its goal. Refused with the state it has come to instead.
pub(crate) async fn group(
    session: &Session<'_>,
    before: client::GroupView,
    goal: GroupGoal,
) -> Result<client::GroupView, Failure> {
    let progress = Progress::start(session, &format!("{} is asked to {}", before.name, goal.verb()));
    let mut standstill = Standstill::default();
    let until = |now: &client::GroupView| {
        progress.show(&format!("{}: {} on {}", now.name, now.state, now.owner));
        let standing = (now.state != "Pending").then(|| format!("{} {} {}", now.state, now.owner_id, now.epoch));
        goal.reached(&before, now) || standstill.lasts(standing)
    };
    let waited = session.client.wait_for_group(&before.id, until, session.global.timeout).await;
    progress.end();
    let now = waited.map_err(|refusal| timed_out(refusal, "Group", &before.name, goal.verb()))?;
    if goal.reached(&before, &now) {
        return Ok(now);
    }
    let view = GroupView::from(now);
    let reason = view.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
    let message = format!("Group {} did not {}; {}{reason}", view.name, goal.verb(), group_state(&view));
    Err(ended_elsewhere(&view.state, message, &view.name))
}

/// Waits until the resource has reached its goal. Refused with the state it has come to instead.
pub(crate) async fn resource(
    session: &Session<'_>,
    before: client::ResourceView,
    goal: ResourceGoal,
) -> Result<client::ResourceView, Failure> {
    let progress = Progress::start(session, &format!("{} is asked to {}", before.name, goal.verb()));
    let mut standstill = Standstill::default();
    let until = |now: &client::ResourceView| {
        progress.show(&format!("{}: {} on {}", now.name, now.state, now.owner));
        let pending = now.state.ends_with("Pending");
        let standing = (!pending).then(|| format!("{} {} {}", now.state, now.owner_id, now.attempt));
        goal.reached(&before, now) || standstill.lasts(standing)
    };
    let waited = session.client.wait_for_resource(&before.id, until, session.global.timeout).await;
    progress.end();
    let now = waited.map_err(|refusal| timed_out(refusal, "Resource", &before.name, goal.verb()))?;
    if goal.reached(&before, &now) {
        return Ok(now);
    }
    let view = ResourceView::from(now);
    let reason = view.status_text.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
    let message = format!("Resource {} did not {}; {}{reason}", view.name, goal.verb(), resource_state(&view));
    let provider_failed = Win32Code::ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED;
    if view.status_code == provider_failed.number() {
        return Err(Failure::refused(provider_failed, message).next(shell::quorate(&["events", "--for", &view.group])));
    }
    Err(ended_elsewhere(&view.state, message, &view.name))
}

/// Waits until the asked service is a member in its present life: until then the cluster may not even have been formed.
pub(crate) async fn member(session: &Session<'_>, node: &str) -> Result<(), Failure> {
    let progress = Progress::start(session, &format!("{node} is to form the cluster"));
    let joined = async {
        loop {
            match session.client.status().await {
                Ok(status) if status.member => return Ok(()),
                Ok(_) => tokio::time::sleep(TICK).await,
                Err(refusal) => return Err(refusal),
            }
        }
    };
    let waited = tokio::time::timeout(session.global.timeout, joined).await;
    progress.end();
    let late = || model::Refusal::new(Win32Code::ERROR_TIMEOUT, "");
    waited.unwrap_or_else(|_| Err(late())).map_err(|refusal| timed_out(refusal, "Node", node, "form the cluster"))
}

/// Waits until the service of the node has joined.
pub(crate) async fn node_up(session: &Session<'_>, node: &str) -> Result<client::NodeView, Failure> {
    let progress = Progress::start(session, &format!("{node} is to join"));
    let until = |now: &client::NodeView| {
        progress.show(&format!("{}: {}", now.name, now.state));
        now.state == "Up"
    };
    let waited = session.client.wait_for_node(node, until, session.global.timeout).await;
    progress.end();
    waited.map_err(|refusal| timed_out(refusal, "Node", node, "come Up"))
}

/// Waits until the node's drain is over. Refused with the code of its failure.
pub(crate) async fn drained(session: &Session<'_>, node: &str) -> Result<client::NodeView, Failure> {
    const IN_PROGRESS: u32 = 1;
    const FAILED: u32 = 3;
    let progress = Progress::start(session, &format!("{node} is being drained"));
    let until = |now: &client::NodeView| {
        progress.show(&format!("{}: {} groups left", now.name, now.groups.len()));
        now.drain_status != IN_PROGRESS
    };
    let waited = session.client.wait_for_node(node, until, session.global.timeout).await;
    progress.end();
    let now = waited.map_err(|refusal| timed_out(refusal, "Node", node, "become empty"))?;
    if now.drain_status != FAILED {
        return Ok(now);
    }
    let message = format!("The drain of node {} has failed; {} stay there", now.name, now.groups.join(", "));
    Err(Failure::refused(Win32Code(now.drain_error_code), message)
        .next(shell::quorate(&["events", "--for", &now.name])))
}

/// Waits until there is no such group any more.
pub(crate) async fn group_gone(session: &Session<'_>, name: &str, id: &str) -> Result<(), Failure> {
    let progress = Progress::start(session, &format!("{name} is being deleted"));
    let until = |now: &client::GroupView| {
        progress.show(&format!("{}: {} on {}", now.name, now.state, now.owner));
        false
    };
    let waited = session.client.wait_for_group(id, until, session.global.timeout).await;
    progress.end();
    match waited {
        Err(refusal) if refusal.code == Win32Code::ERROR_GROUP_NOT_FOUND => Ok(()),
        Err(refusal) => Err(timed_out(refusal, "Group", name, "go")),
        Ok(_) => Ok(()),
    }
}

/// `Web is online on n2`.
pub(crate) fn group_sentence(view: &GroupView) -> String {
    let url = view.url.as_deref().map_or(String::new(), |url| format!(": {url}"));
    let url = if view.state == "Online" { url } else { String::new() };
    format!("{} {}{url}", view.name, group_state(view).trim_start_matches("it "))
}

pub(crate) fn resource_sentence(view: &ResourceView) -> String {
    format!("{} {}", view.name, resource_state(view).trim_start_matches("it "))
}

fn group_state(view: &GroupView) -> String {
    state_on(&view.state, view.owner.as_deref())
}

fn resource_state(view: &ResourceView) -> String {
    state_on(&view.state, view.owner.as_deref())
}

fn state_on(state: &str, owner: Option<&str>) -> String {
    format!("it is {} on {}", state.to_lowercase(), owner.unwrap_or("no node"))
}

fn ended_elsewhere(state: &str, message: String, name: &str) -> Failure {
    let code = if state == "Failed" { Win32Code::ERROR_RESOURCE_FAILED } else { Win32Code::ERROR_INVALID_STATE };
    Failure::refused(code, message).next(shell::quorate(&["events", "--for", name]))
}

fn timed_out(refusal: model::Refusal, kind: &str, name: &str, verb: &str) -> Failure {
    if refusal.code != Win32Code::ERROR_TIMEOUT {
        return refusal.into();
    }
    let message = format!("{kind} {name} did not {verb} in the time given by --timeout; it goes on trying");
    Failure::refused(Win32Code::ERROR_TIMEOUT, message).next(shell::quorate(&["events", "--for", name]))
}

/// For how long nothing has changed.
#[derive(Default)]
struct Standstill {
    standing: Option<(String, Instant)>,
}

impl Standstill {
    /// `standing` describes the object while nothing is under way.
    fn lasts(&mut self, standing: Option<String>) -> bool {
        match (standing, &self.standing) {
            (Some(now), Some((before, since))) if now == *before => since.elapsed() >= STANDSTILL,
            (Some(now), _) => {
                self.standing = Some((now, Instant::now()));
                false
            }
            (None, _) => {
                self.standing = None;
                false
            }
        }
    }
}

/// A spinner on a terminal, one line elsewhere, nothing beside JSON.
struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    fn start(session: &Session<'_>, sentence: &str) -> Progress {
        if session.output.is_json() {
            return Progress { bar: None };
        }
        if !session.output.error_terminal {
            session.output.note(sentence);
            return Progress { bar: None };
        }
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})").expect("the template is fixed");
        let bar = ProgressBar::new_spinner().with_style(style).with_message(sentence.to_owned());
        bar.enable_steady_tick(TICK);
        Progress { bar: Some(bar) }
    }

    fn show(&self, state: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(state.to_owned());
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
