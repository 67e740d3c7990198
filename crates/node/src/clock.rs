//! The leader's cluster time: the last applied time plus its own boot clock since (blueprint 5).

use model::{BootTime, ClusterTime};

#[derive(Clone, Copy, Default)]
pub(crate) struct ClusterClock {
    base: Option<(ClusterTime, BootTime)>,
}

impl ClusterClock {
    /// Starts counting from the state's time, when this node begins to lead.
    pub(crate) fn start(&mut self, applied: ClusterTime, now: BootTime) {
        self.base = Some((applied, now));
    }

    pub(crate) fn stop(&mut self) {
        self.base = None;
    }

    /// Cluster time now; stands still at the applied time while nobody here leads.
    pub(crate) fn now(&self, applied: ClusterTime, now: BootTime) -> ClusterTime {
        match self.base {
            Some((time, since)) => applied.max(time.plus_ms(now.since_ns(since) / 1_000_000)),
            None => applied,
        }
    }
}
