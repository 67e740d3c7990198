//! The disk threads: one makes batches durable and groups all that wait into one sync, the other encodes and saves snapshots,
//! so that a large one holds up no write.

use crate::event::{Event, Events};
use consensus::io::{Persist, Snapshot};
use node::{Input, SnapshotTask};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use storage::{LogStore, SnapshotStore};

/// Hands batches to the writing thread and snapshot tasks to the other.
pub struct Disk {
    batches: mpsc::Sender<Persist>,
    tasks: mpsc::Sender<SnapshotTask>,
}

impl Disk {
    pub fn start(
        log: impl LogStore + Send + 'static,
        snapshots: impl SnapshotStore + Send + 'static,
        events: Events,
    ) -> Disk {
        let (batches, waiting) = mpsc::channel();
        let (tasks, tasks_waiting) = mpsc::channel();
        let writing = events.clone();
        spawn("log", move || write_batches(log, &waiting, &writing));
        spawn("snapshots", move || save_snapshots(snapshots, &tasks_waiting, &events));
        Disk { batches, tasks }
    }

    pub fn write(&self, batch: Persist) {
        drop(self.batches.send(batch));
    }

    pub fn save(&self, task: SnapshotTask) {
        drop(self.tasks.send(task));
    }
}

/// A panic is a broken invariant, and the process ends with it: a service that went on without its disk or its lease would
/// be there for its peers and do nothing for them. The resource host sees the end and lets go.
pub(crate) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) {
    let or_end = move || {
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            std::process::abort();
        }
    };
    let thread = std::thread::Builder::new().name(name.into()).spawn(or_end);
    thread.expect("the system can start a thread");
}

fn write_batches(mut log: impl LogStore, waiting: &mpsc::Receiver<Persist>, events: &Events) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter());
        if let Err(error) = log.write(&group) {
            events.send(Event::Fatal(error.to_string()));
            return;
        }
        let number = group.last().map_or(0, |batch| batch.number);
        events.input(Input::Persisted(number));
    }
}

fn save_snapshots(mut store: impl SnapshotStore, tasks: &mpsc::Receiver<SnapshotTask>, events: &Events) {
    while let Ok(task) = tasks.recv() {
        let data = proto::snapshot::encode_snapshot(&task.state.to_image());
        let snapshot = Snapshot { index: task.index, term: task.term, voters: task.voters, data };
        drop(task.state);
        if let Err(error) = store.save_snapshot(&snapshot) {
            events.send(Event::Fatal(error.to_string()));
            return;
        }
        events.input(Input::SnapshotTaken(snapshot));
    }
}
