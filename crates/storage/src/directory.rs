//! The few things that the log asks of a file system, so that it also runs on a simulated one (`simulated`).
//!
//! What a method has done is on disk only after the `sync` of the file or of the directory (fsync(2), notes).

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StorageError;

pub(crate) trait Directory: Clone {
    type File: RandomFile;

    /// As it is shown to the user.
    fn path_of(&self, name: &str) -> String;
    /// In order.
    fn list(&self) -> Result<Vec<String>, StorageError>;
    fn open(&self, name: &str) -> Result<Self::File, StorageError>;
    /// New or emptied.
    fn create(&self, name: &str) -> Result<Self::File, StorageError>;
    fn rename(&self, from: &str, to: &str) -> Result<(), StorageError>;
    fn remove(&self, name: &str) -> Result<(), StorageError>;
    /// Creations, renames and removals are on disk.
    fn sync(&self) -> Result<(), StorageError>;
}

pub(crate) trait RandomFile {
    fn read_all(&self) -> Result<Vec<u8>, StorageError>;
    fn write_at(&self, bytes: &[u8], at: u64) -> Result<(), StorageError>;
    fn set_len(&self, length: u64) -> Result<(), StorageError>;
    /// The contents and the length are on disk.
    fn sync(&self) -> Result<(), StorageError>;
}

/// The file that is locked.
const LOCK: &str = "lock";

/// A directory of the system, locked against a second process for as long as a clone lives.
#[derive(Clone)]
pub(crate) struct DiskDirectory {
    path: PathBuf,
    /// flock(2); the kernel lets go of it when the process ends, however it ends.
    lock: Arc<File>,
}

impl DiskDirectory {
    pub(crate) fn open(path: PathBuf) -> Result<DiskDirectory, StorageError> {
        let shown = path.display().to_string();
        let failed = |doing| {
            let path = shown.clone();
            move |source| StorageError::Io { path, doing, source }
        };
        create_durably(&path).map_err(failed("Creating"))?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(failed("Opening the lock in"))?;
        DiskDirectory::locked(path, lock)
    }

    /// With the lock that a predecessor in this very process took: it is on the open file, and goes on as long as that is open
    /// anywhere. A file that is not this directory's lock is refused.
    pub(crate) fn open_with_lock(path: PathBuf, lock: File) -> Result<DiskDirectory, StorageError> {
        let same = || -> io::Result<bool> {
            let (ours, there) = (lock.metadata()?, std::fs::metadata(path.join(LOCK))?);
            Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino()))
        };
        match same() {
            Ok(true) => DiskDirectory::locked(path, lock),
            Ok(false) => Err(StorageError::InUse { path: path.display().to_string() }),
            Err(source) => {
                Err(StorageError::Io { path: path.display().to_string(), doing: "Opening the lock in", source })
            }
        }
    }

    pub(crate) fn lock(&self) -> io::Result<File> {
        self.lock.try_clone()
    }

    fn locked(path: PathBuf, lock: File) -> Result<DiskDirectory, StorageError> {
        let shown = path.display().to_string();
        let failed = |doing| {
            let path = shown.clone();
            move |source| StorageError::Io { path, doing, source }
        };
        match lock.try_lock() {
            Ok(()) => Ok(DiskDirectory { path, lock: Arc::new(lock) }),
            Err(std::fs::TryLockError::WouldBlock) => Err(StorageError::InUse { path: shown }),
            Err(std::fs::TryLockError::Error(source)) => Err(failed("Locking")(source)),
        }
    }

    fn failed(&self, doing: &'static str, name: &str) -> impl FnOnce(io::Error) -> StorageError {
        let path = self.path_of(name);
        move |source| StorageError::Io { path, doing, source }
    }

    fn file(&self, file: File, name: &str) -> DiskFile {
        DiskFile { file, path: self.path_of(name) }
    }
}

/// A new directory is found again after a loss of power only if its parent was synced.
fn create_durably(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    create_durably(parent)?;
    std::fs::create_dir(path)?;
    File::open(parent)?.sync_all()
}

impl Directory for DiskDirectory {
    type File = DiskFile;

    fn path_of(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }

    fn list(&self) -> Result<Vec<String>, StorageError> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.path).map_err(self.failed("Listing", ""))? {
            let entry = entry.map_err(self.failed("Listing", ""))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn open(&self, name: &str) -> Result<DiskFile, StorageError> {
        let file = OpenOptions::new().read(true).write(true).open(self.path.join(name));
        Ok(self.file(file.map_err(self.failed("Opening", name))?, name))
    }

    fn create(&self, name: &str) -> Result<DiskFile, StorageError> {
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(self.path.join(name));
        Ok(self.file(options.map_err(self.failed("Creating", name))?, name))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StorageError> {
        std::fs::rename(self.path.join(from), self.path.join(to)).map_err(self.failed("Renaming", from))
    }

    fn remove(&self, name: &str) -> Result<(), StorageError> {
        std::fs::remove_file(self.path.join(name)).map_err(self.failed("Removing", name))
    }

    fn sync(&self) -> Result<(), StorageError> {
        let directory = File::open(&self.path).map_err(self.failed("Opening", ""))?;
        directory.sync_all().map_err(self.failed("Syncing", ""))
    }
}

pub(crate) struct DiskFile {
    file: File,
    path: String,
}

impl DiskFile {
    fn failed(&self, doing: &'static str) -> impl FnOnce(io::Error) -> StorageError {
        let path = self.path.clone();
        move |source| StorageError::Io { path, doing, source }
    }
}

impl RandomFile for DiskFile {
    fn read_all(&self) -> Result<Vec<u8>, StorageError> {
        let length = self.file.metadata().map_err(self.failed("Reading"))?.len();
        let mut contents = Vec::with_capacity(length as usize + 1);
        let mut from_start = OpenOptions::new().read(true).open(&self.path).map_err(self.failed("Reading"))?;
        from_start.read_to_end(&mut contents).map_err(self.failed("Reading"))?;
        Ok(contents)
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> Result<(), StorageError> {
        self.file.write_all_at(bytes, at).map_err(self.failed("Writing"))
    }

    fn set_len(&self, length: u64) -> Result<(), StorageError> {
        self.file.set_len(length).map_err(self.failed("Resizing"))
    }

    fn sync(&self) -> Result<(), StorageError> {
        self.file.sync_data().map_err(self.failed("Syncing"))
    }
}
