//! What every log keeps, on a real disk and on the simulated one: a function per property.

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Snapshot, Stored, Vote, Voters};
use model::{Guid, NodeId, VoterId};
use storage::{DiskLog, DiskLogWriter, DiskSnapshots, LogStore, MemoryLog, SnapshotStore, StorageError};

const CLUSTER: Guid = Guid([1; 16]);
const VOTER: VoterId = VoterId { node: NodeId(1), storage: 1 };

trait Bench: LogStore + SnapshotStore {
    fn new() -> Self;
    /// Dies without a word and starts again.
    fn restart(&mut self) -> Result<Stored, StorageError>;
}

impl Bench for MemoryLog {
    fn new() -> MemoryLog {
        let mut log = MemoryLog::new(CLUSTER, VOTER);
        assert_eq!(log.load().unwrap(), Stored::default());
        log
    }

    fn restart(&mut self) -> Result<Stored, StorageError> {
        self.load()
    }
}

struct OnDisk {
    directory: tempfile::TempDir,
    open: Option<(DiskLogWriter, DiskSnapshots)>,
}

impl Bench for OnDisk {
    fn new() -> OnDisk {
        let mut log = OnDisk { directory: tempfile::tempdir().unwrap(), open: None };
        assert_eq!(log.restart().unwrap(), Stored::default());
        log
    }

    fn restart(&mut self) -> Result<Stored, StorageError> {
        self.open = None;
        let (writer, snapshots, stored) = DiskLog::open(self.directory.path(), CLUSTER, VOTER)?.load()?;
        self.open = Some((writer, snapshots));
        Ok(stored)
    }
}

impl LogStore for OnDisk {
    fn write(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.open.as_mut().unwrap().0.write(batches)
    }
}

impl SnapshotStore for OnDisk {
    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), StorageError> {
        self.open.as_mut().unwrap().1.save_snapshot(snapshot)
    }
}

fn entry(index: u64, term: u64, data: &[u8]) -> LogEntry {
    LogEntry { index, term, kind: EntryKind::Command, data: Bytes::copy_from_slice(data) }
}

fn entries(indexes: std::ops::Range<u64>, term: u64) -> Vec<LogEntry> {
    indexes.map(|index| entry(index, term, format!("{index} of {term}").as_bytes())).collect()
}

fn batch(number: u64, entries: Vec<LogEntry>) -> Persist {
    Persist { number, vote: None, snapshot: None, entries }
}

fn vote(term: u64) -> Vote {
    Vote { term, voted_for: VOTER.as_u64(), commit: term }
}

fn snapshot(index: u64, term: u64, bytes: usize) -> Snapshot {
    let voters =
        Voters { voters: vec![VOTER], learners: vec![VoterId { node: NodeId(2), storage: 3 }], outgoing: vec![] };
    Snapshot { index, term, voters, data: Bytes::from(vec![index as u8; bytes]) }
}

fn entries_come_back(log: &mut impl Bench) {
    let mut all = Vec::new();
    for number in 1..=10 {
        let new = entries(number * 3 - 1..number * 3 + 2, 1);
        all.extend(new.clone());
        log.write(&[batch(number, new)]).unwrap();
    }
    assert_eq!(log.restart().unwrap(), Stored { entries: all.clone(), ..Stored::default() });
    // And again, with more on top.
    let more = entries(32..35, 2);
    all.extend(more.clone());
    log.write(&[batch(1, more)]).unwrap();
    assert_eq!(log.restart().unwrap().entries, all);
}

fn kinds_and_odd_data_come_back(log: &mut impl Bench) {
    let large = vec![0xa5; 300_000];
    let mut all = vec![entry(2, 1, b""), entry(3, 1, &large), entry(4, 1, &[0; 100])];
    all.push(LogEntry { kind: EntryKind::Voters, ..entry(5, 1, b"\x02\0\0\0\x01\0\0\0\x01") });
    log.write(&[batch(1, all.clone())]).unwrap();
    assert_eq!(log.restart().unwrap().entries, all);
}

fn a_group_is_written_in_order(log: &mut impl Bench) {
    let group: Vec<Persist> =
        (0..50u64).map(|i| Persist { vote: Some(vote(i + 1)), ..batch(i + 1, entries(2 + i..3 + i, 1)) }).collect();
    log.write(&group).unwrap();
    log.write(&[]).unwrap();
    let stored = log.restart().unwrap();
    assert_eq!((stored.vote, stored.entries), (vote(50), entries(2..52, 1)));
}

fn the_last_vote_counts(log: &mut impl Bench) {
    log.write(&[Persist { vote: Some(vote(4)), ..batch(1, vec![]) }]).unwrap();
    log.write(&[batch(2, entries(2..4, 4))]).unwrap();
    assert_eq!(log.restart().unwrap().vote, vote(4));
    log.write(&[Persist { vote: Some(vote(5)), ..batch(1, vec![]) }]).unwrap();
    assert_eq!(log.restart().unwrap().vote, vote(5));
}

