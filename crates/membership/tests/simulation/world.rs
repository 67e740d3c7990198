//! A cluster in one thread: machines with clocks of their own, a bad network, freezes, deaths, and a whimsical log.
//!
//! What is checked, at each committed removal and each lease: no incarnation is removed before everything it may hold has
//! ended in real time, and none holds anything after its removal (leases C1 to C3).

mod elections;
mod trouble;

use crate::log::{Applied, Command, Disk, Leader, Log};
use crate::random::Random;
use membership::input::{ConsensusView, Input};
use membership::message::Message;
use membership::output::Output;
use membership::timing::release_ms;
use membership::{Broken, Config, Machine};
use model::{BootTime, Incarnation, NodeId};
use std::collections::BTreeMap;

pub(crate) const MS: u64 = 1_000_000;

/// What a run is made of.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) nodes: u32,
    pub(crate) voters: usize,
    pub(crate) lease_ms: u64,
    pub(crate) horizon_ms: u64,
    /// Partitions, deaths, long delays, arbitrary elections. Otherwise only the leader freezes now and then.
    pub(crate) chaos: bool,
    /// The state lets an incarnation join again after its end.
    pub(crate) rejoins: bool,
    pub(crate) broken: Broken,
    pub(crate) misuse: Misuse,
}

/// What the shell must not do (leases, "What the shell must do").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Misuse {
    None,
    /// Proposes a removal in a later term than the one it was decided in.
    ProposesInAnyTerm,
    /// Says that the own entry is applied before it tells who is active.
    ConsensusBeforeMembers,
}

#[derive(Clone, Debug)]
enum Event {
    Message {
        to: NodeId,
        from: NodeId,
        message: Message,
    },
    Wake {
        node: NodeId,
        life: u64,
    },
    Views {
        node: NodeId,
    },
    /// `Members`, held back by a misused shell.
    LateMembers {
        node: NodeId,
    },
    Propose {
        node: NodeId,
        term: Option<u64>,
        command: Command,
    },
    Commit {
        node: NodeId,
        term: u64,
    },
    Beat {
        node: NodeId,
        term: u64,
    },
    Replicate {
        from: NodeId,
        to: NodeId,
        term: u64,
    },
    JoinTick {
        node: NodeId,
    },
    Start {
        node: NodeId,
    },
    LastWord {
        node: NodeId,
        incarnation: Incarnation,
        until: u64,
    },
    Election,
    Trouble,
    Heal {
        cut: Vec<(NodeId, NodeId)>,
    },
    ChangeVoters {
        more: u32,
    },
}

struct Process {
    machine: Machine,
    incarnation: Incarnation,
    leading: Option<Leader>,
}

struct Node {
    /// Thousandths of real time; any two differ by less than the margin allows.
    clock_rate: u64,
    clock_offset: u64,
    disk: Disk,
    applied: Applied,
    /// Counts processes, so that nothing is delivered to a dead one.
    life: u64,
    process: Option<Process>,
    frozen_until: u64,
    /// Real time until which something of any life may run here.
    owns_until: u64,
    wake_at: u64,
}

#[derive(Default, Clone, Copy)]
struct Life {
    /// Real time until which this incarnation may run something.
    owns_until: u64,
    removed: bool,
    /// Its host has said its last word.
    finished: bool,
}

#[derive(Default, Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) events: u64,
    pub(crate) elections: u64,
    pub(crate) removals: u64,
    pub(crate) released: u64,
    pub(crate) leases: u64,
    pub(crate) ends: u64,
    pub(crate) voter_changes: u64,
}

pub(crate) struct World {
    options: Options,
    random: Random,
    now: u64,
    /// In order of time, and at one moment in order of asking.
    queue: BTreeMap<(u64, u64), Event>,
    sequence: u64,
    nodes: BTreeMap<NodeId, Node>,
    cut: BTreeMap<(NodeId, NodeId), u32>,
    loss_percent: u64,
    /// One in so many looks finds a reason to elect somebody although there is a leader.
    restless: u64,
    log: Log,
    first_voters: Vec<NodeId>,
    lives: BTreeMap<Incarnation, Life>,
    leaderless_since: Option<u64>,
    /// No leader commits anything before: a disk hangs.
    log_stalled_until: u64,
    election_timeout: u64,
    thawed: BTreeMap<NodeId, u64>,
    violation: Option<String>,
    verbose: bool,
    pub(crate) counts: Counts,
}

