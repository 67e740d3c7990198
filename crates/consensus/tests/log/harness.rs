//! A cluster in memory. Time is a count of steps; in each, every node ticks once and works off what it has to do.
//!
//! Checked all the time: one leader per term, one entry per index, one state per index, acknowledged things stay.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Message, Persist, Ready, Role, Snapshot, Status, Stored, Voters};
use consensus::{Config, Consensus};
use model::{NodeId, VoterId};

pub(crate) const ELECTION_TICKS_MIN: usize = 20;
pub(crate) const ELECTION_TICKS_MAX: usize = 40;

pub(crate) fn voter(node: u32) -> VoterId {
    VoterId { node: NodeId(node), storage: 1 }
}

pub(crate) fn voters(nodes: &[u32]) -> Voters {
    Voters { voters: nodes.iter().map(|node| voter(*node)).collect(), ..Voters::default() }
}

pub(crate) fn config(me: VoterId, seed: u64) -> Config {
    Config {
        me,
        election_ticks_min: ELECTION_TICKS_MIN,
        election_ticks_max: ELECTION_TICKS_MAX,
        heartbeat_ticks: 3,
        seed,
        max_message_bytes: 4096,
        max_inflight: 16,
    }
}

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// The applied state: a hash over all commands, and at which index.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct State {
    pub(crate) index: u64,
    pub(crate) hash: u64,
}

