//! One voter's side of the log.

use bytes::Bytes;
use model::VoterId;
use raft::eraftpb;
use raft::prelude::{EntryType, MessageType};
use raft::{ProgressState, RawNode, SnapshotStatus, StateRole};

use crate::admit::{View, admit};
use crate::convert;
use crate::election::ElectionClock;
use crate::error::{ChangeRefused, ConsensusError, NotLeader};
use crate::io::{
    EntryKind, LogEntry, Message, Persist, Ready, Role, Snapshot, Status, Stored, Vote, VoterChange, Voters,
};
use crate::outbox::{Outbox, Wait};
use crate::reads::Reads;
use crate::restart::{FOUNDING, Restarted, restart};
use crate::window::Window;

/// An offered snapshot that nobody took for this many longest election timeouts is let go.
const OFFER_TIMEOUTS: usize = 20;
/// Reads of other nodes that wait for a new leader's first commit.
const POSTPONED_READS_MAX: usize = 1024;

/// Times are in ticks; the caller decides how long a tick is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    pub me: VoterId,
    /// A follower that hears nothing campaigns after a time drawn from `[min, max)`. `min` is also the time after
    /// which a leader without a quorum steps down. More than `heartbeat_ticks`.
    pub election_ticks_min: usize,
    pub election_ticks_max: usize,
    pub heartbeat_ticks: usize,
    /// Decides every election timeout. Another one in each life of the node: it also tells the life's reads apart.
    pub seed: u64,
    /// Bytes of entries in one append message (at least one entry goes).
    pub max_message_bytes: u64,
    /// Append messages sent to one follower without an answer.
    pub max_inflight: usize,
}

/// What the engine may change on its own in any call.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Standing {
    term: u64,
    role: StateRole,
    leader: u64,
}

pub struct Consensus {
    me: VoterId,
    engine: RawNode<Window>,
    standing: Standing,
    clock: ElectionClock,
    reads: Reads,
    /// Reads that came before this leader's first commit, for which the engine has no answer yet.
    postponed_reads: Vec<eraftpb::Message>,
    outbox: Outbox,
    /// Accepted since the last batch went to the engine: one append message for all of them.
    proposals: Vec<Bytes>,
    /// As in the latest batch that was given out.
    vote_given: Vote,
    term_persisted: u64,
    /// The configuration and the index it holds from; the first is that of the oldest index that may be asked for.
    voters: Vec<(u64, Voters)>,
    install: Option<Snapshot>,
    founding_entry: Option<LogEntry>,
    offer_idle_ticks: usize,
    offer_idle_ticks_max: usize,
}

impl Consensus {
    /// `initial_voters` count only where `stored` has no snapshot: they must be the same on every founding node, in every
    /// start. A joining node gives none: it gets them with its first snapshot.
    /// Entries up to `stored.vote.commit` come out in `committed` again, from the snapshot on.
    pub fn new(config: Config, initial_voters: Voters, stored: Stored) -> Result<Consensus, ConsensusError> {
        let term_persisted = stored.vote.term;
        let founding = stored.snapshot.is_none() && initial_voters != Voters::default();
        let Restarted { engine, vote, voters_index, voters } = restart(&config, initial_voters, stored)?;
        let (min, max) = (config.election_ticks_min, config.election_ticks_max);
        Ok(Consensus {
            me: config.me,
            standing: Standing { term: vote.term, role: StateRole::Follower, leader: 0 },
            engine,
            clock: ElectionClock::new(min, max, config.heartbeat_ticks, config.seed ^ config.me.as_u64()),
            reads: Reads::new(config.me, config.seed, min),
            postponed_reads: Vec::new(),
            outbox: Outbox::default(),
            proposals: Vec::new(),
            vote_given: vote,
            term_persisted,
            voters: vec![(voters_index, voters)],
            install: None,
            founding_entry: founding.then(|| LogEntry {
                index: FOUNDING.0,
                term: FOUNDING.1,
                kind: EntryKind::Voters,
                data: Bytes::new(),
            }),
            offer_idle_ticks: 0,
            offer_idle_ticks_max: OFFER_TIMEOUTS * max,
        })
    }

