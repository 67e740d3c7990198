//! What only a real directory shows: damage in real files, the lock, the space it takes, the time it takes to start.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Snapshot, Stored, Voters};
use model::{Guid, NodeId, VoterId};
use storage::{DiskLog, LogStore, SnapshotStore, StorageError};

const CLUSTER: Guid = Guid([1; 16]);
const VOTER: VoterId = VoterId { node: NodeId(1), storage: 1 };

fn batch(number: u64, indexes: std::ops::Range<u64>, bytes: usize) -> Persist {
    let entry =
        |index| LogEntry { index, term: 1, kind: EntryKind::Command, data: Bytes::from(vec![index as u8; bytes]) };
    Persist { number, vote: None, snapshot: None, entries: indexes.map(entry).collect() }
}

fn snapshot(index: u64, bytes: usize) -> Snapshot {
    let voters = Voters { voters: vec![VOTER], ..Voters::default() };
    Snapshot { index, term: 1, voters, data: Bytes::from(vec![5; bytes]) }
}

fn load(path: &Path) -> Result<Stored, StorageError> {
    DiskLog::open(path, CLUSTER, VOTER)?.load().map(|(_, _, stored)| stored)
}

fn files(path: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn bytes_used(path: &Path) -> u64 {
    files(path).iter().map(|file| file.metadata().unwrap().len()).sum()
}

/// A snapshot, and a journal of several segments behind it.
fn written(path: &Path) -> Stored {
    let (mut log, mut snapshots, _) = DiskLog::open(path, CLUSTER, VOTER).unwrap().load().unwrap();
    log.write(&[batch(1, 2..102, 1000)]).unwrap();
    snapshots.save_snapshot(&snapshot(100, 50_000)).unwrap();
    for i in 1..100 {
        log.write(&[batch(i + 1, 2 + i * 100..102 + i * 100, 1000)]).unwrap();
    }
    drop(log);
    drop(snapshots);
    load(path).unwrap()
}

fn copy(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    fs::create_dir_all(to).unwrap();
    for file in files(from) {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

#[test]
fn damage_in_any_file_stops_the_node() {
    let directory = tempfile::tempdir().unwrap();
    let (good, bad) = (directory.path().join("good"), directory.path().join("bad"));
    let stored = written(&good);
    assert_eq!(stored.entries.len(), 10_000);
    let names: Vec<_> = files(&good).iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    let segments = names.iter().filter(|name| name.to_string_lossy().starts_with("journal")).count();
    assert!(segments >= 3, "{names:?}");
    let mut damages = 0;
    for name in names.iter().filter(|name| *name != "lock") {
        let contents = fs::read(good.join(name)).unwrap();
        let used = contents.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let mut check = |what: &str, damaged: Option<Vec<u8>>| {
            copy(&good, &bad);
            match &damaged {
                Some(contents) => fs::write(bad.join(name), contents).unwrap(),
                None => fs::remove_file(bad.join(name)).unwrap(),
            }
            damages += 1;
            let error = load(&bad).expect_err(&format!("{what} in {name:?}"));
            assert!(matches!(error, StorageError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains(bad.to_str().unwrap()), "{error}");
            // Nobody repairs anything: it is refused again.
            assert!(load(&bad).is_err());
        };
        check("the file missing", None);
        check("the end cut off", Some(contents[..used - 1].to_vec()));
        check("half cut off", Some(contents[..used / 2].to_vec()));
        check("empty", Some(vec![]));
        for at in [0, used / 3, used / 2, used - 9] {
            let mut flipped = contents.clone();
            // The mark has nothing between its slots.
            let at = if name == "mark" && (36..4096).contains(&at) { 20 } else { at };
            flipped[at] ^= 0x20;
            check(&format!("a bit flipped at {at}"), Some(flipped));
        }
    }
    assert!(damages > 40);
    copy(&good, &bad);
    assert_eq!(load(&bad).unwrap(), stored);
}

/// kill -9 in the middle of a write: what follows the acknowledged end is dropped.
#[test]
fn a_torn_end_is_dropped() {
    for garbage in [&b"Qrec\x02\0\0\0"[..], &[0xff; 5000], &[&b"Qrec\x02\0\0\0\x20\0\0\0"[..], &[9; 70]].concat()] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let (mut log, _, _) = DiskLog::open(path, CLUSTER, VOTER).unwrap().load().unwrap();
        log.write(&[batch(1, 2..10, 100)]).unwrap();
        drop(log);
        let segment = files(path).into_iter().find(|file| file.to_string_lossy().contains("journal")).unwrap();
        let mut contents = fs::read(&segment).unwrap();
        let end = (contents.iter().rposition(|byte| *byte != 0).unwrap() + 1).next_multiple_of(8);
        contents[end..end + garbage.len()].copy_from_slice(garbage);
        fs::write(&segment, contents).unwrap();
        assert_eq!(load(path).unwrap().entries.len(), 8);
        let (mut log, _, _) = DiskLog::open(path, CLUSTER, VOTER).unwrap().load().unwrap();
        log.write(&[batch(1, 10..11, 100)]).unwrap();
        drop(log);
        assert_eq!(load(path).unwrap().entries.len(), 9);
    }
}

#[test]
fn a_directory_has_one_process_and_one_owner() {
    let directory = tempfile::tempdir().unwrap();
    let log = DiskLog::open(directory.path(), CLUSTER, VOTER).unwrap();
    assert!(matches!(DiskLog::open(directory.path(), CLUSTER, VOTER), Err(StorageError::InUse { .. })));
    let halves = log.load().unwrap();
    assert!(matches!(load(directory.path()), Err(StorageError::InUse { .. })));
    drop(halves);
    load(directory.path()).unwrap();
    let another_storage = VoterId { storage: 2, ..VOTER };
    for (cluster, voter) in [(Guid([2; 16]), VOTER), (CLUSTER, another_storage)] {
        let Err(error) = DiskLog::open(directory.path(), cluster, voter).unwrap().load() else { panic!("not refused") };
        assert!(matches!(error, StorageError::Foreign { .. }), "{error}");
    }
    load(directory.path()).unwrap();
}

#[test]
fn a_lock_is_handed_on_and_never_given_up_meanwhile() {
    let (directory, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = DiskLog::open(directory.path(), CLUSTER, VOTER).unwrap();
    let lock = first.lock().unwrap();
    drop(first);
    let in_use = |found: Result<DiskLog, StorageError>| matches!(found, Err(StorageError::InUse { .. }));
    assert!(in_use(DiskLog::open(directory.path(), CLUSTER, VOTER)), "the descriptor holds it");
    let of_another = DiskLog::open(other.path(), CLUSTER, VOTER).unwrap().lock().unwrap();
    assert!(in_use(DiskLog::open_with_lock(directory.path(), CLUSTER, VOTER, of_another)));
    let next = DiskLog::open_with_lock(directory.path(), CLUSTER, VOTER, lock).unwrap();
    assert!(in_use(DiskLog::open(directory.path(), CLUSTER, VOTER)));
    drop(next.load().unwrap());
    assert!(DiskLog::open(directory.path(), CLUSTER, VOTER).is_ok());
}

/// 200,000 entries of 128 bytes are some 30 MB of journal; snapshots keep the directory small.
#[test]
fn snapshots_free_the_space() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let (mut log, mut snapshots, _) = DiskLog::open(path, CLUSTER, VOTER).unwrap().load().unwrap();
    let mut most = 0;
    for i in 0..200 {
        log.write(&[batch(i + 1, 2 + i * 1000..1002 + i * 1000, 128)]).unwrap();
        if i % 20 == 19 {
            snapshots.save_snapshot(&snapshot(1001 + i * 1000, 100_000)).unwrap();
        }
        most = most.max(bytes_used(path));
    }
    log.write(&[batch(201, 200_002..200_003, 128)]).unwrap();
    let end = bytes_used(path);
    assert!(most < 24 << 20, "{most} bytes at most");
    assert!(end < 10 << 20, "{end} bytes at the end");
    let kinds = |prefix: &str| files(path).iter().filter(|file| file.to_string_lossy().contains(prefix)).count();
    assert!(kinds("snapshot-") == 1 && kinds("journal-") <= 2, "{:?}", files(path));
    drop((log, snapshots));
    let stored = load(path).unwrap();
    assert_eq!(stored.entries.last().unwrap().index, 200_002);
    assert_eq!(stored.snapshot.unwrap().index, 200_001);
}

/// A state of 64 MB and 20,000 entries. In release it takes a tenth of a second; the bound is for a busy machine.
#[test]
fn a_large_state_starts_fast() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let (mut log, mut snapshots, _) = DiskLog::open(path, CLUSTER, VOTER).unwrap().load().unwrap();
    log.write(&[batch(1, 2..102, 128)]).unwrap();
    snapshots.save_snapshot(&snapshot(100, 64 << 20)).unwrap();
    for i in 1..=200 {
        log.write(&[batch(i + 1, 2 + i * 100..102 + i * 100, 128)]).unwrap();
    }
    drop((log, snapshots));
    let start = Instant::now();
    let stored = load(path).unwrap();
    let took = start.elapsed();
    assert_eq!(stored.snapshot.unwrap().data.len(), 64 << 20);
    assert!(stored.entries.len() >= 20_000);
    println!("started in {took:?}");
    assert!(took.as_secs() < 10, "{took:?}");
}
