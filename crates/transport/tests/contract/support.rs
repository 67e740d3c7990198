//! A node's transport over real loopback sockets.

use model::{Guid, NodeId, Reason, Refusal, Request, RequestId, VoterId, Win32Code};
use proto::answer::{Forwarded, Reply};
use proto::command::Command;
use proto::message::Message;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use transport::{LinkEvent, Links, LinksConfig, PeerHandler, PeerService, serve};

/// Long enough for a loaded machine; no test passes because of it.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) const CLUSTER: Guid = Guid([7; 16]);

pub(crate) fn voter(node: u32) -> VoterId {
    VoterId { node: NodeId(node), storage: 1 }
}

pub(crate) fn message(from: u32, to: u32, index: u64) -> Message {
    Message { from: voter(from).as_u64(), to: voter(to).as_u64(), index, ..Message::default() }
}

/// Answers by the number of the request: what the tests ask for by name.
struct Canned {
    messages: mpsc::UnboundedSender<Message>,
}

pub(crate) const ASK_DONE: RequestId = RequestId(1);
pub(crate) const ASK_REFUSED: RequestId = RequestId(2);
pub(crate) const ASK_NOT_LEADER: RequestId = RequestId(3);
pub(crate) const ASK_NEVER: RequestId = RequestId(4);

/// As the canned node expects it.
pub(crate) fn asking(id: RequestId) -> Request {
    Request { id, reason: Reason::new("of a test") }
}

#[tonic::async_trait]
impl PeerHandler for Canned {
    fn deliver(&self, message: Message) {
        // A test that has seen enough listens no more.
        let _ = self.messages.send(message);
    }

    async fn forward(&self, from: VoterId, request: Request, command: Command) -> Forwarded {
        assert_eq!((command, request.reason), (Command::Tick, Reason::new("of a test")));
        match request.id {
            ASK_DONE => Forwarded::Answered(Ok(Reply::Done)),
            ASK_REFUSED => Forwarded::Answered(Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, "no"))),
            ASK_NOT_LEADER => Forwarded::NotLeader(Some(from)),
            _ => std::future::pending().await,
        }
    }

    /// Does not lead; names who was meant.
    async fn hand_over(&self, to: NodeId) -> Forwarded {
        Forwarded::NotLeader(Some(voter(to.0)))
    }
}

/// The receiving side of a node.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) messages: mpsc::UnboundedReceiver<Message>,
    shutdown: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(node: u32, cluster: Guid, address: &str) -> Server {
        let listener = within(async {
            // The address of a server that has just ended may need a moment.
            loop {
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        })
        .await;
        let address = listener.local_addr().expect("bound");
        let (sender, messages) = mpsc::unbounded_channel();
        let service = PeerService::new(voter(node), cluster, Arc::new(Canned { messages: sender }));
        let (shutdown, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            serve(listener, service, stopped).await.expect("serves");
        });
        Server { address, messages, shutdown: Some(shutdown), task }
    }

    pub(crate) async fn next(&mut self) -> Message {
        within(self.messages.recv()).await.expect("the server runs")
    }

    pub(crate) async fn stop(mut self) {
        drop(self.shutdown.take());
        within(self.task).await.expect("no panic");
    }
}

/// The sending side of a node.
pub(crate) struct Sender {
    pub(crate) links: Links,
    pub(crate) events: mpsc::UnboundedReceiver<LinkEvent>,
}

impl Sender {
    pub(crate) fn start(node: u32, cluster: Guid, peers: &[(u32, SocketAddr)]) -> Sender {
        let peers = addresses(peers);
        let (links, events) = Links::new(LinksConfig { me: voter(node), cluster_instance: cluster, peers });
        Sender { links, events }
    }

    pub(crate) async fn next_event(&mut self) -> LinkEvent {
        within(self.events.recv()).await.expect("the links run")
    }

    pub(crate) async fn wait_for(&mut self, wanted: LinkEvent) {
        while self.next_event().await != wanted {}
    }
}

pub(crate) fn addresses(peers: &[(u32, SocketAddr)]) -> BTreeMap<NodeId, String> {
    peers.iter().map(|(node, address)| (NodeId(*node), address.to_string())).collect()
}

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.expect("it takes too long")
}

/// How long the future took, and its result.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (Duration, T) {
    let begin = Instant::now();
    let result = future.await;
    (begin.elapsed(), result)
}
