//! Batch ports (functions, "registry-batch"): queues of the batches that were committed at a key or below it.

use crate::boundary::{Answer, Fail};
use crate::session::close;
use crate::sys::*;
use crate::value::encode;
use crate::{handle, key, runtime, text};
use client::{BatchRecord, BatchWatch, Client};
use model::{Value, Win32Code};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// Wait after a connection that could not be made again.
const CONNECT_AGAIN: Duration = Duration::from_millis(250);
/// How soon a listener notices that its port is gone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// HREGBATCHPORT
struct BatchPort(Arc<Port>);

#[derive(Default)]
struct Port {
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    /// A connection that was lost stands between what was done before and after it.
    queue: VecDeque<Answer<Vec<BatchRecord>>>,
    closed: bool,
}

/// HREGBATCHNOTIFICATION. What it points out to the caller does not move while it is open.
struct Committed {
    commands: Vec<CommandRecord>,
    next: Mutex<usize>,
}

struct CommandRecord {
    command: CLUSTER_REG_COMMAND,
    options: u32,
    name: Vec<u16>,
    data: Vec<u8>,
}

exported! {
    /// Batches that are committed at the key or below it from now on. Single writes are not told.
    fn ClusterRegCreateBatchNotifyPort(hkey: HKEY, phbatchnotifyport: *mut HREGBATCHPORT) -> long i32 {
        let key = key::get(hkey)?;
        text::put_needed(phbatchnotifyport, 0)?;
        key.need(KEY_NOTIFY)?;
        key.read()?;
        let path = key.path.clone();
        let (client, watch) = key.cluster.ask(async |client| {
            let watch = client.watch_batches(&path).await?;
            Ok((client, watch))
        })?;
        let port = Arc::new(Port::default());
        runtime::spawn(carry(Arc::downgrade(&port), client, watch, path));
        text::put_needed(phbatchnotifyport, handle::give(BatchPort(port)))
    }

    /// Waits for the next batch. A port that is closed meanwhile is ERROR_NO_MORE_ITEMS. After a connection was lost the answer is once
    /// RPC_S_SERVER_UNAVAILABLE: what was committed in between is not known, and what comes after it is.
    fn ClusterRegGetBatchNotification(
        hbatchnotify: HREGBATCHPORT,
        phbatchnotification: *mut HREGBATCHNOTIFICATION,
    ) -> long i32 {
        let port = Arc::clone(&handle::get::<BatchPort>(hbatchnotify)?.0);
        text::put_needed(phbatchnotification, 0)?;
        let commands = port.next()?.iter().map(record).collect();
        text::put_needed(phbatchnotification, handle::give(Committed { commands, next: Mutex::new(0) }))
    }

    /// The next command of a batch. What it points at lives until the notification is closed.
    fn ClusterRegBatchReadCommand(
        hbatchnotification: HREGBATCHNOTIFICATION,
        pbatchcommand: *mut CLUSTER_BATCH_COMMAND,
    ) -> long i32 {
        let batch = handle::get::<Committed>(hbatchnotification)?;
        if pbatchcommand.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let mut next = batch.next.lock().unwrap_or_else(PoisonError::into_inner);
        let record = batch.commands.get(*next).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        *next += 1;
        pbatchcommand.write(CLUSTER_BATCH_COMMAND {
            Command: record.command,
            dwOptions: record.options,
            wzName: record.name.as_ptr(),
            lpData: if record.data.is_empty() { std::ptr::null() } else { record.data.as_ptr() },
            cbData: text::count(record.data.len())?,
        });
        Ok(())
    }

    fn ClusterRegBatchCloseNotification(hbatchnotification: HREGBATCHNOTIFICATION) -> long i32 {
        close::<Committed>(hbatchnotification).map(|_| ())
    }

    /// Ends the port, and wakes who waits for it. Notifications that were taken from it stay.
    fn ClusterRegCloseBatchNotifyPort(hbatchnotifyport: HREGBATCHPORT) -> long i32 {
        handle::take::<BatchPort>(hbatchnotifyport)?.0.close();
        Ok(())
    }
}

impl Port {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, item: Answer<Vec<BatchRecord>>) {
        self.inside().queue.push_back(item);
        self.changed.notify_one();
    }

    fn close(&self) {
        let mut inside = self.inside();
        inside.closed = true;
        inside.queue.clear();
        self.changed.notify_all();
    }

    fn next(&self) -> Answer<Vec<BatchRecord>> {
        let mut inside = self.inside();
        loop {
            if inside.closed {
                return Err(Fail(Win32Code::ERROR_NO_MORE_ITEMS));
            }
            if let Some(item) = inside.queue.pop_front() {
                return item;
            }
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Until the port is closed.
async fn carry(port: Weak<Port>, client: Client, mut watch: BatchWatch, path: String) {
    let open = || port.upgrade().filter(|port| !port.inside().closed);
    loop {
        let heard = tokio::time::timeout(LOOK_AGAIN, watch.next()).await;
        let Some(port) = open() else { return };
        match heard {
            // Nothing was heard for a while.
            Err(_) => {}
            Ok(Ok(records)) => port.push(Ok(records)),
            Ok(Err(_)) => {
                drop(port);
                watch = loop {
                    match client.watch_batches(&path).await {
                        Ok(watch) => break watch,
                        Err(_) if open().is_none() => return,
                        Err(_) => tokio::time::sleep(CONNECT_AGAIN).await,
                    }
                };
                let Some(port) = open() else { return };
                port.push(Err(Fail(Win32Code::RPC_S_SERVER_UNAVAILABLE)));
            }
        }
    }
}

fn record(record: &BatchRecord) -> CommandRecord {
    let of_key = |command, path: &str| CommandRecord { command, options: 0, name: text::units(path), data: Vec::new() };
    let of_value = |command, name: &str, value: &Value| CommandRecord {
        command,
        options: value.type_number(),
        name: text::units(name),
        data: encode(value),
    };
    match record {
        BatchRecord::CreateKey { path } => of_key(CLUSREG_CREATE_KEY, path),
        BatchRecord::DeleteKey { path } => of_key(CLUSREG_DELETE_KEY, path),
        BatchRecord::DeleteValue { name } => of_key(CLUSREG_DELETE_VALUE, name),
        BatchRecord::ValueDeleted { name, value } => of_value(CLUSREG_VALUE_DELETED, name, value),
        BatchRecord::SetValue { name, value } => of_value(CLUSREG_SET_VALUE, name, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_come_in_order_and_a_lost_connection_stands_between_them() {
        let port = Port::default();
        let batch = |path: &str| vec![BatchRecord::CreateKey { path: path.into() }];
        port.push(Ok(batch("a")));
        port.push(Err(Fail(Win32Code::RPC_S_SERVER_UNAVAILABLE)));
        port.push(Ok(batch("b")));
        assert_eq!(port.next(), Ok(batch("a")));
        assert_eq!(port.next(), Err(Fail(Win32Code::RPC_S_SERVER_UNAVAILABLE)));
        assert_eq!(port.next(), Ok(batch("b")));
    }

    #[test]
    fn a_port_that_is_closed_wakes_who_waits() {
        let port = Arc::new(Port::default());
        let waiting = {
            let port = Arc::clone(&port);
            std::thread::spawn(move || port.next())
        };
        port.close();
        assert_eq!(waiting.join().expect("no panic"), Err(Fail(Win32Code::ERROR_NO_MORE_ITEMS)));
    }
}
