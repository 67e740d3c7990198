//! Between our types and the engine's, field by field. The engine's own wire format is never written or read: `proto`
//! has ours, and so a peer's bytes never reach the engine's parser.

use bytes::Bytes;
use model::VoterId;
use raft::eraftpb;
use raft::prelude::{ConfChangeSingle, ConfChangeType, ConfChangeV2, EntryType, MessageType};

use crate::io::{EntryKind, LogEntry, Message, Snapshot, Vote, VoterChange, Voters};

/// `Message::kind`. The numbers go over the wire: never renumber, never reuse. What is not in the table is for one
/// node's inside, or not used by us, and is not accepted from a peer.
const KINDS: [(u32, MessageType); 12] = [
    (1, MessageType::MsgAppend),
    (2, MessageType::MsgAppendResponse),
    (3, MessageType::MsgRequestVote),
    (4, MessageType::MsgRequestVoteResponse),
    (5, MessageType::MsgRequestPreVote),
    (6, MessageType::MsgRequestPreVoteResponse),
    (7, MessageType::MsgSnapshot),
    (8, MessageType::MsgHeartbeat),
    (9, MessageType::MsgHeartbeatResponse),
    (10, MessageType::MsgTimeoutNow),
    (11, MessageType::MsgReadIndex),
    (12, MessageType::MsgReadIndexResp),
];

pub(crate) fn kind_to_engine(kind: u32) -> Option<MessageType> {
    KINDS.iter().find(|(ours, _)| *ours == kind).map(|(_, theirs)| *theirs)
}

fn kind_from_engine(kind: MessageType) -> u32 {
    let found = KINDS.iter().find(|(_, theirs)| *theirs == kind);
    found.unwrap_or_else(|| panic!("the engine sends a {kind:?}, which it must not")).0
}

/// Answers a heartbeat, or asks for a read: it does not say that anything was written.
pub(crate) fn promises_nothing(kind: u32) -> bool {
    matches!(kind_to_engine(kind), Some(MessageType::MsgHeartbeatResponse | MessageType::MsgReadIndex))
}

/// `kind` is the already checked meaning of `message.kind`.
pub(crate) fn message_to_engine(kind: MessageType, message: Message) -> eraftpb::Message {
    let mut engine = eraftpb::Message::default();
    engine.set_msg_type(kind);
    engine.to = message.to;
    engine.from = message.from;
    engine.term = message.term;
    engine.log_term = message.log_term;
    engine.index = message.index;
    engine.set_entries(message.entries.into_iter().map(entry_to_engine).collect());
    engine.commit = message.commit;
    engine.commit_term = message.commit_term;
    if let Some(snapshot) = message.snapshot {
        engine.set_snapshot(snapshot_to_engine(snapshot));
    }
    engine.request_snapshot = message.request_snapshot;
    engine.reject = message.reject;
    engine.reject_hint = message.reject_hint;
    engine.context = message.context;
    engine.priority = message.priority;
    engine
}

pub(crate) fn message_from_engine(mut engine: eraftpb::Message) -> Message {
    let snapshot = engine.has_snapshot().then(|| snapshot_from_engine(engine.take_snapshot()));
    Message {
        kind: kind_from_engine(engine.get_msg_type()),
        to: engine.to,
        from: engine.from,
        term: engine.term,
        log_term: engine.log_term,
        index: engine.index,
        entries: engine.take_entries().into_iter().map(entry_from_engine).collect(),
        commit: engine.commit,
        commit_term: engine.commit_term,
        snapshot,
        request_snapshot: engine.request_snapshot,
        reject: engine.reject,
        reject_hint: engine.reject_hint,
        context: engine.take_context(),
        priority: engine.priority,
    }
}

/// A change of voters travels in the engine's `context`, in our encoding; its `data` stays empty, which the engine reads as
/// "a change", all that it wants to know before the change is applied.
pub(crate) fn entry_to_engine(entry: LogEntry) -> eraftpb::Entry {
    let mut engine = eraftpb::Entry { index: entry.index, term: entry.term, ..Default::default() };
    match entry.kind {
        EntryKind::Command => engine.data = entry.data,
        EntryKind::Voters => {
            engine.set_entry_type(EntryType::EntryConfChange);
            engine.context = entry.data;
        }
    }
    engine
}

pub(crate) fn entry_from_engine(mut engine: eraftpb::Entry) -> LogEntry {
    let (kind, data) = match engine.get_entry_type() {
        EntryType::EntryNormal => (EntryKind::Command, engine.take_data()),
        EntryType::EntryConfChange | EntryType::EntryConfChangeV2 => (EntryKind::Voters, engine.take_context()),
    };
    LogEntry { index: engine.index, term: engine.term, kind, data }
}

pub(crate) fn snapshot_to_engine(snapshot: Snapshot) -> eraftpb::Snapshot {
    let mut engine = eraftpb::Snapshot::default();
    let metadata = engine.mut_metadata();
    metadata.index = snapshot.index;
    metadata.term = snapshot.term;
    metadata.set_conf_state(voters_to_engine(&snapshot.voters));
    engine.data = snapshot.data;
    engine
}

