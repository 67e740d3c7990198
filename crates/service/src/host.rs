//! The service's side of the resource host: starts it, speaks with it, and replaces one that died.

use crate::disk::spawn;
use crate::event::{Event, Events};
use crate::heartbeat::Heartbeats;
use crate::peers::Peers;
use bytes::Bytes;
use cluster_state::outcome::StartSpec;
use model::{Incarnation, NodeId, ResourceId};
use node::{HostCommand, HostEvent, Input};
use proto::host as wire;
use resource_host::launch::{Launched, LeaseSender, launch};
use resource_host::released;
use resource_host::wire::{FrameReader, encode_frame};
use rustix::process::{Pid, WaitOptions, waitpid};
use std::io::Result;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use wire::from_host::Message as FromHost;
use wire::to_host::Message as ToHost;

/// How long it may take until nothing is read or written any more; both are waiting tasks.
const PAUSE_LIMIT: Duration = Duration::from_secs(1);

/// Who a host works for; the same for every host of one life of the service.
#[derive(Clone)]
pub struct HostSettings {
    pub node: NodeId,
    pub node_name: String,
    pub cluster_name: String,
    pub incarnation: Incarnation,
    pub release_seed: [u8; 32],
    pub state_dir: PathBuf,
}

/// Process id of the present host, for status displays; 0 while there is none.
#[derive(Clone, Default)]
pub struct HostPid(Arc<AtomicU32>);

impl HostPid {
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A host that a predecessor has left, with everything that is known of it.
pub struct RunningHost {
    pub pid: u32,
    pub protocol: u32,
    pub socket: UnixStream,
    pub lease: LeaseSender,
    pub peers: Vec<String>,
    /// Read from the socket and not understood yet.
    pub unread: Bytes,
}

/// The connections to the present host, once more, for the next program.
struct Connection {
    socket: UnixStream,
    lease: LeaseSender,
    pause: mpsc::UnboundedSender<PauseReading>,
}

/// Nothing is read until `resume` is dropped; `said` gets what was read and not understood.
struct PauseReading {
    said: std::sync::mpsc::Sender<Bytes>,
    resume: oneshot::Receiver<()>,
}

/// Nothing that the host says is read, until [`Host::resume`].
pub struct PausedHost {
    socket: UnixStream,
    lease: LeaseSender,
    unread: Bytes,
    resume: oneshot::Sender<()>,
}

impl PausedHost {
    pub fn socket(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    pub fn lease(&self) -> BorrowedFd<'_> {
        self.lease.as_fd()
    }

    pub fn unread(&self) -> &[u8] {
        &self.unread
    }
}

/// To be written to the host, in order.
enum Outgoing {
    Frame(Bytes),
    /// Everything before it has been written when this is dropped.
    Flush(std::sync::mpsc::Sender<()>),
}

/// Whose end is waited for.
enum HostProcess {
    Started(Child),
    /// A child of this process all the same.
    Inherited(u32),
}

pub struct Host {
    settings: HostSettings,
    events: Events,
    runtime: Handle,
    frames: Option<mpsc::UnboundedSender<Outgoing>>,
    connection: Option<Connection>,
    pid: HostPid,
    /// Of the protocol, as the present host speaks it.
    protocol: Arc<AtomicU32>,
    /// The present host has said that it starts nothing any more.
    finished: Arc<AtomicBool>,
    peers: Vec<String>,
}

impl Host {
    pub fn start(
        settings: HostSettings,
        peers: &Peers,
        heartbeats: &Heartbeats,
        events: Events,
        runtime: Handle,
    ) -> Result<Host> {
        let mut host = Host {
            settings,
            events,
            runtime,
            frames: None,
            connection: None,
            pid: HostPid::default(),
            protocol: Arc::default(),
            finished: Arc::default(),
            peers: heartbeat_addresses(peers),
        };
        host.restart(heartbeats)?;
        Ok(host)
    }

