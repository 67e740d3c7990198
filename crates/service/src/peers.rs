//! The other nodes: where they are, the links to them, and what they forward to this one.

use crate::api::Router;
use crate::disk::spawn;
use crate::event::{Event, Events};
use cluster_state::State;
use cluster_state::command::{Command, NodeCommand};
use cluster_state::outcome::Reply;
use consensus::io::{Message, Role};
use model::{NodeId, Refusal, Request, RequestId, VoterId, Win32Code};
use node::Input;
use proto::answer::Forwarded;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use transport::{LinkEvent, Links, PeerHandler};

/// Between two lookups of the names of nodes.
const RESOLVE_AGAIN: Duration = Duration::from_secs(30);
/// How long a forwarded command may take: longer than it takes a leader to notice that it is none.
const FORWARD_TIMEOUT: Duration = Duration::from_secs(5);

/// The event loop's side.
pub struct Peers {
    me: NodeId,
    forwarder: Forwarder,
    runtime: Handle,
    /// `host:port` of each other node, as the state has it.
    names: BTreeMap<NodeId, String>,
    heartbeat_addresses: BTreeMap<NodeId, SocketAddr>,
    resolver: std::sync::mpsc::Sender<BTreeMap<NodeId, String>>,
}

impl Peers {
    pub fn new(
        me: NodeId,
        founders: &BTreeMap<NodeId, String>,
        forwarder: Forwarder,
        runtime: Handle,
        events: Events,
    ) -> Peers {
        let (resolver, wanted) = std::sync::mpsc::channel();
        spawn("names", move || resolve_names(&wanted, &events));
        let (names, heartbeat_addresses) = (BTreeMap::new(), BTreeMap::new());
        let mut peers = Peers { me, forwarder, runtime, names, heartbeat_addresses, resolver };
        peers.set(founders);
        peers
    }

    /// Follows the nodes that the state names. An unformed state names none: then the settings hold.
    pub fn update(&mut self, state: &State) {
        if state.is_formed() {
            self.set(&state.node_addresses());
        }
    }

    /// Addresses count at once, names when they are looked up: that may take long, and nodes come and go while a name service
    /// is away. Until then a name means what it meant.
    fn set(&mut self, addresses: &BTreeMap<NodeId, String>) {
        let others: BTreeMap<NodeId, String> =
            addresses.iter().filter(|(node, _)| **node != self.me).map(|(node, at)| (*node, at.clone())).collect();
        let before = std::mem::replace(&mut self.names, others.clone());
        self.heartbeat_addresses.retain(|node, _| others.get(node) == before.get(node));
        let mut unknown = BTreeMap::new();
        for (node, at) in &others {
            match at.parse() {
                Ok(address) => drop(self.heartbeat_addresses.insert(*node, address)),
                Err(_) => drop(unknown.insert(*node, at.clone())),
            }
        }
        // The thread lives as long as this.
        drop(self.resolver.send(unknown));
        self.forwarder.links.set_peers(others);
    }

    /// Takes what names mean now; whether that is news.
    pub fn take_resolved(&mut self, resolved: Resolved) -> bool {
        let mut changed = false;
        for (node, (name, address)) in resolved {
            if self.names.get(&node) == Some(&name) {
                changed |= self.heartbeat_addresses.insert(node, address) != Some(address);
            }
        }
        changed
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
            forwarder.forward(leader, &fresh_request_id().into(), &command).await;
        });
    }
}

/// What names of nodes mean.
pub type Resolved = BTreeMap<NodeId, (String, SocketAddr)>;

