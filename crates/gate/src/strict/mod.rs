//! The strict form: a filter at both directions of every interface compares the boot clock with the deadline at each packet.
//!
//! The deadline is absolute, so neither a renewal that comes late nor a suspend opens anything. The filter belongs to the interface
//! and the maps to the filter: both outlive this process. One deadline serves all addresses that follow it, so a renewal is
//! one system call however many there are.
//!
//! What it needs: Linux 5.8 (`bpf_ktime_get_boot_ns`), CAP_BPF and CAP_NET_ADMIN, `cls_bpf` and `clsact`. It uses the clsact
//! filters and not the newer tcx links, because those end with the process unless they are pinned in a file system.

mod assembler;
mod errors;
mod filter;
mod object;
#[cfg(test)]
mod tests;

use crate::clock::boot_now;
use crate::guarded::Guarded;
use crate::interfaces::{self, Attached, Interface, is_gone};
use crate::{Form, Gate, GateName};
use aya::maps::{Array, HashMap, MapData};
use aya::programs::tc::{self, NlOptions, SchedClassifierLink, TcAttachOptions, TcHandle};
use aya::programs::{ProgramError, SchedClassifier, TcAttachType};
use aya::{Ebpf, EbpfLoader};
use errors::to_io;
use filter::{ADDRESSES, DEADLINE, Direction, FOLLOWS, SHUT};
use model::BootTime;
use object::program_name;
use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;

/// Before every other filter of `tc(8)`: one that lets a packet pass ends the list.
const PRIORITY: u16 = 1;

const DIRECTIONS: [(Direction, TcAttachType); 2] =
    [(Direction::In, TcAttachType::Ingress), (Direction::Out, TcAttachType::Egress)];

pub struct Strict {
    name: GateName,
    /// The programs. Dropped, they stay in the kernel for as long as a filter has them.
    ebpf: Ebpf,
    addresses: HashMap<MapData, [u8; 16], u64>,
    deadline: Array<MapData, u64>,
    /// Those that follow the deadline in the kernel.
    following: BTreeSet<IpAddr>,
    guarded: Guarded,
    attached: Attached,
    before_sending: fn(),
}

/// The programs, in the kernel and on no interface: gone with this process.
pub struct Loaded(Ebpf);

impl Loaded {
    pub fn load(name: &GateName) -> io::Result<Loaded> {
        load(name).map(Loaded)
    }
}

impl Strict {
    pub fn create(name: &GateName, loaded: Loaded, before_sending: fn()) -> io::Result<Strict> {
        let Loaded(mut ebpf) = loaded;
        let take = |ebpf: &mut Ebpf, map: &str| ebpf.take_map(map).ok_or_else(|| io::Error::other("a map is missing"));
        let addresses = HashMap::try_from(take(&mut ebpf, ADDRESSES)?).map_err(to_io)?;
        let deadline = Array::try_from(take(&mut ebpf, DEADLINE)?).map_err(to_io)?;
        let mut strict = Strict {
            name: name.clone(),
            ebpf,
            addresses,
            deadline,
            following: BTreeSet::new(),
            guarded: Guarded::default(),
            attached: Attached::default(),
            before_sending,
        };
        strict.attach_all()?;
        Ok(strict)
    }

    /// Puts the filter on every interface that has none yet; on all of them, or on none. Takes it off those that now belong to
    /// another one.
    fn attach_all(&mut self) -> io::Result<()> {
        let changes = self.attached.changes()?;
        let (mut links, mut indexes) = (Vec::new(), Vec::new());
        for interface in changes.attach {
            match self.attach(&interface) {
                Ok(both) => {
                    links.extend(both);
                    indexes.push(interface.index);
                }
                Err(error) if is_gone(&error) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
                Err(error) => {
                    let what = format!("no filter can be put on {}: {error}", interface.name);
                    return Err(io::Error::new(error.kind(), what));
                }
            }
        }
        // Dropping a link takes its filter away, as it should after an error. These are to outlive this process.
        links.into_iter().for_each(std::mem::forget);
        indexes.into_iter().for_each(|index| self.attached.add(index));
        for interface in changes.detach {
            detach(&self.name, &interface)?;
            self.attached.remove(interface.index);
        }
        Ok(())
    }