    /// Goes on with a host that runs: nothing is said to it.
    pub fn go_on(
        settings: HostSettings,
        running: RunningHost,
        heartbeats: &Heartbeats,
        events: Events,
        runtime: Handle,
    ) -> Result<Host> {
        let RunningHost { pid, protocol, socket, lease, peers, unread } = running;
        let mut host = Host {
            settings,
            events,
            runtime,
            frames: None,
            connection: None,
            pid: HostPid::default(),
            protocol: Arc::new(AtomicU32::new(protocol)),
            finished: Arc::default(),
            peers,
        };
        host.connect(HostProcess::Inherited(pid), pid, socket, lease, unread, heartbeats)?;
        Ok(host)
    }

    pub fn node(&self) -> NodeId {
        self.settings.node
    }

    pub fn pid(&self) -> HostPid {
        self.pid.clone()
    }

    pub fn has_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }

    /// Starts a host in the place of one that is gone with everything it ran.
    pub fn restart(&mut self, heartbeats: &Heartbeats) -> Result<()> {
        let Launched { child, socket, lease } = launch(&self.settings.state_dir, self.settings.incarnation)?;
        let pid = child.id();
        self.connect(HostProcess::Started(child), pid, socket, lease, Bytes::new(), heartbeats)?;
        self.say(ToHost::Hello(self.hello()));
        Ok(())
    }

    fn connect(
        &mut self,
        process: HostProcess,
        pid: u32,
        socket: UnixStream,
        lease: LeaseSender,
        unread: Bytes,
        heartbeats: &Heartbeats,
    ) -> Result<()> {
        self.pid.0.store(pid, Ordering::Relaxed);
        let (frames, outgoing) = mpsc::unbounded_channel();
        self.frames = Some(frames);
        let (pause, pauses) = mpsc::unbounded_channel();
        self.connection = Some(Connection { socket: socket.try_clone()?, lease: lease.try_clone()?, pause });
        heartbeats.tell_lease_sender(Some(lease));
        let (reading, writing) = self.split(socket)?;
        self.runtime.spawn(write_frames(writing, outgoing));
        let (reading_ends, all_read) = std::sync::mpsc::channel();
        let hearing = Hearing {
            events: self.events.clone(),
            finished: self.finished.clone(),
            protocol: self.protocol.clone(),
            _ends: reading_ends,
        };
        self.runtime.spawn(read_host(FrameReader::continued(reading, &unread), pauses, hearing));
        self.watch(process, all_read);
        Ok(())
    }

    /// Leases 14: stops reading. `None` while there is no host, or it does not answer.
    pub fn pause(&self) -> Option<PausedHost> {
        let connection = self.connection.as_ref()?;
        let (said, hear) = std::sync::mpsc::channel();
        let (resume, wait) = oneshot::channel();
        connection.pause.send(PauseReading { said, resume: wait }).ok()?;
        let unread = hear.recv_timeout(PAUSE_LIMIT).ok()?;
        let (socket, lease) = (connection.socket.try_clone().ok()?, connection.lease.try_clone().ok()?);
        Some(PausedHost { socket, lease, unread, resume })
    }

    pub fn resume(&self, paused: PausedHost) {
        // A reader that has ended needs no word.
        drop(paused.resume);
    }

    /// Whether everything that was said to the host has been written to its socket.
    pub fn flush(&self) -> bool {
        let (done, wait) = std::sync::mpsc::channel();
        let asked = self.frames.as_ref().is_some_and(|frames| frames.send(Outgoing::Flush(done)).is_ok());
        // Nothing is sent: it is dropped.
        asked && wait.recv_timeout(PAUSE_LIMIT) == Err(std::sync::mpsc::RecvTimeoutError::Disconnected)
    }

