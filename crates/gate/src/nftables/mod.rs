//! The nftables form: a guarded address is in a set of known ones, and while it may be used also in a set of open ones, whose
//! elements time out. What is known and not open is dropped. The tables outlive this process; while it lives, nobody else's flush
//! of the ruleset touches them (Linux 6.9).
//!
//! An element's timeout is relative and runs on jiffies, so two things need care:
//! - A renewal that is held up between computing the timeout and reaching the kernel would open too long. After the acknowledgement
//!   the boot clock is looked at again, and what may outlive the deadline is withdrawn. If the process was frozen in between,
//!   this happens as soon as it runs again: for that moment (well under a millisecond of its own running time) the gate is open.
//! - Jiffies stand still while the machine is suspended, and the boot clock does not. After a resume an element may live on
//!   for what was left of it at suspend, at most one lease. Only the strict form has no such gap.

mod netlink;
mod ruleset;

use crate::clock::boot_now;
use crate::guarded::Guarded;
use crate::interfaces::{Attached, Interface, is_gone};
use crate::{Form, Gate, GateName};
use model::BootTime;
use netlink::{Batch, Family, Nfnetlink, is_absent, is_unknown};
use netlink_packet_netfilter::nftables::TableFlags;
use ruleset::{Direction, Set};
use std::io;
use std::net::IpAddr;

/// How long an element may outlive the deadline because of the time that its renewal took.
const OVERRUN_MAX_NS: u64 = 3_000_000;
/// What is left of a deadline for it to be worth opening: a timeout of less than a jiffy would be rounded up to one, and a timeout of 0
/// would mean for ever. 10 ms is a jiffy of the slowest kernel (100 Hz).
const TIMEOUT_MIN_MS: u64 = 10;

const FAMILIES: [Family; 3] = [Family::Netdev, Family::Inet, Family::Arp];

const BOTH: [Direction; 2] = [Direction::In, Direction::Out];

pub struct Nftables {
    netlink: Nfnetlink,
    table: String,
    guarded: Guarded,
    /// What the kernel can filter at single interfaces: both directions since Linux 5.16.
    directions: &'static [Direction],
    /// The interfaces at which it does.
    attached: Attached,
    before_sending: fn(),
}

impl Nftables {
    pub fn create(name: &GateName, before_sending: fn()) -> io::Result<Nftables> {
        let mut netlink = Nfnetlink::open().map_err(|error| missing(&error))?;
        let table = name.table();
        let mut create = |flags| {
            let batch = netlink.encode(ruleset::plan_create(&table, flags));
            netlink.send(&batch).map(|()| flags)
        };
        let flags = match create(ruleset::owned()) {
            Err(error) if is_unknown(&error) => create(TableFlags::empty()),
            other => other,
        };
        let flags = flags.map_err(|error| missing(&error))?;
        let guarded = Guarded::default();
        let mut made =
            Nftables { netlink, table, guarded, directions: &BOTH, attached: Attached::default(), before_sending };
        // From here on there are tables of this name, and nobody but this function to remove them.
        if let Err(error) = made.create_netdev(flags) {
            for family in FAMILIES {
                remove_table(&mut made.netlink, &made.table, family)?;
            }
            return Err(missing(&error));
        }
        Ok(made)
    }

    fn create_netdev(&mut self, flags: TableFlags) -> io::Result<()> {
        match self.apply(ruleset::plan_create_netdev(&self.table, flags)) {
            Err(error) if is_unknown(&error) => {
                self.directions = &[];
                Ok(())
            }
            Err(error) => Err(error),
            Ok(()) => self.attach_all(),
        }
    }

