//! Who leads, and what is committed: Raft's promises, kept by whim.

use super::{Event, MS, Misuse, World};
use crate::log::{Command, Leader, quorum};
use model::NodeId;
use std::collections::BTreeSet;

impl World {
    pub(super) fn voters_at(&self, index: usize) -> Vec<NodeId> {
        let known = self.log.voter_changes.iter().rev().find(|(at, _)| *at < index);
        known.map_or_else(|| self.first_voters.clone(), |(_, voters)| voters.clone())
    }

    pub(super) fn leader(&mut self, node: NodeId, term: Option<u64>) -> Option<&mut Leader> {
        let leading = self.nodes.get_mut(&node)?.process.as_mut()?.leading.as_mut()?;
        term.is_none_or(|term| leading.term == term).then_some(leading)
    }

    /// Raises the term on a node's disk; whoever led a lower one leads no more.
    pub(super) fn raise_term(&mut self, node: NodeId, term: u64) {
        let place = self.nodes.get_mut(&node).expect("nodes are fixed");
        if place.disk.term < term {
            place.disk.term = term;
            if let Some(process) = &mut place.process {
                process.leading = None;
            }
        }
    }

    pub(super) fn views_soon(&mut self, node: NodeId) {
        let delay = self.shell_delay(300);
        self.at(delay, Event::Views { node });
    }

    pub(super) fn propose(&mut self, node: NodeId, term: Option<u64>, command: Command) {
        let Some(leader) = self.leader(node, term) else { return };
        let term = leader.term;
        if leader.proposals.contains(&command) {
            return;
        }
        leader.proposals.push(command.clone());
        let others: Vec<NodeId> = self.nodes.keys().copied().collect();
        let holders: BTreeSet<NodeId> = others
            .into_iter()
            .filter(|other| self.works(*other) && self.linked(node, *other))
            .filter(|other| self.nodes[other].disk.term <= term)
            .collect();
        for holder in &holders {
            self.raise_term(*holder, term);
            self.views_soon(*holder);
        }
        self.log.orphan(term, command, holders);
        let delay = self.random.between(MS, 10 * MS);
        self.at(delay, Event::Commit { node, term });
    }

    pub(super) fn try_commit(&mut self, node: NodeId, term: u64) {
        let Some(leader) = self.leader(node, Some(term)) else { return };
        let own = !leader.own_term_committed;
        if !own && leader.proposals.is_empty() {
            return;
        }
        let again = self.random.between(5, 20) * MS;
        self.at(again, Event::Commit { node, term });
        let voters = self.voters_at(self.nodes[&node].disk.stored);
        let mut acks: Vec<NodeId> = voters.iter().copied().filter(|v| self.follows(node, *v, term)).collect();
        if acks.len() < quorum(&voters) || self.log_stalled_until > self.now {
            return;
        }
        self.random.shuffle(&mut acks);
        acks.truncate(quorum(&voters));
        if own {
            for command in self.log.inherit(node, term, &mut self.random) {
                self.commit(command, term);
            }
            self.commit(Command::OwnTerm(term), term);
            self.leader(node, Some(term)).expect("still leads").own_term_committed = true;
        } else {
            let command = self.leader(node, Some(term)).expect("still leads").proposals.remove(0);
            self.commit(command, term);
        }
        for member in acks.into_iter().chain([node]) {
            self.raise_term(member, term);
            self.nodes.get_mut(&member).expect("nodes are fixed").disk.stored = self.log.committed.len();
            self.views_soon(member);
        }
        self.spread(node, term);
    }

    pub(super) fn follows(&self, leader: NodeId, node: NodeId, term: u64) -> bool {
        self.works(node) && self.linked(leader, node) && self.nodes[&node].disk.term <= term
    }

    /// The checks of a removal are here: from this moment on the incarnation's groups may run elsewhere.
    pub(super) fn commit(&mut self, command: Command, term: u64) {
        self.trace(|| format!("committed in term {term}: {command:?}"));
        if let Command::Down(node, incarnation) | Command::Released(node, incarnation) = &command {
            let life = self.lives.get_mut(incarnation).expect("only real lives are named");
            if matches!(command, Command::Down(..)) {
                self.counts.removals += u64::from(!life.removed);
            } else {
                self.counts.released += u64::from(!life.removed);
            }
            life.removed = true;
            if life.owns_until > self.now {
                let left = (life.owns_until - self.now) / MS;
                self.violation = Some(format!("node {node} {incarnation} is removed {left} ms before it let go"));
            }
        }
        if let Command::Join(node, incarnation) = &command {
            if self.options.rejoins {
                self.lives.get_mut(incarnation).expect("only real lives join").removed = false;
            }
            let unlucky_percent = if self.options.misuse == Misuse::None { 25 } else { 60 };
            if self.options.chaos && self.random.chance(unlucky_percent) {
                self.trouble_newcomer(*node);
            }
        }
        self.counts.voter_changes += u64::from(matches!(command, Command::Voters(_)));
        self.log.commit(command, self.now, term);
    }

