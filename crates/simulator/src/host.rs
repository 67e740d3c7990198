//! A resource host and what it runs. It has its own copy of the lease and its own timer, and lives on after its service; when
//! it dies itself, its guard ends what it ran (leases 8). The applications in here are the ground truth of a run.

use crate::administrator::SHORTEST_LEASE_MS;
use crate::clock::{MS, US};
use crate::event::{Datagram, Event, HostEvent, HostNumber, Life, ServiceEvent};
use crate::world::World;
use cluster_state::command::{ReportAges, ReportStatus, ResourceReport};
use membership::timing::release_ms;
use model::{Attempt, BootTime, Epoch, GroupId, Incarnation, NodeId, ReleaseCause, Released, ResourceId};
use node::{HostCommand, Input};
use std::collections::BTreeMap;

const REPEAT_PERIOD: u64 = 50 * MS;
const REPEAT_TIME: u64 = 10_000 * MS;
/// The guard's patience with a host that does not let go (resource_host::guard).
const HOST_PATIENCE_MS: u64 = 10;
const HOST_LIFE_MS: u64 = 35;

pub(crate) struct Host {
    pub incarnation: Incarnation,
    /// The service that it works for.
    pub life: Life,
    pub phase: Phase,
    /// Its own copy of the lease; it starts nothing before the first one.
    pub until: Option<BootTime>,
    /// Renewals that it has not read.
    pipe: Vec<BootTime>,
    pub stalled_until: u64,
    pub backlog: Vec<Event>,
    pub records: BTreeMap<ResourceId, Record>,
    /// Of which it was told to start something, with the latest epoch.
    groups: BTreeMap<GroupId, Epoch>,
    starts: u64,
    repeat_until: u64,
    service_busy_until: u64,
    /// Its machine stood still past the end of the lease: what runs counts as frozen until it is killed (leases C6).
    pub thawed_late: bool,
    /// When its machine went on after it had stood still: its timer could not run before.
    pub thawed_at: BootTime,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Phase {
    Serving,
    /// Takes everything offline in order.
    Finishing,
    LettingGo(ReleaseCause),
    /// Nothing is left, and it says so.
    Finished(ReleaseCause),
    /// Killed; the guard is at work.
    Dead,
}

/// The latest attempt of a resource that it was told to start.
pub(crate) struct Record {
    pub group: GroupId,
    pub epoch: Epoch,
    pub attempt: Attempt,
    pub order: u64,
    pub process: Option<Process>,
    sequence: u64,
    last: Option<ReportStatus>,
}

pub(crate) struct Process {
    pub stage: Stage,
    /// It does not come to an end by itself.
    pub hangs: bool,
    /// Counts its plans: steps of an earlier one do not happen.
    pub plan: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Starting,
    Online,
    /// It has said that it failed.
    Failed,
    Stopping,
    Killed,
}

impl Host {
    fn new(incarnation: Incarnation, life: Life) -> Host {
        Host {
            incarnation,
            life,
            phase: Phase::Serving,
            until: None,
            pipe: Vec::new(),
            stalled_until: 0,
            backlog: Vec::new(),
            records: BTreeMap::new(),
            groups: BTreeMap::new(),
            starts: 0,
            repeat_until: 0,
            service_busy_until: 0,
            thawed_late: false,
            thawed_at: BootTime(0),
        }
    }

    /// Whether it may start something: it has not let go, and its copy of the lease has not run out.
    pub(crate) fn holds(&self, boot: BootTime) -> bool {
        matches!(self.phase, Phase::Serving | Phase::Finishing) && self.until.is_some_and(|until| boot < until)
    }

    pub(crate) fn running(&self) -> impl Iterator<Item = (&ResourceId, &Record)> {
        self.records.iter().filter(|(_, record)| record.process.is_some())
    }