impl World {
    pub(crate) fn new(seed: u64, options: Options) -> World {
        let mut random = Random::new(seed);
        let ids: Vec<NodeId> = (1..=options.nodes).map(NodeId).collect();
        let voters = ids[..options.voters].to_vec();
        let nodes = ids.iter().map(|id| {
            let node = Node {
                clock_rate: random.between(910, 1090),
                clock_offset: random.between(0, 1_000_000_000_000),
                disk: Disk::default(),
                applied: Applied::new(voters.clone(), &ids, options.lease_ms, options.rejoins),
                life: 0,
                process: None,
                frozen_until: 0,
                owns_until: 0,
                wake_at: 0,
            };
            (*id, node)
        });
        let nodes = nodes.collect();
        let loss_percent = if options.chaos { random.pick(&[0, 2, 20]) } else { random.pick(&[0, 0, 2]) };
        let restless = if options.misuse == Misuse::None { random.pick(&[30, 100, 500]) } else { 30 };
        let mut world = World {
            options,
            random,
            now: MS,
            queue: BTreeMap::new(),
            sequence: 0,
            nodes,
            cut: BTreeMap::new(),
            loss_percent,
            restless,
            log: Log::default(),
            first_voters: voters,
            lives: BTreeMap::new(),
            leaderless_since: None,
            log_stalled_until: 0,
            election_timeout: 0,
            thawed: BTreeMap::new(),
            violation: None,
            verbose: std::env::var_os("TRACE").is_some(),
            counts: Counts::default(),
        };
        for node in ids {
            world.at(0, Event::Start { node });
        }
        world.at(5 * MS, Event::Election);
        world.at(2_000 * MS, Event::Trouble);
        world
    }

    /// Runs to the horizon or to the first violation.
    pub(crate) fn run(&mut self) -> Result<(), String> {
        while let Some(((time, _), event)) = self.queue.pop_first() {
            if time > self.options.horizon_ms * MS {
                break;
            }
            self.now = self.now.max(time);
            self.counts.events += 1;
            self.step(event);
            if let Some(violation) = self.violation.take() {
                return Err(format!("at {} ms: {violation}", self.now / MS));
            }
        }
        Ok(())
    }

    fn at(&mut self, delay: u64, event: Event) {
        self.sequence += 1;
        self.queue.insert((self.now + delay, self.sequence), event);
    }

    fn trace(&self, text: impl FnOnce() -> String) {
        if self.verbose {
            eprintln!("{:>9.3} {}", self.now as f64 / MS as f64, text());
        }
    }

    fn boot(&self, node: NodeId) -> BootTime {
        let node = &self.nodes[&node];
        BootTime(node.clock_offset + (self.now as u128 * node.clock_rate as u128 / 1000) as u64)
    }

    fn real(&self, node: NodeId, boot: BootTime) -> u64 {
        let node = &self.nodes[&node];
        (boot.0.saturating_sub(node.clock_offset) as u128 * 1000).div_ceil(node.clock_rate as u128) as u64
    }

    fn frozen(&self, node: NodeId) -> bool {
        self.nodes[&node].frozen_until > self.now
    }

    fn works(&self, node: NodeId) -> bool {
        !self.frozen(node) && self.nodes[&node].process.is_some()
    }

    fn linked(&self, a: NodeId, b: NodeId) -> bool {
        a == b || !self.cut.contains_key(&(a, b)) && !self.cut.contains_key(&(b, a))
    }

