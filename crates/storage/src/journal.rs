//! Writing: records at the end of the last segment, a new segment when it is full, old ones removed once a snapshot covers
//! them.
//!
//! The order is everything here. A record is acknowledged after its file was synced, and its file's name after its directory was. A
//! snapshot is on disk before a record names it. A segment is removed after the record that makes it needless was
//! acknowledged, and after the mark says that it may be missing.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use consensus::io::Persist;

use crate::LogStore;
use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;
use crate::mark::MarkFile;
use crate::record::{self, Base, Body, Record, SnapshotRef};
use crate::snapshot_file;

const PREFIX: &str = "journal-";
static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

pub(crate) fn segment_name(first: u64) -> String {
    format!("{PREFIX}{first:016x}")
}

/// The first sequence of the segment with this name.
pub(crate) fn segment_first(name: &str) -> Option<u64> {
    let first = u64::from_str_radix(name.strip_prefix(PREFIX)?, 16).ok()?;
    (segment_name(first) == name).then_some(first)
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// A segment is filled with zeros up to this before it is used: a sync then has no new length to write.
    pub(crate) segment_bytes: u64,
    /// Entries kept behind this node's own snapshot, for followers that are a little behind.
    pub(crate) trailing_entries: u64,
}

pub(crate) struct Segment {
    pub(crate) first: u64,
    /// The highest index of an entry in it that may still be needed.
    pub(crate) last_index: u64,
}

/// Where snapshots that were saved by another thread wait for the next write.
pub(crate) type Saved = Arc<Mutex<Vec<SnapshotRef>>>;

pub(crate) struct Journal<D: Directory> {
    pub(crate) directory: D,
    pub(crate) seal: u32,
    pub(crate) sizes: Sizes,
    pub(crate) mark: MarkFile<D::File>,
    /// What holds now: the next segment begins with it.
    pub(crate) base: Base,
    /// In order; the last one is written to.
    pub(crate) segments: VecDeque<Segment>,
    pub(crate) file: Option<D::File>,
    pub(crate) position: u64,
    pub(crate) next_sequence: u64,
    pub(crate) saved: Saved,
    /// Snapshots that nothing names any more once the present write is acknowledged.
    pub(crate) needless: Vec<SnapshotRef>,
    pub(crate) buffer: Vec<u8>,
    pub(crate) stopped: bool,
}

impl<D: Directory> Journal<D> {
    /// Writes without waiting for the disk; `sync` acknowledges.
    pub(crate) fn append(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.guarded(|journal| journal.append_all(batches))
    }

    pub(crate) fn sync(&mut self) -> Result<(), StorageError> {
        self.guarded(Self::acknowledge)
    }

    /// After an error it is not known what is on the disk (fsync(2): a second try may succeed and prove nothing).
    fn guarded(&mut self, act: impl FnOnce(&mut Self) -> Result<(), StorageError>) -> Result<(), StorageError> {
        if self.stopped {
            return Err(StorageError::Stopped);
        }
        let result = act(self);
        self.stopped = result.is_err();
        result
    }

    fn append_all(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.buffer.clear();
        let replaced = batches.iter().any(|batch| batch.snapshot.is_some());
        let bytes: usize = batches.iter().flat_map(|batch| &batch.entries).map(|entry| entry.data.len() + 32).sum();
        let full = self.position + bytes as u64 + 256 * (batches.len() as u64 + 1) > self.sizes.segment_bytes;
        if self.file.is_none() || full || replaced {
            self.begin_segment()?;
        }
        let mut last_index = 0;
        for batch in batches {
            let snapshot = match &batch.snapshot {
                Some(snapshot) => Some(snapshot_file::write(&self.directory, self.seal, snapshot)?),
                None => None,
            };
            if let Some(snapshot) = snapshot {
                self.name_snapshot(snapshot);
                last_index = 0;
            }
            self.base.vote = batch.vote.unwrap_or(self.base.vote);
            last_index = batch.entries.last().map_or(last_index, |entry| entry.index.max(last_index));
            self.put(Body::Batch { vote: batch.vote, snapshot, entries: batch.entries.clone() });
        }
        self.put_saved();
        let file = self.file.as_ref().expect("a segment was begun");
        file.write_at(&self.buffer, self.position)?;
        self.position += self.buffer.len() as u64;
        if let Some((last, before)) = self.segments.iter_mut().collect::<Vec<_>>().split_last_mut() {
            last.last_index = last.last_index.max(last_index);
            if replaced {
                before.iter_mut().for_each(|segment| segment.last_index = 0);
            }
        }
        Ok(())
    }

    fn put_saved(&mut self) {
        let saved = std::mem::take(&mut *self.saved.lock().expect("no thread dies with the lock"));
        for saved in saved {
            // Or the leader's snapshot was faster.
            if self.base.snapshot.is_none_or(|now| now.index < saved.index) {
                self.name_snapshot(saved);
                self.put(Body::Saved(saved));
            } else {
                self.needless.push(saved);
            }
        }
    }

    fn name_snapshot(&mut self, snapshot: SnapshotRef) {
        self.needless.extend(self.base.snapshot.replace(snapshot));
    }

    fn put(&mut self, body: Body) {
        let record = Record { sequence: self.next_sequence, acknowledged: self.mark.mark.acknowledged, body };
        record::encode(&mut self.buffer, self.seal, &record);
        self.next_sequence += 1;
    }

    fn begin_segment(&mut self) -> Result<(), StorageError> {
        let first = self.next_sequence;
        if let Some(full) = &self.file {
            // Only the last segment may have a torn end.
            full.sync()?;
        }
        let file = self.directory.create(&segment_name(first))?;
        let mut at = 0;
        while at < self.sizes.segment_bytes {
            let part = (self.sizes.segment_bytes - at).min(ZEROS.len() as u64);
            file.write_at(&ZEROS[..part as usize], at)?;
            at += part;
        }
        // With its length, which later syncs then need not write.
        file.sync()?;
        self.directory.sync()?;
        self.segments.push_back(Segment { first, last_index: 0 });
        self.file = Some(file);
        self.position = 0;
        self.put(Body::Base(self.base));
        Ok(())
    }

    fn acknowledge(&mut self) -> Result<(), StorageError> {
        let Some(file) = &self.file else { return Ok(()) };
        if self.mark.mark.acknowledged + 1 == self.next_sequence {
            return Ok(());
        }
        file.sync()?;
        self.mark.write(self.next_sequence - 1, self.mark.mark.oldest)?;
        self.remove_needless()
    }

    fn remove_needless(&mut self) -> Result<(), StorageError> {
        let Some(snapshot) = self.base.snapshot else { return Ok(()) };
        let covered = snapshot.index.saturating_sub(self.sizes.trailing_entries);
        let mut names = BTreeSet::new();
        while self.segments.len() > 1 && self.segments[0].last_index <= covered {
            names.extend(self.segments.pop_front().map(|segment| segment_name(segment.first)));
        }
        if !names.is_empty() {
            self.mark.write(self.mark.mark.acknowledged, self.segments[0].first)?;
            self.mark.sync()?;
        }
        let needless = std::mem::take(&mut self.needless);
        names.extend(needless.iter().filter(|needless| **needless != snapshot).map(snapshot_file::name_of));
        names.iter().try_for_each(|name| self.directory.remove(name))
    }
}

impl<D: Directory> LogStore for Journal<D> {
    fn write(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.append(batches)?;
        self.sync()
    }
}
