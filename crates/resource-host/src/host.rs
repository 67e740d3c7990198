//! The host itself: takes the service's messages, starts and stops attempts, and decides when to let go (leases 8).
//!
//! Everything but the `keeper` runs on one thread. The kernel's promise to kill a process with its parent is about the thread
//! that made it, and a host of one thread needs no locks.

use crate::addresses::{AttemptAddresses, HostAddresses, gate_name};
use crate::cgroup::Cgroup;
use crate::children::{Children, Owner};
use crate::keeper::Keeper;
use crate::lease::{Lease, Renewals};
use crate::letting_go;
use crate::monitor::{Monitor, Order, Over};
use crate::outbox::Outbox;
use crate::process::{AttemptProcesses, Starter, no_lease};
use crate::reporter::{AttemptReporter, Status};
use crate::start_message::{self, NotAMessage};
use crate::urgent;
use crate::wire::{FrameReader, WireError};
use model::{Attempt, Epoch, GroupId, ReleaseCause, ResourceId, Win32Code};
use proto::host::{Hello, Peers, Ready, ToHost, from_host, to_host};
use resource_types::{Context, Failure, NodeIdentity, Start};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet, LocalSet, spawn_local};

/// How long the last messages to the service may take.
const LAST_WORDS_PATIENCE: Duration = Duration::from_secs(1);

/// Runs a host on the connection that [`crate::launch::launch`] made. Returns when everything is let go.
pub fn run() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| LocalSet::new().block_on(&runtime, serve()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error is the service's; when it is gone, nobody is told.
            let _ = io::Write::write_fmt(&mut io::stderr(), format_args!("resource-host: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

pub(crate) type Reader = FrameReader<OwnedReadHalf>;

async fn serve() -> io::Result<()> {
    // Handlers that nobody listens to: what ends a terminal's processes does not end the host. Its service does, by going.
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let _ = signal(kind)?;
    }
    urgent::lock_memory();
    let (socket, lease) = take_connection()?;
    let renewals = Arc::new(Renewals::new(lease)?);
    let lease = Lease::new(Arc::clone(&renewals))?;
    let (reading, writing) = socket.into_split();
    let mut reader = FrameReader::new(reading);
    let Some(hello) = read_hello(&mut reader).await? else { return Ok(()) };
    let outbox = Rc::new(Outbox::default());
    let mut host = Host::new(hello, lease, renewals, Rc::clone(&outbox))?;
    let delivery = spawn_local({
        let outbox = Rc::clone(&outbox);
        async move { outbox.deliver(writing).await }
    });
    spawn_local(reap_children(Rc::clone(&host.starter.children), signal(SignalKind::child())?));
    spawn_local({
        let lease = Rc::clone(&host.starter.lease);
        async move { lease.follow().await }
    });
    outbox.send(from_host::Message::Ready(Ready { pid: std::process::id(), protocol: crate::PROTOCOL }));

    let cause = host.serve_until_end(&mut reader).await;
    letting_go::let_go(host, cause, &mut reader).await;
    outbox.close();
    // A service that does not read will see the end of the connection.
    let _ = tokio::time::timeout(LAST_WORDS_PATIENCE, delivery).await;
    Ok(())
}

/// Standard input is the socket to the service and standard output the pipe of the lease: the two descriptors that a program
/// can take over by name. Both then point to nothing, so that no child gets them.
fn take_connection() -> io::Result<(UnixStream, OwnedFd)> {
    let socket = std::os::unix::net::UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    socket.set_nonblocking(true)?;
    let lease: OwnedFd = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(File::options().write(true).open("/dev/null")?)?;
    Ok((UnixStream::from_std(socket)?, lease))
}

/// `None` when the service went away before it said anything.
async fn read_hello(reader: &mut Reader) -> io::Result<Option<Hello>> {
    match reader.next::<ToHost>().await {
        Ok(Some(ToHost { message: Some(to_host::Message::Hello(hello)) })) => Ok(Some(hello)),
        Ok(None) => Ok(None),
        Ok(Some(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "the first message was not Hello")),
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
    }
}

/// Each ended child is a signal; several at once may be one.
async fn reap_children(children: Rc<Children>, mut ended: tokio::signal::unix::Signal) {
    loop {
        tokio::select! {
            _ = ended.recv() => {}
            () = children.reap_wanted() => {}
        }
        children.reap();
    }
}

/// Lets as many resources run as the system allows; what applications get is the limit there was.
fn raise_file_limit() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    // The old limit is enough for a few hundred resources.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    limit.current
}

/// The latest attempt of a resource that the host was told of.
struct Record {
    /// Counts the starts of this host: a dependent starts after what it depends on.
    order: u64,
    group: GroupId,
    epoch: Epoch,
    attempt: Attempt,
    orders: mpsc::UnboundedSender<Order>,
    reporter: Rc<AttemptReporter>,
    over: Rc<Over>,
    in_maintenance: Rc<Cell<bool>>,
    /// A newer attempt that was refused because this one was not over.
    refused: Option<Attempt>,
}

pub(crate) struct Host {
    pub(crate) starter: Rc<Starter>,
    pub(crate) addresses: Rc<HostAddresses>,
    pub(crate) outbox: Rc<Outbox>,
    pub(crate) release_seed: Vec<u8>,
    pub(crate) peers: Vec<SocketAddr>,
    /// Every group of which a start was ever asked, with the latest epoch.
    pub(crate) groups: BTreeMap<GroupId, Epoch>,
    pub(crate) monitors: JoinSet<()>,
    records: BTreeMap<ResourceId, Record>,
    started: u64,
    /// Takes everything offline in order.
    finishing: Option<JoinHandle<()>>,
}

/// Why the service cannot be understood.
enum Misunderstood {
    Wire(WireError),
    Message(NotAMessage),
    /// Only one Hello is said.
    SecondHello,
}

impl fmt::Display for Misunderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misunderstood::Wire(error) => error.fmt(f),
            Misunderstood::Message(error) => error.fmt(f),
            Misunderstood::SecondHello => f.write_str("Hello was said twice"),
        }
    }
}