    fn step(&mut self, event: Event) {
        if let Some(node) = event.place()
            && self.frozen(node)
        {
            let wait = self.nodes[&node].frozen_until - self.now + self.random.between(0, 50_000);
            self.at(wait, event);
            return;
        }
        match event {
            Event::Message { to, from, message } => self.handle(to, Input::Received { from, message }),
            Event::Wake { node, life } => {
                let due = self.nodes[&node].life == life && self.nodes[&node].wake_at <= self.now;
                if due {
                    self.handle(node, Input::Wake);
                }
            }
            Event::Views { node } => self.give_views(node),
            Event::LateMembers { node } => self.give_members(node),
            Event::Propose { node, term, command } => self.propose(node, term, command),
            Event::Commit { node, term } => self.try_commit(node, term),
            Event::Beat { node, term } => self.beat(node, term),
            Event::Replicate { from, to, term } => self.replicate(from, to, term),
            Event::JoinTick { node } => self.try_join(node),
            Event::Start { node } => self.start(node),
            Event::LastWord { node, incarnation, until } => self.say_last_word(node, incarnation, until),
            Event::Election => self.consider_election(),
            Event::Trouble => self.make_trouble(),
            Event::Heal { cut } => self.heal(&cut),
            Event::ChangeVoters { more } => self.change_voters(more),
        }
    }

    // The machine of a node.

    fn start(&mut self, node: NodeId) {
        if self.nodes[&node].process.is_some() {
            return;
        }
        let incarnation = Incarnation(self.random.next());
        let mut config = Config::new(node, incarnation, self.boot(node));
        config.broken = self.options.broken;
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        place.life += 1;
        place.wake_at = 0;
        place.process = Some(Process { machine: Machine::new(config), incarnation, leading: None });
        self.lives.insert(incarnation, Life::default());
        self.trace(|| format!("node {node} starts as {incarnation}"));
        self.give_views(node);
        self.at(MS, Event::JoinTick { node });
    }

    fn handle(&mut self, node: NodeId, input: Input) {
        let now = self.boot(node);
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        let Some(process) = place.process.as_mut() else { return };
        let incarnation = process.incarnation;
        let mut outputs = Vec::new();
        process.machine.handle(now, input, &mut outputs);
        let wake = process.machine.next_wake();
        assert!(wake > now, "the machine asks to be woken in the past: a busy loop");
        let life = place.life;
        let wake_at = self.real(node, wake).max(self.now + 1);
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        if wake.0 < u64::MAX && (place.wake_at <= self.now || wake_at < place.wake_at) {
            place.wake_at = wake_at;
            self.at(wake_at - self.now, Event::Wake { node, life });
        }
        for output in outputs {
            self.perform(node, incarnation, output);
        }
    }

    fn perform(&mut self, node: NodeId, incarnation: Incarnation, output: Output) {
        match output {
            Output::Send { to, message } => self.send(node, to, message),
            Output::Lease { until, .. } => self.note_lease(node, incarnation, until),
            Output::LeaseEnded => self.note_end(node, incarnation),
            Output::ProposeDown { term, node: gone, incarnation, .. } => {
                let term = (self.options.misuse != Misuse::ProposesInAnyTerm).then_some(term);
                let delay = self.shell_delay(3_000);
                self.trace(|| format!("node {node} wants {gone} {incarnation} down"));
                self.at(delay, Event::Propose { node, term, command: Command::Down(gone, incarnation) });
            }
            Output::ProposeReleased(released) => {
                let command = Command::Released(released.node, released.incarnation);
                let delay = self.shell_delay(3_000);
                self.at(delay, Event::Propose { node, term: None, command });
            }
        }
    }

    fn shell_delay(&mut self, longest_ms: u64) -> u64 {
        let slow_percent = if self.options.misuse == Misuse::None { 8 } else { 50 };
        if self.options.chaos && self.random.chance(slow_percent) {
            self.random.between(0, longest_ms * MS)
        } else {
            self.random.between(0, 2 * MS)
        }
    }

    fn note_lease(&mut self, node: NodeId, incarnation: Incarnation, until: BootTime) {
        let end = self.real(node, until.plus_ms(release_ms(self.options.lease_ms)));
        let now = self.now;
        self.counts.leases += 1;
        let life = self.lives.entry(incarnation).or_default();
        if life.finished {
            return;
        }
        life.owns_until = life.owns_until.max(end);
        let removed = life.removed;
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        place.owns_until = place.owns_until.max(end);
        if removed && end > now {
            self.violation = Some(format!("node {node} {incarnation} got a lease after its removal was committed"));
        }
    }

