//! Being told: notifications and events as they happen.

use crate::Client;
use crate::request::not_understood;
use model::{Refusal, Win32Code};
use proto::answer::{BatchRecord, batch_from_wire};
use proto::client::{
    BatchNotification, EventView, Notification, WatchBatchesRequest, WatchEventsRequest, WatchRequest,
};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_stream::Stream;
use tonic::{Status, Streaming};

/// Notifications since it was made. Ends with a refusal when the connection is lost or the watcher is too slow: what happened
/// since is then unknown, and the state has to be queried again.
pub struct Watch {
    stream: Streaming<Notification>,
    client: Client,
}

impl Watch {
    /// Waits for the next one. Safe to be cancelled.
    pub async fn next(&mut self) -> Result<Notification, Refusal> {
        let notification = next(&mut self.stream, &self.client).await?;
        self.client.saw(notification.index);
        Ok(notification)
    }

    /// As [`Watch::next`], for who polls.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Notification, Refusal>> {
        let polled = Pin::new(&mut self.stream).poll_next(context);
        polled.map(|item| received(item.transpose(), &self.client))
    }
}

/// Batches of registry commands since it was made, each whole, in the order in which they were done; ends as [`Watch`] does.
pub struct BatchWatch {
    stream: Streaming<BatchNotification>,
    client: Client,
}

impl BatchWatch {
    /// Waits for the next one. Safe to be cancelled.
    pub async fn next(&mut self) -> Result<Vec<BatchRecord>, Refusal> {
        let batch = next(&mut self.stream, &self.client).await?;
        batch_from_wire(batch).map_err(|error| not_understood(&error))
    }
}

/// Events, made whole over lost connections: none is missed that the cluster still keeps.
pub struct EventWatch {
    stream: Option<Streaming<EventView>>,
    client: Client,
    /// The last one given out.
    sequence: u64,
}

impl EventWatch {
    /// Waits for the next one. Safe to be cancelled.
    pub async fn next(&mut self) -> Result<EventView, Refusal> {
        loop {
            let stream = match &mut self.stream {
                Some(stream) => stream,
                None => self.stream.insert(self.client.open_events(self.sequence).await?),
            };
            match next(stream, &self.client).await {
                // One that was seen over the connection before.
                Ok(event) if event.sequence <= self.sequence => {}
                Ok(event) => {
                    self.sequence = event.sequence;
                    return Ok(event);
                }
                Err(_) => self.stream = None,
            }
        }
    }
}

impl Client {
    /// Watches objects of these types ([`crate::object_type`]); all of them when empty. What happens after this
    /// returned is told.
    pub async fn watch(&self, object_types: &[u32]) -> Result<Watch, Refusal> {
        let request = WatchRequest { object_types: object_types.to_vec() };
        let stream = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.watch(request).await }
            })
            .await?;
        Ok(Watch { stream, client: self.clone() })
    }

    /// Watches batches that touch a key or what is below it. What is done after this returned is told, and nothing that was done
    /// before.
    pub async fn watch_batches(&self, path: &str) -> Result<BatchWatch, Refusal> {
        let request = WatchBatchesRequest { path: path.into() };
        let stream = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.watch_batches(request).await }
            })
            .await?;
        Ok(BatchWatch { stream, client: self.clone() })
    }

    /// The events after that one which are still kept, and then new ones.
    pub async fn watch_events(&self, after_sequence: u64) -> Result<EventWatch, Refusal> {
        let stream = Some(self.open_events(after_sequence).await?);
        Ok(EventWatch { stream, client: self.clone(), sequence: after_sequence })
    }

    async fn open_events(&self, after_sequence: u64) -> Result<Streaming<EventView>, Refusal> {
        self.call(|mut rpc| async move { rpc.watch_events(WatchEventsRequest { after_sequence }).await }).await
    }
}

async fn next<T>(stream: &mut Streaming<T>, client: &Client) -> Result<T, Refusal> {
    received(stream.message().await, client)
}

fn received<T>(message: Result<Option<T>, Status>, client: &Client) -> Result<T, Refusal> {
    match message {
        Ok(Some(item)) => Ok(item),
        Ok(None) => Err(Refusal::new(Win32Code::RPC_S_SERVER_UNAVAILABLE, "The service ended the watch")),
        Err(status) => Err(client.refusal(&status)),
    }
}
