//! The last words of resource hosts (leases 9), kept until the applied state has taken them in.
//!
//! Everybody remembers them, so that whoever is elected next can propose what it heard as a follower. A last word needs
//! neither a lease's end nor an inherited bound behind it: it is a fact about the past that no later message can undo, and
//! `apply` ignores it unless node and incarnation still match. So a leader proposes it from its first moment on.

use crate::members::Members;
use crate::timing::PROPOSAL_REPEAT_MS;
use model::{BootTime, Incarnation, NodeId, Released};
use std::collections::BTreeMap;

/// Per node; a host speaks once per incarnation, so more than this is noise.
const KEPT_PER_NODE: usize = 4;

/// A word about an incarnation that this node's state does not call active is kept this long: the state may lag behind.
const KEPT_MS: u64 = 60_000;

struct Word {
    released: Released,
    heard: BootTime,
    seen_active: bool,
    proposed: Option<BootTime>,
}

#[derive(Default)]
pub(crate) struct LastWords {
    words: BTreeMap<(NodeId, Incarnation), Word>,
}

impl LastWords {
    pub(crate) fn handle_released(&mut self, now: BootTime, released: Released, members: &Members) {
        let key = (released.node, released.incarnation);
        if let Some(known) = self.words.get_mut(&key) {
            known.heard = now;
            return;
        }
        self.forget_old(now, members);
        let first = (released.node, Incarnation(u64::MIN));
        let last = (released.node, Incarnation(u64::MAX));
        let of_node: Vec<_> = self.words.range(first..=last).map(|(key, word)| (word.heard, *key)).collect();
        if of_node.len() >= KEPT_PER_NODE
            && let Some((_, oldest)) = of_node.iter().min()
        {
            self.words.remove(oldest);
        }
        let seen_active = members.is_active(released.node, released.incarnation);
        self.words.insert(key, Word { released, heard: now, seen_active, proposed: None });
    }

    pub(crate) fn handle_members(&mut self, now: BootTime, members: &Members) {
        for ((node, incarnation), word) in &mut self.words {
            word.seen_active |= members.is_active(*node, *incarnation);
        }
        self.forget_old(now, members);
    }

    fn forget_old(&mut self, now: BootTime, members: &Members) {
        self.words.retain(|(node, incarnation), word| {
            members.is_active(*node, *incarnation) || !word.seen_active && word.heard.plus_ms(KEPT_MS) > now
        });
    }

    /// A new leadership proposes everything afresh.
    pub(crate) fn handle_new_leadership(&mut self) {
        for word in self.words.values_mut() {
            word.proposed = None;
        }
    }

    fn due(word: &Word) -> BootTime {
        word.proposed.map_or(BootTime(0), |at| at.plus_ms(PROPOSAL_REPEAT_MS))
    }

    /// What the leader has to propose now.
    pub(crate) fn take_due(&mut self, now: BootTime, members: &Members) -> Vec<Released> {
        let mut due = Vec::new();
        for ((node, incarnation), word) in &mut self.words {
            if members.is_active(*node, *incarnation) && LastWords::due(word) <= now {
                word.proposed = Some(now);
                due.push(word.released.clone());
            }
        }
        due
    }

    pub(crate) fn next_wake(&self, members: &Members) -> Option<BootTime> {
        let active = self.words.iter().filter(|((node, incarnation), _)| members.is_active(*node, *incarnation));
        active.map(|(_, word)| LastWords::due(word)).min()
    }
}
