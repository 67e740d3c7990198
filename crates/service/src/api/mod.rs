//! The client API: gRPC on the local Unix socket, and over TCP where settings say so.

mod backup;
mod crypt;
mod door;
mod items;
mod lists;
mod member;
mod network_views;
mod pieces;
mod placement_views;
mod query;
mod route;
mod states;
mod views;
mod watching;

pub use member::Member;
pub use route::Router;
pub use states::{LocalStates, will_ask_for_states};

use crate::access::Pass;
use crate::clock::boot_time;
use crate::event_loop::{Step, Told};
use crate::heartbeat::Contacts;
use crate::host::HostPid;
use crate::published::Published;
use crate::settings::Settings;
use crate::vault::Vault;
use cluster_state::command::{Command, NewNode, NodeCommand};
use model::security::access::Rights;
use model::{Incarnation, NodeId, Reason, Refusal, RequestId, Win32Code};
use proto::client as wire;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use views::LocalFacts;

#[derive(Clone)]
pub struct ClientApi {
    pub router: Router,
    pub settings: Arc<Settings>,
    pub incarnation: Incarnation,
    pub contacts: Arc<Contacts>,
    pub notifications: broadcast::Sender<Step>,
    pub host_pid: HostPid,
    pub warnings: Arc<Vec<String>>,
    pub started: model::BootTime,
    pub hand_overs: u32,
    pub vault: Arc<Vault>,
    /// Served over the socket of this machine.
    pub is_local: bool,
}

