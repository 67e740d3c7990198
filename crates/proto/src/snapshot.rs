//! The replicated state as one snapshot: `proto/snapshot.proto`.
//!
//! Written and read record by record, so that a snapshot of any size needs no second copy of itself in memory. Reading is
//! total: cut, damaged or foreign bytes are a [`DecodeError`]. Whether the parts of a state belong together is checked
//! afterwards, by `State::from_image`. Equal states give equal bytes, which makes the bytes fit for comparing states.
//!
//! Start reading at [`write_snapshot`] and [`SnapshotReader`].

mod history;
mod moves;
mod runtime;
mod start;
mod start_order;
#[cfg(test)]
mod tests;

use crate::command::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, required};
use crate::generated::quorate::snapshot::v1 as wire;
use bytes::Bytes;
use cluster_state::StateImage;
use cluster_state::runtime::{EarlierLease, LeaseLengths, Runtime};
use model::hive::{HiveBuilder, Key};
use model::{ClusterTime, LocalTime, Refusal, WallTime};
use prost::Message;
use std::sync::Arc;
use wire::record::Record;

/// The form that this version writes and reads.
const FORM: u32 = 1;

/// Values of one record: a key of a million values must not become one record.
const VALUES_PER_RECORD: usize = 256;
/// Bytes after which a record of values is closed.
const VALUE_BYTES_PER_RECORD: usize = 256 * 1024;

/// Longest record a reader takes: far above any that is written, far below what would hurt.
const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The whole snapshot in one piece.
pub fn encode_snapshot(image: &StateImage) -> Bytes {
    let mut bytes = Vec::new();
    write_snapshot(image, |record| bytes.extend_from_slice(record));
    Bytes::from(bytes)
}

/// The whole snapshot from one piece.
pub fn decode_snapshot(bytes: &[u8]) -> Result<StateImage, DecodeError> {
    let mut reader = SnapshotReader::new();
    reader.push(bytes)?;
    reader.finish()
}

/// Hands the snapshot to `sink`, a record at a time and each with its length before it.
pub fn write_snapshot(image: &StateImage, sink: impl FnMut(&[u8])) {
    let mut writer = Writer { sink, records: 0, buffer: Vec::new() };
    writer.write(Record::Header(wire::Header {
        form: FORM,
        index: image.index,
        time_ms: image.time.0,
        wall_ms: image.wall.0,
        next_event: image.next_event,
        lease_present_ms: image.runtime.lease.present_ms,
        lease_earlier: image
            .runtime
            .lease
            .earlier
            .map(|earlier| wire::EarlierLease { length_ms: earlier.length_ms, until_ms: earlier.until.0 }),
        last_eviction_ms: image.runtime.last_eviction.map(|at| at.0),
        used_storage: image.runtime.used_storage.iter().map(|(node, storage)| (node.0, *storage)).collect(),
        local_wall_ms: image.runtime.local.wall.0,
        zone_offset_s: image.runtime.local.zone_offset_s,
        startup: Some(start::startup_to_wire(image.runtime.startup)),
        next_hour_ms: image.runtime.next_hour.map(|at| at.0),
    }));
    for (path, key) in image.hive.walk() {
        let (last_write_ms, security) = (key.last_write().0, key.security().cloned());
        writer.write(Record::Key(wire::Key { path, last_write_ms, security }));
        writer.write_values(key);
    }
    for (id, node) in &image.runtime.nodes {
        writer.write(Record::Node(runtime::node_to_wire(*id, node)));
    }
    for (id, group) in &image.runtime.groups {
        writer.write(Record::Group(runtime::group_to_wire(*id, group)));
    }
    for (id, resource) in &image.runtime.resources {
        writer.write(Record::Resource(runtime::resource_to_wire(*id, resource)));
    }
    for (id, set) in &image.runtime.group_sets {
        writer.write(Record::GroupSet(start_order::group_set_to_wire(*id, set)));
    }
    for event in &image.events {
        writer.write(Record::Event(history::event_to_wire(event)));
    }
    for request in &image.answered {
        if let Some(answer) = image.answers.get(request) {
            writer.write(Record::Answer(history::answer_to_wire(*request, answer)));
        }
    }
    let records = writer.records;
    writer.write(Record::End(wire::End { records }));
}

