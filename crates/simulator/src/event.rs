//! What happens at a moment, and the queue of it, in order of time and then of asking.

use crate::hand_over::HandOverTrouble;
use cluster_state::command::Command;
use consensus::io::{Message, Snapshot};
use model::{Attempt, Incarnation, NodeId, Released, RequestId, ResourceId};
use node::{HostCommand, Input};
use std::collections::BTreeMap;

/// One life of a node's service; 0 for none.
pub(crate) type Life = u64;
/// One resource host process.
pub(crate) type HostNumber = u64;

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "a few thousand at a time, in one queue")]
pub(crate) enum Event {
    /// A life of a service begins, as soon as nothing of earlier ones is left.
    Start {
        node: NodeId,
    },
    Service {
        node: NodeId,
        life: Life,
        what: ServiceEvent,
    },
    Host {
        node: NodeId,
        host: HostNumber,
        what: HostEvent,
    },
    Datagram {
        from: NodeId,
        to: NodeId,
        datagram: Datagram,
    },
    /// A stall is over, if no longer one has begun meanwhile.
    Thaw {
        node: NodeId,
    },
    Client {
        client: usize,
        what: ClientEvent,
    },
    Operator,
    Fault,
    /// Some service is asked to become another program.
    HandOver,
    HandOverTrouble {
        node: NodeId,
        trouble: HandOverTrouble,
    },
    Heal {
        cut: u64,
    },
    /// Keepalive would have noticed by now that this link is dead.
    LinkTimeout {
        from: NodeId,
        to: NodeId,
        cut: u64,
    },
    Drift {
        node: NodeId,
    },
    /// A look at everything that no other event would show.
    Audit,
    /// No more faults: what is broken is repaired.
    Calm,
    /// Has the cluster come to rest?
    Look,
}

#[derive(Clone, Debug)]
pub(crate) enum Datagram {
    Machine(membership::message::Message),
    /// From a service to a host that repeats its last word: the applied state shows it.
    Acknowledge(Incarnation),
}

#[derive(Clone, Debug)]
pub(crate) enum LinkItem {
    Message(Box<Message>),
    Proposal(Command),
}

#[derive(Clone, Debug)]
pub(crate) enum ServiceEvent {
    /// The event loop takes what has come in.
    Step,
    Tick,
    /// The lease machine's timer.
    Wake,
    Input(Input),
    Link {
        from: NodeId,
        item: LinkItem,
    },
    DiskDone,
    SnapshotSaved(Snapshot),
    HostFinished(Released),
    HostExited(HostNumber),
    /// It becomes another program.
    Exec,
    Request {
        client: usize,
        asking: u64,
        request: RequestId,
        command: Command,
    },
    Read {
        client: usize,
        asking: u64,
    },
    /// SIGTERM.
    Stop,
    /// It does not get done with stopping in order.
    StopLimit,
}

#[derive(Clone, Debug)]
pub(crate) enum HostEvent {
    Ready,
    Command(HostCommand),
    /// Take everything offline in order, for good.
    Finish,
    /// The pipe to the service is closed.
    ServiceGone,
    LeaseTimer,
    Process {
        resource: ResourceId,
        attempt: Attempt,
        plan: u64,
        step: ProcessStep,
    },
    /// Everything was killed.
    LetGo,
    RepeatReleased,
    Acknowledged,
    /// The guard kills what the host runs; `host`: and then the host.
    Guard {
        host: bool,
    },
    /// The guard of a dead host has killed everything.
    Swept,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ProcessStep {
    CameOnline,
    Progressed {
        checkpoint: u32,
    },
    /// It ended by itself.
    Crashed,
    /// It says that it failed, and is still there.
    Failed,
    Stopped,
    Killed,
}

#[derive(Clone, Debug)]
pub(crate) enum ClientEvent {
    Act,
    /// No answer came to this asking.
    Timeout {
        asking: u64,
    },
    Retry {
        asking: u64,
    },
}

/// The one process that an event is for: it waits while that stands still, and is lost with it.
pub(crate) enum Place {
    Service(NodeId, Life),
    Host(NodeId, HostNumber),
    /// A process of its own: only its whole machine can hold it up.
    Guard(NodeId, HostNumber),
}

impl Event {
    pub(crate) fn place(&self) -> Option<Place> {
        match self {
            Event::Service { node, life, .. } => Some(Place::Service(*node, *life)),
            Event::Host { node, host, what: HostEvent::Guard { .. } | HostEvent::Swept } => {
                Some(Place::Guard(*node, *host))
            }
            Event::Host { node, host, .. } => Some(Place::Host(*node, *host)),
            _ => None,
        }
    }
}

/// In order of time, and at one moment in order of asking.
#[derive(Default)]
pub(crate) struct Queue {
    events: BTreeMap<(u64, u64), Event>,
    sequence: u64,
}

impl Queue {
    pub(crate) fn push(&mut self, time: u64, event: Event) {
        self.sequence += 1;
        self.events.insert((time, self.sequence), event);
    }

    /// Lets `change` see everything that is to come.
    pub(crate) fn change_all(&mut self, change: impl FnMut(&mut Event)) {
        self.events.values_mut().for_each(change);
    }

    pub(crate) fn pop(&mut self) -> Option<(u64, Event)> {
        self.events.pop_first().map(|((time, _), event)| (time, event))
    }
}
