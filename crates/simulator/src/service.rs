//! One life of a node's service: the node's core and the lease machine, driven in the order in which the real event loop and
//! the real heartbeat thread drive them.

use crate::clock::{MS, RATE_TRUE, US};
use crate::event::{Event, HostEvent, HostNumber, Life, LinkItem, ServiceEvent};
use crate::fact::Fact;
use crate::hand_over::HandingOver;
use crate::rest::CLUSTER_ENDS;
use crate::witness::LogMirror;
use crate::world::World;
use bytes::Bytes;
use cluster_state::command::{Command, Form};
use consensus::io::Message;
use membership::input::ConsensusView;
use model::{BootTime, Incarnation, NodeId, RequestId, VoterId};
use node::{Answer, Effects, HostCommand, Input, Node, Ticket};
use std::collections::{BTreeMap, BTreeSet};

/// The service's own numbers (service::run, service::event_loop).
const FIRST_TICK_MS: u64 = 50;
const ELECTION_TICKS_MIN: usize = 6;
const ELECTION_TICKS_MAX: usize = 10;
const HEARTBEAT_TICKS: usize = 2;
const STOP_LIMIT_MS: u64 = 10_000;

pub(crate) struct Service {
    pub life: Life,
    pub incarnation: Incarnation,
    pub node: Node,
    pub machine: membership::Machine,
    /// The entries in the node's log, as it gave them out to be written.
    pub log: LogMirror,
    /// Index of the state that the witness has seen.
    pub seen: u64,
    /// The newest grant that the node was told of.
    pub grant: Option<(BootTime, u64)>,
    pub host: HostNumber,
    pub host_finished: bool,
    pub stopping: bool,
    /// It stops because the whole cluster does: it waits until the others have let go too.
    pub ends_with_cluster: bool,
    pub view: ConsensusView,
    inbox: Vec<Input>,
    step_planned: bool,
    /// When the lease machine is woken, `u64::MAX` for never.
    pub wake_at: u64,
    /// What the heartbeat thread tells the event loop stays in order.
    pub channel_busy_until: u64,
    pub host_busy_until: u64,
    pub tick_ms: u64,
    tickets: BTreeMap<Ticket, Asked>,
    next_ticket: Ticket,
    pub handing_over: HandingOver,
    /// Last words whose signature was found good.
    pub good: BTreeSet<(NodeId, Incarnation)>,
    leads: bool,
}

/// Who waits for a ticket.
#[derive(Clone, Copy)]
struct Asked {
    client: usize,
    asking: u64,
    /// A read: the least index that its answer may show.
    floor: Option<u64>,
}

/// Stands for the key that only this incarnation's host can sign with.
pub(crate) fn release_key(incarnation: Incarnation) -> Bytes {
    Bytes::copy_from_slice(&incarnation.0.to_be_bytes())
}

/// As service::run makes it.
pub(crate) fn node_config(me: VoterId, incarnation: Incarnation, life: Life, form: Option<Form>) -> node::Config {
    node::Config {
        me,
        incarnation,
        release_key: release_key(incarnation),
        version: "simulated".into(),
        versions: model::level::THIS_PROGRAM,
        pid: life as u32,
        ignore_persistent_state: false,
        form,
        inherited: None,
        consensus: consensus::Config {
            me,
            election_ticks_min: ELECTION_TICKS_MIN,
            election_ticks_max: ELECTION_TICKS_MAX,
            heartbeat_ticks: HEARTBEAT_TICKS,
            seed: incarnation.0,
            max_message_bytes: 1 << 20,
            max_inflight: 256,
        },
    }
}

impl Service {
    pub(crate) fn new(
        life: Life,
        incarnation: Incarnation,
        node: Node,
        machine: membership::Machine,
        log: LogMirror,
    ) -> Service {
        Service {
            life,
            incarnation,
            log,
            seen: node.state().index(),
            node,
            machine,
            grant: None,
            host: 0,
            host_finished: false,
            stopping: false,
            ends_with_cluster: false,
            view: ConsensusView::default(),
            inbox: Vec::new(),
            step_planned: false,
            wake_at: u64::MAX,
            channel_busy_until: 0,
            host_busy_until: 0,
            tick_ms: FIRST_TICK_MS,
            tickets: BTreeMap::new(),
            next_ticket: 0,
            handing_over: HandingOver::default(),
            good: BTreeSet::new(),
            leads: false,
        }
    }
}

