//! The configuration of one moment, as the bytes of a file.

use super::Streaming;
use crate::published::Published;
use proto::backup::{Backup, encode_backup};
use proto::client::BackupChunk;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

const CHUNK_BYTES: usize = 1 << 20;
/// Chunks that wait for a slow reader.
const CHUNKS: usize = 4;

/// Encoded on a thread of its own: a large database takes a while.
pub fn stream(published: Arc<Published>) -> Streaming<BackupChunk> {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::task::spawn_blocking(move || {
        let state = &published.state;
        let cluster = &state.config().cluster;
        let file = bytes::Bytes::from(encode_backup(&Backup {
            cluster_name: cluster.name.clone(),
            instance: cluster.instance,
            index: state.index(),
            taken: state.wall(),
            hive: state.hive().clone(),
        }));
        for at in (0..file.len()).step_by(CHUNK_BYTES) {
            let data = file.slice(at..file.len().min(at + CHUNK_BYTES));
            if sender.blocking_send(Ok(BackupChunk { data })).is_err() {
                // The reader has gone.
                return;
            }
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}
