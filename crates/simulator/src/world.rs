//! The world of one run: everything there is, moved by one queue of events in one thread.

use crate::canary::Canary;
use crate::client::Client;
use crate::clock::{Clock, MS, RATE_MAX, RATE_MIN, RATE_TRUE, US};
use crate::computer::Computer;
use crate::event::{ClientEvent, Datagram, Event, HostNumber, LinkItem, Place, Queue, ServiceEvent};
use crate::fact::{Fact, Scene};
use crate::invariants::Invariants;
use crate::network::{Channel, Network};
use crate::operator::Operator;
use crate::profile::Profile;
use crate::random::Random;
use crate::trace::Trace;
use crate::witness::Witness;
use cluster_state::command::{Form, NewNode};
use model::{GroupId, Guid, NodeId, ResourceId};
use node::Input;
use std::collections::BTreeMap;

const AUDIT_PERIOD: u64 = 20 * MS;

/// A rule that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    pub invariant: String,
    pub what: String,
}

/// What a run was like.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    pub events: u64,
    pub entries: u64,
    pub faults: u64,
    pub hand_overs: u64,
    pub starts: u64,
    pub moves: u64,
    pub removals: u64,
    pub answers: u64,
    pub reads: u64,
    /// How long it took to come to rest after the last fault.
    pub rest_ms: u64,
}

pub struct World {
    pub(crate) profile: Profile,
    pub(crate) canary: Canary,
    pub(crate) random: Random,
    /// Real time in nanoseconds.
    pub(crate) now: u64,
    queue: Queue,
    pub(crate) computers: BTreeMap<NodeId, Computer>,
    pub(crate) network: Network,
    pub(crate) clients: Vec<Client>,
    pub(crate) operator: Operator,
    pub(crate) witness: Witness,
    invariants: Invariants,
    pub(crate) trace: Trace,
    pub(crate) form: Form,
    /// Faults happen.
    pub(crate) chaos: bool,
    pub(crate) rest: crate::rest::Rest,
    numbers: u64,
    violation: Option<Violation>,
    pub(crate) over: bool,
    pub(crate) counts: Counts,
}

impl World {
    pub fn new(seed: u64, chaos_ms: u64, canary: Canary, print: bool) -> World {
        let mut random = Random::new(seed);
        let mut profile = Profile::draw(&mut random, chaos_ms);
        profile.hand_overs = seed % 3 == 2;
        canary.fit_profile(&mut profile);
        let instance = random.guid();
        let computers = (1..=profile.nodes).map(NodeId).map(|node| {
            let rate = if profile.drift { random.between(RATE_MIN, RATE_MAX) } else { RATE_TRUE };
            let clock = Clock::new(random.between(0, 1_000_000) * MS, rate, random.between(0, 60_000));
            (node, Computer::new(node, clock, instance))
        });
        let computers: BTreeMap<NodeId, Computer> = computers.collect();
        let form = form(&computers, instance, &mut random);
        let mut world = World {
            profile,
            canary,
            random,
            now: MS,
            queue: Queue::default(),
            computers,
            network: Network::default(),
            clients: (0..profile.clients).map(Client::new).collect(),
            operator: Operator::default(),
            witness: Witness::new(canary.policies()),
            invariants: Invariants::default(),
            trace: Trace::new(print),
            form,
            chaos: true,
            rest: crate::rest::Rest::default(),
            numbers: 0,
            violation: None,
            over: false,
            counts: Counts::default(),
        };
        world.plan_beginning();
        world
    }

    fn plan_beginning(&mut self) {
        self.note(format!("{:?}", self.profile));
        let nodes: Vec<NodeId> = self.computers.keys().copied().collect();
        for node in nodes {
            let delay = self.random.between(0, 300 * MS);
            self.plan_start(node, delay);
            if self.profile.drift {
                let at = self.now + self.random.between(MS, 5_000 * MS);
                self.push(at, Event::Drift { node });
            }
        }
        for client in 0..self.clients.len() {
            let at = self.now + self.random.between(300 * MS, 1_500 * MS);
            self.push(at, Event::Client { client, what: ClientEvent::Act });
        }
        if self.profile.faults {
            self.push(self.now + 2_000 * MS, Event::Fault);
        }
        if self.profile.evictions {
            self.push(self.now + 3_000 * MS, Event::Operator);
        }
        if self.profile.hand_overs {
            self.plan_hand_over();
        }
        self.push(self.now + AUDIT_PERIOD, Event::Audit);
        self.push(self.now + self.profile.chaos_ms * MS, Event::Calm);
    }

