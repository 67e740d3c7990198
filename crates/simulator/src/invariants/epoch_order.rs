//! A start under an epoch never comes after a start of that group under a higher one: applications may use the epoch as their
//! fencing token.
//!
//! Resources that ever changed their group are left out: the attempt that is under way keeps the epoch of the old group, and
//! the epochs of two groups have nothing to do with each other.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use cluster_state::command::{Command, ResourceCommand};
use model::{Epoch, GroupId, ResourceId};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct EpochOrder {
    highest: BTreeMap<GroupId, Epoch>,
    changed: BTreeSet<ResourceId>,
}

impl Invariant for EpochOrder {
    fn name(&self) -> &'static str {
        "epoch_order"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::TookEffect { entry, before, after, .. } => {
                if matches!(entry.command, Command::Resource(ResourceCommand::ChangeGroup { .. })) {
                    let group = |id: &ResourceId| before.config().resources.get(id).map(|before| before.group);
                    let resources = after.config().resources.values();
                    let moved = resources.filter(|after| group(&after.id) != Some(after.group));
                    self.changed.extend(moved.map(|resource| resource.id));
                }
                Ok(())
            }
            Fact::Started { node, group, resource, epoch, .. } if !self.changed.contains(resource) => {
                let highest = self.highest.entry(*group).or_default();
                if epoch < highest {
                    let (node, epoch, highest) = (name_of(*node), epoch.0, highest.0);
                    return Err(format!(
                        "{node} starts something of {group:?} under epoch {epoch} after epoch {highest}"
                    ));
                }
                *highest = *epoch;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
