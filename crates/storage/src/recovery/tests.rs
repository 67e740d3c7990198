//! Every byte of every file changed, every file cut and removed: the log is refused, or comes back whole.

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Snapshot, Stored, Vote, Voters};
use model::{Guid, NodeId, VoterId};

use super::recover;
use crate::directory::Directory;
use crate::error::StorageError;
use crate::identity::Identity;
use crate::journal::{Journal, Sizes};
use crate::simulated::SimulatedDirectory;
use crate::{LogStore, snapshot_file};

const SIZES: Sizes = Sizes { segment_bytes: 4096, trailing_entries: 5 };

fn identity() -> Identity {
    Identity { cluster: Guid([7; 16]), voter: VoterId { node: NodeId(1), storage: 1 } }
}

fn entry(index: u64) -> LogEntry {
    LogEntry { index, term: 2, kind: EntryKind::Command, data: Bytes::from(vec![index as u8; 40]) }
}

fn batch(number: u64, indexes: std::ops::Range<u64>) -> Persist {
    let vote = Some(Vote { term: 2, voted_for: 9, commit: indexes.start });
    Persist { number, vote, snapshot: None, entries: indexes.map(entry).collect() }
}

fn snapshot(index: u64) -> Snapshot {
    let voters = Voters { voters: vec![VoterId::from_u64(5)], ..Voters::default() };
    Snapshot { index, term: 2, voters, data: Bytes::from(vec![3; 700]) }
}

fn open(directory: &SimulatedDirectory) -> Result<(Journal<SimulatedDirectory>, Stored), StorageError> {
    recover(directory.clone(), identity(), SIZES)
}

/// Several segments, a snapshot, and an end in the middle of a segment.
fn written() -> (SimulatedDirectory, Stored) {
    let directory = SimulatedDirectory::default();
    let (mut journal, stored) = open(&directory).unwrap();
    assert_eq!(stored, Stored::default());
    let mut next = 2;
    for number in 1..=60 {
        journal.write(&[batch(number, next..next + 2)]).unwrap();
        next += 2;
        if number == 30 {
            snapshot_file::save(&directory, journal.seal, &journal.saved, &snapshot(next - 3)).unwrap();
        }
    }
    assert!(journal.segments.len() > 2, "{}", journal.segments.len());
    assert!(journal.mark.mark.oldest > 1, "the snapshot freed nothing");
    let stored = open(&directory).unwrap().1;
    assert_eq!(stored.snapshot, Some(snapshot(59)));
    assert_eq!(stored.entries.first().map(|entry| entry.index), Some(55));
    assert_eq!(stored.entries.last().map(|entry| entry.index), Some(121));
    (directory, stored)
}

fn files(directory: &SimulatedDirectory) -> Vec<(String, usize)> {
    let names = directory.list().unwrap();
    names.into_iter().map(|name| (name.clone(), contents(directory, &name).len())).collect()
}

fn contents(directory: &SimulatedDirectory, name: &str) -> Vec<u8> {
    use crate::directory::RandomFile;
    directory.open(name).unwrap().read_all().unwrap()
}

