//! One life of the service, from its settings to its end.

use crate::api::{ClientApi, Router};
use crate::clock::{ZoneOffset, boot_time};
use crate::disk::Disk;
use crate::event::{Event, Events};
use crate::event_loop::{Ended, EventLoop, Memory};
use crate::forget;
use crate::hand_over::{Inherited, Legacy};
use crate::heartbeat::Heartbeats;
use crate::host::{Host, HostSettings, RunningHost};
use crate::identity::Identity;
use crate::listen::{Listeners, warnings};
use crate::logging::{self, LogFormat};
use crate::peers::{Forwarder, FromPeers, Peers, watch_links};
use crate::published::{self, Published};
use crate::settings::Settings;
use crate::setup::{self, Start, Waited};
use crate::stop::StopRequests;
use crate::vault::Vault;
use cluster_state::State;
use cluster_state::command::{Command, Entry, Form, NewNode};
use cluster_state::outcome::Reply;
use model::{BootTime, ClusterTime, Guid, NodeId, Refusal, VoterId, WallTime, Win32Code};
use node::{EndCause, Inheritance, Node};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::broadcast;
use transport::{Links, LinksConfig, PeerService};

/// EX_TEMPFAIL: this life of the service is over, and it should be started again at once.
const EXIT_START_AGAIN: u8 = 75;
/// EX_CONFIG: the cluster was shut down; the service is started again when somebody says so.
const EXIT_SHUT_DOWN: u8 = 78;
/// EX_NOPERM: the node is no longer part of the cluster; starting it again is of no use.
const EXIT_EVICTED: u8 = 77;
/// A tick is this share of the lease length, so that an election is over well before a healthy node's lease is (0002 leases).
pub(crate) const TICKS_PER_LEASE: u64 = 20;
const ELECTION_TICKS_MIN: usize = 6;
const ELECTION_TICKS_MAX: usize = 10;
const HEARTBEAT_TICKS: usize = 2;
/// Before the state says otherwise: a twentieth of the default lease length.
const FIRST_TICK: Duration = Duration::from_millis(50);
const APPEND_BYTES_MAX: u64 = 1 << 20;
const APPENDS_IN_FLIGHT: usize = 256;
/// Steps of the event loop with notifications that a watcher may be behind.
const NOTIFIED_KEPT: usize = 4_096;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the service in this process until it is asked to stop, or its incarnation is over (exit status 75: start it again).
/// Without settings it waits to be configured first. `inherited`: a life goes on that another program began.
pub fn run(start: &Start, format: LogFormat, inherited: Option<Inherited>) -> ExitCode {
    logging::start(format);
    match wait_and_live(start, inherited) {
        Ok(Ended::Stopped) => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        Ok(Ended::Incarnation(EndCause::Evicted)) => {
            tracing::error!("this node was evicted from the cluster: remove its state before it is added again");
            ExitCode::from(EXIT_EVICTED)
        }
        Ok(Ended::Incarnation(cause)) => {
            tracing::warn!("this incarnation is over: {cause}; the service starts anew");
            ExitCode::from(EXIT_START_AGAIN)
        }
        Ok(Ended::Destroyed) => match forget::forget(start) {
            Ok(()) => {
                tracing::warn!(
                    "this machine is not a node any more; the service starts anew, and waits to be configured"
                );
                ExitCode::from(EXIT_START_AGAIN)
            }
            Err(refusal) => fail(&refusal.message),
        },
        Ok(Ended::ShutDown) => {
            tracing::warn!("stopped: the cluster was shut down");
            ExitCode::from(EXIT_SHUT_DOWN)
        }
        Ok(Ended::Fatal(reason)) => fail(&reason),
        Err(error) => fail(&error.to_string()),
    }
}

fn wait_and_live(start: &Start, inherited: Option<Inherited>) -> Result<Ended, Failure> {
    let stop = StopRequests::watch()?;
    if inherited.is_some() {
        return live(start, Settings::load(&start.settings)?, stop, inherited);
    }
    loop {
        if let Some(settings) = Settings::load_if_present(&start.settings)? {
            return live(start, settings, stop, None);
        }
        let waited = setup::run(start, &stop).map_err(|error| {
            // Perhaps the path was only mistyped.
            let settings = start.settings.display();
            format!("there are no settings in {settings}, and to wait until this machine is made a node fails: {error}")
        })?;
        if waited == Waited::Stopped {
            return Ok(Ended::Stopped);
        }
    }
}