enum Unable {
    Understand(Misunderstood),
    Work(io::Error),
}

impl From<io::Error> for Unable {
    fn from(error: io::Error) -> Unable {
        Unable::Work(error)
    }
}

impl Host {
    fn new(hello: Hello, lease: Lease, renewals: Arc<Renewals>, outbox: Rc<Outbox>) -> io::Result<Host> {
        let invalid = |error: NotAMessage| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        let node = Rc::new(start_message::node_identity(&hello).map_err(invalid)?);
        let cgroup = if hello.without_cgroups { None } else { create_cgroup(&node, &outbox) };
        let children = Rc::new(Children::new(&node.state_dir, node.incarnation, cgroup)?);
        let lease = Rc::new(lease);
        let keeper = Keeper::start(renewals, gate_name(&node.state_dir))?;
        keeper.tell_guard(children.guard_pipe()?);
        let addresses = Rc::new(HostAddresses::new(keeper, Rc::clone(&lease), &node.state_dir));
        let starter = Starter { lease, children, node, file_limit: raise_file_limit() };
        let mut host = Host {
            starter: Rc::new(starter),
            addresses,
            outbox,
            release_seed: hello.release_seed.to_vec(),
            peers: Vec::new(),
            groups: BTreeMap::new(),
            monitors: JoinSet::new(),
            records: BTreeMap::new(),
            started: 0,
            finishing: None,
        };
        host.handle_peers(hello.peers.unwrap_or_default());
        Ok(host)
    }

    /// Serves until there is a reason to let go. What keeps the host from its work is one, too.
    async fn serve_until_end(&mut self, reader: &mut Reader) -> ReleaseCause {
        match self.serve_messages(reader).await {
            Ok(cause) => cause,
            Err(Unable::Understand(error)) => {
                self.outbox.say(&format!("the service cannot be understood: {error}"));
                ReleaseCause::ServiceDied
            }
            Err(Unable::Work(error)) => {
                self.outbox.say(&format!("the host cannot go on: {error}"));
                ReleaseCause::ServiceDied
            }
        }
    }