/// Raft 5.3.
fn later_entries_replace_earlier_ones(log: &mut impl Bench) {
    log.write(&[batch(1, entries(2..12, 1))]).unwrap();
    log.write(&[batch(2, entries(7..9, 2)), batch(3, entries(8..10, 3))]).unwrap();
    let expected = [entries(2..7, 1), entries(7..8, 2), entries(8..10, 3)].concat();
    assert_eq!(log.restart().unwrap().entries, expected);
    log.write(&[batch(1, entries(2..3, 4))]).unwrap();
    assert_eq!(log.restart().unwrap().entries, entries(2..3, 4));
}

fn an_own_snapshot_keeps_some_entries_before_it(log: &mut impl Bench) {
    for number in 1..=200 {
        log.write(&[batch(number, entries(number * 10..number * 10 + 10, 1))]).unwrap();
    }
    log.save_snapshot(&snapshot(1900, 1, 1000)).unwrap();
    log.write(&[batch(201, entries(2010..2011, 1))]).unwrap();
    let stored = log.restart().unwrap();
    assert_eq!(stored.snapshot, Some(snapshot(1900, 1, 1000)));
    assert_eq!(stored.entries.last().unwrap().index, 2010);
    let first = stored.entries[0].index;
    assert!((900..1900).contains(&first), "{first}");
}

fn of_two_snapshots_the_newer_counts(log: &mut impl Bench) {
    log.write(&[batch(1, entries(2..100, 1))]).unwrap();
    log.save_snapshot(&snapshot(40, 1, 10)).unwrap();
    log.save_snapshot(&snapshot(50, 1, 20)).unwrap();
    log.write(&[batch(2, entries(100..101, 1))]).unwrap();
    assert_eq!(log.restart().unwrap().snapshot, Some(snapshot(50, 1, 20)));
    log.save_snapshot(&snapshot(60, 1, 30)).unwrap();
    log.write(&[batch(1, entries(101..102, 1))]).unwrap();
    assert_eq!(log.restart().unwrap().snapshot, Some(snapshot(60, 1, 30)));
}

/// Not named by the journal yet: the node starts from the one before, and has all entries for it.
fn a_snapshot_counts_from_the_next_write_on(log: &mut impl Bench) {
    log.write(&[batch(1, entries(2..100, 1))]).unwrap();
    log.save_snapshot(&snapshot(40, 1, 10)).unwrap();
    let stored = log.restart().unwrap();
    assert_eq!((stored.snapshot, stored.entries), (None, entries(2..100, 1)));
}

fn a_leaders_snapshot_replaces_everything(log: &mut impl Bench) {
    log.write(&[batch(1, entries(2..100, 1))]).unwrap();
    log.save_snapshot(&snapshot(50, 1, 10)).unwrap();
    let installing =
        Persist { snapshot: Some(snapshot(80, 2, 5000)), vote: Some(vote(3)), ..batch(2, entries(81..83, 3)) };
    log.write(&[installing]).unwrap();
    let stored = log.restart().unwrap();
    assert_eq!(stored, Stored { vote: vote(3), snapshot: Some(snapshot(80, 2, 5000)), entries: entries(81..83, 3) });
    // An own one that was being written meanwhile is too late.
    log.save_snapshot(&snapshot(60, 1, 10)).unwrap();
    log.write(&[batch(1, entries(83..84, 3))]).unwrap();
    let stored = log.restart().unwrap();
    assert_eq!((stored.snapshot, stored.entries), (Some(snapshot(80, 2, 5000)), entries(81..84, 3)));
}

fn many_restarts_change_nothing(log: &mut impl Bench) {
    let mut expected = Vec::new();
    for life in 1..=20 {
        let new = entries(life * 2..life * 2 + 2, life);
        expected.extend(new.clone());
        log.write(&[batch(1, new)]).unwrap();
        assert_eq!(log.restart().unwrap().entries, expected);
        assert_eq!(log.restart().unwrap().entries, expected);
    }
}

macro_rules! contract {
    ($($property:ident),* $(,)?) => {
        mod on_disk {
            use super::*;
            $(#[test] fn $property() { super::$property(&mut OnDisk::new()); })*
        }
        mod in_memory {
            use super::*;
            $(#[test] fn $property() { super::$property(&mut MemoryLog::new_loaded()); })*
        }
    };
}

trait NewLoaded {
    fn new_loaded() -> Self;
}

impl NewLoaded for MemoryLog {
    fn new_loaded() -> MemoryLog {
        <MemoryLog as Bench>::new()
    }
}

contract!(
    entries_come_back,
    kinds_and_odd_data_come_back,
    a_group_is_written_in_order,
    the_last_vote_counts,
    later_entries_replace_earlier_ones,
    an_own_snapshot_keeps_some_entries_before_it,
    of_two_snapshots_the_newer_counts,
    a_snapshot_counts_from_the_next_write_on,
    a_leaders_snapshot_replaces_everything,
    many_restarts_change_nothing,
);
