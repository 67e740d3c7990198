//! The event loop: the one place where the core is fed and its effects are performed, in the order that [`node::Effects`] gives.

use crate::clock;
use crate::disk::Disk;
use crate::event::Event;
use crate::heartbeat::{Heartbeats, MembersNews};
use crate::host::Host;
use crate::peers::Peers;
use crate::published::{Published, Publisher};
use crate::run::TICKS_PER_LEASE;
use cluster_state::outcome::Notification;
use membership::input::MembersView;
use model::BootTime;
use node::{Answer, Effects, EndCause, HostEvent, Input, Node, Now, Ticket};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::{broadcast, oneshot};

/// Inputs taken before the effects are looked at: bounds the time until a message is sent.
const INPUTS_AT_ONCE: usize = 1_024;
/// Bounds of the consensus tick, which otherwise follows the lease length.
const TICK_MS_MIN: u64 = 10;
const TICK_MS_MAX: u64 = 100;
/// How long a stopping service waits for the cluster to take its groups.
const STOP_LIMIT_MS: u64 = 10_000;
/// ... and how long when there is no leader who could take note, as when all nodes stop at once.
const ALONE_LIMIT_MS: u64 = 1_000;

/// Notifications of one entry, with its index.
#[derive(Clone)]
pub struct Notified {
    pub index: u64,
    pub notification: Notification,
}

/// Why the loop ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Asked to stop, and everything was handed over.
    Stopped,
    /// This incarnation is over; the service should be started anew.
    Incarnation(EndCause),
    Fatal(String),
}

/// The parts that the loop drives, and what it remembers between two rounds.
pub struct EventLoop {
    pub node: Node,
    pub disk: Disk,
    pub heartbeats: Heartbeats,
    pub peers: Peers,
    pub host: Host,
    pub publisher: Publisher,
    pub notifications: broadcast::Sender<Notified>,
    pub tick: Duration,
    pub memory: Memory,
}

/// Empty at the beginning.
#[derive(Default)]
pub struct Memory {
    waiting: BTreeMap<Ticket, oneshot::Sender<Answer>>,
    next_ticket: Ticket,
    stopping_since: Option<BootTime>,
    ended: Option<Ended>,
}