    /// A program that was to be replaced has the signals of a new one: a broken pipe must be an error again.
    pub fn restore_signals(&self) {
        let _on_runtime = self.runtime.enter();
        if let Err(error) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::pipe()) {
            tracing::error!(%error, "the signal of broken pipes cannot be taken");
        }
    }

    /// Of the present host's protocol; 1 until it has said so.
    pub fn protocol(&self) -> u32 {
        self.protocol.load(Ordering::Relaxed).max(1)
    }

    pub fn peers(&self) -> &[String] {
        &self.peers
    }

    fn split(&self, socket: UnixStream) -> Result<(OwnedReadHalf, OwnedWriteHalf)> {
        let _on_runtime = self.runtime.enter();
        Ok(tokio::net::UnixStream::from_std(socket)?.into_split())
    }

    /// Waits for the host's end on a thread of its own, and then until nothing of what it ran is left.
    fn watch(&self, process: HostProcess, all_read: std::sync::mpsc::Receiver<()>) {
        let (events, pid, state_dir) = (self.events.clone(), self.pid.clone(), self.settings.state_dir.clone());
        let finished = self.finished.clone();
        spawn("host end", move || {
            let status = process.wait();
            pid.0.store(0, Ordering::Relaxed);
            // Its last word may still be on its way: whoever said it is not replaced (leases 8). Nothing is sent; the error says
            // that the reader has seen the end.
            let _ = all_read.recv();
            if !finished.load(Ordering::Acquire) {
                tracing::error!(?status, "the resource host died");
                if let Err(error) = resource_host::remains::end(&state_dir) {
                    // What may still run must not run twice: the lease has to end, and with it this incarnation.
                    events.send(Event::Fatal(error.to_string()));
                    return;
                }
            }
            events.send(Event::HostExited);
        });
    }

    pub fn send(&self, command: HostCommand) {
        self.say(match command {
            HostCommand::Start(spec) => ToHost::Start(start(*spec)),
            HostCommand::Stop { resource, attempt } => {
                ToHost::Stop(wire::Stop { resource: id(resource), attempt: attempt.0 })
            }
            HostCommand::Terminate { resource, attempt } => {
                ToHost::Terminate(wire::Terminate { resource: id(resource), attempt: attempt.0 })
            }
            HostCommand::Maintain { resource, attempt, on } => {
                ToHost::Maintain(wire::Maintain { resource: id(resource), attempt: attempt.0, on })
            }
        });
    }

    /// Everything is to be taken offline in order, for good.
    pub fn finish(&self) {
        self.say(ToHost::Finish(wire::Finish {}));
    }

    /// The host lets go of what it still runs when it sees this.
    pub fn close(&mut self) {
        self.frames = None;
        self.connection = None;
    }

    pub fn tell_peers(&mut self, peers: &Peers) {
        let addresses = heartbeat_addresses(peers);
        if addresses != self.peers {
            self.peers = addresses;
            self.say(ToHost::Peers(wire::Peers { addresses: self.peers.clone() }));
        }
    }

    fn say(&self, message: ToHost) {
        if let Some(frames) = &self.frames {
            // A host that has just died is replaced, and told everything anew.
            drop(frames.send(Outgoing::Frame(encode_frame(&wire::ToHost { message: Some(message) }))));
        }
    }

    fn hello(&self) -> wire::Hello {
        let settings = &self.settings;
        wire::Hello {
            node: settings.node.0,
            node_name: settings.node_name.clone(),
            cluster_name: settings.cluster_name.clone(),
            incarnation: settings.incarnation.0,
            release_seed: Bytes::copy_from_slice(&settings.release_seed),
            peers: Some(wire::Peers { addresses: self.peers.clone() }),
            state_dir: settings.state_dir.display().to_string(),
            without_cgroups: false,
        }
    }
}

fn heartbeat_addresses(peers: &Peers) -> Vec<String> {
    peers.heartbeat_addresses().values().map(ToString::to_string).collect()
}

fn id(resource: ResourceId) -> Bytes {
    Bytes::copy_from_slice(&resource.0.0)
}

fn start(spec: StartSpec) -> wire::Start {
    let properties = spec.properties.iter();
    wire::Start {
        resource: id(spec.resource),
        name: spec.resource_name,
        type_name: spec.type_name,
        group: Bytes::copy_from_slice(&spec.group.0.0),
        group_name: spec.group_name,
        epoch: spec.epoch.0,
        attempt: spec.attempt.0,
        properties: properties
            .map(|(name, value)| wire::Property {
                name: name.clone(),
                value: Some(proto::command::value_to_wire(value)),
            })
            .collect(),
        looks_alive_ms: spec.looks_alive_ms,
        is_alive_ms: spec.is_alive_ms,
        pending_timeout_ms: spec.pending_timeout_ms,
        deadlock_timeout_ms: spec.deadlock_timeout_ms,
        separate_monitor: spec.separate_monitor,
    }
}

