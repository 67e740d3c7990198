//! Whose log this is, and in which format: a small text file that is written once.

use model::{Guid, VoterId};

use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;

pub(crate) const NAME: &str = "identity";
const NEW_NAME: &str = "identity.new";
const FORMAT: u32 = 1;

/// The log of one voter of one cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    pub(crate) cluster: Guid,
    pub(crate) voter: VoterId,
}

impl Identity {
    fn text(&self, format: u32) -> String {
        let facts = format!(
            "quorate log\nformat {format}\ncluster {}\nnode {}\nstorage {}\n",
            self.cluster, self.voter.node, self.voter.storage
        );
        let checksum = crc32fast::hash(facts.as_bytes());
        format!("{facts}checksum {checksum:08x}\n")
    }

    /// What every checksum starts from: a file of another log has none that fits.
    pub(crate) fn seal(&self) -> u32 {
        crc32fast::hash(self.text(FORMAT).as_bytes())
    }

    fn describe(&self) -> String {
        format!("node {} (storage {}) of cluster {}", self.voter.node, self.voter.storage, self.cluster)
    }

    /// The last step of making a new log: with it the directory counts as one.
    pub(crate) fn write(&self, directory: &impl Directory) -> Result<(), StorageError> {
        let file = directory.create(NEW_NAME)?;
        file.write_at(self.text(FORMAT).as_bytes(), 0)?;
        file.sync()?;
        directory.rename(NEW_NAME, NAME)?;
        directory.sync()
    }

    pub(crate) fn check(&self, directory: &impl Directory) -> Result<(), StorageError> {
        let path = directory.path_of(NAME);
        let contents = directory.open(NAME)?.read_all()?;
        let damaged = || StorageError::damaged(&path, "it does not read as an identity");
        let text = std::str::from_utf8(&contents).map_err(|_| damaged())?;
        let (format, found) = parse(text).ok_or_else(damaged)?;
        if found.text(format) != text {
            return Err(damaged());
        }
        if format != FORMAT {
            return Err(StorageError::Version { path, found: format });
        }
        if found != *self {
            return Err(StorageError::Foreign { path, found: found.describe(), expected: self.describe() });
        }
        Ok(())
    }
}

fn parse(text: &str) -> Option<(u32, Identity)> {
    let mut lines = text.lines().skip(1);
    let mut next = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let format = next("format")?.parse().ok()?;
    let cluster = next("cluster")?.parse().ok()?;
    let node = model::NodeId(next("node")?.parse().ok()?);
    let storage = next("storage")?.parse().ok()?;
    Some((format, Identity { cluster, voter: VoterId { node, storage } }))
}
