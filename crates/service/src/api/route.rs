//! Any node answers any request: commands find the leader, reads wait until this node knows enough.

use super::views;
use crate::event::{Event, Events};
use crate::peers::Forwarder;
use crate::published::{Latest, Published};
use cluster_state::command::Command;
use cluster_state::outcome::Reply;
use consensus::io::Role;
use model::{Refusal, Request, Win32Code};
use node::Answer;
use proto::answer::Forwarded;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How long a request looks for a leader: longer than an election, shorter than a client's patience.
const LOOK_FOR_LEADER: Duration = Duration::from_secs(10);
/// How long handing over the leadership may take, and when it is asked for once more.
const HAND_OVER: Duration = Duration::from_secs(5);
const HAND_OVER_AGAIN: Duration = Duration::from_secs(1);
/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub struct Router {
    pub events: Events,
    pub latest: Latest,
    pub forwarder: Forwarder,
}

impl Router {
    /// Applies a command once, wherever the leader is. The same request id may be used again after a lost answer.
    pub async fn execute(&self, request: Request, command: Command) -> Result<Reply, Refusal> {
        let deadline = Instant::now() + LOOK_FOR_LEADER;
        loop {
            match self.ask_here(&request, &command).await {
                Some(Answer::Applied(reply)) => return reply,
                Some(Answer::NotLeader(Some(leader))) => {
                    if let Forwarded::Answered(reply) = self.forwarder.forward(leader, &request, &command).await {
                        return reply;
                    }
                }
                Some(_) => {}
                None => return Err(shutting_down()),
            }
            if Instant::now() >= deadline {
                return Err(no_quorum());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// A command that another node forwarded: answered from here, or not at all.
    pub async fn execute_here(&self, request: Request, command: Command) -> Forwarded {
        match self.ask_here(&request, &command).await {
            Some(Answer::Applied(reply)) => Forwarded::Answered(reply),
            Some(Answer::NotLeader(_)) => Forwarded::NotLeader(self.latest.get().status.leader),
            _ => Forwarded::Retry,
        }
    }

    /// The state as of now or later, confirmed by a quorum (Raft 6.4).
    pub async fn read(&self) -> Result<Arc<Published>, Refusal> {
        let deadline = Instant::now() + LOOK_FOR_LEADER;
        loop {
            let (answer, waiting) = oneshot::channel();
            self.events.send(Event::Read { answer });
            match tokio::time::timeout_at(deadline, waiting).await {
                Ok(Ok(Answer::Readable)) => return Ok(self.latest.get()),
                Ok(Ok(_)) => {}
                Ok(Err(_)) => return Err(shutting_down()),
                Err(_) => return Err(no_quorum()),
            }
            if Instant::now() >= deadline {
                return Err(no_quorum());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Makes another node the leader, wherever the present one is. Nothing that runs moves.
    pub async fn hand_over(&self, node: &str) -> Result<Reply, Refusal> {
        let published = self.read().await?;
        let to = published.state.resolve_node(node)?;
        let name = views::node_name(&published.state, to);
        if published.state.active_incarnation(to).is_none() {
            let message = format!("{name} is down and cannot lead");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate node list"));
        }
        if !published.status.voters.voters.iter().any(|voter| voter.node == to) {
            let message = format!("{name} has no vote and cannot lead");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_INVALID_REQUEST, message).next("quorate node list"));
        }
        let mut latest = self.latest.clone();
        let deadline = Instant::now() + HAND_OVER;
        while Instant::now() < deadline {
            let status = latest.get().status.clone();
            match status.leader {
                Some(leader) if leader.node == to => return Ok(Reply::Done),
                _ if status.role == Role::Leader => self.events.input(node::Input::TransferLeadership { to }),
                Some(leader) => drop(self.forwarder.hand_over(leader.node, to).await),
                None => {}
            }
            // Asked again when it did not come to be: the leader may have been another one meanwhile.
            let again = deadline.min(Instant::now() + HAND_OVER_AGAIN);
            let taken = async {
                while latest.get().status.leader.is_none_or(|leader| leader.node != to) && latest.changed().await {}
            };
            drop(tokio::time::timeout_at(again, taken).await);
        }
        let message = format!("{name} did not take the leadership within {} s", HAND_OVER.as_secs());
        Err(Refusal::new(Win32Code::ERROR_TIMEOUT, message).next("quorate cluster show"))
    }

    async fn ask_here(&self, request: &Request, command: &Command) -> Option<Answer> {
        let (answer, waiting) = oneshot::channel();
        self.events.send(Event::Request { request: request.clone(), command: command.clone(), answer });
        match tokio::time::timeout(LOOK_FOR_LEADER, waiting).await {
            Ok(answer) => answer.ok(),
            Err(_) => Some(Answer::Retry),
        }
    }
}

fn no_quorum() -> Refusal {
    Refusal::new(
        Win32Code::ERROR_CLUSTER_NO_QUORUM,
        "The cluster has no leader with a majority behind it, so nothing can be read or changed safely now",
    )
    .next("quorate status")
}

pub(super) fn shutting_down() -> Refusal {
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_SHUTTING_DOWN, "This node's service is stopping")
        .next("quorate --cluster OTHER-NODE node list")
}
