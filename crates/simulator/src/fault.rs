//! What goes wrong, at random moments and more often for the leader than for others.

use crate::clock::MS;
use crate::event::{Event, HostNumber};
use crate::host::{Host, Phase};
use crate::network::{Channel, Way};
use crate::world::World;
use model::NodeId;
use node::Input;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    KillService,
    KillHost,
    KillBoth,
    PowerLoss,
    StopInOrder,
    StallService,
    StallHost,
    StallComputer,
    CutOff,
    Split,
    CutOneLink,
    Storm,
    SlowDisk,
    FalseAlarm,
    TransferLeader,
}

const FAULTS: &[(u64, Fault)] = &[
    (8, Fault::KillService),
    (5, Fault::KillHost),
    (7, Fault::KillBoth),
    (6, Fault::PowerLoss),
    (3, Fault::StopInOrder),
    (9, Fault::StallService),
    (4, Fault::StallHost),
    (8, Fault::StallComputer),
    (10, Fault::CutOff),
    (5, Fault::Split),
    (6, Fault::CutOneLink),
    (5, Fault::Storm),
    (5, Fault::SlowDisk),
    (3, Fault::FalseAlarm),
    (3, Fault::TransferLeader),
];

const LEADER_PERCENT: u64 = 40;
const NEWCOMER_PERCENT: u64 = 12;

impl World {
    pub(crate) fn make_trouble(&mut self) {
        if !self.chaos {
            return;
        }
        let fault = self.random.weighted(FAULTS);
        let node = self.victim();
        self.counts.faults += 1;
        self.note(format!("fault: {fault:?} at node {node}"));
        self.break_something(fault, node);
        let gap = self.random.between(50, self.profile.fault_gap_ms) * MS;
        self.push(self.now + gap, Event::Fault);
    }

    pub(crate) fn victim(&mut self) -> NodeId {
        let nodes: Vec<NodeId> = self.computers.keys().copied().collect();
        let leads = |node: &&NodeId| self.computers[*node].service.as_ref().is_some_and(|s| s.node.is_leader());
        let leader = nodes.iter().find(leads).copied();
        match leader {
            Some(leader) if self.random.chance(LEADER_PERCENT) => leader,
            _ => self.random.pick(&nodes),
        }
    }

    fn break_something(&mut self, fault: Fault, node: NodeId) {
        match fault {
            Fault::KillService => self.kill_service(node),
            Fault::KillHost => self.kill_present_host(node),
            Fault::KillBoth => {
                self.kill_hosts(node);
                self.kill_service(node);
            }
            Fault::PowerLoss => self.lose_power(node),
            Fault::StopInOrder => {
                let life = self.computers[&node].life();
                let what = crate::event::ServiceEvent::Stop;
                self.push(self.now, Event::Service { node, life, what });
            }
            Fault::StallService => {
                let until = self.now + self.stall_time();
                let computer = self.computer(node);
                computer.service_stalled_until = computer.service_stalled_until.max(until);
                self.push(until, Event::Thaw { node });
            }
            Fault::StallHost => {
                let until = self.now + self.stall_time();
                for host in self.living_hosts(node) {
                    self.stall_host(node, host, until);
                }
                self.push(until, Event::Thaw { node });
            }
            Fault::StallComputer => {
                let until = self.now + self.stall_time();
                let computer = self.computer(node);
                computer.frozen_until = computer.frozen_until.max(until);
                self.push(until, Event::Thaw { node });
            }
            Fault::CutOff => self.cut_sides(&[node]),
            Fault::Split => self.split(),
            Fault::CutOneLink => self.cut_one(node),
            Fault::Storm => {
                let until = self.now + self.random.between(100, 3_000) * MS;
                self.network.begin_storm(until);
            }
            Fault::SlowDisk => {
                let until = self.now + self.random.between(200, 5_000) * MS;
                self.computer(node).disk.slow_until = until;
            }
            Fault::FalseAlarm => {
                let peer = self.victim();
                self.tell_link_down(peer, node, 0);
            }
            Fault::TransferLeader => {
                let to = self.victim();
                self.feed(node, Input::TransferLeadership { to });
            }
        }
    }

    /// Shorter than a lease, about as long, or much longer.
    fn stall_time(&mut self) -> u64 {
        let (low, high) = self.random.pick(&[(10, 400), (700, 1_800), (1_200, 5_000)]);
        self.random.between(low, high) * MS
    }

    fn restart_time(&mut self) -> u64 {
        let (low, high) = self.random.pick(&[(5, 60), (100, 1_500), (1_000, 5_000)]);
        self.random.between(low, high) * MS
    }

    pub(crate) fn kill_service(&mut self, node: NodeId) {
        if self.computers[&node].service.is_some() {
            self.lose_service(node);
            let delay = self.restart_time();
            self.plan_start(node, delay);
        }
    }

    fn living_hosts(&self, node: NodeId) -> Vec<HostNumber> {
        let hosts = self.computers[&node].hosts.iter();
        let over = |host: &Host| matches!(host.phase, Phase::Finished(_) | Phase::Dead);
        hosts.filter(|(_, host)| !over(host)).map(|(number, _)| *number).collect()
    }

    fn kill_present_host(&mut self, node: NodeId) {
        for host in self.living_hosts(node) {
            self.kill_host(node, host);
        }
    }

