//! The operator of the computers: takes one out of the cluster for good and brings it back with an empty disk, as the manual
//! says. One procedure at a time.

use crate::clock::MS;
use crate::disk::Disk;
use crate::event::{Event, ServiceEvent};
use crate::world::{World, new_node};
use cluster_state::command::{ClusterCommand, Command, NodeCommand, PropertyChange, PropertyScope};
use model::{NodeId, Value, Win32Code};
use node::Answer;

const LOOK_PERIOD: u64 = 150 * MS;

#[derive(Default)]
pub(crate) struct Operator {
    stage: Stage,
    /// The client that asks for the operator.
    client: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Stage {
    #[default]
    Idle,
    /// The node's service was told to stop; wait until the state calls it Down.
    Stopping(NodeId, u64),
    /// The eviction was asked for.
    Evicting(NodeId),
    /// Evicted: wait until it is no voter any more, or its vote would be missing.
    Leaving(NodeId),
    /// Empty; comes back at that time.
    Out(NodeId, u64),
    Adding(NodeId),
    /// AddEvictDelay stands against it: it is shortened first.
    Shortening(NodeId),
}

impl Operator {
    pub(crate) fn idle(&self) -> bool {
        self.stage == Stage::Idle
    }
}

impl World {
    pub(crate) fn operate(&mut self) {
        match self.operator.stage {
            Stage::Idle if !self.chaos => return,
            Stage::Idle => self.begin_procedure(),
            Stage::Stopping(node, until) => self.evict_when_down(node, until),
            Stage::Evicting(_) | Stage::Adding(_) | Stage::Shortening(_) => {}
            Stage::Leaving(node) => self.empty_when_left(node),
            Stage::Out(node, until) if self.now >= until || !self.chaos => self.add(node),
            Stage::Out(..) => {}
        }
        let idle = self.operator.stage == Stage::Idle;
        let next = if idle { self.random.between(2_000 * MS, 12_000 * MS) } else { LOOK_PERIOD };
        self.push(self.now + next, Event::Operator);
    }

    fn begin_procedure(&mut self) {
        let state = self.witness.state();
        let members: Vec<NodeId> = state.config().nodes.keys().copied().collect();
        let down: Vec<NodeId> =
            members.iter().copied().filter(|node| state.active_incarnation(*node).is_none()).collect();
        // Without the node the others have to be a quorum.
        let Some(status) = self.leading_status() else { return };
        let all_vote = status.voters.voters.len() == members.len() && status.voters.learners.is_empty();
        if members.len() < 3 || !all_vote || !self.clients.iter().any(crate::client::Client::idle) {
            return;
        }
        if !down.is_empty() && self.random.chance(60) {
            let node = self.random.pick(&down);
            return self.evict(node);
        }
        let node = self.random.pick(&members);
        self.note(format!("the operator takes node {node} out of service"));
        let life = self.computers[&node].life();
        self.computer(node).wanted = false;
        self.push(self.now, Event::Service { node, life, what: ServiceEvent::Stop });
        self.operator.stage = Stage::Stopping(node, self.now + 5_000 * MS);
    }

    fn evict_when_down(&mut self, node: NodeId, until: u64) {
        if self.witness.state().active_incarnation(node).is_none() {
            self.evict(node);
        } else if self.now > until {
            self.bring_back(node);
        }
    }

    fn evict(&mut self, node: NodeId) {
        if self.ask_for_operator(Command::Node(NodeCommand::Evict { node: node.to_string() })) {
            self.operator.stage = Stage::Evicting(node);
        }
    }

    fn add(&mut self, node: NodeId) {
        let storage = self.computers[&node].storage;
        if self.ask_for_operator(Command::Node(NodeCommand::Add(new_node(node, storage)))) {
            self.operator.stage = Stage::Adding(node);
        }
    }

    fn shorten_delay(&mut self, node: NodeId) {
        let changes = vec![PropertyChange { name: "AddEvictDelay".into(), value: Some(Value::Dword(0)) }];
        let command = ClusterCommand::SetProperties { scope: PropertyScope::Common, changes };
        self.operator.stage = Stage::Out(node, self.now);
        if self.ask_for_operator(Command::Cluster(command)) {
            self.operator.stage = Stage::Shortening(node);
        }
    }

    fn ask_for_operator(&mut self, command: Command) -> bool {
        let Some(client) = self.clients.iter().position(crate::client::Client::idle) else { return false };
        self.operator.client = Some(client);
        self.begin_command(client, command);
        true
    }

    /// The service of the node runs again, as a member.
    fn bring_back(&mut self, node: NodeId) {
        self.operator.stage = Stage::Idle;
        self.computer(node).wanted = true;
        self.plan_start(node, 10 * MS);
    }

    pub(crate) fn command_answered(&mut self, client: usize, command: &Command, answer: &Answer) {
        let Answer::Applied(reply) = answer else { return };
        if self.operator.client != Some(client) {
            return;
        }
        match (self.operator.stage, command, reply) {
            (Stage::Evicting(node), Command::Node(NodeCommand::Evict { .. }), Ok(_)) => {
                self.operator.stage = Stage::Leaving(node);
            }
            (Stage::Evicting(node), Command::Node(NodeCommand::Evict { .. }), Err(refusal)) => {
                self.note(format!("node {node} is not evicted: {refusal}"));
                self.bring_back(node);
            }
            (Stage::Adding(node), Command::Node(NodeCommand::Add(_)), Ok(_)) => {
                self.note(format!("node {node} was added again"));
                self.bring_back(node);
            }
            (Stage::Adding(node), Command::Node(NodeCommand::Add(_)), Err(refusal))
                if refusal.code == Win32Code::ERROR_CLUSTER_NODE_NOT_READY =>
            {
                self.shorten_delay(node);
                return;
            }
            (Stage::Shortening(node), Command::Cluster(_), _) => self.operator.stage = Stage::Out(node, self.now),
            (Stage::Adding(node), Command::Node(NodeCommand::Add(_)), Err(refusal)) => {
                self.fail("converges", format!("node {node} cannot be added again: {refusal}"));
            }
            _ => return,
        }
        self.operator.client = None;
    }

    /// What the latest leader knows, once it has committed something itself.
    fn leading_status(&self) -> Option<&consensus::io::Status> {
        let services = self.computers.values().filter_map(|computer| computer.service.as_ref());
        let leaders = services.filter(|service| service.node.is_leader()).map(|service| service.node.status());
        leaders.max_by_key(|status| status.term).filter(|status| status.own_term_committed)
    }

    /// The disk is emptied only when no leader counts on its vote.
    fn empty_when_left(&mut self, node: NodeId) {
        let voter = self.computers[&node].voter();
        let leaders = self.computers.values().filter_map(|computer| computer.service.as_ref());
        let newest =
            leaders.filter(|service| service.node.is_leader()).max_by_key(|service| service.node.status().term);
        let Some(status) = newest.map(|service| service.node.status()).filter(|status| status.own_term_committed)
        else {
            return;
        };
        if status.voters.voters.contains(&voter) || !status.voters.outgoing.is_empty() {
            return;
        }
        self.note(format!("node {node} has left: its disk is emptied"));
        self.computer(node).wanted = false;
        self.lose_service(node);
        let cluster = self.form.instance;
        let computer = self.computer(node);
        computer.storage += 1;
        computer.disk = Disk::new(cluster, computer.voter());
        computer.founder = false;
        let until = self.now + self.random.between(200 * MS, 4_000 * MS);
        self.operator.stage = Stage::Out(node, until);
    }
}
