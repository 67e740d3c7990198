//! Listening to a cluster for ports, over lost connections. One listener serves all ports of a connection, so that each of them sees the
//! same in the same order, and the service says it once.

use super::port::{Port, connection_lost, reconnected};
use crate::boundary::Answer;
use crate::runtime;
use crate::session::Cluster;
use client::{Client, Notification, Watch};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// Wait after a connection that could not be made again.
const CONNECT_AGAIN: Duration = Duration::from_millis(250);
/// How soon a listener notices that its ports are gone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// By the connections' numbers.
static LISTENERS: Mutex<Option<HashMap<usize, Arc<Listener>>>> = Mutex::new(None);

struct Listener {
    connection: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    /// A task carries what is told.
    listens: bool,
    ports: Vec<Told>,
}

struct Told {
    port: Weak<Port>,
    /// What the service had applied when the port came: it was not asked to tell of that.
    after_index: u64,
}

/// No call can leave them half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has the port told what happens in the cluster from now on; once for each connection.
pub fn listen(port: &Arc<Port>, cluster: &Cluster) -> Answer<()> {
    let connection = cluster.identity();
    if !port.begin_listening(connection) {
        return Ok(());
    }
    let listener = {
        let mut listeners = lock(&LISTENERS);
        let new = || Arc::new(Listener { connection, inside: Mutex::default() });
        Arc::clone(listeners.get_or_insert_default().entry(connection).or_insert_with(new))
    };
    let added = listener.add(port, cluster);
    if added.is_err() {
        port.stop_listening(connection);
    }
    added
}

impl Listener {
    fn add(self: &Arc<Listener>, port: &Arc<Port>, cluster: &Cluster) -> Answer<()> {
        // Held while the service is asked: a second port must not be told that it hears before anybody listens.
        let mut inside = lock(&self.inside);
        if !inside.listens {
            let (client, watch) = cluster.ask(async |client| {
                let watch = client.watch(&[]).await?;
                Ok((client, watch))
            })?;
            inside.listens = true;
            runtime::spawn(carry(Arc::clone(self), client, watch));
        }
        let after_index = cluster.ask(async |client| client.status().await)?.applied_index;
        inside.ports.push(Told { port: Arc::downgrade(port), after_index });
        Ok(())
    }

    /// The ports that are still open. When there is none, nobody listens from now on.
    fn open(&self) -> Option<Vec<(Arc<Port>, u64)>> {
        let mut inside = lock(&self.inside);
        let open = |told: &Told| told.port.upgrade().filter(|port| !port.is_closed());
        inside.ports.retain(|told| open(told).is_some());
        let ports: Vec<_> = inside.ports.iter().filter_map(|told| Some((open(told)?, told.after_index))).collect();
        if ports.is_empty() {
            inside.listens = false;
            lock(&LISTENERS).get_or_insert_default().remove(&self.connection);
            return None;
        }
        Some(ports)
    }

    /// Another service tells from now on.
    fn begin_anew(&self) {
        lock(&self.inside).ports.iter_mut().for_each(|told| told.after_index = 0);
    }

    fn deliver(&self, ports: &[(Arc<Port>, u64)], notification: &Notification) {
        let hearing = ports.iter().filter(|(_, after_index)| notification.index > *after_index);
        hearing.for_each(|(port, _)| port.deliver(self.connection, notification));
    }
}

/// Until the last port is gone.
async fn carry(listener: Arc<Listener>, client: Client, mut watch: Watch) {
    loop {
        let heard = tokio::time::timeout(LOOK_AGAIN, watch.next()).await;
        let Some(ports) = listener.open() else { return };
        match heard {
            // Nothing was heard for a while.
            Err(_) => {}
            Ok(Ok(notification)) => listener.deliver(&ports, &notification),
            Ok(Err(_)) => {
                ports.iter().for_each(|(port, _)| connection_lost(port, listener.connection));
                drop(ports);
                watch = loop {
                    match client.watch(&[]).await {
                        Ok(watch) => break watch,
                        Err(_) if listener.open().is_none() => return,
                        Err(_) => tokio::time::sleep(CONNECT_AGAIN).await,
                    }
                };
                listener.begin_anew();
                let Some(ports) = listener.open() else { return };
                ports.iter().for_each(|(port, _)| reconnected(port, listener.connection));
            }
        }
    }
}
