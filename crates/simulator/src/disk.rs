//! A disk under the log. A batch counts only when its write is done; a crash keeps any prefix of what was being written, and
//! nothing of what waited.

use crate::random::Random;
use consensus::io::{Persist, Snapshot, Stored};
use std::collections::VecDeque;

/// Entries kept before a snapshot's index.
const TRAILING_ENTRIES: u64 = 20;

#[derive(Default)]
pub(crate) struct Disk {
    durable: Stored,
    waiting: VecDeque<Persist>,
    /// The group that is being written, with one sync for all of it.
    writing: Vec<Persist>,
    /// Until then every write takes long.
    pub(crate) slow_until: u64,
}

impl Disk {
    pub(crate) fn submit(&mut self, batch: Persist) {
        self.waiting.push_back(batch);
    }

    /// Begins to write what waits; true when a write was begun, to be ended by [`Disk::finish`].
    pub(crate) fn begin(&mut self) -> bool {
        if !self.writing.is_empty() || self.waiting.is_empty() {
            return false;
        }
        self.writing.extend(self.waiting.drain(..));
        true
    }

    /// The last batch that is being written.
    pub(crate) fn writing_number(&self) -> Option<u64> {
        self.writing.last().map(|batch| batch.number)
    }

    /// The write is done: the number of the last batch that is durable now.
    pub(crate) fn finish(&mut self) -> Option<u64> {
        let number = self.writing.last().map(|batch| batch.number);
        for batch in std::mem::take(&mut self.writing) {
            self.store(batch);
        }
        number
    }

    fn store(&mut self, batch: Persist) {
        if let Some(snapshot) = batch.snapshot {
            self.durable.snapshot = Some(snapshot);
            self.durable.entries.clear();
        }
        if let Some(vote) = batch.vote {
            self.durable.vote = vote;
        }
        if let Some(first) = batch.entries.first() {
            let kept = self.durable.entries.partition_point(|entry| entry.index < first.index);
            self.durable.entries.truncate(kept);
            self.durable.entries.extend(batch.entries);
        }
    }

    /// The node starts from this from now on; the log before it is freed but for a rest.
    pub(crate) fn save_snapshot(&mut self, snapshot: Snapshot) {
        if self.durable.snapshot.as_ref().is_some_and(|known| known.index >= snapshot.index) {
            return;
        }
        let first_kept = snapshot.index.saturating_sub(TRAILING_ENTRIES);
        let freed = self.durable.entries.partition_point(|entry| entry.index < first_kept);
        self.durable.entries.drain(..freed);
        self.durable.snapshot = Some(snapshot);
    }

    /// The process or the machine is gone: a batch is there as a whole or not at all, and none without those before it.
    pub(crate) fn crash(&mut self, random: &mut Random) {
        let kept = random.between(0, self.writing.len() as u64) as usize;
        for batch in std::mem::take(&mut self.writing).into_iter().take(kept) {
            self.store(batch);
        }
        self.waiting.clear();
    }

    /// What a new life of the service finds. Entries that end before the snapshot, which was saved while they still waited to
    /// be written, say nothing that it does not say.
    pub(crate) fn load(&self) -> Stored {
        let mut stored = self.durable.clone();
        if let (Some(snapshot), Some(last)) = (&stored.snapshot, stored.entries.last()) {
            if last.index < snapshot.index {
                stored.entries.clear();
            }
        }
        stored
    }

    /// Another disk takes the place of this one.
    pub(crate) fn replace(&mut self) {
        *self = Disk::default();
    }
}
