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

/// What the clock on the wall beside a machine shows: its time of day, and what its zone is ahead of UTC. For the hours of
/// failback windows only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct LocalTime {
    pub wall: WallTime,
    /// Local time less UTC, in seconds.
    pub zone_offset_s: i32,
}

impl LocalTime {
    /// Full hours since 1970 by this clock: grows by one at each full hour that it shows.
    pub fn hours(self) -> u64 {
        self.ms() / MS_PER_HOUR
    }

    /// Hour of the day, 0 to 23.
    pub fn hour(self) -> u32 {
        (self.hours() % 24) as u32
    }

    /// Milliseconds until it shows the next full hour: from 1 to those of an hour.
    pub fn ms_to_next_hour(self) -> u64 {
        MS_PER_HOUR - self.ms() % MS_PER_HOUR
    }

    fn ms(self) -> u64 {
        self.wall.0.saturating_add_signed(i64::from(self.zone_offset_s) * 1_000)
    }
}

const MS_PER_HOUR: u64 = 3_600_000;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_of_the_zone() {
        // 2026-01-01T00:00:00Z.
        let at = |minutes: u64, zone_offset_s: i32| LocalTime {
            wall: WallTime(1_767_225_600_000 + minutes * 60_000),
            zone_offset_s,
        };
        assert_eq!((at(0, 0).hour(), at(0, 0).ms_to_next_hour()), (0, MS_PER_HOUR));
        assert_eq!((at(59, 0).hour(), at(59, 0).ms_to_next_hour()), (0, 60_000));
        assert_eq!((at(0, -3_600).hour(), at(0, 3_600).hour()), (23, 1));
        assert_eq!((at(15, 19_800).hour(), at(15, 19_800).ms_to_next_hour()), (5, 15 * 60_000), "5:45 in India");
        let longest = LocalTime { wall: WallTime(0), zone_offset_s: i32::MIN };
        assert_eq!((longest.hour(), longest.ms_to_next_hour()), (0, MS_PER_HOUR), "clocks before 1970 show 1970");
    }
}