    /// Runs until the cluster has come to rest after the chaos, or a rule is broken.
    pub fn run(&mut self) -> Result<(), Violation> {
        while let Some((time, event)) = self.queue.pop() {
            self.now = self.now.max(time);
            self.counts.events += 1;
            if let Some(event) = self.hold_back(event) {
                self.step(event);
            }
            if let Some(violation) = self.violation.take() {
                return Err(violation);
            }
            if self.over {
                return Ok(());
            }
        }
        Ok(())
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn last_lines(&self) -> Vec<String> {
        self.trace.last_lines()
    }

    /// The same for two runs of one seed.
    pub fn trace_hash(&self) -> u64 {
        self.trace.hash()
    }

    pub(crate) fn push(&mut self, time: u64, event: Event) {
        self.queue.push(time, event);
    }

    pub(crate) fn move_events(&mut self, change: impl FnMut(&mut Event)) {
        self.queue.change_all(change);
    }

    pub(crate) fn note(&mut self, text: String) {
        self.trace.note(self.now, &text);
    }

    pub(crate) fn new_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// A computer of the cluster: there are no others.
    pub(crate) fn computer(&mut self, node: NodeId) -> &mut Computer {
        self.computers.get_mut(&node).unwrap_or_else(|| panic!("there is no computer {node}"))
    }

    /// The first violation counts.
    pub(crate) fn fail(&mut self, invariant: &str, what: String) {
        self.note(format!("VIOLATION of {invariant}: {what}"));
        if self.violation.is_none() {
            self.violation = Some(Violation { invariant: invariant.into(), what });
        }
    }

    pub(crate) fn tell(&mut self, fact: &Fact<'_>) {
        let scene = Scene { now: self.now, computers: &self.computers };
        if let Err((invariant, what)) = self.invariants.observe(&scene, fact) {
            self.fail(invariant, what);
        }
    }

    /// What is for a process that stands still waits with it; what is for one that is gone is lost.
    fn hold_back(&mut self, event: Event) -> Option<Event> {
        let now = self.now;
        match event.place() {
            None => match event {
                Event::Datagram { to, .. } if self.computers.get(&to).is_some_and(|to| to.service_stalled(now)) => {
                    self.computer(to).keep_for_service(event);
                    None
                }
                event => Some(event),
            },
            Some(Place::Service(node, life)) => {
                let computer = self.computers.get_mut(&node)?;
                if computer.life() != life {
                    return None;
                }
                if computer.service_stalled(now) {
                    computer.keep_for_service(event);
                    return None;
                }
                Some(event)
            }
            Some(Place::Host(node, number)) => {
                let computer = self.computers.get_mut(&node)?;
                let stalled = computer.host_stalled(now, number);
                let host = computer.hosts.get_mut(&number)?;
                if stalled {
                    host.backlog.push(event);
                    return None;
                }
                Some(event)
            }
            Some(Place::Guard(node, number)) => {
                let computer = self.computers.get(&node)?;
                computer.hosts.get(&number)?;
                if computer.frozen(now) {
                    self.push(now + 5 * MS, event);
                    return None;
                }
                Some(event)
            }
        }
    }

    fn step(&mut self, event: Event) {
        match event {
            Event::Start { node } => self.start(node),
            Event::Service { node, what, .. } => self.handle_service(node, what),
            Event::Host { node, host, what } => self.handle_host(node, host, what),
            Event::Datagram { from, to, datagram } => {
                if self.computers.get(&to).is_some_and(|to| to.service.is_some()) {
                    self.receive_datagram(to, from, datagram);
                } else if let Datagram::Acknowledge(incarnation) = datagram {
                    self.acknowledge_hosts(to, incarnation);
                }
            }
            Event::Thaw { node } => self.thaw(node),
            Event::Client { client, what } => self.handle_client(client, what),
            Event::Operator => self.operate(),
            Event::HandOver => self.begin_hand_over(),
            Event::HandOverTrouble { node, trouble } => self.trouble_hand_over(node, trouble),
            Event::Fault => self.make_trouble(),
            Event::Heal { cut } => {
                let kept = self.network.heal(cut);
                self.resend(kept);
            }
            Event::LinkTimeout { from, to, cut } => self.time_link_out(from, to, cut),
            Event::Drift { node } => self.drift(node),
            Event::Audit => {
                self.tell(&Fact::Audit);
                self.push(self.now + AUDIT_PERIOD, Event::Audit);
            }
            Event::Calm => self.calm(),
            Event::Look => self.look(),
        }
    }

    /// leases 10: a service begins only after nothing of earlier lives is left on its machine.
    fn start(&mut self, node: NodeId) {
        let now = self.now;
        let computer = self.computer(node);
        if computer.service.is_some() || !computer.wanted {
            computer.starting = false;
            return;
        }
        if computer.frozen(now) {
            return self.push(now + 5 * MS, Event::Start { node });
        }
        let remains: Vec<HostNumber> = computer.hosts.keys().copied().collect();
        if remains.is_empty() {
            return self.launch_service(node);
        }
        for host in remains {
            self.end_remains(node, host);
        }
        let soon = self.now + 3 * MS;
        self.push(soon, Event::Start { node });
    }

    // The network.

    pub(crate) fn send_datagram(&mut self, from: NodeId, to: NodeId, datagram: Datagram) {
        let World { network, computers, profile, random, now, chaos, .. } = self;
        if !computers.contains_key(&to) || !network.passes(Channel::Datagrams, from, to) {
            return;
        }
        for at in network.plan_datagram(*now, profile, !*chaos, random) {
            self.queue.push(at, Event::Datagram { from, to, datagram: datagram.clone() });
        }
    }

    /// False when nobody is there to receive it.
    pub(crate) fn send_link(&mut self, from: NodeId, to: NodeId, item: LinkItem) -> bool {
        let World { network, computers, random, now, .. } = self;
        let life = computers.get(&to).map_or(0, Computer::life);
        if life == 0 {
            return false;
        }
        if !network.passes(Channel::Links, from, to) {
            network.hold((from, to), life, item);
            return true;
        }
        let large = matches!(&item, LinkItem::Message(message) if message.snapshot.is_some());
        let extra = if large { random.between(MS, 100 * MS) } else { 0 };
        let at = network.plan_link(*now, (from, to), extra, random);
        self.push(at, Event::Service { node: to, life, what: ServiceEvent::Link { from, item } });
        true
    }

    pub(crate) fn resend(&mut self, kept: Vec<((NodeId, NodeId), u64, LinkItem)>) {
        for ((from, to), life, item) in kept {
            let at = self.network.plan_link(self.now, (from, to), 0, &mut self.random);
            self.push(at, Event::Service { node: to, life, what: ServiceEvent::Link { from, item } });
        }
    }

    /// The connections of a process that is gone: who can be reached sees that at once, others when they hear nothing.
    pub(crate) fn reset_links(&mut self, node: NodeId) {
        let peers: Vec<NodeId> = self.computers.keys().copied().filter(|peer| *peer != node).collect();
        for peer in peers {
            let passes = self.network.passes(Channel::Links, node, peer);
            let delay =
                if passes { self.random.between(80 * US, 2 * MS) } else { self.random.between(2_000, 4_000) * MS };
            self.tell_link_down(peer, node, delay);
        }
    }

    pub(crate) fn tell_link_down(&mut self, at: NodeId, peer: NodeId, delay: u64) {
        let life = self.computers.get(&at).map_or(0, Computer::life);
        let what = ServiceEvent::Input(Input::LinkDown(peer));
        self.push(self.now + delay, Event::Service { node: at, life, what });
    }

    /// A link that is still cut is given up by both ends' keepalive.
    fn time_link_out(&mut self, from: NodeId, to: NodeId, _cut: u64) {
        if !self.network.passes(Channel::Links, from, to) {
            self.tell_link_down(to, from, 0);
            self.tell_link_down(from, to, 0);
        }
    }

    fn drift(&mut self, node: NodeId) {
        let rate = self.random.between(RATE_MIN, RATE_MAX);
        let now = self.now;
        self.computer(node).clock.set_rate(now, rate);
        self.replan_wake(node);
        self.replan_leases(node);
        self.replan_guards(node);
        let next = now + self.random.between(500, 20_000) * MS;
        self.push(next, Event::Drift { node });
    }
}

fn form(computers: &BTreeMap<NodeId, Computer>, instance: Guid, random: &mut Random) -> Form {
    let nodes = computers.keys().map(|node| new_node(*node, 1));
    Form {
        cluster_name: "simulated".into(),
        instance,
        nodes: nodes.collect(),
        cluster_group: GroupId(random.guid()),
        available_storage: GroupId(random.guid()),
        cluster_name_resource: ResourceId(random.guid()),
        version: model::level::THIS_PROGRAM.highest,
    }
}

pub(crate) fn new_node(node: NodeId, storage: u32) -> NewNode {
    NewNode { id: node, name: format!("node-{node}"), storage, address: format!("10.0.0.{node}:7400") }
}
