//! The thread of the lease machine: heartbeats, rounds and grants over UDP. It waits for nothing but its socket and its clock:
//! never for the disk, never for `apply`, never for the event loop (blueprint 5).

use crate::clock::boot_time;
use crate::disk::spawn;
use crate::event::Events;
use crate::released::{Heard, Verifier};
use bytes::Bytes;
use membership::input::{ConsensusView, Input, MembersView};
use membership::message::Message;
use membership::output::Output;
use membership::{Config, Machine};
use model::{BootTime, Guid, Incarnation, NodeId};
use proto::datagram::{Datagram, decode_datagram, encode_datagram};
use resource_host::launch::LeaseSender;
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

/// Longest datagram taken; a `Released` with the groups of a full node needs the space.
const DATAGRAM_BYTES_MAX: usize = 65_507;

/// What the event loop tells the thread. Held for moments only, on both sides.
#[derive(Default)]
struct Told {
    consensus: Option<ConsensusView>,
    /// The latest of them, also after the thread has taken it.
    latest: ConsensusView,
    members: Option<MembersView>,
    peers: BTreeMap<NodeId, SocketAddr>,
    release_keys: BTreeMap<(NodeId, Incarnation), Bytes>,
    /// To the resource host.
    lease_sender: Option<LeaseSender>,
    pause: Option<Pause>,
}

/// The thread is to stand still, and to say the number of the last heartbeat that it sent.
struct Pause {
    said: mpsc::Sender<u64>,
    go_on: mpsc::Receiver<()>,
}

/// The thread stands still: it sends nothing and acknowledges nothing, until it is told to go on or this is dropped.
pub struct Paused {
    last_sent: u64,
    go_on: mpsc::Sender<()>,
}

impl Paused {
    pub fn last_sent(&self) -> u64 {
        self.last_sent
    }

    pub fn resume(self) {
        drop(self.go_on);
    }
}

/// What the thread shows to everybody.
#[derive(Default)]
pub struct Contacts {
    /// Boot clock at which this node was last heard.
    last_heard: Mutex<BTreeMap<NodeId, BootTime>>,
    /// End of this node's lease, 0 before the first one.
    lease_until: AtomicU64,
    /// While this node leads: when the latest round that a quorum answered began. 0 before.
    quorum_confirmed: AtomicU64,
}

impl Contacts {
    pub fn last_heard(&self, node: NodeId) -> Option<BootTime> {
        self.last_heard.lock().expect("no thread panics with it").get(&node).copied()
    }

    pub fn lease_until(&self) -> BootTime {
        BootTime(self.lease_until.load(Ordering::Relaxed))
    }

    pub fn quorum_confirmed(&self) -> BootTime {
        BootTime(self.quorum_confirmed.load(Ordering::Relaxed))
    }
}

/// The members as the applied state has them, and how to reach and believe them.
pub struct MembersNews {
    pub members: MembersView,
    pub peers: BTreeMap<NodeId, SocketAddr>,
    pub release_keys: BTreeMap<(NodeId, Incarnation), Bytes>,
}

struct Shared {
    told: Mutex<Told>,
    /// Counts the changes of `told`.
    news: AtomicU64,
    commit_index: AtomicU64,
    wake: OwnedFd,
    contacts: Arc<Contacts>,
    /// For the next program.
    socket: UdpSocket,
}

/// The event loop's handle to the thread.
#[derive(Clone)]
pub struct Heartbeats(Arc<Shared>);

impl Heartbeats {
    /// Starts the thread on a bound socket. `instance` marks this cluster's datagrams; others are dropped.
    pub fn start(socket: UdpSocket, config: Config, instance: Guid, events: Events) -> std::io::Result<Heartbeats> {
        socket.set_nonblocking(true)?;
        let wake = eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?;
        let shared = Arc::new(Shared {
            told: Mutex::default(),
            news: AtomicU64::new(0),
            commit_index: AtomicU64::new(0),
            wake,
            contacts: Arc::default(),
            socket: socket.try_clone()?,
        });
        let me = config.me;
        let thread = Thread {
            socket,
            machine: Machine::new(config),
            me,
            instance,
            shared: shared.clone(),
            events,
            view: ConsensusView::default(),
            news_taken: 0,
            verifier: Verifier::default(),
            outputs: Vec::new(),
            unsendable: BTreeSet::new(),
        };
        spawn("heartbeats", move || {
            if !resource_host::urgent::make_this_thread_urgent() {
                tracing::info!("heartbeats run without real-time priority: on a busy machine they may come late");
            }
            thread.run();
        });
        Ok(Heartbeats(shared))
    }

