//! The log in a directory of the system.

use std::fs::File;
use std::path::Path;

use consensus::io::{Persist, Snapshot, Stored};
use model::{Guid, VoterId};

use crate::directory::DiskDirectory;
use crate::error::StorageError;
use crate::identity::Identity;
use crate::journal::{Journal, Saved, Sizes};
use crate::recovery;
use crate::{LogStore, SnapshotStore, snapshot_file};

/// 4 MiB: a crowd of small files neither, and what a snapshot makes needless is soon free.
const SIZES: Sizes = Sizes { segment_bytes: 4 << 20, trailing_entries: 1_000 };

/// An opened, locked directory.
pub struct DiskLog {
    directory: DiskDirectory,
    identity: Identity,
}

impl DiskLog {
    /// Makes the directory if it is not there. Fails if another process has it.
    pub fn open(path: &Path, cluster: Guid, voter: VoterId) -> Result<DiskLog, StorageError> {
        let directory = DiskDirectory::open(path.to_owned())?;
        Ok(DiskLog { directory, identity: Identity { cluster, voter } })
    }

    /// As [`DiskLog::open`], with the lock that [`DiskLog::lock`] gave, inherited from a predecessor in this process, which writes
    /// nothing any more.
    pub fn open_with_lock(path: &Path, cluster: Guid, voter: VoterId, lock: File) -> Result<DiskLog, StorageError> {
        let directory = DiskDirectory::open_with_lock(path.to_owned(), lock)?;
        Ok(DiskLog { directory, identity: Identity { cluster, voter } })
    }

    /// The locked file: as long as it is open anywhere, no other process opens this log.
    pub fn lock(&self) -> std::io::Result<File> {
        self.directory.lock()
    }

    /// Reads and checks everything. The two halves may go to two threads.
    pub fn load(self) -> Result<(DiskLogWriter, DiskSnapshots, Stored), StorageError> {
        let (journal, stored) = recovery::recover(self.directory.clone(), self.identity, SIZES)?;
        let saved = journal.saved.clone();
        let snapshots = DiskSnapshots { directory: self.directory, seal: self.identity.seal(), saved };
        Ok((DiskLogWriter { journal }, snapshots, stored))
    }
}

pub struct DiskLogWriter {
    journal: Journal<DiskDirectory>,
}

impl LogStore for DiskLogWriter {
    fn write(&mut self, batches: &[Persist]) -> Result<(), StorageError> {
        self.journal.write(batches)
    }
}

pub struct DiskSnapshots {
    directory: DiskDirectory,
    seal: u32,
    saved: Saved,
}

impl SnapshotStore for DiskSnapshots {
    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), StorageError> {
        snapshot_file::save(&self.directory, self.seal, &self.saved, snapshot)
    }
}
