//! Streams of what happens, for watchers.

use super::Streaming;
use crate::event_loop::{Notified, Told};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Notifications or events a watcher may be behind before it is ended and has to query again.
pub const BACKLOG: usize = 4_096;

/// What happens, as far as `choose` wants it. It ends when something may have been missed.
pub fn stream<T: Send + 'static>(
    mut notified: broadcast::Receiver<Notified>,
    choose: impl Fn(u64, &Told) -> Option<T> + Send + 'static,
) -> Streaming<T> {
    let (sender, receiver) = mpsc::channel(BACKLOG);
    tokio::spawn(async move {
        loop {
            // A watcher that has gone is noticed also when nothing happens that it wanted to know.
            let next = tokio::select! {
                next = notified.recv() => next,
                () = sender.closed() => return,
            };
            let item = match next {
                Ok(Notified { told: Told::Gap, .. }) => Err(behind("this node was behind and took a snapshot")),
                Ok(Notified { index, told }) => match choose(index, &told) {
                    Some(item) => Ok(item),
                    None => continue,
                },
                Err(broadcast::error::RecvError::Lagged(_)) => Err(behind("the watcher did not keep up")),
                Err(broadcast::error::RecvError::Closed) => return,
            };
            let last = item.is_err();
            if sender.send(item).await.is_err() || last {
                return;
            }
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

fn behind(why: &str) -> Status {
    Status::resource_exhausted(format!("{why}; query again and watch again"))
}
