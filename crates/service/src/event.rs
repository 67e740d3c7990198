//! What reaches the event loop, from every thread and task of the service.

use crate::hand_over::Asked;
use crate::peers::Resolved;
use crate::stop::StopRequest;
use address::Interfaces;
use cluster_state::command::Command;
use model::{Released, Request, VersionRange};
use node::{Answer, Input};
use std::sync::mpsc;
use tokio::sync::oneshot;

pub enum Event {
    /// A consensus tick has passed; said by the loop to itself.
    Tick,
    /// Straight to the core.
    Input(Input),
    /// A client's request; the answer comes when its entry is applied, or at once when this node does not lead.
    Request { request: Request, command: Command, answer: oneshot::Sender<Answer> },
    /// A linearizable read.
    Read { answer: oneshot::Sender<Answer> },
    /// The resource host said that everything is gone and that it will start nothing any more.
    HostFinished(Released),
    /// The resource host's process ended.
    HostExited,
    /// The network adapters of this machine are others than before.
    Adapters(Interfaces),
    /// What the names of other nodes mean.
    Resolved(Resolved),
    /// SIGTERM, SIGINT: stop in order.
    Stop(StopRequest),
    /// This service is to become the program that is installed now.
    HandOver(Asked),
    /// What that program can run, if it understands what it would find; if not, why.
    NextProgramAsked(Result<VersionRange, String>),
    /// The disk failed or is damaged: the service cannot go on.
    Fatal(String),
}

/// The way in, for threads and tasks alike.
#[derive(Clone)]
pub struct Events(mpsc::Sender<Event>);

impl Events {
    pub fn channel() -> (Events, mpsc::Receiver<Event>) {
        let (sender, receiver) = mpsc::channel();
        (Events(sender), receiver)
    }

    /// After the loop has ended nobody listens, and that is fine.
    pub fn send(&self, event: Event) {
        drop(self.0.send(event));
    }

    pub fn input(&self, input: Input) {
        self.send(Event::Input(input));
    }
}
