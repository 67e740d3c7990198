//! The host's own copy of the lease, and its own timer (leases 7, 8).

use crate::clock::{boot_now, create_boot_timer, set_boot_timer};
use crate::readable::watch;
use model::BootTime;
use std::cell::Cell;
use std::io;
use std::os::fd::OwnedFd;
use tokio::io::unix::AsyncFd;

/// Nothing starts unless the boot clock is before `until`. There is no lease before the first renewal, and none ever again
/// once it has ended or was given up.
pub(crate) struct Lease {
    until: Cell<Option<BootTime>>,
    /// Nothing may start any more, whatever the clock says.
    given_up: Cell<bool>,
    timer: AsyncFd<OwnedFd>,
}

impl Lease {
    /// Must be called within the runtime.
    pub(crate) fn new() -> io::Result<Lease> {
        let timer = watch(create_boot_timer()?)?;
        Ok(Lease { until: Cell::new(None), given_up: Cell::new(false), timer })
    }

    /// Takes the latest end that was ever told; a lease that has ended is not revived.
    pub(crate) fn renew(&self, until: BootTime) -> io::Result<()> {
        let now = boot_now();
        let ended = self.until.get().is_some_and(|known| known <= now);
        if ended || self.until.get().is_some_and(|known| known >= until) {
            return Ok(());
        }
        self.until.set(Some(until));
        set_boot_timer(self.timer.get_ref(), until)
    }

    pub(crate) fn until(&self) -> Option<BootTime> {
        self.until.get()
    }

    pub(crate) fn held(&self) -> bool {
        !self.given_up.get() && self.until.get().is_some_and(|until| boot_now() < until)
    }

    pub(crate) fn give_up(&self) {
        self.given_up.set(true);
    }

    /// Ends when a lease that was held has ended.
    pub(crate) async fn ended(&self) -> io::Result<()> {
        loop {
            if self.until.get().is_some_and(|until| boot_now() >= until) {
                return Ok(());
            }
            // The timer was set for `until`; when it fired for an earlier one, it was set again by the renewal.
            self.timer.readable().await?.clear_ready();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_begins_with_a_renewal_and_its_end_is_final() {
        let lease = Lease::new().unwrap();
        assert!(!lease.held(), "no lease before the first renewal");
        let begun = boot_now();
        lease.renew(begun.plus_ms(40)).unwrap();
        lease.renew(begun.plus_ms(10)).unwrap();
        assert!(lease.held());
        lease.ended().await.unwrap();
        assert!(boot_now() >= begun.plus_ms(40), "a renewal never shortens a lease");
        lease.renew(boot_now().plus_ms(1_000)).unwrap();
        assert!(!lease.held(), "the end of a lease is final");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_given_up_is_not_held() {
        let lease = Lease::new().unwrap();
        lease.renew(boot_now().plus_ms(60_000)).unwrap();
        lease.give_up();
        assert!(!lease.held());
    }
}