impl State {
    fn apply(&mut self, entry: &LogEntry) {
        assert_eq!(entry.index, self.index + 1, "an index was left out");
        self.index = entry.index;
        for byte in entry.data.iter() {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn encode(self) -> Bytes {
        [self.index.to_be_bytes(), self.hash.to_be_bytes()].concat().into()
    }

    fn decode(data: &[u8]) -> State {
        let number = |at: usize| u64::from_be_bytes(data[at..at + 8].try_into().unwrap());
        State { index: number(0), hash: number(8) }
    }
}

pub(crate) fn write_batch(stored: &mut Stored, batch: &Persist) {
    if let Some(snapshot) = &batch.snapshot {
        stored.snapshot = Some(snapshot.clone());
        stored.entries.clear();
    }
    if let Some(vote) = batch.vote {
        stored.vote = vote;
    }
    if let Some(first) = batch.entries.first() {
        stored.entries.retain(|entry| entry.index < first.index);
        stored.entries.extend(batch.entries.iter().cloned());
    }
}

pub(crate) struct Node {
    pub(crate) id: VoterId,
    founding: Voters,
    pub(crate) life: u64,
    /// `None` while it is down.
    pub(crate) log: Option<Consensus>,
    pub(crate) disk: Stored,
    pub(crate) writing: VecDeque<Persist>,
    pub(crate) state: State,
    pub(crate) committed: Vec<LogEntry>,
    pub(crate) answered: Vec<(u64, u64)>,
    pub(crate) failed: Vec<u64>,
    pub(crate) installs: usize,
}

impl Node {
    pub(crate) fn status(&self) -> Status {
        self.log.as_ref().map(Consensus::status).unwrap_or_default()
    }

    pub(crate) fn leads(&self) -> bool {
        self.status().role == Role::Leader
    }

    pub(crate) fn log(&mut self) -> &mut Consensus {
        self.log.as_mut().expect("the node is down")
    }
}

/// What the network and the disks do; all chances in percent.
#[derive(Clone, Copy, Default)]
pub(crate) struct Weather {
    pub(crate) lose: u64,
    pub(crate) double: u64,
    pub(crate) delay_max: u64,
    pub(crate) slow_disk: u64,
}

pub(crate) struct Cluster {
    seed: u64,
    pub(crate) random: Random,
    pub(crate) now: u64,
    pub(crate) weather: Weather,
    pub(crate) nodes: BTreeMap<VoterId, Node>,
    /// (arrival, number) to message.
    network: BTreeMap<(u64, u64), Message>,
    sent: u64,
    pub(crate) cut: BTreeSet<(VoterId, VoterId)>,
    leaders: BTreeMap<u64, VoterId>,
    entries: BTreeMap<u64, LogEntry>,
    states: BTreeMap<u64, State>,
    pub(crate) commit_max: u64,
    /// Kept in memory and on disk for slow followers when a snapshot is taken.
    pub(crate) keep_entries: u64,
    /// Everything that was ever sent, by kind.
    pub(crate) kinds: BTreeMap<u32, u64>,
    pub(crate) snapshots_lost: bool,
}

impl Cluster {
    pub(crate) fn new(nodes: &[u32], seed: u64) -> Cluster {
        let mut cluster = Cluster {
            seed,
            random: Random::new(seed),
            now: 0,
            weather: Weather::default(),
            nodes: BTreeMap::new(),
            network: BTreeMap::new(),
            sent: 0,
            cut: BTreeSet::new(),
            leaders: BTreeMap::new(),
            entries: BTreeMap::new(),
            states: BTreeMap::new(),
            commit_max: 0,
            keep_entries: 10,
            kinds: BTreeMap::new(),
            snapshots_lost: false,
        };
        for node in nodes {
            cluster.add(*node, voters(nodes));
        }
        cluster
    }

    /// Three nodes and the one that leads them.
    pub(crate) fn with_leader(nodes: &[u32], seed: u64) -> (Cluster, VoterId) {
        let mut cluster = Cluster::new(nodes, seed);
        let leader = cluster.wait_for_leader();
        (cluster, leader)
    }

    pub(crate) fn add(&mut self, node: u32, founding: Voters) {
        let id = voter(node);
        let node = Node {
            id,
            founding,
            life: 0,
            log: None,
            disk: Stored::default(),
            writing: VecDeque::new(),
            state: State::default(),
            committed: Vec::new(),
            answered: Vec::new(),
            failed: Vec::new(),
            installs: 0,
        };
        self.nodes.insert(id, node);
        self.start(id);
    }

    /// The node dies; what was not acknowledged by its disk is gone.
    pub(crate) fn crash(&mut self, id: VoterId) {
        let node = self.nodes.get_mut(&id).unwrap();
        node.log = None;
        node.writing.clear();
        node.committed.clear();
    }

    pub(crate) fn start(&mut self, id: VoterId) {
        let node = self.nodes.get_mut(&id).unwrap();
        node.life += 1;
        let stored = node.disk.clone();
        node.state = stored.snapshot.as_ref().map_or(State::default(), |snapshot| State::decode(&snapshot.data));
        let seed = self.seed ^ node.life << 32;
        node.log = Some(Consensus::new(config(id, seed), node.founding.clone(), stored).unwrap());
    }

    pub(crate) fn node(&mut self, id: VoterId) -> &mut Node {
        self.nodes.get_mut(&id).unwrap()
    }

    pub(crate) fn isolate(&mut self, id: VoterId) {
        let others: Vec<VoterId> = self.nodes.keys().copied().filter(|other| *other != id).collect();
        for other in others {
            self.cut.insert((id, other));
            self.cut.insert((other, id));
        }
    }

    pub(crate) fn heal(&mut self) {
        self.cut.clear();
    }

    pub(crate) fn step(&mut self) {
        self.now += 1;
        let ids: Vec<VoterId> = self.nodes.keys().copied().collect();
        for id in &ids {
            if let Some(log) = &mut self.node(*id).log {
                log.tick();
            }
            self.work(*id);
        }
        let later = self.network.split_off(&(self.now + 1, 0));
        for (_, message) in std::mem::replace(&mut self.network, later) {
            let to = VoterId::from_u64(message.to);
            if self.nodes.get(&to).is_some_and(|node| node.log.is_some()) {
                self.node(to).log().step(message);
                self.work(to);
            }
        }
        for id in &ids {
            self.write(*id);
            self.work(*id);
        }
        self.check_leaders();
    }

    /// Some of the batches under way reach the disk.
    fn write(&mut self, id: VoterId) {
        while !self.random.percent(self.weather.slow_disk) {
            let node = self.nodes.get_mut(&id).unwrap();
            let (Some(batch), Some(log)) = (node.writing.pop_front(), &mut node.log) else { return };
            write_batch(&mut node.disk, &batch);
            log.persisted(batch.number);
        }
    }

    fn work(&mut self, id: VoterId) {
        while self.node(id).log.is_some() {
            let ready = self.node(id).log().ready();
            if ready.is_empty() {
                return;
            }
            self.handle(id, ready);
        }
    }

    fn handle(&mut self, id: VoterId, ready: Ready) {
        for message in ready.messages {
            self.send(message);
        }
        let node = self.nodes.get_mut(&id).unwrap();
        node.writing.extend(ready.persist);
        if let Some(snapshot) = ready.install {
            node.state = State::decode(&snapshot.data);
            assert_eq!(node.state.index, snapshot.index);
            node.installs += 1;
        }
        for entry in ready.committed {
            node.state.apply(&entry);
            assert!(entry.kind == EntryKind::Command || entry.data.is_empty());
            let first = self.entries.entry(entry.index).or_insert_with(|| entry.clone());
            assert_eq!(*first, entry, "two nodes have different entries");
            let state = self.states.entry(entry.index).or_insert(node.state);
            assert_eq!(*state, node.state, "two nodes have different states");
            self.commit_max = self.commit_max.max(entry.index);
            node.committed.push(entry);
        }
        let (index, wanted) = (node.state.index, ready.snapshot_wanted);
        node.log().applied(index);
        node.answered.extend(ready.reads);
        node.failed.extend(ready.failed_reads);
        if wanted {
            self.take_snapshot(id);
        }
    }

    pub(crate) fn take_snapshot(&mut self, id: VoterId) {
        let keep = self.keep_entries;
        let node = self.node(id);
        let state = node.state;
        let term = node.log().term_at(state.index).expect("the applied entry has a term");
        let voters = node.log().voters_at(state.index).expect("the applied entry has voters");
        let snapshot = Snapshot { index: state.index, term, voters, data: state.encode() };
        node.disk.snapshot = Some(snapshot.clone());
        let upto = state.index.saturating_sub(keep);
        node.disk.entries.retain(|entry| entry.index > upto);
        node.log().compact(upto);
        node.log().offer_snapshot(snapshot);
    }

    pub(crate) fn send(&mut self, message: Message) {
        let (from, to) = (VoterId::from_u64(message.from), VoterId::from_u64(message.to));
        *self.kinds.entry(message.kind).or_default() += 1;
        let lost = self.cut.contains(&(from, to))
            || !self.nodes.contains_key(&to)
            || self.random.percent(self.weather.lose)
            || message.snapshot.is_some() && self.snapshots_lost;
        if message.snapshot.is_some() {
            self.node(from).log().report_snapshot(to, !lost);
        }
        if lost {
            return;
        }
        let copies = 1 + u64::from(self.random.percent(self.weather.double));
        for _ in 0..copies {
            self.sent += 1;
            let delay = 1 + self.random.below(self.weather.delay_max + 1);
            self.network.insert((self.now + delay, self.sent), message.clone());
        }
    }

    fn check_leaders(&mut self) {
        for (id, node) in &self.nodes {
            let status = node.status();
            if status.role == Role::Leader && node.writing.is_empty() {
                let leader = self.leaders.entry(status.term).or_insert(*id);
                assert_eq!(leader, id, "two leaders in term {}", status.term);
            }
        }
    }

    pub(crate) fn run(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step();
        }
    }

    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, mut condition: impl FnMut(&mut Cluster) -> bool) -> u64 {
        let start = self.now;
        while !condition(self) {
            assert!(self.now - start < 3000, "waited in vain for: {what}");
            self.step();
        }
        self.now - start
    }

