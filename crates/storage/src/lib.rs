//! The durable log: what a voter promised, on its disk. Batches of entries and votes go into a journal, states into snapshot
//! files; at start all of it is read once, checked, and handed over.
//!
//! Never here: what an entry means, and any repair. What was acknowledged is there at the next start, or the node does not
//! start: an unacknowledged torn end is cut off without a word, everything else that is not as it was written stops the node with
//! a `StorageError`, and nothing on the disk is touched.
//!
//! Why a journal of our own: the log in use is in memory (`consensus`), so the disk only ever appends, and is read once at
//! start. A store with tables and an index has nothing to do here. Measured with fjall 3.1: the speed is the same, both wait
//! for fdatasync; but of 400 bits flipped one at a time in the middle of an acknowledged journal, 29 made it cut off all that
//! followed, on the disk and without a word, and 24 were not noticed. `examples/storage_speed` compares with a bare write.
//!
//! Start reading at [`LogStore`], then `journal` (writing) and `recovery` (what is checked at start); `record` has the format.
//! [`MemoryLog`] runs the same code on a simulated disk that loses what was not synced.

mod directory;
mod disk_log;
mod error;
mod identity;
mod journal;
mod mark;
mod memory_log;
mod record;
mod recovery;
mod simulated;
mod snapshot_file;

use consensus::io::{Persist, Snapshot};

pub use disk_log::{DiskLog, DiskLogWriter, DiskSnapshots};
pub use error::StorageError;
pub use memory_log::MemoryLog;

/// The journal's side, for the thread that writes.
pub trait LogStore {
    /// All batches are on disk when this returns, with one sync for all of them (two when one brings a snapshot, or a new
    /// file is begun). After an error nothing is known about the disk: the node must stop.
    fn write(&mut self, batches: &[Persist]) -> Result<(), StorageError>;
}

/// The snapshots' side, for another thread: a large one holds up no batch.
pub trait SnapshotStore {
    /// The snapshot is on disk when this returns, and will be what the node starts from; the journal before it is
    /// freed with a later write. Some entries before it are kept for followers that are a little behind.
    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), StorageError>;
}
