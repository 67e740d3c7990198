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
use resource_host::launch::{Launched, launch};
use resource_host::released;
use resource_host::wire::{FrameReader, encode_frame};
use std::io::Result;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use tokio::io::AsyncWriteExt;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use wire::from_host::Message as FromHost;
use wire::to_host::Message as ToHost;

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

pub struct Host {
    settings: HostSettings,
    events: Events,
    runtime: Handle,
    frames: Option<mpsc::UnboundedSender<Bytes>>,
    pid: HostPid,
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
            pid: HostPid::default(),
            finished: Arc::default(),
            peers: heartbeat_addresses(peers),
        };
        host.restart(heartbeats)?;
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
        self.pid.0.store(child.id(), Ordering::Relaxed);
        let (frames, outgoing) = mpsc::unbounded_channel();
        self.frames = Some(frames);
        heartbeats.tell_lease_sender(Some(lease));
        let (reading, writing) = self.split(socket)?;
        self.runtime.spawn(write_frames(writing, outgoing));
        let (reading_ends, all_read) = std::sync::mpsc::channel();
        self.runtime.spawn(read_host(reading, self.events.clone(), self.finished.clone(), reading_ends));
        self.watch(child, all_read);
        self.say(ToHost::Hello(self.hello()));
        Ok(())
    }

    fn split(&self, socket: UnixStream) -> Result<(OwnedReadHalf, OwnedWriteHalf)> {
        let _on_runtime = self.runtime.enter();
        Ok(tokio::net::UnixStream::from_std(socket)?.into_split())
    }

    /// Waits for the host's end on a thread of its own, and then until nothing of what it ran is left.
    fn watch(&self, mut child: Child, all_read: std::sync::mpsc::Receiver<()>) {
        let (events, pid, state_dir) = (self.events.clone(), self.pid.clone(), self.settings.state_dir.clone());
        let finished = self.finished.clone();
        spawn("host end", move || {
            let status = child.wait();
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
        });
    }

    /// Everything is to be taken offline in order, for good.
    pub fn finish(&self) {
        self.say(ToHost::Finish(wire::Finish {}));
    }

    /// The host lets go of what it still runs when it sees this.
    pub fn close(&mut self) {
        self.frames = None;
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
            drop(frames.send(encode_frame(&wire::ToHost { message: Some(message) })));
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

async fn write_frames(mut socket: OwnedWriteHalf, mut frames: mpsc::UnboundedReceiver<Bytes>) {
    while let Some(frame) = frames.recv().await {
        if socket.write_all(&frame).await.is_err() {
            return;
        }
    }
    // Dropping this half is not enough: the host is to see the end now.
    drop(socket.shutdown().await);
}

/// Reads until the host is gone; then drops `_ends`.
async fn read_host(
    socket: OwnedReadHalf,
    events: Events,
    finished: Arc<AtomicBool>,
    _ends: std::sync::mpsc::Sender<()>,
) {
    let mut frames = FrameReader::new(socket);
    loop {
        match frames.next::<wire::FromHost>().await {
            Ok(Some(wire::FromHost { message: Some(message) })) => take(message, &events, &finished),
            Ok(Some(wire::FromHost { message: None })) => {}
            Ok(None) => return,
            // It runs what this service would never hear of again.
            Err(error) => return events.send(Event::Fatal(format!("the resource host cannot be understood: {error}"))),
        }
    }
}

fn take(message: FromHost, events: &Events, finished: &AtomicBool) {
    match message {
        FromHost::Ready(wire::Ready { pid }) => {
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
