//! Policies 10.4: a queued move ends: it begins, is given up with a word, or is cancelled; and nothing stays queued that nothing
//! stands against.

use super::Invariant;
use crate::fact::{Fact, Scene};
use cluster_state::State;
use cluster_state::command::Command;
use model::flags::MoveFlags;
use model::{GroupId, NodeId};

pub(super) struct Queues;

impl Invariant for Queues {
    fn name(&self) -> &'static str {
        "queues"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::TookEffect { index, entry, before, after, .. } => {
                ends_with_a_word(*index, &entry.command, before, after)
            }
            Fact::AtRest { state } => nothing_waits_for_nothing(state),
            _ => Ok(()),
        }
    }
}

fn ends_with_a_word(index: u64, command: &Command, before: &State, after: &State) -> Result<(), String> {
    for config in after.config().groups.values() {
        let (Some(old), Some(new)) = (before.group_runtime(config.id), after.group_runtime(config.id)) else {
            continue;
        };
        let ended = old.queued.is_some() && new.queued.is_none();
        // Whoever asks for something about the group knows; else it moves, or the history says why not.
        let asked = matches!(command, Command::Group(_));
        let moves = new.moving.is_some() || new.epoch != old.epoch;
        if ended && !asked && !moves && !told(before, after, config.id) {
            return Err(format!("entry {index} ends the queued move of \"{}\" without a word", config.name));
        }
    }
    Ok(())
}

fn told(before: &State, after: &State, group: GroupId) -> bool {
    let new = after.events_after(before.to_image().next_event - 1, usize::MAX);
    new.iter().any(|event| event.subject.id == group.to_string())
}

fn nothing_waits_for_nothing(state: &State) -> Result<(), String> {
    for config in state.config().groups.values() {
        let Some(group) = state.group_runtime(config.id) else { continue };
        let Some(queued) = group.queued else { continue };
        let could = |node: &NodeId| {
            let ignore_rules = queued.flags.has(MoveFlags::IGNORE_AFFINITY_RULE);
            *node != group.owner && state.obstacle(config.id, *node, ignore_rules).is_none()
        };
        let free = match &queued.to {
            Some(node) => Some(*node).filter(could),
            None => state.config().nodes.keys().copied().find(could),
        };
        if let Some(node) = free {
            return Err(format!("the move of \"{}\" is queued, and nothing keeps it from node {node}", config.name));
        }
    }
    Ok(())
}