    pub fn tick(&mut self) {
        self.flush_proposals();
        self.engine.tick();
        self.clock.tick();
        let timed_out = self.engine.raft.election_elapsed >= self.clock.timeout_ticks();
        if timed_out && !self.leads() && self.engine.raft.promotable() && self.may_campaign() {
            self.engine.raft.election_elapsed = 0;
            self.clock.draw();
            // Refused by the engine while a committed change of voters is not applied; the next timeout asks again.
            let _ = self.engine.campaign();
        }
        self.observe();
        self.reads.tick();
        self.tick_offer();
    }

    /// A message from a peer. What makes no sense is dropped.
    pub fn step(&mut self, mut message: Message) {
        let Some(kind) = admit(&mut message, &self.view()) else { return };
        let keeps_leader = matches!(kind, MessageType::MsgAppendResponse | MessageType::MsgHeartbeatResponse)
            && message.term <= self.standing.term;
        if !keeps_leader {
            self.flush_proposals();
        }
        let message = convert::message_to_engine(kind, message);
        if kind == MessageType::MsgReadIndex && !self.engine.raft.commit_to_current_term() {
            if self.postponed_reads.len() < POSTPONED_READS_MAX {
                self.postponed_reads.push(message);
            }
            return;
        }
        // An error means that the engine had no use for it.
        let _ = self.engine.step(message);
        if kind == MessageType::MsgRequestPreVote && self.engine.raft.msgs.last().is_some_and(|answer| !answer.reject) {
            self.clock.give_way(self.engine.raft.election_elapsed);
        }
        self.observe();
    }

    /// Appends to the log if this node leads. Accepted is not committed: the entry may still be lost with the leadership.
    pub fn propose(&mut self, data: Bytes) -> Result<(), NotLeader> {
        self.check_proposing()?;
        self.proposals.push(data);
        Ok(())
    }

    /// Proposes one change. Whoever leads hands over first if it is itself to be removed: a leader that is gone costs
    /// an election.
    pub fn propose_change(&mut self, change: VoterChange) -> Result<(), ChangeRefused> {
        self.check_proposing().map_err(ChangeRefused::NotLeader)?;
        self.flush_proposals();
        if self.engine.raft.has_pending_conf() {
            return Err(ChangeRefused::Pending);
        }
        let now = self.voters_now();
        let (votes, learns) = (|id| now.voters.contains(&id), |id| now.learners.contains(&id));
        match change {
            VoterChange::AddLearner(id) if votes(id) || learns(id) => return Err(ChangeRefused::NothingToChange),
            VoterChange::AddVoter(id) if votes(id) => return Err(ChangeRefused::NothingToChange),
            VoterChange::Remove(id) if !votes(id) && !learns(id) => return Err(ChangeRefused::NothingToChange),
            VoterChange::Remove(id) if now.voters == [id] => return Err(ChangeRefused::LastVoter),
            VoterChange::Remove(id) if id == self.me => return Err(ChangeRefused::Leading),
            _ => {}
        }
        let mut entry = eraftpb::Entry::default();
        entry.set_entry_type(EntryType::EntryConfChange);
        entry.context = convert::encode_change(change);
        self.append(vec![entry]);
        Ok(())
    }

    /// Asks for an index at which a linearizable read may be answered (Raft 6.4). `ticket` comes back exactly once, in
    /// `Ready::reads` or `Ready::failed_reads`; any node may ask. Never the same ticket twice while it is out.
    pub fn read(&mut self, ticket: u64) {
        if self.standing.leader == 0 {
            self.reads.fail(ticket);
            return;
        }
        let entry = eraftpb::Entry { data: self.reads.ask(ticket), ..Default::default() };
        let mut message = eraftpb::Message::default();
        message.set_msg_type(MessageType::MsgReadIndex);
        message.set_entries(vec![entry].into());
        if self.leads() && !self.engine.raft.commit_to_current_term() {
            self.postponed_reads.push(message);
        } else {
            let _ = self.engine.raft.step(message);
        }
    }

