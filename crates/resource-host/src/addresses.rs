//! Client addresses of attempts: finds the network, asks whether the address is free, has the keeper put it on, announces it, and
//! sees when it is lost.

use crate::keeper::Keeper;
use crate::lease::Lease;
use crate::process::no_lease;
use crate::readable::watch;
use address::announce::{self, Announcer};
use address::probe::Probe;
use address::watch::{Change, Watch};
use address::{ClientAddress, Interface, Interfaces, Subnet, journal};
use gate::GateName;
use model::Win32Code;
use resource_types::{AddressOrder, Addresses, Call, Failure, NetworkChoice, ServedAddress};
use ring::digest::{SHA256, digest};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::IpAddr;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::{broadcast, oneshot};
use tokio::task::{JoinHandle, spawn_blocking, spawn_local};
use tokio::time::{Instant, sleep, sleep_until};

/// Changes of interfaces that one address may be behind with before it looks anew.
const CHANGES_KEPT: usize = 256;
const TAKE_OFF_AGAIN: Duration = Duration::from_millis(50);

/// The name of a node's gates, by which a later life finds them: from the node's directory, so that nodes which share a machine do
/// not share gates.
pub(crate) fn gate_name(state_dir: &Path) -> GateName {
    let hash = digest(&SHA256, state_dir.as_os_str().as_bytes());
    let digits: String = hash.as_ref()[..GateName::LENGTH / 2].iter().map(|byte| format!("{byte:02x}")).collect();
    GateName::new(&digits).expect("six bytes are twelve digits")
}

/// All addresses of this host.
pub(crate) struct HostAddresses {
    keeper: Keeper,
    lease: Rc<Lease>,
    state_dir: PathBuf,
    /// Being put on, or on.
    held: RefCell<BTreeSet<IpAddr>>,
    /// By the interface's index. Kept: the kernel takes its time to close such a socket.
    announcers: RefCell<BTreeMap<u32, Rc<RefCell<Announcer>>>>,
    /// Opened with the first address.
    changes: RefCell<Option<broadcast::Sender<Change>>>,
}

impl HostAddresses {
    pub(crate) fn new(keeper: Keeper, lease: Rc<Lease>, state_dir: &Path) -> HostAddresses {
        HostAddresses {
            keeper,
            lease,
            state_dir: state_dir.to_owned(),
            held: RefCell::default(),
            announcers: RefCell::default(),
            changes: RefCell::default(),
        }
    }

    /// Shuts all gates, and ends when no address is on any more.
    pub(crate) async fn end(&self) {
        while self.keeper.take_off_all().await.is_err() {
            sleep(TAKE_OFF_AGAIN).await;
        }
    }

    pub(crate) fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// Says that the address is here, now and again.
    fn announce(&self, interface: &Interface, ip: IpAddr) -> io::Result<JoinHandle<()>> {
        let known = self.announcers.borrow().get(&interface.index).cloned();
        let announcer = match known {
            Some(announcer) => announcer,
            None => Rc::new(RefCell::new(Announcer::open(interface)?)),
        };
        self.announcers.borrow_mut().insert(interface.index, Rc::clone(&announcer));
        // A neighbour that misses one of them hears the next.
        let _ = announcer.borrow_mut().announce(ip);
        Ok(spawn_local(async move {
            let begun = Instant::now();
            for after in announce::REPEATS {
                sleep_until(begun + after).await;
                let _ = announcer.borrow_mut().announce(ip);
            }
        }))
    }

    fn changes(&self) -> io::Result<broadcast::Receiver<Change>> {
        if let Some(changes) = self.changes.borrow().as_ref() {
            return Ok(changes.subscribe());
        }
        let (sender, receiver) = broadcast::channel(CHANGES_KEPT);
        let source = Watch::open()?;
        let readable = watch(source.as_fd().try_clone_to_owned()?)?;
        *self.changes.borrow_mut() = Some(sender.clone());
        spawn_local(async move {
            while let Ok(mut ready) = readable.readable().await {
                let changes = source.read().unwrap_or_else(|_| vec![Change::Lost]);
                ready.clear_ready();
                for change in changes {
                    // Without a receiver there is no address.
                    let _ = sender.send(change);
                }
            }
        });
        Ok(receiver)
    }
}

/// The addresses of one attempt.
pub(crate) struct AttemptAddresses {
    host: Rc<HostAddresses>,
    /// Those it has begun to put on, each with its place once that is known: from then on it may be there.
    own: RefCell<BTreeMap<IpAddr, Option<ClientAddress>>>,
}

impl AttemptAddresses {
    pub(crate) fn new(host: Rc<HostAddresses>) -> AttemptAddresses {
        AttemptAddresses { host, own: RefCell::default() }
    }

