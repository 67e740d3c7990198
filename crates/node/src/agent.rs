//! The agent: compares what the state wants of this node with what its resource host was told and has said, and acts on the
//! difference. Level-triggered: it may look at any resource at any time, and looking twice does nothing twice.

use crate::handing_over::AttemptMemory;
use crate::host::{HostCommand, HostEvent};
use crate::node::Broken;
use cluster_state::State;
use cluster_state::command::{ReportAges, ReportStatus, ResourceReport};
use cluster_state::outcome::{Demand, Wanted};
use model::{Attempt, BootTime, Epoch, Incarnation, NodeId, ResourceId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Reports that the state does not show yet are sent again after this.
const RESEND_MS: u64 = 200;

pub(crate) struct Agent {
    me: NodeId,
    incarnation: Incarnation,
    lease: Option<(BootTime, u64)>,
    host_ready: bool,
    attempts: BTreeMap<ResourceId, KnownAttempt>,
    /// Resources to look at as soon as starting is allowed, each since when.
    deferred: BTreeMap<ResourceId, BootTime>,
    unconfirmed: BTreeSet<ResourceId>,
    /// Those of them with a report that was never sent.
    unsent: BTreeSet<ResourceId>,
    resend_at: Option<BootTime>,
    stopping: bool,
    /// Starts nothing for the moment: the service hands over (leases 14).
    paused: bool,
    broken: Broken,
}

/// The latest attempt of a resource that this node has had to do with.
struct KnownAttempt {
    attempt: Attempt,
    epoch: Epoch,
    /// What the host was told last; `None`: it was never told to start it, and never will be.
    told: Option<Demand>,
    /// The host was told to keep it even when its health checks fail.
    in_maintenance: bool,
    /// Nothing of it is left.
    gone: bool,
    /// When this node learned of it, and when its host was told to start it.
    seen: BootTime,
    started: BootTime,
    sequence: u64,
    /// Said by the host and not yet shown by the state, oldest first.
    reports: Vec<ResourceReport>,
}

impl Agent {
    pub(crate) fn new(me: NodeId, incarnation: Incarnation) -> Agent {
        Agent {
            me,
            incarnation,
            lease: None,
            host_ready: false,
            attempts: BTreeMap::new(),
            deferred: BTreeMap::new(),
            unconfirmed: BTreeSet::new(),
            unsent: BTreeSet::new(),
            resend_at: None,
            stopping: false,
            paused: false,
            broken: Broken::default(),
        }
    }

    pub(crate) fn break_rules(&mut self, broken: Broken) {
        self.broken = broken;
    }

    /// The host is letting go of everything for good: its last word counts, not what single resources say on the way.
    pub(crate) fn stop(&mut self) {
        self.stopping = true;
        self.unconfirmed.clear();
        self.unsent.clear();
    }

    /// Goes on where another program stopped, with the same host (leases 15). It holds no lease yet.
    pub(crate) fn continued(me: NodeId, incarnation: Incarnation, attempts: Vec<AttemptMemory>) -> Agent {
        let mut agent = Agent::new(me, incarnation);
        agent.host_ready = true;
        for memory in attempts {
            let AttemptMemory {
                resource,
                attempt,
                epoch,
                told,
                in_maintenance,
                gone,
                seen,
                started,
                sequence,
                reports,
            } = memory;
            if !reports.is_empty() {
                agent.unconfirmed.insert(resource);
                agent.unsent.insert(resource);
            }
            let known = KnownAttempt { attempt, epoch, told, in_maintenance, gone, seen, started, sequence, reports };
            agent.attempts.insert(resource, known);
        }
        agent
    }

    /// Everything that [`Agent::continued`] needs.
    pub(crate) fn memory(&self) -> Vec<AttemptMemory> {
        let attempts = self.attempts.iter();
        let memory = attempts.map(|(resource, known)| AttemptMemory {
            resource: *resource,
            attempt: known.attempt,
            epoch: known.epoch,
            told: known.told,
            in_maintenance: known.in_maintenance,
            gone: known.gone,
            seen: known.seen,
            started: known.started,
            sequence: known.sequence,
            reports: known.reports.clone(),
        });
        memory.collect()
    }

    pub(crate) fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping
    }

    pub(crate) fn lease_until(&self) -> Option<BootTime> {
        self.lease.map(|(until, _)| until)
    }

    /// The state shows everything that the host said.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.unconfirmed.is_empty()
    }

    pub(crate) fn host_ready(&self) -> bool {
        self.host_ready
    }

    pub(crate) fn set_lease(&mut self, until: BootTime, index: u64) {
        self.lease = Some((until, index));
    }

    pub(crate) fn handle_host(&mut self, event: HostEvent) {
        match event {
            HostEvent::Ready => self.host_ready = true,
            HostEvent::Report(report) => self.take_report(report),
            HostEvent::Died => self.host_died(),
        }
    }

    /// Looks at `resources` and, where it was not possible to start before, at those left over.
    pub(crate) fn look(
        &mut self,
        state: &State,
        now: BootTime,
        resources: &[ResourceId],
        commands: &mut Vec<HostCommand>,
    ) {
        let earlier = commands.len();
        for &resource in resources {
            self.look_at(state, now, resource, commands);
        }
        if self.may_start(state, now) {
            for resource in Vec::from_iter(self.deferred.keys().copied()) {
                self.look_at(state, now, resource, commands);
                self.deferred.remove(&resource);
            }
        }
        // Of what begins together, groups of higher priority are told first (policies 8.17).
        commands[earlier..].sort_by_cached_key(|command| match command {
            HostCommand::Start(spec) => Reverse(state.start_priority(spec.group)),
            HostCommand::Stop { .. } | HostCommand::Terminate { .. } => Reverse(u32::MAX),
            // After the start of the attempt.
            HostCommand::Maintain { .. } => Reverse(0),
        });
    }

    /// Looks at everything the state wants of this node, and at everything it knows: after a snapshot.
    pub(crate) fn look_at_all(&mut self, state: &State, now: BootTime, commands: &mut Vec<HostCommand>) {
        let known: Vec<ResourceId> = self.attempts.keys().copied().collect();
        known.into_iter().for_each(|resource| self.forget_deleted(state, resource));
        let wanted: Vec<ResourceId> = state.wanted(self.me).into_iter().map(|wanted| wanted.resource).collect();
        self.look(state, now, &wanted, commands);
    }

    /// leases 7: a lease that is held, the index of its grant applied, and a host to start it.
    fn may_start(&self, state: &State, now: BootTime) -> bool {
        !self.stopping
            && !self.paused
            && self.host_ready
            && self.lease.is_some_and(|(until, index)| {
                now < until && (state.index() >= index || self.broken.start_before_grant_index)
            })
    }

    fn look_at(&mut self, state: &State, now: BootTime, resource: ResourceId, commands: &mut Vec<HostCommand>) {
        let Some((node, wanted)) = state.wanted_for(resource) else { return self.forget_deleted(state, resource) };
        if node != self.me || state.active_incarnation(self.me) != Some(self.incarnation) {
            return;
        }
        let known = self.attempts.get(&resource).map(|known| known.attempt);
        if known.is_some_and(|attempt| attempt > wanted.attempt) {
            return; // An older state than one already acted on cannot be seen; kept as a guard.
        }
        match (known == Some(wanted.attempt), wanted.demand) {
            (false, Demand::Run) => self.start(state, now, &wanted, commands),
            // It was to be stopped before this node began with it: nothing of it exists, and it must not be started later.
            (false, Demand::Stop | Demand::Terminate) => self.never_start(&wanted),
            (true, demand) => self.change(&wanted, demand, commands),
        }
        self.maintain(&wanted, commands);
    }

    /// An attempt begins with health checks that count.
    fn maintain(&mut self, wanted: &Wanted, commands: &mut Vec<HostCommand>) {
        let Some(known) = self.attempts.get_mut(&wanted.resource) else { return };
        let runs = known.attempt == wanted.attempt && known.told == Some(Demand::Run) && !known.gone;
        if runs && known.in_maintenance != wanted.in_maintenance {
            known.in_maintenance = wanted.in_maintenance;
            let (resource, attempt, on) = (wanted.resource, wanted.attempt, wanted.in_maintenance);
            commands.push(HostCommand::Maintain { resource, attempt, on });
        }
    }

    /// A resource is deleted only when nothing of it is left, so nobody asks about its attempts any more.
    fn forget_deleted(&mut self, state: &State, resource: ResourceId) {
        if state.reported(resource).is_none() && self.attempts.get(&resource).is_some_and(|known| known.gone) {
            self.attempts.remove(&resource);
        }
    }

    fn start(&mut self, state: &State, now: BootTime, wanted: &Wanted, commands: &mut Vec<HostCommand>) {
        if !self.may_start(state, now) {
            self.deferred.entry(wanted.resource).or_insert(now);
            return;
        }
        let Some(spec) = state.start_spec(wanted.resource) else { return };
        debug_assert_eq!(spec.attempt, wanted.attempt);
        let seen = self.deferred.remove(&wanted.resource).unwrap_or(now);
        self.remember(wanted, Some(Demand::Run), [seen, now]);
        commands.push(HostCommand::Start(Box::new(spec)));
    }

    fn never_start(&mut self, wanted: &Wanted) {
        self.remember(wanted, None, [BootTime(0); 2]);
        self.say(wanted.resource, ReportStatus::Gone, "it was never started");
    }

    fn change(&mut self, wanted: &Wanted, demand: Demand, commands: &mut Vec<HostCommand>) {
        let Some(known) = self.attempts.get_mut(&wanted.resource) else { return };
        let Some(told) = known.told else { return };
        if known.gone || told == demand || demand == Demand::Run || told == Demand::Terminate {
            return;
        }
        known.told = Some(demand);
        let (resource, attempt) = (wanted.resource, wanted.attempt);
        commands.push(match demand {
            Demand::Terminate => HostCommand::Terminate { resource, attempt },
            _ => HostCommand::Stop { resource, attempt },
        });
    }

    fn remember(&mut self, wanted: &Wanted, told: Option<Demand>, [seen, started]: [BootTime; 2]) {
        let known = KnownAttempt {
            attempt: wanted.attempt,
            epoch: wanted.epoch,
            told,
            in_maintenance: false,
            gone: false,
            seen,
            started,
            sequence: 0,
            reports: Vec::new(),
        };
        self.attempts.insert(wanted.resource, known);
    }

    fn take_report(&mut self, report: ResourceReport) {
        let Some(known) = self.attempts.get_mut(&report.resource) else { return };
        // When nothing of it is left, there is nothing more to say: a host that died may still be heard.
        let late = known.gone || report.sequence <= known.sequence;
        if self.stopping || known.attempt != report.attempt || late {
            return;
        }
        known.sequence = report.sequence;
        known.gone =
            matches!(report.status, ReportStatus::Offline | ReportStatus::Gone | ReportStatus::Failed { gone: true });
        self.unconfirmed.insert(report.resource);
        self.unsent.insert(report.resource);
        known.reports.push(report);
    }

    /// A report of the agent's own about an attempt that no host speaks for.
    fn say(&mut self, resource: ResourceId, status: ReportStatus, message: &str) {
        let Some(known) = self.attempts.get(&resource) else { return };
        let report = ResourceReport {
            resource,
            epoch: known.epoch,
            attempt: known.attempt,
            sequence: known.sequence + 1,
            status,
            code: 0,
            message: message.into(),
            ages: ReportAges::default(),
        };
        self.take_report(report);
    }

    /// The guard has ended what the host ran: each attempt's fate is known, and none is started again.
    fn host_died(&mut self) {
        self.host_ready = false;
        let running: Vec<ResourceId> =
            self.attempts.iter().filter(|(_, known)| !known.gone).map(|(resource, _)| *resource).collect();
        for resource in running {
            self.say(
                resource,
                ReportStatus::Failed { gone: true },
                "the resource host died, and everything it ran was ended",
            );
        }
    }

    /// Reports the state does not show: new ones at once, with all of their resource, which count in order; the others again
    /// after a while, so that a slow log is not filled with repetitions when many resources report.
    pub(crate) fn due_reports(&mut self, state: &State, now: BootTime) -> Vec<ResourceReport> {
        let again = self.resend_at.is_some_and(|at| now >= at);
        if !again && self.unsent.is_empty() {
            return Vec::new();
        }
        let unsent = std::mem::take(&mut self.unsent);
        let due: Vec<ResourceId> =
            if again { self.unconfirmed.iter().copied().collect() } else { Vec::from_iter(unsent) };
        let mut reports = Vec::new();
        for resource in due {
            let waiting = self.unconfirmed_reports(state, now, resource);
            if waiting.is_empty() {
                self.unconfirmed.remove(&resource);
            }
            reports.extend(waiting);
        }
        if again || self.resend_at.is_none() {
            self.resend_at = (!self.unconfirmed.is_empty()).then(|| now.plus_ms(RESEND_MS));
        }
        reports
    }

    /// What is left of a resource's reports when those are dropped that the state shows.
    fn unconfirmed_reports(&mut self, state: &State, now: BootTime, resource: ResourceId) -> Vec<ResourceReport> {
        let Some(known) = self.attempts.get_mut(&resource) else { return Vec::new() };
        match state.reported(resource) {
            Some((attempt, sequence)) if attempt == known.attempt => {
                known.reports.retain(|report| report.sequence > sequence);
            }
            // This node's state is older than the attempt: it has still to catch up.
            Some((attempt, _)) if attempt < known.attempt => {}
            // The resource is gone or has moved on: nobody waits for these.
            _ => known.reports.clear(),
        }
        let age = |at: BootTime| u32::try_from(now.since_ns(at) / 1_000_000).unwrap_or(u32::MAX);
        let ages = ReportAges { seen_ms: age(known.seen), started_ms: age(known.started) };
        known.reports.iter().cloned().map(|report| ResourceReport { ages, ..report }).collect()
    }
}

#[cfg(test)]
mod tests;
