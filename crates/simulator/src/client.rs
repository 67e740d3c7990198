//! Clients: they ask any node, go on to another one when they get no answer, and keep the id of a request until they know its
//! outcome.

use crate::clock::{MS, US};
use crate::event::{ClientEvent, Event, ServiceEvent};
use crate::world::World;
use cluster_state::command::Command;
use model::{NodeId, RequestId};
use node::Answer;
use std::collections::VecDeque;

/// Without an answer for so long a client asks another node.
const PATIENCE: u64 = 1_500 * MS;

pub(crate) struct Client {
    pub number: u32,
    /// Counts what it has written to its own value.
    pub written: u64,
    /// What it will ask next.
    pub plan: VecDeque<Command>,
    doing: Option<Doing>,
    asking: u64,
}

struct Doing {
    what: What,
    asking: u64,
    target: NodeId,
}

enum What {
    Command(RequestId, Box<Command>),
    Read,
}

impl Client {
    pub(crate) fn new(number: u32) -> Client {
        Client { number, written: 0, plan: VecDeque::new(), doing: None, asking: 0 }
    }

    pub(crate) fn idle(&self) -> bool {
        self.doing.is_none()
    }
}

impl World {
    pub(crate) fn handle_client(&mut self, client: usize, what: ClientEvent) {
        let asking = self.clients[client].doing.as_ref().map(|doing| doing.asking);
        match what {
            ClientEvent::Act if asking.is_none() => self.begin_operation(client),
            ClientEvent::Act => {}
            ClientEvent::Timeout { asking: of } | ClientEvent::Retry { asking: of } => {
                if asking == Some(of) {
                    let target = self.other_node(client);
                    self.ask(client, target);
                }
            }
        }
    }

    fn begin_operation(&mut self, client: usize) {
        let read = self.clients[client].plan.is_empty() && self.random.chance(30);
        let what = if read {
            What::Read
        } else {
            let command = self.next_command(client);
            What::Command(RequestId(self.random.guid_number()), Box::new(command))
        };
        let target = self.any_node();
        self.clients[client].doing = Some(Doing { what, asking: 0, target });
        self.ask(client, target);
    }

    /// A request with an id of its own, whose outcome is awaited like that of any other.
    pub(crate) fn begin_command(&mut self, client: usize, command: Command) {
        let what = What::Command(RequestId(self.random.guid_number()), Box::new(command));
        let target = self.any_node();
        self.clients[client].doing = Some(Doing { what, asking: 0, target });
        self.ask(client, target);
    }

    fn next_command(&mut self, client: usize) -> Command {
        match self.clients[client].plan.pop_front() {
            Some(command) => command,
            None => self.draw_command(client),
        }
    }

    fn any_node(&mut self) -> NodeId {
        let nodes: Vec<NodeId> = self.computers.keys().copied().collect();
        self.random.pick(&nodes)
    }

    fn other_node(&mut self, client: usize) -> NodeId {
        let known = self.clients[client].doing.as_ref().map(|doing| doing.target);
        let others: Vec<NodeId> = self.computers.keys().copied().filter(|node| Some(*node) != known).collect();
        if others.is_empty() { self.any_node() } else { self.random.pick(&others) }
    }

    fn ask(&mut self, client: usize, target: NodeId) {
        let this = &mut self.clients[client];
        this.asking += 1;
        let asking = this.asking;
        let Some(doing) = &mut this.doing else { return };
        doing.asking = asking;
        doing.target = target;
        let what = match &doing.what {
            What::Command(request, command) => {
                ServiceEvent::Request { client, asking, request: *request, command: (**command).clone() }
            }
            What::Read => ServiceEvent::Read { client, asking },
        };
        let life = self.computers.get(&target).map_or(0, |computer| computer.life());
        if life == 0 {
            let soon = self.now + self.random.between(30 * MS, 150 * MS);
            return self.push(soon, Event::Client { client, what: ClientEvent::Retry { asking } });
        }
        let arrives = self.now + self.random.between(50 * US, 600 * US);
        self.push(arrives, Event::Service { node: target, life, what });
        self.push(self.now + PATIENCE, Event::Client { client, what: ClientEvent::Timeout { asking } });
    }

    pub(crate) fn client_answered(&mut self, client: usize, asking: u64, node: NodeId, answer: &Answer) {
        let Some(doing) = self.clients[client].doing.as_ref().filter(|doing| doing.asking == asking) else { return };
        match answer {
            Answer::Applied(_) => {
                let What::Command(request, command) = &doing.what else { return };
                let (request, command) = (*request, (**command).clone());
                self.note_acknowledged(node, request, answer);
                self.counts.answers += 1;
                self.clients[client].doing = None;
                self.command_answered(client, &command, answer);
                self.plan_next(client);
            }
            Answer::Readable => {
                self.counts.reads += 1;
                self.clients[client].doing = None;
                self.plan_next(client);
            }
            Answer::NotLeader(leader) => {
                let known = leader.filter(|leader| *leader != node && self.computers.contains_key(leader));
                match known {
                    Some(leader) => self.ask(client, leader),
                    None => self.retry_soon(client, asking),
                }
            }
            Answer::Retry => self.retry_soon(client, asking),
        }
    }

    fn retry_soon(&mut self, client: usize, asking: u64) {
        let soon = self.now + self.random.between(20 * MS, 120 * MS);
        self.push(soon, Event::Client { client, what: ClientEvent::Retry { asking } });
    }

    fn plan_next(&mut self, client: usize) {
        if !self.chaos && self.clients[client].plan.is_empty() {
            return;
        }
        let gap = self.random.between(5, self.profile.client_gap_ms) * MS;
        self.push(self.now + gap, Event::Client { client, what: ClientEvent::Act });
    }
}
