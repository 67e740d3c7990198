//! SIGTERM and SIGINT: the service stops in order; SIGTERM has the node drained first (DrainOnShutdown). Taken for the whole life of the process, also between waiting to be configured and
//! normal service.

use std::io::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How a service was asked to stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StopRequest {
    /// SIGTERM: its groups are moved away first, if the cluster wants that.
    #[default]
    Drained,
    /// SIGINT, or a second request: what it runs is taken offline here.
    AtOnce,
}

/// Whether the service has been asked to stop; clones see the same.
#[derive(Clone)]
pub struct StopRequests(watch::Receiver<StopRequest>);

impl StopRequests {
    /// Takes the signals from now on.
    pub fn watch() -> Result<StopRequests> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (mut terminate, mut interrupt) = {
            let _on_runtime = runtime.enter();
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
        };
        let (say, requests) = watch::channel(StopRequest::default());
        crate::disk::spawn("signals", move || {
            runtime.block_on(async {
                let mut asked_before = false;
                loop {
                    let first = tokio::select! {
                        _ = terminate.recv() => StopRequest::Drained,
                        _ = interrupt.recv() => StopRequest::AtOnce,
                    };
                    let request = if asked_before { StopRequest::AtOnce } else { first };
                    asked_before = true;
                    say.send_modify(|said| *said = request);
                }
            });
        });
        Ok(StopRequests(requests))
    }

    /// A request has come that this clone has not seen.
    pub fn is_waiting(&self) -> bool {
        self.0.has_changed().unwrap_or(false)
    }

    /// Waits for a request that this clone has not seen.
    pub async fn requested(&mut self) -> StopRequest {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        *self.0.borrow_and_update()
    }
}
