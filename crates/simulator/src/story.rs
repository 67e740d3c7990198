//! Entries in words, for the trace.

use crate::world::World;
use cluster_state::State;
use cluster_state::command::{Command, Entry, NodeCommand};
use model::NodeId;

/// Longest account of one entry.
const TEXT_BYTES_MAX: usize = 400;

impl World {
    /// Tells what an entry was and what the state says of it, and counts what it did.
    pub(crate) fn note_effect(&mut self, node: NodeId, index: u64, entry: &Entry, before: &State, after: &State) {
        for group in after.config().groups.keys() {
            let owner = |state: &State| state.group_runtime(*group).map(|group| group.owner);
            if owner(before).is_some() && owner(before) != owner(after) {
                self.counts.moves += 1;
            }
        }
        if matches!(&entry.command, Command::Node(NodeCommand::Down { node, incarnation, .. })
            if before.active_incarnation(*node) == Some(*incarnation))
        {
            self.counts.removals += 1;
        }
        let said = after.events_after(before.to_image().next_event - 1, 20);
        if said.is_empty() {
            return;
        }
        let words: Vec<String> = said.into_iter().map(|event| event.text).collect();
        let mut text = format!("entry {index} (node {node} applied it first): {}", words.join(" "));
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        self.note(text);
    }
}
