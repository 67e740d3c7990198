//! Why the log cannot be used.

use std::fmt;
use std::io;

#[derive(Debug)]
pub enum StorageError {
    /// The system refused: disk full, no permission, a device that fails.
    Io { path: String, doing: &'static str, source: io::Error },
    /// Something acknowledged is not there as it was written.
    Damaged { path: String, what: String },
    /// The directory belongs to another cluster or voter.
    Foreign { path: String, found: String, expected: String },
    /// Written by a newer version.
    Version { path: String, found: u32 },
    /// Another process has it open.
    InUse { path: String },
    /// An earlier write failed; nothing can be said about the disk until the next start.
    Stopped,
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StorageError::Io { path, doing, source } => write!(f, "{doing} {path} failed: {source}."),
            StorageError::Damaged { path, what } => write!(
                f,
                "{path} is damaged ({what}): keep a copy of its directory, evict this node and add it again with an empty one."
            ),
            StorageError::Foreign { path, found, expected } => write!(
                f,
                "{path} belongs to {found}, this is {expected}: set the state directory of this node, or empty it."
            ),
            StorageError::Version { path, found } => {
                write!(f, "{path} has format {found}, which this version cannot read: install the newer version again.")
            }
            StorageError::InUse { path } => write!(f, "{path} is in use by another process: stop that one first."),
            StorageError::Stopped => f.write_str("The log stopped at an earlier error: start the service again."),
        }
    }
}

impl std::error::Error for StorageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StorageError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl StorageError {
    pub(crate) fn damaged(path: impl Into<String>, what: impl Into<String>) -> StorageError {
        StorageError::Damaged { path: path.into(), what: what.into() }
    }
}
