//! A cluster in one thread: machines with clocks of their own, a bad network, freezes, deaths, and a whimsical log.
//!
//! What is checked, at each committed removal and each lease: no incarnation is removed before everything it may hold has
//! ended in real time, and none holds anything after its removal (leases C1 to C3).

use crate::log::{Applied, Command, Disk, Leader, Log, quorum};
use crate::random::Random;
use membership::input::{ConsensusView, Input};
use membership::message::{Message, Released};
use membership::output::Output;
use membership::timing::RELEASE_MS;
use membership::{Broken, Config, Machine};
use model::{BootTime, Incarnation, NodeId, ReleaseCause};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

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
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    events: BTreeMap<u64, Event>,
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
            queue: BinaryHeap::new(),
            events: BTreeMap::new(),
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
        while let Some(Reverse((time, sequence))) = self.queue.pop() {
            if time > self.options.horizon_ms * MS {
                break;
            }
            let event = self.events.remove(&sequence).expect("each queued event is kept once");
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
        self.queue.push(Reverse((self.now + delay, self.sequence)));
        self.events.insert(self.sequence, event);
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
        if wake.0 < u64::MAX {
            self.nodes.get_mut(&node).expect("nodes are fixed").wake_at = wake_at;
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
        let end = self.real(node, until.plus_ms(RELEASE_MS));
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

    // The log.

    fn voters_at(&self, index: usize) -> Vec<NodeId> {
        let changes = self.log.committed[..index].iter().rev();
        let mut voters = changes.filter_map(|(command, _)| match command {
            Command::Voters(voters) => Some(voters.clone()),
            _ => None,
        });
        voters.next().unwrap_or_else(|| self.first_voters.clone())
    }

    fn leader(&mut self, node: NodeId, term: Option<u64>) -> Option<&mut Leader> {
        let leading = self.nodes.get_mut(&node)?.process.as_mut()?.leading.as_mut()?;
        term.is_none_or(|term| leading.term == term).then_some(leading)
    }

    /// Raises the term on a node's disk; whoever led a lower one leads no more.
    fn raise_term(&mut self, node: NodeId, term: u64) {
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        if place.disk.term < term {
            place.disk.term = term;
            if let Some(process) = &mut place.process {
                process.leading = None;
            }
        }
    }

    fn views_soon(&mut self, node: NodeId) {
        let delay = self.shell_delay(300);
        self.at(delay, Event::Views { node });
    }

    fn propose(&mut self, node: NodeId, term: Option<u64>, command: Command) {
        let Some(leader) = self.leader(node, term) else { return };
        let term = leader.term;
        if leader.proposals.contains(&command) {
            return;
        }
        leader.proposals.push(command.clone());
        let others: Vec<NodeId> = self.nodes.keys().copied().collect();
        let holders: BTreeSet<NodeId> = others
            .into_iter()
            .filter(|other| self.works(*other) && self.linked(node, *other))
            .filter(|other| self.nodes[other].disk.term <= term)
            .collect();
        for holder in &holders {
            self.raise_term(*holder, term);
            self.views_soon(*holder);
        }
        self.log.orphan(term, command, holders);
        let delay = self.random.between(MS, 10 * MS);
        self.at(delay, Event::Commit { node, term });
    }

    fn try_commit(&mut self, node: NodeId, term: u64) {
        let Some(leader) = self.leader(node, Some(term)) else { return };
        let own = !leader.own_term_committed;
        if !own && leader.proposals.is_empty() {
            return;
        }
        let again = self.random.between(5, 20) * MS;
        self.at(again, Event::Commit { node, term });
        let voters = self.voters_at(self.nodes[&node].disk.stored);
        let mut acks: Vec<NodeId> = voters.iter().copied().filter(|v| self.follows(node, *v, term)).collect();
        if acks.len() < quorum(&voters) || self.log_stalled_until > self.now {
            return;
        }
        self.random.shuffle(&mut acks);
        acks.truncate(quorum(&voters));
        if own {
            for command in self.log.inherit(node, term, &mut self.random) {
                self.commit(command, term);
            }
            self.commit(Command::OwnTerm(term), term);
            self.leader(node, Some(term)).expect("still leads").own_term_committed = true;
        } else {
            let command = self.leader(node, Some(term)).expect("still leads").proposals.remove(0);
            self.commit(command, term);
        }
        for member in acks.into_iter().chain([node]) {
            self.raise_term(member, term);
            self.nodes.get_mut(&member).expect("nodes are fixed").disk.stored = self.log.committed.len();
            self.views_soon(member);
        }
        self.spread(node, term);
    }

    fn follows(&self, leader: NodeId, node: NodeId, term: u64) -> bool {
        self.works(node) && self.linked(leader, node) && self.nodes[&node].disk.term <= term
    }

    /// The checks of a removal are here: from this moment on the incarnation's groups may run elsewhere.
    fn commit(&mut self, command: Command, term: u64) {
        self.trace(|| format!("committed in term {term}: {command:?}"));
        if let Command::Down(node, incarnation) | Command::Released(node, incarnation) = &command {
            let life = self.lives.get_mut(incarnation).expect("only real lives are named");
            if matches!(command, Command::Down(..)) {
                self.counts.removals += u64::from(!life.removed);
            } else {
                self.counts.released += u64::from(!life.removed);
            }
            life.removed = true;
            if life.owns_until > self.now {
                let left = (life.owns_until - self.now) / MS;
                self.violation = Some(format!("node {node} {incarnation} is removed {left} ms before it let go"));
            }
        }
        if let Command::Join(node, incarnation) = &command {
            if self.options.rejoins {
                self.lives.get_mut(incarnation).expect("only real lives join").removed = false;
            }
            let unlucky_percent = if self.options.misuse == Misuse::None { 25 } else { 60 };
            if self.options.chaos && self.random.chance(unlucky_percent) {
                self.trouble_newcomer(*node);
            }
        }
        self.counts.voter_changes += u64::from(matches!(command, Command::Voters(_)));
        self.log.commit(command, self.now, term);
    }

    fn spread(&mut self, node: NodeId, term: u64) {
        let others: Vec<NodeId> = self.nodes.keys().copied().filter(|other| *other != node).collect();
        for to in others {
            let delay = self.random.between(MS / 10, 10 * MS);
            self.at(delay, Event::Replicate { from: node, to, term });
        }
    }

    fn beat(&mut self, node: NodeId, term: u64) {
        if self.leader(node, Some(term)).is_some() {
            self.spread(node, term);
            self.at(60 * MS, Event::Beat { node, term });
        }
    }

    fn replicate(&mut self, from: NodeId, to: NodeId, term: u64) {
        if self.leader(from, Some(term)).is_none() || !self.linked(from, to) || !self.works(from) {
            return;
        }
        if !self.works(to) {
            return;
        }
        if self.nodes[&to].disk.term > term {
            let newer = self.nodes[&to].disk.term;
            self.raise_term(from, newer);
            self.views_soon(from);
            return;
        }
        let stored = self.nodes[&from].disk.stored;
        let place = &self.nodes[&to];
        if place.disk.term == term && place.disk.stored >= stored {
            return;
        }
        self.raise_term(to, term);
        let place = self.nodes.get_mut(&to).expect("nodes are fixed");
        place.disk.stored = place.disk.stored.max(stored);
        self.views_soon(to);
    }

    fn consider_election(&mut self) {
        self.at(10 * MS, Event::Election);
        let led = self.nodes.keys().any(|node| self.leads_well(*node));
        if led {
            self.leaderless_since = None;
        } else if self.leaderless_since.is_none() {
            self.leaderless_since = Some(self.now);
            self.election_timeout = self.options.lease_ms * MS * self.random.between(30, 47) / 100;
        }
        let waited = self.leaderless_since.is_some_and(|since| self.now - since >= self.election_timeout);
        if waited || self.options.chaos && self.random.next() % self.restless == 0 {
            self.elect();
        }
    }

    /// Its followers hear it.
    fn leads_well(&self, node: NodeId) -> bool {
        let Some(leader) = self.nodes[&node].process.as_ref().and_then(|process| process.leading.as_ref()) else {
            return false;
        };
        let voters = self.voters_at(self.nodes[&node].disk.stored);
        let following = voters.iter().filter(|voter| self.follows(node, **voter, leader.term)).count();
        !self.frozen(node) && following >= quorum(&voters)
    }

    fn elect(&mut self) {
        let mut candidates: Vec<NodeId> = self.nodes.keys().copied().filter(|node| self.works(*node)).collect();
        self.random.shuffle(&mut candidates);
        for node in candidates {
            let stored = self.nodes[&node].disk.stored;
            let voters = self.voters_at(stored);
            if !voters.contains(&node) {
                continue;
            }
            let mut votes: Vec<NodeId> = voters.iter().copied().filter(|voter| *voter != node).collect();
            votes.retain(|v| self.works(*v) && self.linked(node, *v) && self.nodes[v].disk.stored <= stored);
            if votes.len() + 1 < quorum(&voters) {
                continue;
            }
            self.random.shuffle(&mut votes);
            votes.truncate(quorum(&voters) - 1);
            assert_eq!(stored, self.log.committed.len(), "Raft's leader completeness holds in this log");
            self.counts.elections += 1;
            self.log.highest_term += 1;
            let term = self.log.highest_term;
            self.trace(|| format!("node {node} leads term {term} by {votes:?}"));
            for voter in votes {
                self.raise_term(voter, term);
                self.views_soon(voter);
            }
            self.raise_term(node, term);
            let process = self.nodes.get_mut(&node).and_then(|place| place.process.as_mut());
            process.expect("it works").leading =
                Some(Leader { term, own_term_committed: false, proposals: Vec::new() });
            self.leaderless_since = None;
            self.give_views(node);
            let delay = self.random.between(MS, 10 * MS);
            self.at(delay, Event::Commit { node, term });
            self.at(0, Event::Beat { node, term });
            return;
        }
    }

    // Joining, dying and being troubled.

    fn try_join(&mut self, node: NodeId) {
        let Some(process) = &self.nodes[&node].process else { return };
        let incarnation = process.incarnation;
        let command = Command::Join(node, incarnation);
        self.at(60 * MS, Event::JoinTick { node });
        let place = &self.nodes[&node];
        if !self.options.rejoins && place.applied.ended.get(&node) == Some(&incarnation) {
            self.note_end(node, incarnation);
            return;
        }
        if place.applied.active[&node].is_some() || place.owns_until > self.now {
            return;
        }
        let leading = |other: &&NodeId| self.nodes[other].process.as_ref().is_some_and(|p| p.leading.is_some());
        let leader = self.nodes.keys().filter(leading).max_by_key(|other| self.nodes[other].disk.term).copied();
        if let Some(leader) = leader.filter(|leader| self.linked(node, *leader)) {
            let delay = self.random.between(MS / 10, 5 * MS);
            self.at(delay, Event::Propose { node: leader, term: None, command });
        }
    }

    /// The service dies, and sometimes its host with it.
    fn kill(&mut self, node: NodeId) {
        let Some(process) = self.nodes.get_mut(&node).and_then(|place| place.process.take()) else { return };
        let incarnation = process.incarnation;
        self.trace(|| format!("node {node} {incarnation} is killed"));
        if self.random.chance(50) {
            let gone_at = self.now + 10 * MS;
            let life = self.lives.get_mut(&incarnation).expect("it lived");
            life.owns_until = life.owns_until.min(gone_at);
            life.finished = true;
            self.at(11 * MS, Event::LastWord { node, incarnation, until: self.now + 3_000 * MS });
        }
        let delay = self.random.between(20, 2_500) * MS;
        self.at(delay, Event::Start { node });
    }

    fn say_last_word(&mut self, node: NodeId, incarnation: Incarnation, until: u64) {
        let word = Released { node, incarnation, cause: ReleaseCause::ServiceDied, groups: Vec::new() };
        let peers: Vec<NodeId> = self.nodes.keys().copied().collect();
        for to in peers {
            self.send(node, to, Message::Released(word.clone()));
        }
        if self.now < until {
            self.at(100 * MS, Event::LastWord { node, incarnation, until });
        }
    }

    fn make_trouble(&mut self) {
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if !self.options.chaos {
            let leader = ids.iter().copied().find(|node| self.leads_well(*node));
            if let Some(leader) = leader {
                let freeze = if self.random.chance(50) { 1_000 } else { 8_000 };
                let freeze = self.random.between(20, freeze) * MS;
                self.freeze(leader, freeze);
            }
            let next = self.random.between(9_500, 12_000) * MS;
            self.at(next, Event::Trouble);
            return;
        }
        let node = self.random.pick(&ids);
        match self.random.between(0, 9) {
            0 | 1 => {
                let freeze = self.random.between(20, 3_000) * MS;
                self.freeze(node, freeze);
            }
            2 => self.kill(node),
            3 | 4 => self.cut_off(&[node], &ids),
            5 | 6 => {
                let mut side = ids.clone();
                self.random.shuffle(&mut side);
                side.truncate(ids.len() / 2);
                self.cut_off(&side, &ids);
            }
            7 => self.log_stalled_until = self.now + self.random.between(50, 900) * MS,
            8 => self.change_voters(5),
            _ => self.change_lease(),
        }
        let next = self.random.between(100, 1_500) * MS;
        self.at(next, Event::Trouble);
    }

    /// A member that was never granted anything, silent until about the moment at which it is removed for that.
    fn trouble_newcomer(&mut self, node: NodeId) {
        let length = self.random.between(1_200, 2_200) * MS;
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if self.random.chance(50) {
            self.freeze(node, length);
        } else {
            self.cut_off_for(&[node], &ids, length);
        }
    }

    fn freeze(&mut self, node: NodeId, length: u64) {
        self.trace(|| format!("node {node} freezes for {} ms", length / MS));
        let until = self.now + length;
        self.nodes.get_mut(&node).expect("nodes are fixed").frozen_until = until;
        self.thawed.insert(node, until + 1_000 * MS);
    }

    /// Cuts one side off from the rest, in both directions or in one.
    fn cut_off(&mut self, side: &[NodeId], ids: &[NodeId]) {
        let length = self.random.between(100, 4_000) * MS;
        self.cut_off_for(side, ids, length);
    }

    fn cut_off_for(&mut self, side: &[NodeId], ids: &[NodeId], length: u64) {
        let (outward, inward) = self.random.pick(&[(true, true), (true, true), (true, false), (false, true)]);
        let mut cut = Vec::new();
        for inner in side {
            for outer in ids.iter().filter(|id| !side.contains(id)) {
                if outward {
                    cut.push((*inner, *outer));
                }
                if inward {
                    cut.push((*outer, *inner));
                }
            }
        }
        for pair in &cut {
            *self.cut.entry(*pair).or_default() += 1;
        }
        self.trace(|| format!("{side:?} cut off, outward {outward}, inward {inward}"));
        self.at(length, Event::Heal { cut });
    }

    /// One voter more or less, never before the machine knows the last change (leases 11).
    fn change_voters(&mut self, more: u32) {
        if more > 0 {
            let soon = self.random.between(20, 80) * MS;
            self.at(soon, Event::ChangeVoters { more: more - 1 });
        }
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        let Some(node) = ids.iter().copied().find(|node| self.leads_well(*node)) else { return };
        let mut voters = self.voters_at(self.nodes[&node].disk.stored);
        let process = self.nodes[&node].process.as_ref().expect("it leads well");
        let leader = process.leading.as_ref().expect("it leads well");
        let under_way = leader.proposals.iter().any(|command| matches!(command, Command::Voters(_)));
        let told = process.machine.voters() == voters;
        if !told || under_way || !leader.own_term_committed {
            return;
        }
        let chosen = self.random.pick(&ids);
        if let Some(position) = voters.iter().position(|voter| *voter == chosen) {
            if voters.len() <= 2 || chosen == node {
                return;
            }
            voters.remove(position);
        } else {
            voters.push(chosen);
            voters.sort_unstable();
        }
        self.propose(node, None, Command::Voters(voters));
    }

    fn change_lease(&mut self) {
        let lease_ms = self.random.pick(&[1_000, 2_000]);
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if let Some(node) = ids.iter().copied().find(|node| self.leads_well(*node)) {
            self.propose(node, None, Command::Lease(lease_ms));
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
