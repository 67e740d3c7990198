//! The event loop: the one place where the core is fed and its effects are performed, in the order that [`node::Effects`] gives.

use crate::adapters::Adapters;
use crate::clock::{self, ZoneOffset};
use crate::disk::Disk;
use crate::event::{Event, Events};
use crate::hand_over::{HandingOver, Legacy};
use crate::heartbeat::{Heartbeats, MembersNews};
use crate::host::Host;
use crate::peers::Peers;
use crate::published::{Published, Publisher};
use crate::run::TICKS_PER_LEASE;
use crate::watch::Watch;
use cluster_state::State;
use cluster_state::committed_batch::CommittedBatch;
use cluster_state::outcome::Notification;
use consensus::io::Role;
use membership::input::MembersView;
use model::VoterId;
use model::level::THIS_PROGRAM;
use node::{Answer, Effects, EndCause, Input, Node, Now, Ticket};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::{broadcast, oneshot};

/// Inputs taken before the effects are looked at: bounds the time until a message is sent.
const INPUTS_AT_ONCE: usize = 1_024;
/// Bounds of the consensus tick, which otherwise follows the lease length.
const TICK_MS_MIN: u64 = 10;
const TICK_MS_MAX: u64 = 100;
/// Requests and reads under way at once; more are asked to come again.
const WAITING_MAX: usize = 65_536;

/// What is told of one entry, with its index.
pub struct Notified {
    /// Of the last entry.
    pub index: u64,
    pub told: Told,
}

/// What watchers are told.
pub enum Told {
    Notification(Notification),
    Batch(CommittedBatch),
    /// Something happened that nobody was told of: this node took a snapshot in the place of entries.
    Gap,
}

/// What is told at once, shared by all who watch: so a watcher is behind by so many steps, however much happens in one.
pub type Step = Arc<[Notified]>;

/// Why the loop ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Asked to stop, and everything was handed over.
    Stopped,
    /// This incarnation is over; the service should be started anew.
    Incarnation(EndCause),
    /// The cluster was destroyed, and nothing of it runs here any more: this machine is to forget it.
    Destroyed,
    /// The cluster was shut down, and nothing of it runs here any more.
    ShutDown,
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
    pub notifications: broadcast::Sender<Step>,
    pub events: Events,
    pub legacy: Legacy,
    pub zone: ZoneOffset,
    /// Where this node is for the others.
    pub peer_address: IpAddr,
    pub tick: Duration,
    pub memory: Memory,
}

/// Empty at the beginning.
#[derive(Default)]
pub struct Memory {
    waiting: BTreeMap<Ticket, oneshot::Sender<Answer>>,
    next_ticket: Ticket,
    /// What was published last.
    standing: (u64, Role, Option<VoterId>, bool),
    pub(crate) ended: Option<Ended>,
    pub(crate) watch: Watch,
    pub(crate) adapters: Adapters,
    pub(crate) handing_over: HandingOver,
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
                events.push(Event::Tick);
            }
            self.step(events);
            self.watch_hand_over(inbox);
            if let Some(ended) = self.memory.ended.take() {
                self.host.close();
                return ended;
            }
        }
    }

    pub(crate) fn step(&mut self, events: Vec<Event>) {
        let now = self.zone.now();
        for event in events {
            self.take(now, event);
        }
        let effects = self.node.effects(now);
        self.perform(effects);
        self.watch_end_of_cluster(now);
        self.watch_leaving(now);
        self.watch_stop(now.boot);
    }

    fn take(&mut self, now: Now, event: Event) {
        match event {
            Event::Input(input) => {
                self.watch_input(&input);
                self.node.handle(now, input);
            }
            Event::Tick => {
                self.node.handle(now, Input::Tick);
                self.watch_tick(now);
                self.tell_adapters(now);
            }
            Event::Request { request, command, answer } => {
                if let Some(ticket) = self.ticket(answer) {
                    self.node.handle(now, Input::Request { ticket, request, command });
                }
            }
            Event::Read { answer } => {
                if let Some(ticket) = self.ticket(answer) {
                    self.node.handle(now, Input::Read { ticket });
                }
            }
            Event::HostFinished(released) => self.host_finished(now, released),
            Event::HostExited => self.host_exited(now),
            Event::Resolved(resolved) => {
                if self.peers.take_resolved(resolved) {
                    self.heartbeats.tell_peers(self.peers.heartbeat_addresses().clone());
                    self.host.tell_peers(&self.peers);
                }
            }
            Event::Adapters(seen) => self.adapters_seen(seen),
            Event::Stop(request) => self.asked_to_stop(now, request),
            Event::HandOver(asked) => self.begin_hand_over(asked),
            Event::NextProgramAsked(answer) => self.next_program_asked(now, answer),
            Event::Fatal(reason) => self.memory.ended = Some(Ended::Fatal(reason)),
        }
    }

    /// `None`: too many wait already; this one is told to ask again.
    fn ticket(&mut self, answer: oneshot::Sender<Answer>) -> Option<Ticket> {
        let memory = &mut self.memory;
        if memory.waiting.len() >= WAITING_MAX {
            // Many of them may have gone.
            memory.waiting.retain(|_, waiting| !waiting.is_closed());
        }
        if memory.waiting.len() >= WAITING_MAX {
            drop(answer.send(Answer::Retry));
            return None;
        }
        memory.next_ticket += 1;
        memory.waiting.insert(memory.next_ticket, answer);
        Some(memory.next_ticket)
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
            self.watch_batch(batch.number);
            self.disk.write(batch);
        }
        self.publish(effects.published);
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
        let gap = effects.untold.then_some(Told::Gap).into_iter();
        let notifications = gap.chain(effects.notifications.into_iter().map(Told::Notification));
        let batches = effects.batches.into_iter().map(|(index, batch)| (index, Told::Batch(batch)));
        let told = notifications.map(|told| (index, told)).chain(batches);
        let step: Vec<_> = told.map(|(index, told)| Notified { index, told }).collect();
        if !step.is_empty() {
            // Nobody may be listening.
            drop(self.notifications.send(step.into()));
        }
        if let Some(task) = effects.snapshot {
            self.disk.save(task);
        }
        if let (Some(cause), None, false) = (effects.ended, &self.memory.ended, self.is_stopping()) {
            self.memory.ended = Some(match self.node.state().check_runnable(THIS_PROGRAM) {
                Err(reason) => Ended::Fatal(reason),
                Ok(()) => Ended::Incarnation(cause),
            });
        }
    }

    /// Also when only the leader is another one, or none: nothing is applied then, and it is what people want to know.
    fn publish(&mut self, changed: Option<State>) {
        let status = self.node.status();
        let handing_over = self.node.is_handing_over();
        let standing = (status.term, status.role, status.leader, handing_over);
        if changed.is_some() || standing != self.memory.standing {
            let state = changed.unwrap_or_else(|| self.node.state().clone());
            self.publisher.publish(Published { state, status: status.clone(), handing_over });
            self.memory.standing = standing;
        }
    }

    fn members_news(&mut self, members: MembersView) -> MembersNews {
        self.watch_members(&members);
        self.tick = Duration::from_millis((members.lease_ms / TICKS_PER_LEASE).clamp(TICK_MS_MIN, TICK_MS_MAX));
        self.peers.update(self.node.state());
        self.host.tell_peers(&self.peers);
        let peers = self.peers.heartbeat_addresses().clone();
        MembersNews { members, peers, release_keys: self.node.state().release_keys() }
    }
}
