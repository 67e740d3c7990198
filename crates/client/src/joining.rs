//! Machines that become nodes: the first one by its own service, the others over the network, by who knows their join code
//! (docs/decisions/0006-joining.md).

use crate::request::new_guid;
use crate::{Client, Endpoint};
use bytes::Bytes;
use model::{Refusal, Win32Code};
use proto::join::joining_client::JoiningClient;
use proto::join::setup_client::SetupClient;
use proto::join::{
    ChallengeRequest, ConfigureReply, ConfigureRequest, Configured, CreateClusterRequest, CreatedCluster,
    JoinCode as ShownJoinCode, NodeConfiguration, ShowJoinCodeRequest, Unconfigured, challenge_reply, configure_reply,
    create_cluster_reply, show_join_code_reply,
};
use proto::joining::{JOINING_BYTES_MAX, JoinCode, NONCE_BYTES, Said};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// One question to a machine, with all tries.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long it is found out whether a machine whose answer was lost has become a node.
const OUTCOME_TIMEOUT: Duration = Duration::from_secs(20);
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// The least that one question is given, however short the whole time is.
const ASK_ONCE: Duration = Duration::from_millis(500);

impl Client {
    /// The code with which a cluster takes in the machine of this service. Refused with ERROR_CLUSTER_NODE_ALREADY_MEMBER by a node.
    pub async fn join_code(&self) -> Result<ShownJoinCode, Refusal> {
        use show_join_code_reply::Reply;
        let call = |channel| async move { SetupClient::new(channel).show_join_code(ShowJoinCodeRequest {}).await };
        match self.call_over(call).await?.reply {
            Some(Reply::Code(code)) => Ok(code),
            Some(Reply::Refusal(refusal)) => Err(refusal.into()),
            None => Err(empty()),
        }
    }

    /// Makes a cluster of the machine of this service alone. `node_name` may be empty: then it is the host's; `address` too, where the
    /// machine has only one.
    pub async fn create_cluster(&self, name: &str, node_name: &str, address: &str) -> Result<CreatedCluster, Refusal> {
        use create_cluster_reply::Reply;
        let request = CreateClusterRequest {
            instance: Bytes::copy_from_slice(&new_guid().0),
            cluster_name: name.into(),
            node_name: node_name.into(),
            address: address.into(),
        };
        let call = |channel| {
            let request = request.clone();
            async move { SetupClient::new(channel).create_cluster(request).await }
        };
        match self.call_over(call).await?.reply {
            Some(Reply::Created(created)) => Ok(created),
            Some(Reply::Refusal(refusal)) => Err(refusal.into()),
            None => Err(empty()),
        }
    }
}

/// A machine that waits to be configured over the network, or says that it is a node.
pub struct JoiningMachine {
    client: Client,
    address: String,
}

/// Why a machine did not become a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotConfigured {
    /// It did not, and will not.
    Refused(Refusal),
    /// It does not answer any more: perhaps it did.
    Unknown(Refusal),
}

/// What a machine says of itself.
pub(crate) enum Standing {
    Unconfigured(Unconfigured),
    Configured(Configured),
}

impl JoiningMachine {
    /// `address` is `host:port` of its node-to-node service. Refused with ERROR_CLUSTER_NODE_UNREACHABLE.
    pub async fn connect(address: &str) -> Result<JoiningMachine, Refusal> {
        let client =
            Client::connect(&Endpoint::tcp(address)).await.map_err(|refusal| unreachable(address, &refusal))?;
        Ok(JoiningMachine { client: client.with_request_timeout(ANSWER_TIMEOUT), address: address.to_owned() })
    }

    /// Whether this is the code of the machine, and the machine can be configured. Changes nothing, but a machine bears few wrong codes.
    pub async fn try_code(&self, code: &JoinCode) -> Result<(), Refusal> {
        match self.standing().await? {
            Standing::Configured(node) => Err(self.already(&node)),
            Standing::Unconfigured(machine) => match self.send(code, &machine, Bytes::new()).await {
                Ok(()) => Ok(()),
                Err(NotConfigured::Refused(refusal) | NotConfigured::Unknown(refusal)) => Err(refusal),
            },
        }
    }

    /// Makes the machine the node that `configuration` names. Asked again, or after a lost answer, it finds out what became of it.
    pub async fn configure(&self, code: &JoinCode, configuration: &NodeConfiguration) -> Result<(), NotConfigured> {
        let encoded = Bytes::from(prost::Message::encode_to_vec(configuration));
        let deadline = Instant::now() + OUTCOME_TIMEOUT;
        loop {
            let unknown = match self.standing().await {
                Ok(Standing::Configured(node)) if is_same(&node, configuration) => return Ok(()),
                Ok(Standing::Configured(node)) => return Err(NotConfigured::Refused(self.already(&node))),
                Ok(Standing::Unconfigured(machine)) => match self.send(code, &machine, encoded.clone()).await {
                    Err(NotConfigured::Unknown(refusal)) => refusal,
                    answered => return answered,
                },
                Err(refusal) => refusal,
            };
            if Instant::now() >= deadline {
                return Err(NotConfigured::Unknown(unknown));
            }
            sleep(ASK_AGAIN).await;
        }
    }

