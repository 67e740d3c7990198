//! R0: the owner of a group changes only while nothing of the group runs anywhere.

use super::{Invariant, name_of, running};
use crate::fact::{Fact, Scene};

pub(super) struct OwnerByRelease;

impl Invariant for OwnerByRelease {
    fn name(&self) -> &'static str {
        "owner_by_release"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, before, after, .. } = fact else { return Ok(()) };
        for config in after.config().groups.values() {
            let group = config.id;
            let (Some(old), Some(new)) = (before.group_runtime(group), after.group_runtime(group)) else { continue };
            if old.epoch > new.epoch || old.owner != new.owner && old.epoch == new.epoch {
                return Err(format!("entry {index} gives {group:?} a new owner without a new epoch"));
            }
            if old.owner == new.owner {
                continue;
            }
            if let Some((computer, _, resource, _)) = running(scene).find(|(_, _, id, _)| config.resources.contains(id))
            {
                let (from, to) = (name_of(old.owner), name_of(new.owner));
                let where_it_runs = name_of(computer.node);
                return Err(format!(
                    "entry {index} moves {group:?} from {from} to {to} while {resource:?} of it runs on {where_it_runs}"
                ));
            }
        }
        Ok(())
    }
}
