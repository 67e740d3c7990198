//! One voter's side of the log.

use bytes::Bytes;
use model::VoterId;

use crate::error::{ChangeRefused, ConsensusError, NotLeader};
use crate::io::{Message, Ready, Snapshot, Status, Stored, VoterChange, Voters};

/// Times are in ticks; the caller decides how long a tick is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    pub me: VoterId,
    /// A follower that hears nothing campaigns after a time drawn from `[min, max)`. `min` is also the time after
    /// which a leader without a quorum steps down. More than `heartbeat_ticks`.
    pub election_ticks_min: usize,
    pub election_ticks_max: usize,
    pub heartbeat_ticks: usize,
    /// Decides every election timeout.
    pub seed: u64,
    /// Bytes of entries in one append message (at least one entry goes).
    pub max_message_bytes: u64,
    /// Append messages sent to one follower without an answer.
    pub max_inflight: usize,
}

pub struct Consensus {}

impl Consensus {
    /// `initial_voters` count only where `stored` has no snapshot and no change of voters: they must be the same on every
    /// founding node. A joining node gives what it was told, or nothing: it learns the voters from the leader.
    /// Entries up to `stored.vote.commit` come out in `committed` again, from the snapshot on.
    pub fn new(_config: Config, _initial_voters: Voters, _stored: Stored) -> Result<Consensus, ConsensusError> {
        todo!()
    }

    pub fn tick(&mut self) {
        todo!()
    }

    /// A message from a peer. What makes no sense is dropped.
    pub fn step(&mut self, _message: Message) {
        todo!()
    }

    /// Appends to the log if this node leads. Accepted is not committed: the entry may still be lost with the leadership.
    pub fn propose(&mut self, _data: Bytes) -> Result<(), NotLeader> {
        todo!()
    }

    pub fn propose_change(&mut self, _change: VoterChange) -> Result<(), ChangeRefused> {
        todo!()
    }

    /// Asks for an index at which a linearizable read may be answered (Raft 6.4). `ticket` comes back exactly once, in
    /// `Ready::reads` or `Ready::failed_reads`; any node may ask. Never the same ticket twice while it is out.
    pub fn read(&mut self, _ticket: u64) {
        todo!()
    }

    /// If this node leads: stop taking proposals until `to` has caught up and leads, or an election timeout has passed.
    pub fn transfer_leader(&mut self, _to: VoterId) {
        todo!()
    }

    /// The connection to the leader broke: the leader is probably dead, campaign within a few ticks instead of an election
    /// timeout. A false alarm does no harm: a pre-vote is refused by whoever still hears the leader.
    pub fn hasten_election(&mut self) {
        todo!()
    }

    /// What is to be done now. Call until it is empty.
    pub fn ready(&mut self) -> Ready {
        todo!()
    }

    /// The batch `number`, and all before it, are on disk.
    pub fn persisted(&mut self, _number: u64) {
        todo!()
    }

    /// The caller has applied everything up to `index`.
    pub fn applied(&mut self, _index: u64) {
        todo!()
    }

    /// The applied state, for followers that are too far behind for the log. Answers `snapshot_wanted`; may be offered
    /// unasked. An older one than offered before is ignored.
    pub fn offer_snapshot(&mut self, _snapshot: Snapshot) {
        todo!()
    }

    /// Forgets entries up to `upto_index`, which a snapshot on disk must cover. Keep some for slow followers.
    pub fn compact(&mut self, _upto_index: u64) {
        todo!()
    }

    /// The connection to this peer broke, or a message to it was lost.
    pub fn report_unreachable(&mut self, _peer: VoterId) {
        todo!()
    }

    /// A message with a snapshot was handed over to (`ok`), or could not be brought to, this peer. Must be called once
    /// for each such message, or the peer gets nothing more.
    pub fn report_snapshot(&mut self, _peer: VoterId, _ok: bool) {
        todo!()
    }

    pub fn status(&self) -> Status {
        todo!()
    }

    /// The voters as of `index`, for a snapshot taken there; `None` if that is not known any more.
    pub fn voters_at(&self, _index: u64) -> Option<Voters> {
        todo!()
    }

    /// The term of the entry at `index`, for a snapshot taken there; `None` if it was compacted or does not exist.
    pub fn term_at(&self, _index: u64) -> Option<u64> {
        todo!()
    }

    /// Bytes of entries in memory after `index`: when to take a snapshot.
    pub fn entries_bytes_since(&self, _index: u64) -> u64 {
        todo!()
    }
}
