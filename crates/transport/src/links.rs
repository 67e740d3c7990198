//! The sending side: one link to each peer.

use crate::identity::Identity;
use crate::link::Link;
use crate::snapshot;
use model::{Guid, NodeId, Request, VoterId};
use proto::answer::{Forwarded, forwarded_from_wire};
use proto::command::{Command, command_to_wire, reason_to_wire, request_id_to_wire};
use proto::message::Message;
use proto::peer::peer_client::PeerClient;
use proto::peer::{ForwardReply, ForwardRequest, HandOverRequest};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tonic::transport::Channel;
use tonic::{Response, Status};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinksConfig {
    pub me: VoterId,
    pub cluster_instance: Guid,
    /// The other nodes: `host:port` of each one's node-to-node service.
    pub peers: BTreeMap<NodeId, String>,
}

/// What happens to the links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkEvent {
    /// The peer has accepted the connection.
    Up(NodeId),
    /// The connection is gone: at once when the peer's process dies, after at most two keepalive times when it is cut off.
    Down(NodeId),
    /// A snapshot was taken by the peer as a whole, or not: for `report_snapshot`.
    SnapshotSent { to: VoterId, delivered: bool },
}

/// Links to all peers. Sending never blocks; dropping this closes them all.
pub struct Links {
    identity: Identity,
    peers: RwLock<BTreeMap<NodeId, Running>>,
    events: mpsc::UnboundedSender<LinkEvent>,
    /// Runs the links, whatever thread it is that sends.
    runtime: Handle,
}

struct Running {
    link: Arc<Link>,
    task: JoinHandle<()>,
    /// At most one snapshot is on its way to a peer.
    snapshot: RwLock<Option<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(task) = self.snapshot.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
        self.link.close();
    }
}

impl Links {
    /// Begins to connect to all peers. To be called on a tokio runtime, which also runs the links.
    pub fn new(config: LinksConfig) -> (Links, mpsc::UnboundedReceiver<LinkEvent>) {
        let (events, receiver) = mpsc::unbounded_channel();
        let identity = Identity { me: config.me, cluster_instance: config.cluster_instance };
        let links = Links { identity, peers: RwLock::new(BTreeMap::new()), events, runtime: Handle::current() };
        links.set_peers(config.peers);
        (links, receiver)
    }

    /// Makes these the peers: links to others are closed, links to those whose address is unchanged stay as they are.
    pub fn set_peers(&self, mut wanted: BTreeMap<NodeId, String>) {
        wanted.remove(&self.identity.me.node);
        let mut peers = self.peers.write().unwrap_or_else(PoisonError::into_inner);
        peers.retain(|node, running| {
            let stays = wanted.get(node) == Some(&running.link.address);
            if !stays {
                running.task.abort();
                if running.link.close() {
                    let _ = self.events.send(LinkEvent::Down(*node));
                }
            }
            stays
        });
        for (node, address) in wanted {
            peers.entry(node).or_insert_with(|| {
                let link = Arc::new(Link::new(node, address, self.identity));
                let task = self.runtime.spawn(link.clone().run(self.events.clone()));
                Running { link, task, snapshot: RwLock::new(None) }
            });
        }
    }

    /// Sends a message to the voter it is addressed to, in order with those before it. Never blocks; the message is lost when
    /// the peer is unknown, or away for long, or too slow. One with a snapshot goes on a connection of its own, and its
    /// fate is told by [`LinkEvent::SnapshotSent`].
    pub fn send(&self, message: Message) {
        let to = VoterId::from_u64(message.to);
        let peers = self.peers.read().unwrap_or_else(PoisonError::into_inner);
        match peers.get(&to.node) {
            Some(running) if message.snapshot.is_some() => self.send_snapshot(running, to, message),
            Some(running) => running.link.queue.push(message),
            None if message.snapshot.is_some() => self.snapshot_failed(to),
            None => tracing::debug!(node = %to.node, "message to an unknown peer dropped"),
        }
    }

    fn send_snapshot(&self, running: &Running, to: VoterId, message: Message) {
        let mut slot = running.snapshot.write().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(|task| !task.is_finished()) {
            return self.snapshot_failed(to);
        }
        let (link, events) = (running.link.clone(), self.events.clone());
        *slot = Some(self.runtime.spawn(async move {
            let delivered = match snapshot::send(&link, message).await {
                Ok(()) => true,
                Err(status) => {
                    tracing::warn!(node = %link.node, "snapshot not delivered: {}", status.message());
                    false
                }
            };
            let _ = events.send(LinkEvent::SnapshotSent { to, delivered });
        }));
    }

    fn snapshot_failed(&self, to: VoterId) {
        let _ = self.events.send(LinkEvent::SnapshotSent { to, delivered: false });
    }

    pub fn is_up(&self, node: NodeId) -> bool {
        let peers = self.peers.read().unwrap_or_else(PoisonError::into_inner);
        peers.get(&node).is_some_and(|running| running.link.is_up())
    }

    /// Asks a peer to have a command done. [`Forwarded::Retry`] when nothing is known of the outcome: no link, no answer
    /// within `timeout`, or an answer that makes no sense.
    pub async fn forward(&self, to: NodeId, request: &Request, command: &Command, timeout: Duration) -> Forwarded {
        let request = self.identity.sign(ForwardRequest {
            request_id: request_id_to_wire(request.id),
            command: Some(command_to_wire(command)),
            reason: reason_to_wire(request.reason.as_ref()),
        });
        self.ask(to, timeout, |mut client| async move { client.forward(request).await }).await
    }

    /// Asks the leader to hand over to another node.
    pub async fn hand_over(&self, leader: NodeId, to: NodeId, timeout: Duration) -> Forwarded {
        let request = self.identity.sign(HandOverRequest { node: to.0 });
        self.ask(leader, timeout, |mut client| async move { client.hand_over(request).await }).await
    }

    async fn ask<F>(&self, to: NodeId, timeout: Duration, call: impl FnOnce(PeerClient<Channel>) -> F) -> Forwarded
    where
        F: Future<Output = Result<Response<ForwardReply>, Status>>,
    {
        let client = {
            let peers = self.peers.read().unwrap_or_else(PoisonError::into_inner);
            peers.get(&to).and_then(|running| running.link.client())
        };
        let Some(client) = client else { return Forwarded::Retry };
        match tokio::time::timeout(timeout, call(client)).await {
            Ok(Ok(reply)) => forwarded_from_wire(reply.into_inner()).unwrap_or(Forwarded::Retry),
            Ok(Err(status)) => {
                tracing::debug!(node = %to, "not done by the peer: {}", status.message());
                Forwarded::Retry
            }
            Err(_) => Forwarded::Retry,
        }
    }
}
