//! Streams of what happens, for watchers.

use super::Streaming;
use crate::event_loop::{Step, Told};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Notifications or events a watcher may be behind before it is ended and has to query again.
pub const BACKLOG: usize = 4_096;

/// What happens, as far as `choose` wants it. It ends when something may have been missed.
pub fn stream<T: Send + 'static>(
    mut notified: broadcast::Receiver<Step>,
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
            let step = match next {
                Ok(step) => step,
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    // Whether it has gone or not, it is over.
                    return drop(sender.send(Err(behind("the watcher did not keep up"))).await);
                }
                Err(broadcast::error::RecvError::Closed) => return,
            };
            for notified in step.iter() {
                let item = match &notified.told {
                    Told::Gap => Err(behind("this node was behind and took a snapshot")),
                    told => match choose(notified.index, told) {
                        Some(item) => Ok(item),
                        None => continue,
                    },
                };
                let last = item.is_err();
                if sender.send(item).await.is_err() || last {
                    return;
                }
            }
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

fn behind(why: &str) -> Status {
    Status::resource_exhausted(format!("{why}; query again and watch again"))
}