    /// Filters at interfaces that have no such filter yet, and no longer at those that now belong to another one.
    fn attach_all(&mut self) -> io::Result<()> {
        if self.directions.is_empty() {
            return Ok(());
        }
        let changes = self.attached.changes()?;
        for interface in changes.attach {
            let mut attached = self.attach(&interface);
            if attached.as_ref().is_err_and(is_unknown) {
                self.directions = &BOTH[..1];
                attached = self.attach(&interface);
            }
            match attached {
                Ok(()) => self.attached.add(interface.index),
                // Listed, and gone since.
                Err(error) if is_absent(&error) || is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        for interface in changes.detach {
            match self.apply(ruleset::plan_detach(&self.table, &interface, self.directions)) {
                Err(error) if !is_absent(&error) => return Err(error),
                _ => self.attached.remove(interface.index),
            }
        }
        Ok(())
    }

    fn attach(&mut self, interface: &Interface) -> io::Result<()> {
        self.apply(ruleset::plan_attach(&self.table, interface, self.directions))
    }

    /// Sets that say of the address that it is guarded, or open.
    fn sets_of(&self, address: IpAddr, open: bool) -> Vec<Set> {
        ruleset::sets_of(address, open).filter(|set| self.has(set.family)).collect()
    }

    fn has(&self, family: Family) -> bool {
        family != Family::Netdev || !self.directions.is_empty()
    }

    fn apply(&mut self, batch: Batch) -> io::Result<()> {
        let encoded = self.netlink.encode(batch);
        self.netlink.send(&encoded)
    }

    /// Replaces all that is open by what is renewed now. Emptying a set cannot fail on an element that has just timed out, as
    /// deleting it by name would; adding an element that is there would not renew it. Both together take effect at once.
    fn plan_open(&self, timeout_ms: Option<u64>) -> Batch {
        let mut batch = Batch::default();
        for set in ruleset::open_sets().filter(|set| self.has(set.family)) {
            batch.empty(&self.table, set);
        }
        if let Some(timeout_ms) = timeout_ms {
            let (v4, v6): (Vec<IpAddr>, Vec<IpAddr>) = self.guarded.renewed().partition(IpAddr::is_ipv4);
            for addresses in [v4, v6] {
                for set in addresses.first().into_iter().flat_map(|first| self.sets_of(*first, true)) {
                    batch.add_elements(&self.table, set, &addresses, Some(timeout_ms));
                }
            }
        }
        batch
    }
}

impl Gate for Nftables {
    fn form(&self) -> Form {
        Form::Nftables
    }

    fn guard(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_new(address)?;
        self.attach_all()?;
        let mut batch = Batch::default();
        for set in self.sets_of(address, false) {
            batch.add_elements(&self.table, set, &[address], None);
        }
        self.apply(batch)?;
        self.guarded.add(address);
        Ok(())
    }

    fn open_until(&mut self, deadline: BootTime) -> io::Result<()> {
        // Taken off the timeouts when an attempt took too long, so that the next one may take as long and still be in time.
        let mut reserve_ns = 0;
        loop {
            let begun = boot_now();
            let left_ns = deadline.since_ns(begun);
            let timeout_ms = Some(left_ns.saturating_sub(reserve_ns) / 1_000_000).filter(|ms| *ms >= TIMEOUT_MIN_MS);
            let batch = self.plan_open(timeout_ms);
            let encoded = self.netlink.encode(batch);
            (self.before_sending)();
            self.netlink.send(&encoded).map_err(|error| match is_absent(&error) {
                true => io::Error::new(error.kind(), "somebody removed the gate's tables: nothing is guarded any more"),
                false => error,
            })?;
            let taken_ns = boot_now().since_ns(begun);
            if timeout_ms.is_some() && taken_ns > reserve_ns + OVERRUN_MAX_NS {
                reserve_ns = taken_ns.saturating_mul(2);
                continue;
            }
            if timeout_ms.is_none() && reserve_ns > 0 && boot_now() < deadline {
                let what = "renewing a gate takes too long on this machine: all is shut";
                return Err(io::Error::new(io::ErrorKind::TimedOut, what));
            }
            return Ok(());
        }
    }

    fn shut(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_known(address)?;
        // Remembered first: whatever the kernel says, no later renewal opens it.
        self.guarded.shut(address);
        self.close(address)
    }

    fn forget(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_known(address)?;
        self.close(address)?;
        let mut batch = Batch::default();
        for set in self.sets_of(address, false) {
            batch.delete_elements(&self.table, set, &[address]);
        }
        self.apply(batch)?;
        self.guarded.remove(address);
        Ok(())
    }

    fn shut_all(&mut self) -> io::Result<()> {
        self.guarded.shut_all();
        let batch = self.plan_open(None);
        self.apply(batch)
    }
}

impl Nftables {
    /// Takes one address out of the open sets. It may have timed out, then there is nothing to delete.
    fn close(&mut self, address: IpAddr) -> io::Result<()> {
        for set in self.sets_of(address, true) {
            let mut batch = Batch::default();
            batch.delete_elements(&self.table, set, &[address]);
            match self.apply(batch) {
                Err(error) if !is_absent(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Without the permission to remove there can be nothing that this user made here.
pub fn remove_remains(name: &GateName) -> io::Result<()> {
    let mut netlink = match Nfnetlink::open() {
        Ok(netlink) => netlink,
        // A kernel without nf_tables has no tables.
        Err(_) => return Ok(()),
    };
    if netlink.may_change().is_err() {
        return Ok(());
    }
    for family in FAMILIES {
        remove_table(&mut netlink, &name.table(), family).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => {
                io::Error::new(error.kind(), "gates of this name belong to a process that still runs")
            }
            _ => error,
        })?;
    }
    Ok(())
}

/// A table that is not there, or a family that the kernel does not know, is fine.
fn remove_table(netlink: &mut Nfnetlink, table: &str, family: Family) -> io::Result<()> {
    let batch = netlink.encode(ruleset::plan_remove(table, family));
    match netlink.send(&batch) {
        Err(error) if !is_absent(&error) && !is_unknown(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Says in words what the kernel refused.
fn missing(error: &io::Error) -> io::Error {
    let what = match error.kind() {
        io::ErrorKind::PermissionDenied => "CAP_NET_ADMIN is missing".to_string(),
        io::ErrorKind::AlreadyExists => {
            "an earlier life left gates of this name; they have to be removed first".to_string()
        }
        _ if is_absent(error) || is_unknown(error) => {
            format!("the kernel has no nf_tables for inet and arp ({error})")
        }
        _ => format!("nf_tables: {error}"),
    };
    io::Error::new(error.kind(), what)
}