impl World {
    /// A new life of the service, on a computer where nothing of an earlier one is left.
    pub(crate) fn launch_service(&mut self, node: NodeId) {
        let life = self.new_number();
        let incarnation = Incarnation(self.random.number());
        let (now, form) = (self.now, self.form.clone());
        let computer = self.computer(node);
        let stored = match computer.disk.load() {
            Ok(stored) => stored,
            Err(error) => return self.disk_failed(node, &error),
        };
        let started = computer.boot(now);
        let me = computer.voter();
        let form = computer.founder.then_some(form);
        let config = node_config(me, incarnation, life, form);
        let mut lease = membership::Config::new(node, incarnation, started);
        lease.broken = self.canary.lease_rules();
        let Some(service) = self.new_service(config, stored, lease, life) else { return };
        let index = service.seen;
        self.note(format!("node {node}: the service starts as {incarnation}, with the state at {index}"));
        let computer = self.computer(node);
        computer.starting = false;
        computer.service = Some(service);
        self.state_loaded(node);
        self.launch_host(node);
        self.plan_tick(node);
        self.plan_step(node);
        self.drive_machine(node, membership::input::Input::Wake);
    }

    pub(crate) fn service(&mut self, node: NodeId) -> Option<&mut Service> {
        self.computers.get_mut(&node)?.service.as_mut()
    }

    pub(crate) fn handle_service(&mut self, node: NodeId, what: ServiceEvent) {
        match what {
            ServiceEvent::Step => self.step_service(node),
            ServiceEvent::Tick => {
                self.feed(node, Input::Tick);
                self.plan_tick(node);
            }
            ServiceEvent::Wake => self.wake_machine(node),
            ServiceEvent::Input(input) => self.feed(node, input),
            ServiceEvent::Link { from, item } => self.handle_link(node, from, item),
            ServiceEvent::DiskDone => self.handle_disk_done(node),
            ServiceEvent::SnapshotSaved(snapshot) => {
                if let Err(error) = self.computer(node).disk.save_snapshot(&snapshot) {
                    return self.disk_failed(node, &error);
                }
                self.feed(node, Input::SnapshotTaken(snapshot));
            }
            ServiceEvent::HostFinished(released) => {
                if let Some(service) = self.service(node) {
                    service.host_finished = true;
                    self.feed(node, Input::Proposal(node::released_command(released)));
                }
            }
            ServiceEvent::Exec => self.replace_program(node),
            ServiceEvent::HostExited(host) => self.handle_host_exited(node, host),
            ServiceEvent::Request { client, asking, request, command } => {
                let ticket = self.ticket(node, Asked { client, asking, floor: None });
                self.feed(node, Input::Request { ticket, request: request.into(), command });
            }
            ServiceEvent::Read { client, asking } => {
                let floor = Some(self.witness.completed());
                let ticket = self.ticket(node, Asked { client, asking, floor });
                self.feed(node, Input::Read { ticket });
            }
            ServiceEvent::Stop => self.stop_service(node),
            ServiceEvent::StopLimit => self.end_service(node, "it did not get done with stopping"),
        }
    }

    /// Hands an input to the event loop, which takes it with the others that wait.
    pub(crate) fn feed(&mut self, node: NodeId, input: Input) {
        if let Some(service) = self.service(node) {
            service.inbox.push(input);
            self.plan_step(node);
        }
    }

    pub(crate) fn plan_step(&mut self, node: NodeId) {
        let latency = self.thread_latency();
        let at = self.now + latency;
        let Some(service) = self.service(node) else { return };
        if !service.step_planned {
            service.step_planned = true;
            let life = service.life;
            self.push(at, Event::Service { node, life, what: ServiceEvent::Step });
        }
    }

    /// How long a thread takes to see what waits for it.
    pub(crate) fn thread_latency(&mut self) -> u64 {
        if self.chaos && self.random.chance(self.profile.busy_percent) {
            self.random.between(US, 40 * MS)
        } else {
            self.random.between(10 * US, 90 * US)
        }
    }

    pub(crate) fn plan_tick(&mut self, node: NodeId) {
        let computer = &self.computers[&node];
        let Some(service) = &computer.service else { return };
        let due = computer.boot(self.now).plus_ms(service.tick_ms);
        let (at, life) = (computer.clock.real(due), service.life);
        self.push(at, Event::Service { node, life, what: ServiceEvent::Tick });
    }

    fn ticket(&mut self, node: NodeId, asked: Asked) -> Ticket {
        let Some(service) = self.service(node) else { return 0 };
        service.next_ticket += 1;
        service.tickets.insert(service.next_ticket, asked);
        service.next_ticket
    }

