//! The form of a record in the journal, and of what is in it. Numbers are little-endian; a change of any of this is a new
//! format (`identity`).
//!
//! ```text
//!  0 magic       4   4 kind        4
//!  8 length      4  12 checksum    4   of all but itself, from the seal of this log on
//! 16 sequence    8  24 acknowledged 8  what was on disk when this was written
//! 32 body, filled up with zeros to a multiple of 8
//! ```
//!
//! Records are numbered without a gap through all segments. `acknowledged` is the witness against a torn end: a good record
//! after a bad one, which knows the bad one as acknowledged, proves damage.

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Vote};

pub(crate) const HEADER_BYTES: usize = 32;
const MAGIC: u32 = 0x6365_7251;
const ALIGNMENT: usize = 8;

/// Which snapshot file belongs to the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SnapshotRef {
    pub(crate) index: u64,
    pub(crate) term: u64,
    pub(crate) checksum: u32,
}

/// What holds where a segment begins: with it the segments before can be dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Base {
    pub(crate) vote: Vote,
    pub(crate) snapshot: Option<SnapshotRef>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Body {
    /// The first record of each segment.
    Base(Base),
    /// A `Persist`; its snapshot is in a file of its own.
    Batch { vote: Option<Vote>, snapshot: Option<SnapshotRef>, entries: Vec<LogEntry> },
    /// This node took a snapshot of its own state.
    Saved(SnapshotRef),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Record {
    pub(crate) sequence: u64,
    pub(crate) acknowledged: u64,
    pub(crate) body: Body,
}

/// Appends a record to `buffer`.
pub(crate) fn encode(buffer: &mut Vec<u8>, seal: u32, record: &Record) {
    let start = buffer.len();
    buffer.extend_from_slice(&MAGIC.to_le_bytes());
    let kind: u32 = match record.body {
        Body::Base(_) => 1,
        Body::Batch { .. } => 2,
        Body::Saved(_) => 3,
    };
    put_u32(buffer, kind);
    put_u32(buffer, 0);
    put_u32(buffer, 0);
    put_u64(buffer, record.sequence);
    put_u64(buffer, record.acknowledged);
    match &record.body {
        Body::Base(base) => {
            put_vote(buffer, &base.vote);
            put_option(buffer, base.snapshot.as_ref(), put_snapshot);
        }
        Body::Batch { vote, snapshot, entries } => {
            put_option(buffer, vote.as_ref(), put_vote);
            put_option(buffer, snapshot.as_ref(), put_snapshot);
            put_entries(buffer, entries);
        }
        Body::Saved(snapshot) => put_snapshot(buffer, snapshot),
    }
    let length = (buffer.len() - start - HEADER_BYTES) as u32;
    buffer[start + 8..start + 12].copy_from_slice(&length.to_le_bytes());
    buffer.resize(buffer.len().next_multiple_of(ALIGNMENT), 0);
    let checksum = checksum(&buffer[start..], seal);
    buffer[start + 12..start + 16].copy_from_slice(&checksum.to_le_bytes());
}

/// The record at the start of `bytes` and how many of them it takes; `None` if there is no good one.
pub(crate) fn decode(bytes: &[u8], seal: u32) -> Option<(Record, usize)> {
    let mut header = Reader(bytes.get(..HEADER_BYTES)?);
    let (magic, kind) = (header.u32()?, header.u32()?);
    let (length, expected) = (header.u32()? as usize, header.u32()?);
    let (sequence, acknowledged) = (header.u64()?, header.u64()?);
    let taken = (HEADER_BYTES + length).next_multiple_of(ALIGNMENT);
    if magic != MAGIC || checksum(bytes.get(..taken)?, seal) != expected {
        return None;
    }
    let mut body = Reader(&bytes[HEADER_BYTES..HEADER_BYTES + length]);
    let body = decode_body(kind, &mut body).filter(|_| body.0.is_empty())?;
    Some((Record { sequence, acknowledged, body }, taken))
}

/// Any good record in `bytes`, wherever it begins.
pub(crate) fn find(bytes: &[u8], seal: u32) -> impl Iterator<Item = Record> + '_ {
    let starts = (0..bytes.len()).filter(move |at| bytes[*at..].starts_with(&MAGIC.to_le_bytes()));
    starts.filter_map(move |at| decode(&bytes[at..], seal).map(|(record, _)| record))
}

fn checksum(record: &[u8], seal: u32) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seal);
    hasher.update(&record[..12]);
    hasher.update(&record[16..]);
    hasher.finalize()
}