    fn note_end(&mut self, node: NodeId, incarnation: Incarnation) {
        self.counts.ends += 1;
        self.trace(|| format!("node {node} {incarnation} has ended"));
        if !self.options.chaos && self.thawed.get(&node).is_none_or(|thawed| *thawed < self.now) {
            self.violation = Some(format!("node {node} lost its lease, healthy and connected"));
        }
        let delay = self.random.between(20, 200) * MS;
        self.nodes.get_mut(&node).expect("nodes are fixed").process = None;
        self.at(delay, Event::Start { node });
    }

    /// Who is active first, then what the log says (leases, "What the shell must do").
    fn give_views(&mut self, node: NodeId) {
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        let before = place.disk.applied;
        while place.disk.applied < place.disk.stored {
            let (command, time) = &self.log.committed[place.disk.applied];
            place.applied.apply(command, *time);
            place.disk.applied += 1;
        }
        if before != place.disk.applied || self.random.chance(50) {
            if self.options.misuse == Misuse::ConsensusBeforeMembers && before > 0 {
                let delay = self.shell_delay(2_000);
                self.at(delay, Event::LateMembers { node });
            } else {
                self.give_members(node);
            }
        }
        let place = &self.nodes[&node];
        let Some(process) = &place.process else { return };
        let own_term_applied = process.leading.as_ref().is_some_and(|l| place.applied.own_terms.contains(&l.term));
        let view = ConsensusView {
            term: place.disk.term,
            leading: process.leading.is_some(),
            own_term_applied,
            commit_index: place.disk.stored as u64,
            voters: place.applied.voters.clone(),
        };
        self.handle(node, Input::Consensus(view));
    }

    fn give_members(&mut self, node: NodeId) {
        let view = self.nodes[&node].applied.members_view(self.now);
        self.handle(node, Input::Members(view));
    }

    // The network.

    fn send(&mut self, from: NodeId, to: NodeId, message: Message) {
        if self.cut.contains_key(&(from, to)) || self.random.chance(self.loss_percent) {
            return;
        }
        let copies = if self.options.chaos && self.random.chance(5) { 2 } else { 1 };
        for _ in 0..copies {
            let delay = match self.options.chaos {
                true if self.random.chance(3) => self.random.between(0, 2_500 * MS),
                true => self.random.between(MS / 10, 5 * MS),
                false => self.random.between(MS / 10, 15 * MS),
            };
            self.at(delay, Event::Message { to, from, message: message.clone() });
        }
    }

    fn heal(&mut self, cut: &[(NodeId, NodeId)]) {
        for pair in cut {
            let times = self.cut.get_mut(pair).expect("cut before healed");
            *times -= 1;
            if *times == 0 {
                self.cut.remove(pair);
            }
        }
    }

    /// Joined nodes that work hold a lease, at the end of a quiet run.
    pub(crate) fn held(&self) -> usize {
        let held = self.nodes.iter().filter(|(node, place)| {
            let now = self.boot(**node);
            place.process.as_ref().and_then(|p| p.machine.lease()).is_some_and(|(until, _)| until > now)
        });
        held.count()
    }
}

impl Event {
    /// The node on which it happens; it waits there while the node is frozen.
    fn place(&self) -> Option<NodeId> {
        match self {
            Event::Message { to: node, .. }
            | Event::Wake { node, .. }
            | Event::Views { node }
            | Event::LateMembers { node }
            | Event::Propose { node, .. }
            | Event::Commit { node, .. }
            | Event::Beat { node, .. }
            | Event::Start { node }
            | Event::LastWord { node, .. }
            | Event::JoinTick { node } => Some(*node),
            Event::Replicate { .. }
            | Event::Election
            | Event::Trouble
            | Event::Heal { .. }
            | Event::ChangeVoters { .. } => None,
        }
    }
}
