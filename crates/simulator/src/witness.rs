//! Sees every entry that any node applies, and applies each to a state of its own, once and in order: the cluster's true
//! history, entry by entry, with which every node is compared.

use crate::fact::Fact;
use crate::world::World;
use cluster_state::State;
use cluster_state::command::{Command, NodeCommand};
use consensus::io::{EntryKind, LogEntry, Persist, Stored};
use model::NodeId;
use std::collections::BTreeMap;

/// States kept for comparison with nodes that are behind.
const STATES_KEPT: usize = 3_000;
/// A node's state is compared after about so many entries.
const COMPARE_ENTRIES: u64 = 64;

pub(crate) struct Witness {
    state: State,
    earlier: BTreeMap<u64, State>,
    /// The highest index that an operation has shown that is over.
    completed: u64,
}

impl Witness {
    pub(crate) fn new(broken: cluster_state::Broken) -> Witness {
        let mut state = State::empty();
        state.break_rules(broken);
        Witness { state, earlier: BTreeMap::new(), completed: 0 }
    }

    /// The latest state that any node has reached.
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn state_at(&self, index: u64) -> Option<State> {
        if index == self.state.index() { Some(self.state.clone()) } else { self.earlier.get(&index).cloned() }
    }

    pub(crate) fn completed(&self) -> u64 {
        self.completed
    }

    pub(crate) fn complete(&mut self, index: u64) {
        self.completed = self.completed.max(index);
    }

    fn keep(&mut self) {
        self.earlier.insert(self.state.index(), self.state.clone());
        if self.earlier.len() > STATES_KEPT {
            self.earlier.pop_first();
        }
    }
}

/// The entries of one node's log, as far as it has them.
pub(crate) struct LogMirror(BTreeMap<u64, LogEntry>);

impl LogMirror {
    pub(crate) fn new(stored: &Stored) -> LogMirror {
        LogMirror(stored.entries.iter().map(|entry| (entry.index, entry.clone())).collect())
    }

    pub(crate) fn take(&mut self, batch: &Persist) {
        if batch.snapshot.is_some() {
            self.0.clear();
        }
        if let Some(first) = batch.entries.first() {
            self.0.split_off(&first.index);
        }
        self.0.extend(batch.entries.iter().map(|entry| (entry.index, entry.clone())));
    }

    fn get(&self, index: u64) -> Option<LogEntry> {
        self.0.get(&index).cloned()
    }
}

impl World {
    /// Follows a node's state entry by entry.
    pub(crate) fn watch_state(&mut self, node: NodeId) {
        let Some(service) = self.service(node) else { return };
        let (seen, index) = (service.seen, service.node.state().index());
        if seen == index {
            return;
        }
        service.seen = index;
        let entries: Vec<Option<LogEntry>> = (seen + 1..=index).map(|index| service.log.get(index)).collect();
        let mut jumped = false;
        for (index, entry) in (seen + 1..).zip(entries) {
            match entry {
                Some(entry) => self.entry_applied(node, &entry),
                // The founding voters' entry is never stored.
                None if index == 1 => self.skip_founding_entry(),
                None => jumped = true,
            }
        }
        if jumped && self.witness.state.index() < index {
            let text = format!("node {node} came to the state at {index}, which nobody has applied");
            return self.fail("leader_completeness", text);
        }
        if jumped {
            self.note(format!("node {node} installed the state at {index}"));
        }
        if jumped || seen / COMPARE_ENTRIES != index / COMPARE_ENTRIES {
            self.compare_state(node, jumped);
        }
    }

    /// A new life has read its state from its disk.
    pub(crate) fn state_loaded(&mut self, node: NodeId) {
        if self.service(node).is_some_and(|service| service.seen > 0) {
            self.compare_state(node, true);
        }
    }

    pub(crate) fn compare_state(&mut self, node: NodeId, whole: bool) {
        let Some(service) = self.service(node) else { return };
        let state = service.node.state().clone();
        let expected = self.witness.state_at(state.index());
        self.tell(&Fact::HasState { node, state: &state, expected: expected.as_ref(), whole });
    }

    fn skip_founding_entry(&mut self) {
        if self.witness.state.index() == 0 {
            self.witness.state.skip(1);
            self.witness.keep();
        }
    }

    fn entry_applied(&mut self, node: NodeId, entry: &LogEntry) {
        let LogEntry { index, term, .. } = *entry;
        self.tell(&Fact::EntryApplied { node, index, term, bytes: &entry.data });
        let known = self.witness.state.index();
        if index <= known {
            return;
        }
        if index > known + 1 {
            return self.fail("leader_completeness", format!("node {node} applied entry {index} before {}", known + 1));
        }
        let before = self.witness.state.clone();
        if entry.kind != EntryKind::Command || entry.data.is_empty() {
            self.witness.state.skip(index);
        } else {
            self.take_effect(node, entry, &before);
        }
        self.counts.entries = index;
        self.witness.keep();
    }

    fn take_effect(&mut self, node: NodeId, entry: &LogEntry, before: &State) {
        let index = entry.index;
        let decoded = match proto::decode_entry(&entry.data) {
            Ok(decoded) => decoded,
            Err(error) => return self.fail("equal_states", format!("entry {index} cannot be decoded: {error}")),
        };
        let outcome = self.witness.state.apply(index, &decoded);
        let after = self.witness.state.clone();
        self.note_effect(node, index, &decoded, before, &after);
        self.tell(&Fact::TookEffect { index, entry: &decoded, outcome: &outcome, before, after: &after });
        if let Command::Node(NodeCommand::Join { node, incarnation, .. }) = &decoded.command
            && before.active_incarnation(*node) != Some(*incarnation)
        {
            self.trouble_newcomer(*node, after.members().longest_lease_ms);
        }
    }
}
