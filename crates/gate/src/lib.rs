//! Gates: a guarded client address of this machine is reachable only before a deadline of the boot clock.
//!
//! What this crate is: the last line against an address that two machines serve. The caller guards an address, then adds it to the
//! machine, then says again and again until when it may be used. After the deadline the kernel drops every packet to it or from
//! it (IPv4, IPv6, ARP, neighbour discovery), whatever user space does: stopped, killed or mad. Nothing here ends when the
//! program ends; [`remove_remains`] is how a later life gets rid of it.
//!
//! What it must never do: open anything beyond a deadline that the caller gave, open an address that was only just guarded,
//! decide who may have an address. It knows no lease and no cluster.
//!
//! Two forms, one contract (`tests/contract`): `strict`, where the kernel compares each packet with the boot clock, and `nftables`,
//! where set elements time out. What each covers and what not: `docs/decisions/0005-gates.md`.
//!
//! Start reading at [`Gate`], then `nftables/mod.rs` (smaller) and `strict/mod.rs`.

mod clock;
mod guarded;
mod interfaces;
mod name;
mod nftables;
mod strict;

pub use name::GateName;

use model::BootTime;
use std::fmt;
use std::io;
use std::net::IpAddr;

/// How the deadline is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A program in the kernel compares the boot clock with the deadline at each packet.
    Strict,
    /// Elements of nftables sets with a timeout.
    Nftables,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::Strict => "strict (eBPF, compared with the boot clock at each packet)",
            Form::Nftables => "nftables (set elements with a timeout)",
        })
    }
}

/// One node's gates in this network namespace. An IPv4-mapped address means the IPv4 address.
///
/// An error leaves what was open open until the deadline given before, and never opens anything.
pub trait Gate: Send {
    fn form(&self) -> Form;

    /// The address is guarded from now on, and shut: add it to the machine only after this returned. `AlreadyExists`: it is guarded;
    /// `InvalidInput`: no unicast address, or one of loopback. Interfaces that appeared since the last call get
    /// their filters.
    fn guard(&mut self, address: IpAddr) -> io::Result<()>;

    /// All addresses that are guarded and were not shut are reachable until `deadline` and no longer; an earlier deadline
    /// replaces a later one. A deadline in the past opens nothing. Made for a call every 50 ms with 100 addresses.
    /// Of the nftables form: `TimedOut`: the machine was too slow to keep to the deadline, all is shut; `NotFound`: somebody removed
    /// the tables, nothing is guarded any more, so the addresses have to leave the machine.
    fn open_until(&mut self, deadline: BootTime) -> io::Result<()>;

    /// Shut at once, and not opened again: only `forget` and `guard` make it one that `open_until` opens. `NotFound`: not guarded.
    fn shut(&mut self, address: IpAddr) -> io::Result<()>;

    /// No longer guarded, thus reachable: the caller has removed the address from the machine. `NotFound`: not guarded.
    fn forget(&mut self, address: IpAddr) -> io::Result<()>;

    /// `shut` for all guarded addresses.
    fn shut_all(&mut self) -> io::Result<()>;
}

/// The strict form where the kernel allows it, else the nftables form; `wanted` forces one. At a node's start remove what addresses an
/// earlier life left on the machine and call [`remove_remains`] before this. `AlreadyExists`: that was not done, or another process
/// has the name. Any other error says for each form what is missing.
pub fn create(name: &GateName, wanted: Option<Form>) -> io::Result<Box<dyn Gate>> {
    prepare(name).create(wanted)
}

/// What takes long about making a gate, done before there is one.
pub struct Prepared {
    name: GateName,
    loaded: io::Result<strict::Loaded>,
}

/// Changes nothing that others can see, and needs no right: without it [`Prepared::create`] says so.
pub fn prepare(name: &GateName) -> Prepared {
    Prepared { name: name.clone(), loaded: strict::Loaded::load(name) }
}

impl Prepared {
    /// As [`create`], at once.
    pub fn create(self, wanted: Option<Form>) -> io::Result<Box<dyn Gate>> {
        self.create_observed(wanted, || {})
    }

    /// [`Prepared::create`], with a function that is called in each renewal when its time is computed and nothing is sent yet:
    /// tests freeze the process there.
    #[doc(hidden)]
    pub fn create_observed(self, wanted: Option<Form>, before_sending: fn()) -> io::Result<Box<dyn Gate>> {
        let Prepared { name, loaded } = self;
        let strict = || {
            let gate = strict::Strict::create(&name, loaded?, before_sending)?;
            Ok::<_, io::Error>(Box::new(gate) as Box<dyn Gate>)
        };
        let nftables = || nftables::Nftables::create(&name, before_sending).map(|gate| Box::new(gate) as Box<dyn Gate>);
        match wanted {
            Some(Form::Strict) => strict(),
            Some(Form::Nftables) => nftables(),
            None => strict().or_else(|first| {
                if first.kind() == io::ErrorKind::AlreadyExists {
                    return Err(first);
                }
                nftables().map_err(|second| {
                    let what = format!("no gate can be made. Strict form: {first}. nftables form: {second}");
                    io::Error::new(second.kind(), what)
                })
            }),
        }
    }
}

/// Removes every table, filter and program of that name. What they guarded is reachable afterwards: remove those addresses from the
/// machine first. Nothing there is fine, also without the permission to look. `PermissionDenied`: they belong to a process that lives.
pub fn remove_remains(name: &GateName) -> io::Result<()> {
    let strict = strict::remove_remains(name);
    nftables::remove_remains(name)?;
    strict
}
