//! Reading at start: everything is read and checked before anything is changed.
//!
//! The one thing that is forgiven is a torn end: records at the end of the last segment that were never acknowledged. What is
//! bad counts as acknowledged, and so as damage, if the mark says so, or if a good record after it says so.

use std::collections::VecDeque;

use consensus::io::{LogEntry, Stored};

use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;
use crate::identity::{self, Identity};
use crate::journal::{Journal, Saved, Segment, Sizes, segment_first, segment_name};
use crate::mark::{Mark, MarkFile};
use crate::record::{self, Base, Body, Record};
use crate::snapshot_file;

/// Everything that the journal said, up to some record.
#[derive(Default)]
struct Replay {
    base: Base,
    entries: Vec<LogEntry>,
    segments: VecDeque<Segment>,
    next_sequence: u64,
    /// In the last segment.
    position: u64,
    /// What is to be cut off behind `position`.
    torn: bool,
}

pub(crate) fn recover<D: Directory>(
    directory: D,
    identity: Identity,
    sizes: Sizes,
) -> Result<(Journal<D>, Stored), StorageError> {
    let names = directory.list()?;
    if names.iter().any(|name| name == identity::NAME) {
        identity.check(&directory)?;
    } else {
        check_empty(&directory, &names)?;
        MarkFile::create(&directory, identity.seal())?;
        identity.write(&directory)?;
    }
    let seal = identity.seal();
    let mark = MarkFile::open(&directory, seal)?;
    let replay = replay(&directory, seal, &mark.mark)?;
    let snapshot = match &replay.base.snapshot {
        Some(wanted) => Some(snapshot_file::read(&directory, seal, wanted)?),
        None => None,
    };
    check_entries(&directory, &replay)?;
    // Everything is good: from here on the disk is changed.
    tidy(&directory, &replay)?;
    let (file, position) = cut(&directory, &replay)?;
    let covered = replay.base.snapshot.map_or(0, |snapshot| snapshot.index.saturating_sub(sizes.trailing_entries));
    let entries = replay.entries.into_iter().filter(|entry| entry.index > covered).collect();
    let journal = Journal {
        directory,
        seal,
        sizes,
        mark,
        base: replay.base,
        segments: replay.segments,
        file,
        position,
        next_sequence: replay.next_sequence,
        saved: Saved::default(),
        needless: Vec::new(),
        buffer: Vec::new(),
        stopped: false,
    };
    Ok((journal, Stored { vote: replay.base.vote, snapshot, entries }))
}

/// A directory without an identity is a new one, or one whose making was interrupted.
fn check_empty(directory: &impl Directory, names: &[String]) -> Result<(), StorageError> {
    let foreign = names.iter().find(|name| segment_first(name).is_some() || snapshot_file::is_ours(name));
    match foreign {
        Some(name) => {
            let what = format!("it is missing, but {name} is there");
            Err(StorageError::damaged(directory.path_of(identity::NAME), what))
        }
        None => Ok(()),
    }
}

fn replay<D: Directory>(directory: &D, seal: u32, mark: &Mark) -> Result<Replay, StorageError> {
    let names = directory.list()?;
    let mut firsts: Vec<u64> = names.iter().filter_map(|name| segment_first(name)).collect();
    firsts.retain(|first| *first >= mark.oldest);
    let mut replay = Replay { next_sequence: mark.oldest, ..Replay::default() };
    let missing = |first| Err(StorageError::damaged(directory.path_of(&segment_name(first)), "it is missing"));
    for (i, first) in firsts.iter().enumerate() {
        if *first != replay.next_sequence {
            return missing(replay.next_sequence);
        }
        let last = i + 1 == firsts.len();
        let contents = directory.open(&segment_name(*first))?.read_all()?;
        replay.segment(directory, seal, mark, *first, &contents, last)?;
    }
    if replay.next_sequence <= mark.acknowledged {
        return missing(replay.next_sequence);
    }
    Ok(replay)
}

