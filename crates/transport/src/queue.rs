//! The messages that wait for one peer: bounded, and the oldest go first when there are too many.
//!
//! Putting a message in never blocks, because it is done by the thread that runs the log.

use proto::message::{Message, message_to_wire};
use proto::peer::ConsensusMessage;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio_stream::Stream;

/// Most messages that wait for a peer that takes them.
const MESSAGES_MAX: usize = 8_192;
/// Most bytes that wait for a peer that takes them. One message may be larger than that alone.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most messages kept for a peer that cannot be reached: enough to say at once what was last said.
const MESSAGES_WHILE_DOWN_MAX: usize = 64;

#[derive(Default)]
pub(crate) struct Queue {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    messages: VecDeque<Message>,
    bytes: usize,
    dropped: u64,
    /// Counts the connections: the stream of an earlier one takes nothing more.
    connection: u64,
    connected: bool,
    reader: Option<Waker>,
}

impl Queue {
    /// Adds a message, and drops the oldest ones beyond the bounds.
    pub(crate) fn push(&self, message: Message) {
        let mut inner = self.lock();
        inner.bytes += size(&message);
        inner.messages.push_back(message);
        inner.drop_oldest();
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// The stream of a new connection; ends every earlier one.
    pub(crate) fn connect(self: &Arc<Queue>) -> Outgoing {
        let mut inner = self.lock();
        inner.connection += 1;
        inner.connected = true;
        let outgoing = Outgoing { queue: self.clone(), connection: inner.connection };
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
        outgoing
    }

    pub(crate) fn disconnect(&self) {
        let mut inner = self.lock();
        inner.connection += 1;
        inner.connected = false;
        inner.drop_oldest();
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Messages dropped since the last call.
    pub(crate) fn take_dropped(&self) -> u64 {
        std::mem::take(&mut self.lock().dropped)
    }

    /// A panic elsewhere while the lock was held leaves nothing half done in here.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn drop_oldest(&mut self) {
        let messages_max = if self.connected { MESSAGES_MAX } else { MESSAGES_WHILE_DOWN_MAX };
        while self.messages.len() > messages_max || (self.bytes > BYTES_MAX && self.messages.len() > 1) {
            if let Some(oldest) = self.messages.pop_front() {
                self.bytes -= size(&oldest);
                self.dropped += 1;
            }
        }
    }
}

fn size(message: &Message) -> usize {
    let entries: usize = message.entries.iter().map(|entry| entry.data.len() + 16).sum();
    entries + message.context.len() + 64
}

/// What one connection sends: ends when another one has taken its place.
pub(crate) struct Outgoing {
    queue: Arc<Queue>,
    connection: u64,
}

impl Stream for Outgoing {
    type Item = ConsensusMessage;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<ConsensusMessage>> {
        let mut inner = self.queue.lock();
        if inner.connection != self.connection {
            return Poll::Ready(None);
        }
        match inner.messages.pop_front() {
            Some(message) => {
                inner.bytes -= size(&message);
                drop(inner);
                let (wire, _) = message_to_wire(message);
                Poll::Ready(Some(wire))
            }
            None => {
                inner.reader = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_stream::StreamExt;

    fn message(index: u64) -> Message {
        Message { index, ..Message::default() }
    }

    #[tokio::test]
    async fn the_oldest_go_first_when_there_are_too_many() {
        let queue = Arc::new(Queue::default());
        let mut outgoing = queue.connect();
        let last = MESSAGES_MAX as u64 + 10;
        (1..=last).for_each(|index| queue.push(message(index)));
        assert_eq!(queue.take_dropped(), 10);
        for index in 11..=last {
            assert_eq!(outgoing.next().await.map(|wire| wire.index), Some(index));
        }
    }

    #[tokio::test]
    async fn an_unreachable_peer_has_the_newest_few_kept() {
        let queue = Arc::new(Queue::default());
        (1..=1000).for_each(|index| queue.push(message(index)));
        let mut outgoing = queue.connect();
        assert_eq!(outgoing.next().await.map(|wire| wire.index), Some(1001 - MESSAGES_WHILE_DOWN_MAX as u64));
    }

    #[tokio::test]
    async fn a_new_connection_ends_the_stream_of_the_old_one() {
        let queue = Arc::new(Queue::default());
        let mut old = queue.connect();
        let waiting = tokio::spawn(async move { old.next().await });
        tokio::task::yield_now().await;
        let mut new = queue.connect();
        assert_eq!(waiting.await.expect("no panic"), None);
        queue.push(message(1));
        assert_eq!(new.next().await.map(|wire| wire.index), Some(1));
        queue.disconnect();
        assert_eq!(new.next().await, None);
    }
}
