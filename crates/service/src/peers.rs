//! The other nodes: where they are, the links to them, and what they forward to this one.

use crate::api::Router;
use crate::event::{Event, Events};
use cluster_state::State;
use cluster_state::command::{Command, NodeCommand};
use cluster_state::outcome::Reply;
use consensus::io::Message;
use model::{NodeId, RequestId, VoterId};
use node::Input;
use proto::answer::Forwarded;
use std::collections::BTreeMap;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use transport::{LinkEvent, Links, PeerHandler};

/// How long a forwarded command may take: longer than it takes a leader to notice that it is none.
const FORWARD_TIMEOUT: Duration = Duration::from_secs(5);

/// The event loop's side.
pub struct Peers {
    me: NodeId,
    forwarder: Forwarder,
    runtime: Handle,
    heartbeat_addresses: BTreeMap<NodeId, SocketAddr>,
}

impl Peers {
    pub fn new(me: NodeId, founders: &BTreeMap<NodeId, String>, forwarder: Forwarder, runtime: Handle) -> Peers {
        let mut peers = Peers { me, forwarder, runtime, heartbeat_addresses: BTreeMap::new() };
        peers.set(founders);
        peers
    }

    /// Follows the nodes that the state names. An unformed state names none: then the settings hold.
    pub fn update(&mut self, state: &State) {
        if state.is_formed() {
            self.set(&state.node_addresses());
        }
    }

    fn set(&mut self, addresses: &BTreeMap<NodeId, String>) {
        let others: BTreeMap<NodeId, String> =
            addresses.iter().filter(|(node, _)| **node != self.me).map(|(node, at)| (*node, at.clone())).collect();
        self.heartbeat_addresses = others.iter().filter_map(|(node, at)| Some((*node, resolve(at)?))).collect();
        self.forwarder.links.set_peers(others);
    }

    /// Where the others take heartbeats: the port of their node-to-node service, over UDP.
    pub fn heartbeat_addresses(&self) -> &BTreeMap<NodeId, SocketAddr> {
        &self.heartbeat_addresses
    }

    pub fn send(&self, message: Message) {
        // A message with a snapshot gets a task of its own.
        let _on_runtime = self.runtime.enter();
        self.forwarder.links.send(message);
    }

    /// Hands a proposal of this node's agent to the leader. If it gets lost, the agent makes it again.
    pub fn forward_proposal(&self, leader: Option<NodeId>, command: Command) {
        let Some(leader) = leader.filter(|leader| *leader != self.me) else { return };
        let forwarder = self.forwarder.clone();
        self.runtime.spawn(async move {
            forwarder.forward(leader, fresh_request_id(), &command).await;
        });
    }
}

/// Resolved when the nodes change, not while heartbeats are sent.
fn resolve(address: &str) -> Option<SocketAddr> {
    match address.to_socket_addrs() {
        Ok(mut found) => found.next(),
        Err(error) => {
            tracing::warn!(address, %error, "a node's address cannot be resolved");
            None
        }
    }
}

fn fresh_request_id() -> RequestId {
    RequestId(uuid::Uuid::new_v4().as_u128())
}

/// Brings commands to the leader; shared by all tasks.
#[derive(Clone)]
pub struct Forwarder {
    links: Arc<Links>,
}

impl Forwarder {
    pub fn new(links: Arc<Links>) -> Forwarder {
        Forwarder { links }
    }

    pub async fn forward(&self, leader: NodeId, request: RequestId, command: &Command) -> Forwarded {
        self.links.forward(leader, request, command, FORWARD_TIMEOUT).await
    }

    pub fn is_connected(&self, node: NodeId) -> bool {
        self.links.is_up(node)
    }
}

/// Tells the event loop what happens on the links.
pub async fn watch_links(mut happenings: mpsc::UnboundedReceiver<LinkEvent>, events: Events) {
    while let Some(event) = happenings.recv().await {
        match event {
            LinkEvent::Up(node) => tracing::debug!(%node, "connected"),
            LinkEvent::Down(node) => {
                tracing::debug!(%node, "connection lost");
                events.input(Input::LinkDown(node));
            }
            LinkEvent::SnapshotSent { to, delivered } => {
                events.input(Input::SnapshotSent { to: to.node, arrived: delivered });
            }
        }
    }
}

/// What other nodes send to this one: messages of the log, and commands because it leads, or did.
pub struct FromPeers {
    pub router: Router,
}

#[tonic::async_trait]
impl PeerHandler for FromPeers {
    fn deliver(&self, message: Message) {
        self.router.events.input(Input::Message(message));
    }

    async fn forward(&self, _from: VoterId, request: RequestId, command: Command) -> Forwarded {
        if !is_a_nodes_own_word(&command) {
            return self.router.execute_here(request, command).await;
        }
        // Nobody waits for it, it is said again until the state shows it.
        self.router.events.send(Event::Input(Input::Proposal(command)));
        Forwarded::Answered(Ok(Reply::Done))
    }
}

/// What a node's agent says of itself, apart from what somebody asked for.
fn is_a_nodes_own_word(command: &Command) -> bool {
    match command {
        Command::Reports(_) | Command::Tick | Command::Form(_) => true,
        Command::Node(command) => {
            matches!(command, NodeCommand::Join { .. } | NodeCommand::Down { .. } | NodeCommand::Released { .. })
        }
        _ => false,
    }
}
