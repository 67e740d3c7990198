//! The gRPC side of [`Machine`]. Which of the two services can be reached from where is decided where they are served.

use super::machine::Machine;
use model::Refusal;
use proto::join as wire;
use std::sync::Arc;
use tonic::{Request, Response, Status};

#[derive(Clone)]
pub struct Answers(pub Arc<Machine>);

type Reply<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl wire::setup_server::Setup for Answers {
    async fn show_join_code(&self, _: Request<wire::ShowJoinCodeRequest>) -> Reply<wire::ShowJoinCodeReply> {
        use wire::show_join_code_reply::Reply as Wire;
        let reply = self
            .of_unconfigured(Machine::join_code)?
            .map_or_else(|refusal| Wire::Refusal((&refusal).into()), Wire::Code);
        Ok(Response::new(wire::ShowJoinCodeReply { reply: Some(reply) }))
    }

    async fn create_cluster(&self, request: Request<wire::CreateClusterRequest>) -> Reply<wire::CreateClusterReply> {
        use wire::create_cluster_reply::Reply as Wire;
        let created = self.of_unconfigured(|machine| machine.create(request.into_inner()))?;
        let reply = created.map_or_else(|refusal| Wire::Refusal((&refusal).into()), Wire::Created);
        Ok(Response::new(wire::CreateClusterReply { reply: Some(reply) }))
    }
}

#[tonic::async_trait]
impl wire::joining_server::Joining for Answers {
    async fn challenge(&self, _: Request<wire::ChallengeRequest>) -> Reply<wire::ChallengeReply> {
        use wire::challenge_reply::Reply as Wire;
        let challenge = self.of_unconfigured(Machine::challenge)?;
        let reply = challenge.map_or_else(|refusal| Wire::Refusal((&refusal).into()), Wire::Unconfigured);
        Ok(Response::new(wire::ChallengeReply { reply: Some(reply) }))
    }

    async fn configure(&self, request: Request<wire::ConfigureRequest>) -> Reply<wire::ConfigureReply> {
        use wire::configure_reply::Reply as Wire;
        let proof = self.of_unconfigured(|machine| machine.configure(request.get_ref()))?;
        let reply = proof.map_or_else(|refusal| Wire::Refusal((&refusal).into()), |proof| Wire::Proof(proof.into()));
        Ok(Response::new(wire::ConfigureReply { reply: Some(reply) }))
    }
}

impl Answers {
    fn of_unconfigured<T>(
        &self,
        answer: impl FnOnce(&Machine) -> Result<T, Refusal>,
    ) -> Result<Result<T, Refusal>, Status> {
        self.0.check_unconfigured()?;
        // The disk is written to, and synced, while a caller waits.
        Ok(tokio::task::block_in_place(|| answer(&self.0)))
    }
}
