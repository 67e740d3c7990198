//! A service without a cluster: answers from memory, on a Unix socket, killed by ending its runtime.

use bytes::Bytes;
use model::{Refusal, Win32Code};
use proto::answer::answer_to_wire;
use proto::client::cluster_server::{Cluster, ClusterServer};
use proto::client::query_reply::Result as Answer;
use proto::client::query_request::Query;
use proto::client::{
    BackupChunk, BackupRequest, BatchNotification, ChangeMembershipReply, ChangeMembershipRequest, CryptReply,
    CryptRequest, EventView, ExecuteReply, ExecuteRequest, GroupView, GroupViews, HandOverRequest, LocalStatus,
    Membership, Notification, QueryReply, QueryRequest, RotateKeyReply, RotateKeyRequest, StatusRequest,
    TransferLeaderRequest, WatchBatchesRequest, WatchEventsRequest, WatchRequest, change_membership_reply,
};
use proto::command::{Command, command_from_wire};
use quorate_client::{Client, Endpoint};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_stream::wrappers::{UnixListenerStream, WatchStream};
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status};

/// Long enough for a loaded machine; no test passes because of it.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

type Reply = proto::answer::Reply;

/// What services have in common: the cluster, so to say.
pub(crate) struct Facts {
    pub(crate) executed: Mutex<Vec<(Bytes, Command)>>,
    /// The answer to every command.
    pub(crate) answer: Mutex<Result<Reply, Refusal>>,
    /// So many calls of Execute fail with UNAVAILABLE, after they were noted.
    pub(crate) failures: Mutex<usize>,
    /// Execute never answers.
    pub(crate) silent: watch::Sender<bool>,
    pub(crate) group: Mutex<GroupView>,
    pub(crate) queries: Mutex<usize>,
    /// The answers in pieces that are given before all others.
    pub(crate) pieces: Mutex<VecDeque<Vec<QueryReply>>>,
    /// All so far; a watcher gets those after the ones it missed by being late.
    pub(crate) notifications: watch::Sender<Vec<Notification>>,
    pub(crate) events: watch::Sender<Vec<EventView>>,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            executed: Mutex::default(),
            answer: Mutex::new(Ok(Reply::Done)),
            failures: Mutex::default(),
            silent: watch::Sender::new(false),
            group: Mutex::default(),
            queries: Mutex::default(),
            pieces: Mutex::default(),
            notifications: watch::Sender::default(),
            events: watch::Sender::default(),
        }
    }
}

impl Facts {
    pub(crate) fn commands(&self) -> Vec<Command> {
        self.executed.lock().expect("unharmed").iter().map(|(_, command)| command.clone()).collect()
    }

    pub(crate) fn request_ids(&self) -> Vec<Bytes> {
        self.executed.lock().expect("unharmed").iter().map(|(id, _)| id.clone()).collect()
    }

    pub(crate) fn event(&self, sequence: u64) {
        self.events.send_modify(|events| events.push(EventView { sequence, ..EventView::default() }));
    }
}

/// A service, until it is dropped.
pub(crate) struct Service {
    path: PathBuf,
    runtime: Option<Runtime>,
}

impl Service {
    pub(crate) fn start(path: &Path, facts: &Arc<Facts>) -> Service {
        let _ = std::fs::remove_file(path);
        let listener = std::os::unix::net::UnixListener::bind(path).expect("a free path");
        listener.set_nonblocking(true).expect("a socket");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("runs");
        let canned = Canned { facts: facts.clone() };
        runtime.spawn(async move {
            let listener = tokio::net::UnixListener::from_std(listener).expect("a socket");
            let service = ClusterServer::new(canned).max_decoding_message_size(proto::MESSAGE_BYTES_MAX);
            let server = tonic::transport::Server::builder().add_service(service);
            server.serve_with_incoming(UnixListenerStream::new(listener)).await
        });
        Service { path: path.to_owned(), runtime: Some(runtime) }
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(&Endpoint::unix(&self.path)).await.expect("listens")
    }
}

impl Drop for Service {
    /// As if killed: every connection breaks.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

struct Canned {
    facts: Arc<Facts>,
}

type BoxStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The items of a growing list from `next` on.
fn growing<T: Clone + Send + Sync + 'static>(list: &watch::Sender<Vec<T>>, mut next: usize) -> BoxStream<T> {
    let lists = WatchStream::new(list.subscribe());
    let new = lists.map(move |list: Vec<T>| {
        let new: Vec<_> = list[next.min(list.len())..].iter().cloned().map(Ok).collect();
        next = next.max(list.len());
        tokio_stream::iter(new)
    });
    Box::pin(flatten(new))
}

