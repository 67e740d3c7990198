//! How far the journal was acknowledged, in a file of its own: if the journal's end goes missing, this tells it from an
//! end that was never acknowledged.
//!
//! Overwritten after each sync of the journal and left to the kernel to flush: after a kill it is exact; after a loss of power it may
//! be some seconds behind, and the stamps in the journal's records (`record`) are the only witness for those.

use crate::directory::{Directory, RandomFile};
use crate::error::StorageError;

pub(crate) const NAME: &str = "mark";
const MAGIC: u32 = 0x6b72_6d51;
/// Two slots in turn, in different sectors.
const SLOT_SPACING: u64 = 4096;
const SLOT_BYTES: usize = 40;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    turn: u64,
    /// Every record up to this sequence is on disk.
    pub(crate) acknowledged: u64,
    /// The sequence that the oldest segment of the journal begins with.
    pub(crate) oldest: u64,
}

pub(crate) struct MarkFile<F> {
    file: F,
    seal: u32,
    pub(crate) mark: Mark,
}

impl<F: RandomFile> MarkFile<F> {
    pub(crate) fn create(directory: &impl Directory<File = F>, seal: u32) -> Result<MarkFile<F>, StorageError> {
        let mut mark =
            MarkFile { file: directory.create(NAME)?, seal, mark: Mark { turn: 0, acknowledged: 0, oldest: 1 } };
        mark.write(0, 1)?;
        mark.write(0, 1)?;
        mark.sync()?;
        Ok(mark)
    }

    pub(crate) fn open(directory: &impl Directory<File = F>, seal: u32) -> Result<MarkFile<F>, StorageError> {
        let damaged = |what: &str| StorageError::damaged(directory.path_of(NAME), what);
        if !directory.list()?.iter().any(|name| name == NAME) {
            return Err(damaged("it is missing"));
        }
        let file = directory.open(NAME)?;
        let contents = file.read_all()?;
        let slot = |number: u64| {
            let start = (number * SLOT_SPACING) as usize;
            let slot = decode(contents.get(start..start + SLOT_BYTES)?, seal)?;
            // Each turn has its place.
            (slot.turn % 2 == number).then_some(slot)
        };
        // A slot lies within one sector, which a disk writes as a whole or not: both have to be good.
        match (slot(0), slot(1)) {
            (Some(even), Some(odd)) => {
                let mark = if even.turn > odd.turn { even } else { odd };
                Ok(MarkFile { file, seal, mark })
            }
            _ => Err(damaged("its checksum is wrong")),
        }
    }

    pub(crate) fn write(&mut self, acknowledged: u64, oldest: u64) -> Result<(), StorageError> {
        self.mark = Mark { turn: self.mark.turn + 1, acknowledged, oldest };
        self.file.write_at(&encode(&self.mark, self.seal), self.mark.turn % 2 * SLOT_SPACING)
    }

    pub(crate) fn sync(&self) -> Result<(), StorageError> {
        self.file.sync()
    }
}

fn encode(mark: &Mark, seal: u32) -> [u8; SLOT_BYTES] {
    let mut slot = [0; SLOT_BYTES];
    slot[0..4].copy_from_slice(&MAGIC.to_le_bytes());
    slot[8..16].copy_from_slice(&mark.turn.to_le_bytes());
    slot[16..24].copy_from_slice(&mark.acknowledged.to_le_bytes());
    slot[24..32].copy_from_slice(&mark.oldest.to_le_bytes());
    let checksum = checksum(&slot, seal);
    slot[32..36].copy_from_slice(&checksum.to_le_bytes());
    slot
}

fn checksum(slot: &[u8], seal: u32) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seal);
    hasher.update(&slot[..32]);
    hasher.finalize()
}

fn decode(slot: &[u8], seal: u32) -> Option<Mark> {
    let number = |at: usize| Some(u64::from_le_bytes(slot.get(at..at + 8)?.try_into().ok()?));
    let mark = Mark { turn: number(8)?, acknowledged: number(16)?, oldest: number(24)? };
    (encode(&mark, seal) == *slot).then_some(mark)
}
