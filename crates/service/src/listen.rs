//! Where the service listens, and what it serves there.

use crate::access::{Access, Guarded, LocalStream, OWNER_ALONE, keep_open_for_others, set_mode};
use crate::api::{ClientApi, LocalStates, Member, will_ask_for_states};
use crate::event::{Event, Events};
use crate::hand_over::Inherited;
use crate::settings::Settings;
use proto::MESSAGE_BYTES_MAX;
use proto::client::cluster_server::ClusterServer;
use proto::join::joining_server::JoiningServer;
use proto::join::setup_server::SetupServer;
use proto::joining::JOINING_BYTES_MAX;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::service::Routes;
use tonic::transport::Server;
use transport::PeerService;

/// Connections that the gRPC server has not taken yet.
const CONNECTIONS_WAITING: usize = 16;
/// When the system has no place for another connection.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Everything the service listens on, bound before anything else happens, so that a port in use is said at once.
pub struct Listeners {
    pub udp: UdpSocket,
    pub unix: UnixListener,
    pub peer: TcpListener,
    pub client: Option<TcpListener>,
}

impl Listeners {
    /// Refuses to listen beyond loopback unless the settings allow it: there are no certificates yet.
    /// Those of a predecessor are used on, so that nobody is refused meanwhile.
    pub fn bind(settings: &Settings, inherited: Option<&mut Inherited>) -> Result<Listeners> {
        for address in addresses(settings) {
            if !address.ip().is_loopback() && !settings.allow_beyond_loopback {
                let reason = format!(
                    "{address} is reachable from other machines, and connections are not yet protected by certificates; \
                     set allow_beyond_loopback = true in the settings to listen there all the same"
                );
                return Err(Error::new(ErrorKind::PermissionDenied, reason));
            }
        }
        let (at, client_at) = (settings.peer_listen, settings.client_listen);
        let (mut peer, mut udp, mut client, mut unix) = (None, None, None, None);
        if let Some(inherited) = inherited {
            peer = inherited.peer_listener(at);
            udp = inherited.heartbeats(at);
            client = client_at.and_then(|at| inherited.client_listener(at));
            unix = inherited.client_socket(&settings.socket);
        }
        let peer = peer.map_or_else(|| named(at, TcpListener::bind(at)), Ok)?;
        let udp = udp.map_or_else(|| named(at, UdpSocket::bind(at)), Ok)?;
        let client = match (client, client_at) {
            (None, Some(at)) => Some(named(at, TcpListener::bind(at))?),
            (client, _) => client,
        };
        let unix = unix.map_or_else(|| bind_socket(&settings.socket), Ok)?;
        peer.set_nonblocking(true)?;
        if let Some(client) = &client {
            client.set_nonblocking(true)?;
        }
        Ok(Listeners { udp, unix, peer, client })
    }
}

/// A sentence for each thing that an administrator should know about how this service listens.
pub fn warnings(settings: &Settings) -> Vec<String> {
    let beyond = addresses(settings).into_iter().filter(|address| !address.ip().is_loopback());
    beyond
        .map(|address| format!("The service listens on {address} beyond loopback, and without certificates anybody who reaches it may command it"))
        .collect()
}

fn addresses(settings: &Settings) -> Vec<SocketAddr> {
    std::iter::once(settings.peer_listen).chain(settings.client_listen).collect()
}

fn named<T>(address: SocketAddr, bound: Result<T>) -> Result<T> {
    bound.map_err(|error| Error::new(error.kind(), format!("cannot listen on {address}: {error}")))
}

/// The client API's socket, for this user only so far. One that nobody serves is what a killed service left behind.
pub fn bind_socket(path: &Path) -> Result<UnixListener> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::new(error.kind(), format!("{} cannot be made: {error}", folder.display())))?;
    }
    if std::os::unix::net::UnixStream::connect(path).is_ok() {
        return Err(Error::new(ErrorKind::AddrInUse, format!("another service serves {}", path.display())));
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)
        .map_err(|error| Error::new(error.kind(), format!("cannot listen on {}: {error}", path.display())))?;
    set_mode(path, OWNER_ALONE)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves clients and peers until the runtime ends.
pub fn serve(
    runtime: &Runtime,
    unix: UnixListener,
    client: Option<TcpListener>,
    peer: TcpListener,
    api: ClientApi,
    peers: PeerService,
    events: &Events,
) -> Result<()> {
    let _on_runtime = runtime.enter();
    let access = Access::new(api.router.latest.clone());
    runtime.spawn(keep_open_for_others(api.settings.socket.clone(), api.router.latest.clone()));
    let unix = sorted(tokio::net::UnixListener::from_std(unix)?, api.local_states(), access.clone());
    let member = Member { settings: api.settings.clone() };
    let joining = JoiningServer::new(member.clone()).max_decoding_message_size(JOINING_BYTES_MAX);
    let setup = SetupServer::new(member).max_decoding_message_size(JOINING_BYTES_MAX);
    let api_server = |is_local| {
        let api = ClusterServer::new(ClientApi { is_local, ..api.clone() });
        Server::builder()
            .tcp_nodelay(true)
            .layer(Guarded(access.clone()))
            .add_service(api.max_decoding_message_size(MESSAGE_BYTES_MAX).max_encoding_message_size(MESSAGE_BYTES_MAX))
    };
    let local = api_server(true).add_service(setup);
    runtime.spawn(ended(events.clone(), "the client API", local.serve_with_incoming(unix)));
    if let Some(client) = client {
        let incoming = TcpListenerStream::new(tokio::net::TcpListener::from_std(client)?);
        runtime.spawn(ended(events.clone(), "the client API", api_server(false).serve_with_incoming(incoming)));
    }
    let peer = tokio::net::TcpListener::from_std(peer)?;
    runtime.spawn(ended(
        events.clone(),
        "the node-to-node service",
        transport::serve_with(peer, peers, Routes::new(joining), std::future::pending()),
    ));
    Ok(())
}

/// The connections to a socket that speak gRPC. Those that ask for states without it are answered here.
fn sorted(
    listener: tokio::net::UnixListener,
    states: LocalStates,
    access: Access,
) -> ReceiverStream<Result<LocalStream>> {
    let (grpc, connections) = mpsc::channel(CONNECTIONS_WAITING);
    tokio::spawn(async move {
        loop {
            let stream = match listener.accept().await.and_then(|(stream, _)| LocalStream::new(stream)) {
                Ok(stream) => stream,
                Err(error) => {
                    tracing::warn!("a client cannot be taken in: {error}");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                    continue;
                }
            };
            let (grpc, states, access) = (grpc.clone(), states.clone(), access.clone());
            tokio::spawn(async move {
                match will_ask_for_states(&stream.stream).await {
                    // However it ends, it is over, and who asked notices.
                    Ok(true) => drop(states.serve(stream, access).await),
                    Ok(false) => drop(grpc.send(Ok(stream)).await),
                    Err(_) => {}
                }
            });
        }
    });
    ReceiverStream::new(connections)
}

/// A server that ends by itself is a failure of the service.
async fn ended<E: std::fmt::Display>(
    events: Events,
    what: &'static str,
    server: impl Future<Output = std::result::Result<(), E>>,
) {
    if let Err(error) = server.await {
        events.send(Event::Fatal(format!("{what} ended: {error}")));
    }
}
