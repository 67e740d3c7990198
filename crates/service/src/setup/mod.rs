//! A service that is no node yet: it runs so that its machine can be made one, by `quorate cluster create` on the machine itself, or
//! by a cluster that takes it in over the network (docs/decisions/0006-joining.md). When it has been told what it is, it writes its
//! settings and goes over to normal service.
//!
//! Start reading at [`door`] (who may tell it), then [`machine`] (what it does then) and [`answers`].

mod answers;
mod cloud;
mod door;
mod machine;
mod reset;
mod unconfigured_cluster;

pub use cloud::cloud_type;
pub use reset::{Reset, reset};

use crate::listen::bind_socket;
use crate::stop::StopRequests;
use answers::Answers;
use machine::Machine;
use proto::MESSAGE_BYTES_MAX;
use proto::client::cluster_server::ClusterServer;
use proto::join::joining_server::JoiningServer;
use proto::join::setup_server::SetupServer;
use proto::joining::JOINING_BYTES_MAX;
use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::transport::Server;
use unconfigured_cluster::UnconfiguredCluster;

/// A call here is one question and one answer; who takes longer keeps others out.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
const CALLS: usize = 8;
/// How long the last answers may take to reach those who asked, once this service goes over.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// What a service is started with. Once it is configured, its settings say the rest.
#[derive(Clone, Debug)]
pub struct Start {
    /// The settings; absent as long as this machine is not configured.
    pub settings: PathBuf,
    /// For settings that are yet to be written.
    pub state_dir: PathBuf,
    pub socket: PathBuf,
    /// Where it waits to be configured over the network.
    pub listen: SocketAddr,
    /// If the cluster starts with this node, nothing of it is brought online (policies 8.8).
    pub ignore_persistent_state: bool,
}

/// How the wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waited {
    /// The settings are there.
    Configured,
    Stopped,
}

/// Serves until this machine is configured, or the service is to stop.
pub fn run(start: &Start, stop: &StopRequests) -> Result<Waited> {
    let listener = bind(start.listen)?;
    let unix = bind_socket(&start.socket)?;
    let machine = Arc::new(Machine::new(start.clone(), listener.local_addr()?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    announce(&machine);
    let waited = runtime.block_on(wait(&machine, listener, unix, stop.clone()));
    runtime.shutdown_timeout(LAST_ANSWERS);
    drop(std::fs::remove_file(&start.socket));
    if let Ok(Waited::Configured) = waited {
        tracing::info!("this machine was configured: {} is written", start.settings.display());
    }
    waited
}

async fn wait(machine: &Arc<Machine>, tcp: TcpListener, unix: UnixListener, mut stop: StopRequests) -> Result<Waited> {
    let (end, ending) = watch::channel(false);
    let servers = serve(machine, tcp, unix, ending)?;
    tokio::pin!(servers);
    let mut configured = machine.configured();
    let waited = tokio::select! {
        _ = configured.wait_for(|configured| *configured) => Waited::Configured,
        _ = stop.requested() => Waited::Stopped,
        ended = &mut servers => return Err(ended.err().unwrap_or_else(|| Error::other("a server ended by itself"))),
    };
    // What was asked last is answered before the listeners are closed.
    end.send_replace(true);
    drop(tokio::time::timeout(LAST_ANSWERS, servers).await);
    Ok(waited)
}

/// Root on this machine may do everything that can be done here; others may try the join code.
fn serve(
    machine: &Arc<Machine>,
    tcp: TcpListener,
    unix: UnixListener,
    ending: watch::Receiver<bool>,
) -> Result<impl Future<Output = Result<()>> + use<>> {
    let answers = Answers(machine.clone());
    let server = || Server::builder().tcp_nodelay(true).timeout(CALL_TIMEOUT).concurrency_limit_per_connection(CALLS);
    let joining = JoiningServer::new(answers.clone()).max_decoding_message_size(JOINING_BYTES_MAX);
    let cluster = ClusterServer::new(UnconfiguredCluster(machine.clone())).max_decoding_message_size(MESSAGE_BYTES_MAX);
    let setup = SetupServer::new(answers).max_decoding_message_size(JOINING_BYTES_MAX);
    let unix = UnixListenerStream::new(tokio::net::UnixListener::from_std(unix)?);
    let tcp = TcpListenerStream::new(tokio::net::TcpListener::from_std(tcp)?);
    let local = server().add_service(cluster).add_service(setup).serve_with_incoming_shutdown(unix, ended(&ending));
    let network = server().add_service(joining).serve_with_incoming_shutdown(tcp, ended(&ending));
    Ok(async move { tokio::try_join!(local, network).map(|_| ()).map_err(Error::other) })
}

fn ended(ending: &watch::Receiver<bool>) -> impl Future<Output = ()> + use<> {
    let mut ending = ending.clone();
    async move { drop(ending.wait_for(|ending| *ending).await) }
}

/// `[::]` takes IPv4 too (ipv6(7), bindv6only); on a machine without IPv6 it means every IPv4 address.
fn bind(listen: SocketAddr) -> Result<TcpListener> {
    let no_ipv6 = |error: &Error| !matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied);
    let listener = match TcpListener::bind(listen) {
        Err(error) if listen.ip() == Ipv6Addr::UNSPECIFIED && no_ipv6(&error) => {
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, listen.port()))
        }
        bound => bound,
    };
    let listener = listener.map_err(|error| Error::new(error.kind(), format!("cannot listen on {listen}: {error}")))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Whether a node has kept its log here.
fn has_remains(state_dir: &Path) -> bool {
    ["log", "snapshots"].iter().any(|name| state_dir.join(name).exists())
}

fn announce(machine: &Machine) {
    let start = machine.start();
    tracing::warn!(
        socket = %start.socket.display(),
        listen = %machine.listen(),
        "this machine is not a node of a cluster yet, because there is no {}: make a cluster with `quorate cluster create NAME`, or \
         show the code with which a cluster takes this machine in with `quorate node join-code`",
        start.settings.display()
    );
    if let Err(refusal) = machine.check_no_remains() {
        tracing::warn!("{}; {}", refusal.message, refusal.next);
    }
    crate::notify::ready("not configured: quorate cluster create, or quorate node join-code");
}
