//! Any node answers any request: commands find the leader, reads wait until this node knows enough.

use crate::event::{Event, Events};
use crate::peers::Forwarder;
use crate::published::{Latest, Published};
use cluster_state::command::Command;
use cluster_state::outcome::Reply;
use model::{Refusal, RequestId, Win32Code};
use node::Answer;
use proto::answer::Forwarded;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How long a request looks for a leader: longer than an election, shorter than a client's patience.
const LOOK_FOR_LEADER: Duration = Duration::from_secs(10);
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
    pub async fn execute(&self, request: RequestId, command: Command) -> Result<Reply, Refusal> {
        let deadline = Instant::now() + LOOK_FOR_LEADER;
        loop {
            match self.ask_here(request, &command).await {
                Some(Answer::Applied(reply)) => return reply,
                Some(Answer::NotLeader(Some(leader))) => {
                    if let Forwarded::Answered(reply) = self.forwarder.forward(leader, request, &command).await {
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
    pub async fn execute_here(&self, request: RequestId, command: Command) -> Forwarded {
        match self.ask_here(request, &command).await {
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

    async fn ask_here(&self, request: RequestId, command: &Command) -> Option<Answer> {
        let (answer, waiting) = oneshot::channel();
        self.events.send(Event::Request { request, command: command.clone(), answer });
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

fn shutting_down() -> Refusal {
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_SHUTTING_DOWN, "This node's service is stopping")
        .next("quorate --cluster OTHER-NODE node list")
}
