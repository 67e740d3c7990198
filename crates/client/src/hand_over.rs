//! The service of this machine becomes the program that is installed now, while what its node runs goes on.

use crate::Client;
use crate::request::read_answer;
use model::{Refusal, Win32Code};
use proto::MESSAGE_BYTES_MAX;
use proto::client::cluster_client::ClusterClient;
use proto::client::{HandOverRequest, LocalStatus};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Between two looks at the next program.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Longer than the longest lease that is granted for it.
const SUCCESSOR_TIMEOUT: Duration = Duration::from_secs(30);

impl Client {
    /// Ends when the next program holds a lease of its own and the cluster has taken note. A refusal means that the service was not
    /// replaced, or (ERROR_CLUSTER_NODE_DOWN 5050) that its life has ended and its groups went elsewhere.
    pub async fn hand_over(&self) -> Result<LocalStatus, Refusal> {
        let before = self.status().await?;
        let asked = self.call_once(|channel| async {
            let mut rpc = ClusterClient::new(channel).max_decoding_message_size(MESSAGE_BYTES_MAX);
            rpc.hand_over(HandOverRequest {}).await
        });
        // The program that was asked ends with the connection.
        if let Ok(reply) = asked.await {
            read_answer(reply)?;
        }
        let deadline = Instant::now() + SUCCESSOR_TIMEOUT;
        loop {
            if let Ok(now) = self.status().await {
                if now.incarnation != before.incarnation {
                    return Err(ended(&now));
                }
                let replaced = now.hand_overs > before.hand_overs && !now.handing_over;
                if replaced && now.member && now.lease_remaining_ms.is_some() {
                    return Ok(now);
                }
            }
            if Instant::now() > deadline {
                return Err(late(&before));
            }
            sleep(LOOK_AGAIN).await;
        }
    }
}

fn ended(now: &LocalStatus) -> Refusal {
    let message = format!(
        "The service of {} was replaced, but its life had ended before the next program could go on: its groups went to other nodes",
        now.node_name
    );
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, message).next("quorate events")
}

fn late(before: &LocalStatus) -> Refusal {
    let seconds = SUCCESSOR_TIMEOUT.as_secs();
    let message =
        format!("The next program has not become a member in the place of {} within {seconds} s", before.node_name);
    Refusal::new(Win32Code::ERROR_TIMEOUT, message).next("quorate status")
}