    pub fn contacts(&self) -> Arc<Contacts> {
        self.0.contacts.clone()
    }

    pub fn socket(&self) -> &UdpSocket {
        &self.0.socket
    }

    /// Leases 14: waits until the thread stands still, which it does before the next datagram.
    pub fn pause(&self) -> Paused {
        let ((said, hear), (go_on, wait)) = (mpsc::channel(), mpsc::channel());
        self.change(|told| told.pause = Some(Pause { said, go_on: wait }));
        let last_sent = hear.recv().expect("the thread lives as long as the process");
        Paused { last_sent, go_on }
    }

    /// What changed, in one piece: the members are never older than the view of the log that comes with them (leases, "What
    /// the shell must do"). Takes effect before the next datagram is looked at.
    /// A view that differs from the last one in its commit index alone does not wake the thread: it moves with every write, and
    /// [`Heartbeats::tell_commit_index`] brings it.
    pub fn tell(&self, members: Option<MembersNews>, consensus: Option<ConsensusView>) {
        if members.is_none() && consensus.as_ref().is_none_or(|view| self.knows(view)) {
            return;
        }
        self.change(|told| {
            if let Some(news) = members {
                told.members = Some(news.members);
                told.peers = news.peers;
                told.release_keys = news.release_keys;
            }
            if let Some(view) = consensus {
                told.latest = view.clone();
                told.consensus = Some(view);
            }
        });
    }

    pub fn tell_peers(&self, peers: BTreeMap<NodeId, SocketAddr>) {
        self.change(|told| told.peers = peers);
    }

    fn knows(&self, view: &ConsensusView) -> bool {
        let told = self.0.told.lock().expect("no thread panics with it");
        let ConsensusView { term, leading, own_term_applied, commit_index: _, voters } = &told.latest;
        (*term, *leading, *own_term_applied) == (view.term, view.leading, view.own_term_applied)
            && *voters == view.voters
    }

    /// The commit index moves with every write; it must not wake the thread each time.
    pub fn tell_commit_index(&self, index: u64) {
        self.0.commit_index.store(index, Ordering::Release);
    }

    /// The present lease goes to a new host at once: it may start nothing before.
    pub fn tell_lease_sender(&self, sender: Option<LeaseSender>) {
        let until = self.0.contacts.lease_until();
        if let (Some(sender), true) = (&sender, until > boot_time()) {
            // A host that is gone already is noticed by who waits for it.
            drop(sender.send(until));
        }
        self.change(|told| told.lease_sender = sender);
    }

    fn change(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.0.told.lock().expect("no thread panics with it"));
        self.0.news.fetch_add(1, Ordering::Release);
        // It fails only when the counter is full, and then the thread wakes anyway.
        let _ = rustix::io::write(&self.0.wake, &1u64.to_ne_bytes());
    }
}

struct Thread {
    socket: UdpSocket,
    machine: Machine,
    me: NodeId,
    instance: Guid,
    shared: Arc<Shared>,
    events: Events,
    view: ConsensusView,
    news_taken: u64,
    verifier: Verifier,
    outputs: Vec<Output>,
    /// Nodes to which the system sends nothing: each is said once.
    unsendable: BTreeSet<NodeId>,
}

