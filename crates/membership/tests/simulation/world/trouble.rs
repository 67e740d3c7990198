//! Joining, dying and being troubled.

use super::{Event, MS, World};
use crate::log::Command;
use membership::message::Message;
use model::{Incarnation, NodeId, ReleaseCause, Released};

impl World {
    pub(super) fn try_join(&mut self, node: NodeId) {
        let Some(process) = &self.nodes[&node].process else { return };
        let incarnation = process.incarnation;
        let command = Command::Join(node, incarnation);
        self.at(60 * MS, Event::JoinTick { node });
        let place = &self.nodes[&node];
        if !self.options.rejoins && place.applied.ended.get(&node) == Some(&incarnation) {
            self.note_end(node, incarnation);
            return;
        }
        if place.applied.active[&node].is_some() || place.owns_until > self.now {
            return;
        }
        let leading = |other: &&NodeId| self.nodes[other].process.as_ref().is_some_and(|p| p.leading.is_some());
        let leader = self.nodes.keys().filter(leading).max_by_key(|other| self.nodes[other].disk.term).copied();
        if let Some(leader) = leader.filter(|leader| self.linked(node, *leader)) {
            let delay = self.random.between(MS / 10, 5 * MS);
            self.at(delay, Event::Propose { node: leader, term: None, command });
        }
    }

    /// The service dies, and sometimes its host with it.
    pub(super) fn kill(&mut self, node: NodeId) {
        let Some(process) = self.nodes.get_mut(&node).and_then(|place| place.process.take()) else { return };
        let incarnation = process.incarnation;
        self.trace(|| format!("node {node} {incarnation} is killed"));
        if self.random.chance(50) {
            let gone_at = self.now + 10 * MS;
            let life = self.lives.get_mut(&incarnation).expect("it lived");
            life.owns_until = life.owns_until.min(gone_at);
            life.finished = true;
            self.at(11 * MS, Event::LastWord { node, incarnation, until: self.now + 3_000 * MS });
        }
        let delay = self.random.between(20, 2_500) * MS;
        self.at(delay, Event::Start { node });
    }

    pub(super) fn say_last_word(&mut self, node: NodeId, incarnation: Incarnation, until: u64) {
        let word = Released { node, incarnation, cause: ReleaseCause::ServiceDied, groups: Vec::new() };
        let peers: Vec<NodeId> = self.nodes.keys().copied().collect();
        for to in peers {
            self.send(node, to, Message::Released(word.clone()));
        }
        if self.now < until {
            self.at(100 * MS, Event::LastWord { node, incarnation, until });
        }
    }

    pub(super) fn make_trouble(&mut self) {
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if !self.options.chaos {
            let leader = ids.iter().copied().find(|node| self.leads_well(*node));
            if let Some(leader) = leader {
                let freeze = if self.random.chance(50) { 1_000 } else { 8_000 };
                let freeze = self.random.between(20, freeze) * MS;
                self.freeze(leader, freeze);
            }
            let next = self.random.between(9_500, 12_000) * MS;
            self.at(next, Event::Trouble);
            return;
        }
        let node = self.random.pick(&ids);
        match self.random.between(0, 9) {
            0 | 1 => {
                let freeze = self.random.between(20, 3_000) * MS;
                self.freeze(node, freeze);
            }
            2 => self.kill(node),
            3 | 4 => self.cut_off(&[node], &ids),
            5 | 6 => {
                let mut side = ids.clone();
                self.random.shuffle(&mut side);
                side.truncate(ids.len() / 2);
                self.cut_off(&side, &ids);
            }
            7 => self.log_stalled_until = self.now + self.random.between(50, 900) * MS,
            8 => self.change_voters(5),
            _ => self.change_lease(),
        }
        let next = self.random.between(100, 1_500) * MS;
        self.at(next, Event::Trouble);
    }

    /// A member that was never granted anything, silent until about the moment at which it is removed for that.
    pub(super) fn trouble_newcomer(&mut self, node: NodeId) {
        let length = self.random.between(1_200, 2_200) * MS;
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if self.random.chance(50) {
            self.freeze(node, length);
        } else {
            self.cut_off_for(&[node], &ids, length);
        }
    }

    pub(super) fn freeze(&mut self, node: NodeId, length: u64) {
        self.trace(|| format!("node {node} freezes for {} ms", length / MS));
        let until = self.now + length;
        self.nodes.get_mut(&node).expect("nodes are fixed").frozen_until = until;
        self.thawed.insert(node, until + 1_000 * MS);
    }

    /// Cuts one side off from the rest, in both directions or in one.
    pub(super) fn cut_off(&mut self, side: &[NodeId], ids: &[NodeId]) {
        let length = self.random.between(100, 4_000) * MS;
        self.cut_off_for(side, ids, length);
    }

    pub(super) fn cut_off_for(&mut self, side: &[NodeId], ids: &[NodeId], length: u64) {
        let (outward, inward) = self.random.pick(&[(true, true), (true, true), (true, false), (false, true)]);
        let mut cut = Vec::new();
        for inner in side {
            for outer in ids.iter().filter(|id| !side.contains(id)) {
                if outward {
                    cut.push((*inner, *outer));
                }
                if inward {
                    cut.push((*outer, *inner));
                }
            }
        }
        for pair in &cut {
            *self.cut.entry(*pair).or_default() += 1;
        }
        self.trace(|| format!("{side:?} cut off, outward {outward}, inward {inward}"));
        self.at(length, Event::Heal { cut });
    }

    /// One voter more or less, never before the machine knows the last change (leases 11).
    pub(super) fn change_voters(&mut self, more: u32) {
        if more > 0 {
            let soon = self.random.between(20, 80) * MS;
            self.at(soon, Event::ChangeVoters { more: more - 1 });
        }
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        let Some(node) = ids.iter().copied().find(|node| self.leads_well(*node)) else { return };
        let mut voters = self.voters_at(self.nodes[&node].disk.stored);
        let process = self.nodes[&node].process.as_ref().expect("it leads well");
        let leader = process.leading.as_ref().expect("it leads well");
        let under_way = leader.proposals.iter().any(|command| matches!(command, Command::Voters(_)));
        let told = process.machine.voters() == voters;
        if !told || under_way || !leader.own_term_committed {
            return;
        }
        let chosen = self.random.pick(&ids);
        if let Some(position) = voters.iter().position(|voter| *voter == chosen) {
            if voters.len() <= 2 || chosen == node {
                return;
            }
            voters.remove(position);
        } else {
            voters.push(chosen);
            voters.sort_unstable();
        }
        self.propose(node, None, Command::Voters(voters));
    }

    pub(super) fn change_lease(&mut self) {
        let lease_ms = self.random.pick(&[1_000, 2_000]);
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        if let Some(node) = ids.iter().copied().find(|node| self.leads_well(*node)) {
            self.propose(node, None, Command::Lease(lease_ms));
        }
    }
}