/// Opens a damaged copy: true if it was refused and left as it was; else it must have come back whole.
fn is_refused(damaged: &SimulatedDirectory, expected: &Stored, what: &str) -> bool {
    let before: Vec<_> = files(damaged).into_iter().map(|(name, _)| (contents(damaged, &name), name)).collect();
    match open(damaged) {
        Ok((_, stored)) => {
            assert_eq!(stored, *expected, "{what}: something was lost without a word");
            false
        }
        Err(error) => {
            let after: Vec<_> = files(damaged).into_iter().map(|(name, _)| (contents(damaged, &name), name)).collect();
            assert!(before == after, "{what}: the evidence was changed");
            let sentence = error.to_string();
            assert!(sentence.contains("simulated/") && sentence.contains("node"), "{what}: {sentence}");
            true
        }
    }
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let (directory, stored) = written();
    let mut forgiven = Vec::new();
    for (name, length) in files(&directory) {
        let used = contents(&directory, &name).iter().rposition(|byte| *byte != 0).unwrap();
        for at in (0..length).filter(|at| *at <= used + 64 || at % 16 == 0) {
            let damaged = directory.copy();
            damaged.change(&name, |contents| contents[at] ^= 1 << (at % 8));
            if !is_refused(&damaged, &stored, &format!("{name} at {at}")) {
                forgiven.push((name.clone(), at));
            }
        }
    }
    // Only bytes that say nothing: behind the end of the journal, between the slots of the mark.
    let last = files(&directory).into_iter().map(|(name, _)| name).rfind(|name| name.starts_with("journal")).unwrap();
    let end = open(&directory).unwrap().0.position as usize;
    for (name, at) in forgiven {
        let behind_the_end = name == last && at >= end;
        let between_the_slots = name == "mark" && (40..4096).contains(&at);
        assert!(behind_the_end || between_the_slots, "{name} at {at}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let (directory, stored) = written();
    let end = open(&directory).unwrap().0.position as usize;
    let last = files(&directory).into_iter().map(|(name, _)| name).rfind(|name| name.starts_with("journal")).unwrap();
    for (name, length) in files(&directory) {
        let used = contents(&directory, &name).iter().rposition(|byte| *byte != 0).unwrap() + 1;
        for to in (0..length).filter(|to| *to <= used + 64 || to % 16 == 0) {
            let damaged = directory.copy();
            damaged.change(&name, |contents| contents.truncate(to));
            let refused = is_refused(&damaged, &stored, &format!("{name} cut to {to}"));
            assert!(refused || to >= used || name == last && to >= end, "{name} cut to {to}");
        }
    }
}

#[test]
fn zeros_in_place_of_a_sector_are_refused() {
    let (directory, stored) = written();
    for (name, length) in files(&directory) {
        for start in (0..length).step_by(512) {
            let end = length.min(start + 512);
            if contents(&directory, &name)[start..end].iter().all(|byte| *byte == 0) {
                continue;
            }
            let damaged = directory.copy();
            damaged.change(&name, |contents| contents[start..end].fill(0));
            assert!(is_refused(&damaged, &stored, &format!("{name} zeros at {start}")), "{name} zeros at {start}");
        }
    }
}

#[test]
fn a_missing_file_is_refused() {
    let (directory, stored) = written();
    for (name, _) in files(&directory) {
        let damaged = directory.copy();
        damaged.remove(&name).unwrap();
        assert!(is_refused(&damaged, &stored, &format!("{name} removed")), "{name}");
    }
}

/// After a loss of power the mark may be behind; then the stamps in later records are the witness.
#[test]
fn damage_before_the_end_is_found_without_the_mark() {
    let (directory, stored) = written();
    let early = SimulatedDirectory::default();
    drop(open(&early).unwrap());
    let old_mark = contents(&early, "mark");
    let journal = open(&directory).unwrap().0;
    let last = crate::journal::segment_name(journal.segments.back().unwrap().first);
    let position = journal.position as usize;
    // Everything but the last record.
    let record_bytes = 200;
    for at in 0..position - record_bytes {
        let damaged = directory.copy();
        let oldest = journal.mark.mark.oldest;
        damaged.change("mark", |contents| contents.copy_from_slice(&old_mark));
        let mut mark = crate::mark::MarkFile::open(&damaged, journal.seal).unwrap();
        mark.write(0, oldest).unwrap();
        damaged.change(&last, |contents| contents[at] ^= 0x10);
        assert!(is_refused(&damaged, &stored, &format!("{last} at {at}")), "{last} at {at}");
    }
}

#[test]
fn another_logs_files_are_refused() {
    let (directory, _) = written();
    let other = Identity { voter: VoterId { node: NodeId(2), storage: 1 }, ..identity() };
    assert!(matches!(recover(directory.clone(), other, SIZES), Err(StorageError::Foreign { .. })));
    // Even where the names and numbers would fit.
    let mine = SimulatedDirectory::default();
    let (mut journal, _) = recover(mine.clone(), other, SIZES).unwrap();
    (1..=60).for_each(|number| journal.write(&[batch(number, number * 2..number * 2 + 2)]).unwrap());
    let name = crate::journal::segment_name(journal.segments[0].first);
    let theirs = SimulatedDirectory::default();
    let (mut journal, _) = open(&theirs).unwrap();
    (1..=60).for_each(|number| journal.write(&[batch(number, number * 2..number * 2 + 2)]).unwrap());
    let taken = contents(&theirs, &name);
    mine.change(&name, |contents| *contents = taken);
    assert!(matches!(recover(mine, other, SIZES), Err(StorageError::Damaged { .. })));
}

#[test]
fn a_newer_format_is_refused() {
    let (directory, _) = written();
    directory.change("identity", |contents| {
        let text = String::from_utf8(contents.clone()).unwrap().replace("format 1", "format 2");
        let facts = text.rsplit_once("checksum").unwrap().0;
        *contents = format!("{facts}checksum {:08x}\n", crc32fast::hash(facts.as_bytes())).into_bytes();
    });
    assert!(matches!(open(&directory), Err(StorageError::Version { found: 2, .. })));
}

/// The directory was being made when the power failed: there is nothing to lose yet.
#[test]
fn a_directory_that_was_just_begun_is_begun_again() {
    let directory = SimulatedDirectory::default();
    drop(open(&directory).unwrap());
    directory.remove("identity").unwrap();
    drop(open(&directory).unwrap());
    let mut journal = open(&directory).unwrap().0;
    journal.write(&[batch(1, 2..3)]).unwrap();
    directory.remove("identity").unwrap();
    assert!(matches!(open(&directory), Err(StorageError::Damaged { .. })));
}