    fn kill_hosts(&mut self, node: NodeId) {
        let hosts: Vec<HostNumber> = self.computers[&node].hosts.keys().copied().collect();
        hosts.into_iter().for_each(|host| self.kill_host(node, host));
    }

    /// Everything on the machine is gone at once, and nobody hears of it.
    pub(crate) fn lose_power(&mut self, node: NodeId) {
        let delay = self.restart_time().max(50 * MS);
        let World { computers, random, network, .. } = self;
        let Some(computer) = computers.get_mut(&node) else { return };
        let ran = computer.service.take().is_some();
        computer.hosts.clear();
        computer.disk.lose_power(random);
        computer.service_stalled_until = 0;
        computer.frozen_until = 0;
        computer.take_backlog();
        network.forget_links(node);
        let peers: Vec<NodeId> = computers.keys().copied().filter(|peer| *peer != node).collect();
        for peer in peers {
            let noticed = self.random.between(2_000, 4_000) * MS;
            self.tell_link_down(peer, node, noticed.min(delay));
        }
        if ran {
            self.plan_start(node, delay);
        }
    }

    // Cuts.

    fn split(&mut self) {
        let mut side: Vec<NodeId> = self.computers.keys().copied().collect();
        self.random.shuffle(&mut side);
        side.truncate(side.len() / 2);
        self.cut_sides(&side);
    }

    fn cut_one(&mut self, node: NodeId) {
        let others: Vec<NodeId> = self.computers.keys().copied().filter(|other| *other != node).collect();
        if !others.is_empty() {
            let other = self.random.pick(&others);
            self.cut_between(&[node], &[other]);
        }
    }

    fn cut_sides(&mut self, side: &[NodeId]) {
        let others: Vec<NodeId> = self.computers.keys().copied().filter(|node| !side.contains(node)).collect();
        self.cut_between(side, &others);
    }

    /// Both ways or one, everything or one channel only.
    fn cut_between(&mut self, side: &[NodeId], others: &[NodeId]) {
        let (outward, inward) = self.random.weighted(&[(4, (true, true)), (1, (true, false)), (1, (false, true))]);
        let both: &[Channel] = &[Channel::Datagrams, Channel::Links];
        let channels = self.random.weighted(&[(4, both), (1, &both[..1]), (1, &both[1..])]);
        let mut ways: Vec<(Channel, Way)> = Vec::new();
        for channel in channels {
            for inner in side {
                for outer in others {
                    if outward {
                        ways.push((*channel, (*inner, *outer)));
                    }
                    if inward {
                        ways.push((*channel, (*outer, *inner)));
                    }
                }
            }
        }
        self.note(format!("cut: {ways:?}"));
        let length = self.random.between(50, 6_000) * MS;
        let cut = self.network.cut(ways.clone());
        self.push(self.now + length, Event::Heal { cut });
        for (channel, (from, to)) in ways {
            if channel == Channel::Links {
                let noticed = self.now + self.random.between(2_000, 4_000) * MS;
                self.push(noticed, Event::LinkTimeout { from, to, cut });
            }
        }
    }

    /// A member that was granted nothing yet is not heard until about the moment at which it is removed for that, while the
    /// disks take long to commit the removal: when it is heard again, it must not be granted anything (leases 3, 6).
    pub(crate) fn trouble_newcomer(&mut self, node: NodeId, longest_lease_ms: u64) {
        if !self.chaos || !self.profile.faults || !self.random.chance(NEWCOMER_PERCENT) {
            return;
        }
        let silence_ms = longest_lease_ms * 5 / 4 + 200;
        let length = self.random.between(silence_ms * 85 / 100, silence_ms * 130 / 100) * MS;
        let others: Vec<NodeId> = self.computers.keys().copied().filter(|other| *other != node).collect();
        let ways = others.iter().flat_map(|other| [(node, *other), (*other, node)]);
        let cut = self.network.cut(ways.map(|way| (Channel::Datagrams, way)).collect());
        self.note(format!("fault: nobody hears node {node}, which has just joined, for {} ms", length / MS));
        self.push(self.now + length, Event::Heal { cut });
        for computer in self.computers.values_mut() {
            computer.disk.slow_until = computer.disk.slow_until.max(self.now + length + 500 * MS);
        }
    }

    /// What stood still goes on: everything that came meanwhile is there at once.
    pub(crate) fn thaw(&mut self, node: NodeId) {
        let now = self.now;
        let computer = self.computer(node);
        if computer.frozen(now) {
            return;
        }
        let boot = computer.boot(now);
        let mut waiting = Vec::new();
        for host in computer.hosts.values_mut() {
            if computer.frozen_until > 0 {
                host.thawed_at = boot;
                // One that never had a lease runs nothing, and gets its first one later.
                host.thawed_late |= host.until.is_some() && !host.holds(boot);
            }
            if now >= host.stalled_until {
                waiting.append(&mut host.backlog);
            }
        }
        computer.frozen_until = 0;
        if !computer.service_stalled(now) {
            waiting.append(&mut computer.take_backlog());
        }
        for event in waiting {
            self.push(now, event);
        }
        self.replan_leases(node);
        self.replan_wake(node);
    }
}