fn fail(reason: &str) -> ExitCode {
    tracing::error!("the service cannot run: {reason}");
    ExitCode::FAILURE
}

/// What this life is told apart from its settings.
struct Life {
    settings: Arc<Settings>,
    identity: Identity,
    me: VoterId,
    instance: Guid,
    form: Option<Form>,
    ignore_persistent_state: bool,
    /// What the core goes on from, and the last heartbeat that was sent, if another program began this life.
    inheritance: Option<Inheritance>,
    sent_before: u64,
}

/// What a life has before its threads start.
struct Opened {
    life: Life,
    listeners: Listeners,
    log: storage::DiskLogWriter,
    snapshots: storage::DiskSnapshots,
    node: Node,
    /// Boot clock when the lock on the storage was had: no earlier life has promised anything later (leases C2).
    locked: BootTime,
    lock: File,
    host: Option<RunningHost>,
}

fn live(
    start_with: &Start,
    settings: Settings,
    stop: StopRequests,
    inherited: Option<Inherited>,
) -> Result<Ended, Failure> {
    if !resource_host::urgent::lock_memory() {
        tracing::info!("memory is not locked: a lease may be lost to swapping");
    }
    let opened = match inherited {
        None => open(start_with, settings)?,
        Some(inherited) => go_on(settings, inherited)?,
    };
    let socket = opened.life.settings.socket.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (events, inbox) = Events::channel();
    runtime.spawn(hand_on(stop.clone(), events.clone()));
    let event_loop = start(opened, &runtime, events, stop)?;
    let ended = event_loop.run(&inbox);
    runtime.shutdown_timeout(Duration::from_millis(500));
    drop(std::fs::remove_file(socket));
    Ok(ended)
}

fn open(start: &Start, settings: Settings) -> Result<Opened, Failure> {
    std::fs::create_dir_all(&settings.state_dir)?;
    let listeners = Listeners::bind(&settings, None)?;
    let mut life = Life::new(settings, Identity::draw()?)?;
    life.ignore_persistent_state = start.ignore_persistent_state;
    let log = storage::DiskLog::open(&life.log_dir(), life.instance, life.me)?;
    let locked = boot_time();
    // With the lock, so that what it finds is not of a service that lives.
    end_remains(&life.settings)?;
    Opened::load(life, listeners, log, locked)
}

/// Leases 15: with the lock, the connections and the life of another program that this process was.
fn go_on(settings: Settings, mut inherited: Inherited) -> Result<Opened, Failure> {
    inherited.check(&settings)?;
    let listeners = Listeners::bind(&settings, Some(&mut inherited))?;
    let mut life = Life::new(settings, inherited.identity()?)?;
    life.inheritance = Some(inherited.inheritance()?);
    life.sent_before = inherited.last_heartbeat();
    let log = storage::DiskLog::open_with_lock(&life.log_dir(), life.instance, life.me, inherited.lock()?)?;
    // What the predecessor acknowledged it acknowledged before this program began.
    let locked = boot_time();
    let mut opened = Opened::load(life, listeners, log, locked)?;
    opened.host = Some(inherited.host()?);
    let before = inherited.predecessors_version();
    tracing::info!(before, now = env!("CARGO_PKG_VERSION"), "this program goes on where another one stopped");
    Ok(opened)
}

impl Opened {
    fn load(life: Life, listeners: Listeners, log: storage::DiskLog, locked: BootTime) -> Result<Opened, Failure> {
        let lock = log.lock()?;
        let (log, snapshots, stored) = log.load()?;
        let node = Node::new(life.node_config(), stored)?;
        Ok(Opened { life, listeners, log, snapshots, node, locked, lock, host: None })
    }
}

