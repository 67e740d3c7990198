//! A directory in memory that forgets, when its power fails, what was not synced: some of the 512-byte sectors of each write,
//! and the end of the list of names made, renamed and removed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;

const SECTOR_BYTES: usize = 512;

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Change {
    fn apply(&self, contents: &mut Vec<u8>) {
        match self {
            Change::Write { at, bytes } => {
                let end = at + bytes.len();
                if contents.len() < end {
                    contents.resize(end, 0);
                }
                contents[*at..end].copy_from_slice(bytes);
            }
            Change::Length(length) => contents.resize(*length, 0),
        }
    }
}

#[derive(Clone, Default)]
struct Contents {
    now: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

/// `None` removes the name.
type Naming = (String, Option<u64>);

#[derive(Default)]
struct Disk {
    files: BTreeMap<u64, Contents>,
    next_file: u64,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    unsynced_names: Vec<Vec<Naming>>,
}

impl Disk {
    fn name(&mut self, changes: Vec<Naming>) {
        apply_names(&mut self.names, &changes);
        self.unsynced_names.push(changes);
    }
}

fn apply_names(names: &mut BTreeMap<String, u64>, changes: &[Naming]) {
    for (name, file) in changes {
        match file {
            Some(file) => names.insert(name.clone(), *file),
            None => names.remove(name),
        };
    }
}

#[derive(Clone, Default)]
pub(crate) struct SimulatedDirectory {
    disk: Arc<Mutex<Disk>>,
}

impl SimulatedDirectory {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().expect("no thread dies with the lock")
    }

    /// The power fails. `below(n)` draws from 0 to n - 1.
    pub(crate) fn lose_power(&self, below: &mut dyn FnMut(u64) -> u64) {
        let mut disk = self.disk();
        let kept = below(disk.unsynced_names.len() as u64 + 1) as usize;
        let changes = std::mem::take(&mut disk.unsynced_names);
        let mut names = disk.durable_names.clone();
        changes[..kept].iter().for_each(|changes| apply_names(&mut names, changes));
        disk.names.clone_from(&names);
        disk.durable_names = names;
        for contents in disk.files.values_mut() {
            // Mostly a power failure hits one write; often nothing of it, or all, is there.
            for change in std::mem::take(&mut contents.unsynced) {
                let luck = below(4);
                lose_part(&change, luck, below).iter().for_each(|change| change.apply(&mut contents.durable));
            }
            contents.now.clone_from(&contents.durable);
        }
        let live: Vec<u64> = disk.names.values().copied().collect();
        disk.files.retain(|file, _| live.contains(file));
    }

    #[cfg(test)]
    pub(crate) fn change(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut disk = self.disk();
        let file = disk.names[name];
        let contents = disk.files.get_mut(&file).unwrap();
        change(&mut contents.now);
        contents.durable = contents.now.clone();
        contents.unsynced.clear();
    }

    /// An independent copy.
    #[cfg(test)]
    pub(crate) fn copy(&self) -> SimulatedDirectory {
        let disk = self.disk();
        let copy = Disk {
            files: disk.files.clone(),
            next_file: disk.next_file,
            names: disk.names.clone(),
            durable_names: disk.durable_names.clone(),
            unsynced_names: disk.unsynced_names.clone(),
        };
        SimulatedDirectory { disk: Arc::new(Mutex::new(copy)) }
    }
}

fn lose_part(change: &Change, luck: u64, below: &mut dyn FnMut(u64) -> u64) -> Vec<Change> {
    match (change, luck) {
        (_, 0) => Vec::new(),
        (change, 1) | (change @ Change::Length(_), _) => vec![change.clone()],
        (Change::Write { at, bytes }, _) => {
            let mut kept = Vec::new();
            let mut from = 0;
            while from < bytes.len() {
                // To the next boundary of a sector.
                let to = bytes.len().min(from + SECTOR_BYTES - (at + from) % SECTOR_BYTES);
                if below(2) == 0 {
                    kept.push(Change::Write { at: at + from, bytes: bytes[from..to].to_vec() });
                }
                from = to;
            }
            kept
        }
    }
}

impl Directory for SimulatedDirectory {
    type File = SimulatedFile;

    fn path_of(&self, name: &str) -> String {
        format!("simulated/{name}")
    }

    fn list(&self) -> Result<Vec<String>, StorageError> {
        Ok(self.disk().names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> Result<SimulatedFile, StorageError> {
        match self.disk().names.get(name) {
            Some(file) => Ok(SimulatedFile { disk: self.disk.clone(), file: *file }),
            None => Err(missing(name)),
        }
    }

    fn create(&self, name: &str) -> Result<SimulatedFile, StorageError> {
        let mut disk = self.disk();
        let file = disk.next_file;
        disk.next_file += 1;
        disk.files.insert(file, Contents::default());
        disk.name(vec![(name.into(), Some(file))]);
        Ok(SimulatedFile { disk: self.disk.clone(), file })
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StorageError> {
        let mut disk = self.disk();
        let file = *disk.names.get(from).ok_or_else(|| missing(from))?;
        disk.name(vec![(from.into(), None), (to.into(), Some(file))]);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), StorageError> {
        let mut disk = self.disk();
        if !disk.names.contains_key(name) {
            return Err(missing(name));
        }
        disk.name(vec![(name.into(), None)]);
        Ok(())
    }

    fn sync(&self) -> Result<(), StorageError> {
        let mut disk = self.disk();
        disk.unsynced_names.clear();
        let Disk { names, durable_names, files, .. } = &mut *disk;
        durable_names.clone_from(names);
        let live: Vec<u64> = names.values().copied().collect();
        files.retain(|file, _| live.contains(file));
        Ok(())
    }
}

fn missing(name: &str) -> StorageError {
    let source = std::io::ErrorKind::NotFound.into();
    StorageError::Io { path: format!("simulated/{name}"), doing: "Opening", source }
}

pub(crate) struct SimulatedFile {
    disk: Arc<Mutex<Disk>>,
    file: u64,
}

impl SimulatedFile {
    fn with<T>(&self, act: impl FnOnce(&mut Contents) -> T) -> T {
        let mut disk = self.disk.lock().expect("no thread dies with the lock");
        act(disk.files.get_mut(&self.file).expect("an open file stays while its name does"))
    }

    fn change(&self, change: Change) {
        self.with(|contents| {
            change.apply(&mut contents.now);
            contents.unsynced.push(change);
        });
    }
}

impl RandomFile for SimulatedFile {
    fn read_all(&self) -> Result<Vec<u8>, StorageError> {
        Ok(self.with(|contents| contents.now.clone()))
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> Result<(), StorageError> {
        self.change(Change::Write { at: at as usize, bytes: bytes.to_vec() });
        Ok(())
    }

    fn set_len(&self, length: u64) -> Result<(), StorageError> {
        self.change(Change::Length(length as usize));
        Ok(())
    }

    fn sync(&self) -> Result<(), StorageError> {
        self.with(|contents| {
            for change in std::mem::take(&mut contents.unsynced) {
                change.apply(&mut contents.durable);
            }
        });
        Ok(())
    }
}
