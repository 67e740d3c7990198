//! C1, C2, C3: when the removal of an incarnation is proposed, and when it takes effect anywhere, that incarnation holds no lease
//! and runs nothing; and it gets no lease afterwards. C5: a host that has said Released runs nothing.

use super::{Invariant, name_of, running};
use crate::fact::{Fact, Scene};
use cluster_state::command::{Command, NodeCommand};
use model::{Incarnation, NodeId};
use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct LeaseEndBeforeRemoval {
    removed: BTreeSet<Incarnation>,
    /// In which anybody has led.
    latest_term: u64,
}

impl Invariant for LeaseEndBeforeRemoval {
    fn name(&self) -> &'static str {
        "lease_end_before_removal"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::Leads { term, .. } => {
                self.latest_term = self.latest_term.max(*term);
                Ok(())
            }
            // What a leader proposes that has stood still while others elected a later one is not committed any more.
            Fact::RemovalProposed { term, .. } if *term < self.latest_term => Ok(()),
            Fact::RemovalProposed { by, node, incarnation, .. } => {
                let what = format!("{} proposes the removal of", name_of(*by));
                nothing_held(scene, *node, *incarnation, &what)?;
                nothing_runs(scene, *node, *incarnation, &what)
            }
            Fact::TookEffect { entry, before, .. } => match &entry.command {
                Command::Node(NodeCommand::Down { node, incarnation, .. })
                    if before.active_incarnation(*node) == Some(*incarnation) =>
                {
                    self.removed.insert(*incarnation);
                    nothing_held(scene, *node, *incarnation, "the removal takes effect of")?;
                    nothing_runs(scene, *node, *incarnation, "the removal takes effect of")
                }
                Command::Node(NodeCommand::Released { node, incarnation, .. })
                    if before.active_incarnation(*node) == Some(*incarnation) =>
                {
                    nothing_runs(scene, *node, *incarnation, "a last word takes effect of")
                }
                // A join that was repeated for too long: one that holds and runs nothing begins anew, under a later leader.
                Command::Node(NodeCommand::Join { incarnation, .. }) => {
                    self.removed.remove(incarnation);
                    Ok(())
                }
                _ => Ok(()),
            },
            Fact::Leased { node, incarnation, until } if self.removed.contains(incarnation) => {
                let held = scene.computers.get(node).is_some_and(|computer| computer.boot(scene.now) < *until);
                let text = format!("{} {incarnation} gets a lease after its removal", name_of(*node));
                if held { Err(text) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

fn nothing_held(scene: &Scene<'_>, node: NodeId, incarnation: Incarnation, what: &str) -> Result<(), String> {
    let Some(computer) = scene.computers.get(&node) else { return Ok(()) };
    let boot = computer.boot(scene.now);
    let service = computer.service.as_ref().filter(|service| service.incarnation == incarnation);
    let of_service = service.and_then(|service| service.machine.lease()).map(|(until, _)| until);
    let hosts = computer.hosts.values().filter(|host| host.incarnation == incarnation && host.holds(boot));
    let until = of_service.into_iter().chain(hosts.filter_map(|host| host.until)).max();
    match until.filter(|until| boot < *until) {
        None => Ok(()),
        Some(until) => {
            let left_ms = until.since_ns(boot) / 1_000_000;
            Err(format!("{what} {} {incarnation} while it holds its lease for another {left_ms} ms", name_of(node)))
        }
    }
}

fn nothing_runs(scene: &Scene<'_>, node: NodeId, incarnation: Incarnation, what: &str) -> Result<(), String> {
    let found = running(scene).find(|(computer, host, ..)| computer.node == node && host.incarnation == incarnation);
    match found {
        None => Ok(()),
        Some((_, _, resource, _)) => {
            Err(format!("{what} {} {incarnation} while {resource:?} runs there", name_of(node)))
        }
    }
}