struct Writer<S> {
    sink: S,
    records: u64,
    buffer: Vec<u8>,
}

impl<S: FnMut(&[u8])> Writer<S> {
    fn write(&mut self, record: Record) {
        self.buffer.clear();
        let record = wire::Record { record: Some(record) };
        record.encode_length_delimited(&mut self.buffer).expect("a Vec takes any number of bytes");
        (self.sink)(&self.buffer);
        self.records += 1;
    }

    fn write_values(&mut self, key: &Key) {
        let (mut values, mut bytes) = (Vec::new(), 0);
        for (name, value) in key.values() {
            bytes += name.len() + value.size();
            values.push(wire::NamedValue { name: name.into(), value: Some(value_to_wire(value)) });
            if values.len() == VALUES_PER_RECORD || bytes >= VALUE_BYTES_PER_RECORD {
                self.write(Record::Values(wire::Values { values: std::mem::take(&mut values) }));
                bytes = 0;
            }
        }
        if !values.is_empty() {
            self.write(Record::Values(wire::Values { values }));
        }
    }
}

/// Reads a snapshot in whatever pieces it comes.
pub struct SnapshotReader {
    /// What is there of the record that is not yet whole.
    partial: Vec<u8>,
    records: u64,
    header: Option<wire::Header>,
    hive: Option<HiveBuilder>,
    runtime: Runtime,
    history: history::History,
    ended: bool,
}

impl Default for SnapshotReader {
    fn default() -> Self {
        SnapshotReader::new()
    }
}

impl SnapshotReader {
    pub fn new() -> SnapshotReader {
        SnapshotReader {
            partial: Vec::new(),
            records: 0,
            header: None,
            hive: None,
            runtime: Runtime::default(),
            history: history::History::default(),
            ended: false,
        }
    }

