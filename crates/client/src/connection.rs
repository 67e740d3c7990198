//! A connection that is made again when it is lost, to the next service if there are several.

use crate::Endpoint;
use crate::endpoint::Target;
use crate::quiet::Quiet;
use crate::states::Doors;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use model::{Reason, Refusal, Win32Code};
use proto::MESSAGE_BYTES_MAX;
use proto::client::Consistency;
use proto::client::cluster_client::ClusterClient;
use std::future::Future;
use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tonic::transport::{Channel, Endpoint as Http};
use tonic::{Code, Response, Status};
use tower::ServiceExt;

/// How long one request may take, with all its retries, unless told otherwise.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A service that was there and is gone may be starting again: how long it is looked for.
const RECONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const BACKOFF_MIN: Duration = Duration::from_millis(10);
const BACKOFF_MAX: Duration = Duration::from_millis(250);
const KEEPALIVE: Duration = Duration::from_secs(5);
const WINDOW_BYTES: u32 = 8 * 1024 * 1024;

pub(crate) type Rpc = ClusterClient<Channel>;

/// A client of one cluster. Clones share the connection and cost nothing.
#[derive(Clone)]
pub struct Client {
    connection: Arc<Connection>,
    request_timeout: Duration,
    pub(crate) consistency: Consistency,
    pub(crate) reason: Option<Reason>,
}

struct Connection {
    endpoint: Endpoint,
    current: Mutex<Current>,
    /// The highest index of the log up to which an answer was true, or a notification.
    seen: AtomicU64,
    doors: Doors,
}

#[derive(Default)]
struct Current {
    channel: Option<Channel>,
    /// Counts the connections, so that one loss is noticed once.
    generation: u64,
    /// Index of the target in use, or to be tried next.
    target: usize,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Client").field(&self.connection.endpoint.to_string()).finish()
    }
}

impl Client {
    /// Connects to the first service that answers; refused with RPC_S_SERVER_UNAVAILABLE when none does, and with ERROR_ACCESS_DENIED when
    /// this user may not.
    pub async fn connect(endpoint: &Endpoint) -> Result<Client, Refusal> {
        let connection = Connection {
            endpoint: endpoint.clone(),
            current: Mutex::default(),
            seen: AtomicU64::new(0),
            doors: Doors::default(),
        };
        connection.channel().await?;
        Ok(Client {
            connection: Arc::new(connection),
            request_timeout: REQUEST_TIMEOUT,
            consistency: Consistency::Linearizable,
            reason: None,
        })
    }

    /// How long one request may take, with all its retries; 30 s when not set.
    #[must_use]
    pub fn with_request_timeout(mut self, timeout: Duration) -> Client {
        self.request_timeout = timeout;
        self
    }

    /// Which state queries see: the newest (the default), or what the service asked has applied, which works without quorum.
    #[must_use]
    pub fn with_consistency(mut self, consistency: Consistency) -> Client {
        self.consistency = consistency;
        self
    }

    /// Why changes are asked for, for the record of events: of all that this client asks for from now on. Blank is no reason; at most
    /// [`REASON_CHARACTERS`](model::request::REASON_CHARACTERS) are kept.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Client {
        self.reason = Reason::new(reason);
        self
    }

    /// The highest index of the log that anything this client was told is true up to.
    pub(crate) fn seen_index(&self) -> u64 {
        self.connection.seen.load(Ordering::SeqCst)
    }

    pub(crate) fn saw(&self, index: u64) {
        self.connection.seen.fetch_max(index, Ordering::SeqCst);
    }

    /// To the service that is connected, where states can be asked for without gRPC.
    pub(crate) fn doors(&self) -> &Doors {
        &self.connection.doors
    }

    /// Makes a call until it is answered. `call` may be made several times, so it must be harmless to repeat.
    pub(crate) async fn call<T, F>(&self, call: impl Fn(Rpc) -> F) -> Result<T, Refusal>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        self.call_over(|channel| {
            let rpc = Rpc::new(channel).max_decoding_message_size(MESSAGE_BYTES_MAX);
            call(rpc.max_encoding_message_size(MESSAGE_BYTES_MAX))
        })
        .await
    }

    /// As [`Client::call`], for another service at the same place.
    pub(crate) async fn call_over<T, F>(&self, call: impl Fn(Channel) -> F) -> Result<T, Refusal>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let deadline = Instant::now() + self.request_timeout;
        let mut lost = None;
        let mut backoff = BACKOFF_MIN;
        loop {
            let (channel, generation) = match timeout_at(deadline, self.connection.channel()).await {
                Err(_) => return Err(self.no_answer()),
                Ok(Ok(found)) => found,
                Ok(Err(refusal)) => {
                    let since = *lost.get_or_insert_with(Instant::now);
                    if since.elapsed() > RECONNECT_TIMEOUT {
                        return Err(refusal);
                    }
                    sleep(backoff).await;
                    backoff = (backoff * 2).min(BACKOFF_MAX);
                    continue;
                }
            };
            match timeout_at(deadline, call(channel)).await {
                Err(_) => return Err(self.no_answer()),
                Ok(Ok(response)) => return Ok(response.into_inner()),
                Ok(Err(status)) if is_worth_repeating(&status) && Instant::now() + backoff < deadline => {
                    self.connection.lost(generation).await;
                    lost = None;
                    sleep(backoff).await;
                    backoff = (backoff * 2).min(BACKOFF_MAX);
                }
                Ok(Err(status)) => return Err(self.refusal(&status)),
            }
        }
    }

    /// Makes a call that must not be made twice. An error of the connection leaves open whether it was done.
    pub(crate) async fn call_once<T, F>(&self, call: impl FnOnce(Channel) -> F) -> Result<T, Status>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let connected = self.connection.channel().await;
        let (channel, generation) = connected.map_err(|refusal| Status::unavailable(refusal.message))?;
        let called = timeout(self.request_timeout, call(channel)).await;
        match called.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer"))) {
            Ok(response) => Ok(response.into_inner()),
            Err(status) => {
                self.connection.lost(generation).await;
                Err(status)
            }
        }
    }

    fn no_answer(&self) -> Refusal {
        let message = format!(
            "The cluster did not answer within {} s; whether the request was done is not known",
            self.request_timeout.as_secs_f64()
        );
        Refusal::new(Win32Code::ERROR_TIMEOUT, message).next("quorate node list --local")
    }

    /// What an error of the connection means to the user.
    pub(crate) fn refusal(&self, status: &Status) -> Refusal {
        if let Some(refusal) = proto::answer::refusal_from_status(status) {
            return refusal;
        }
        let code = match status.code() {
            Code::DeadlineExceeded => return self.no_answer(),
            Code::InvalidArgument | Code::OutOfRange | Code::ResourceExhausted => Win32Code::ERROR_INVALID_DATA,
            Code::Unimplemented => Win32Code::ERROR_CALL_NOT_IMPLEMENTED,
            Code::PermissionDenied | Code::Unauthenticated => Win32Code::ERROR_ACCESS_DENIED,
            _ => return unavailable(&self.connection.endpoint, status.message()),
        };
        Refusal::new(code, format!("The service refused the call: {}", status.message()))
    }
}

