//! What a node says to who would make it one: that it is one.

use crate::settings::Settings;
use model::{Guid, Refusal, Win32Code};
use proto::join as wire;
use std::sync::Arc;
use tonic::{Request, Response, Status};

#[derive(Clone)]
pub struct Member {
    pub settings: Arc<Settings>,
}

type Reply<T> = Result<Response<T>, Status>;

impl Member {
    fn refusal(&self) -> Refusal {
        let Settings { node_name, cluster, .. } = &*self.settings;
        let message = format!("This machine is node {node_name} of cluster {} already", cluster.name);
        Refusal::new(Win32Code::ERROR_CLUSTER_NODE_ALREADY_MEMBER, message).next("quorate node list")
    }
}

#[tonic::async_trait]
impl wire::setup_server::Setup for Member {
    async fn show_join_code(&self, _: Request<wire::ShowJoinCodeRequest>) -> Reply<wire::ShowJoinCodeReply> {
        let reply = Some(wire::show_join_code_reply::Reply::Refusal((&self.refusal()).into()));
        Ok(Response::new(wire::ShowJoinCodeReply { reply }))
    }

    async fn create_cluster(&self, request: Request<wire::CreateClusterRequest>) -> Reply<wire::CreateClusterReply> {
        use wire::create_cluster_reply::Reply as Wire;
        let asked: Option<[u8; 16]> = request.get_ref().instance.as_ref().try_into().ok();
        // The answer to the first time it was asked may have been lost when this service went over.
        let reply =
            if asked.map(|instance| Guid(instance).to_string()).as_ref() == Some(&self.settings.cluster.instance) {
                let (node_name, address) = (self.settings.node_name.clone(), self.settings.peer_listen.to_string());
                Wire::Created(wire::CreatedCluster { node_name, address })
            } else {
                Wire::Refusal((&self.refusal()).into())
            };
        Ok(Response::new(wire::CreateClusterReply { reply: Some(reply) }))
    }
}

#[tonic::async_trait]
impl wire::joining_server::Joining for Member {
    async fn challenge(&self, _: Request<wire::ChallengeRequest>) -> Reply<wire::ChallengeReply> {
        let settings = &self.settings;
        let reply = Some(wire::challenge_reply::Reply::Configured(wire::Configured {
            cluster_instance: settings.cluster.instance.clone(),
            cluster_name: settings.cluster.name.clone(),
            node_id: settings.node_id,
            node_name: settings.node_name.clone(),
            cloud_type: crate::setup::cloud_type().into(),
        }));
        Ok(Response::new(wire::ChallengeReply { reply }))
    }

    async fn configure(&self, _: Request<wire::ConfigureRequest>) -> Reply<wire::ConfigureReply> {
        let reply = Some(wire::configure_reply::Reply::Refusal((&self.refusal()).into()));
        Ok(Response::new(wire::ConfigureReply { reply }))
    }
}
