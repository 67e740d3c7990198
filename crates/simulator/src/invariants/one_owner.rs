//! The rule that everything else serves: at no real moment do applications of one group, or of one resource, run on two nodes.

use super::{Invariant, name_of, running};
use crate::fact::{Fact, Scene};
use cluster_state::command::{Command, ResourceCommand};
use model::{GroupId, ResourceId};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct OneOwner {
    /// Resources that went to another group, perhaps while they were running.
    changed: BTreeMap<ResourceId, GroupId>,
}

impl OneOwner {
    fn group(&self, resource: ResourceId, at_start: GroupId) -> GroupId {
        self.changed.get(&resource).copied().unwrap_or(at_start)
    }

    fn note_change(&mut self, state: &cluster_state::State) {
        for resource in state.config().resources.values() {
            self.changed.insert(resource.id, resource.group);
        }
    }
}

impl Invariant for OneOwner {
    fn name(&self) -> &'static str {
        "one_owner"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::Started { node, resource, group, epoch, .. } => {
                let group = self.group(*resource, *group);
                for (computer, _, other, record) in running(scene) {
                    let same = other == resource || self.group(*other, record.group) == group;
                    if computer.node != *node && same {
                        return Err(format!(
                            "{} starts {resource:?} of {group:?} under epoch {} while {} runs {other:?} under epoch {}",
                            name_of(*node),
                            epoch.0,
                            name_of(computer.node),
                            record.epoch.0
                        ));
                    }
                }
                Ok(())
            }
            // A machine that stood still may have gone on.
            Fact::Audit => {
                let mut owners = BTreeMap::new();
                for (computer, _, resource, record) in running(scene) {
                    let group = self.group(*resource, record.group);
                    let owner = *owners.entry(group).or_insert(computer.node);
                    if owner != computer.node {
                        return Err(format!("{group:?} runs on {} and on {}", name_of(owner), name_of(computer.node)));
                    }
                }
                Ok(())
            }
            Fact::TookEffect { entry, after, .. } => {
                if matches!(entry.command, Command::Resource(ResourceCommand::ChangeGroup { .. })) {
                    self.note_change(after);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