fn flatten<S>(mut streams: impl Stream<Item = S> + Send + Unpin + 'static) -> impl Stream<Item = S::Item> + Send
where
    S: Stream + Send + Unpin + 'static,
    S::Item: Send + 'static,
{
    let (sender, receiver) = tokio::sync::mpsc::channel(16);
    tokio::spawn(async move {
        while let Some(mut stream) = streams.next().await {
            while let Some(item) = stream.next().await {
                if sender.send(item).await.is_err() {
                    return;
                }
            }
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receiver)
}

#[tonic::async_trait]
impl Cluster for Canned {
    type QueryInPiecesStream = BoxStream<QueryReply>;
    type WatchStream = BoxStream<Notification>;
    type WatchBatchesStream = BoxStream<BatchNotification>;
    type BackupStream = BoxStream<BackupChunk>;
    type WatchEventsStream = BoxStream<EventView>;

    async fn execute(&self, request: Request<ExecuteRequest>) -> Result<Response<ExecuteReply>, Status> {
        let request = request.into_inner();
        let command = command_from_wire(request.command.expect("a command")).expect("understood");
        self.facts.executed.lock().expect("unharmed").push((request.request_id, command));
        let mut silent = self.facts.silent.subscribe();
        silent.wait_for(|silent| !silent).await.expect("the facts live");
        let mut failures = self.facts.failures.lock().expect("unharmed");
        if *failures > 0 {
            *failures -= 1;
            return Err(Status::unavailable("no leader"));
        }
        Ok(Response::new(answer_to_wire(&self.facts.answer.lock().expect("unharmed"))))
    }

    async fn query(&self, request: Request<QueryRequest>) -> Result<Response<QueryReply>, Status> {
        *self.facts.queries.lock().expect("unharmed") += 1;
        let group = self.facts.group.lock().expect("unharmed").clone();
        let result = match request.into_inner().query.expect("a query") {
            Query::Group(named) if named.name == group.name => Some(Answer::Groups(GroupViews { groups: vec![group] })),
            Query::Group(_) => {
                let refusal = Refusal::new(Win32Code::ERROR_GROUP_NOT_FOUND, "There is no such group");
                Some(Answer::Refusal((&refusal).into()))
            }
            // Not what was asked for.
            Query::Nodes(_) => Some(Answer::Groups(GroupViews::default())),
            _ => None,
        };
        Ok(Response::new(QueryReply { result, applied_index: 1, more: false }))
    }

    async fn query_in_pieces(
        &self,
        request: Request<QueryRequest>,
    ) -> Result<Response<Self::QueryInPiecesStream>, Status> {
        let next = self.facts.pieces.lock().expect("unharmed").pop_front();
        let replies = match next {
            Some(replies) => replies,
            None => vec![self.query(request).await?.into_inner()],
        };
        Ok(Response::new(Box::pin(tokio_stream::iter(replies.into_iter().map(Ok)))))
    }

    async fn watch(&self, _: Request<WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let from = self.facts.notifications.borrow().len();
        Ok(Response::new(growing(&self.facts.notifications, from)))
    }

    async fn watch_batches(
        &self,
        _: Request<WatchBatchesRequest>,
    ) -> Result<Response<Self::WatchBatchesStream>, Status> {
        Err(Status::unimplemented("nobody asks for it here"))
    }

    async fn backup(&self, _: Request<BackupRequest>) -> Result<Response<Self::BackupStream>, Status> {
        Err(Status::unimplemented("nobody asks for it here"))
    }

    async fn encrypt(&self, _: Request<CryptRequest>) -> Result<Response<CryptReply>, Status> {
        Err(Status::unimplemented("nobody asks for it here"))
    }

    async fn decrypt(&self, _: Request<CryptRequest>) -> Result<Response<CryptReply>, Status> {
        Err(Status::unimplemented("nobody asks for it here"))
    }

    async fn rotate_key(&self, _: Request<RotateKeyRequest>) -> Result<Response<RotateKeyReply>, Status> {
        Err(Status::unimplemented("nobody asks for it here"))
    }

    async fn watch_events(
        &self,
        request: Request<WatchEventsRequest>,
    ) -> Result<Response<Self::WatchEventsStream>, Status> {
        Ok(Response::new(growing(&self.facts.events, request.into_inner().after_sequence as usize)))
    }

    async fn status(&self, _: Request<StatusRequest>) -> Result<Response<LocalStatus>, Status> {
        Ok(Response::new(LocalStatus { node_id: 3, ..LocalStatus::default() }))
    }

    async fn transfer_leader(&self, _: Request<TransferLeaderRequest>) -> Result<Response<ExecuteReply>, Status> {
        Ok(Response::new(answer_to_wire(&self.facts.answer.lock().expect("unharmed"))))
    }

    async fn hand_over(&self, _: Request<HandOverRequest>) -> Result<Response<ExecuteReply>, Status> {
        Ok(Response::new(answer_to_wire(&self.facts.answer.lock().expect("unharmed"))))
    }

    async fn change_membership(
        &self,
        _: Request<ChangeMembershipRequest>,
    ) -> Result<Response<ChangeMembershipReply>, Status> {
        let membership = Membership { node_id: 4, ..Membership::default() };
        Ok(Response::new(ChangeMembershipReply { reply: Some(change_membership_reply::Reply::Changed(membership)) }))
    }
}
