//! SIGTERM and SIGINT: the service stops in order. Taken for the whole life of the process, also between waiting to be configured and
//! normal service.

use std::io::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Whether the service has been asked to stop; clones see the same.
#[derive(Clone)]
pub struct StopRequests(watch::Receiver<u64>);

impl StopRequests {
    /// Takes the signals from now on.
    pub fn watch() -> Result<StopRequests> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (mut terminate, mut interrupt) = {
            let _on_runtime = runtime.enter();
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
        };
        let (count, requests) = watch::channel(0);
        crate::disk::spawn("signals", move || {
            runtime.block_on(async {
                loop {
                    tokio::select! {
                        _ = terminate.recv() => {}
                        _ = interrupt.recv() => {}
                    }
                    count.send_modify(|count| *count += 1);
                }
            });
        });
        Ok(StopRequests(requests))
    }

    /// Waits for a request that this clone has not seen.
    pub async fn requested(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