    pub(super) fn spread(&mut self, node: NodeId, term: u64) {
        let others: Vec<NodeId> = self.nodes.keys().copied().filter(|other| *other != node).collect();
        for to in others {
            let delay = self.random.between(MS / 10, 10 * MS);
            self.at(delay, Event::Replicate { from: node, to, term });
        }
    }

    pub(super) fn beat(&mut self, node: NodeId, term: u64) {
        if self.leader(node, Some(term)).is_some() {
            self.spread(node, term);
            self.at(60 * MS, Event::Beat { node, term });
        }
    }

    pub(super) fn replicate(&mut self, from: NodeId, to: NodeId, term: u64) {
        if self.leader(from, Some(term)).is_none() || !self.linked(from, to) || !self.works(from) {
            return;
        }
        if !self.works(to) {
            return;
        }
        if self.nodes[&to].disk.term > term {
            let newer = self.nodes[&to].disk.term;
            self.raise_term(from, newer);
            self.views_soon(from);
            return;
        }
        let stored = self.nodes[&from].disk.stored;
        let place = &self.nodes[&to];
        if place.disk.term == term && place.disk.stored >= stored {
            return;
        }
        self.raise_term(to, term);
        let place = self.nodes.get_mut(&to).expect("nodes are fixed");
        place.disk.stored = place.disk.stored.max(stored);
        self.views_soon(to);
    }

    pub(super) fn consider_election(&mut self) {
        self.at(10 * MS, Event::Election);
        let led = self.nodes.keys().any(|node| self.leads_well(*node));
        if led {
            self.leaderless_since = None;
        } else if self.leaderless_since.is_none() {
            self.leaderless_since = Some(self.now);
            self.election_timeout = self.options.lease_ms * MS * self.random.between(30, 47) / 100;
        }
        let waited = self.leaderless_since.is_some_and(|since| self.now - since >= self.election_timeout);
        if waited || self.options.chaos && self.random.next().is_multiple_of(self.restless) {
            self.elect();
        }
    }

    /// Its followers hear it.
    pub(super) fn leads_well(&self, node: NodeId) -> bool {
        let Some(leader) = self.nodes[&node].process.as_ref().and_then(|process| process.leading.as_ref()) else {
            return false;
        };
        let voters = self.voters_at(self.nodes[&node].disk.stored);
        let following = voters.iter().filter(|voter| self.follows(node, **voter, leader.term)).count();
        !self.frozen(node) && following >= quorum(&voters)
    }

    pub(super) fn elect(&mut self) {
        let mut candidates: Vec<NodeId> = self.nodes.keys().copied().filter(|node| self.works(*node)).collect();
        self.random.shuffle(&mut candidates);
        for node in candidates {
            let stored = self.nodes[&node].disk.stored;
            let voters = self.voters_at(stored);
            if !voters.contains(&node) {
                continue;
            }
            let mut votes: Vec<NodeId> = voters.iter().copied().filter(|voter| *voter != node).collect();
            votes.retain(|v| self.works(*v) && self.linked(node, *v) && self.nodes[v].disk.stored <= stored);
            if votes.len() + 1 < quorum(&voters) {
                continue;
            }
            self.random.shuffle(&mut votes);
            votes.truncate(quorum(&voters) - 1);
            assert_eq!(stored, self.log.committed.len(), "Raft's leader completeness holds in this log");
            self.counts.elections += 1;
            self.log.highest_term += 1;
            let term = self.log.highest_term;
            self.trace(|| format!("node {node} leads term {term} by {votes:?}"));
            for voter in votes {
                self.raise_term(voter, term);
                self.views_soon(voter);
            }
            self.raise_term(node, term);
            let process = self.nodes.get_mut(&node).and_then(|place| place.process.as_mut());
            process.expect("it works").leading =
                Some(Leader { term, own_term_committed: false, proposals: Vec::new() });
            self.leaderless_since = None;
            self.give_views(node);
            let delay = self.random.between(MS, 10 * MS);
            self.at(delay, Event::Commit { node, term });
            self.at(0, Event::Beat { node, term });
            return;
        }
    }
}
