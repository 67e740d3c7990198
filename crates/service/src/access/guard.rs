//! The guard before the client API: which call needs which right, asked before the call is made, and again for each piece of an answer
//! that goes on.

use super::{Access, Who};
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use model::security::access::Rights;
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// Calls of `quorate.client.v1.Cluster` that change nothing. Everything else needs the right to change, also what is added and forgotten here.
/// A backup has every secret of the database in it, and data that is decrypted is one.
const READING: &[&str] = &["Query", "QueryInPieces", "Watch", "WatchBatches", "WatchEvents", "Status"];
const CLUSTER: &str = "/quorate.client.v1.Cluster/";

fn needed(path: &str) -> Rights {
    let call = path.strip_prefix(CLUSTER);
    if call.is_some_and(|call| READING.contains(&call)) { Rights::READ } else { Rights::CHANGE }
}

/// Puts the guard before a service.
#[derive(Clone)]
pub struct Guarded(pub Access);

impl<S> Layer<S> for Guarded {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { access: self.0.clone(), inner }
    }
}

#[derive(Clone)]
pub struct Guard<S> {
    access: Access,
    inner: S,
}

/// For the handlers of calls: what the caller may do.
#[derive(Clone, Copy)]
pub struct Pass(pub Rights);

type Answer<E> = Pin<Box<dyn Future<Output = Result<Response<Body>, E>> + Send>>;

impl<S, B> Service<Request<B>> for Guard<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Answer<S::Error> {
        let who = request.extensions().get::<Who>().cloned().unwrap_or(Who::Network);
        let needed = needed(request.uri().path());
        let rights = match check(&self.access, &who, needed) {
            Ok(rights) => rights,
            Err(status) => {
                tracing::info!(call = request.uri().path(), "{who} was refused: {}", status.message());
                return Box::pin(std::future::ready(Ok(status.into_http())));
            }
        };
        request.extensions_mut().insert(Pass(rights));
        let called = self.inner.call(request);
        if matches!(who, Who::Administrator) {
            return Box::pin(called);
        }
        let access = self.access.clone();
        Box::pin(async move {
            let response = called.await?;
            Ok(response.map(|body| Body::new(WhileAllowed { body, access, who, needed })))
        })
    }
}

fn check(access: &Access, who: &Who, needed: Rights) -> Result<Rights, Status> {
    access.check(who, needed).map_err(|refusal| proto::answer::refusal_to_status(&refusal))
}

/// An answer that ends when its reader loses the right to it.
struct WhileAllowed {
    body: Body,
    access: Access,
    who: Who,
    needed: Rights,
}

impl http_body::Body for WhileAllowed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let next = Pin::new(&mut self.body).poll_frame(cx);
        match next {
            Poll::Ready(Some(Ok(frame))) if frame.is_data() => {
                let allowed = check(&self.access, &self.who, self.needed);
                Poll::Ready(Some(allowed.map(|_| frame)))
            }
            next => next,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_be_harmless_needs_the_right_to_change() {
        let client = include_str!("../../../proto/proto/client.proto");
        let calls: Vec<&str> =
            client.lines().filter_map(|line| line.trim().strip_prefix("rpc ")?.split('(').next()).collect();
        assert!(calls.len() > READING.len());
        for reading in READING {
            assert!(calls.contains(reading), "{reading} is no call");
        }
        let of = |call: &str| needed(&format!("{CLUSTER}{call}"));
        let changing: Vec<&str> = calls.into_iter().filter(|call| of(call) == Rights::CHANGE).collect();
        let known = "Execute Encrypt Decrypt RotateKey Backup TransferLeader HandOver ChangeMembership";
        assert_eq!(changing.join(" "), known);
        assert_eq!(of("Query"), Rights::READ);
        for path in ["", "/", "/quorate.join.v1.Setup/CreateCluster", "/other/Query", "Query"] {
            assert_eq!(needed(path), Rights::CHANGE, "{path}");
        }
    }
}