    async fn serve_messages(&mut self, reader: &mut Reader) -> Result<ReleaseCause, Unable> {
        let lease = Rc::clone(&self.starter.lease);
        let children = Rc::clone(&self.starter.children);
        loop {
            tokio::select! {
                biased;
                ended = lease.ended() => {
                    ended?;
                    return Ok(ReleaseCause::LeaseEnded);
                }
                message = reader.next::<ToHost>() => match message {
                    Ok(Some(message)) => self.handle(message).map_err(Unable::Understand)?,
                    Ok(None) => return Ok(ReleaseCause::ServiceDied),
                    Err(error) => return Err(Unable::Understand(Misunderstood::Wire(error))),
                },
                finished = join(&mut self.finishing) => {
                    finished?;
                    return Ok(ReleaseCause::Stopped);
                }
                died = children.guard_died() => {
                    died?;
                    self.outbox.say("the guard has died; another one is started");
                    children.replace_guard(lease.until())?;
                    self.addresses.keeper().tell_guard(children.guard_pipe()?);
                }
                Some(ended) = self.monitors.join_next() => {
                    // A broken invariant: the host dies, and its guard ends what it ran.
                    ended.expect("a monitor does not panic");
                }
            }
        }
    }

    fn handle(&mut self, message: ToHost) -> Result<(), Misunderstood> {
        match message.message {
            Some(to_host::Message::Hello(_)) => return Err(Misunderstood::SecondHello),
            Some(to_host::Message::Peers(peers)) => self.handle_peers(peers),
            Some(to_host::Message::Start(start)) => {
                self.handle_start(start_message::start(start).map_err(Misunderstood::Message)?);
            }
            Some(to_host::Message::Stop(stop)) => {
                let resource = start_message::resource_id(&stop.resource).map_err(Misunderstood::Message)?;
                self.handle_order(resource, Attempt(stop.attempt), Order::Stop);
            }
            Some(to_host::Message::Terminate(terminate)) => {
                let resource = start_message::resource_id(&terminate.resource).map_err(Misunderstood::Message)?;
                self.handle_order(resource, Attempt(terminate.attempt), Order::Terminate);
            }
            Some(to_host::Message::Maintain(maintain)) => {
                let resource = start_message::resource_id(&maintain.resource).map_err(Misunderstood::Message)?;
                self.handle_maintain(resource, Attempt(maintain.attempt), maintain.on);
            }
            Some(to_host::Message::Finish(_)) => self.handle_finish(),
            // From a later version; it does not concern this one.
            None => {}
        }
        Ok(())
    }

    fn handle_peers(&mut self, peers: Peers) {
        self.peers.clear();
        for address in peers.addresses {
            match address.parse() {
                Ok(address) => self.peers.push(address),
                Err(_) => self.outbox.say(&format!("the peer address `{address}` is not ip:port")),
            }
        }
    }

    fn handle_start(&mut self, start: Start) {
        let latest = self.groups.entry(start.group).or_insert(start.epoch);
        *latest = start.epoch.max(*latest);
        if let Some(record) = self.records.get_mut(&start.resource) {
            if start.attempt <= record.attempt {
                if start.attempt == record.attempt && record.over.is_over() {
                    record.reporter.repeat_last();
                }
                return;
            }
            if !record.over.is_over() {
                if record.refused < Some(start.attempt) {
                    record.refused = Some(start.attempt);
                    let message = format!("attempt {} is not over", record.attempt.0);
                    let failure = Failure::new(Win32Code::ERROR_INVALID_STATE, message);
                    AttemptReporter::new(Rc::clone(&self.outbox), &start).report_failed(&failure, true);
                }
                return;
            }
            if record.refused >= Some(start.attempt) {
                return;
            }
        }
        self.begin(start);
    }

