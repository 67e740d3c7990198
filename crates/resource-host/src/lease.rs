//! The host's own copy of the lease, and its own timer (leases 7, 8).

use crate::clock::{boot_now, create_boot_timer, set_boot_timer};
use crate::readable::watch;
use model::BootTime;
use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;
use std::cell::Cell;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::unix::AsyncFd;

/// What comes through the pipe. Shared by the host's two threads: each takes what waits there when it needs to know, and tells the
/// other.
pub(crate) struct Renewals {
    /// Each renewal is the 8 little-endian bytes of a new `until`.
    pipe: OwnedFd,
    /// The latest end of the lease that was told; 0 before the first renewal.
    until: AtomicU64,
    /// Becomes readable with each renewal: for the main thread, and for the keeper.
    news: [OwnedFd; 2],
}

/// Who is told of renewals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reader {
    Main = 0,
    Keeper = 1,
}

impl Renewals {
    /// Takes the reading end of the pipe.
    pub(crate) fn new(pipe: OwnedFd) -> io::Result<Renewals> {
        rustix::io::ioctl_fionbio(&pipe, true)?;
        let event = || eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK);
        Ok(Renewals { pipe, until: AtomicU64::new(0), news: [event()?, event()?] })
    }

    pub(crate) fn until(&self) -> Option<BootTime> {
        Some(BootTime(self.until.load(Ordering::Acquire))).filter(|until| until.0 > 0)
    }

    pub(crate) fn pipe(&self) -> &OwnedFd {
        &self.pipe
    }

    pub(crate) fn news(&self, reader: Reader) -> &OwnedFd {
        &self.news[reader as usize]
    }

    /// Takes what waits in the pipe; false when nobody can write to it any more.
    pub(crate) fn take(&self) -> io::Result<bool> {
        let mut buffer = [0; 512];
        loop {
            match rustix::io::read(&self.pipe, &mut buffer) {
                Ok(0) => return Ok(false),
                // Each renewal is written as a whole, and the buffer holds a whole number of them.
                Ok(length) => buffer[..length].as_chunks().0.iter().for_each(|renewal| self.renew(*renewal)),
                Err(Errno::AGAIN) => return Ok(true),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes the latest end that was ever told; a lease that has ended is not revived.
    fn renew(&self, renewal: [u8; 8]) {
        let until = u64::from_le_bytes(renewal);
        let prolongs = |known| (until > known && (known == 0 || boot_now() < BootTime(known))).then_some(until);
        if self.until.fetch_update(Ordering::AcqRel, Ordering::Acquire, prolongs).is_ok() {
            for news in &self.news {
                // Full: then it is readable already.
                let _ = rustix::io::write(news, &1u64.to_ne_bytes());
            }
        }
    }
}

/// Nothing starts unless the boot clock is before `until`. There is no lease before the first renewal, and none ever again
/// once it has ended or was given up.
pub(crate) struct Lease {
    renewals: Arc<Renewals>,
    news: AsyncFd<OwnedFd>,
    /// Nothing may start any more, whatever the clock says.
    given_up: Cell<bool>,
    timer: AsyncFd<OwnedFd>,
}

impl Lease {
    /// Must be called within the runtime.
    pub(crate) fn new(renewals: Arc<Renewals>) -> io::Result<Lease> {
        let news = watch(renewals.news(Reader::Main).try_clone()?)?;
        Ok(Lease { renewals, news, given_up: Cell::new(false), timer: watch(create_boot_timer()?)? })
    }

    pub(crate) fn until(&self) -> Option<BootTime> {
        self.renewals.until()
    }

    /// Whether something may be started now. Looks into the pipe first: a renewal that was sent before the message that asks
    /// for the start must count, though it came another way.
    pub(crate) fn held(&self) -> bool {
        // What cannot be read does not prolong the lease.
        let _ = self.renewals.take();
        !self.given_up.get() && self.until().is_some_and(|until| boot_now() < until)
    }

    pub(crate) fn give_up(&self) {
        self.given_up.set(true);
    }

    /// Ends when a lease that was held has ended.
    pub(crate) async fn ended(&self) -> io::Result<()> {
        loop {
            if self.until().is_some_and(|until| boot_now() >= until) && !self.held() {
                return Ok(());
            }
            // The timer was set for `until`; when it fired for an earlier one, it was set again by the renewal.
            self.timer.readable().await?.clear_ready();
        }
    }

    /// Follows the renewals for as long as it is polled.
    pub(crate) async fn follow(&self) -> io::Result<()> {
        let mut followed = None;
        loop {
            if self.until() != followed {
                followed = self.until();
                if let Some(until) = followed {
                    set_boot_timer(self.timer.get_ref(), until)?;
                }
            }
            let mut ready = self.news.readable().await?;
            // Emptied before the next look at what it told of.
            let _ = rustix::io::read(self.news.get_ref(), &mut [0; 8]);
            ready.clear_ready();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pipe::pipe;

    fn lease() -> (Lease, OwnedFd) {
        let (receiver, sender) = pipe().unwrap();
        (Lease::new(Arc::new(Renewals::new(receiver).unwrap())).unwrap(), sender)
    }

    fn renew(sender: &OwnedFd, until: BootTime) {
        assert_eq!(rustix::io::write(sender, &until.0.to_le_bytes()), Ok(8));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_begins_with_a_renewal_and_its_end_is_final() {
        let (lease, sender) = lease();
        assert!(!lease.held(), "no lease before the first renewal");
        let begun = boot_now();
        renew(&sender, begun.plus_ms(40));
        renew(&sender, begun.plus_ms(10));
        assert!(lease.held(), "a renewal counts as soon as it was sent");
        tokio::select! {
            ended = lease.ended() => ended.unwrap(),
            followed = lease.follow() => followed.unwrap(),
        }
        assert!(boot_now() >= begun.plus_ms(40), "a renewal never shortens a lease");
        renew(&sender, boot_now().plus_ms(1_000));
        assert!(!lease.held(), "the end of a lease is final");
        drop(sender);
        assert!(!lease.renewals.take().unwrap(), "the pipe has ended");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_lease_given_up_is_not_held() {
        let (lease, sender) = lease();
        renew(&sender, boot_now().plus_ms(60_000));
        lease.give_up();
        assert!(!lease.held());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn who_takes_a_renewal_tells_the_other_thread() {
        let (lease, sender) = lease();
        renew(&sender, boot_now().plus_ms(60_000));
        let renewals = Arc::clone(&lease.renewals);
        std::thread::spawn(move || renewals.take().unwrap()).join().unwrap();
        for reader in [Reader::Main, Reader::Keeper] {
            assert_eq!(rustix::io::read(lease.renewals.news(reader), &mut [0; 8]), Ok(8), "{reader:?}");
        }
    }
}
