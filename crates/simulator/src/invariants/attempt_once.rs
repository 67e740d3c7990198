//! Leases 7: an attempt is started at most once.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use model::{Attempt, NodeId, ResourceId};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct AttemptOnce {
    started: BTreeMap<(ResourceId, Attempt), NodeId>,
}

impl Invariant for AttemptOnce {
    fn name(&self) -> &'static str {
        "attempt_once"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::Started { node, resource, attempt, .. } = fact else { return Ok(()) };
        match self.started.insert((*resource, *attempt), *node) {
            None => Ok(()),
            Some(before) => {
                let (again, before) = (name_of(*node), name_of(before));
                Err(format!("attempt {} of {resource:?} was started on {before} and now on {again}", attempt.0))
            }
        }
    }
}
