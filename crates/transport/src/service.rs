//! The receiving side: takes messages off the links of the peers and hands them on.

use crate::identity::Identity;
use crate::{CONNECTION_WINDOW_BYTES, KEEPALIVE, PEER_MESSAGE_BYTES_MAX, STREAM_WINDOW_BYTES, snapshot};
use model::{Guid, NodeId, Reason, VoterId};
use proto::answer::{Forwarded, forwarded_to_wire};
use proto::command::{Command, command_from_wire, request_id_from_wire};
use proto::message::{Message, message_from_wire};
use proto::peer::peer_server::{Peer, PeerServer};
use proto::peer::{ConsensusMessage, Empty, ForwardReply, ForwardRequest, HandOverRequest, SnapshotChunk};
use std::future::Future;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

/// What this node does with what its peers send.
#[tonic::async_trait]
pub trait PeerHandler: Send + Sync + 'static {
    /// Takes a message addressed to this node; in order per sender, and without waiting, because the next message of that
    /// sender waits for it. The log's own limit of messages in flight bounds how many there are.
    fn deliver(&self, message: Message);

    /// Does what another node was asked for.
    async fn forward(&self, from: VoterId, request: model::Request, command: Command) -> Forwarded;

    /// Begins to hand this node's leadership over to the named node.
    async fn hand_over(&self, to: NodeId) -> Forwarded;
}

/// The gRPC service `quorate.peer.v1.Peer`.
#[derive(Clone)]
pub struct PeerService {
    identity: Identity,
    handler: Arc<dyn PeerHandler>,
    /// Becomes true when the links of the peers are to end.
    closing: watch::Receiver<bool>,
}

impl PeerService {
    pub fn new(me: VoterId, cluster_instance: Guid, handler: Arc<dyn PeerHandler>) -> PeerService {
        let identity = Identity { me, cluster_instance };
        PeerService { identity, handler, closing: watch::channel(false).1 }
    }

    /// Hands a message on. One for an earlier storage generation of this node is no concern of this one and is dropped.
    fn deliver(&self, from: VoterId, message: Message) -> Result<(), Status> {
        if message.from != from.as_u64() {
            return Err(Status::invalid_argument("a message in another node's name"));
        }
        if message.to != self.identity.me.as_u64() {
            tracing::debug!(node = %from.node, to = message.to, "message for another voter dropped");
            return Ok(());
        }
        self.handler.deliver(message);
        Ok(())
    }

    async fn receive(self, from: VoterId, mut incoming: Streaming<ConsensusMessage>) -> Result<(), Status> {
        let mut closing = self.closing.clone();
        let messages = async {
            while let Some(wire) = incoming.message().await? {
                let message =
                    message_from_wire(wire, None).map_err(|error| Status::invalid_argument(error.to_string()))?;
                self.deliver(from, message)?;
            }
            Ok(())
        };
        tokio::select! {
            result = messages => result,
            Ok(_) = closing.wait_for(|closing| *closing) => Err(Status::unavailable("this node is stopping")),
        }
    }
}

#[tonic::async_trait]
impl Peer for PeerService {
    type ExchangeStream = ReceiverStream<Result<Empty, Status>>;

    async fn exchange(
        &self,
        request: Request<Streaming<ConsensusMessage>>,
    ) -> Result<Response<Self::ExchangeStream>, Status> {
        let from = self.identity.check(request.metadata())?;
        let (answers, stream) = mpsc::channel(1);
        let service = self.clone();
        tokio::spawn(async move {
            if let Err(status) = service.receive(from, request.into_inner()).await {
                tracing::debug!(node = %from.node, "incoming link ended: {}", status.message());
                let _ = answers.send(Err(status)).await;
            }
        });
        Ok(Response::new(ReceiverStream::new(stream)))
    }

    async fn install_snapshot(&self, request: Request<Streaming<SnapshotChunk>>) -> Result<Response<Empty>, Status> {
        let from = self.identity.check(request.metadata())?;
        let mut closing = self.closing.clone();
        let message = tokio::select! {
            message = snapshot::receive(request.into_inner()) => message?,
            Ok(_) = closing.wait_for(|closing| *closing) => return Err(Status::unavailable("this node is stopping")),
        };
        self.deliver(from, message)?;
        Ok(Response::new(Empty {}))
    }

    async fn forward(&self, request: Request<ForwardRequest>) -> Result<Response<ForwardReply>, Status> {
        let from = self.identity.check(request.metadata())?;
        let invalid = |error: proto::DecodeError| Status::invalid_argument(error.to_string());
        let ForwardRequest { request_id, command, reason } = request.into_inner();
        let id = request_id_from_wire(&request_id).map_err(invalid)?;
        let request = model::Request { id, reason: Reason::new(&reason) };
        let command = command.ok_or_else(|| Status::invalid_argument("no command"))?;
        let command = command_from_wire(command).map_err(invalid)?;
        let mut closing = self.closing.clone();
        let forwarded = tokio::select! {
            forwarded = self.handler.forward(from, request, command) => forwarded,
            Ok(_) = closing.wait_for(|closing| *closing) => Forwarded::Retry,
        };
        Ok(Response::new(forwarded_to_wire(&forwarded)))
    }

    async fn hand_over(&self, request: Request<HandOverRequest>) -> Result<Response<ForwardReply>, Status> {
        self.identity.check(request.metadata())?;
        let forwarded = self.handler.hand_over(NodeId(request.into_inner().node)).await;
        Ok(Response::new(forwarded_to_wire(&forwarded)))
    }
}

/// Serves the peers on `listener` until `shutdown` is done; then ends all their links and returns.
pub async fn serve(
    listener: TcpListener,
    service: PeerService,
    shutdown: impl Future<Output = ()>,
) -> Result<(), tonic::transport::Error> {
    serve_with(listener, service, Routes::default(), shutdown).await
}

/// As [`serve`], with other services on the same port.
pub async fn serve_with(
    listener: TcpListener,
    mut service: PeerService,
    beside: Routes,
    shutdown: impl Future<Output = ()>,
) -> Result<(), tonic::transport::Error> {
    let (close, closing) = watch::channel(false);
    service.closing = closing;
    let shutdown = async {
        shutdown.await;
        let _ = close.send(true);
    };
    let server = PeerServer::new(service)
        .max_decoding_message_size(PEER_MESSAGE_BYTES_MAX)
        .max_encoding_message_size(PEER_MESSAGE_BYTES_MAX);
    Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .add_routes(beside.add_service(server))
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), shutdown)
        .await
}
