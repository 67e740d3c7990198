//! Notifications as a stream.

use crate::{Client, Notification, Watch};
use model::Refusal;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_stream::Stream;

/// What happens in the cluster, in its order, from when this was made.
///
/// A stream for `StreamExt`, and [`NotificationStream::next`] for a loop. A refusal says that the connection was lost, or that the program
/// was too slow, and ends the stream: what happened since is unknown, so states have to be asked for again, and a new stream made.
pub struct NotificationStream {
    watch: Watch,
    ended: bool,
}

impl NotificationStream {
    pub(super) async fn open(client: Client, object_types: &[u32]) -> Result<NotificationStream, Refusal> {
        Ok(NotificationStream { watch: client.watch(object_types).await?, ended: false })
    }

    /// Waits for the next one. Safe to be cancelled.
    pub async fn next(&mut self) -> Result<Notification, Refusal> {
        self.watch.next().await
    }
}

impl Stream for NotificationStream {
    type Item = Result<Notification, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = self.watch.poll_next(context);
        self.ended = matches!(next, Poll::Ready(Err(_)));
        next.map(Some)
    }
}
