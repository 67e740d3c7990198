//! Messages of the replicated log between nodes: the wire form of `consensus::io::Message`.
//!
//! The data of a snapshot is not in here: the wire holds only its head, and the data follows in chunks.

use crate::error::{DecodeError, required};
use crate::peer as wire;
use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Voters};
use model::VoterId;

// Whoever carries messages needs their types and nothing else of the log.
pub use consensus::io::{Message, Snapshot};

/// Takes the message apart: its wire form, and the data of its snapshot if it has one.
pub fn message_to_wire(message: Message) -> (wire::ConsensusMessage, Option<Bytes>) {
    let (snapshot, data) = match message.snapshot {
        Some(snapshot) => {
            let head = wire::SnapshotHead {
                index: snapshot.index,
                term: snapshot.term,
                voters: Some(voters_to_wire(&snapshot.voters)),
                size: snapshot.data.len() as u64,
            };
            (Some(head), Some(snapshot.data))
        }
        None => (None, None),
    };
    let wire = wire::ConsensusMessage {
        kind: message.kind,
        to: message.to,
        from: message.from,
        term: message.term,
        log_term: message.log_term,
        index: message.index,
        entries: message.entries.into_iter().map(entry_to_wire).collect(),
        commit: message.commit,
        commit_term: message.commit_term,
        snapshot,
        request_snapshot: message.request_snapshot,
        reject: message.reject,
        reject_hint: message.reject_hint,
        context: message.context,
        priority: message.priority,
    };
    (wire, data)
}

/// Puts the message together again. `data` is that of the snapshot, and must be there exactly when the wire has a head.
pub fn message_from_wire(wire: wire::ConsensusMessage, data: Option<Bytes>) -> Result<Message, DecodeError> {
    let snapshot = match (wire.snapshot, data) {
        (None, None) => None,
        (Some(head), Some(data)) => {
            if head.size != data.len() as u64 {
                return Err(DecodeError::Invalid("snapshot.size"));
            }
            let voters = voters_from_wire(required(head.voters, "snapshot.voters")?);
            Some(Snapshot { index: head.index, term: head.term, voters, data })
        }
        (Some(_), None) => return Err(DecodeError::Missing("snapshot data")),
        (None, Some(_)) => return Err(DecodeError::Missing("snapshot")),
    };
    Ok(Message {
        kind: wire.kind,
        to: wire.to,
        from: wire.from,
        term: wire.term,
        log_term: wire.log_term,
        index: wire.index,
        entries: wire.entries.into_iter().map(entry_from_wire).collect::<Result<_, _>>()?,
        commit: wire.commit,
        commit_term: wire.commit_term,
        snapshot,
        request_snapshot: wire.request_snapshot,
        reject: wire.reject,
        reject_hint: wire.reject_hint,
        context: wire.context,
        priority: wire.priority,
    })
}

pub fn entry_to_wire(entry: LogEntry) -> wire::LogEntry {
    let kind = match entry.kind {
        EntryKind::Command => wire::EntryKind::Command,
        EntryKind::Voters => wire::EntryKind::Voters,
    };
    wire::LogEntry { index: entry.index, term: entry.term, kind: kind as i32, data: entry.data }
}

pub fn entry_from_wire(entry: wire::LogEntry) -> Result<LogEntry, DecodeError> {
    let kind = match wire::EntryKind::try_from(entry.kind) {
        Ok(wire::EntryKind::Command) => EntryKind::Command,
        Ok(wire::EntryKind::Voters) => EntryKind::Voters,
        Err(_) => return Err(DecodeError::Missing("entry.kind")),
    };
    Ok(LogEntry { index: entry.index, term: entry.term, kind, data: entry.data })
}

pub fn voters_to_wire(voters: &Voters) -> wire::Voters {
    let numbers = |list: &[VoterId]| list.iter().map(|voter| voter.as_u64()).collect();
    wire::Voters {
        voters: numbers(&voters.voters),
        learners: numbers(&voters.learners),
        outgoing: numbers(&voters.outgoing),
    }
}

pub fn voters_from_wire(wire: wire::Voters) -> Voters {
    let ids = |list: Vec<u64>| list.into_iter().map(VoterId::from_u64).collect();
    Voters { voters: ids(wire.voters), learners: ids(wire.learners), outgoing: ids(wire.outgoing) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::NodeId;
    use prost::Message as _;

    fn sample() -> Message {
        let entry =
            |index, kind, data: &'static [u8]| LogEntry { index, term: 3, kind, data: Bytes::from_static(data) };
        Message {
            kind: 3,
            to: 1 << 32 | 1,
            from: 2 << 32 | 1,
            term: 4,
            log_term: 3,
            index: 9,
            entries: vec![entry(10, EntryKind::Command, b"abc"), entry(11, EntryKind::Voters, b"")],
            commit: 8,
            commit_term: 3,
            snapshot: None,
            request_snapshot: 5,
            reject: true,
            reject_hint: 7,
            context: Bytes::from_static(b"context"),
            priority: -1,
        }
    }

    fn through_bytes(wire: wire::ConsensusMessage) -> wire::ConsensusMessage {
        wire::ConsensusMessage::decode(&wire.encode_to_vec()[..]).expect("own bytes")
    }

    #[test]
    fn a_message_survives_the_wire() {
        let (wire, data) = message_to_wire(sample());
        assert_eq!(data, None);
        assert_eq!(message_from_wire(through_bytes(wire), None), Ok(sample()));
    }

    #[test]
    fn a_snapshot_travels_beside_its_message() {
        let voter = |node| VoterId { node: NodeId(node), storage: 1 };
        let voters = Voters { voters: vec![voter(1), voter(2)], learners: vec![voter(3)], outgoing: vec![voter(4)] };
        let snapshot = Snapshot { index: 9, term: 3, voters, data: Bytes::from_static(b"state") };
        let message = Message { snapshot: Some(snapshot), ..sample() };
        let (wire, data) = message_to_wire(message.clone());
        let wire = through_bytes(wire);
        assert_eq!(message_from_wire(wire.clone(), data), Ok(message));
        assert!(message_from_wire(wire.clone(), None).is_err());
        assert!(message_from_wire(wire, Some(Bytes::from_static(b"stat"))).is_err());
    }

    #[test]
    fn an_unknown_kind_of_entry_is_an_error() {
        let (mut wire, _) = message_to_wire(sample());
        wire.entries[0].kind = 7;
        assert_eq!(message_from_wire(wire, None), Err(DecodeError::Missing("entry.kind")));
    }
}
