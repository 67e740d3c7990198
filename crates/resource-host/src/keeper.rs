//! The keeper: the host's second thread, which prolongs what the kernel holds for the lease, gates and the lifetimes of addresses,
//! and is the only one that changes them.
//!
//! It takes renewals from the pipe itself and never waits for the main thread, the disk or an application, so that nothing of
//! theirs costs a client its address while the lease is held. It never starts a process: the kernel ends an application with the
//! thread that made it.

use crate::clock::boot_now;
use crate::guard::Line;
use crate::guard_link::write_line;
use crate::lease::{Reader, Renewals};
use crate::urgent;
use address::ClientAddress;
use address::kernel::Addresses;
use gate::{Gate, GateName, Prepared};
use model::BootTime;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use tokio::sync::oneshot;

/// The kernel removes an address so long after the lease would have ended: it counts whole seconds, and its gate has shut by
/// then.
const LIFETIME_AFTER_LEASE_S: u32 = 1;
/// Lifetimes are renewed when so much of the lease was added since.
const LIFETIME_RENEWED_MS: u64 = 500;

type Answer<T> = oneshot::Sender<io::Result<T>>;

enum Order {
    /// Answers with what shuts its gate.
    PutOn(ClientAddress, Answer<gate::Form>),
    TakeOff(ClientAddress, Answer<()>),
    /// Shuts every gate before anything else is done, then takes everything off.
    TakeOffAll(Answer<()>),
    /// The pipe to the guard, which watches the lease too, for a host that is frozen.
    Guard(OwnedFd),
}

/// The main thread's handle. The thread ends when it is dropped; what it has put on stays behind shut gates.
pub(crate) struct Keeper {
    orders: Sender<Order>,
    renewals: Arc<Renewals>,
}

impl Keeper {
    /// Starts the thread.
    pub(crate) fn start(renewals: Arc<Renewals>, name: GateName) -> io::Result<Keeper> {
        let (orders, received) = channel();
        let work = Work {
            prepared: None,
            name,
            renewals: Arc::clone(&renewals),
            guard: None,
            gate: None,
            kernel: None,
            served: BTreeMap::new(),
            opened: None,
            lifetimes: None,
        };
        thread::Builder::new().name("keeper".to_owned()).spawn(move || {
            let _dies = DiesWithHost;
            urgent::make_this_thread_urgent();
            work.run(&received);
        })?;
        Ok(Keeper { orders, renewals })
    }

    /// Renewals are told to this guard from now on.
    pub(crate) fn tell_guard(&self, pipe: OwnedFd) {
        // A keeper that has ended tells nobody anything.
        let _ = self.orders.send(Order::Guard(pipe));
        self.wake();
    }

    /// Guards the address, puts it on and opens its gate until the end of the lease.
    pub(crate) async fn put_on(&self, address: ClientAddress) -> io::Result<gate::Form> {
        self.ask(|answer| Order::PutOn(address, answer)).await
    }

    /// Shuts its gate and takes it off. One that is not there is taken off already.
    pub(crate) async fn take_off(&self, address: ClientAddress) -> io::Result<()> {
        self.ask(|answer| Order::TakeOff(address, answer)).await
    }

    pub(crate) async fn take_off_all(&self) -> io::Result<()> {
        self.ask(Order::TakeOffAll).await
    }

    async fn ask<T>(&self, order: impl FnOnce(Answer<T>) -> Order) -> io::Result<T> {
        let (answer, answered) = oneshot::channel();
        let gone = || io::Error::other("the keeper thread has ended");
        self.orders.send(order(answer)).map_err(|_| gone())?;
        self.wake();
        answered.await.map_err(|_| gone())?
    }

    fn wake(&self) {
        // Full: then it is awake already.
        let _ = rustix::io::write(self.renewals.news(Reader::Keeper), &1u64.to_ne_bytes());
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let (orders, _) = channel();
        self.orders = orders;
        self.wake();
    }
}

struct Work {
    name: GateName,
    /// Loaded while there is no hurry.
    prepared: Option<Prepared>,
    renewals: Arc<Renewals>,
    guard: Option<OwnedFd>,
    /// Made with the first address: a node that serves none needs no right to make gates.
    gate: Option<Box<dyn Gate>>,
    kernel: Option<Addresses>,
    /// True while it is put on; false when its gate was shut and taking it off has failed.
    served: BTreeMap<ClientAddress, bool>,
    /// Until when the gates were opened last.
    opened: Option<BootTime>,
    /// The end of the lease for which lifetimes were renewed last.
    lifetimes: Option<BootTime>,
}

