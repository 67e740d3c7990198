//! The two clocks of this machine, and its time zone.

use model::{BootTime, WallTime};
use node::Now;
use rustix::time::{ClockId, clock_gettime};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

/// How often the time zone is looked up: a change of daylight saving is seen within this.
const ZONE_LOOKED_UP_EVERY: Duration = Duration::from_secs(20);

/// `CLOCK_BOOTTIME`: goes on through suspend, is the same for every process of the machine.
pub fn boot_time() -> BootTime {
    let time = clock_gettime(ClockId::Boottime);
    BootTime(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}

pub fn wall_time() -> WallTime {
    let time = clock_gettime(ClockId::Realtime);
    WallTime(time.tv_sec as u64 * 1_000 + time.tv_nsec as u64 / 1_000_000)
}

/// What local time is ahead of UTC, looked up beside those who ask: the zone is read from a file, which the event loop must not
/// wait for.
#[derive(Clone)]
pub struct ZoneOffset(Arc<AtomicI32>);

impl ZoneOffset {
    pub fn look_up() -> ZoneOffset {
        ZoneOffset(Arc::new(AtomicI32::new(system_zone_offset_s())))
    }

    /// Looks again for as long as the runtime runs.
    pub async fn keep(self) {
        loop {
            tokio::time::sleep(ZONE_LOOKED_UP_EVERY).await;
            if let Ok(seconds) = tokio::task::spawn_blocking(system_zone_offset_s).await {
                self.0.store(seconds, Ordering::Relaxed);
            }
        }
    }

    pub fn now(&self) -> Now {
        Now { boot: boot_time(), wall: wall_time(), zone_offset_s: self.0.load(Ordering::Relaxed) }
    }
}

/// Of `TZ` or `/etc/localtime`; 0 where neither says anything.
fn system_zone_offset_s() -> i32 {
    jiff::tz::TimeZone::system().to_offset(jiff::Timestamp::now()).seconds()
}
