//! The part of the log that is in memory: what the engine reads when it sends to followers and hands out commits.
//!
//! It says nothing about the disk: the engine puts an entry here when it asks for it to be written, and counts it only
//! when it is told that it was.

use std::cell::Cell;
use std::collections::VecDeque;

use raft::eraftpb::{ConfState, Entry, HardState, Snapshot};
use raft::{GetEntriesContext, RaftState, StorageError};

/// About what an entry costs beside its data, in memory and in a message.
const ENTRY_OVERHEAD_BYTES: u64 = 32;

struct Held {
    entry: Entry,
    /// Of all entries ever held before this one: the difference of two gives the bytes between them.
    bytes_before: u64,
}

pub(crate) struct Window {
    /// What the engine starts from; not kept up to date.
    start: RaftState,
    /// The entry before the first held one: compacted, but its term is still compared (Raft 5.3).
    base_index: u64,
    base_term: u64,
    held: VecDeque<Held>,
    bytes_end: u64,
    offered: Option<Snapshot>,
    /// The engine asked for a snapshot and there was none to give.
    wanted: Cell<bool>,
    /// The offered snapshot was given out since the last look.
    given: Cell<bool>,
}

impl Window {
    pub(crate) fn new(base_index: u64, base_term: u64) -> Window {
        Window {
            start: RaftState::default(),
            base_index,
            base_term,
            held: VecDeque::new(),
            bytes_end: 0,
            offered: None,
            wanted: Cell::new(false),
            given: Cell::new(false),
        }
    }

    pub(crate) fn set_start(&mut self, hard_state: HardState, conf_state: ConfState) {
        self.start = RaftState { hard_state, conf_state };
    }

    pub(crate) fn first(&self) -> u64 {
        self.base_index + 1
    }

    pub(crate) fn last(&self) -> u64 {
        self.base_index + self.held.len() as u64
    }

    fn held_at(&self, index: u64) -> Option<&Held> {
        index.checked_sub(self.first()).and_then(|offset| self.held.get(offset as usize))
    }

    pub(crate) fn term_of(&self, index: u64) -> Option<u64> {
        if index == self.base_index {
            return Some(self.base_term);
        }
        self.held_at(index).map(|held| held.entry.term)
    }

    /// Entries from the first one's index on are replaced (Raft 5.3).
    pub(crate) fn append(&mut self, entries: &[Entry]) {
        let Some(first) = entries.first() else { return };
        assert!(
            self.first() <= first.index && first.index <= self.last() + 1,
            "entry {} does not continue a log of {} to {}",
            first.index,
            self.first(),
            self.last()
        );
        self.held.truncate((first.index - self.first()) as usize);
        self.bytes_end = self.held.back().map_or(self.bytes_end, |held| held.bytes_before + entry_bytes(&held.entry));
        for entry in entries {
            self.held.push_back(Held { entry: entry.clone(), bytes_before: self.bytes_end });
            self.bytes_end += entry_bytes(entry);
        }
    }

    /// Forgets everything: the log now begins after a snapshot.
    pub(crate) fn restart_at(&mut self, index: u64, term: u64) {
        self.held.clear();
        self.base_index = index;
        self.base_term = term;
        self.offered = None;
    }

    pub(crate) fn compact(&mut self, upto_index: u64) {
        while self.base_index < upto_index {
            let Some(held) = self.held.pop_front() else { return };
            self.base_index = held.entry.index;
            self.base_term = held.entry.term;
        }
    }

    pub(crate) fn bytes_since(&self, index: u64) -> u64 {
        let next = (index + 1).max(self.first());
        self.held_at(next).map_or(0, |held| self.bytes_end - held.bytes_before)
    }

    pub(crate) fn offer(&mut self, snapshot: Snapshot) {
        let offered = self.offered.as_ref().map_or(0, |offered| offered.get_metadata().index);
        if snapshot.get_metadata().index >= offered {
            self.offered = Some(snapshot);
            self.given.set(true);
        }
    }

    pub(crate) fn has_offer(&self) -> bool {
        self.offered.is_some()
    }

    /// The copy of the whole state is not kept longer than somebody needs it.
    pub(crate) fn drop_offer(&mut self) {
        self.offered = None;
    }

    pub(crate) fn take_given(&mut self) -> bool {
        self.given.take()
    }

    pub(crate) fn take_wanted(&mut self) -> bool {
        self.wanted.take()
    }
}

fn entry_bytes(entry: &Entry) -> u64 {
    entry.data.len() as u64 + entry.context.len() as u64 + ENTRY_OVERHEAD_BYTES
}

impl raft::Storage for Window {
    fn initial_state(&self) -> raft::Result<RaftState> {
        Ok(self.start.clone())
    }

    fn entries(
        &self,
        low: u64,
        high: u64,
        max_size: impl Into<Option<u64>>,
        _: GetEntriesContext,
    ) -> raft::Result<Vec<Entry>> {
        if low < self.first() {
            return Err(StorageError::Compacted.into());
        }
        if high > self.last() + 1 {
            return Err(StorageError::Unavailable.into());
        }
        let limit = max_size.into().unwrap_or(u64::MAX);
        let range = (low - self.first()) as usize..(high - self.first()) as usize;
        let mut entries = Vec::with_capacity(range.len().min(1024));
        let mut bytes = 0u64;
        for held in self.held.range(range) {
            bytes = bytes.saturating_add(entry_bytes(&held.entry));
            // One entry goes however large it is.
            if bytes > limit && !entries.is_empty() {
                break;
            }
            entries.push(held.entry.clone());
        }
        Ok(entries)
    }

    fn term(&self, index: u64) -> raft::Result<u64> {
        match self.term_of(index) {
            Some(term) => Ok(term),
            None if index < self.base_index => Err(StorageError::Compacted.into()),
            None => Err(StorageError::Unavailable.into()),
        }
    }

    fn first_index(&self) -> raft::Result<u64> {
        Ok(self.first())
    }

    fn last_index(&self) -> raft::Result<u64> {
        Ok(self.last())
    }

    /// Only a snapshot that the log continues, and that knows the receiver: it would refuse any other, and ask again.
    fn snapshot(&self, request_index: u64, to: u64) -> raft::Result<Snapshot> {
        let fits = |snapshot: &&Snapshot| {
            let metadata = snapshot.get_metadata();
            let voters = metadata.get_conf_state();
            metadata.index >= request_index.max(self.base_index)
                && voters.get_voters().iter().chain(voters.get_learners()).any(|id| *id == to)
        };
        match self.offered.as_ref().filter(fits) {
            Some(snapshot) => {
                self.given.set(true);
                Ok(snapshot.clone())
            }
            None => {
                self.wanted.set(true);
                Err(StorageError::SnapshotTemporarilyUnavailable.into())
            }
        }
    }
}
