//! The heartbeat thread of a service: the lease machine, its timer and its socket, in the order of service::heartbeat.

use crate::event::{Datagram, Event, ServiceEvent};
use crate::fact::Fact;
use crate::service::release_key;
use crate::world::World;
use membership::input::{ConsensusView, MembersView};
use membership::output::Output;
use model::{BootTime, NodeId};
use node::Input;

/// The service's own numbers (service::run, service::event_loop).
const TICKS_PER_LEASE: u64 = 20;
const TICK_MS_MIN: u64 = 10;
const TICK_MS_MAX: u64 = 100;

impl World {
    /// The members before the view of the log, and both before anything else of the same effects.
    pub(crate) fn tell_machine(
        &mut self,
        node: NodeId,
        members: Option<MembersView>,
        consensus: Option<ConsensusView>,
    ) {
        let commit_index = match self.service(node) {
            Some(service) => service.node.status().commit_index,
            None => return,
        };
        if let Some(members) = members {
            if let Some(service) = self.service(node) {
                service.handing_over.members = members.clone();
                service.tick_ms = (members.lease_ms / TICKS_PER_LEASE).clamp(TICK_MS_MIN, TICK_MS_MAX);
            }
            self.machine_input(node, membership::input::Input::Members(members));
        }
        if let Some(mut view) = consensus {
            view.commit_index = view.commit_index.max(commit_index);
            if let Some(service) = self.service(node) {
                service.view = view.clone();
            }
            self.machine_input(node, membership::input::Input::Consensus(view));
        }
    }

    /// An input of the heartbeat thread, which looks at the news of the event loop before each one.
    pub(crate) fn drive_machine(&mut self, node: NodeId, input: membership::input::Input) {
        let Some(service) = self.service(node) else { return };
        let commit_index = service.node.status().commit_index;
        if service.view.commit_index < commit_index {
            service.view.commit_index = commit_index;
            let view = service.view.clone();
            self.machine_input(node, membership::input::Input::Consensus(view));
        }
        self.machine_input(node, input);
    }

    pub(crate) fn machine_input(&mut self, node: NodeId, input: membership::input::Input) {
        let boot = self.computers[&node].boot(self.now);
        let Some(service) = self.service(node) else { return };
        let mut outputs = Vec::new();
        service.machine.handle(boot, input, &mut outputs);
        let wake = service.machine.next_wake();
        if wake <= boot {
            self.fail("lease_machine_rests", format!("the lease machine of node {node} wants to be woken at once"));
            return;
        }
        self.plan_wake(node);
        for output in outputs {
            self.perform_output(node, output);
        }
        self.replace_after_heartbeat(node);
    }

    fn plan_wake(&mut self, node: NodeId) {
        let computer = &self.computers[&node];
        let Some(service) = &computer.service else { return };
        let wake = service.machine.next_wake();
        if wake == BootTime(u64::MAX) {
            return;
        }
        let at = computer.clock.real(wake).max(self.now + 1);
        if at < service.wake_at {
            let life = service.life;
            if let Some(service) = self.service(node) {
                service.wake_at = at;
            }
            self.push(at, Event::Service { node, life, what: ServiceEvent::Wake });
        }
    }

    /// A program has just begun.
    pub(crate) fn wake_soon(&mut self, node: NodeId) {
        let now = self.now;
        let Some(service) = self.service(node) else { return };
        service.wake_at = now;
        let life = service.life;
        self.push(now, Event::Service { node, life, what: ServiceEvent::Wake });
    }

    /// The clock runs at another rate: the timers are set anew.
    pub(crate) fn replan_wake(&mut self, node: NodeId) {
        if let Some(service) = self.service(node) {
            service.wake_at = u64::MAX;
            self.plan_wake(node);
        }
    }

    pub(crate) fn wake_machine(&mut self, node: NodeId) {
        let boot = self.computers[&node].boot(self.now);
        let now = self.now;
        let Some(service) = self.service(node) else { return };
        if service.wake_at > now && service.wake_at != u64::MAX {
            return; // An earlier timer that was set anew.
        }
        service.wake_at = u64::MAX;
        if service.machine.next_wake() > boot {
            self.plan_wake(node);
        } else {
            self.drive_machine(node, membership::input::Input::Wake);
        }
    }

    fn perform_output(&mut self, node: NodeId, output: Output) {
        let incarnation = match self.service(node) {
            Some(service) => service.incarnation,
            None => return,
        };
        match output {
            Output::Send { to, message } => {
                self.note_lease_message(&message);
                self.datagram_over_wire(node, message.clone());
                self.send_datagram(node, to, Datagram::Machine(message));
            }
            Output::Lease { until, index } => {
                self.tell(&Fact::Leased { node, incarnation, until });
                self.renew_host(node, until);
                self.tell_loop(node, Input::Lease { until, index });
            }
            Output::LeaseEnded => {
                self.note(format!("node {node}: {incarnation} has ended"));
                self.tell_loop(node, Input::LeaseEnded);
            }
            Output::ProposeDown { term, node: silent, incarnation, restarted } => {
                self.note(format!("node {node} proposes the removal of node {silent} {incarnation} (term {term})"));
                self.tell(&Fact::RemovalProposed { by: node, term, node: silent, incarnation });
                self.tell_loop(node, Input::ProposeDown { silent_ms: 0, term, node: silent, incarnation, restarted });
            }
            Output::ProposeReleased(released) => self.tell_loop(node, Input::ProposeReleased(released)),
        }
    }

    fn note_lease_message(&mut self, message: &membership::message::Message) {
        use membership::message::{Grant, Heartbeat, Message};
        match *message {
            Message::Heartbeat(Heartbeat { incarnation, number, sent, .. }) => {
                self.tell(&Fact::Renewed { incarnation, number, sent });
            }
            Message::Grant(Grant { incarnation, number, lease_ms, .. }) => {
                self.tell(&Fact::Granted { incarnation, number, lease_ms });
            }
            _ => {}
        }
    }

    fn tell_loop(&mut self, node: NodeId, input: Input) {
        let latency = self.thread_latency();
        let at = self.now + latency;
        let Some(service) = self.service(node) else { return };
        service.channel_busy_until = at.max(service.channel_busy_until + 1);
        let (at, life) = (service.channel_busy_until, service.life);
        self.push(at, Event::Service { node, life, what: ServiceEvent::Input(input) });
    }

    pub(crate) fn receive_datagram(&mut self, node: NodeId, from: NodeId, datagram: Datagram) {
        match datagram {
            Datagram::Acknowledge(incarnation) => self.acknowledge_hosts(node, incarnation),
            Datagram::Machine(membership::message::Message::Released(released)) => {
                let Some(service) = self.service(node) else { return };
                let life = (released.node, released.incarnation);
                let key = service.node.state().release_key(released.node, released.incarnation);
                if key == Some(&release_key(released.incarnation)) {
                    service.good.insert(life);
                    let message = membership::message::Message::Released(released);
                    let input = membership::input::Input::Received { from: life.0, message };
                    self.drive_machine(node, input);
                } else if service.good.contains(&life) {
                    self.send_datagram(node, from, Datagram::Acknowledge(life.1));
                }
            }
            Datagram::Machine(message) => {
                self.drive_machine(node, membership::input::Input::Received { from, message });
            }
        }
    }
}
