//! The boot clock, on which leases run (leases, "Words").

use model::BootTime;
use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime, timerfd_create,
    timerfd_settime,
};
use std::io;
use std::os::fd::{AsFd, OwnedFd};

/// Now, by `CLOCK_BOOTTIME`.
pub fn boot_now() -> BootTime {
    let now = clock_gettime(ClockId::Boottime);
    BootTime(now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64)
}

/// A descriptor that becomes readable at an instant of the boot clock; unset at first.
pub(crate) fn create_boot_timer() -> io::Result<OwnedFd> {
    Ok(timerfd_create(TimerfdClockId::Boottime, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?)
}

/// Sets the timer anew. An instant that has passed makes it readable at once.
pub(crate) fn set_boot_timer(timer: impl AsFd, at: BootTime) -> io::Result<()> {
    // An all-zero value would disarm the timer.
    let ns = at.0.clamp(1, i64::MAX as u64);
    let value = Timespec { tv_sec: (ns / 1_000_000_000) as i64, tv_nsec: (ns % 1_000_000_000) as _ };
    let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
    timerfd_settime(timer, TimerfdTimerFlags::ABSTIME, &once)?;
    Ok(())
}
