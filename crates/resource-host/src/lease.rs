//! The host's own copy of the lease, and its own timer (leases 7, 8).

use crate::clock::{boot_now, create_boot_timer, set_boot_timer};
use crate::readable::watch;
use model::BootTime;
use rustix::io::Errno;
use std::cell::Cell;
use std::io;
use std::os::fd::OwnedFd;
use tokio::io::unix::AsyncFd;
use tokio::sync::Notify;

/// Nothing starts unless the boot clock is before `until`. There is no lease before the first renewal, and none ever again
/// once it has ended or was given up.
pub(crate) struct Lease {
    /// Renewals come here, each the 8 little-endian bytes of a new `until`.
    renewals: AsyncFd<OwnedFd>,
    until: Cell<Option<BootTime>>,
    renewed: Notify,
    /// Nothing may start any more, whatever the clock says.
    given_up: Cell<bool>,
    timer: AsyncFd<OwnedFd>,
}

impl Lease {
    /// Takes the reading end of the pipe. Must be called within the runtime.
    pub(crate) fn new(renewals: OwnedFd) -> io::Result<Lease> {
        rustix::io::ioctl_fionbio(&renewals, true)?;
        Ok(Lease {
            renewals: watch(renewals)?,
            until: Cell::new(None),
            renewed: Notify::new(),
            given_up: Cell::new(false),
            timer: watch(create_boot_timer()?)?,
        })
    }

    pub(crate) fn until(&self) -> Option<BootTime> {
        self.until.get()
    }

    /// Whether something may be started now. Looks into the pipe first: a renewal that was sent before the message that asks
    /// for the start must count, though it came another way.
    pub(crate) fn held(&self) -> bool {
        // What cannot be read does not prolong the lease.
        let _ = self.take_renewals();
        !self.given_up.get() && self.until.get().is_some_and(|until| boot_now() < until)
    }

    pub(crate) fn give_up(&self) {
        self.given_up.set(true);
    }

    /// Ends when a lease that was held has ended.
    pub(crate) async fn ended(&self) -> io::Result<()> {
        loop {
            if self.until.get().is_some_and(|until| boot_now() >= until) && !self.held() {
                return Ok(());
            }
            // The timer was set for `until`; when it fired for an earlier one, it was set again by the renewal.
            self.timer.readable().await?.clear_ready();
        }
    }

    /// Reads renewals as they come, and ends when there will be no more; the lease then ends by itself.
    pub(crate) async fn receive(&self) -> io::Result<()> {
        loop {
            let mut ready = self.renewals.readable().await?;
            if !self.take_renewals()? {
                return Ok(());
            }
            ready.clear_ready();
        }
    }

    /// Ends when the lease was renewed since the last time.
    pub(crate) async fn renewed(&self) {
        self.renewed.notified().await;
    }

    /// Takes what waits in the pipe; false when nobody can write to it any more.
    fn take_renewals(&self) -> io::Result<bool> {
        let mut buffer = [0; 512];
        loop {
            match rustix::io::read(self.renewals.get_ref(), &mut buffer) {
                Ok(0) => return Ok(false),
                // Each renewal is written as a whole, and the buffer holds a whole number of them.
                Ok(length) => buffer[..length].as_chunks().0.iter().try_for_each(|renewal| self.renew(*renewal))?,
                Err(Errno::AGAIN) => return Ok(true),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes the latest end that was ever told; a lease that has ended is not revived.
    fn renew(&self, renewal: [u8; 8]) -> io::Result<()> {
        let until = BootTime(u64::from_le_bytes(renewal));
        let now = boot_now();
        if self.until.get().is_some_and(|known| known <= now || known >= until) {
            return Ok(());
        }
        self.until.set(Some(until));
        self.renewed.notify_one();
        set_boot_timer(self.timer.get_ref(), until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pipe::pipe;

    fn renew(sender: &OwnedFd, until: BootTime) {
        assert_eq!(rustix::io::write(sender, &until.0.to_le_bytes()), Ok(8));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_begins_with_a_renewal_and_its_end_is_final() {
        let (receiver, sender) = pipe().unwrap();
        let lease = Lease::new(receiver).unwrap();
        assert!(!lease.held(), "no lease before the first renewal");
        let begun = boot_now();
        renew(&sender, begun.plus_ms(40));
        renew(&sender, begun.plus_ms(10));
        assert!(lease.held(), "a renewal counts as soon as it was sent");
        lease.ended().await.unwrap();
        assert!(boot_now() >= begun.plus_ms(40), "a renewal never shortens a lease");
        renew(&sender, boot_now().plus_ms(1_000));
        assert!(!lease.held(), "the end of a lease is final");
        drop(sender);
        lease.receive().await.unwrap();
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_given_up_is_not_held() {
        let (receiver, sender) = pipe().unwrap();
        let lease = Lease::new(receiver).unwrap();
        renew(&sender, boot_now().plus_ms(60_000));
        lease.give_up();
        assert!(!lease.held());
    }
}