    /// If this node leads: stop taking proposals until `to` has caught up and leads, or an election timeout has passed.
    pub fn transfer_leader(&mut self, to: VoterId) {
        if self.leads() {
            self.flush_proposals();
            self.engine.transfer_leader(to.as_u64());
        }
    }

    /// The connection to the leader broke: the leader is probably dead, campaign within a few ticks instead of an election
    /// timeout. A false alarm does no harm: a pre-vote is not answered by whoever still hears the leader.
    pub fn hasten_election(&mut self) {
        let lost = VoterId::from_u64(self.standing.leader);
        if self.standing.role != StateRole::Follower || self.standing.leader == 0 || !self.engine.raft.promotable() {
            return;
        }
        // Forgetting the leader ends this node's own refusal to vote (Raft thesis 4.2.3). The vote of this term stays given.
        self.engine.raft.become_follower(self.standing.term, raft::INVALID_ID);
        self.observe();
        let me = self.me;
        let rank = self.voters_now().voters.iter().filter(|id| **id < me && **id != lost).count();
        self.clock.hasten(rank);
    }

    /// What is to be done now. Call until it is empty.
    pub fn ready(&mut self) -> Ready {
        self.flush_proposals();
        let mut ready = Ready {
            messages: self.outbox.take_released(),
            install: self.install.take(),
            committed: self.founding_entry.take().into_iter().collect(),
            ..Ready::default()
        };
        while ready.persist.is_none() && self.engine.has_ready() {
            self.take_batch(&mut ready);
        }
        self.observe();
        ready.messages.append(&mut self.outbox.take_released());
        ready.failed_reads = self.reads.take_failed();
        ready.snapshot_wanted = self.engine.mut_store().take_wanted();
        ready
    }

    /// The batch `number`, and all before it, are on disk.
    pub fn persisted(&mut self, number: u64) {
        let Some(persisted) = self.outbox.persisted(number) else { return };
        self.engine.on_persist_ready(persisted.engine_number);
        self.term_persisted = persisted.term.unwrap_or(self.term_persisted);
        if let Some(snapshot) = persisted.snapshot {
            // The caller installs it before anything else.
            self.applied(snapshot.index);
            self.install = Some(snapshot);
        }
        self.observe();
    }

    /// The caller has applied everything up to `index`.
    pub fn applied(&mut self, index: u64) {
        let log = &self.engine.raft.raft_log;
        let index = index.min(log.committed).min(log.persisted);
        if index > log.applied {
            self.engine.advance_apply_to(index);
        }
    }

    /// The applied state, for followers that are too far behind for the log. Answers `snapshot_wanted`; may be offered
    /// unasked. An older one than offered before is ignored. Let go when nobody took it for a while.
    pub fn offer_snapshot(&mut self, snapshot: Snapshot) {
        let valid = snapshot.index > 0 && crate::admit::are_voters(&snapshot.voters);
        if valid && self.term_at(snapshot.index) == Some(snapshot.term) {
            self.engine.mut_store().offer(convert::snapshot_to_engine(snapshot));
        }
    }

    /// Forgets entries up to `upto_index`, which a snapshot on disk must cover. Keep some for slow followers.
    pub fn compact(&mut self, upto_index: u64) {
        let applied = self.engine.raft.raft_log.applied;
        self.engine.mut_store().compact(upto_index.min(applied));
        let first = self.engine.store().first();
        let known = self.voters.iter().rposition(|(from, _)| *from < first).unwrap_or(0);
        self.voters.drain(..known);
    }

    /// The connection to this peer broke, or a message to it was lost.
    pub fn report_unreachable(&mut self, peer: VoterId) {
        let state = self.engine.raft.prs().get(peer.as_u64()).map(|progress| progress.state);
        if state == Some(ProgressState::Snapshot) {
            self.engine.report_snapshot(peer.as_u64(), SnapshotStatus::Failure);
        } else {
            self.engine.report_unreachable(peer.as_u64());
        }
    }

    /// A message with a snapshot was handed over to (`ok`), or could not be brought to, this peer. Must be called once
    /// for each such message, or the peer gets nothing more.
    pub fn report_snapshot(&mut self, peer: VoterId, ok: bool) {
        let status = if ok { SnapshotStatus::Finish } else { SnapshotStatus::Failure };
        self.engine.report_snapshot(peer.as_u64(), status);
    }

