//! Snapshots on their way: a head, then the data in chunks.

use crate::PEER_MESSAGE_BYTES_MAX;
use crate::link::Link;
use bytes::{Bytes, BytesMut};
use proto::message::{Message, message_from_wire, message_to_wire};
use proto::peer::SnapshotChunk;
use proto::peer::snapshot_chunk::Chunk;
use std::time::Duration;
use tonic::{Status, Streaming};

/// Bytes of data in one chunk.
const CHUNK_BYTES: usize = 1024 * 1024;
/// A snapshot that takes longer than this is given up, so that another one can be tried.
const SEND_TIMEOUT: Duration = Duration::from_secs(300);
/// Memory set aside on the word of a head alone.
const RESERVE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Sends the message with its snapshot over a connection of its own; done when the peer has taken the whole.
pub(crate) async fn send(link: &Link, message: Message) -> Result<(), Status> {
    let (wire, data) = message_to_wire(message);
    let data = data.unwrap_or_default();
    let head = SnapshotChunk { chunk: Some(Chunk::Message(wire)) };
    let chunks = (0..data.len()).step_by(CHUNK_BYTES).map(move |from| {
        let until = data.len().min(from + CHUNK_BYTES);
        SnapshotChunk { chunk: Some(Chunk::Data(data.slice(from..until))) }
    });
    let request = link.identity.sign(tokio_stream::iter(std::iter::once(head).chain(chunks)));
    let send = async { link.separate_client().await?.install_snapshot(request).await };
    match tokio::time::timeout(SEND_TIMEOUT, send).await {
        Ok(answer) => answer.map(|_| ()),
        Err(_) => Err(Status::deadline_exceeded("the peer takes too long")),
    }
}

/// Puts the message together again. Fails on anything but a head and exactly as much data as it says.
pub(crate) async fn receive(mut chunks: Streaming<SnapshotChunk>) -> Result<Message, Status> {
    let incomplete = || Status::invalid_argument("the snapshot ends too early");
    let Some(Chunk::Message(wire)) = chunks.message().await?.and_then(|chunk| chunk.chunk) else {
        return Err(Status::invalid_argument("a snapshot begins with its message"));
    };
    let size = wire.snapshot.as_ref().map_or(0, |head| head.size);
    let mut data = BytesMut::with_capacity(size.min(RESERVE_BYTES_MAX) as usize);
    while (data.len() as u64) < size {
        match chunks.message().await?.ok_or_else(incomplete)?.chunk {
            Some(Chunk::Data(part)) if !part.is_empty() && part.len() as u64 <= size - data.len() as u64 => {
                data.extend_from_slice(&part);
            }
            _ => return Err(Status::invalid_argument("a chunk that does not belong to the snapshot")),
        }
    }
    if chunks.message().await?.is_some() {
        return Err(Status::invalid_argument("the snapshot is longer than it says"));
    }
    message_from_wire(wire, Some(Bytes::from(data))).map_err(|error| Status::invalid_argument(error.to_string()))
}

const _: () = assert!(CHUNK_BYTES < PEER_MESSAGE_BYTES_MAX);
