//! What readers see: the latest applied state and where the log stands, replaced as a whole.

use cluster_state::State;
use consensus::io::Status;
use std::sync::Arc;
use tokio::sync::watch;

#[derive(Clone)]
pub struct Published {
    pub state: State,
    pub status: Status,
    /// The service is becoming another program, or has not said yet that it has.
    pub handing_over: bool,
}

/// The writing side, held by the event loop.
pub struct Publisher(watch::Sender<Arc<Published>>);

/// The reading side. A clone of the state costs nothing, so a reader never holds up the loop.
#[derive(Clone)]
pub struct Latest(watch::Receiver<Arc<Published>>);

pub fn channel(first: Published) -> (Publisher, Latest) {
    let (sender, receiver) = watch::channel(Arc::new(first));
    (Publisher(sender), Latest(receiver))
}

impl Publisher {
    pub fn publish(&self, published: Published) {
        self.0.send_replace(Arc::new(published));
    }
}

impl Latest {
    pub fn get(&self) -> Arc<Published> {
        self.0.borrow().clone()
    }

    /// Waits until something newer than the last call saw is published; false when the service ends.
    pub async fn changed(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}