    /// Takes off every address of the attempt, and ends when none is left.
    pub(crate) async fn end(&self) {
        // A call that was cut off has left them here as well.
        let own = self.own.borrow().clone();
        for (ip, address) in own {
            if let Some(address) = address {
                while self.host.keeper.take_off(address).await.is_err() {
                    sleep(TAKE_OFF_AGAIN).await;
                }
            }
            self.own.borrow_mut().remove(&ip);
            self.host.held.borrow_mut().remove(&ip);
        }
    }

    async fn put_on(&self, order: AddressOrder) -> Result<Box<dyn ServedAddress>, Failure> {
        let ip = order.address;
        if !self.host.lease.held() {
            return Err(no_lease());
        }
        if !self.host.held.borrow_mut().insert(ip) {
            return Err(in_use(format!("another resource serves {ip} on this node")));
        }
        self.own.borrow_mut().insert(ip, None);
        self.put_on_free(order).await
    }

    /// Nothing else of this host has the address.
    async fn put_on_free(&self, order: AddressOrder) -> Result<Box<dyn ServedAddress>, Failure> {
        let changes =
            self.host.changes().map_err(|error| kernel_failure("the interfaces cannot be watched", &error))?;
        let held: Vec<IpAddr> = self.host.held.borrow().iter().copied().collect();
        let state_dir = self.host.state_dir.clone();
        let (answer, prepared) = oneshot::channel();
        spawn_blocking(move || {
            let mut asked = None;
            // Whoever waits may have been cut off.
            let _ = answer.send(prepare(&order, &held, &state_dir, &mut asked));
            // Closing its socket takes the kernel longer than everything else here.
            drop(asked);
        });
        let prepared = prepared.await;
        let (interface, address) =
            prepared.map_err(|error| Failure::new(Win32Code::ERROR_RESMON_ONLINE_FAILED, error.to_string()))??;
        self.own.borrow_mut().insert(address.ip(), Some(address));
        let form = self.host.keeper.put_on(address).await.map_err(|error| not_put_on(&address, &error))?;
        let announcing = self.host.announce(&interface, address.ip());
        let announcing = announcing.map_err(|error| kernel_failure("the address cannot be announced", &error))?;
        let description = format!("{}/{} on {}, gate: {form}", address.ip(), address.subnet.prefix, interface.name);
        Ok(Box::new(Served { address, interface, changes, announcing, description, host: Rc::clone(&self.host) }))
    }
}

impl Addresses for AttemptAddresses {
    fn put_on(&self, order: AddressOrder) -> Call<'_, Result<Box<dyn ServedAddress>, Failure>> {
        Box::pin(self.put_on(order))
    }
}

/// Everything that has to be known before the address is put on; waits for answers from the network.
fn prepare(
    order: &AddressOrder,
    held: &[IpAddr],
    state_dir: &Path,
    asked: &mut Option<Probe>,
) -> Result<(Interface, ClientAddress), Failure> {
    let ip = order.address;
    let all = Interfaces::read().map_err(|error| kernel_failure("the interfaces cannot be read", &error))?;
    if let Some(interface) = all.with_address(ip) {
        return Err(in_use(format!("this machine has {ip} already, on {}", interface.name)));
    }
    let (interface, prefix) = choose(&all, order, held)?;
    if !interface.ready {
        let message = format!("the interface {} is down or has no carrier", interface.name);
        return Err(Failure::new(Win32Code::ERROR_NETWORK_NOT_AVAILABLE, message));
    }
    let found =
        ask(interface, ip, asked).map_err(|error| kernel_failure("nobody can be asked for the address", &error))?;
    if let Some(other) = found {
        let other: Vec<String> = other.iter().map(|byte| format!("{byte:02x}")).collect();
        return Err(in_use(format!("the machine {} on {} has {ip}", other.join(":"), interface.name)));
    }
    let address = ClientAddress { interface: interface.index, subnet: Subnet { address: ip, prefix } };
    journal::note(state_dir, &address).map_err(|error| kernel_failure("the address cannot be noted", &error))?;
    Ok((interface.clone(), address))
}

/// Who has the address; nobody can be asked on an interface without hardware addresses.
fn ask(interface: &Interface, ip: IpAddr, asked: &mut Option<Probe>) -> io::Result<Option<[u8; 6]>> {
    match Probe::open(interface, ip)? {
        Some(probe) => asked.insert(probe).who_has(),
        None => Ok(None),
    }
}