    /// Takes the next bytes. After an error the reader is of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        if self.partial.is_empty() {
            let used = self.take_records(bytes)?;
            self.partial.extend_from_slice(&bytes[used..]);
            return Ok(());
        }
        let mut joined = std::mem::take(&mut self.partial);
        joined.extend_from_slice(bytes);
        let used = self.take_records(&joined)?;
        joined.drain(..used);
        self.partial = joined;
        Ok(())
    }

    /// The image, when the snapshot was whole.
    pub fn finish(self) -> Result<StateImage, DecodeError> {
        if !self.ended {
            return Err(DecodeError::Missing("the end of the snapshot"));
        }
        if !self.partial.is_empty() {
            return Err(DecodeError::Invalid("bytes after the end of the snapshot"));
        }
        let header = required(self.header, "header")?;
        let mut runtime = self.runtime;
        runtime.lease = LeaseLengths {
            present_ms: header.lease_present_ms,
            earlier: header
                .lease_earlier
                .map(|earlier| EarlierLease { length_ms: earlier.length_ms, until: ClusterTime(earlier.until_ms) }),
        };
        runtime.last_eviction = header.last_eviction_ms.map(ClusterTime);
        runtime.used_storage =
            header.used_storage.into_iter().map(|(node, storage)| (model::NodeId(node), storage)).collect();
        runtime.local = LocalTime { wall: WallTime(header.local_wall_ms), zone_offset_s: header.zone_offset_s };
        runtime.startup = header.startup.map(start::startup_from_wire).unwrap_or_default();
        runtime.next_hour = header.next_hour_ms.map(ClusterTime);
        Ok(StateImage {
            time: ClusterTime(header.time_ms),
            wall: WallTime(header.wall_ms),
            index: header.index,
            hive: required(self.hive, "root key")?.finish(),
            runtime,
            events: self.history.events.into_iter().collect(),
            next_event: header.next_event,
            answers: self.history.answers.into_iter().collect(),
            answered: self.history.answered.into_iter().collect(),
        })
    }

    /// Takes every whole record at the start of `bytes`; answers how many bytes they were.
    fn take_records(&mut self, bytes: &[u8]) -> Result<usize, DecodeError> {
        let mut rest = bytes;
        while let Some((length, after)) = read_length(rest)? {
            if after.len() < length {
                break;
            }
            let record = wire::Record::decode(&after[..length])?;
            self.take(required(record.record, "record")?)?;
            rest = &after[length..];
        }
        Ok(bytes.len() - rest.len())
    }

    fn take(&mut self, record: Record) -> Result<(), DecodeError> {
        if self.ended {
            return Err(DecodeError::Invalid("a record after the end of the snapshot"));
        }
        if self.header.is_none() != matches!(record, Record::Header(_)) {
            return Err(DecodeError::Invalid("the snapshot begins with one header"));
        }
        match record {
            Record::Header(header) if header.form != FORM => return Err(DecodeError::Invalid("form of the snapshot")),
            Record::Header(header) => self.header = Some(header),
            Record::Key(key) => self.take_key(key)?,
            Record::Values(values) => {
                let hive = self.hive.as_mut().ok_or(DecodeError::Invalid("values before the root key"))?;
                for value in values.values {
                    let data = value_from_wire(required(value.value, "values.value")?)?;
                    hive.value(&value.name, data).map_err(damaged)?;
                }
            }
            Record::Node(node) => {
                let (id, node) = runtime::node_from_wire(node)?;
                once(self.runtime.nodes.insert(id, Arc::new(node)), "node")?;
            }
            Record::Group(group) => {
                let (id, group) = runtime::group_from_wire(group)?;
                once(self.runtime.groups.insert(id, Arc::new(group)), "group")?;
            }
            Record::Resource(resource) => {
                let (id, resource) = runtime::resource_from_wire(resource)?;
                once(self.runtime.resources.insert(id, Arc::new(resource)), "resource")?;
            }
            Record::GroupSet(set) => {
                let (id, set) = start_order::group_set_from_wire(set)?;
                once(self.runtime.group_sets.insert(id, set), "group_set")?;
            }
            Record::Event(event) => self.history.events.push(history::event_from_wire(event)?),
            Record::Answer(answer) => {
                let (request, answer) = history::answer_from_wire(answer)?;
                self.history.answered.push(request);
                once(self.history.answers.insert(request, answer), "answer")?;
            }
            Record::End(end) if end.records != self.records => return Err(DecodeError::Invalid("number of records")),
            Record::End(_) => self.ended = true,
        }
        self.records += 1;
        Ok(())
    }

    fn take_key(&mut self, key: wire::Key) -> Result<(), DecodeError> {
        let last_write = WallTime(key.last_write_ms);
        match &mut self.hive {
            Some(hive) => hive.key(&key.path, last_write, key.security).map_err(damaged),
            None if key.path.is_empty() => {
                self.hive = Some(HiveBuilder::new(last_write, key.security));
                Ok(())
            }
            None => Err(DecodeError::Invalid("the first key is not the root")),
        }
    }
}

fn once<T>(replaced: Option<T>, what: &'static str) -> Result<(), DecodeError> {
    match replaced {
        None => Ok(()),
        Some(_) => Err(DecodeError::Invalid(what)),
    }
}

fn damaged(_: Refusal) -> DecodeError {
    DecodeError::Invalid("keys and values")
}

/// The length at the start and what follows it; `None` while it is not whole.
fn read_length(bytes: &[u8]) -> Result<Option<(usize, &[u8])>, DecodeError> {
    let mut length: u64 = 0;
    // A varint of 5 bytes holds 35 bits: more than any length.
    for (index, byte) in bytes.iter().take(5).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let length = usize::try_from(length).ok().filter(|length| *length <= RECORD_BYTES_MAX);
            let length = length.ok_or(DecodeError::Invalid("length of a record"))?;
            return Ok(Some((length, &bytes[index + 1..])));
        }
    }
    match bytes.len() < 5 {
        true => Ok(None),
        false => Err(DecodeError::Invalid("length of a record")),
    }
}