    pub(crate) fn step_service(&mut self, node: NodeId) {
        let now = self.computers[&node].now(self.now);
        let Some(service) = self.service(node) else { return };
        service.step_planned = false;
        for input in std::mem::take(&mut service.inbox) {
            if let Input::Lease { until, index } = input {
                service.grant = Some((until, index));
            }
            service.node.handle(now, input);
        }
        let effects = service.node.effects(now);
        self.perform(node, effects);
    }

    /// In the order that [`Effects`] gives.
    fn perform(&mut self, node: NodeId, effects: Effects) {
        if let Some(service) = self.service(node) {
            for batch in &effects.persist {
                service.log.take(batch);
            }
        }
        self.watch_state(node);
        self.watch_role(node);
        self.tell_machine(node, effects.members, effects.consensus_view);
        for message in effects.send {
            self.send_message(node, message);
        }
        if !effects.persist.is_empty() {
            let computer = self.computer(node);
            effects.persist.into_iter().for_each(|batch| computer.disk.submit(batch));
            self.begin_write(node);
        }
        for (ticket, answer) in effects.answers {
            self.answer(node, ticket, answer);
        }
        for command in effects.forward {
            self.forward(node, command);
        }
        for command in effects.host {
            self.order_host(node, command);
        }
        if let Some(task) = effects.snapshot {
            self.save_snapshot(node, task);
        }
        let Some(service) = self.service(node) else { return };
        if service.node.state().is_shut_down(node) && service.node.is_member() && !service.stopping {
            service.ends_with_cluster = true;
            self.rest.cluster_ends_until = self.now + CLUSTER_ENDS;
            self.stop_service(node);
        }
        let Some(service) = self.service(node) else { return };
        let state = service.node.state();
        let others_know = || state.config().nodes.keys().all(|node| state.active_incarnation(*node).is_none());
        let released = service.stopping
            && service.host_finished
            && !service.node.is_member()
            && (!service.ends_with_cluster || others_know());
        if let (Some(cause), false) = (effects.ended, service.stopping) {
            self.end_service(node, &format!("{cause:?}"));
        } else if released {
            self.end_service(node, "it was asked to stop");
        }
        self.grant_itself_early(node);
        self.watch_hand_over(node);
    }

    fn watch_role(&mut self, node: NodeId) {
        let Some(service) = self.service(node) else { return };
        let (leads, term) = (service.node.is_leader(), service.node.status().term);
        if leads != service.leads {
            service.leads = leads;
            let verb = if leads { "leads" } else { "leads no longer" };
            self.note(format!("node {node} {verb} (term {term})"));
            if leads {
                self.tell(&Fact::Leads { node, term });
            }
        }
    }

    // Links, disk, host, clients.

    fn send_message(&mut self, node: NodeId, message: Message) {
        let message = self.message_over_wire(message);
        let to = VoterId::from_u64(message.to);
        let reachable = self.computers.get(&to.node).is_some_and(|computer| computer.voter() == to);
        let snapshot = message.snapshot.is_some();
        let sent = reachable && self.send_link(node, to.node, LinkItem::Message(Box::new(message)));
        if snapshot && !sent {
            self.feed(node, Input::SnapshotSent { to: to.node, arrived: false });
        }
    }

    fn handle_link(&mut self, node: NodeId, from: NodeId, item: LinkItem) {
        match item {
            LinkItem::Message(message) => {
                if message.snapshot.is_some() {
                    self.note(format!("node {node} gets a snapshot from node {from}"));
                    self.feed(from, Input::SnapshotSent { to: node, arrived: true });
                }
                self.feed(node, Input::Message(*message));
            }
            LinkItem::Proposal(command) => {
                self.grant_early(node, &command);
                self.feed(node, Input::Proposal(command));
            }
        }
    }

    fn forward(&mut self, node: NodeId, command: Command) {
        let leader = self.service(node).and_then(|service| service.node.leader());
        if let Some(leader) = leader.filter(|leader| *leader != node) {
            self.send_link(node, leader, LinkItem::Proposal(command));
        }
    }

    fn begin_write(&mut self, node: NodeId) {
        let slow = self.now < self.computers[&node].disk.slow_until;
        let takes = if slow { self.random.between(20 * MS, 700 * MS) } else { self.random.between(100 * US, 3 * MS) };
        let life = self.computers[&node].life();
        match self.computer(node).disk.begin() {
            Ok(false) => return,
            Ok(true) => {}
            Err(error) => return self.disk_failed(node, &error),
        }
        self.push(self.now + takes, Event::Service { node, life, what: ServiceEvent::DiskDone });
        if let (Some(number), true) = (self.computers[&node].disk.writing_number(), self.canary.disk_lies()) {
            self.feed(node, Input::Persisted(number));
        }
    }