impl HostProcess {
    fn wait(self) -> String {
        match self {
            HostProcess::Started(mut child) => format!("{:?}", child.wait()),
            HostProcess::Inherited(pid) => {
                let pid = Pid::from_raw(pid.cast_signed());
                // An error means that it has ended and was waited for by the predecessor.
                format!("{:?}", rustix::io::retry_on_intr(|| waitpid(pid, WaitOptions::empty())))
            }
        }
    }
}

async fn write_frames(mut socket: OwnedWriteHalf, mut outgoing: mpsc::UnboundedReceiver<Outgoing>) {
    while let Some(next) = outgoing.recv().await {
        match next {
            Outgoing::Frame(frame) if socket.write_all(&frame).await.is_err() => return,
            Outgoing::Frame(_) => {}
            Outgoing::Flush(done) => drop(done),
        }
    }
    // Dropping this half is not enough: the host is to see the end now.
    drop(socket.shutdown().await);
}

/// Whom the reader of a host tells what.
struct Hearing {
    events: Events,
    finished: Arc<AtomicBool>,
    protocol: Arc<AtomicU32>,
    /// Dropped when the host is gone and all that it said was read.
    _ends: std::sync::mpsc::Sender<()>,
}

/// Reads until the host is gone.
async fn read_host(
    mut frames: FrameReader<OwnedReadHalf>,
    mut pauses: mpsc::UnboundedReceiver<PauseReading>,
    hearing: Hearing,
) {
    loop {
        let next = tokio::select! {
            next = frames.next::<wire::FromHost>() => next,
            Some(PauseReading { said, resume }) = pauses.recv() => {
                drop(said.send(Bytes::copy_from_slice(frames.unread())));
                // Its end is the word to go on.
                drop(resume.await);
                continue;
            }
        };
        match next {
            Ok(Some(wire::FromHost { message: Some(message) })) => take(message, &hearing),
            Ok(Some(wire::FromHost { message: None })) => {}
            Ok(None) => return,
            // It runs what this service would never hear of again.
            Err(error) => {
                let reason = format!("the resource host cannot be understood: {error}");
                return hearing.events.send(Event::Fatal(reason));
            }
        }
    }
}

fn take(message: FromHost, hearing: &Hearing) {
    let Hearing { events, finished, protocol, .. } = hearing;
    match message {
        FromHost::Ready(wire::Ready { pid, protocol: spoken }) => {
            protocol.store(spoken, Ordering::Relaxed);
            tracing::debug!(pid, "the resource host is ready");
            events.input(Input::Host(HostEvent::Ready));
        }
        FromHost::Report(report) => match proto::command::report_from_wire(report) {
            Ok(report) => events.input(Input::Host(HostEvent::Report(report))),
            Err(error) => tracing::error!(%error, "a report of the resource host cannot be read"),
        },
        FromHost::Log(line) => log(&line),
        FromHost::Finished(last) => {
            let Some(Ok(signed)) = last.released.map(released::from_message) else {
                return events.send(Event::Fatal("the resource host finished without a last word".into()));
            };
            finished.store(true, Ordering::Release);
            events.send(Event::HostFinished(signed.released));
        }
    }
}

/// The cluster log: what resources print, and what the host says of itself.
fn log(log: &wire::Log) {
    let resource = log.resource.as_ref().try_into().map(|id| ResourceId(model::Guid(id)).to_string());
    match (resource, log.stream) {
        (Ok(resource), stream) => {
            let stream = if stream == wire::Stream::Stderr as i32 { "stderr" } else { "stdout" };
            tracing::info!(resource, stream, "{}", log.line);
        }
        (Err(_), _) => tracing::info!(from = "resource host", "{}", log.line),
    }
}