pub(crate) fn snapshot_from_engine(mut engine: eraftpb::Snapshot) -> Snapshot {
    let data = engine.take_data();
    let metadata = engine.get_metadata();
    Snapshot { index: metadata.index, term: metadata.term, voters: voters_from_engine(metadata.get_conf_state()), data }
}

pub(crate) fn voters_to_engine(voters: &Voters) -> eraftpb::ConfState {
    let numbers = |ids: &[VoterId]| ids.iter().map(|id| id.as_u64()).collect();
    let mut engine = eraftpb::ConfState::default();
    engine.set_voters(numbers(&voters.voters));
    engine.set_learners(numbers(&voters.learners));
    engine.set_voters_outgoing(numbers(&voters.outgoing));
    engine
}

/// In order of id, whatever the engine's order.
pub(crate) fn voters_from_engine(engine: &eraftpb::ConfState) -> Voters {
    let ids = |numbers: &[u64]| {
        let mut ids: Vec<VoterId> = numbers.iter().map(|number| VoterId::from_u64(*number)).collect();
        ids.sort_unstable();
        ids
    };
    Voters {
        voters: ids(engine.get_voters()),
        learners: ids(engine.get_learners()),
        outgoing: ids(engine.get_voters_outgoing()),
    }
}

pub(crate) fn vote_to_engine(vote: Vote) -> eraftpb::HardState {
    eraftpb::HardState { term: vote.term, vote: vote.voted_for, commit: vote.commit, ..Default::default() }
}

pub(crate) fn vote_from_engine(engine: &eraftpb::HardState) -> Vote {
    Vote { term: engine.term, voted_for: engine.vote, commit: engine.commit }
}

/// One byte for what, eight for whom (big-endian): the `data` of an entry of kind `Voters`, on disk and on the wire.
pub(crate) fn encode_change(change: VoterChange) -> Bytes {
    let (what, whom) = match change {
        VoterChange::AddLearner(id) => (1u8, id),
        VoterChange::AddVoter(id) => (2, id),
        VoterChange::Remove(id) => (3, id),
    };
    let mut encoded = Vec::with_capacity(9);
    encoded.push(what);
    encoded.extend_from_slice(&whom.as_u64().to_be_bytes());
    encoded.into()
}

pub(crate) fn decode_change(encoded: &[u8]) -> Option<VoterChange> {
    let (what, whom) = encoded.split_first()?;
    let whom = u64::from_be_bytes(whom.try_into().ok()?);
    if whom == 0 {
        return None;
    }
    let whom = VoterId::from_u64(whom);
    match what {
        1 => Some(VoterChange::AddLearner(whom)),
        2 => Some(VoterChange::AddVoter(whom)),
        3 => Some(VoterChange::Remove(whom)),
        _ => None,
    }
}

pub(crate) fn change_to_engine(change: VoterChange) -> ConfChangeV2 {
    let (kind, id) = match change {
        VoterChange::AddLearner(id) => (ConfChangeType::AddLearnerNode, id),
        VoterChange::AddVoter(id) => (ConfChangeType::AddNode, id),
        VoterChange::Remove(id) => (ConfChangeType::RemoveNode, id),
    };
    let mut single = ConfChangeSingle::default();
    single.set_change_type(kind);
    single.node_id = id.as_u64();
    let mut engine = ConfChangeV2::default();
    engine.set_changes(vec![single].into());
    engine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_numbered_once() {
        for (i, (number, kind)) in KINDS.iter().enumerate() {
            assert_eq!(*number as usize, i + 1);
            assert_eq!(kind_to_engine(kind_from_engine(*kind)), Some(*kind));
        }
        assert_eq!(kind_to_engine(0), None);
        assert_eq!(kind_to_engine(13), None);
    }

    #[test]
    fn a_change_survives_its_encoding() {
        let id = VoterId::from_u64(7 << 32 | 3);
        for change in [VoterChange::AddLearner(id), VoterChange::AddVoter(id), VoterChange::Remove(id)] {
            assert_eq!(decode_change(&encode_change(change)), Some(change));
        }
        for bad in [&[][..], &[1], &[9, 0, 0, 0, 7, 0, 0, 0, 1], &[1; 10], &[1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(decode_change(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_message_survives_the_engines_form() {
        let voter = VoterId::from_u64(1 << 32 | 1);
        let change = encode_change(VoterChange::AddVoter(voter));
        let entry = |index, kind, data| LogEntry { index, term: 3, kind, data };
        let message = Message {
            kind: 1,
            to: 1,
            from: 2,
            term: 3,
            log_term: 4,
            index: 5,
            entries: vec![
                entry(6, EntryKind::Command, Bytes::from_static(b"a command")),
                entry(7, EntryKind::Voters, change),
                entry(8, EntryKind::Command, Bytes::new()),
            ],
            commit: 6,
            commit_term: 7,
            snapshot: Some(Snapshot {
                index: 8,
                term: 9,
                voters: Voters { voters: vec![voter], learners: vec![VoterId::from_u64(9)], outgoing: vec![] },
                data: Bytes::from_static(b"state"),
            }),
            request_snapshot: 10,
            reject: true,
            reject_hint: 11,
            context: Bytes::from_static(b"context"),
            priority: -1,
        };
        assert_eq!(message_from_engine(message_to_engine(MessageType::MsgAppend, message.clone())), message);
    }
}
