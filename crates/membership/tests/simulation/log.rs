//! A replicated log reduced to what leases see of it: terms on disk, one leader per term chosen by a quorum, entries that a
//! quorum stores, and entries of fallen leaders that the next one may or may not bring along.
//!
//! It keeps Raft's promises and nothing more. Who is elected, and when, is the world's whim.

use crate::random::Random;
use membership::input::{Member, MembersView};
use model::{Incarnation, NodeId};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Command {
    /// A leader's first entry of its term.
    OwnTerm(u64),
    Join(NodeId, Incarnation),
    /// The proof by waiting.
    Down(NodeId, Incarnation),
    /// The host's own word.
    Released(NodeId, Incarnation),
    Voters(Vec<NodeId>),
    Lease(u64),
}

/// One node's part of the log; survives its process.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    pub(crate) term: u64,
    /// Entries stored, all of them committed ones.
    pub(crate) stored: usize,
    pub(crate) applied: usize,
}

/// What a leader has proposed and not yet committed, in order.
pub(crate) struct Leader {
    pub(crate) term: u64,
    pub(crate) own_term_committed: bool,
    pub(crate) proposals: Vec<Command>,
}

/// A proposal of a leader that may have fallen since, with the nodes that got it.
struct Orphan {
    term: u64,
    command: Command,
    holders: BTreeSet<NodeId>,
}

#[derive(Default)]
pub(crate) struct Log {
    pub(crate) committed: Vec<(Command, u64)>,
    /// Index and voters of each change.
    pub(crate) voter_changes: Vec<(usize, Vec<NodeId>)>,
    pub(crate) highest_term: u64,
    /// The latest term whose own entry is committed: what leaders of lower ones still append lies on a dead branch.
    settled_term: u64,
    orphans: Vec<Orphan>,
}

/// The applied state after a number of entries.
#[derive(Clone, Default)]
pub(crate) struct Applied {
    pub(crate) active: BTreeMap<NodeId, Option<Incarnation>>,
    pub(crate) voters: Vec<NodeId>,
    /// Lease lengths with the (real) time of the entry, the newest last.
    leases: Vec<(u64, u64)>,
    pub(crate) own_terms: BTreeSet<u64>,
    /// Whether an incarnation that has ended may join again; the lease rules must hold even then.
    rejoins: bool,
    pub(crate) ended: BTreeMap<NodeId, Incarnation>,
}

const MS: u64 = 1_000_000;

impl Applied {
    pub(crate) fn new(voters: Vec<NodeId>, members: &[NodeId], lease_ms: u64, rejoins: bool) -> Applied {
        Applied {
            active: members.iter().map(|node| (*node, None)).collect(),
            voters,
            leases: vec![(lease_ms, 0)],
            own_terms: BTreeSet::new(),
            rejoins,
            ended: BTreeMap::new(),
        }
    }

    pub(crate) fn apply(&mut self, command: &Command, time: u64) {
        match command {
            Command::OwnTerm(term) => {
                self.own_terms.insert(*term);
            }
            Command::Join(node, incarnation) => {
                if self.rejoins || self.ended.get(node) != Some(incarnation) {
                    let active = self.active.entry(*node).or_default();
                    *active = active.or(Some(*incarnation));
                }
            }
            Command::Down(node, incarnation) | Command::Released(node, incarnation) => {
                let active = self.active.entry(*node).or_default();
                if *active == Some(*incarnation) {
                    *active = None;
                    self.ended.insert(*node, *incarnation);
                }
            }
            Command::Voters(voters) => self.voters = voters.clone(),
            Command::Lease(lease_ms) => self.leases.push((*lease_ms, time)),
        }
    }

    pub(crate) fn lease_ms(&self) -> u64 {
        self.leases.last().expect("there is a first").0
    }

    pub(crate) fn members_view(&self, time: u64) -> MembersView {
        let lease_ms = self.lease_ms();
        let ended = self.leases.windows(2).filter(|pair| pair[1].1 + 2 * pair[0].0 * MS > time).map(|pair| pair[0].0);
        MembersView {
            members: self.active.iter().map(|(node, active)| Member { node: *node, active: *active }).collect(),
            delay_ms: lease_ms / 4,
            lease_ms,
            longest_lease_ms: ended.chain([lease_ms]).max().expect("there is one"),
            own_leases: Vec::new(),
        }
    }
}

pub(crate) fn quorum(voters: &[NodeId]) -> usize {
    voters.len() / 2 + 1
}

impl Log {
    /// A leader of `term` sent this to `holders`.
    pub(crate) fn orphan(&mut self, term: u64, command: Command, holders: BTreeSet<NodeId>) {
        if term >= self.settled_term {
            self.orphans.push(Orphan { term, command, holders });
        }
    }

    /// What the new leader's log holds of the latest fallen leader that reached it, sometimes; all else of earlier terms is
    /// lost for ever when the own entry is committed.
    pub(crate) fn inherit(&mut self, node: NodeId, term: u64, random: &mut Random) -> Vec<Command> {
        let candidates = self.orphans.iter().filter(|orphan| orphan.term < term && orphan.holders.contains(&node));
        let inherited = match candidates.map(|orphan| orphan.term).max() {
            Some(latest) if random.chance(60) => self
                .orphans
                .iter()
                .filter(|orphan| orphan.term == latest)
                .take_while(|orphan| orphan.holders.contains(&node))
                .map(|orphan| orphan.command.clone())
                .collect(),
            _ => Vec::new(),
        };
        self.orphans.retain(|orphan| orphan.term >= term);
        self.settled_term = self.settled_term.max(term);
        inherited
    }

    pub(crate) fn commit(&mut self, command: Command, time: u64, term: u64) {
        if let Some(position) = self.orphans.iter().position(|orphan| orphan.term == term && orphan.command == command)
        {
            self.orphans.remove(position);
        }
        if let Command::Voters(voters) = &command {
            self.voter_changes.push((self.committed.len(), voters.clone()));
        }
        self.committed.push((command, time));
    }
}
