//! A service becomes another program while its host goes on (leases 12 to 17), in the order of service::hand_over: what is ready is
//! replaced in one moment, and takes its time to start.

use crate::canary::Canary;
use crate::clock::MS;
use crate::computer::Computer;
use crate::event::{Event, ServiceEvent};
use crate::network::{Channel, Way};
use crate::service::{Service, node_config};
use crate::world::World;
use cluster_state::command::{Command, NodeCommand};
use consensus::io::Stored;
use membership::input::{MembersView, OwnLease};
use model::{NodeId, VoterId};
use node::{HandOverStep, Input, Node};

/// Between two of them.
const GAP_MS: u64 = 5_000;
/// H: shorter than in the service, so that what follows upon one happens within a run.
const LEASES_MS: [u64; 3] = [1_500, 3_000, 6_000];
const TROUBLE_PERCENT: u64 = 30;
/// `execve` fails.
const FAILS_PERCENT: u64 = 8;

/// What a service remembers of its own.
#[derive(Default)]
pub(crate) struct HandingOver {
    /// Everything is ready: the program is replaced right after the heartbeat that follows this one, so that its answer comes to the
    /// successor.
    after: Option<u64>,
    /// Test-only fault: the log as the successor read it, while its predecessor went on.
    stale: Option<Stored>,
    /// What the lease machine was told last, for a test-only fault.
    pub(crate) members: MembersView,
    lease_ms: u64,
}

/// What happens to a node that hands over, or to the one that leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HandOverTrouble {
    LosePower,
    CutOff,
    KillService,
    Stall,
}

impl World {
    pub(crate) fn plan_hand_over(&mut self) {
        let gap = self.random.between(200, GAP_MS) * MS;
        self.push(self.now + gap, Event::HandOver);
    }

    pub(crate) fn begin_hand_over(&mut self) {
        if !self.chaos {
            return;
        }
        self.plan_hand_over();
        let (node, lease_ms) = (self.victim(), self.random.pick(&LEASES_MS));
        let Some(service) = self.service(node) else { return };
        if service.stopping || !service.node.is_member() {
            return;
        }
        service.handing_over.lease_ms = lease_ms;
        self.note(format!("node {node} is asked to hand over, with leases of {lease_ms} ms"));
        self.feed(node, Input::HandOver { lease_ms });
        if self.profile.faults && (self.canary == Canary::GrantBeforeApplied || self.random.chance(TROUBLE_PERCENT)) {
            self.plan_trouble(node);
        }
    }

    /// At any moment from the request to the first lease of the successor.
    fn plan_trouble(&mut self, node: NodeId) {
        use HandOverTrouble::{CutOff, KillService, LosePower, Stall};
        let leader = self.leader().unwrap_or(node);
        let soon = self.random.pick(&[30, 300, 1_500, 3_000]);
        let late = self.random.between(1, soon);
        let kind = if self.canary == Canary::GrantBeforeApplied { 7 } else { self.random.below(8) };
        let troubles: &[(NodeId, HandOverTrouble, u64)] = match kind {
            0 => &[(node, LosePower, late)],
            1 => &[(node, CutOff, late)],
            2 => &[(node, KillService, late)],
            3 => &[(leader, KillService, late)],
            4 => &[(node, Stall, late)],
            // The leader grants and cannot commit; then another one leads, and does not hear the node.
            _ => {
                self.cut_for_a_while(leader, &[Channel::Links], Some(node));
                let before_another_leads = self.random.between(150, 330);
                &[(node, CutOff, before_another_leads)]
            }
        };
        for (node, trouble, after_ms) in troubles {
            let (node, trouble) = (*node, *trouble);
            self.push(self.now + after_ms * MS, Event::HandOverTrouble { node, trouble });
        }
    }

    pub(crate) fn trouble_hand_over(&mut self, node: NodeId, trouble: HandOverTrouble) {
        if !self.chaos {
            return;
        }
        self.note(format!("fault at a hand-over: {trouble:?} at node {node}"));
        self.counts.faults += 1;
        match trouble {
            HandOverTrouble::LosePower => self.lose_power(node),
            HandOverTrouble::KillService => self.kill_service(node),
            HandOverTrouble::CutOff => self.cut_for_a_while(node, &[Channel::Datagrams, Channel::Links], None),
            HandOverTrouble::Stall => {
                let takes = self.random.between(500, 5_000) * MS;
                self.stall_service(node, takes);
            }
        }
    }