impl Replay {
    fn segment(
        &mut self,
        directory: &impl Directory,
        seal: u32,
        mark: &Mark,
        first: u64,
        contents: &[u8],
        last: bool,
    ) -> Result<(), StorageError> {
        let damaged = |at: usize, what: &str| {
            let what = format!("at byte {at}: {what}");
            Err(StorageError::damaged(directory.path_of(&segment_name(first)), what))
        };
        let mut at = 0;
        let mut segment = Segment { first, last_index: 0 };
        while let Some((record, taken)) = record::decode(&contents[at..], seal) {
            if record.sequence != self.next_sequence {
                return damaged(at, "a record is out of order");
            }
            if !self.take(record, &mut segment, at == 0) {
                return damaged(at, "a record does not fit to those before it");
            }
            at += taken;
        }
        let rest = &contents[at..];
        let missing = self.next_sequence;
        // Zeros are the end, unless more was acknowledged.
        let torn = rest.iter().any(|byte| *byte != 0);
        let proof = || record::find(rest, seal).any(|record| record.acknowledged >= missing);
        if last && missing <= mark.acknowledged || torn && (!last || proof()) {
            return damaged(at, &format!("record {missing} was acknowledged and is not there as it was written"));
        }
        if at == 0 && last {
            // The power failed when it was just begun: the one before is still the last.
            return Ok(());
        }
        self.torn = torn;
        self.position = at as u64;
        self.segments.push_back(segment);
        Ok(())
    }

    /// False: no writer of ours would have written this here.
    fn take(&mut self, record: Record, segment: &mut Segment, first: bool) -> bool {
        self.next_sequence = record.sequence + 1;
        match record.body {
            Body::Base(base) if first => {
                let fits = self.segments.is_empty() || base == self.base;
                self.base = base;
                fits
            }
            Body::Batch { vote, snapshot, entries } if !first => {
                if let Some(snapshot) = snapshot {
                    self.base.snapshot = Some(snapshot);
                    self.entries.clear();
                    self.segments.iter_mut().for_each(|segment| segment.last_index = 0);
                }
                self.base.vote = vote.unwrap_or(self.base.vote);
                segment.last_index = entries.last().map_or(0, |entry| entry.index).max(segment.last_index);
                self.append(entries)
            }
            Body::Saved(snapshot) if !first => {
                self.base.snapshot = Some(snapshot);
                true
            }
            _ => false,
        }
    }

    /// Entries from the first new one's index on are replaced (Raft 5.3).
    fn append(&mut self, entries: Vec<LogEntry>) -> bool {
        let Some(next) = entries.first().map(|entry| entry.index) else { return true };
        let held = self.entries.first().map_or(next, |entry| entry.index);
        self.entries.truncate(next.saturating_sub(held) as usize);
        let follows = self.entries.last().is_none_or(|last| last.index + 1 == next);
        self.entries.extend(entries);
        follows
            && self
                .entries
                .windows(2)
                .rev()
                .take_while(|pair| pair[1].index > next)
                .all(|pair| pair[0].index + 1 == pair[1].index)
    }
}

/// The entries and the snapshot together are the whole log.
fn check_entries(directory: &impl Directory, replay: &Replay) -> Result<(), StorageError> {
    let first = replay.entries.first().map(|entry| entry.index);
    match (&replay.base.snapshot, first) {
        (Some(snapshot), Some(first)) if first > snapshot.index + 1 => {
            let what = format!("entries {} to {} are missing", snapshot.index + 1, first - 1);
            Err(StorageError::damaged(directory.path_of(""), what))
        }
        _ => Ok(()),
    }
}

/// Where to write on. A torn end, and a segment that was begun in vain, are gone from the disk before anything new comes.
fn cut<D: Directory>(directory: &D, replay: &Replay) -> Result<(Option<D::File>, u64), StorageError> {
    let Some(last) = replay.segments.back() else {
        directory.sync()?;
        return Ok((None, 0));
    };
    let name = segment_name(last.first);
    let file = directory.open(&name)?;
    if replay.torn {
        tracing::info!(file = name, at = replay.position, "cut off a torn end that was never acknowledged");
        file.set_len(replay.position)?;
    }
    // What was read may so far be in the kernel's memory only, left there by a life that was killed before it synced. From
    // now on it counts.
    file.sync()?;
    directory.sync()?;
    Ok((Some(file), replay.position))
}

/// Finishes what a crash interrupted: files that nothing names.
fn tidy(directory: &impl Directory, replay: &Replay) -> Result<(), StorageError> {
    let wanted = replay.base.snapshot.as_ref().map(snapshot_file::name_of);
    for name in directory.list()? {
        let is_live = |first| replay.segments.iter().any(|segment| segment.first == first);
        let stale_segment = segment_first(&name).is_some_and(|first| !is_live(first));
        let stale_snapshot = snapshot_file::is_ours(&name) && Some(&name) != wanted.as_ref();
        if stale_segment || stale_snapshot {
            directory.remove(&name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