/// The interface, and the prefix of the address on it.
fn choose<'a>(all: &'a Interfaces, order: &AddressOrder, held: &[IpAddr]) -> Result<(&'a Interface, u8), Failure> {
    let ip = order.address;
    let by_subnet = all.by_subnet(ip, held);
    let (interface, prefix) = match &order.network {
        NetworkChoice::OfAddress => {
            by_subnet.map(|(interface, prefix)| (interface, Some(prefix))).ok_or_else(|| {
                let message = format!("no interface of this node has an address in the subnet of {ip}");
                Failure::new(Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND_FOR_IP, message)
            })?
        }
        NetworkChoice::Named(name) => {
            let interface = named(all, name, held).ok_or_else(|| {
                let message = format!("this node has no network `{name}`: Network names an interface, or a subnet");
                Failure::new(Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND, message)
            })?;
            let own = interface.subnets.iter().filter(|own| own.contains(ip) && !held.contains(&own.address));
            (interface, own.map(|own| own.prefix).max())
        }
    };
    if prefix.is_none() && !order.outside_subnet {
        let message = format!(
            "{ip} is not in a subnet of {}; OverrideAddressMatch=1 serves it there all the same",
            interface.name
        );
        return Err(Failure::new(Win32Code::ERROR_CLUSTER_INVALID_NETWORK, message));
    }
    let whole = if ip.is_ipv4() { 32 } else { 128 };
    Ok((interface, order.prefix.or(prefix).unwrap_or(whole)))
}

fn named<'a>(all: &'a Interfaces, name: &str, held: &[IpAddr]) -> Option<&'a Interface> {
    match name.parse::<Subnet>() {
        Ok(subnet) => all.by_subnet(subnet.address, held).map(|(interface, _)| interface),
        Err(_) => all.by_name(name),
    }
}

fn in_use(message: String) -> Failure {
    Failure::new(Win32Code::ERROR_CLUSTER_IPADDR_IN_USE, message)
}

fn kernel_failure(what: &str, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::PermissionDenied => Win32Code::ERROR_ACCESS_DENIED,
        _ => Win32Code::ERROR_RESMON_ONLINE_FAILED,
    };
    let right =
        if code == Win32Code::ERROR_ACCESS_DENIED { "; this needs the capabilities NET_ADMIN and NET_RAW" } else { "" };
    Failure::new(code, format!("{what}: {error}{right}"))
}

fn not_put_on(address: &ClientAddress, error: &io::Error) -> Failure {
    kernel_failure(&format!("{} cannot be put on", address.ip()), error)
}

struct Served {
    address: ClientAddress,
    interface: Interface,
    changes: broadcast::Receiver<Change>,
    announcing: JoinHandle<()>,
    description: String,
    host: Rc<HostAddresses>,
}

impl Served {
    fn lost_by(&self, change: &Change) -> Option<Failure> {
        match change {
            Change::Interface { index, ready: false } if *index == self.address.interface => Some(self.no_carrier()),
            Change::AddressGone { interface, address }
                if *interface == self.address.interface && *address == self.address.ip() =>
            {
                Some(self.gone())
            }
            Change::Lost => self.look().err(),
            _ => None,
        }
    }

    fn no_carrier(&self) -> Failure {
        let message = format!("the interface {} is down or has lost its carrier", self.interface.name);
        Failure::new(Win32Code::ERROR_NETWORK_NOT_AVAILABLE, message)
    }

    fn gone(&self) -> Failure {
        let message = format!("{} is not on {} any more", self.address.ip(), self.interface.name);
        Failure::new(Win32Code::ERROR_RESOURCE_FAILED, message)
    }

    fn look(&self) -> Result<(), Failure> {
        let all = Interfaces::read().map_err(|error| kernel_failure("the interfaces cannot be read", &error))?;
        let Some(interface) = all.0.get(&self.address.interface) else { return Err(self.no_carrier()) };
        if !interface.ready {
            return Err(self.no_carrier());
        }
        let there = interface.subnets.iter().any(|own| own.address == self.address.ip());
        if there { Ok(()) } else { Err(self.gone()) }
    }
}

impl ServedAddress for Served {
    fn lost(&mut self) -> Call<'_, Failure> {
        Box::pin(async {
            loop {
                let change = match self.changes.recv().await {
                    Ok(change) => change,
                    Err(broadcast::error::RecvError::Lagged(_)) => Change::Lost,
                    // The watch has ended with an error; the checks go on.
                    Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                };
                if let Some(failure) = self.lost_by(&change) {
                    return failure;
                }
            }
        })
    }

    fn check(&self) -> Result<(), Failure> {
        self.look()
    }

    fn description(&self) -> String {
        self.description.clone()
    }
}

impl Drop for Served {
    /// Begins to take it off; whoever ends the attempt waits for the end of that.
    fn drop(&mut self) {
        self.announcing.abort();
        let (host, address) = (Rc::clone(&self.host), self.address);
        spawn_local(async move { host.keeper.take_off(address).await });
    }
}
