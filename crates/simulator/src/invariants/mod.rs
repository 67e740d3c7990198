//! What must hold, whatever happens: a file for each rule. The numbers (C1, leases 7) are those of decision 0002.
//!
//! An invariant sees facts of the simulated world and may look at the whole scene. It never asks a node what it believes,
//! except where the rule is about exactly that.

mod acknowledged_writes;
mod anti_affinity;
mod attempt_once;
mod dependents;
mod epoch_order;
mod equal_states;
mod grant_index;
mod leader_completeness;
mod lease_end_before_removal;
mod lease_from_sending;
mod linearizable;
mod no_run_without_lease;
mod one_owner;
mod owner_by_release;
mod persistent_state;
mod queues;
mod start_order;
mod thresholds;

use crate::computer::Computer;
use crate::fact::{Fact, Scene};
use crate::host::{Host, Record};
use model::{NodeId, ResourceId};

/// A rule. `Err` says in words how it was broken.
trait Invariant {
    /// As the file is called.
    fn name(&self) -> &'static str;
    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String>;
}

pub(crate) struct Invariants(Vec<Box<dyn Invariant>>);

impl Default for Invariants {
    fn default() -> Invariants {
        Invariants(vec![
            Box::new(one_owner::OneOwner::default()),
            Box::new(epoch_order::EpochOrder::default()),
            Box::new(attempt_once::AttemptOnce::default()),
            Box::new(grant_index::GrantIndex),
            Box::new(no_run_without_lease::NoRunWithoutLease),
            Box::new(lease_end_before_removal::LeaseEndBeforeRemoval::default()),
            Box::new(lease_from_sending::LeaseFromSending::default()),
            Box::new(owner_by_release::OwnerByRelease),
            Box::new(dependents::Dependents),
            Box::new(anti_affinity::AntiAffinity::default()),
            Box::new(persistent_state::PersistentState::default()),
            Box::new(thresholds::Thresholds::default()),
            Box::new(queues::Queues),
            Box::new(start_order::StartOrder::default()),
            Box::new(leader_completeness::LeaderCompleteness::default()),
            Box::new(equal_states::EqualStates),
            Box::new(acknowledged_writes::AcknowledgedWrites::default()),
            Box::new(linearizable::Linearizable),
        ])
    }
}

impl Invariants {
    /// The first rule that the fact breaks, and how.
    pub(crate) fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), (&'static str, String)> {
        for invariant in &mut self.0 {
            invariant.observe(scene, fact).map_err(|what| (invariant.name(), what))?;
        }
        Ok(())
    }
}

/// Every application that runs at this moment. One whose machine stands still does not, nor one that its host is about to kill
/// because the machine stood still past the end of its lease (leases C6).
fn running<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (&'a Computer, &'a Host, &'a ResourceId, &'a Record)> {
    let now = scene.now;
    scene
        .computers
        .values()
        .filter(move |computer| !computer.frozen(now))
        .flat_map(|computer| computer.hosts.values().map(move |host| (computer, host)))
        .filter(|(_, host)| !host.thawed_late)
        .flat_map(|(computer, host)| host.running().map(move |(id, record)| (computer, host, id, record)))
}

/// In words, for messages.
fn name_of(node: NodeId) -> String {
    format!("node {node}")
}
