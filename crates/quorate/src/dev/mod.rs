//! `quorate dev`: a whole cluster on this machine, in the foreground, without root.
//!
//! It starts the same services that a real cluster has, each in a folder of its own, and does nothing that they could not do
//! without it: kill it, and they stop; start it again in the same folder, and the same cluster is there.
//!
//! Start reading at [`run`]; [`folder`] is what stays, [`supervisor`] what runs, [`demo`] what the newcomer sees.

mod announce;
mod demo;
pub(crate) mod folder;
mod lock;
mod log_tail;
mod moves;
mod ports;
mod remains;
mod supervisor;

use crate::args::dev::Dev;
use crate::connection;
use crate::failure::Failure;
use crate::output::Output;
use announce::Announcer;
use client::{Client, Endpoint, Object, PropertyScope};
use folder::DevCluster;
use log_tail::LogTail;
use model::{Value, Win32Code};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;
use supervisor::{Happening, Supervisor, Wish};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const NODES: u32 = 3;

/// A cluster that has not formed by then has a reason that its logs tell.
const FORM_DEADLINE: Duration = Duration::from_secs(30);
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// A service that stops when most others have stopped gets so long.
const LONELY_DEADLINE: Duration = Duration::from_secs(1);

pub(crate) fn run(dev: &Dev, output: &Output) -> Result<(), Failure> {
    let dir = match &dev.dir {
        Some(dir) => dir.clone(),
        None => folder::default_dir().ok_or_else(|| {
            Failure::refused(Win32Code::ERROR_FILE_NOT_FOUND, "Neither HOME nor XDG_STATE_HOME names a folder")
                .next("quorate dev --dir DIR")
        })?,
    };
    let dir = folder::create_dir(&dir)?;
    let _lock = lock::take(&dir)?;
    let (cluster, is_new) = find_or_make(&dir, dev)?;
    let announcer = Announcer::new(dev, &dir, *output);
    // Whoever ran here before holds the ports and the data.
    let left_over = remains::end_all(&cluster)?;
    if left_over > 0 {
        announcer
            .line(&format!("Ended {left_over} processes that an earlier quorate dev had left in {}", dir.display()));
    }
    ports::check(&cluster, !dev.no_demo)?;
    folder::write(&dir, &cluster)?;
    announcer.starting(&cluster, is_new);

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::file("The program cannot be started", &error))?;
    let ran = runtime.block_on(run_cluster(dev, &cluster, announcer));
    runtime.shutdown_background();
    // Applications end with their hosts, and hosts with their services; this makes sure of it.
    remains::end_all(&cluster)?;
    ran
}

/// The cluster that is in the folder, or a new one; whether it is new.
fn find_or_make(dir: &Path, dev: &Dev) -> Result<(DevCluster, bool), Failure> {
    let Some(cluster) = folder::load(dir)? else {
        let nodes = dev.nodes.unwrap_or(NODES) as u16;
        let ports = ports::choose(nodes + 1, dev.base_port)?;
        let (demo_port, peer_ports) = ports.split_last().expect("at least two ports were asked for");
        return Ok((folder::new_cluster(dir, peer_ports, *demo_port), true));
    };
    let other_folder = || "quorate dev --dir OTHER".to_owned();
    let nodes = cluster.nodes.len();
    if dev.nodes.is_some_and(|wanted| wanted as usize != nodes) {
        let message =
            format!("{} holds a cluster of {nodes} nodes: leave --nodes away, or take another folder", dir.display());
        return Err(Failure::refused(Win32Code::ERROR_INVALID_PARAMETER, message).next(other_folder()));
    }
    let first_port = cluster.nodes.first().map(|node| node.peer_port);
    if dev.base_port.is_some() && dev.base_port != first_port {
        let message = format!(
            "{} holds a cluster with other ports: leave --base-port away, or take another folder",
            dir.display()
        );
        return Err(Failure::refused(Win32Code::ERROR_INVALID_PARAMETER, message).next(other_folder()));
    }
    Ok((cluster, false))
}

async fn run_cluster(dev: &Dev, cluster: &DevCluster, announcer: Announcer) -> Result<(), Failure> {
    let (wish, wishes) = watch::channel(Wish::Run);
    let (tell, mut happenings) = mpsc::unbounded_channel();
    // Signals first: a Ctrl-C from now on stops what was started.
    let mut stop = StopSignals::new()?;
    let mut services = start_services(cluster, &wishes, &tell)?;
    let mut work = JoinSet::new();
    for node in &cluster.nodes {
        work.spawn(LogTail::new(&node.name, node.log_file()).run(tell.clone()));
    }
    let (service_ends, ends) = watch::channel(None);
    let mut ready = Box::pin(bring_up(dev, cluster, &announcer));
    let mut is_ready = false;
    let mut result = Ok(());
    loop {
        tokio::select! {
            () = stop.next() => break,
            Some(happening) = happenings.recv() => match happening {
                Happening::Line(line) => announcer.line(&line),
                Happening::Ended { node, at } => drop(service_ends.send(Some((node, at)))),
            },
            up = &mut ready, if !is_ready => {
                is_ready = true;
                match up {
                    Ok(client) => drop(work.spawn(moves::tell(client, cluster.clone(), ends.clone(), tell.clone()))),
                    Err(failure) => { result = Err(failure); break; }
                }
            },
            // All have been evicted.
            _ = services.join_next(), if !services.is_empty() => if services.is_empty() { break },
        }
    }
    drop(ready);
    announcer.stopping();
    stop_services(services, cluster.nodes.len(), &wish, &mut stop, &mut happenings, &announcer).await;
    work.shutdown().await;
    announcer.stopped();
    result
}