    /// Reads the pipe. A lease that has ended is not revived, and none is shortened.
    fn take_renewals(&mut self, boot: BootTime) -> bool {
        let mut renewed = false;
        for until in std::mem::take(&mut self.pipe) {
            if self.until.is_none_or(|known| known > boot && known < until) {
                self.until = Some(until);
                renewed = true;
            }
        }
        renewed
    }

    fn released(&self, node: NodeId, cause: ReleaseCause) -> Released {
        let groups = self.groups.iter().map(|(group, epoch)| (*group, *epoch)).collect();
        Released { node, incarnation: self.incarnation, cause, groups }
    }
}

impl World {
    pub(crate) fn host(&mut self, node: NodeId, host: HostNumber) -> Option<&mut Host> {
        self.computers.get_mut(&node)?.hosts.get_mut(&host)
    }

    /// The service starts a host, in the place of one that is gone with everything it ran.
    pub(crate) fn launch_host(&mut self, node: NodeId) {
        let number = self.new_number();
        let boot = self.computers[&node].boot(self.now);
        let Some(service) = self.service(node) else { return };
        service.host = number;
        let (incarnation, life) = (service.incarnation, service.life);
        let lease = service.machine.lease().filter(|(until, _)| *until > boot);
        let mut host = Host::new(incarnation, life);
        host.pipe.extend(lease.map(|(until, _)| until));
        self.computer(node).hosts.insert(number, host);
        let ready = self.now + self.random.between(MS, 12 * MS);
        self.push(ready, Event::Host { node, host: number, what: HostEvent::Ready });
    }

    /// The heartbeat thread writes a renewal into the pipe of the present host.
    pub(crate) fn renew_host(&mut self, node: NodeId, until: BootTime) {
        let Some(service) = self.service(node) else { return };
        let number = service.host;
        let now = self.now;
        let stalled = self.computers[&node].host_stalled(now, number);
        let boot = self.computers[&node].boot(now);
        let Some(host) = self.host(node, number) else { return };
        host.pipe.push(until);
        if !stalled && host.take_renewals(boot) {
            self.plan_lease_timer(node, number);
        }
    }

    fn plan_lease_timer(&mut self, node: NodeId, host: HostNumber) {
        let computer = &self.computers[&node];
        let Some(until) = computer.hosts.get(&host).and_then(|host| host.until) else { return };
        let at = computer.clock.real(until).max(self.now + 1);
        self.push(at, Event::Host { node, host, what: HostEvent::LeaseTimer });
    }

    pub(crate) fn replan_leases(&mut self, node: NodeId) {
        let hosts: Vec<HostNumber> = self.computers[&node].hosts.keys().copied().collect();
        hosts.into_iter().for_each(|host| self.plan_lease_timer(node, host));
    }

    pub(crate) fn handle_host(&mut self, node: NodeId, number: HostNumber, what: HostEvent) {
        let boot = self.computers[&node].boot(self.now);
        let Some(host) = self.host(node, number) else { return };
        if host.phase == Phase::Dead && !matches!(what, HostEvent::Swept) {
            return;
        }
        if host.take_renewals(boot) {
            self.plan_lease_timer(node, number);
        }
        match what {
            HostEvent::Ready => {
                self.tell_service(node, number, ServiceEvent::Input(Input::Host(node::HostEvent::Ready)))
            }
            HostEvent::Command(command) => self.handle_command(node, number, command),
            HostEvent::Finish => self.finish_host(node, number),
            HostEvent::ServiceGone => self.let_go(node, number, ReleaseCause::ServiceDied),
            HostEvent::LeaseTimer => {
                let ended = self.host(node, number).is_some_and(|host| host.until.is_some_and(|until| until <= boot));
                if ended && !self.canary.host_ignores_lease() {
                    self.let_go(node, number, ReleaseCause::LeaseEnded);
                }
            }
            HostEvent::Process { resource, attempt, plan, step } => {
                self.handle_process(node, number, resource, attempt, plan, step);
            }
            HostEvent::LetGo => self.finished_host(node, number),
            HostEvent::RepeatReleased => self.repeat_released(node, number),
            HostEvent::Acknowledged => self.remove_host(node, number),
            HostEvent::Guard { host } => self.guard(node, number, host),
            HostEvent::Swept => self.swept(node, number),
        }
    }