/// Looks names up for as long as there are peers, and again and again, because they may come to mean something else.
fn resolve_names(wanted: &std::sync::mpsc::Receiver<BTreeMap<NodeId, String>>, events: &Events) {
    let mut names = BTreeMap::new();
    let mut failing = BTreeSet::new();
    loop {
        match wanted.recv_timeout(RESOLVE_AGAIN) {
            Ok(newer) => names = wanted.try_iter().last().unwrap_or(newer),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let mut resolved = Resolved::new();
        for (node, name) in &names {
            match name.to_socket_addrs().map(|mut found| found.next()) {
                Ok(Some(address)) => {
                    failing.remove(name);
                    resolved.insert(*node, (name.clone(), address));
                }
                // Said once, until it has been found again.
                failed if failing.insert(name.clone()) => {
                    let reason = failed.err().map_or_else(|| "there is none".into(), |error| error.to_string());
                    tracing::warn!(%node, name, reason, "the address of a node cannot be found");
                }
                _ => {}
            }
        }
        if !resolved.is_empty() {
            events.send(Event::Resolved(resolved));
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

    pub async fn forward(&self, leader: NodeId, request: &Request, command: &Command) -> Forwarded {
        self.links.forward(leader, request, command, FORWARD_TIMEOUT).await
    }

    /// Asks the leader to hand over to another node.
    pub async fn hand_over(&self, leader: NodeId, to: NodeId) -> Forwarded {
        self.links.hand_over(leader, to, FORWARD_TIMEOUT).await
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
        if message.snapshot.is_none() {
            return self.router.events.input(Input::Message(message));
        }
        let events = self.router.events.clone();
        tokio::task::spawn_blocking(move || deliver_snapshot(message, &events));
    }

    async fn forward(&self, from: VoterId, request: Request, command: Command) -> Forwarded {
        match speaker(&command) {
            Speaker::Anybody => self.router.execute_here(request, command).await,
            Speaker::Node(node) if node == from.node => {
                // Nobody waits for it, it is said again until the state shows it.
                self.router.events.send(Event::Input(Input::Proposal(command)));
                Forwarded::Answered(Ok(Reply::Done))
            }
            Speaker::Node(_) | Speaker::Leader => {
                let message = format!("Node {} cannot say this for another", from.node);
                Forwarded::Answered(Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message)))
            }
        }
    }

    async fn hand_over(&self, to: NodeId) -> Forwarded {
        let status = self.router.latest.get().status.clone();
        if status.role != Role::Leader {
            return Forwarded::NotLeader(status.leader);
        }
        self.router.events.input(Input::TransferLeadership { to });
        Forwarded::Answered(Ok(Reply::Done))
    }
}

/// It replaces everything on this node's disk, so it is read once before; a large one takes its time.
fn deliver_snapshot(message: Message, events: &Events) {
    match message.snapshot.as_ref().map_or(Ok(()), node::check_snapshot) {
        Ok(()) => events.input(Input::Message(message)),
        Err(error) => {
            let from = VoterId::from_u64(message.from).node;
            tracing::error!(%from, %error, "a snapshot was refused; this node stays behind until it can read one");
        }
    }
}

/// Who may say a command.
#[derive(PartialEq, Eq, Debug)]
enum Speaker {
    /// A client, at any node.
    Anybody,
    /// The node that it is about.
    Node(NodeId),
    /// The leader, which concludes it by itself in its own term (leases 6) and never forwards it.
    Leader,
}

fn speaker(command: &Command) -> Speaker {
    match command {
        Command::Reports(reports) => Speaker::Node(reports.node),
        Command::Node(
            NodeCommand::Join { node, .. }
            | NodeCommand::Released { node, .. }
            | NodeCommand::HandOver { node, .. }
            | NodeCommand::HandedOver { node, .. }
            | NodeCommand::Stopping { node, .. }
            | NodeCommand::Adapters { node, .. },
        ) => Speaker::Node(*node),
        Command::Node(NodeCommand::Down { .. }) | Command::Tick | Command::Form(_) => Speaker::Leader,
        _ => Speaker::Anybody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use cluster_state::command::{ClusterCommand, DownCause};
    use model::Incarnation;

    #[test]
    fn a_node_speaks_for_itself_and_only_the_leader_of_a_removal() {
        let (node, incarnation) = (NodeId(3), Incarnation(5));
        let (release_key, version) = (Bytes::new(), String::new());
        let join = NodeCommand::Join {
            node,
            incarnation,
            release_key,
            version,
            pid: 1,
            versions: model::level::THIS_PROGRAM,
            ignore_persistent_state: false,
        };
        assert_eq!(speaker(&Command::Node(join)), Speaker::Node(node));
        let hand_over = NodeCommand::HandOver { node, incarnation, number: 1, lease_ms: 10_000 };
        assert_eq!(speaker(&Command::Node(hand_over)), Speaker::Node(node));
        let down = NodeCommand::Down { node, incarnation, cause: DownCause::LeaseExpired, silent_ms: 0 };
        assert_eq!(speaker(&Command::Node(down)), Speaker::Leader);
        assert_eq!(speaker(&Command::Tick), Speaker::Leader);
        assert_eq!(speaker(&Command::Cluster(ClusterCommand::Rename { name: "C".into() })), Speaker::Anybody);
        let evict = NodeCommand::Evict { node: "n1".into() };
        assert_eq!(speaker(&Command::Node(evict)), Speaker::Anybody);
    }

    #[test]
    fn names_are_looked_up_aside_and_again_when_they_change() {
        let (names, wanted) = std::sync::mpsc::channel();
        let (events, inbox) = Events::channel();
        let thread = std::thread::spawn(move || resolve_names(&wanted, &events));
        let expect = |name: &str| {
            let asked = BTreeMap::from([(NodeId(1), "no port".to_owned()), (NodeId(2), name.to_owned())]);
            names.send(asked).expect("the thread lives");
            match inbox.recv_timeout(Duration::from_secs(30)) {
                Ok(Event::Resolved(resolved)) => {
                    assert_eq!(resolved.keys().copied().collect::<Vec<_>>(), [NodeId(2)]);
                    let (found, address) = &resolved[&NodeId(2)];
                    assert_eq!((found.as_str(), address.ip().is_loopback()), (name, true));
                }
                _ => panic!("{name} was not looked up"),
            }
        };
        expect("localhost:7001");
        expect("localhost:7002");
        drop(names);
        thread.join().expect("it ends with its peers");
    }
}