fn start(opened: Opened, runtime: &Runtime, events: Events, stop: StopRequests) -> Result<EventLoop, Failure> {
    let Opened { life, listeners, log, snapshots, node, locked, lock, host } = opened;
    let legacy = life.legacy(lock, &listeners, stop)?;
    let Listeners { udp, unix, peer, client } = listeners;
    let (links, happenings) = {
        let _on_runtime = runtime.enter();
        Links::new(LinksConfig { me: life.me, cluster_instance: life.instance, peers: BTreeMap::new() })
    };
    let forwarder = Forwarder::new(Arc::new(links));
    let mut config = membership::Config::new(life.me.node, life.identity.incarnation, locked);
    config.sent_before = life.sent_before;
    config.lease_before = life.inheritance.as_ref().map(|inheritance| inheritance.until);
    let heartbeats = Heartbeats::start(udp, config, life.instance, events.clone())?;
    let handing_over = node.is_handing_over();
    let first = Published { state: node.state().clone(), status: node.status().clone(), handing_over };
    let (publisher, latest) = published::channel(first);
    let (notifications, _) = broadcast::channel(NOTIFIED_KEPT);
    let router = Router { events: events.clone(), latest, forwarder: forwarder.clone() };
    let mut peers = Peers::new(life.me.node, &life.founders(), forwarder, runtime.handle().clone(), events.clone());
    peers.update(node.state());
    let (to_host, on) = (events.clone(), runtime.handle().clone());
    let host = match host {
        Some(running) => Host::go_on(life.host_settings(), running, &heartbeats, to_host, on)?,
        None => Host::start(life.host_settings(), &peers, &heartbeats, to_host, on)?,
    };
    let vault = Vault::new(life.me.node, life.instance, &life.settings.state_dir, router.clone());
    let api = ClientApi {
        router: router.clone(),
        settings: life.settings.clone(),
        incarnation: life.identity.incarnation,
        contacts: heartbeats.contacts(),
        notifications: notifications.clone(),
        host_pid: host.pid(),
        warnings: Arc::new(warnings(&life.settings)),
        started: locked,
        hand_overs: node.hand_overs(),
        vault: vault.clone(),
        is_local: true,
    };
    runtime.spawn(vault.keep());
    let service = PeerService::new(life.me, life.instance, Arc::new(FromPeers { router }));
    let zone = ZoneOffset::look_up();
    runtime.spawn(zone.clone().keep());
    runtime.spawn(crate::adapters::watch(events.clone()));
    runtime.spawn(watch_links(happenings, events.clone()));
    crate::listen::serve(runtime, unix, client, peer, api, service, &events)?;
    announce(&life);
    let disk = Disk::start(log, snapshots, events.clone());
    let tick = FIRST_TICK;
    let memory = Memory::default();
    let peer_address = life.settings.peer_listen.ip();
    Ok(EventLoop {
        node,
        disk,
        heartbeats,
        peers,
        host,
        publisher,
        notifications,
        events,
        legacy,
        zone,
        peer_address,
        tick,
        memory,
    })
}

impl Life {
    fn new(settings: Settings, identity: Identity) -> Result<Life, Failure> {
        let instance: Guid =
            settings.cluster.instance.parse().map_err(|_| "cluster.instance in the settings is not a GUID")?;
        let me = VoterId { node: NodeId(settings.node_id), storage: settings.storage };
        let form = settings.cluster.founding.then(|| form(&settings, instance)).transpose()?;
        let settings = Arc::new(settings);
        let ignore_persistent_state = false;
        let (inheritance, sent_before) = (None, 0);
        Ok(Life { settings, identity, me, instance, form, ignore_persistent_state, inheritance, sent_before })
    }

    fn log_dir(&self) -> PathBuf {
        self.settings.state_dir.join("log")
    }

    /// Kept for the next program.
    fn legacy(&self, lock: File, listeners: &Listeners, stop: StopRequests) -> std::io::Result<Legacy> {
        Ok(Legacy {
            me: self.me,
            instance: self.instance,
            incarnation: self.identity.incarnation,
            release_seed: self.identity.release_seed,
            lock,
            stop,
            client_socket: listeners.unix.try_clone()?,
            peer_listener: listeners.peer.try_clone()?,
            client_listener: listeners.client.as_ref().map(std::net::TcpListener::try_clone).transpose()?,
        })
    }

