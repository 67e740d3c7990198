//! A computer's clocks against real time, which only the world knows.

use model::{BootTime, WallTime};

/// One millisecond of real time, in the world's unit.
pub(crate) const MS: u64 = 1_000_000;
/// One microsecond.
pub(crate) const US: u64 = 1_000;

/// Any two clocks differ in rate by less than the margin of a quarter (leases C3).
pub(crate) const RATE_MIN: u64 = 900_000;
pub(crate) const RATE_MAX: u64 = 1_100_000;
pub(crate) const RATE_TRUE: u64 = 1_000_000;

/// 2026-01-01T00:00:00Z, when every run begins.
const BEGINNING_MS: u64 = 1_767_225_600_000;

pub(crate) struct Clock {
    since_real: u64,
    since_boot: u64,
    /// Millionths of real time.
    rate: u64,
    wall_ahead_ms: u64,
}

impl Clock {
    pub(crate) fn new(boot_at_start: u64, rate: u64, wall_ahead_ms: u64) -> Clock {
        Clock { since_real: 0, since_boot: boot_at_start, rate, wall_ahead_ms }
    }

    pub(crate) fn boot(&self, now: u64) -> BootTime {
        let real = u128::from(now - self.since_real);
        BootTime(self.since_boot + (real * u128::from(self.rate) / u128::from(RATE_TRUE)) as u64)
    }

    pub(crate) fn wall(&self, now: u64) -> WallTime {
        WallTime(BEGINNING_MS + self.wall_ahead_ms + now / MS)
    }

    /// The first real moment at which the clock shows `boot`, if its rate stays; never before the last change of rate.
    pub(crate) fn real(&self, boot: BootTime) -> u64 {
        let ahead = u128::from(boot.0.saturating_sub(self.since_boot));
        let real = (ahead * u128::from(RATE_TRUE)).div_ceil(u128::from(self.rate));
        self.since_real.saturating_add(u64::try_from(real).unwrap_or(u64::MAX))
    }

    /// From now on it runs at another rate.
    pub(crate) fn set_rate(&mut self, now: u64, rate: u64) {
        self.since_boot = self.boot(now).0;
        self.since_real = now;
        self.rate = rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_goes_back_and_is_read_both_ways() {
        let mut clock = Clock::new(5, RATE_MIN, 0);
        let before = clock.boot(1_000 * MS);
        assert_eq!(before, BootTime(5 + 900 * MS));
        clock.set_rate(1_000 * MS, RATE_MAX);
        assert_eq!(clock.boot(1_000 * MS), before);
        let due = before.plus_ms(11);
        assert_eq!(clock.real(due), 1_010 * MS);
        assert!(clock.boot(clock.real(due)) >= due);
    }
}