    fn begin(&mut self, start: Start) {
        let reporter = Rc::new(AttemptReporter::new(Rc::clone(&self.outbox), &start));
        let (sender, orders) = mpsc::unbounded_channel();
        let over = Rc::new(Over::default());
        let in_maintenance = Rc::default();
        self.started += 1;
        let record = Record {
            order: self.started,
            group: start.group,
            epoch: start.epoch,
            attempt: start.attempt,
            orders: sender,
            reporter: Rc::clone(&reporter),
            over: Rc::clone(&over),
            in_maintenance: Rc::clone(&in_maintenance),
            refused: None,
        };
        self.records.insert(start.resource, record);
        if !self.starter.lease.held() || self.finishing.is_some() {
            reporter.report_failed(&no_lease(), true);
            over.set();
            return;
        }
        let owner = Owner { resource: start.resource, attempt: start.attempt };
        let processes = Rc::new(AttemptProcesses::new(Rc::clone(&self.starter), owner));
        let addresses = Rc::new(AttemptAddresses::new(Rc::clone(&self.addresses)));
        let context = Context::new(
            start,
            Rc::clone(&self.starter.node),
            Rc::clone(&processes) as _,
            Rc::clone(&addresses) as _,
            Rc::clone(&reporter) as _,
        );
        let monitor = Monitor { context, processes, addresses, reporter, orders, in_maintenance, over };
        self.monitors.spawn_local(monitor.run());
    }

    /// Counts from the next result of a health check on.
    fn handle_maintain(&mut self, resource: ResourceId, attempt: Attempt, on: bool) {
        if let Some(record) = self.records.get(&resource).filter(|record| record.attempt == attempt) {
            record.in_maintenance.set(on);
        }
    }

    fn handle_order(&mut self, resource: ResourceId, attempt: Attempt, order: Order) {
        match self.records.get(&resource) {
            Some(record) if record.attempt == attempt && record.over.is_over() => record.reporter.repeat_last(),
            Some(record) if record.attempt == attempt => {
                // It may be over by the time it would be read; then its last report is under way.
                let _ = record.orders.send(order);
            }
            // Never started here, or long over: nothing of it is left.
            other => {
                let epoch = other.map_or(Epoch(0), |record| record.epoch);
                AttemptReporter::of(Rc::clone(&self.outbox), resource, epoch, attempt).report(Status::Gone);
            }
        }
    }

    /// Within a group in the opposite order of starting; the groups at the same time.
    fn handle_finish(&mut self) {
        if self.finishing.is_some() {
            return;
        }
        let mut groups: BTreeMap<GroupId, Vec<_>> = BTreeMap::new();
        for record in self.records.values() {
            let stop = (record.order, record.orders.clone(), Rc::clone(&record.over));
            groups.entry(record.group).or_default().push(stop);
        }
        self.finishing = Some(spawn_local(async move {
            let mut stopping = JoinSet::new();
            for mut members in groups.into_values() {
                members.sort_by_key(|(order, ..)| std::cmp::Reverse(*order));
                stopping.spawn_local(async move {
                    for (_, orders, over) in members {
                        let _ = orders.send(Order::Stop);
                        over.wait().await;
                    }
                });
            }
            stopping.join_all().await;
        }));
    }
}

fn create_cgroup(node: &NodeIdentity, outbox: &Outbox) -> Option<Cgroup> {
    match Cgroup::create_for_life(&node.state_dir, node.incarnation) {
        Ok(cgroup) => Some(cgroup),
        Err(error) => {
            outbox.say(&format!("applications run in process groups only, without a cgroup: {error}"));
            None
        }
    }
}

/// Waits for a task, for ever if there is none.
async fn join(task: &mut Option<JoinHandle<()>>) -> io::Result<()> {
    match task {
        Some(task) => task.await.map_err(io::Error::other),
        None => std::future::pending().await,
    }
}