    fn attach(&mut self, interface: &Interface) -> io::Result<Vec<SchedClassifierLink>> {
        match tc::qdisc_add_clsact(&interface.name).map_err(to_io) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let handle = TcHandle::from(self.name.number());
        let mut links = Vec::new();
        for (direction, at) in DIRECTIONS {
            let program = program(&mut self.ebpf, &program_name(&self.name, direction))?;
            // The handle is the node's own: where an earlier life's filter is, the kernel refuses a second one.
            let options = NlOptions { priority: PRIORITY, handle, classid: None };
            let options = TcAttachOptions::Netlink(options);
            let link = program.attach_with_options(&interface.name, at, options).map_err(|error| {
                let error = to_io(error);
                let what = match (error.kind(), direction) {
                    // The remains of a life always have the filter of this direction: it comes first and goes last.
                    (io::ErrorKind::AlreadyExists, Direction::In) => {
                        "an earlier life left gates of this name; they have to be removed first"
                    }
                    // The old ingress queue takes a filter for egress and calls it at ingress.
                    (io::ErrorKind::AlreadyExists, Direction::Out) => {
                        return io::Error::new(io::ErrorKind::Unsupported, "it has an ingress queue instead of clsact");
                    }
                    _ => return error,
                };
                io::Error::new(error.kind(), what)
            })?;
            links.push(program.take_link(link).map_err(to_io)?);
        }
        Ok(links)
    }

    /// What is shut no longer follows the deadline. Should the kernel refuse, the next renewal tries again before it renews anything.
    fn shut_in_kernel(&mut self) -> io::Result<()> {
        let renewed: BTreeSet<IpAddr> = self.guarded.renewed().collect();
        let shut: Vec<IpAddr> = self.following.difference(&renewed).copied().collect();
        for address in shut {
            self.put(address, SHUT)?;
            self.following.remove(&address);
        }
        Ok(())
    }

    fn put(&mut self, address: IpAddr, value: u64) -> io::Result<()> {
        self.addresses.insert(key(address), value, 0).map_err(to_io)
    }
}

impl Gate for Strict {
    fn form(&self) -> Form {
        Form::Strict
    }

    fn guard(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_new(address)?;
        self.attach_all()?;
        self.put(address, SHUT)?;
        self.guarded.add(address);
        Ok(())
    }

    fn open_until(&mut self, deadline: BootTime) -> io::Result<()> {
        self.shut_in_kernel()?;
        (self.before_sending)();
        // The common deadline first: what begins to follow it never follows an old one.
        self.deadline.set(0, deadline.0, 0).map_err(to_io)?;
        if deadline <= boot_now() {
            return Ok(());
        }
        let new: Vec<IpAddr> = self.guarded.renewed().filter(|address| !self.following.contains(address)).collect();
        for address in new {
            self.put(address, FOLLOWS)?;
            self.following.insert(address);
        }
        Ok(())
    }

    fn shut(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_known(address)?;
        self.guarded.shut(address);
        self.shut_in_kernel()
    }

    fn forget(&mut self, address: IpAddr) -> io::Result<()> {
        let address = self.guarded.check_known(address)?;
        self.addresses.remove(&key(address)).map_err(to_io)?;
        self.following.remove(&address);
        self.guarded.remove(address);
        Ok(())
    }

    fn shut_all(&mut self) -> io::Result<()> {
        self.guarded.shut_all();
        self.deadline.set(0, 0, 0).map_err(to_io)?;
        self.shut_in_kernel()
    }
}

/// Takes the filters of that name off every interface; programs and maps end with them. The empty clsact queue stays: it may be
/// somebody else's.
pub fn remove_remains(name: &GateName) -> io::Result<()> {
    interfaces::list()?.iter().try_for_each(|(interface, _)| detach(name, interface))
}

/// No such filter there is fine.
fn detach(name: &GateName, interface: &Interface) -> io::Result<()> {
    for (direction, at) in DIRECTIONS.into_iter().rev() {
        let removed = tc::qdisc_detach_program(&interface.name, at, &program_name(name, direction)).map_err(to_io);
        match removed {
            Err(error) if !is_gone(&error) && error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn load(name: &GateName) -> io::Result<Ebpf> {
    // Without the kernel's type information: the filter uses none, and reading it takes longer than all the rest.
    let mut ebpf = EbpfLoader::new().btf(None).load(&object::write(name)?).map_err(to_io)?;
    for (direction, _) in DIRECTIONS {
        program(&mut ebpf, &program_name(name, direction))?.load().map_err(to_io)?;
    }
    Ok(ebpf)
}

fn program<'a>(ebpf: &'a mut Ebpf, name: &str) -> io::Result<&'a mut SchedClassifier> {
    let program = ebpf.program_mut(name).ok_or_else(|| io::Error::other("a program is missing"))?;
    program.try_into().map_err(|error: ProgramError| to_io(error))
}

fn key(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}