impl Work {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut pipe_open = true;
        let mut prepared = false;
        loop {
            let lease = self.renewals.until();
            if lease != self.opened {
                self.prolong(lease);
            }
            loop {
                match orders.try_recv() {
                    Ok(order) => self.handle(order),
                    Err(std::sync::mpsc::TryRecvError::Empty) => break,
                    Err(std::sync::mpsc::TryRecvError::Disconnected) => return,
                }
            }
            if lease.is_some() && !prepared {
                prepared = true;
                self.prepared = self.gate.is_none().then(|| gate::prepare(&self.name));
                continue;
            }
            pipe_open = self.wait(pipe_open);
        }
    }

    /// Ends when there is something to do; whether more renewals may come.
    fn wait(&self, pipe_open: bool) -> bool {
        let (news, pipe) = (self.renewals.news(Reader::Keeper), self.renewals.pipe());
        let mut waiting = vec![PollFd::new(news, PollFlags::IN)];
        if pipe_open {
            waiting.push(PollFd::new(pipe, PollFlags::IN));
        }
        match poll(&mut waiting, None) {
            Ok(_) | Err(Errno::INTR) => {}
            // A broken invariant: the host dies, and its guard ends what it ran.
            Err(error) => panic!("poll: {error}"),
        }
        let _ = rustix::io::read(news, &mut [0; 8]);
        // A pipe that cannot be read brings no renewals any more.
        pipe_open && self.renewals.take().unwrap_or(false)
    }

    /// The gates first: they decide, lifetimes only clean up.
    fn prolong(&mut self, lease: Option<BootTime>) {
        self.opened = lease;
        let Some(until) = lease else { return };
        self.tell_lease(until);
        if let Some(gate) = &mut self.gate
            && !self.served.is_empty()
        {
            match gate.open_until(until) {
                // Somebody has removed the gates: what they guarded must not be served without them.
                Err(error) if error.kind() == io::ErrorKind::NotFound => drop(self.take_off_all()),
                // Another error leaves them open until the end that was told before; the next renewal tries again.
                Ok(()) | Err(_) => {}
            }
        }
        if self.lifetimes.is_none_or(|last| until >= last.plus_ms(LIFETIME_RENEWED_MS)) {
            self.lifetimes = lease;
            let lifetime_s = lifetime_s(until);
            for address in self.served.iter().filter(|(_, on)| **on).map(|(address, _)| address) {
                if let (Some(kernel), Some(lifetime_s)) = (&mut self.kernel, lifetime_s) {
                    // One that somebody took off is reported by the watch, and its resource fails.
                    let _ = kernel.renew(address, lifetime_s);
                }
            }
        }
    }

    /// The next renewal replaces one that had no room.
    fn tell_lease(&self, until: BootTime) {
        if let Some(guard) = &self.guard {
            let _ = write_line(guard, &Line::Lease(until));
        }
    }

    fn handle(&mut self, order: Order) {
        // Whoever asked may have gone; then it is taken off with the attempt.
        match order {
            Order::PutOn(address, answer) => drop(answer.send(self.put_on(address))),
            Order::TakeOff(address, answer) => drop(answer.send(self.take_off(address))),
            Order::TakeOffAll(answer) => drop(answer.send(self.take_off_all())),
            Order::Guard(pipe) => {
                self.guard = Some(pipe);
                if let Some(until) = self.opened {
                    self.tell_lease(until);
                }
            }
        }
    }

    fn put_on(&mut self, address: ClientAddress) -> io::Result<gate::Form> {
        let no_lease = || io::Error::new(io::ErrorKind::PermissionDenied, "the node holds no lease");
        let until = self.renewals.until().ok_or_else(no_lease)?;
        let lifetime_s = lifetime_s(until).ok_or_else(no_lease)?;
        if self.gate.is_none() {
            let prepared = self.prepared.take().unwrap_or_else(|| gate::prepare(&self.name));
            self.gate = Some(prepared.create(None)?);
        }
        if self.kernel.is_none() {
            self.kernel = Some(Addresses::open()?);
        }
        let (Some(gate), Some(kernel)) = (&mut self.gate, &mut self.kernel) else { unreachable!("made above") };
        gate.guard(address.ip())?;
        self.served.insert(address, true);
        let put_on = kernel.add(&address, lifetime_s).and_then(|()| gate.open_until(until));
        let form = gate.form();
        match put_on {
            Ok(()) => Ok(form),
            Err(error) => {
                // What is left is taken off with the attempt.
                let _ = self.take_off(address);
                Err(error)
            }
        }
    }

    /// An address that is not on the machine is served by nobody, whatever has become of its gate.
    fn take_off(&mut self, address: ClientAddress) -> io::Result<()> {
        let (Some(on), Some(gate), Some(kernel)) = (self.served.get_mut(&address), &mut self.gate, &mut self.kernel)
        else {
            return Ok(());
        };
        let shut = if std::mem::take(on) { gate.shut(address.ip()) } else { Ok(()) };
        kernel.remove(&address)?;
        let forgotten = gate.forget(address.ip());
        self.served.remove(&address);
        if self.served.is_empty() && shut.and(forgotten).is_err() {
            self.end_gates();
        }
        Ok(())
    }

    fn take_off_all(&mut self) -> io::Result<()> {
        if let Some(gate) = &mut self.gate
            && gate.shut_all().is_ok()
        {
            self.served.values_mut().for_each(|on| *on = false);
        }
        let all: Vec<ClientAddress> = self.served.keys().copied().collect();
        all.into_iter().try_for_each(|address| self.take_off(address))?;
        self.end_gates();
        Ok(())
    }

    /// Nothing is served: the next address gets new gates. What cannot be removed is removed by the next life.
    fn end_gates(&mut self) {
        if self.gate.take().is_some() {
            let _ = gate::remove_remains(&self.name);
        }
    }
}

/// A host without its keeper would lose every address at the lease's end and not know it: it dies instead, and its guard ends what it
/// ran.
struct DiesWithHost;

impl Drop for DiesWithHost {
    fn drop(&mut self) {
        if thread::panicking() {
            std::process::abort();
        }
    }
}

/// From now until the kernel is to remove an address by itself; `None` once the lease has ended.
fn lifetime_s(until: BootTime) -> Option<u32> {
    let left_ns = until.0.checked_sub(boot_now().0).filter(|left| *left > 0)?;
    Some(u32::try_from(left_ns.div_ceil(1_000_000_000)).ok()? + LIFETIME_AFTER_LEASE_S)
}