type Reply<T> = Result<Response<T>, Status>;
type Streaming<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl wire::cluster_server::Cluster for ClientApi {
    async fn execute(&self, request: Request<wire::ExecuteRequest>) -> Reply<wire::ExecuteReply> {
        let request = request.into_inner();
        let answer = match read_execute(request) {
            Ok((request, command)) => self.router.execute(request, command).await,
            Err(refusal) => Err(refusal),
        };
        Ok(Response::new(proto::answer::answer_to_wire(&answer)))
    }

    async fn query(&self, request: Request<wire::QueryRequest>) -> Reply<wire::QueryReply> {
        let request = request.into_inner();
        let local = request.consistency == wire::Consistency::Local as i32;
        let for_state = matches!(request.query, Some(wire::query_request::Query::State(_)));
        let reply = match self.published(request.consistency).await {
            Ok(published) => {
                let mut reply = query::answer(&published, request.query, &self.local_facts());
                if local && for_state {
                    reply.applied_index = self.local_states().promised_index(&published);
                }
                reply
            }
            Err(refusal) => wire::QueryReply {
                result: Some(wire::query_reply::Result::Refusal((&refusal).into())),
                ..wire::QueryReply::default()
            },
        };
        Ok(Response::new(reply))
    }

    type QueryInPiecesStream = Streaming<wire::QueryReply>;

    async fn query_in_pieces(&self, request: Request<wire::QueryRequest>) -> Reply<Self::QueryInPiecesStream> {
        let request = request.into_inner();
        Ok(Response::new(match self.published(request.consistency).await {
            Ok(published) => pieces::stream(self.clone(), published, request.query),
            Err(refusal) => pieces::refusal(&refusal),
        }))
    }

    type WatchStream = Streaming<wire::Notification>;

    async fn watch(&self, request: Request<wire::WatchRequest>) -> Reply<Self::WatchStream> {
        let wanted = request.into_inner().object_types;
        Ok(Response::new(watching::stream(self.notifications.subscribe(), move |index, told| match told {
            Told::Notification(notification) if wanted.is_empty() || wanted.contains(&notification.object_type) => {
                Some(proto::answer::notification_to_wire(notification, index))
            }
            _ => None,
        })))
    }

    type WatchBatchesStream = Streaming<wire::BatchNotification>;

    async fn watch_batches(&self, request: Request<wire::WatchBatchesRequest>) -> Reply<Self::WatchBatchesStream> {
        let path = request.into_inner().path;
        let notified = self.notifications.subscribe();
        // What was committed before the question is in this state, also when this node applies it only later.
        let since =
            self.router.read().await.map_err(|refusal| proto::answer::refusal_to_status(&refusal))?.state.index();
        Ok(Response::new(watching::stream(notified, move |index, told| match told {
            Told::Batch(batch) if index > since => proto::answer::batch_to_wire(&batch.below(&path), index),
            _ => None,
        })))
    }

    type BackupStream = Streaming<wire::BackupChunk>;

    async fn backup(&self, _: Request<wire::BackupRequest>) -> Reply<Self::BackupStream> {
        let published = self.router.read().await.map_err(|refusal| proto::answer::refusal_to_status(&refusal))?;
        Ok(Response::new(backup::stream(published)))
    }

    type WatchEventsStream = Streaming<wire::EventView>;

    async fn watch_events(&self, request: Request<wire::WatchEventsRequest>) -> Reply<Self::WatchEventsStream> {
        let mut after = request.into_inner().after_sequence;
        let mut latest = self.router.latest.clone();
        let (sender, receiver) = mpsc::channel(watching::BACKLOG);
        tokio::spawn(async move {
            loop {
                let published = latest.get();
                for event in published.state.events_after(after, watching::BACKLOG) {
                    after = event.sequence;
                    if sender.send(Ok(views::event(&published.state, &event))).await.is_err() {
                        return;
                    }
                }
                let gone = tokio::select! {
                    changed = latest.changed() => !changed,
                    () = sender.closed() => true,
                };
                if gone {
                    return;
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn encrypt(&self, request: Request<wire::CryptRequest>) -> Reply<wire::CryptReply> {
        Ok(Response::new(crypt::reply(self.crypt(request.into_inner(), crypt::Direction::Encrypt).await)))
    }

    async fn decrypt(&self, request: Request<wire::CryptRequest>) -> Reply<wire::CryptReply> {
        Ok(Response::new(crypt::reply(self.crypt(request.into_inner(), crypt::Direction::Decrypt).await)))
    }

    async fn rotate_key(&self, _: Request<wire::RotateKeyRequest>) -> Reply<wire::RotateKeyReply> {
        Ok(Response::new(crypt::rotated(self.rotate().await)))
    }

    async fn status(&self, request: Request<wire::StatusRequest>) -> Reply<wire::LocalStatus> {
        let rights = request.extensions().get::<Pass>().map_or(Rights::NONE, |pass| pass.0);
        Ok(Response::new(self.local_status(rights)))
    }

    async fn transfer_leader(&self, request: Request<wire::TransferLeaderRequest>) -> Reply<wire::ExecuteReply> {
        let answer = self.router.hand_over(&request.into_inner().node).await;
        Ok(Response::new(proto::answer::answer_to_wire(&answer)))
    }

    async fn hand_over(&self, _: Request<wire::HandOverRequest>) -> Reply<wire::ExecuteReply> {
        let (asked, answer) = tokio::sync::oneshot::channel();
        self.router.events.send(crate::event::Event::HandOver(asked));
        // Where it succeeds this program ends while the question is open.
        let answer = answer.await.unwrap_or_else(|_| Err(route::shutting_down()));
        Ok(Response::new(proto::answer::answer_to_wire(&answer.map(|()| cluster_state::outcome::Reply::Done))))
    }

    async fn change_membership(
        &self,
        request: Request<wire::ChangeMembershipRequest>,
    ) -> Reply<wire::ChangeMembershipReply> {
        use wire::change_membership_reply::Reply as Wire;
        let reply = match self.change_nodes(request.into_inner()).await {
            Ok(membership) => Wire::Changed(membership),
            Err(refusal) => Wire::Refusal((&refusal).into()),
        };
        Ok(Response::new(wire::ChangeMembershipReply { reply: Some(reply) }))
    }
}

impl ClientApi {
    /// `consistency` is the raw number of the field.
    async fn published(&self, consistency: i32) -> Result<Arc<Published>, Refusal> {
        match consistency == wire::Consistency::Local as i32 {
            true => Ok(self.router.latest.get()),
            false => self.router.read().await,
        }
    }

    fn me(&self) -> NodeId {
        NodeId(self.settings.node_id)
    }

    fn local_facts(&self) -> LocalFacts<'_> {
        LocalFacts { me: self.me(), lease_remaining_ms: self.lease_remaining_ms(), last_contact_ms: self }
    }

    pub fn local_states(&self) -> LocalStates {
        LocalStates { latest: self.router.latest.clone(), contacts: Arc::clone(&self.contacts) }
    }

    fn lease_remaining_ms(&self) -> Option<u64> {
        let left = self.contacts.lease_until().since_ns(boot_time()) / 1_000_000;
        (left > 0).then_some(left)
    }

    fn local_status(&self, rights: Rights) -> wire::LocalStatus {
        let published = self.router.latest.get();
        let (state, log) = (&published.state, &published.status);
        let settings = &self.settings;
        let leader = log.leader.map(|leader| views::node_name(state, leader.node));
        let mut listen_addresses = vec![settings.socket.display().to_string(), settings.peer_listen.to_string()];
        listen_addresses.extend(settings.client_listen.map(|address| address.to_string()));
        wire::LocalStatus {
            node_id: settings.node_id,
            node_name: settings.node_name.clone(),
            cluster_name: settings.cluster.name.clone(),
            cluster_instance: settings.cluster.instance.clone(),
            pid: std::process::id(),
            incarnation: self.incarnation.to_string(),
            member: state.active_incarnation(self.me()) == Some(self.incarnation),
            leader: leader.unwrap_or_default(),
            term: log.term,
            applied_index: state.index(),
            commit_index: log.commit_index,
            last_index: log.last_index,
            lease_remaining_ms: self.lease_remaining_ms(),
            peers: self.peer_statuses(),
            resource_host_pid: self.host_pid.get(),
            listen_addresses,
            warnings: self.warnings.as_ref().clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            hand_overs: self.hand_overs,
            handing_over: published.handing_over,
            uptime_ms: boot_time().since_ns(self.started) / 1_000_000,
            access: rights.bits(),
        }
    }

    fn peer_statuses(&self) -> Vec<wire::PeerStatus> {
        let published = self.router.latest.get();
        let addresses = published.state.node_addresses().into_iter().filter(|(node, _)| *node != self.me());
        addresses
            .map(|(node, address)| wire::PeerStatus {
                node_id: node.0,
                name: views::node_name(&published.state, node),
                address,
                connected: self.router.forwarder.is_connected(node),
                last_contact_ms: views::LastContact::last_contact_ms(self, node),
            })
            .collect()
    }

    async fn change_nodes(&self, request: wire::ChangeMembershipRequest) -> Result<wire::Membership, Refusal> {
        use wire::change_membership_request::Change;
        let id = read_request_id(&request.request_id)?;
        let asked = model::Request { id, reason: Reason::new(&request.reason) };
        let published = self.router.read().await?;
        let state = &published.state;
        let (name, command) = match request.change.ok_or_else(not_understood)? {
            Change::Add(add) => {
                let (id, name) = (state.free_node_id(), add.name);
                let node = NewNode { id, name: name.clone(), storage: add.storage, address: add.address };
                (name, NodeCommand::Add(node))
            }
            Change::Evict(name) => (name.clone(), NodeCommand::Evict { node: name }),
        };
        let before = state.resolve_node(&name);
        self.router.execute(asked, Command::Node(command)).await?;
        let after = self.router.read().await?;
        // Not the number in the command: it may have been an earlier try of this request that counted, with another one.
        let node_id = after.state.resolve_node(&name).or(before)?;
        let config = after.state.config();
        let nodes = config.nodes.values().map(|node| proto::log::NewNode {
            id: node.id.0,
            name: node.name.clone(),
            storage: node.storage,
            address: node.address.clone(),
        });
        Ok(wire::Membership {
            node_id: node_id.0,
            cluster_name: config.cluster.name.clone(),
            cluster_instance: bytes::Bytes::copy_from_slice(&config.cluster.instance.0),
            nodes: nodes.collect(),
        })
    }
}

impl views::LastContact for ClientApi {
    fn last_contact_ms(&self, node: NodeId) -> Option<u64> {
        Some(boot_time().since_ns(self.contacts.last_heard(node)?) / 1_000_000)
    }
}

fn read_execute(request: wire::ExecuteRequest) -> Result<(model::Request, Command), Refusal> {
    let id = read_request_id(&request.request_id)?;
    let asked = model::Request { id, reason: Reason::new(&request.reason) };
    Ok((asked, read_command(request.command)?))
}

/// A command that a client may give.
fn read_command(command: Option<proto::log::Command>) -> Result<Command, Refusal> {
    let command = command.ok_or_else(not_understood)?;
    let command = proto::command_from_wire(command)
        .map_err(|error| Refusal::new(Win32Code::ERROR_INVALID_DATA, format!("The command cannot be read: {error}")))?;
    if !proto::command::is_for_clients(&command) {
        let message = "This command is said by nodes about themselves, not by clients";
        return Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message));
    }
    door::check_values(&command)?;
    Ok(command)
}

fn read_request_id(bytes: &[u8]) -> Result<RequestId, Refusal> {
    proto::command::request_id_from_wire(bytes)
        .map_err(|_| Refusal::new(Win32Code::ERROR_INVALID_DATA, "The request id is not 16 bytes long"))
}

fn not_understood() -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "The request is not one that this version understands")
}