    pub fn status(&self) -> Status {
        let raft = &self.engine.raft;
        let mut progress: Vec<(VoterId, u64)> = Vec::new();
        if self.leads() {
            let members = raft.prs().iter().filter(|(id, _)| **id != self.me.as_u64());
            progress.extend(members.map(|(id, progress)| (VoterId::from_u64(*id), progress.matched)));
            progress.sort_unstable();
        }
        Status {
            role: match raft.state {
                StateRole::Follower => Role::Follower,
                StateRole::PreCandidate => Role::PreCandidate,
                StateRole::Candidate => Role::Candidate,
                StateRole::Leader => Role::Leader,
            },
            term: self.term_persisted,
            leader: self.leader(),
            last_index: raft.raft_log.last_index(),
            commit_index: raft.raft_log.committed,
            own_term_committed: self.leads() && raft.commit_to_current_term(),
            voters: self.voters_now().clone(),
            progress,
        }
    }

    /// The voters as of `index`, for a snapshot taken there; `None` if that is not known any more, or not yet.
    pub fn voters_at(&self, index: u64) -> Option<Voters> {
        self.term_at(index)?;
        self.voters.iter().rfind(|(from, _)| *from <= index).map(|(_, voters)| voters.clone())
    }

    /// The term of the entry at `index`, for a snapshot taken there; `None` if it was compacted or does not exist.
    pub fn term_at(&self, index: u64) -> Option<u64> {
        // The engine says 0 for what it has not.
        self.engine.raft.raft_log.term(index).ok().filter(|term| *term > 0)
    }

    /// Bytes of entries in memory after `index`: when to take a snapshot.
    pub fn entries_bytes_since(&self, index: u64) -> u64 {
        self.engine.store().bytes_since(index)
    }
}

impl Consensus {
    fn leads(&self) -> bool {
        self.engine.raft.state == StateRole::Leader
    }

    fn leader(&self) -> Option<VoterId> {
        Some(self.engine.raft.leader_id).filter(|id| *id != 0).map(VoterId::from_u64)
    }

    fn voters_now(&self) -> &Voters {
        let (_, voters) = self.voters.last().expect("the list of voters has its start");
        voters
    }

    /// A candidate's whole log is on disk: it may become leader with the next message, and the engine takes that for granted.
    fn may_campaign(&self) -> bool {
        let log = &self.engine.raft.raft_log;
        self.outbox.is_settled() && self.engine.snap().is_none() && log.persisted == log.last_index()
    }

    fn view(&self) -> View {
        View {
            me: self.me.as_u64(),
            term: self.engine.raft.term,
            leader: self.engine.raft.leader_id,
            leads: self.leads(),
            last_index: self.engine.raft.raft_log.last_index(),
            may_campaign: self.may_campaign(),
        }
    }

    fn check_proposing(&self) -> Result<(), NotLeader> {
        let member = self.engine.raft.prs().get(self.me.as_u64()).is_some();
        if self.leads() && member && self.engine.raft.lead_transferee.is_none() {
            return Ok(());
        }
        Err(NotLeader { leader: self.leader().filter(|leader| *leader != self.me) })
    }

    /// Before anything that may end the leadership under which the proposals were taken.
    fn flush_proposals(&mut self) {
        if self.proposals.is_empty() {
            return;
        }
        let entry = |data| eraftpb::Entry { data, ..Default::default() };
        let entries = std::mem::take(&mut self.proposals).into_iter().map(entry).collect();
        self.append(entries);
    }

    fn append(&mut self, entries: Vec<eraftpb::Entry>) {
        let mut message = eraftpb::Message::default();
        message.set_msg_type(MessageType::MsgPropose);
        message.from = self.me.as_u64();
        message.set_entries(entries.into());
        self.engine.raft.step(message).expect("a leader takes what was checked before");
    }

