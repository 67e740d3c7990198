//! A start under an epoch never comes after a start of that group under a higher one: applications may use the epoch as their
//! fencing token.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use model::{Epoch, GroupId};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct EpochOrder {
    highest: BTreeMap<GroupId, Epoch>,
}

impl Invariant for EpochOrder {
    fn name(&self) -> &'static str {
        "epoch_order"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::Started { node, group, epoch, .. } = fact else { return Ok(()) };
        let highest = self.highest.entry(*group).or_default();
        if epoch < highest {
            let (node, epoch, highest) = (name_of(*node), epoch.0, highest.0);
            return Err(format!("{node} starts something of {group:?} under epoch {epoch} after epoch {highest}"));
        }
        *highest = *epoch;
        Ok(())
    }
}
