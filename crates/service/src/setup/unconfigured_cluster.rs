//! What a client hears that takes this machine for a node.

use super::machine::Machine;
use model::{Refusal, Win32Code};
use proto::client as wire;
use std::pin::Pin;
use std::sync::Arc;
use tokio_stream::Stream;
use tonic::{Request, Response, Status};

/// The client API of a service without a cluster: one refusal.
#[derive(Clone)]
pub struct UnconfiguredCluster(pub Arc<Machine>);

type Reply<T> = Result<Response<T>, Status>;
type Streaming<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl UnconfiguredCluster {
    fn refusal(&self) -> Result<wire::Refusal, Status> {
        self.0.check_unconfigured()?;
        let refusal = self.0.check_no_remains().err().unwrap_or_else(|| {
            let message = "This machine is not a node of a cluster yet: make a cluster here, or have one take this machine in with the \
                           code that quorate node join-code shows";
            Refusal::new(Win32Code::ERROR_CLUSTER_NOT_INSTALLED, message).next("quorate cluster create NAME")
        });
        Ok((&refusal).into())
    }

    /// For answers that have no place for a refusal.
    fn status(&self) -> Status {
        self.refusal().map_or_else(|status| status, |refusal| proto::answer::refusal_to_status(&refusal.into()))
    }
}

#[tonic::async_trait]
impl wire::cluster_server::Cluster for UnconfiguredCluster {
    async fn execute(&self, _: Request<wire::ExecuteRequest>) -> Reply<wire::ExecuteReply> {
        let reply = Some(wire::execute_reply::Reply::Refusal(self.refusal()?));
        Ok(Response::new(wire::ExecuteReply { reply }))
    }

    async fn query(&self, _: Request<wire::QueryRequest>) -> Reply<wire::QueryReply> {
        let result = Some(wire::query_reply::Result::Refusal(self.refusal()?));
        Ok(Response::new(wire::QueryReply { result, ..wire::QueryReply::default() }))
    }

    type QueryInPiecesStream = Streaming<wire::QueryReply>;

    async fn query_in_pieces(&self, _: Request<wire::QueryRequest>) -> Reply<Self::QueryInPiecesStream> {
        Err(self.status())
    }

    type WatchStream = Streaming<wire::Notification>;

    async fn watch(&self, _: Request<wire::WatchRequest>) -> Reply<Self::WatchStream> {
        Err(self.status())
    }

    type WatchBatchesStream = Streaming<wire::BatchNotification>;

    async fn watch_batches(&self, _: Request<wire::WatchBatchesRequest>) -> Reply<Self::WatchBatchesStream> {
        Err(self.status())
    }

    async fn encrypt(&self, _: Request<wire::CryptRequest>) -> Reply<wire::CryptReply> {
        Err(self.status())
    }

    async fn decrypt(&self, _: Request<wire::CryptRequest>) -> Reply<wire::CryptReply> {
        Err(self.status())
    }

    async fn rotate_key(&self, _: Request<wire::RotateKeyRequest>) -> Reply<wire::RotateKeyReply> {
        Err(self.status())
    }

    type BackupStream = Streaming<wire::BackupChunk>;

    async fn backup(&self, _: Request<wire::BackupRequest>) -> Reply<Self::BackupStream> {
        Err(self.status())
    }

    type WatchEventsStream = Streaming<wire::EventView>;

    async fn watch_events(&self, _: Request<wire::WatchEventsRequest>) -> Reply<Self::WatchEventsStream> {
        Err(self.status())
    }

    async fn status(&self, _: Request<wire::StatusRequest>) -> Reply<wire::LocalStatus> {
        Err(UnconfiguredCluster::status(self))
    }

    async fn transfer_leader(&self, _: Request<wire::TransferLeaderRequest>) -> Reply<wire::ExecuteReply> {
        let reply = Some(wire::execute_reply::Reply::Refusal(self.refusal()?));
        Ok(Response::new(wire::ExecuteReply { reply }))
    }

    async fn hand_over(&self, _: Request<wire::HandOverRequest>) -> Reply<wire::ExecuteReply> {
        let reply = Some(wire::execute_reply::Reply::Refusal(self.refusal()?));
        Ok(Response::new(wire::ExecuteReply { reply }))
    }

    async fn change_membership(&self, _: Request<wire::ChangeMembershipRequest>) -> Reply<wire::ChangeMembershipReply> {
        let reply = Some(wire::change_membership_reply::Reply::Refusal(self.refusal()?));
        Ok(Response::new(wire::ChangeMembershipReply { reply }))
    }
}