    fn handle_command(&mut self, node: NodeId, number: HostNumber, command: HostCommand) {
        match command {
            HostCommand::Start(spec) => {
                let Some(host) = self.host(node, number) else { return };
                let latest = host.groups.entry(spec.group).or_insert(spec.epoch);
                *latest = spec.epoch.max(*latest);
                match host.records.get(&spec.resource) {
                    Some(known) if spec.attempt <= known.attempt => self.repeat_report(node, number, spec.resource),
                    Some(known) if known.process.is_some() => {
                        let text = format!("node {node} was told to start {:?} twice", spec.resource);
                        self.fail("attempt_once", text);
                    }
                    _ => self.begin_process(node, number, &spec),
                }
            }
            HostCommand::Stop { resource, attempt } => self.order_process(node, number, resource, attempt, false),
            HostCommand::Terminate { resource, attempt } => self.order_process(node, number, resource, attempt, true),
            // These processes have no health besides running.
            HostCommand::Maintain { .. } => {}
        }
    }

    fn begin_process(&mut self, node: NodeId, number: HostNumber, spec: &cluster_state::outcome::StartSpec) {
        let boot = self.computers[&node].boot(self.now);
        let Some(host) = self.host(node, number) else { return };
        host.starts += 1;
        let (resource, attempt) = (spec.resource, spec.attempt);
        let holds = host.holds(boot) && host.phase == Phase::Serving;
        let process = holds.then_some(Process { stage: Stage::Starting, hangs: false, plan: 0 });
        let (group, epoch, order) = (spec.group, spec.epoch, host.starts);
        host.records.insert(resource, Record { group, epoch, attempt, order, process, sequence: 0, last: None });
        if !holds {
            return self.report(node, number, resource, ReportStatus::Failed { gone: true });
        }
        self.started(node, number, spec);
        self.plan_start_of_process(node, number, resource);
    }

    /// Stop in order, or kill.
    fn order_process(&mut self, node: NodeId, number: HostNumber, resource: ResourceId, attempt: Attempt, kill: bool) {
        let Some(host) = self.host(node, number) else { return };
        match host.records.get_mut(&resource) {
            Some(record) if record.attempt == attempt => match &mut record.process {
                None => self.repeat_report(node, number, resource),
                Some(process) if process.stage == Stage::Killed => {}
                Some(process) => {
                    process.stage = if kill { Stage::Killed } else { Stage::Stopping };
                    self.plan_end_of_process(node, number, resource);
                }
            },
            // Never started here, or long over: nothing of it is left.
            other => {
                let epoch = other.map_or(Epoch(0), |record| record.epoch);
                self.send_report(node, number, resource, epoch, attempt, 1, ReportStatus::Gone);
            }
        }
    }

    pub(crate) fn report(&mut self, node: NodeId, number: HostNumber, resource: ResourceId, status: ReportStatus) {
        let Some(record) = self.host(node, number).and_then(|host| host.records.get_mut(&resource)) else { return };
        record.sequence += 1;
        record.last = Some(status);
        let (epoch, attempt, sequence) = (record.epoch, record.attempt, record.sequence);
        self.send_report(node, number, resource, epoch, attempt, sequence, status);
    }

