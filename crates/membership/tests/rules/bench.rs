//! A machine on a bench: its clock, what it is told, and what it has said.

use membership::input::{ConsensusView, Input, Member, MembersView};
use membership::message::{Grant, Heartbeat, Message, Round, RoundAck};
use membership::output::Output;
use membership::{Broken, Config, Machine};
use model::{BootTime, Incarnation, NodeId, ReleaseCause, Released};

pub const L: u64 = 1_000;
pub const START: BootTime = BootTime(50_000_000_000);

/// A machine, its clock, and what it has said.
pub struct Bench {
    pub machine: Machine,
    pub now: BootTime,
    pub outputs: Vec<Output>,
    pub view: ConsensusView,
    pub members: MembersView,
}

pub fn node(number: u32) -> NodeId {
    NodeId(number)
}

/// The incarnation that the members view calls active.
pub fn life(number: u32) -> Incarnation {
    Incarnation(100 + u64::from(number))
}

impl Bench {
    /// Node 1 of three voters, all of them active.
    pub fn new() -> Bench {
        Bench::with(3, Broken::default())
    }

    pub fn with(nodes: u32, broken: Broken) -> Bench {
        let mut config = Config::new(node(1), life(1), START);
        config.broken = broken;
        let members = (1..=nodes).map(|number| Member { node: node(number), active: Some(life(number)) }).collect();
        let mut bench = Bench {
            machine: Machine::new(config),
            now: START,
            outputs: Vec::new(),
            view: ConsensusView { term: 1, voters: (1..=nodes).map(node).collect(), ..ConsensusView::default() },
            members: MembersView { members, delay_ms: 250, lease_ms: L, longest_lease_ms: L, own_leases: Vec::new() },
        };
        bench.tell_members();
        bench.tell_consensus();
        bench.outputs.clear();
        bench
    }

    pub fn input(&mut self, input: Input) {
        self.machine.handle(self.now, input, &mut self.outputs);
        assert!(self.machine.next_wake() > self.now, "busy loop");
    }

    pub fn tell_members(&mut self) {
        self.input(Input::Members(self.members.clone()));
    }

    pub fn tell_consensus(&mut self) {
        self.input(Input::Consensus(self.view.clone()));
    }

    pub fn receive(&mut self, from: u32, message: Message) {
        self.input(Input::Received { from: node(from), message });
    }

    /// Lets time pass, waking the machine whenever it asks for it, and not once more.
    pub fn pass(&mut self, ms: u64) {
        let end = self.now.plus_ms(ms);
        while self.machine.next_wake() <= end {
            self.now = self.machine.next_wake();
            self.input(Input::Wake);
        }
        self.now = end;
    }

    pub fn lead(&mut self, term: u64) {
        self.view = ConsensusView { term, leading: true, commit_index: 40 + term, ..self.view.clone() };
        self.tell_consensus();
    }

    pub fn apply_own_term(&mut self) {
        self.view.own_term_applied = true;
        self.tell_consensus();
    }

    /// Leads, and knows by node 2's answer that nobody granted anything for a long time.
    pub fn settle(&mut self) {
        self.lead(2);
        self.apply_own_term();
        self.ack_latest(2);
        self.outputs.clear();
    }

    pub fn latest_round(&self) -> Round {
        let sent = self.outputs.iter().rev().find_map(|output| match output {
            Output::Send { message: Message::Round(round), .. } => Some(*round),
            _ => None,
        });
        sent.expect("a round was sent")
    }

    pub fn rounds(&self, to: u32) -> Vec<u64> {
        let sent = self.outputs.iter().filter_map(|output| match output {
            Output::Send { to: receiver, message: Message::Round(round) } if *receiver == node(to) => {
                Some(round.number)
            }
            _ => None,
        });
        sent.collect()
    }

    pub fn ack(&mut self, from: u32, round: Round, age_ms: u64) {
        let ack = RoundAck { term: round.term, number: round.number, lower_ack_age_ns: age_ms * 1_000_000 };
        self.receive(from, Message::RoundAck(ack));
    }

    pub fn ack_latest(&mut self, from: u32) {
        let round = self.latest_round();
        self.ack(from, round, 3_600_000);
    }

    pub fn heartbeat(&mut self, from: u32, number: u64) {
        self.heartbeat_of(from, life(from), number);
    }

    pub fn heartbeat_of(&mut self, from: u32, incarnation: Incarnation, number: u64) {
        let heartbeat = Heartbeat { incarnation, number, sent: BootTime(7_000 + number), term: 1 };
        self.receive(from, Message::Heartbeat(heartbeat));
    }

    pub fn grants(&self) -> Vec<(NodeId, Grant)> {
        let grants = self.outputs.iter().filter_map(|output| match output {
            Output::Send { to, message: Message::Grant(grant) } => Some((*to, *grant)),
            _ => None,
        });
        grants.collect()
    }

    pub fn downs(&self) -> Vec<(NodeId, Incarnation, bool)> {
        let downs = self.outputs.iter().filter_map(|output| match output {
            Output::ProposeDown { node, incarnation, restarted, .. } => Some((*node, *incarnation, *restarted)),
            _ => None,
        });
        downs.collect()
    }

    pub fn releases(&self) -> usize {
        self.outputs.iter().filter(|output| matches!(output, Output::ProposeReleased(_))).count()
    }

    pub fn last_heartbeat(&self) -> Heartbeat {
        let sent = self.outputs.iter().rev().find_map(|output| match output {
            Output::Send { message: Message::Heartbeat(heartbeat), .. } => Some(*heartbeat),
            _ => None,
        });
        sent.expect("a heartbeat was sent")
    }

    pub fn heartbeats(&self, to: u32) -> usize {
        let to = node(to);
        let sent = |output: &&Output| matches!(output, Output::Send { to: receiver, message: Message::Heartbeat(_) } if *receiver == to);
        self.outputs.iter().filter(sent).count()
    }

    pub fn ended(&self) -> usize {
        self.outputs.iter().filter(|output| matches!(output, Output::LeaseEnded)).count()
    }

    /// A follower that has sent a heartbeat.
    pub fn follower() -> (Bench, Heartbeat) {
        let mut bench = Bench::new();
        bench.pass(300);
        let heartbeat = bench.last_heartbeat();
        (bench, heartbeat)
    }
}

pub fn answer(heartbeat: Heartbeat) -> Grant {
    let Heartbeat { incarnation, number, sent, .. } = heartbeat;
    Grant { term: 1, incarnation, number, sent, lease_ms: L, commit_index: 9 }
}

pub fn last_word(number: u32) -> Message {
    Message::Released(Released {
        node: node(number),
        incarnation: life(number),
        cause: ReleaseCause::ServiceDied,
        groups: Vec::new(),
    })
}
