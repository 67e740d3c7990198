//! From what was on disk to a running engine.

use raft::{RawNode, ReadOnlyOption};

use crate::admit::{are_contiguous, are_voters};
use crate::consensus::Config;
use crate::convert;
use crate::election::NEVER;
use crate::error::ConsensusError;
use crate::io::{Stored, Vote, Voters};
use crate::window::Window;

/// Index and term of the entry that stands for the founding voters. The log of a founding node begins after it, as if it was
/// compacted: so a node that joins later, which has it not, can only begin with a snapshot, and with that gets the voters
/// right. From an empty list it would replay the changes to a wrong one, up to being its only voter.
pub(crate) const FOUNDING: (u64, u64) = (1, 1);

/// Bytes of committed entries in one `Ready`: bounds the work of one round of the caller's loop after a restart.
const COMMITTED_BYTES: u64 = 4 << 20;

pub(crate) struct Restarted {
    pub(crate) engine: RawNode<Window>,
    pub(crate) vote: Vote,
    pub(crate) voters_index: u64,
    pub(crate) voters: Voters,
}

pub(crate) fn restart(config: &Config, initial: Voters, stored: Stored) -> Result<Restarted, ConsensusError> {
    check_config(config)?;
    let (start, voters) = match &stored.snapshot {
        Some(snapshot) => ((snapshot.index, snapshot.term), snapshot.voters.clone()),
        None if initial == Voters::default() => ((0, 0), initial),
        None => (FOUNDING, initial),
    };
    if start.0 > 0 && !are_voters(&voters) {
        return Err(ConsensusError::Stored("its list of voters is empty or names one twice".into()));
    }
    let mut window = window_of(&stored, start)?;
    let vote = Vote {
        term: stored.vote.term.max(start.1),
        voted_for: stored.vote.voted_for,
        // It is written with the next batch only, a snapshot may have come in between.
        commit: stored.vote.commit.max(start.0),
    };
    check_vote(&vote, &window)?;
    window.set_start(convert::vote_to_engine(vote), convert::voters_to_engine(&voters));
    let logger = slog::Logger::root(slog::Discard, slog::o!());
    let engine = RawNode::new(&engine_config(config, start.0), window, &logger)
        .map_err(|error| ConsensusError::Config(error.to_string()))?;
    Ok(Restarted { engine, vote, voters_index: start.0, voters })
}

fn check_config(config: &Config) -> Result<(), ConsensusError> {
    let wrong = |why: &str| Err(ConsensusError::Config(why.into()));
    if config.me.as_u64() == 0 {
        return wrong("this voter has no id");
    }
    if config.election_ticks_min >= config.election_ticks_max {
        return wrong("the shortest election timeout is not below the longest");
    }
    if config.heartbeat_ticks == 0 || config.heartbeat_ticks >= config.election_ticks_min {
        return wrong("the heartbeat is not between 0 and the shortest election timeout");
    }
    Ok(())
}

fn engine_config(config: &Config, applied: u64) -> raft::Config {
    raft::Config {
        id: config.me.as_u64(),
        election_tick: config.election_ticks_min,
        min_election_tick: NEVER.start,
        max_election_tick: NEVER.end,
        heartbeat_tick: config.heartbeat_ticks,
        applied,
        max_size_per_msg: config.max_message_bytes,
        max_inflight_msgs: config.max_inflight,
        max_committed_size_per_ready: COMMITTED_BYTES,
        check_quorum: true,
        pre_vote: true,
        batch_append: true,
        read_only_option: ReadOnlyOption::Safe,
        ..raft::Config::default()
    }
}

fn window_of(stored: &Stored, start: (u64, u64)) -> Result<Window, ConsensusError> {
    let fail = |why: String| Err(ConsensusError::Stored(why));
    let entries = &stored.entries[..];
    let Some(first) = entries.first() else { return Ok(Window::new(start.0, start.1)) };
    if first.index > start.0 + 1 || first.index <= FOUNDING.0 || start.0 == 0 {
        return fail(format!("it begins with entry {} but the state ends at {}", first.index, start.0));
    }
    if !are_contiguous(first.index - 1, first.term, entries) {
        return fail("its entries do not follow each other".into());
    }
    let base = if first.index == start.0 + 1 {
        start
    } else {
        // The term before the first entry is not known any more; the window begins after it.
        (first.index, first.term)
    };
    let mut window = Window::new(base.0, base.1);
    let held = entries.iter().filter(|entry| entry.index > base.0).cloned().map(convert::entry_to_engine);
    window.append(&held.collect::<Vec<_>>());
    match window.term_of(start.0) {
        Some(term) if term == start.1 => Ok(window),
        _ => fail(format!("entry {} is not the one that the snapshot ends with", start.0)),
    }
}

fn check_vote(vote: &Vote, window: &Window) -> Result<(), ConsensusError> {
    let last_term = window.term_of(window.last()).unwrap_or_default();
    if vote.commit > window.last() {
        let why = format!("entries up to {} were committed and it ends with {}", vote.commit, window.last());
        return Err(ConsensusError::Stored(why));
    }
    if last_term > vote.term {
        return Err(ConsensusError::Stored(format!("its last term is {last_term} and the vote's {}", vote.term)));
    }
    Ok(())
}
