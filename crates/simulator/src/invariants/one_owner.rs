//! The rule that everything else serves: at no real moment do applications of one group, or of one resource, run on two nodes.

use super::{Invariant, name_of, running};
use crate::fact::{Fact, Scene};

pub(super) struct OneOwner;

impl Invariant for OneOwner {
    fn name(&self) -> &'static str {
        "one_owner"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::Started { node, resource, group, epoch, .. } => {
                for (computer, _, other, record) in running(scene) {
                    if computer.node != *node && (record.group == *group || other == resource) {
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
                let mut owners = std::collections::BTreeMap::new();
                for (computer, _, _, record) in running(scene) {
                    let owner = *owners.entry(record.group).or_insert(computer.node);
                    if owner != computer.node {
                        let (one, two) = (name_of(owner), name_of(computer.node));
                        return Err(format!("{:?} runs on {one} and on {two}", record.group));
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
