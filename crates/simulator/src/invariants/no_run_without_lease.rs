//! Leases 8: an application runs only while its host's lease holds, and for the release time after that.

use super::{Invariant, name_of};
use crate::administrator::SHORTEST_LEASE_MS;
use crate::fact::{Fact, Scene};
use membership::timing::release_ms;

pub(super) struct NoRunWithoutLease;

impl Invariant for NoRunWithoutLease {
    fn name(&self) -> &'static str {
        "no_run_without_lease"
    }

    fn observe(&mut self, scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        if !matches!(fact, Fact::Audit) {
            return Ok(());
        }
        for computer in scene.computers.values().filter(|computer| !computer.frozen(scene.now)) {
            let boot = computer.boot(scene.now);
            for host in computer.hosts.values() {
                // A machine that stood still begins to let go when it goes on.
                let ended = host.until.unwrap_or_default().max(host.thawed_at);
                let Some((resource, record)) = host.running().next() else { continue };
                if boot > ended.plus_ms(release_ms(SHORTEST_LEASE_MS)) {
                    let since_ms = boot.since_ns(ended) / 1_000_000;
                    return Err(format!(
                        "{resource:?} attempt {} still runs on {} {since_ms} ms after the end of its host's lease",
                        record.attempt.0,
                        name_of(computer.node)
                    ));
                }
            }
        }
        Ok(())
    }
}