    fn handle_disk_done(&mut self, node: NodeId) {
        match self.computer(node).disk.finish() {
            Ok(Some(number)) if !self.canary.disk_lies() => self.feed(node, Input::Persisted(number)),
            Ok(_) => {}
            Err(error) => return self.disk_failed(node, &error),
        }
        self.begin_write(node);
    }

    /// These disks lose what was not synced, and never anything else.
    pub(crate) fn disk_failed(&mut self, node: NodeId, error: &storage::StorageError) {
        self.fail("starts_from_its_disk", format!("the storage of node {node} fails: {error}"));
    }

    fn save_snapshot(&mut self, node: NodeId, task: node::SnapshotTask) {
        let data = proto::snapshot::encode_snapshot(&task.state.to_image());
        let snapshot = consensus::io::Snapshot { index: task.index, term: task.term, voters: task.voters, data };
        let at = self.now + self.random.between(MS, 60 * MS);
        let life = self.computers[&node].life();
        self.push(at, Event::Service { node, life, what: ServiceEvent::SnapshotSaved(snapshot) });
    }

    fn order_host(&mut self, node: NodeId, command: HostCommand) {
        if let HostCommand::Start(spec) = &command {
            let boot = self.computers[&node].boot(self.now);
            let Some(service) = self.service(node) else { return };
            let (applied, grant) = (service.node.state().index(), service.grant);
            let resource = spec.resource;
            self.tell(&Fact::StartOrdered { node, resource, applied, grant, boot });
        }
        self.send_to_host(node, HostEvent::Command(command));
    }

    /// Over the pipe to the present host, in order.
    pub(crate) fn send_to_host(&mut self, node: NodeId, what: HostEvent) {
        let at = self.now + self.random.between(10 * US, 200 * US);
        let Some(service) = self.service(node) else { return };
        service.host_busy_until = at.max(service.host_busy_until + 1);
        let (at, host) = (service.host_busy_until, service.host);
        self.push(at, Event::Host { node, host, what });
    }

    fn answer(&mut self, node: NodeId, ticket: Ticket, answer: Answer) {
        let Some(service) = self.service(node) else { return };
        let Some(asked) = service.tickets.remove(&ticket) else { return };
        let state = service.node.state().clone();
        if let (Answer::Readable, Some(floor)) = (&answer, asked.floor) {
            self.tell(&Fact::ReadAnswered { node, floor, state: &state });
            self.witness.complete(state.index());
        }
        self.client_answered(asked.client, asked.asking, node, &answer);
    }

    pub(crate) fn note_acknowledged(&mut self, node: NodeId, request: RequestId, answer: &Answer) {
        if let Answer::Applied(reply) = answer {
            let index = self.service(node).map_or(0, |service| service.node.state().index());
            self.tell(&Fact::Acknowledged { node, request, reply, index });
        }
    }

    // Its end.

    fn stop_service(&mut self, node: NodeId) {
        let Some(service) = self.service(node) else { return };
        if std::mem::replace(&mut service.stopping, true) {
            return;
        }
        let life = service.life;
        self.note(format!("node {node} is asked to stop"));
        self.feed(node, Input::Stopping);
        self.send_to_host(node, HostEvent::Finish);
        let limit = self.now + STOP_LIMIT_MS * MS * RATE_TRUE / crate::clock::RATE_MIN;
        self.push(limit, Event::Service { node, life, what: ServiceEvent::StopLimit });
    }

    /// The process ends by itself.
    pub(crate) fn end_service(&mut self, node: NodeId, why: &str) {
        self.note(format!("node {node}: the service ends: {why}"));
        self.check_reason_to_end(node, why);
        self.lose_service(node);
        let soon = self.random.between(15 * MS, 300 * MS);
        self.plan_start(node, soon);
    }

    /// The process is gone, whatever the reason; its host sees that, and so do its peers.
    pub(crate) fn lose_service(&mut self, node: NodeId) {
        let World { computers, network, .. } = self;
        let Some(computer) = computers.get_mut(&node) else { return };
        let Some(service) = computer.service.take() else { return };
        computer.disk.lose_process();
        computer.service_stalled_until = 0;
        computer.take_backlog();
        network.forget_links(node);
        let seen = self.now + self.random.between(20 * US, 400 * US);
        self.push(seen, Event::Host { node, host: service.host, what: HostEvent::ServiceGone });
        self.reset_links(node);
    }

    pub(crate) fn plan_start(&mut self, node: NodeId, delay: u64) {
        let at = self.now + delay;
        let computer = self.computer(node);
        if computer.wanted && !computer.starting && computer.service.is_none() {
            computer.starting = true;
            self.push(at, Event::Start { node });
        }
    }
}
