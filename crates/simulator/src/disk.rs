//! A computer's disk under the log: the product's own storage above a simulated directory. A batch counts only when its write is
//! done; when the process is killed, what was being written is there; when the power fails, nothing, all or torn parts of it.

use crate::random::Random;
use consensus::io::{Persist, Snapshot, Stored};
use model::{Guid, VoterId};
use storage::{MemoryLog, SnapshotStore, StorageError};

pub(crate) struct Disk {
    log: MemoryLog,
    /// Handed over, and not begun to be written.
    waiting: Vec<Persist>,
    /// The last batch of the group that is being written, with one sync for all of it.
    writing: Option<u64>,
    /// Until then every write takes long.
    pub(crate) slow_until: u64,
}

impl Disk {
    /// An empty one.
    pub(crate) fn new(cluster: Guid, voter: VoterId) -> Disk {
        Disk { log: MemoryLog::new(cluster, voter), waiting: Vec::new(), writing: None, slow_until: 0 }
    }

    pub(crate) fn submit(&mut self, batch: Persist) {
        self.waiting.push(batch);
    }

    /// Begins to write what waits; true when a write was begun, to be ended by [`Disk::finish`].
    pub(crate) fn begin(&mut self) -> Result<bool, StorageError> {
        if self.writing.is_some() || self.waiting.is_empty() {
            return Ok(false);
        }
        let group = std::mem::take(&mut self.waiting);
        self.writing = group.last().map(|batch| batch.number);
        self.log.begin_write(&group)?;
        Ok(true)
    }

    /// Nothing waits, and nothing is being written.
    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.writing.is_none()
    }

    /// The last batch that is being written.
    pub(crate) fn writing_number(&self) -> Option<u64> {
        self.writing
    }

    /// The write is done: the number of the last batch that is durable now.
    pub(crate) fn finish(&mut self) -> Result<Option<u64>, StorageError> {
        if self.writing.take().is_none() {
            return Ok(None);
        }
        self.log.complete_writes().map(Some)
    }

    /// The node starts from this from now on.
    pub(crate) fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), StorageError> {
        self.log.save_snapshot(snapshot)
    }

    /// The process is gone: what waited was never written.
    pub(crate) fn lose_process(&mut self) {
        self.waiting.clear();
        self.writing = None;
    }

    pub(crate) fn lose_power(&mut self, random: &mut Random) {
        self.lose_process();
        self.log.lose_power(&mut |end| random.below(end));
    }

    /// What a new life of the service finds.
    pub(crate) fn load(&mut self) -> Result<Stored, StorageError> {
        self.log.load()
    }
}