/// All at once, in order. The last of them cannot tell the others that they stop, because no quorum is left to hear it: they
/// are not waited for long. A second Ctrl-C waits for nobody.
async fn stop_services(
    mut services: JoinSet<()>,
    nodes: usize,
    wish: &watch::Sender<Wish>,
    stop: &mut StopSignals,
    happenings: &mut mpsc::UnboundedReceiver<Happening>,
    announcer: &Announcer,
) {
    let quorum = nodes / 2 + 1;
    let _ = wish.send(Wish::Stop);
    let mut lonely = pin!(sleep(LONELY_DEADLINE));
    while !services.is_empty() {
        let hurry = *wish.borrow() == Wish::Kill;
        tokio::select! {
            _ = services.join_next() => lonely.as_mut().reset(Instant::now() + LONELY_DEADLINE),
            () = stop.next(), if !hurry => drop(wish.send(Wish::Kill)),
            () = &mut lonely, if !hurry && services.len() < quorum => drop(wish.send(Wish::Kill)),
            Some(Happening::Line(line)) = happenings.recv() => announcer.line(&line),
        }
    }
}

fn start_services(
    cluster: &DevCluster,
    wishes: &watch::Receiver<Wish>,
    tell: &mpsc::UnboundedSender<Happening>,
) -> Result<JoinSet<()>, Failure> {
    let program = own_program()?;
    let mut services = JoinSet::new();
    for node in &cluster.nodes {
        let supervisor =
            Supervisor { node: node.clone(), program: program.clone(), wish: wishes.clone(), tell: tell.clone() };
        services.spawn(supervisor.run());
    }
    Ok(services)
}

fn own_program() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| Failure::file("The path of this program is not known", &error))
}

/// Waits until the cluster answers, makes the demo, and tells the user.
async fn bring_up(dev: &Dev, cluster: &DevCluster, announcer: &Announcer) -> Result<Client, Failure> {
    let deadline = Instant::now() + FORM_DEADLINE;
    let client = loop {
        match formed(cluster).await {
            Ok(client) => break client,
            Err(_) if Instant::now() < deadline => sleep(RETRY_INTERVAL).await,
            Err(failure) => {
                let log = cluster.nodes[0].log_file();
                return Err(failure.next(format!("less {}", crate::shell::shell_word(&log.display().to_string()))));
            }
        }
    };
    never_quarantine(&client).await?;
    let demo = if dev.no_demo { None } else { Some(demo::make(&client, cluster, &own_program()?).await) };
    announcer.ready(&client, cluster, demo).await?;
    Ok(client)
}

/// Here services are killed to see what happens: a node is kept out for that only where somebody sets QuarantineThreshold.
async fn never_quarantine(client: &Client) -> Result<(), Failure> {
    let properties = client.properties(Object::Cluster, PropertyScope::Common).await?;
    if properties.iter().any(|property| property.name == "QuarantineThreshold" && property.is_default) {
        let never = Some(Value::Dword(0));
        client.set_property(Object::Cluster, PropertyScope::Common, "QuarantineThreshold", never).await?;
    }
    Ok(())
}

/// A client, once every node of ours has joined; the user may have added others.
///
/// The cluster may still count a node's earlier life as a member, and call its groups online: each service is asked whether
/// it is itself a member in the life that it has now.
async fn formed(cluster: &DevCluster) -> Result<Client, Failure> {
    let client = Client::connect(&connection::dev_endpoint(cluster)).await?.with_request_timeout(FORM_DEADLINE);
    let nodes = client.nodes().await?;
    for node in cluster.nodes.iter().filter(|node| nodes.iter().any(|known| known.id == node.id)) {
        let service = Client::connect(&Endpoint::unix(&node.socket)).await?;
        if !service.status().await?.member {
            let message = format!("Node {} does not join", node.name);
            return Err(Failure::refused(Win32Code::ERROR_CLUSTER_NODE_NOT_READY, message));
        }
    }
    Ok(client)
}

/// Ctrl-C, and what a service manager or a closed terminal sends.
struct StopSignals {
    signals: Vec<tokio::signal::unix::Signal>,
}

impl StopSignals {
    fn new() -> Result<StopSignals, Failure> {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let signals: std::io::Result<Vec<_>> = kinds.into_iter().map(signal).collect();
        Ok(StopSignals { signals: signals.map_err(|error| Failure::file("Signals cannot be received", &error))? })
    }

    async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let arrived = self.signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if arrived { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
}
