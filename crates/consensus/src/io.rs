//! What goes in and comes out of the replicated log.
//!
//! The contract of the caller is in the types: a message that must wait for the disk is not handed out before
//! `Consensus::persisted` was called for its batch (Raft 5.2, 5.3: persist before answering).

use bytes::Bytes;
use model::VoterId;

/// One entry of the log. Empty `data` is a leader's first entry of its term or a change of voters: nothing to apply.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogEntry {
    pub index: u64,
    pub term: u64,
    pub kind: EntryKind,
    pub data: Bytes,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum EntryKind {
    #[default]
    Command,
    /// `data` is the change in this crate's encoding.
    Voters,
}

/// Raft's hard state (Raft figure 2, "persistent state").
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Vote {
    pub term: u64,
    /// The voter that got this node's vote in `term`, 0 for none.
    pub voted_for: u64,
    pub commit: u64,
}

/// The configuration of the log. One change at a time; `outgoing` is not empty only inside a joint change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Voters {
    pub voters: Vec<VoterId>,
    pub learners: Vec<VoterId>,
    pub outgoing: Vec<VoterId>,
}

/// The applied state at an index, encoded by the caller.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    pub index: u64,
    pub term: u64,
    pub voters: Voters,
    pub data: Bytes,
}

/// A batch that must be on disk, as a whole and in order of `number`, before `persisted(number)` is called.
#[derive(Clone, PartialEq, Debug)]
pub struct Persist {
    /// From 1, without gaps.
    pub number: u64,
    pub vote: Option<Vote>,
    /// Replace everything by this, first.
    pub snapshot: Option<Snapshot>,
    /// Entries to append; entries already stored from the first one's index on are removed (Raft 5.3).
    pub entries: Vec<LogEntry>,
}

/// What was found on disk at start.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stored {
    pub vote: Vote,
    /// `None` on a node that never took one; then `voters` of the configuration file apply.
    pub snapshot: Option<Snapshot>,
    /// Contiguous, the first one directly after the snapshot, or before its index. Without a snapshot the first is 2:
    /// index 1 stands for the founding voters, is the same on all founding nodes, and is never stored or sent.
    pub entries: Vec<LogEntry>,
}

/// What the caller has to do now.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ready {
    /// May be sent at once, in this order per receiver.
    pub messages: Vec<Message>,
    pub persist: Option<Persist>,
    /// The state machine is to be replaced by this; comes before `committed`. Already durable.
    pub install: Option<Snapshot>,
    /// To be applied, in order. Voter changes are in here with empty `data`, so that no index is missing.
    pub committed: Vec<LogEntry>,
    /// Reads that may be answered once `index` is applied (Raft 6.4): (ticket, index).
    pub reads: Vec<(u64, u64)>,
    /// Reads that have to be asked again: there is no leader.
    pub failed_reads: Vec<u64>,
    /// A follower is so far behind that it needs a snapshot: answer with `offer_snapshot`.
    pub snapshot_wanted: bool,
}

impl Ready {
    pub fn is_empty(&self) -> bool {
        *self == Ready::default()
    }
}

/// A message between voters, in our own form; `proto` puts it on the wire.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Message {
    /// The type of the message; the numbers are in `convert`.
    pub kind: u32,
    pub to: u64,
    pub from: u64,
    pub term: u64,
    pub log_term: u64,
    pub index: u64,
    pub entries: Vec<LogEntry>,
    pub commit: u64,
    pub commit_term: u64,
    pub snapshot: Option<Snapshot>,
    pub request_snapshot: u64,
    pub reject: bool,
    pub reject_hint: u64,
    pub context: Bytes,
    pub priority: i64,
}

/// One change of the configuration; at most one is under way (blueprint 7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoterChange {
    AddLearner(VoterId),
    /// Add, or promote a learner.
    AddVoter(VoterId),
    Remove(VoterId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    #[default]
    Follower,
    PreCandidate,
    Candidate,
    Leader,
}

/// Where the log stands on this node.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Status {
    pub role: Role,
    /// Highest term that is on disk: what this node has promised.
    pub term: u64,
    pub leader: Option<VoterId>,
    pub last_index: u64,
    pub commit_index: u64,
    /// This node leads and an entry of its own term is committed.
    pub own_term_committed: bool,
    pub voters: Voters,
    /// For a leader: per other member, the index it is known to have.
    pub progress: Vec<(VoterId, u64)>,
}