    /// Waits until the machine at this address says that it is no node and keeps nothing of one, as it does when an evicted node was reset.
    /// Refused with ERROR_CLUSTER_NODE_UNREACHABLE when it does not answer, and with ERROR_CLUSTER_NODE_ALREADY_MEMBER when it is a
    /// node still, after `timeout`.
    pub async fn wait_until_clean(address: &str, timeout: Duration) -> Result<(), Refusal> {
        let deadline = Instant::now() + timeout;
        loop {
            let asked = async {
                let machine = JoiningMachine::connect(address).await?;
                match machine.standing().await? {
                    Standing::Unconfigured(_) => Ok(()),
                    Standing::Configured(node) => Err(machine.already(&node)),
                }
            };
            let answer = tokio::time::timeout_at(deadline.max(Instant::now() + ASK_ONCE), asked).await;
            let answer = answer.unwrap_or_else(|_| {
                let message = format!("The machine at {address} did not answer in time");
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_UNREACHABLE, message))
            });
            if answer.is_ok() || Instant::now() + ASK_AGAIN >= deadline {
                return answer;
            }
            sleep(ASK_AGAIN).await;
        }
    }

    pub(crate) async fn standing(&self) -> Result<Standing, Refusal> {
        use challenge_reply::Reply;
        let call = |channel| async move {
            JoiningClient::new(channel)
                .max_decoding_message_size(JOINING_BYTES_MAX)
                .challenge(ChallengeRequest {})
                .await
        };
        let answer = self.client.call_over(call).await;
        match answer.map_err(|refusal| unreachable(&self.address, &refusal))?.reply {
            Some(Reply::Unconfigured(machine)) => Ok(Standing::Unconfigured(machine)),
            Some(Reply::Configured(node)) => Ok(Standing::Configured(node)),
            Some(Reply::Refusal(refusal)) => Err(refusal.into()),
            None => Err(empty()),
        }
    }

    async fn send(&self, code: &JoinCode, machine: &Unconfigured, configuration: Bytes) -> Result<(), NotConfigured> {
        use configure_reply::Reply;
        let mut client_nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut client_nonce).expect("the kernel gives random bytes");
        let said = Said { nonce: &machine.nonce, client_nonce: &client_nonce, configuration: &configuration };
        let request = ConfigureRequest {
            nonce: machine.nonce.clone(),
            client_nonce: Bytes::copy_from_slice(&client_nonce),
            configuration: configuration.clone(),
            proof: code.prove(&said).into(),
        };
        let call = |channel| async move {
            JoiningClient::new(channel).max_decoding_message_size(JOINING_BYTES_MAX).configure(request).await
        };
        let ConfigureReply { reply } = self
            .client
            .call_once(call)
            .await
            .map_err(|status| NotConfigured::Unknown(unreachable(&self.address, &self.client.refusal(&status))))?;
        match reply {
            Some(Reply::Proof(proof)) if code.check_answer(&said, &proof) => Ok(()),
            Some(Reply::Refusal(refusal)) => Err(NotConfigured::Refused(refusal.into())),
            Some(Reply::Proof(_)) | None => {
                let message =
                    format!("What answers at {} does not know the join code: it is not that machine", self.address);
                Err(NotConfigured::Refused(
                    Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate node join-code"),
                ))
            }
        }
    }

    fn already(&self, node: &Configured) -> Refusal {
        let Configured { node_name, cluster_name, .. } = node;
        let message = format!("The machine at {} is node {node_name} of cluster {cluster_name} already", self.address);
        Refusal::new(Win32Code::ERROR_CLUSTER_NODE_ALREADY_MEMBER, message).next("quorate node list")
    }
}

fn is_same(node: &Configured, configuration: &NodeConfiguration) -> bool {
    node.node_id == configuration.node_id && node.cluster_instance == configuration.cluster_instance
}

fn unreachable(address: &str, why: &Refusal) -> Refusal {
    if why.code != Win32Code::RPC_S_SERVER_UNAVAILABLE {
        return why.clone();
    }
    let reason = why.message.rsplit_once(": ").map_or(why.message.as_str(), |(_, reason)| reason);
    let message = format!(
        "No service answers at {address}, TCP: {reason}; does it run there, and does the firewall let it through?"
    );
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_UNREACHABLE, message).next("systemctl status quorate")
}

fn empty() -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_DATA, "The service's answer was empty")
}
