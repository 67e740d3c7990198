//! One peer: connect, watch, connect again.

use crate::identity::Identity;
use crate::links::LinkEvent;
use crate::queue::Queue;
use crate::{CONNECTION_WINDOW_BYTES, KEEPALIVE, PEER_MESSAGE_BYTES_MAX, STREAM_WINDOW_BYTES};
use model::NodeId;
use proto::peer::Empty;
use proto::peer::peer_client::PeerClient;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tonic::transport::{Channel, Endpoint};
use tonic::{Status, Streaming};

/// Waits between attempts to connect, doubled each time.
const BACKOFF_MIN: Duration = Duration::from_millis(20);
const BACKOFF_MAX: Duration = Duration::from_secs(1);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A peer and the way to it.
pub(crate) struct Link {
    pub(crate) node: NodeId,
    /// `host:port`
    pub(crate) address: String,
    pub(crate) identity: Identity,
    pub(crate) queue: Arc<Queue>,
    /// Open while the link is up.
    channel: Mutex<Option<Channel>>,
}

impl Link {
    pub(crate) fn new(node: NodeId, address: String, identity: Identity) -> Link {
        Link { node, address, identity, queue: Arc::new(Queue::default()), channel: Mutex::new(None) }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// A client on the link's own connection, while it is up.
    pub(crate) fn client(&self) -> Option<PeerClient<Channel>> {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner).clone().map(client)
    }

    /// A client on a connection of its own, so that much data does not delay the messages.
    pub(crate) async fn separate_client(&self) -> Result<PeerClient<Channel>, Status> {
        connect(&self.address).await.map(client)
    }

    /// Sets the channel and returns whether one was set before.
    fn replace_channel(&self, channel: Option<Channel>) -> bool {
        std::mem::replace(&mut *self.channel.lock().unwrap_or_else(PoisonError::into_inner), channel).is_some()
    }

    /// Closes the link for good; whether it was up.
    pub(crate) fn close(&self) -> bool {
        self.queue.disconnect();
        self.replace_channel(None)
    }

    /// Keeps the link up, until the task is aborted.
    pub(crate) async fn run(self: Arc<Link>, events: mpsc::UnboundedSender<LinkEvent>) {
        let mut backoff = BACKOFF_MIN;
        let mut refusal = None;
        loop {
            match self.open().await {
                Ok((channel, answers)) => {
                    self.replace_channel(Some(channel));
                    let since = Instant::now();
                    tracing::debug!(node = %self.node, address = self.address, "link up");
                    let _ = events.send(LinkEvent::Up(self.node));
                    let reason = ended(answers).await;
                    self.queue.disconnect();
                    self.replace_channel(None);
                    tracing::debug!(node = %self.node, address = self.address, reason, "link down");
                    let _ = events.send(LinkEvent::Down(self.node));
                    refusal = None;
                    if since.elapsed() > backoff {
                        backoff = BACKOFF_MIN;
                    }
                }
                Err(status) => {
                    self.queue.disconnect();
                    // A refusal stays the same until somebody does something about it: said once, and not each second.
                    if status.code() == tonic::Code::FailedPrecondition && refusal.as_deref() != Some(status.message())
                    {
                        tracing::warn!(node = %self.node, address = self.address, "refused: {}", status.message());
                        refusal = Some(status.message().to_owned());
                    }
                }
            }
            let dropped = self.queue.take_dropped();
            if dropped > 0 {
                tracing::debug!(node = %self.node, dropped, "messages dropped");
            }
            tokio::time::sleep(backoff).await;
            backoff = (backoff * 2).min(BACKOFF_MAX);
        }
    }

    async fn open(&self) -> Result<(Channel, Streaming<Empty>), Status> {
        let channel = connect(&self.address).await?;
        let request = self.identity.sign(self.queue.connect());
        // The peer accepts before it reads anything; a peer that does not is as good as unreachable.
        let call = async { client(channel.clone()).exchange(request).await };
        match tokio::time::timeout(CONNECT_TIMEOUT, call).await {
            Ok(answer) => Ok((channel, answer?.into_inner())),
            Err(_) => Err(Status::deadline_exceeded("the peer does not answer")),
        }
    }
}

/// Waits until the answer stream ends, which is when the peer or the way to it is gone.
async fn ended(mut answers: Streaming<Empty>) -> String {
    loop {
        match answers.message().await {
            Ok(Some(Empty {})) => {}
            Ok(None) => return "closed by the peer".to_owned(),
            Err(status) => return status.message().to_owned(),
        }
    }
}

async fn connect(address: &str) -> Result<Channel, Status> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))
        .map_err(|_| Status::invalid_argument(format!("not host:port: {address}")))?;
    endpoint
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .connect()
        .await
        .map_err(|error| Status::unavailable(error.to_string()))
}

fn client(channel: Channel) -> PeerClient<Channel> {
    PeerClient::new(channel)
        .max_decoding_message_size(PEER_MESSAGE_BYTES_MAX)
        .max_encoding_message_size(PEER_MESSAGE_BYTES_MAX)
}
