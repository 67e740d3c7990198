//! Leases 1: a lease ends no later than L after a renewal was sent that was answered, L being what its grant said.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use model::{BootTime, Incarnation};
use std::collections::BTreeMap;

/// Renewals remembered of each incarnation.
const SENT_KEPT: usize = 512;

#[derive(Default)]
pub(super) struct LeaseFromSending {
    sent: BTreeMap<(Incarnation, u64), BootTime>,
    /// The latest end that was granted.
    granted: BTreeMap<Incarnation, BootTime>,
}

impl Invariant for LeaseFromSending {
    fn name(&self) -> &'static str {
        "lease_from_sending"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::Renewed { incarnation, number, sent } => {
                self.sent.insert((*incarnation, *number), *sent);
                self.sent.remove(&(*incarnation, number.saturating_sub(SENT_KEPT as u64)));
                Ok(())
            }
            Fact::Granted { incarnation, number, lease_ms } => {
                if let Some(sent) = self.sent.get(&(*incarnation, *number)) {
                    let until = self.granted.entry(*incarnation).or_default();
                    *until = (*until).max(sent.plus_ms(*lease_ms));
                }
                Ok(())
            }
            Fact::Leased { node, incarnation, until } => {
                let granted = self.granted.entry(*incarnation).or_default();
                // What a leader grants itself it says to nobody.
                let service = scene.computers.get(node).and_then(|computer| computer.service.as_ref());
                if service.is_some_and(|service| service.view.leading) {
                    *granted = (*granted).max(*until);
                }
                if *until <= *granted {
                    return Ok(());
                }
                let ms = until.since_ns(*granted) / 1_000_000;
                Err(format!("{} {incarnation} holds a lease for {ms} ms more than it was granted", name_of(*node)))
            }
            _ => Ok(()),
        }
    }
}