impl EventLoop {
    /// Runs until the service stops or its incarnation is over.
    pub fn run(mut self, inbox: &Receiver<Event>) -> Ended {
        let mut next_tick = clock::boot_time() + self.tick;
        self.step(Vec::new());
        loop {
            let left = Duration::from_nanos(next_tick.since_ns(clock::boot_time()));
            let mut events = Vec::new();
            match inbox.recv_timeout(left) {
                Ok(event) => {
                    events.push(event);
                    events.extend(inbox.try_iter().take(INPUTS_AT_ONCE));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ended::Stopped,
            }
            let now = clock::boot_time();
            if now >= next_tick {
                // After a stall one tick is enough: a burst would make this node campaign against a living leader.
                next_tick = now + self.tick;
                events.push(Event::Input(Input::Tick));
            }
            self.step(events);
            if let Some(ended) = self.memory.ended.take() {
                self.host.close();
                return ended;
            }
        }
    }

    fn step(&mut self, events: Vec<Event>) {
        let now = clock::now();
        for event in events {
            self.take(now, event);
        }
        let effects = self.node.effects(now);
        self.perform(effects);
        self.watch_stop(now.boot);
    }

    fn take(&mut self, now: Now, event: Event) {
        match event {
            Event::Input(input) => self.node.handle(now, input),
            Event::Request { request, command, answer } => {
                let ticket = self.ticket(answer);
                self.node.handle(now, Input::Request { ticket, request, command });
            }
            Event::Read { answer } => {
                let ticket = self.ticket(answer);
                self.node.handle(now, Input::Read { ticket });
            }
            Event::HostFinished(released) => {
                self.node.handle(now, Input::Proposal(node::released_command(released)));
            }
            Event::HostExited => self.host_exited(now),
            Event::Stop => self.begin_stop(now),
            Event::Fatal(reason) => self.memory.ended = Some(Ended::Fatal(reason)),
        }
    }

    fn ticket(&mut self, answer: oneshot::Sender<Answer>) -> Ticket {
        self.memory.next_ticket += 1;
        self.memory.waiting.insert(self.memory.next_ticket, answer);
        self.memory.next_ticket
    }

    /// The host ended by itself. If it let go for good, this incarnation is over with it; otherwise it crashed, its guard has
    /// ended what it ran, and a new one takes its place.
    fn host_exited(&mut self, now: Now) {
        if self.memory.stopping_since.is_some() || self.host.has_finished() {
            return;
        }
        self.node.handle(now, Input::Host(HostEvent::Died));
        tracing::error!("the resource host died; everything it ran was ended, and a new one is started");
        if let Err(error) = self.host.restart(&self.heartbeats) {
            self.memory.ended = Some(Ended::Fatal(format!("the resource host cannot be started: {error}")));
        }
    }

    fn begin_stop(&mut self, now: Now) {
        if self.memory.stopping_since.is_none() {
            tracing::info!("stopping: resources are taken offline here and start on other nodes");
            crate::notify::stopping();
            self.memory.stopping_since = Some(now.boot);
            self.node.handle(now, Input::Stopping);
            self.host.finish();
        }
    }

    /// A stopping service is done when the cluster has taken note, or when nobody can.
    fn watch_stop(&mut self, now: BootTime) {
        let Some(since) = self.memory.stopping_since else { return };
        let waited_ms = now.since_ns(since) / 1_000_000;
        let finished = self.host.has_finished();
        let released = finished && !self.node.is_member();
        let alone = finished && self.node.leader().is_none() && waited_ms > ALONE_LIMIT_MS;
        if released || alone || waited_ms > STOP_LIMIT_MS {
            self.memory.ended = Some(Ended::Stopped);
        }
    }

    fn perform(&mut self, effects: Effects) {
        let members = effects.members.map(|members| self.members_news(members));
        self.heartbeats.tell(members, effects.consensus_view);
        self.heartbeats.tell_commit_index(self.node.status().commit_index);
        for message in effects.send {
            self.peers.send(message);
        }
        for batch in effects.persist {
            if let Some(snapshot) = &batch.snapshot {
                tracing::info!(
                    index = snapshot.index,
                    "took over a snapshot: what this node missed is in no log any more"
                );
            }
            self.disk.write(batch);
        }
        if let Some(state) = effects.published {
            self.publisher.publish(Published { state, status: self.node.status().clone() });
        }
        for (ticket, answer) in effects.answers {
            if let Some(waiting) = self.memory.waiting.remove(&ticket) {
                // Whoever asked may have gone.
                drop(waiting.send(answer));
            }
        }
        for command in effects.forward {
            self.peers.forward_proposal(self.node.leader(), command);
        }
        for command in effects.host {
            self.host.send(command);
        }
        let index = self.node.state().index();
        for notification in effects.notifications {
            drop(self.notifications.send(Notified { index, notification }));
        }
        if let Some(task) = effects.snapshot {
            self.disk.save(task);
        }
        if let (Some(cause), None, None) = (effects.ended, &self.memory.ended, self.memory.stopping_since) {
            self.memory.ended = Some(Ended::Incarnation(cause));
        }
    }

    fn members_news(&mut self, members: MembersView) -> MembersNews {
        self.tick = Duration::from_millis((members.lease_ms / TICKS_PER_LEASE).clamp(TICK_MS_MIN, TICK_MS_MAX));
        self.peers.update(self.node.state());
        self.host.tell_peers(&self.peers);
        let peers = self.peers.heartbeat_addresses().clone();
        MembersNews { members, peers, release_keys: self.node.state().release_keys() }
    }
}
