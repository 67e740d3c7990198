//! The log on a simulated disk: the same code as on a real one, above a directory in memory.
//!
//! Its owner decides when a write reaches the disk ([`MemoryLog::begin_write`], [`MemoryLog::complete_writes`]) and
//! what is left when the power fails.

use consensus::io::{Persist, Snapshot, Stored};
use model::{Guid, VoterId};

use crate::error::StorageError;
use crate::identity::Identity;
use crate::journal::{Journal, Sizes};
use crate::simulated::SimulatedDirectory;
use crate::{LogStore, SnapshotStore, recovery, snapshot_file};

/// Small, so that a short run sees many segments begun and removed.
const SIZES: Sizes = Sizes { segment_bytes: 16 << 10, trailing_entries: 50 };

pub struct MemoryLog {
    directory: SimulatedDirectory,
    identity: Identity,
    journal: Option<Journal<SimulatedDirectory>>,
    last_number: u64,
}

impl MemoryLog {
    /// An empty disk.
    pub fn new(cluster: Guid, voter: VoterId) -> MemoryLog {
        let directory = SimulatedDirectory::default();
        MemoryLog { directory, identity: Identity { cluster, voter }, journal: None, last_number: 0 }
    }

    /// A life begins: call first, and after each crash. Without `lose_power` before it, this is the start after a kill: the
    /// kernel has everything that was written.
    pub fn load(&mut self) -> Result<Stored, StorageError> {
        let (journal, stored) = recovery::recover(self.directory.clone(), self.identity, SIZES)?;
        self.journal = Some(journal);
        self.last_number = 0;
        Ok(stored)
    }

    /// Written, but not yet on disk. Batches may be begun while others are under way.
    pub fn begin_write(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.journal()?.append(batches)?;
        self.last_number = batches.last().map_or(self.last_number, |batch| batch.number);
        Ok(())
    }

    /// Everything begun is on disk; gives the number of the last batch, 0 if there was none in this life.
    pub fn complete_writes(&mut self) -> Result<u64, StorageError> {
        self.journal()?.sync()?;
        Ok(self.last_number)
    }

    /// The power fails: of what was not completed, nothing, all or torn parts are left. `below(n)` draws from 0 to n - 1.
    pub fn lose_power(&mut self, below: &mut dyn FnMut(u64) -> u64) {
        self.journal = None;
        self.directory.lose_power(below);
    }

    fn journal(&mut self) -> Result<&mut Journal<SimulatedDirectory>, StorageError> {
        self.journal.as_mut().ok_or(StorageError::Stopped)
    }
}

impl LogStore for MemoryLog {
    fn write(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.begin_write(batches)?;
        self.complete_writes().map(|_| ())
    }
}

impl SnapshotStore for MemoryLog {
    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), StorageError> {
        let (directory, seal) = (self.directory.clone(), self.identity.seal());
        snapshot_file::save(&directory, seal, &self.journal()?.saved.clone(), snapshot)
    }
}
