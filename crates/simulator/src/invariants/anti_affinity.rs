//! Policies 9.25, 9.28: while anti-affinity is enforced, no group starts on a node that runs a group which shares a class with it.
//! What was online together before stays (9.27), and a move that began before the rule was made may end under it.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use cluster_state::State;
use model::{GroupId, NodeId};

pub(super) struct AntiAffinity;

impl Invariant for AntiAffinity {
    fn name(&self) -> &'static str {
        "anti_affinity"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, before, after, .. } = fact else { return Ok(()) };
        if !before.config().cluster.enforced_anti_affinity || !after.config().cluster.enforced_anti_affinity {
            return Ok(());
        }
        for group in after.config().groups.values() {
            let Some(node) = began(before, after, group.id) else { continue };
            let shares = |other: &&std::sync::Arc<cluster_state::config::GroupConfig>| {
                other.id != group.id && other.anti_affinity.iter().any(|class| group.anti_affinity.contains(class))
            };
            let mut rivals = after.config().groups.values().filter(shares);
            if let Some(rival) = rivals.find(|rival| runs_on(after, rival.id) == Some(node)) {
                return Err(format!(
                    "entry {index} starts \"{}\" on {}, which runs \"{}\" of the same class",
                    group.name,
                    name_of(node),
                    rival.name
                ));
            }
        }
        Ok(())
    }
}

/// Where the group runs, if something of it does.
fn runs_on(state: &State, group: GroupId) -> Option<NodeId> {
    let running = state.config().groups.get(&group)?.resources.iter().any(|id| state.has_residue(*id));
    running.then(|| state.group_runtime(group).map(|group| group.owner))?
}

/// The node on which the entry started the group, of which nothing ran there before; its classes are not new.
fn began(before: &State, after: &State, group: GroupId) -> Option<NodeId> {
    let node = runs_on(after, group)?;
    let classes = |state: &State| state.config().groups.get(&group).map(|group| group.anti_affinity.clone());
    (runs_on(before, group) != Some(node) && classes(before) == classes(after)).then_some(node)
}