    fn cut_for_a_while(&mut self, node: NodeId, channels: &[Channel], but: Option<NodeId>) {
        let others = self.computers.keys().copied().filter(|other| *other != node && Some(*other) != but);
        let others: Vec<NodeId> = others.collect();
        let mut ways: Vec<(Channel, Way)> = Vec::new();
        for channel in channels {
            ways.extend(others.iter().flat_map(|other| [(*channel, (node, *other)), (*channel, (*other, node))]));
        }
        let cut = self.network.cut(ways);
        let length = self.random.between(1_000, 6_000) * MS;
        self.push(self.now + length, Event::Heal { cut });
    }

    fn stall_service(&mut self, node: NodeId, takes: u64) {
        let until = self.now + takes;
        let computer = self.computer(node);
        computer.service_stalled_until = computer.service_stalled_until.max(until);
        self.push(until, Event::Thaw { node });
    }

    /// After each round of the event loop.
    pub(crate) fn watch_hand_over(&mut self, node: NodeId) {
        let Some((step, ready)) = self.hand_over_step(node) else { return };
        if let HandOverStep::GivenUp(awaited) = step {
            self.note(format!("node {node} gives up to hand over: {awaited}"));
            return self.feed(node, Input::HandOverFailed);
        }
        let Some(service) = self.service(node) else { return };
        service.handing_over.after = match service.handing_over.after {
            known @ Some(_) if ready => known,
            None if ready => Some(service.machine.last_sent()),
            _ => None,
        };
    }

    /// The step, and whether nothing is on its way to the disk as well.
    fn hand_over_step(&mut self, node: NodeId) -> Option<(HandOverStep, bool)> {
        let computer = self.computers.get(&node)?;
        let step = computer.service.as_ref()?.node.hand_over_step(computer.boot(self.now));
        Some((step, step == HandOverStep::Ready && computer.disk.is_idle()))
    }

    /// After each input of the lease machine.
    pub(crate) fn replace_after_heartbeat(&mut self, node: NodeId) {
        let Some(service) = self.service(node) else { return };
        if service.handing_over.after.is_some_and(|number| service.machine.last_sent() > number) {
            service.handing_over.after = None;
            let life = service.life;
            self.push(self.now, Event::Service { node, life, what: ServiceEvent::Exec });
        }
    }

    pub(crate) fn replace_program(&mut self, node: NodeId) {
        // What came before counts: a report of the host, or the word that the service is to stop, after which it is not replaced.
        self.step_service(node);
        let Some((_, ready)) = self.hand_over_step(node) else { return };
        let Some(service) = self.service(node) else { return };
        let (life, forked) = (service.life, service.handing_over.stale.is_some());
        if self.canary == Canary::SecondProcess && !forked {
            let stored = self.computer(node).disk.load().ok();
            if let Some(service) = self.service(node) {
                service.handing_over.stale = stored;
            }
            let later = self.now + self.random.between(300, 1_500) * MS;
            return self.push(later, Event::Service { node, life, what: ServiceEvent::Exec });
        }
        if !ready && !forked {
            return;
        }
        if self.random.chance(FAILS_PERCENT) {
            self.note(format!("node {node} cannot become another program"));
            return self.feed(node, Input::HandOverFailed);
        }
        self.become_successor(node);
    }