    fn repeat_report(&mut self, node: NodeId, number: HostNumber, resource: ResourceId) {
        let Some(record) = self.host(node, number).and_then(|host| host.records.get(&resource)) else { return };
        if let (Some(status), true) = (record.last, record.process.is_none()) {
            let (epoch, attempt, sequence) = (record.epoch, record.attempt, record.sequence);
            self.send_report(node, number, resource, epoch, attempt, sequence, status);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a report is what it is")]
    fn send_report(
        &mut self,
        node: NodeId,
        number: HostNumber,
        resource: ResourceId,
        epoch: Epoch,
        attempt: Attempt,
        sequence: u64,
        status: ReportStatus,
    ) {
        let message = String::new();
        let ages = ReportAges::default();
        let report = ResourceReport { resource, epoch, attempt, sequence, status, code: 0, message, ages };
        self.tell_service(node, number, ServiceEvent::Input(Input::Host(node::HostEvent::Report(report))));
    }

    /// Over the pipe to the service it works for, in order; lost if that is gone.
    fn tell_service(&mut self, node: NodeId, number: HostNumber, what: ServiceEvent) {
        let at = self.now + self.random.between(10 * US, 200 * US);
        let Some(host) = self.host(node, number) else { return };
        host.service_busy_until = at.max(host.service_busy_until + 1);
        let (at, life) = (host.service_busy_until, host.life);
        self.push(at, Event::Service { node, life, what });
    }

    // Its end.

    pub(crate) fn let_go(&mut self, node: NodeId, number: HostNumber, cause: ReleaseCause) {
        let Some(host) = self.host(node, number) else { return };
        if !matches!(host.phase, Phase::Serving | Phase::Finishing) {
            return;
        }
        host.phase = Phase::LettingGo(cause);
        self.note(format!("node {node}: host {number} lets go of everything: {cause:?}"));
        let at = self.now + self.kill_time();
        self.push(at, Event::Host { node, host: number, what: HostEvent::LetGo });
    }

    /// From the signal until the last process is reaped; within the release time, with the guard's patience before it.
    pub(crate) fn kill_time(&mut self) -> u64 {
        let longest = release_ms(SHORTEST_LEASE_MS) - HOST_LIFE_MS;
        if self.random.chance(5) {
            self.random.between(20 * MS, longest * MS)
        } else {
            self.random.between(MS, 20 * MS)
        }
    }

    fn finished_host(&mut self, node: NodeId, number: HostNumber) {
        let until = self.now + REPEAT_TIME;
        let Some(host) = self.host(node, number) else { return };
        let Phase::LettingGo(cause) = host.phase else { return };
        host.records.values_mut().for_each(|record| record.process = None);
        host.phase = Phase::Finished(cause);
        host.repeat_until = until;
        let released = host.released(node, cause);
        self.note(format!("node {node}: host {number} has let go of everything"));
        self.tell_service(node, number, ServiceEvent::HostFinished(released));
        self.repeat_released(node, number);
    }

    fn repeat_released(&mut self, node: NodeId, number: HostNumber) {
        let now = self.now;
        let Some(host) = self.host(node, number) else { return };
        let Phase::Finished(cause) = host.phase else { return };
        if now > host.repeat_until {
            return self.remove_host(node, number);
        }
        let released = host.released(node, cause);
        let peers: Vec<NodeId> = self.computers.keys().copied().filter(|peer| *peer != node).collect();
        for peer in peers {
            let message = membership::message::Message::Released(released.clone());
            self.send_datagram(node, peer, Datagram::Machine(message));
        }
        self.push(now + REPEAT_PERIOD, Event::Host { node, host: number, what: HostEvent::RepeatReleased });
    }

    /// A peer shows the release in its state.
    pub(crate) fn acknowledge_hosts(&mut self, node: NodeId, incarnation: Incarnation) {
        let hosts = self.computers.get(&node).into_iter().flat_map(|computer| &computer.hosts);
        let known =
            hosts.filter(|(_, host)| host.incarnation == incarnation && matches!(host.phase, Phase::Finished(_)));
        for host in known.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.push(self.now, Event::Host { node, host, what: HostEvent::Acknowledged });
        }
    }

    fn remove_host(&mut self, node: NodeId, number: HostNumber) {
        self.computer(node).hosts.remove(&number);
    }

    /// The host is killed; its guard sees that and ends what it ran.
    pub(crate) fn kill_host(&mut self, node: NodeId, number: HostNumber) {
        let Some(host) = self.host(node, number) else { return };
        if host.phase == Phase::Dead {
            return;
        }
        host.phase = Phase::Dead;
        host.backlog.clear();
        let at = self.now + self.kill_time();
        self.push(at, Event::Host { node, host: number, what: HostEvent::Swept });
    }

    /// What a new service finds of an earlier life. One that is done needs no guard.
    pub(crate) fn end_remains(&mut self, node: NodeId, number: HostNumber) {
        self.kill_host(node, number);
    }

    fn swept(&mut self, node: NodeId, number: HostNumber) {
        let Some(host) = self.host(node, number) else { return };
        let life = host.life;
        self.note(format!("node {node}: nothing is left of host {number}"));
        self.remove_host(node, number);
        let soon = self.now + self.random.between(50 * US, 3 * MS);
        self.push(soon, Event::Service { node, life, what: ServiceEvent::HostExited(number) });
    }

    pub(crate) fn handle_host_exited(&mut self, node: NodeId, number: HostNumber) {
        let Some(service) = self.service(node) else { return };
        if service.stopping || service.host_finished || service.host != number {
            return;
        }
        self.feed(node, Input::Host(node::HostEvent::Died));
        self.launch_host(node);
    }

    /// The host stands still. Its guard knows the lease as the host told it last.
    pub(crate) fn stall_host(&mut self, node: NodeId, number: HostNumber, until: u64) {
        let computer = self.computer(node);
        let Some(host) = computer.hosts.get_mut(&number) else { return };
        host.stalled_until = until;
        let Some(lease) = host.until else { return };
        let patience = computer.clock.real(lease.plus_ms(HOST_PATIENCE_MS));
        let life = computer.clock.real(lease.plus_ms(HOST_LIFE_MS));
        self.push(patience.max(self.now), Event::Host { node, host: number, what: HostEvent::Guard { host: false } });
        self.push(life.max(self.now), Event::Host { node, host: number, what: HostEvent::Guard { host: true } });
    }

    /// The clock runs at another rate: the guards of hosts that stand still wake at other times.
    pub(crate) fn replan_guards(&mut self, node: NodeId) {
        let now = self.now;
        let hosts = self.computer(node).hosts.iter();
        let still =
            hosts.filter(|(_, host)| now < host.stalled_until).map(|(number, host)| (*number, host.stalled_until));
        for (number, until) in still.collect::<Vec<_>>() {
            self.stall_host(node, number, until);
        }
    }

    fn guard(&mut self, node: NodeId, number: HostNumber, kill_host: bool) {
        let (now, boot) = (self.now, self.computers[&node].boot(self.now));
        let Some(host) = self.host(node, number) else { return };
        let patience = if kill_host { HOST_LIFE_MS } else { HOST_PATIENCE_MS };
        let due = host.until.map(|until| until.plus_ms(patience));
        // Also one that stands still while it lets go.
        let over = matches!(host.phase, Phase::Finished(_) | Phase::Dead);
        if now >= host.stalled_until || over || due.is_none() {
            return;
        }
        if let Some(due) = due.filter(|due| boot < *due) {
            let later = self.computers[&node].clock.real(due).max(now + 1);
            return self.push(later, Event::Host { node, host: number, what: HostEvent::Guard { host: kill_host } });
        }
        if kill_host {
            self.note(format!("node {node}: the guard kills host {number}, which stands still"));
            return self.kill_host(node, number);
        }
        // The processes are gone, and nobody is there to say so.
        self.note(format!("node {node}: the guard ends what host {number} runs"));
        if let Some(host) = self.host(node, number) {
            host.records.values_mut().for_each(|record| record.process = None);
        }
    }
}