    /// After each call of the engine: what follows from another term, role or leader.
    fn observe(&mut self) {
        let raft = &self.engine.raft;
        let now = Standing { term: raft.term, role: raft.state, leader: raft.leader_id };
        let before = std::mem::replace(&mut self.standing, now);
        if now != before {
            if now.term != before.term || now.leader != 0 && now.leader != before.leader {
                self.clock.settle();
            }
            if now.term != before.term || now.leader != before.leader {
                self.reads.fail_all();
                self.postponed_reads.clear();
            }
        }
        if !self.postponed_reads.is_empty() && self.leads() && self.engine.raft.commit_to_current_term() {
            for message in std::mem::take(&mut self.postponed_reads) {
                let _ = self.engine.raft.step(message);
            }
        }
    }

    fn tick_offer(&mut self) {
        let given = self.engine.mut_store().take_given();
        self.offer_idle_ticks = if given { 0 } else { self.offer_idle_ticks.saturating_add(1) };
        if self.offer_idle_ticks > self.offer_idle_ticks_max && self.engine.store().has_offer() {
            self.engine.mut_store().drop_offer();
        }
    }

    /// One batch of the engine: entries into the window, what has to be written into `ready`, messages into the outbox.
    fn take_batch(&mut self, ready: &mut Ready) {
        let leads = self.leads();
        let mut batch = self.engine.ready();
        let number = batch.number();
        let mut messages = batch.take_messages();
        messages.append(&mut batch.take_persisted_messages());
        let committed = batch.take_committed_entries();
        let entries = batch.take_entries();
        let snapshot = (!batch.snapshot().is_empty()).then(|| convert::snapshot_from_engine(batch.snapshot().clone()));
        for state in batch.take_read_states() {
            ready.reads.extend(self.reads.answer(&state.request_ctx).map(|ticket| (ticket, state.index)));
        }
        if let Some(snapshot) = &snapshot {
            self.engine.mut_store().restart_at(snapshot.index, snapshot.term);
            self.voters = vec![(snapshot.index, snapshot.voters.clone())];
        }
        self.engine.mut_store().append(&entries);
        self.engine.advance_append_async(batch);
        ready.persist = self.start_batch(number, snapshot, entries);
        for message in messages {
            let message = convert::message_from_engine(message);
            let wait = if leads || convert::promises_nothing(message.kind) { Wait::ForVote } else { Wait::ForAll };
            self.outbox.send(message, wait);
        }
        for entry in committed {
            ready.committed.push(self.commit(entry));
        }
    }

    /// A commit index alone is not worth a write: it goes with the next batch, and is learned again after a restart.
    fn start_batch(
        &mut self,
        engine_number: u64,
        snapshot: Option<Snapshot>,
        entries: Vec<eraftpb::Entry>,
    ) -> Option<Persist> {
        let vote = convert::vote_from_engine(&self.engine.raft.hard_state());
        let voted = (vote.term, vote.voted_for) != (self.vote_given.term, self.vote_given.voted_for);
        if !voted && snapshot.is_none() && entries.is_empty() {
            if !self.outbox.join(engine_number) {
                self.engine.on_persist_ready(engine_number);
            }
            return None;
        }
        let number = self.outbox.start(engine_number, voted.then_some(vote.term), snapshot.clone());
        let changed = vote != self.vote_given;
        self.vote_given = vote;
        Some(Persist {
            number,
            vote: changed.then_some(vote),
            snapshot,
            entries: entries.into_iter().map(convert::entry_from_engine).collect(),
        })
    }

    /// What the caller gets of a committed entry; a change of voters takes effect here.
    fn commit(&mut self, entry: eraftpb::Entry) -> LogEntry {
        let mut entry = convert::entry_from_engine(entry);
        if entry.kind == EntryKind::Voters {
            let change = convert::decode_change(&std::mem::take(&mut entry.data));
            let change = change.expect("no change of voters came into the log unread");
            // Every node has the same voters here, and so the same refusal of a change that makes no sense.
            if let Ok(voters) = self.engine.apply_conf_change(&convert::change_to_engine(change)) {
                self.voters.push((entry.index, convert::voters_from_engine(&voters)));
            }
            if self.leads() && !self.voters_now().voters.contains(&self.me) {
                let term = self.engine.raft.term;
                self.engine.raft.become_follower(term, raft::INVALID_ID);
            }
        }
        entry
    }
}