    fn become_successor(&mut self, node: NodeId) {
        let (now, form) = (self.now, self.form.clone());
        let life = self.new_number();
        let computer = self.computer(node);
        let (started, me) = (computer.boot(now), computer.voter());
        let form = computer.founder.then_some(form);
        let Some(mut before) = computer.service.take() else { return };
        computer.disk.lose_process();
        let stored = match before.handing_over.stale.take() {
            Some(stored) => Ok(stored),
            None => computer.disk.load(),
        };
        let stored = match stored {
            Ok(stored) => stored,
            Err(error) => return self.disk_failed(node, &error),
        };
        let (inheritance, sent_before) = (before.node.inheritance(), before.machine.last_sent());
        let mut lease = membership::Config::new(node, before.incarnation, started);
        lease.sent_before = sent_before;
        lease.lease_before = Some(inheritance.until);
        lease.broken = self.canary.lease_rules();
        let mut config = node_config(me, before.incarnation, life, form);
        config.consensus.seed = node::seed_of(before.incarnation, Some(&inheritance));
        config.inherited = Some(inheritance);
        let Some(mut service) = self.new_service(config, stored, lease, life) else { return };
        service.host = before.host;
        service.host_finished = before.host_finished;
        service.host_busy_until = before.host_busy_until;
        self.take_over_host(node, &before, life);
        self.computer(node).service = Some(service);
        self.network.forget_links(node);
        self.reset_links(node);
        self.counts.hand_overs += 1;
        let (low, high) = self.random.weighted(&[(6, (2, 40)), (3, (40, 800)), (2, (800, 8_000))]);
        // A long one counts as a fault: without this voter, and one that is stopped, the others may have no majority.
        let high = if self.profile.faults { high } else { 40 };
        let takes = self.random.between(low.min(high), high) * MS;
        self.note(format!("node {node} becomes another program, which takes {} ms to start", takes / MS));
        self.state_loaded(node);
        self.stall_service(node, takes);
        self.plan_tick(node);
        self.plan_step(node);
        self.wake_soon(node);
        if self.profile.faults && self.random.chance(6) {
            self.note(format!("node {node}: the successor dies at once"));
            self.kill_service(node);
        }
    }

    /// The connections to the host are the same ones: what is on its way comes to the successor.
    fn take_over_host(&mut self, node: NodeId, before: &Service, life: u64) {
        if let Some(host) = self.host(node, before.host) {
            host.life = life;
        }
        let from_host = |what: &ServiceEvent| {
            use ServiceEvent::{HostExited, HostFinished, Input as In};
            matches!(what, HostFinished(_) | HostExited(_) | In(Input::Host(_)))
        };
        self.move_events(|event| match event {
            Event::Service { node: of, life: was, what } if *of == node && *was == before.life && from_host(what) => {
                *was = life;
            }
            _ => {}
        });
    }

    /// Test-only fault: who is asked for a longer lease grants it before anybody has agreed.
    pub(crate) fn grant_early(&mut self, node: NodeId, command: &Command) {
        let Command::Node(NodeCommand::HandOver { node: of, lease_ms, .. }) = command else { return };
        if self.canary != Canary::GrantBeforeApplied {
            return;
        }
        let Some(service) = self.service(node) else { return };
        let mut members = service.handing_over.members.clone();
        let (lease_ms, longest_lease_ms) = (*lease_ms, *lease_ms);
        members.own_leases.push(OwnLease { node: *of, lease_ms, longest_lease_ms });
        self.machine_input(node, membership::input::Input::Members(members));
    }

    fn leader(&self) -> Option<NodeId> {
        let leads = |computer: &&Computer| computer.service.as_ref().is_some_and(|service| service.node.is_leader());
        self.computers.values().find(leads).map(|computer| computer.node)
    }

    /// Of what a service that leads itself asks.
    pub(crate) fn grant_itself_early(&mut self, node: NodeId) {
        let Some(service) = self.service(node) else { return };
        let (number, lease_ms) = (service.node.hand_overs(), service.handing_over.lease_ms);
        let asks = matches!(self.hand_over_step(node), Some((HandOverStep::Waiting(_), _)));
        let Some(service) = self.service(node) else { return };
        if asks && service.node.is_leader() {
            let incarnation = service.incarnation;
            let command = Command::Node(NodeCommand::HandOver { node, incarnation, number, lease_ms });
            self.grant_early(node, &command);
        }
    }
}

/// What a program that was just started, or has just become another one, is made of.
impl World {
    pub(crate) fn new_service(
        &mut self,
        config: node::Config,
        stored: Stored,
        lease: membership::Config,
        life: u64,
    ) -> Option<Service> {
        let VoterId { node, .. } = config.me;
        let incarnation = config.incarnation;
        let log = crate::witness::LogMirror::new(&stored);
        let mut core = match Node::new(config, stored) {
            Ok(core) => core,
            Err(error) => {
                self.fail("starts_from_its_disk", format!("node {node} does not start: {error}"));
                return None;
            }
        };
        core.break_rules(self.canary.node_rules());
        if let Some(entries) = self.profile.snapshot_entries {
            core.set_snapshot_spacing(entries, entries / 2);
        }
        Some(Service::new(life, incarnation, core, membership::Machine::new(lease), log))
    }
}
