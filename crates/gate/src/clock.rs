//! The clock of the deadlines.

use model::BootTime;
use rustix::time::{ClockId, clock_gettime};

pub fn boot_now() -> BootTime {
    let time = clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u64::try_from(time.tv_nsec).unwrap_or(0);
    BootTime(seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds))
}