fn decode_body(kind: u32, body: &mut Reader) -> Option<Body> {
    match kind {
        1 => Some(Body::Base(Base { vote: body.vote()?, snapshot: body.option(Reader::snapshot)? })),
        2 => Some(Body::Batch {
            vote: body.option(Reader::vote)?,
            snapshot: body.option(Reader::snapshot)?,
            entries: body.entries()?,
        }),
        3 => Some(Body::Saved(body.snapshot()?)),
        _ => None,
    }
}

fn put_u32(buffer: &mut Vec<u8>, number: u32) {
    buffer.extend_from_slice(&number.to_le_bytes());
}

fn put_u64(buffer: &mut Vec<u8>, number: u64) {
    buffer.extend_from_slice(&number.to_le_bytes());
}

fn put_option<T>(buffer: &mut Vec<u8>, value: Option<&T>, put: impl Fn(&mut Vec<u8>, &T)) {
    buffer.push(u8::from(value.is_some()));
    if let Some(value) = value {
        put(buffer, value);
    }
}

fn put_vote(buffer: &mut Vec<u8>, vote: &Vote) {
    for number in [vote.term, vote.voted_for, vote.commit] {
        put_u64(buffer, number);
    }
}

fn put_snapshot(buffer: &mut Vec<u8>, snapshot: &SnapshotRef) {
    put_u64(buffer, snapshot.index);
    put_u64(buffer, snapshot.term);
    put_u32(buffer, snapshot.checksum);
}

fn put_entries(buffer: &mut Vec<u8>, entries: &[LogEntry]) {
    put_u32(buffer, entries.len() as u32);
    for entry in entries {
        put_u64(buffer, entry.index);
        put_u64(buffer, entry.term);
        buffer.push(match entry.kind {
            EntryKind::Command => 0,
            EntryKind::Voters => 1,
        });
        put_u32(buffer, entry.data.len() as u32);
        buffer.extend_from_slice(&entry.data);
    }
}

/// Takes from the front; `None` when there is too little, or something else.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes(8)?.try_into().ok()?))
    }

    fn option<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.u8()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    fn vote(&mut self) -> Option<Vote> {
        Some(Vote { term: self.u64()?, voted_for: self.u64()?, commit: self.u64()? })
    }

    fn snapshot(&mut self) -> Option<SnapshotRef> {
        Some(SnapshotRef { index: self.u64()?, term: self.u64()?, checksum: self.u32()? })
    }

    fn entries(&mut self) -> Option<Vec<LogEntry>> {
        let count = self.u32()? as usize;
        let mut entries = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            let (index, term) = (self.u64()?, self.u64()?);
            let kind = match self.u8()? {
                0 => EntryKind::Command,
                1 => EntryKind::Voters,
                _ => return None,
            };
            let length = self.u32()? as usize;
            entries.push(LogEntry { index, term, kind, data: Bytes::copy_from_slice(self.bytes(length)?) });
        }
        Some(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Vec<Record> {
        let vote = Vote { term: 3, voted_for: 1 << 32 | 1, commit: 9 };
        let snapshot = SnapshotRef { index: 8, term: 2, checksum: 77 };
        let entry =
            |index, kind, data: &'static [u8]| LogEntry { index, term: 3, kind, data: Bytes::from_static(data) };
        let entries = vec![
            entry(9, EntryKind::Command, b"a"),
            entry(10, EntryKind::Voters, b""),
            entry(11, EntryKind::Command, b"ccc"),
        ];
        let bodies = [
            Body::Base(Base::default()),
            Body::Base(Base { vote, snapshot: Some(snapshot) }),
            Body::Batch { vote: Some(vote), snapshot: Some(snapshot), entries },
            Body::Batch { vote: None, snapshot: None, entries: vec![] },
            Body::Saved(snapshot),
        ];
        bodies.into_iter().zip(5..).map(|(body, sequence)| Record { sequence, acknowledged: 4, body }).collect()
    }

    #[test]
    fn records_survive() {
        let mut buffer = Vec::new();
        records().iter().for_each(|record| encode(&mut buffer, 7, record));
        let mut rest = &buffer[..];
        for record in records() {
            let (found, taken) = decode(rest, 7).unwrap();
            assert_eq!(found, record);
            rest = &rest[taken..];
        }
        assert!(rest.is_empty());
        assert_eq!(find(&buffer, 7).count(), records().len());
        assert_eq!(find(&buffer, 8).count(), 0, "another log's seal");
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        for record in records() {
            let mut buffer = Vec::new();
            encode(&mut buffer, 7, &record);
            for bit in 0..buffer.len() * 8 {
                let mut flipped = buffer.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(decode(&flipped, 7), None, "bit {bit}");
            }
            for length in 0..buffer.len() {
                assert_eq!(decode(&buffer[..length], 7), None);
            }
        }
    }
}
