//! Listening to a cluster for a port, over lost connections.

use super::port::{Port, connection_lost, reconnected};
use crate::boundary::Answer;
use crate::runtime;
use crate::session::Cluster;
use client::{Client, Watch};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Wait after a connection that could not be made again.
const CONNECT_AGAIN: Duration = Duration::from_millis(250);
/// How soon a listener notices that its port is gone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Has the port told what happens in the cluster from now on; once for each connection.
pub fn listen(port: &Arc<Port>, cluster: &Cluster) -> Answer<()> {
    let connection = cluster.identity();
    if !port.begin_listening(connection) {
        return Ok(());
    }
    let opened = cluster.ask(async |client| {
        let watch = client.watch(&[]).await?;
        Ok((client, watch))
    });
    match opened {
        Ok((client, watch)) => {
            runtime::spawn(carry(Arc::downgrade(port), connection, client, watch));
            Ok(())
        }
        Err(refused) => {
            port.stop_listening(connection);
            Err(refused)
        }
    }
}

/// Until the port is gone.
async fn carry(port: Weak<Port>, connection: usize, client: Client, mut watch: Watch) {
    let open = || port.upgrade().filter(|port| !port.is_closed());
    loop {
        let heard = tokio::time::timeout(LOOK_AGAIN, watch.next()).await;
        let Some(port) = open() else { return };
        match heard {
            // Nothing was heard for a while.
            Err(_) => {}
            Ok(Ok(notification)) => port.deliver(connection, &notification),
            Ok(Err(_)) => {
                connection_lost(&port, connection);
                drop(port);
                watch = loop {
                    match client.watch(&[]).await {
                        Ok(watch) => break watch,
                        Err(_) if open().is_none() => return,
                        Err(_) => tokio::time::sleep(CONNECT_AGAIN).await,
                    }
                };
                let Some(port) = open() else { return };
                reconnected(&port, connection);
            }
        }
    }
}
