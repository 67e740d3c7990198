//! Three clocks that must never be mixed.

use std::ops::{Add, Sub};

/// Cluster time in milliseconds: the last applied time plus the leader's monotonic time since. Never goes back, has no
/// relation to the time of day, and stands still while the cluster has no quorum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ClusterTime(pub u64);

impl ClusterTime {
    pub fn plus_ms(self, ms: u64) -> ClusterTime {
        ClusterTime(self.0.saturating_add(ms))
    }

    /// Milliseconds since `earlier`, 0 when `earlier` is later.
    pub fn since_ms(self, earlier: ClusterTime) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Time of day in milliseconds since 1970 UTC, as the leader saw it when it proposed. Used for what people read and for
/// failback windows, never for safety.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WallTime(pub u64);

/// One node's boot clock in nanoseconds (`CLOCK_BOOTTIME`: goes on through suspend). Comparable on one machine only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct BootTime(pub u64);

impl BootTime {
    pub fn plus_ms(self, ms: u64) -> BootTime {
        BootTime(self.0.saturating_add(ms.saturating_mul(1_000_000)))
    }

    pub fn plus_ns(self, ns: u64) -> BootTime {
        BootTime(self.0.saturating_add(ns))
    }

    /// Nanoseconds since `earlier`, 0 when `earlier` is later.
    pub fn since_ns(self, earlier: BootTime) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    pub fn minus_ns(self, ns: u64) -> BootTime {
        BootTime(self.0.saturating_sub(ns))
    }
}

impl Add<std::time::Duration> for BootTime {
    type Output = BootTime;
    fn add(self, duration: std::time::Duration) -> BootTime {
        self.plus_ns(duration.as_nanos() as u64)
    }
}

impl Sub for BootTime {
    type Output = std::time::Duration;
    fn sub(self, earlier: BootTime) -> std::time::Duration {
        std::time::Duration::from_nanos(self.since_ns(earlier))
    }
}
