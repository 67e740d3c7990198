//! Leases 7, C4: an agent orders a start only while its lease is held and after it has applied the index of the latest grant.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};

pub(super) struct GrantIndex;

impl Invariant for GrantIndex {
    fn name(&self) -> &'static str {
        "grant_index"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::StartOrdered { node, resource, applied, grant, boot } = fact else { return Ok(()) };
        let node = name_of(*node);
        match grant {
            None => Err(format!("{node} starts {resource:?} without ever having had a lease")),
            Some((until, _)) if boot >= until => Err(format!("{node} starts {resource:?} after the end of its lease")),
            Some((_, index)) if applied < index => Err(format!(
                "{node} starts {resource:?} having applied {applied}, while its latest grant was given at {index}"
            )),
            Some(_) => Ok(()),
        }
    }
}