impl Thread {
    fn run(mut self) {
        let mut buffer = vec![0u8; DATAGRAM_BYTES_MAX];
        loop {
            self.wait();
            self.take_news();
            // Everything that arrived is seen before time is, so that a thread that was frozen removes nobody it can hear.
            while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
                self.receive(&buffer[..length], from);
            }
            self.handle(Input::Wake);
            let confirmed = self.machine.quorum_confirmed().unwrap_or(BootTime(0));
            self.shared.contacts.quorum_confirmed.store(confirmed.0, Ordering::Relaxed);
        }
    }

    fn wait(&self) {
        let left = self.machine.next_wake().since_ns(boot_time());
        let timeout = Timespec { tv_sec: (left / 1_000_000_000) as i64, tv_nsec: (left % 1_000_000_000) as i64 };
        let wake = self.shared.wake.as_fd();
        let mut fds = [PollFd::new(&self.socket, PollFlags::IN), PollFd::from_borrowed_fd(wake, PollFlags::IN)];
        // Whatever ends the wait: the loop looks at everything.
        let _ = poll(&mut fds, Some(&timeout));
        let _ = rustix::io::read(wake, &mut [0u8; 8]);
    }

    /// Before each input: a promise must not be judged by what was true before it.
    fn take_news(&mut self) {
        let news = self.shared.news.load(Ordering::Acquire);
        let commit_index = self.shared.commit_index.load(Ordering::Acquire);
        if news == self.news_taken && commit_index == self.view.commit_index {
            return;
        }
        self.news_taken = news;
        let (consensus, members, pause) = {
            let mut told = self.shared.told.lock().expect("no thread panics with it");
            (told.consensus.take(), told.members.take(), told.pause.take())
        };
        if let Some(members) = members {
            self.handle(Input::Members(members));
        }
        let mut view = consensus.unwrap_or_else(|| self.view.clone());
        view.commit_index = view.commit_index.max(commit_index);
        if view != self.view {
            self.view = view.clone();
            self.handle(Input::Consensus(view));
        }
        if let Some(Pause { said, go_on }) = pause {
            // Its end is the word to go on.
            let _ = said.send(self.machine.last_sent());
            let _ = go_on.recv();
        }
    }

    fn receive(&mut self, datagram: &[u8], from: SocketAddr) {
        self.take_news();
        match datagram.first() {
            Some(b'R') => self.receive_released(datagram, from),
            _ => {
                let Ok(Datagram { cluster_instance, from, message }) = decode_datagram(datagram) else { return };
                if cluster_instance == self.instance && from != self.me {
                    self.note_contact(from);
                    self.handle(Input::Received { from, message });
                }
            }
        }
    }

    /// Only of nodes that the state names: anybody may send a datagram with any number.
    fn note_contact(&self, from: NodeId) {
        if self.shared.told.lock().expect("no thread panics with it").peers.contains_key(&from) {
            let mut heard = self.shared.contacts.last_heard.lock().expect("no thread panics with it");
            heard.insert(from, boot_time());
        }
    }

    /// A host's last word counts only with the signature of the incarnation it speaks of (leases 9).
    fn receive_released(&mut self, datagram: &[u8], from: SocketAddr) {
        let heard = {
            let told = self.shared.told.lock().expect("no thread panics with it");
            self.verifier.hear(datagram, &told.release_keys)
        };
        match heard {
            Heard::Valid(released) => {
                let node = released.node;
                self.handle(Input::Received { from: node, message: Message::Released(released) });
            }
            Heard::Settled(acknowledgement) => drop(self.socket.send_to(&acknowledgement, from)),
            Heard::Nothing => tracing::debug!(%from, "a release that cannot be believed was dropped"),
        }
    }

    fn handle(&mut self, input: Input) {
        let mut outputs = std::mem::take(&mut self.outputs);
        self.machine.handle(boot_time(), input, &mut outputs);
        for output in outputs.drain(..) {
            self.perform(output);
        }
        self.outputs = outputs;
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Send { to, message } => self.send(to, &message),
            Output::Lease { until, index } => {
                self.shared.contacts.lease_until.store(until.0, Ordering::Relaxed);
                self.renew_host(until);
                self.events.input(node::Input::Lease { until, index });
            }
            Output::LeaseEnded => self.events.input(node::Input::LeaseEnded),
            Output::ProposeDown { term, node, incarnation, restarted } => {
                let heard = self.shared.contacts.last_heard(node);
                let silent_ms = heard.map_or(0, |heard| boot_time().since_ns(heard) / 1_000_000);
                let silent_ms = u32::try_from(silent_ms).unwrap_or(u32::MAX);
                self.events.input(node::Input::ProposeDown { silent_ms, term, node, incarnation, restarted });
            }
            Output::ProposeReleased(released) => self.events.input(node::Input::ProposeReleased(released)),
        }
    }

    fn send(&mut self, to: NodeId, message: &Message) {
        let address = self.shared.told.lock().expect("no thread panics with it").peers.get(&to).copied();
        let Some(address) = address else { return };
        let datagram = Datagram { cluster_instance: self.instance, from: self.me, message: message.clone() };
        let Some(bytes) = encode_datagram(&datagram) else { return };
        match self.socket.send_to(&bytes, address) {
            Ok(_) => drop(self.unsendable.remove(&to)),
            // A datagram that cannot be sent is a datagram lost; a full buffer is nobody's fault.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if self.unsendable.insert(to) => {
                tracing::warn!(node = %to, %address, %error, "heartbeats cannot be sent");
            }
            Err(_) => {}
        }
    }

    fn renew_host(&self, until: BootTime) {
        let mut told = self.shared.told.lock().expect("no thread panics with it");
        if told.lease_sender.as_ref().is_some_and(|sender| sender.send(until).is_err()) {
            // The host is gone; who waits for its end puts another in its place.
            told.lease_sender = None;
        }
    }
}
