//! Which messages of a peer the engine may see.
//!
//! The engine trusts its peers: an index beyond the log, a gap between entries or a term of 0 would stop it with a
//! panic. Everything that it would take for granted is checked here first. What fails is dropped, like a lost message.

use model::VoterId;
use raft::prelude::MessageType;

use crate::convert;
use crate::io::{EntryKind, LogEntry, Message, Snapshot, Voters};
use crate::reads::Reads;

/// Above all indexes and terms that a cluster reaches; the engine adds 1 to them.
const NUMBER_MAX: u64 = u64::MAX / 2;
/// The engine's own contexts are names of 20 bytes at most, ours are read tickets.
const CONTEXT_BYTES_MAX: usize = 64;

/// What is known on this side.
pub(crate) struct View {
    pub(crate) me: u64,
    pub(crate) term: u64,
    pub(crate) leader: u64,
    pub(crate) leads: bool,
    pub(crate) last_index: u64,
    /// All of the log is on disk, so that this node may campaign.
    pub(crate) may_campaign: bool,
}

/// The message's type if the engine may have it. Clears what is never used.
pub(crate) fn admit(message: &mut Message, view: &View) -> Option<MessageType> {
    let kind = convert::kind_to_engine(message.kind)?;
    message.request_snapshot = 0;
    message.priority = 0;
    if kind != MessageType::MsgSnapshot {
        message.snapshot = None;
    }
    let addressed = message.to == view.me && message.from != view.me && message.from != 0;
    let numbers =
        [message.term, message.log_term, message.index, message.commit, message.commit_term, message.reject_hint];
    let plausible = numbers.iter().all(|number| *number <= NUMBER_MAX)
        && message.context.len() <= CONTEXT_BYTES_MAX
        // The engine takes term 0 for a message to itself.
        && (message.term > 0) == (kind != MessageType::MsgReadIndex);
    (addressed && plausible && is_sound(kind, message, view)).then_some(kind)
}

fn is_sound(kind: MessageType, message: &Message, view: &View) -> bool {
    match kind {
        MessageType::MsgAppend => continues(message),
        MessageType::MsgHeartbeat => message.commit <= view.last_index,
        // Of an earlier term they are dropped by the engine, before it looks at the indexes.
        MessageType::MsgAppendResponse => {
            message.term != view.term || message.index <= view.last_index && message.reject_hint <= view.last_index
        }
        MessageType::MsgSnapshot => {
            message.snapshot.as_ref().is_some_and(|snapshot| is_snapshot(snapshot, message.term))
        }
        MessageType::MsgTimeoutNow => message.term == view.term && message.from == view.leader && view.may_campaign,
        MessageType::MsgReadIndex => view.leads && is_one_ticket(&message.entries),
        MessageType::MsgReadIndexResp => {
            message.term == view.term && message.from == view.leader && is_one_ticket(&message.entries)
        }
        _ => true,
    }
}

/// The entries follow `index` without a gap, and their terms never fall (Raft 5.3).
fn continues(message: &Message) -> bool {
    // Only the empty log has a term of 0, and nothing follows it but a snapshot: entry 1 is never sent.
    let empty = message.index == 0;
    if (message.log_term == 0) != empty || message.log_term > message.term || empty && !message.entries.is_empty() {
        return false;
    }
    are_contiguous(message.index, message.log_term, &message.entries)
        && message.entries.last().is_none_or(|entry| entry.term <= message.term)
}

/// Also the check of what was read from disk.
pub(crate) fn are_contiguous(mut index: u64, mut term: u64, entries: &[LogEntry]) -> bool {
    entries.iter().all(|entry| {
        let follows = entry.index == index + 1 && entry.term >= term.max(1);
        (index, term) = (entry.index, entry.term);
        follows && (entry.kind == EntryKind::Command || convert::decode_change(&entry.data).is_some())
    })
}

fn is_snapshot(snapshot: &Snapshot, term: u64) -> bool {
    (1..=NUMBER_MAX).contains(&snapshot.index) && (1..=term).contains(&snapshot.term) && are_voters(&snapshot.voters)
}

/// Somebody votes, nobody is in twice, no joint change: we make none.
pub(crate) fn are_voters(voters: &Voters) -> bool {
    let mut all: Vec<VoterId> = voters.voters.iter().chain(&voters.learners).copied().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    !voters.voters.is_empty()
        && voters.outgoing.is_empty()
        && all.len() == count
        && all.iter().all(|id| id.as_u64() != 0)
}

fn is_one_ticket(entries: &[LogEntry]) -> bool {
    matches!(entries, [entry] if entry.kind == EntryKind::Command && Reads::is_context(&entry.data))
}
