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
    /// Held by a thread of a caller while it asks the service. The task that carries never waits for it: it would keep from the caller
    /// the thread that carries his question.
    joining: Mutex<()>,
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
    since: Since,
}

/// From when on a port is told.
enum Since {
    /// Not known yet: what was heard while the service is asked.
    Asked(Vec<Notification>),
    /// What the service had applied when the port came: it was not asked to tell of that.
    After(u64),
}

impl Told {
    fn hear(&mut self, connection: usize, notification: &Notification) {
        match &mut self.since {
            Since::Asked(heard) => heard.push(notification.clone()),
            Since::After(index) if notification.index > *index => {
                if let Some(port) = self.port.upgrade() {
                    port.deliver(connection, notification);
                }
            }
            Since::After(_) => {}
        }
    }

    /// The service has said what it had applied.
    fn settle(&mut self, connection: usize, applied_index: u64) {
        if let Since::Asked(heard) = std::mem::replace(&mut self.since, Since::After(applied_index)) {
            heard.iter().for_each(|notification| self.hear(connection, notification));
        }
    }
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
        let new = || Arc::new(Listener { connection, joining: Mutex::default(), inside: Mutex::default() });
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
        // A second port must not be told that it hears before anybody listens.
        let _joining = lock(&self.joining);
        let told = || Told { port: Arc::downgrade(port), since: Since::Asked(Vec::new()) };
        loop {
            let listens = lock(&self.inside).listens;
            let watch = if listens {
                None
            } else {
                Some(cluster.ask(async |client| {
                    let watch = client.watch(&[]).await?;
                    Ok((client, watch))
                })?)
            };
            let mut inside = lock(&self.inside);
            match watch {
                // Its last port was closed meanwhile.
                None if !inside.listens => continue,
                None => {}
                Some((client, watch)) => {
                    inside.listens = true;
                    runtime::spawn(carry(Arc::clone(self), client, watch));
                }
            }
            inside.ports.push(told());
            break;
        }
        let status = cluster.ask(async |client| client.status().await);
        let mut inside = lock(&self.inside);
        let is_meant = |told: &Told| std::ptr::eq(told.port.as_ptr(), Arc::as_ptr(port));
        match status {
            Ok(status) => {
                let meant = inside.ports.iter_mut().filter(|told| is_meant(told));
                meant.for_each(|told| told.settle(self.connection, status.applied_index));
                Ok(())
            }
            Err(failure) => {
                inside.ports.retain(|told| !is_meant(told));
                Err(failure)
            }
        }
    }

    /// Has every open port hear. When there is none, nobody listens from now on: `false`.
    fn hear(&self, notification: Option<&Notification>) -> bool {
        let mut inside = lock(&self.inside);
        inside.ports.retain(|told| told.port.upgrade().is_some_and(|port| !port.is_closed()));
        if inside.ports.is_empty() {
            inside.listens = false;
            drop(inside);
            lock(&LISTENERS).get_or_insert_default().remove(&self.connection);
            return false;
        }
        if let Some(notification) = notification {
            inside.ports.iter_mut().for_each(|told| told.hear(self.connection, notification));
        }
        true
    }

    /// Says something about the connection to every open port.
    fn say(&self, what: fn(&Port, usize)) {
        let ports: Vec<_> = lock(&self.inside).ports.iter().filter_map(|told| told.port.upgrade()).collect();
        ports.iter().for_each(|port| what(port, self.connection));
    }

    /// Another service tells from now on.
    fn begin_anew(&self) {
        for told in &mut lock(&self.inside).ports {
            if let Since::After(index) = &mut told.since {
                *index = 0;
            }
        }
    }
}

/// Until the last port is gone.
async fn carry(listener: Arc<Listener>, client: Client, mut watch: Watch) {
    loop {
        match tokio::time::timeout(LOOK_AGAIN, watch.next()).await {
            // Nothing was heard for a while.
            Err(_) if !listener.hear(None) => return,
            Err(_) => {}
            Ok(Ok(notification)) if !listener.hear(Some(&notification)) => return,
            Ok(Ok(_)) => {}
            Ok(Err(_)) => {
                listener.say(connection_lost);
                watch = loop {
                    match client.watch(&[]).await {
                        Ok(watch) => break watch,
                        Err(_) if !listener.hear(None) => return,
                        Err(_) => tokio::time::sleep(CONNECT_AGAIN).await,
                    }
                };
                listener.begin_anew();
                listener.say(reconnected);
            }
        }
    }
}