    fn founders(&self) -> BTreeMap<NodeId, String> {
        let nodes = self.settings.cluster.nodes.iter();
        nodes.map(|node| (NodeId(node.id), node.address.clone())).collect()
    }

    fn node_config(&self) -> node::Config {
        node::Config {
            me: self.me,
            incarnation: self.identity.incarnation,
            release_key: self.identity.release_key.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            versions: model::level::THIS_PROGRAM,
            pid: std::process::id(),
            ignore_persistent_state: self.ignore_persistent_state,
            form: self.form.clone(),
            inherited: self.inheritance.clone(),
            consensus: consensus::Config {
                me: self.me,
                election_ticks_min: ELECTION_TICKS_MIN,
                election_ticks_max: ELECTION_TICKS_MAX,
                heartbeat_ticks: HEARTBEAT_TICKS,
                // Differs for each life of each node: two nodes must not campaign in step.
                seed: node::seed_of(self.identity.incarnation, self.inheritance.as_ref()),
                max_message_bytes: APPEND_BYTES_MAX,
                max_inflight: APPENDS_IN_FLIGHT,
            },
        }
    }

    fn host_settings(&self) -> HostSettings {
        HostSettings {
            node: self.me.node,
            node_name: self.settings.node_name.clone(),
            cluster_name: self.settings.cluster.name.clone(),
            incarnation: self.identity.incarnation,
            release_seed: self.identity.release_seed,
            state_dir: self.settings.state_dir.clone(),
        }
    }
}

/// What forms the cluster, the same on every founding node.
fn form(settings: &Settings, instance: Guid) -> Result<Form, Failure> {
    let guid = |name: &str, text: &str| -> Result<Guid, Failure> {
        text.parse().map_err(|_| format!("cluster.{name} in the settings is not a GUID").into())
    };
    let cluster = &settings.cluster;
    let nodes = cluster.nodes.iter().map(|node| NewNode {
        id: NodeId(node.id),
        name: node.name.clone(),
        storage: node.storage,
        address: node.address.clone(),
    });
    Ok(Form {
        cluster_name: cluster.name.clone(),
        instance,
        nodes: nodes.collect(),
        cluster_group: model::GroupId(guid("cluster_group", &cluster.cluster_group)?),
        available_storage: model::GroupId(guid("available_storage", &cluster.available_storage)?),
        cluster_name_resource: model::ResourceId(guid("cluster_name_resource", &cluster.cluster_name_resource)?),
        version: model::level::THIS_PROGRAM.highest,
    })
}

/// Whether a cluster can be formed of these settings: a refusal now, while there is somebody to read it.
pub(crate) fn check_form(settings: &Settings) -> Result<(), Refusal> {
    let invalid = |error: Failure| Refusal::new(Win32Code::ERROR_INVALID_DATA, error.to_string());
    let instance = settings.cluster.instance.parse().map_err(|_| invalid("cluster.instance is not a GUID".into()))?;
    let command = Command::Form(form(settings, instance).map_err(invalid)?);
    let entry =
        Entry { time: ClusterTime(1), wall: WallTime(1), zone_offset_s: 0, request: None, reason: None, command };
    State::empty().apply(1, &entry).reply.unwrap_or(Ok(Reply::Done)).map(|_| ())
}

/// leases 10: nothing of an earlier life is left before this one joins.
fn end_remains(settings: &Settings) -> Result<(), Failure> {
    let ended = resource_host::remains::end(&settings.state_dir)?;
    if !ended.is_empty() {
        tracing::warn!(processes = ?ended, "processes of an earlier life of this node were still running and were ended");
    }
    Ok(())
}

fn announce(life: &Life) {
    let settings = &life.settings;
    for warning in warnings(settings) {
        tracing::warn!("{warning}");
    }
    tracing::info!(
        node = settings.node_name,
        incarnation = %life.identity.incarnation,
        peers = %settings.peer_listen,
        socket = %settings.socket.display(),
        "the service of cluster {} is up",
        settings.cluster.name
    );
    crate::notify::ready(&format!("node {} of cluster {}", settings.node_name, settings.cluster.name));
}

async fn hand_on(mut stop: StopRequests, events: Events) {
    loop {
        events.send(Event::Stop(stop.requested().await));
    }
}