    pub(crate) fn leader(&self) -> Option<VoterId> {
        let leads = |node: &&Node| node.status().own_term_committed;
        self.nodes.values().filter(leads).max_by_key(|node| node.status().term).map(|node| node.id)
    }

    #[track_caller]
    pub(crate) fn wait_for_leader(&mut self) -> VoterId {
        self.wait("a leader", |cluster| cluster.leader().is_some());
        self.leader().unwrap()
    }

    /// Commits this many commands and waits until the leader applied them.
    #[track_caller]
    pub(crate) fn write_commands(&mut self, count: usize) {
        let goal = self.commit_max + count as u64;
        let mut left = count;
        self.wait("commands to commit", |cluster| {
            if let Some(leader) = cluster.leader() {
                while left > 0 {
                    let data = Bytes::from(format!("command {left} at {}", cluster.now));
                    if cluster.node(leader).log().propose(data).is_err() {
                        break;
                    }
                    left -= 1;
                }
            }
            left == 0 && cluster.commit_max >= goal
        });
    }

    #[track_caller]
    pub(crate) fn wait_until_all_applied(&mut self) {
        self.wait("all nodes to apply everything", |cluster| {
            let goal = cluster.commit_max;
            let mut up = cluster.nodes.values().filter(|node| node.log.is_some());
            up.all(|node| node.state.index >= goal)
        });
    }
}
