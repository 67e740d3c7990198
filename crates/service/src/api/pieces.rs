//! Answers that are lists, in pieces that are all of one published state.

use super::{ClientApi, Streaming, query};
use crate::published::Published;
use model::Refusal;
use prost::Message;
use proto::client as wire;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use wire::query_reply::Result as Found;
use wire::query_request::Query;

/// A piece is as long as that, or by one view longer: much less than a message may be, and enough that pieces cost little.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces that are made before the reader wants them.
const PIECES_WAITING: usize = 4;
/// Who reads no piece for so long reads none any more: a state is not kept for him.
const READER_LIMIT: Duration = Duration::from_secs(60);

/// What is left of an answer.
pub struct List(Box<dyn Pieces>);

trait Pieces: Send {
    /// The next piece of about so many bytes, and whether there is more.
    fn next(&mut self, published: &Published, bytes: usize) -> (Found, bool);
}

/// One object after the other becomes a view of it.
struct Views<I, See, Wrap> {
    left: std::vec::IntoIter<I>,
    see: See,
    wrap: Wrap,
}

impl<I, V, See, Wrap> Pieces for Views<I, See, Wrap>
where
    I: Send,
    V: Message,
    See: FnMut(&Published, I) -> Option<V> + Send,
    Wrap: Fn(Vec<V>) -> Found + Send,
{
    fn next(&mut self, published: &Published, bytes: usize) -> (Found, bool) {
        let (mut views, mut length) = (Vec::new(), 0);
        while length < bytes {
            let Some(next) = self.left.next() else { break };
            if let Some(view) = (self.see)(published, next) {
                length += view.encoded_len();
                views.push(view);
            }
        }
        ((self.wrap)(views), self.left.len() > 0)
    }
}

/// What has no parts.
struct Whole(Option<Found>);

impl Pieces for Whole {
    fn next(&mut self, _: &Published, _: usize) -> (Found, bool) {
        (self.0.take().unwrap_or_else(|| Found::Refusal((&query::not_understood()).into())), false)
    }
}

impl From<Found> for List {
    fn from(found: Found) -> List {
        List(Box::new(Whole(Some(found))))
    }
}

impl List {
    /// `see` makes the view of one object, which is there in the state that is asked; `wrap` makes an answer of some of them.
    pub fn new<I: Send + 'static, V: Message + 'static>(
        objects: Vec<I>,
        see: impl FnMut(&Published, I) -> Option<V> + Send + 'static,
        wrap: impl Fn(Vec<V>) -> Found + Send + 'static,
    ) -> List {
        List(Box::new(Views { left: objects.into_iter(), see, wrap }))
    }

    /// Of views that are there already.
    pub fn of<V: Message + 'static>(views: Vec<V>, wrap: impl Fn(Vec<V>) -> Found + Send + 'static) -> List {
        List::new(views, |_, view| Some(view), wrap)
    }

    pub fn whole(mut self, published: &Published) -> Found {
        self.0.next(published, usize::MAX).0
    }

    fn next_reply(&mut self, published: &Published) -> wire::QueryReply {
        let (found, more) = self.0.next(published, PIECE_BYTES);
        wire::QueryReply { result: Some(found), applied_index: published.state.index(), more }
    }
}

/// Each piece is made beside the threads that carry connections, which other nodes wait for too, and none of them while the reader
/// is slow.
pub fn stream(api: ClientApi, published: Arc<Published>, query: Option<Query>) -> Streaming<wire::QueryReply> {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    tokio::spawn(async move {
        if let Err(status) = send(api, published, query, &sender).await {
            drop(sender.send_timeout(Err(status), READER_LIMIT).await);
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

async fn send(
    api: ClientApi,
    published: Arc<Published>,
    query: Option<Query>,
    sender: &mpsc::Sender<Result<wire::QueryReply, Status>>,
) -> Result<(), Status> {
    let of = Arc::clone(&published);
    let mut list =
        made(move || query::begin(&of, query, &api.local_facts()).unwrap_or_else(|refusal| refused(&refusal))).await?;
    loop {
        let of = Arc::clone(&published);
        let reply;
        (list, reply) = made(move || {
            let reply = list.next_reply(&of);
            (list, reply)
        })
        .await?;
        let more = reply.more;
        let sent = sender.send_timeout(Ok(reply), READER_LIMIT).await;
        if sent.is_err() || !more {
            // The reader has gone, has stopped, or has it all.
            return Ok(());
        }
    }
}

async fn made<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    spawn_blocking(make).await.map_err(|error| Status::internal(format!("the answer cannot be made: {error}")))
}

fn refused(refusal: &Refusal) -> List {
    Found::Refusal(refusal.into()).into()
}

/// A refusal alone.
pub fn refusal(refusal: &Refusal) -> Streaming<wire::QueryReply> {
    let reply = wire::QueryReply { result: Some(Found::Refusal(refusal.into())), ..wire::QueryReply::default() };
    Box::pin(tokio_stream::once(Ok(reply)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_of_about_the_bytes_that_are_wanted_and_all_together_are_the_list() {
        let published =
            Published { state: cluster_state::State::empty(), status: Default::default(), handing_over: false };
        let begin = || {
            let see = |_: &Published, number: u32| {
                (number != 7).then(|| wire::NodeView { id: number, name: "n".repeat(100), ..Default::default() })
            };
            List::new((0..100).collect(), see, |nodes| Found::Nodes(wire::NodeViews { nodes }))
        };
        let ids = |found: Found| match found {
            Found::Nodes(views) => views.nodes.iter().map(|view| view.id).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let all: Vec<u32> = (0..100).filter(|number| *number != 7).collect();
        assert_eq!(ids(begin().whole(&published)), all);
        let (mut list, mut seen, mut more) = (begin(), Vec::new(), true);
        while more {
            let piece;
            (piece, more) = list.0.next(&published, 1_000);
            let piece = ids(piece);
            assert!(!more || piece.len() == 10, "{piece:?}");
            seen.extend(piece);
        }
        assert_eq!(seen, all);
        assert!(
            !List::of(Vec::<wire::NodeView>::new(), |nodes| Found::Nodes(wire::NodeViews { nodes }))
                .0
                .next(&published, 1)
                .1
        );
    }
}
