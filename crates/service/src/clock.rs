//! The two clocks of this machine.

use model::{BootTime, WallTime};
use node::Now;
use rustix::time::{ClockId, clock_gettime};

/// `CLOCK_BOOTTIME`: goes on through suspend, is the same for every process of the machine.
pub fn boot_time() -> BootTime {
    let time = clock_gettime(ClockId::Boottime);
    BootTime(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}

pub fn wall_time() -> WallTime {
    let time = clock_gettime(ClockId::Realtime);
    WallTime(time.tv_sec as u64 * 1_000 + time.tv_nsec as u64 / 1_000_000)
}

pub fn now() -> Now {
    Now { boot: boot_time(), wall: wall_time() }
}
