//! A damaged journal: its node starts with everything that was acknowledged, or not at all.
//!
//! The input is a list of changes: four bytes of position, one byte that is laid over what is there.

#![no_main]

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Vote};
use libfuzzer_sys::fuzz_target;
use model::{Guid, NodeId, VoterId};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use storage::{DiskLog, LogStore};

const CLUSTER: Guid = Guid([7; 16]);
const VOTER: VoterId = VoterId { node: NodeId(1), storage: 1 };

/// In memory where there is such a place: every run reads it anew.
static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    parent.join(format!("quorate-fuzz-journal-{}", std::process::id()))
});

/// Every file of a good log, and its entries.
static GOOD: LazyLock<(Vec<(PathBuf, Vec<u8>)>, Vec<LogEntry>)> = LazyLock::new(|| {
    let _ = std::fs::remove_dir_all(&*DIRECTORY);
    let (mut writer, _, _) = open().expect("a new log");
    for number in 1..=5 {
        let data = Bytes::from(vec![number as u8; 50]);
        let entry = LogEntry { index: number, term: 1, kind: EntryKind::Command, data };
        let vote = Some(Vote { term: 1, voted_for: VOTER.as_u64(), commit: number });
        writer.write(&[Persist { number, vote, snapshot: None, entries: vec![entry] }]).expect("a good disk");
    }
    drop(writer);
    let files = std::fs::read_dir(&*DIRECTORY).expect("it is there").map(|file| file.expect("readable").path());
    let files = files.map(|path| {
        let mut bytes = std::fs::read(&path).expect("readable");
        // The zeros that a segment is filled up with are read, too: a few of them are enough.
        if bytes.len() > 1 << 20 {
            bytes.truncate(used(&bytes));
        }
        (path, bytes)
    });
    let files = files.collect();
    let (_, _, stored) = open().expect("a good log");
    assert_eq!(stored.entries.len(), 5);
    (files, stored.entries)
});

/// What was written, and a little more.
fn used(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 65).min(bytes.len())
}

type Opened = (storage::DiskLogWriter, storage::DiskSnapshots, consensus::io::Stored);

fn open() -> Result<Opened, storage::StorageError> {
    DiskLog::open(&DIRECTORY, CLUSTER, VOTER)?.load()
}

fuzz_target!(|data: &[u8]| {
    let (files, entries) = &*GOOD;
    let (changes, _) = data.as_chunks::<5>();
    let mut damaged = false;
    for (number, (path, bytes)) in files.iter().enumerate() {
        let mut bytes = bytes.clone();
        let used = used(&bytes);
        for [file, high, middle, low, over] in changes {
            if usize::from(*file) % files.len() == number && used > 0 {
                bytes[u32::from_be_bytes([0, *high, *middle, *low]) as usize % used] ^= over;
                damaged |= *over != 0;
            }
        }
        std::fs::write(path, bytes).expect("a good disk");
    }
    match open() {
        Ok((_, _, stored)) => assert_eq!(&stored.entries, entries, "an acknowledged entry is lost or changed"),
        Err(error) => assert!(damaged, "{error}"),
    }
});