impl Connection {
    /// The open channel, or a new one to the first target that answers, beginning with the one used last.
    async fn channel(&self) -> Result<(Channel, u64), Refusal> {
        let mut current = self.current.lock().await;
        if let Some(channel) = &current.channel {
            return Ok((channel.clone(), current.generation));
        }
        let targets = self.endpoint.targets();
        let mut why = NotOpened { denied: false, reason: "it has no address".to_owned() };
        for step in 0..targets.len() {
            let index = (current.target + step) % targets.len();
            match open(&targets[index]).await {
                Ok(channel) => {
                    current.target = index;
                    current.generation += 1;
                    current.channel = Some(channel.clone());
                    self.doors.lead_to(&targets[index]);
                    return Ok((channel, current.generation));
                }
                Err(error) if !why.denied => why = error,
                Err(_) => {}
            }
        }
        Err(why.refusal(&self.endpoint))
    }

    /// The connection of that generation is of no use; the next target is tried first.
    async fn lost(&self, generation: u64) {
        let mut current = self.current.lock().await;
        if current.generation == generation && current.channel.take().is_some() {
            self.doors.close();
            current.target += 1;
            current.generation += 1;
        }
    }
}

/// Whether asking again, perhaps elsewhere, may help: the connection broke, or the service is stopping or has no answer yet.
fn is_worth_repeating(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Cancelled | Code::Aborted | Code::Internal)
}

fn unavailable(endpoint: &Endpoint, reason: &str) -> Refusal {
    let message = format!("No cluster service can be reached at {endpoint}: {reason}");
    Refusal::new(Win32Code::RPC_S_SERVER_UNAVAILABLE, message)
        .next("systemctl status quorate, or quorate dev to try one")
}

/// Why there is no connection to a service.
struct NotOpened {
    /// The service is there, and its socket is not for this user.
    denied: bool,
    reason: String,
}

impl NotOpened {
    fn refusal(&self, endpoint: &Endpoint) -> Refusal {
        if !self.denied {
            return unavailable(endpoint, &self.reason);
        }
        let message = format!("This user may not connect to the service at {endpoint}: {}", self.reason);
        Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("sudo quorate node list")
    }
}

impl From<&str> for NotOpened {
    fn from(reason: &str) -> NotOpened {
        NotOpened { denied: false, reason: reason.to_owned() }
    }
}

async fn open(target: &Target) -> Result<Channel, NotOpened> {
    let http = |uri: String| {
        let http = Http::from_shared(uri).map_err(|_| NotOpened::from("not an address"))?;
        Ok::<_, NotOpened>(
            http.connect_timeout(CONNECT_TIMEOUT)
                .http2_keep_alive_interval(KEEPALIVE)
                .keep_alive_timeout(KEEPALIVE)
                .initial_stream_window_size(WINDOW_BYTES)
                .initial_connection_window_size(WINDOW_BYTES),
        )
    };
    let connected = async {
        match target {
            Target::Tcp(address) => {
                let mut connector = HttpConnector::new();
                connector.set_nodelay(true);
                let connector = connector.map_response(|stream| TokioIo::new(Quiet(stream.into_inner())));
                let http = http(format!("http://{address}"))?;
                http.connect_with_connector(connector).await.map_err(|error| cause(&error))
            }
            Target::Unix(path) => {
                // The name stands in the calls only; the connection is the socket's.
                let path = path.clone();
                let connector = tower::service_fn(move |_| {
                    let path = path.clone();
                    async move { UnixStream::connect(path).await.map(|stream| TokioIo::new(Quiet(stream))) }
                });
                let http = http("http://localhost".to_owned())?;
                http.connect_with_connector(connector).await.map_err(|error| cause(&error))
            }
        }
    };
    timeout(CONNECT_TIMEOUT, connected).await.unwrap_or_else(|_| Err("no answer".into()))
}

/// The innermost reason, which is what the user can do something about.
fn cause(error: &(dyn std::error::Error + 'static)) -> NotOpened {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let denied = innermost.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::PermissionDenied);
    NotOpened { denied, reason: innermost.to_string() }
}
