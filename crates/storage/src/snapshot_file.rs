//! A snapshot is a file of its own. It counts from the moment the journal names it (`record::SnapshotRef`); the checksum in
//! that record is the one over the whole file.

use bytes::Bytes;
use consensus::io::{Snapshot, Voters};
use model::VoterId;

use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;
use crate::journal::Saved;
use crate::record::{Reader, SnapshotRef};

const MAGIC: u32 = 0x706e_5351;
const PREFIX: &str = "snapshot-";
/// Not yet complete.
const NEW_SUFFIX: &str = ".new";

pub(crate) fn name_of(snapshot: &SnapshotRef) -> String {
    format!("{PREFIX}{:016x}-{:016x}-{:08x}", snapshot.index, snapshot.term, snapshot.checksum)
}

pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// On disk when this returns, under its final name.
pub(crate) fn write(directory: &impl Directory, seal: u32, snapshot: &Snapshot) -> Result<SnapshotRef, StorageError> {
    let header = header_of(snapshot);
    let checksum = checksum(&header, &snapshot.data, seal);
    let written = SnapshotRef { index: snapshot.index, term: snapshot.term, checksum };
    let name = name_of(&written);
    let new_name = format!("{name}{NEW_SUFFIX}");
    let file = directory.create(&new_name)?;
    file.write_at(&header, 0)?;
    file.write_at(&snapshot.data, header.len() as u64)?;
    file.sync()?;
    directory.rename(&new_name, &name)?;
    directory.sync()?;
    Ok(written)
}

pub(crate) fn read(directory: &impl Directory, seal: u32, wanted: &SnapshotRef) -> Result<Snapshot, StorageError> {
    let name = name_of(wanted);
    let damaged = |what: &str| StorageError::damaged(directory.path_of(&name), what);
    if !directory.list()?.contains(&name) {
        return Err(damaged("it is missing"));
    }
    let contents = Bytes::from(directory.open(&name)?.read_all()?);
    if checksum(&contents, &[], seal) != wanted.checksum {
        return Err(damaged("its checksum is wrong"));
    }
    let snapshot = decode(&contents).ok_or_else(|| damaged("its header makes no sense"))?;
    if (snapshot.index, snapshot.term) != (wanted.index, wanted.term) {
        return Err(damaged("it is another snapshot than its name says"));
    }
    Ok(snapshot)
}

fn header_of(snapshot: &Snapshot) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&MAGIC.to_le_bytes());
    let lists = [&snapshot.voters.voters, &snapshot.voters.learners, &snapshot.voters.outgoing];
    for list in lists {
        header.extend_from_slice(&(list.len() as u32).to_le_bytes());
    }
    header.extend_from_slice(&snapshot.index.to_le_bytes());
    header.extend_from_slice(&snapshot.term.to_le_bytes());
    for voter in lists.into_iter().flatten() {
        header.extend_from_slice(&voter.as_u64().to_le_bytes());
    }
    header.extend_from_slice(&(snapshot.data.len() as u64).to_le_bytes());
    header
}

fn decode(contents: &Bytes) -> Option<Snapshot> {
    let mut reader = Reader(contents);
    if reader.u32()? != MAGIC {
        return None;
    }
    let counts = [reader.u32()?, reader.u32()?, reader.u32()?];
    let (index, term) = (reader.u64()?, reader.u64()?);
    let mut list = |count: u32| (0..count).map(|_| reader.u64().map(VoterId::from_u64)).collect::<Option<Vec<_>>>();
    let voters = Voters { voters: list(counts[0])?, learners: list(counts[1])?, outgoing: list(counts[2])? };
    let length = reader.u64()? as usize;
    let data = contents.slice(contents.len() - reader.0.len()..);
    (data.len() == length).then_some(Snapshot { index, term, voters, data })
}

fn checksum(header: &[u8], data: &[u8], seal: u32) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seal);
    hasher.update(header);
    hasher.update(data);
    hasher.finalize()
}

/// Writes a snapshot of this node's own state and leaves it for the journal to name.
pub(crate) fn save(
    directory: &impl Directory,
    seal: u32,
    saved: &Saved,
    snapshot: &Snapshot,
) -> Result<(), StorageError> {
    let written = write(directory, seal, snapshot)?;
    saved.lock().expect("no thread dies with the lock").push(written);
    Ok(())
}
