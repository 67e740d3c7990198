//! What this crate refuses, one enum per question asked.

use std::fmt;

use model::VoterId;

/// The node cannot start on what it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConsensusError {
    /// The settings contradict each other; the text names the one.
    Config(String),
    /// What was read from disk is no log: a gap, a commit index beyond the end, a change that cannot be read.
    Stored(String),
}

impl fmt::Display for ConsensusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConsensusError::Config(why) => write!(f, "The settings of the replicated log are wrong: {why}."),
            ConsensusError::Stored(why) => write!(f, "The stored log cannot be used: {why}."),
        }
    }
}

impl std::error::Error for ConsensusError {}

/// Only the leader takes proposals; ask `leader` if there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotLeader {
    pub leader: Option<VoterId>,
}

impl fmt::Display for NotLeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.leader {
            Some(leader) => write!(f, "Not the leader; node {} leads.", leader.node),
            None => f.write_str("There is no leader."),
        }
    }
}

impl std::error::Error for NotLeader {}

/// A change of the voters was not proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChangeRefused {
    NotLeader(NotLeader),
    /// Another change, or an entry of an earlier term that may be one, is not yet applied. Ask again later.
    Pending,
    /// The configuration is already so.
    NothingToChange,
    /// Nobody would be left to vote.
    LastVoter,
    /// The leader itself: it hands over first.
    Leading,
}

impl fmt::Display for ChangeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeRefused::NotLeader(refused) => fmt::Display::fmt(refused, f),
            ChangeRefused::Pending => f.write_str("Another change of the voters is under way."),
            ChangeRefused::NothingToChange => f.write_str("The voters are already so."),
            ChangeRefused::Leading => f.write_str("The leader cannot be removed; hand over the leadership first."),
            ChangeRefused::LastVoter => f.write_str("The last voter cannot be removed."),
        }
    }
}

impl std::error::Error for ChangeRefused {}
