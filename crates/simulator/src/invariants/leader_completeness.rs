//! Raft 5.4: an entry that was applied anywhere is applied everywhere, at the same index, with the same term and bytes; and a
//! term has one leader.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use model::NodeId;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct LeaderCompleteness {
    applied: BTreeMap<u64, (u64, Vec<u8>)>,
    leaders: BTreeMap<u64, NodeId>,
}

impl Invariant for LeaderCompleteness {
    fn name(&self) -> &'static str {
        "leader_completeness"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::EntryApplied { node, index, term, bytes } => {
                let first = self.applied.entry(*index).or_insert_with(|| (*term, bytes.to_vec()));
                if first.0 != *term || first.1 != *bytes {
                    let (node, before) = (name_of(*node), first.0);
                    return Err(format!(
                        "{node} applied another entry {index} (term {term}) than was applied before (term {before})"
                    ));
                }
                Ok(())
            }
            Fact::Leads { node, term } => {
                let leader = self.leaders.entry(*term).or_insert(*node);
                if leader == node {
                    return Ok(());
                }
                Err(format!("{} and {} lead in term {term}", name_of(*leader), name_of(*node)))
            }
            _ => Ok(()),
        }
    }
}
