//! The node's core itself: inputs in, effects out.

use crate::agent::Agent;
use crate::clock::ClusterClock;
use crate::effects::{Answer, Effects, EndCause, SnapshotTask};
use crate::handing_over::{HandOvers, Inheritance};
use crate::input::{Input, Now, Ticket};
use crate::membership_link::MembershipLink;
use crate::requests::{Reads, Requests};
use crate::snapshots::Snapshots;
use crate::voters::{VoterStep, plan_voters};
use bytes::Bytes;
use cluster_state::State;
use cluster_state::command::{Command, DownCause, Entry, Form, NodeCommand, Reports};
use consensus::io::{EntryKind, LogEntry, Ready, Role, Snapshot, Status, Stored, Voters};
use consensus::{Consensus, ConsensusError};
use model::{BootTime, Incarnation, NodeId, Released, Request, ResourceId, VersionRange, VoterId};

/// A join that the state does not show yet is proposed again after this.
const JOIN_AGAIN_MS: u64 = 250;
/// A removal or release that the state does not show yet is asked for again by the lease machine; a tick by this.
const TICK_AGAIN_MS: u64 = 500;

pub struct Config {
    pub me: VoterId,
    pub incarnation: Incarnation,
    /// Verifies this incarnation's `Released`.
    pub release_key: Bytes,
    pub version: String,
    /// The versions of the rules that this program can run.
    pub versions: VersionRange,
    pub pid: u32,
    /// If the cluster starts with this node, nothing of it is brought online (policies 8.8).
    pub ignore_persistent_state: bool,
    /// What the first leader of a cluster without a state proposes; `None` on a node that joins an existing cluster.
    pub form: Option<Form>,
    /// The incarnation was begun by another program (leases 15).
    pub inherited: Option<Inheritance>,
    pub consensus: consensus::Config,
}

/// The node cannot start or go on: its disk, or an entry it does not understand.
#[derive(Debug)]
pub enum NodeError {
    Consensus(ConsensusError),
    Snapshot(String),
}

impl std::fmt::Display for NodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NodeError::Consensus(error) => write!(f, "the replicated log cannot be used: {error}"),
            NodeError::Snapshot(error) => write!(f, "the snapshot cannot be used: {error}"),
        }
    }
}

impl std::error::Error for NodeError {}

/// Rules to break, so that the simulator can prove that it would see it. Never set by the service.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Broken {
    /// The agent starts before it has applied the index of its latest grant (against leases 7).
    pub start_before_grant_index: bool,
    /// Of the state machine.
    pub policies: cluster_state::Broken,
}

pub struct Node {
    pub(crate) me: VoterId,
    pub(crate) incarnation: Incarnation,
    release_key: Bytes,
    pub(crate) version: String,
    pub(crate) versions: VersionRange,
    pid: u32,
    ignore_persistent_state: bool,
    form: Option<Form>,
    pub(crate) consensus: Consensus,
    status: Status,
    pub(crate) state: State,
    broken: Broken,
    applied_term: u64,
    pub(crate) agent: Agent,
    pub(crate) hand_overs: HandOvers,
    clock: ClusterClock,
    requests: Requests,
    reads: Reads,
    snapshots: Snapshots,
    link: MembershipLink,
    /// Agent's proposals to be made or forwarded.
    pub(crate) proposals: Vec<Command>,
    answers: Vec<(Ticket, Answer)>,
    /// This incarnation has been a member: from now on the state must go on saying so.
    pub(crate) was_member: bool,
    formed: bool,
    join_again_at: BootTime,
    tick_again_at: BootTime,
    pub(crate) ended: Option<EndCause>,
}

impl Node {
    /// Starts from what was found on disk. `founders`: the voters of a cluster that is being formed.
    pub fn new(config: Config, stored: Stored) -> Result<Node, NodeError> {
        let founders = config.form.as_ref().map(founding_voters).unwrap_or_default();
        let mut snapshots = Snapshots::default();
        let state = match &stored.snapshot {
            Some(snapshot) => {
                snapshots.restore(snapshot.index, snapshot.data.len() as u64);
                decode_state(snapshot, config.versions)?
            }
            None => State::empty(),
        };
        let applied_term = stored.snapshot.as_ref().map_or(0, |snapshot| snapshot.term);
        let consensus = Consensus::new(config.consensus, founders, stored).map_err(NodeError::Consensus)?;
        let hand_overs = HandOvers::new(config.inherited.as_ref());
        let agent = match config.inherited {
            Some(inherited) => Agent::continued(config.me.node, config.incarnation, inherited.attempts),
            None => Agent::new(config.me.node, config.incarnation),
        };
        Ok(Node {
            me: config.me,
            incarnation: config.incarnation,
            release_key: config.release_key,
            version: config.version,
            versions: config.versions,
            pid: config.pid,
            ignore_persistent_state: config.ignore_persistent_state,
            form: config.form,
            status: consensus.status(),
            consensus,
            state,
            broken: Broken::default(),
            applied_term,
            agent,
            hand_overs,
            clock: ClusterClock::default(),
            requests: Requests::default(),
            reads: Reads::default(),
            snapshots,
            link: MembershipLink::default(),
            proposals: Vec::new(),
            answers: Vec::new(),
            was_member: false,
            formed: false,
            join_again_at: BootTime(0),
            tick_again_at: BootTime(0),
            ended: None,
        })
    }

    #[doc(hidden)]
    pub fn break_rules(&mut self, broken: Broken) {
        self.broken = broken;
        self.state.break_rules(broken.policies);
        self.agent.break_rules(broken);
    }

    /// Snapshots after so many entries, of which the log keeps the last `trailing`: for a simulator whose runs are short.
    #[doc(hidden)]
    pub fn set_snapshot_spacing(&mut self, entries: u64, trailing: u64) {
        self.snapshots.set_spacing(entries, trailing);
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    pub fn is_leader(&self) -> bool {
        self.status.role == Role::Leader
    }

    pub fn leader(&self) -> Option<NodeId> {
        self.status.leader.map(|leader| leader.node)
    }

    /// The applied state calls this incarnation Up or Paused.
    pub fn is_member(&self) -> bool {
        self.state.active_incarnation(self.me.node) == Some(self.incarnation)
    }

    /// Takes an input. Several may be taken before [`Node::effects`] is called once.
    pub fn handle(&mut self, now: Now, input: Input) {
        match input {
            Input::Tick => self.consensus.tick(),
            Input::Message(message) => self.consensus.step(message),
            Input::Persisted(number) => self.consensus.persisted(number),
            Input::Request { ticket, request, command } => self.handle_request(now, ticket, request, command),
            Input::Proposal(command) => self.proposals.push(command),
            Input::Read { ticket } => self.reads.queue(ticket),
            Input::LinkDown(node) => self.handle_link_down(node),
            Input::Host(event) => self.agent.handle_host(event),
            Input::Lease { until, index } => self.agent.set_lease(until, index),
            Input::LeaseEnded => self.ended = Some(EndCause::LeaseEnded),
            Input::ProposeDown { silent_ms, term, node, incarnation, restarted } => {
                // What a leader of an earlier term concluded is not this one's to propose.
                if self.is_leader() && self.status.term == term {
                    let cause = if restarted { DownCause::Restarted } else { DownCause::LeaseExpired };
                    self.propose(now, None, Command::Node(NodeCommand::Down { node, incarnation, cause, silent_ms }));
                }
            }
            Input::ProposeReleased(released) => self.proposals.push(released_command(released)),
            Input::SnapshotTaken(snapshot) => {
                let upto = self.snapshots.taken(snapshot.index, snapshot.data.len() as u64);
                self.consensus.offer_snapshot(snapshot);
                self.consensus.compact(upto);
            }
            Input::SnapshotSent { to, arrived } => {
                if let Some(peer) = self.voter_of(to) {
                    self.consensus.report_snapshot(peer, arrived);
                }
            }
            Input::Stopping => {
                // A successor would know nothing of it, and go on.
                self.cancel_hand_over();
                self.agent.stop();
                if let Some(heir) = self.best_heir() {
                    self.consensus.transfer_leader(heir);
                }
            }
            Input::HandOver { lease_ms } => self.begin_hand_over(now.boot, lease_ms),
            Input::HandOverFailed => self.cancel_hand_over(),
            Input::TransferLeadership { to } => {
                if let Some(heir) = self.voter_of(to) {
                    self.consensus.transfer_leader(heir);
                }
            }
        }
    }

    /// Everything the inputs so far have led to.
    pub fn effects(&mut self, now: Now) -> Effects {
        let mut effects = Effects::default();
        self.drive(now);
        self.make_proposals(now, &mut effects);
        if let Some(round) = self.reads.begin_round() {
            self.consensus.read(round);
        }
        self.take_what_is_ready(now, &mut effects);
        let behind = self.is_behind();
        let reports = if behind { Vec::new() } else { self.agent.due_reports(&self.state, now.boot) };
        if !reports.is_empty() {
            let reports = Reports { node: self.me.node, incarnation: self.incarnation, reports };
            self.propose_or_forward(now, Command::Reports(reports), &mut effects);
            // What this leads to does not wait for the next input.
            self.take_what_is_ready(now, &mut effects);
        }
        self.reads.release(self.state.index(), &mut self.answers);
        self.observe_membership(&mut effects);
        self.begin_snapshot(&mut effects);
        effects.answers.append(&mut self.answers);
        effects.ended = self.ended;
        effects
    }

    /// Takes from the log all that it has for this node, follows its role, and lets the agent look at what was touched.
    fn take_what_is_ready(&mut self, now: Now, effects: &mut Effects) {
        let mut touched = Vec::new();
        loop {
            let ready = self.consensus.ready();
            if ready.is_empty() {
                break;
            }
            self.perform(now, ready, effects, &mut touched);
        }
        self.observe_status(now);
        if self.has_caught_up() {
            self.agent.look_at_all(&self.state, now.boot, &mut effects.host);
        } else if !self.is_behind() {
            self.agent.look(&self.state, now.boot, &touched, &mut effects.host);
        }
    }

    fn handle_request(&mut self, now: Now, ticket: Ticket, request: Request, command: Command) {
        let id = request.id;
        if self.propose(now, Some(request), command) {
            self.requests.wait(id, ticket);
        } else {
            let leader = self.consensus.status().leader.map(|leader| leader.node);
            self.answers.push((ticket, Answer::NotLeader(leader)));
        }
    }

    fn handle_link_down(&mut self, node: NodeId) {
        if let Some(peer) = self.voter_of(node) {
            self.consensus.report_unreachable(peer);
        }
        if self.status.leader.is_some_and(|leader| leader.node == node) {
            self.consensus.hasten_election();
        }
    }

    /// Appends to the log; false if this node does not lead.
    fn propose(&mut self, now: Now, request: Option<Request>, command: Command) -> bool {
        let time = self.clock.now(self.state.time(), now.boot);
        let (request, reason) = request.map_or((None, None), |request| (Some(request.id), request.reason));
        let entry = Entry { time, wall: now.wall, zone_offset_s: now.zone_offset_s, request, reason, command };
        self.consensus.propose(proto::encode_entry(&entry)).is_ok()
    }

    fn propose_or_forward(&mut self, now: Now, command: Command, effects: &mut Effects) {
        if self.is_leader() {
            self.propose(now, None, command);
        } else {
            effects.forward.push(command);
        }
    }

    /// What this node wants by itself: to form, to join, to let time pass, to change the voters.
    fn drive(&mut self, now: Now) {
        if self.is_leader() && self.status.own_term_committed {
            self.drive_leader(now);
        }
        self.drive_hand_over(now);
        let active = self.state.active_incarnation(self.me.node);
        // A quarantined node waits until the state says that it may come (policies 13).
        let kept_out = self.state.quarantine_of(self.me.node).is_some() || self.is_behind();
        let may_join =
            self.state.is_formed() && active.is_none() && !kept_out && !self.was_member && self.ended.is_none();
        if may_join && self.agent.host_ready() && now.boot >= self.join_again_at {
            self.join_again_at = now.boot.plus_ms(JOIN_AGAIN_MS);
            self.proposals.push(Command::Node(NodeCommand::Join {
                node: self.me.node,
                incarnation: self.incarnation,
                release_key: self.release_key.clone(),
                version: self.version.clone(),
                pid: self.pid,
                versions: self.versions,
                ignore_persistent_state: self.ignore_persistent_state,
            }));
        }
    }

    fn drive_leader(&mut self, now: Now) {
        if !self.state.is_formed() {
            if let (false, Some(form)) = (self.formed, self.form.clone()) {
                self.formed = true;
                self.proposals.push(Command::Form(form));
            }
            return;
        }
        let time = self.clock.now(self.state.time(), now.boot);
        if self.state.next_due().is_some_and(|due| due <= time) && now.boot >= self.tick_again_at {
            self.tick_again_at = now.boot.plus_ms(TICK_AGAIN_MS);
            self.proposals.push(Command::Tick);
        }
        let is_up = |node| self.state.active_incarnation(node).is_some();
        match plan_voters(self.me, &self.state.voter_targets(), &self.status, is_up) {
            // Refused while a change is under way; asked again with the next input.
            Some(VoterStep::Change(change)) => drop(self.consensus.propose_change(change)),
            Some(VoterStep::TransferTo(heir)) => self.consensus.transfer_leader(heir),
            None => {}
        }
    }

    fn make_proposals(&mut self, now: Now, effects: &mut Effects) {
        for command in std::mem::take(&mut self.proposals) {
            self.propose_or_forward(now, command, effects);
        }
    }

    fn perform(&mut self, now: Now, ready: Ready, effects: &mut Effects, touched: &mut Vec<ResourceId>) {
        effects.send.extend(ready.messages);
        effects.persist.extend(ready.persist);
        if let Some(snapshot) = ready.install {
            self.install(now, &snapshot, effects);
        }
        if !ready.committed.is_empty() {
            for entry in &ready.committed {
                if self.ended == Some(EndCause::UnknownLevel) {
                    return;
                }
                self.apply(entry, effects, touched);
            }
            self.consensus.applied(self.state.index().max(ready.committed.last().map_or(0, |entry| entry.index)));
            self.tick_again_at = BootTime(0);
            effects.published = Some(self.state.clone());
        }
        for (round, index) in ready.reads {
            self.reads.confirm(round, index);
        }
        for round in ready.failed_reads {
            self.reads.fail(round, &mut self.answers);
        }
        if ready.snapshot_wanted {
            self.snapshots.want_for_follower();
        }
    }

    fn apply(&mut self, entry: &LogEntry, effects: &mut Effects, touched: &mut Vec<ResourceId>) {
        self.applied_term = entry.term;
        if entry.kind != EntryKind::Command || entry.data.is_empty() {
            self.state.skip(entry.index);
            return;
        }
        self.snapshots.applied_bytes(entry.data.len());
        let decoded = proto::decode_entry(&entry.data).unwrap_or_else(|error| {
            panic!("entry {} of the replicated log cannot be read by this version: {error}", entry.index)
        });
        let outcome = self.state.apply(entry.index, &decoded);
        if self.state.check_runnable(self.versions).is_err() {
            // The entry has raised the level: what comes after it is not for this program to decide.
            self.ended = Some(EndCause::UnknownLevel);
        }
        // After each entry: a node that was behind may see its join and its removal in one round.
        self.was_member |= self.is_member();
        effects.notifications.extend(outcome.notifications);
        effects.batches.extend(outcome.batch.map(|batch| (entry.index, batch)));
        touched.extend(outcome.touched);
        if let (Some(request), Some(reply)) = (decoded.request, outcome.reply) {
            self.requests.answer(request, &Answer::Applied(reply), &mut self.answers);
        }
    }

    fn install(&mut self, now: Now, snapshot: &Snapshot, effects: &mut Effects) {
        // The shell has checked it on its way in (`check_snapshot`), so it can be decoded now; if not, the state of this node is unknown.
        self.state = decode_state(snapshot, self.versions).unwrap_or_else(|error| panic!("{error}"));
        self.state.break_rules(self.broken.policies);
        self.applied_term = snapshot.term;
        self.snapshots.restore(snapshot.index, snapshot.data.len() as u64);
        if !self.is_behind() {
            self.agent.look_at_all(&self.state, now.boot, &mut effects.host);
        }
        effects.published = Some(self.state.clone());
        effects.untold = true;
    }

    /// Follows what the log says of this node's role.
    fn observe_status(&mut self, now: Now) {
        let status = self.consensus.status();
        let was_leader = self.is_leader();
        let leads = status.role == Role::Leader;
        if leads && !was_leader {
            self.clock.start(self.state.time(), now.boot);
            self.formed = false;
        }
        if was_leader && !leads {
            self.clock.stop();
        }
        if !leads {
            // Also those of a leadership that began and ended since the last look.
            self.requests.give_up(&mut self.answers);
        }
        self.status = status;
    }

    fn observe_membership(&mut self, effects: &mut Effects) {
        effects.consensus_view = self.link.consensus(&self.status);
        effects.members = self.link.members(&self.state);
        let unknown = self.ended == Some(EndCause::UnknownLevel);
        if !self.state.is_formed() || self.is_behind() || unknown {
            return;
        }
        let active = self.state.active_incarnation(self.me.node);
        if active == Some(self.incarnation) {
            self.was_member = true; // Also after a snapshot.
        } else if !self.state.has_node(self.me.node) && self.was_member {
            self.ended = Some(EndCause::Evicted);
        } else if self.was_member {
            self.ended = Some(EndCause::Removed);
        }
    }

    fn begin_snapshot(&mut self, effects: &mut Effects) {
        let index = self.state.index();
        if !self.snapshots.is_due(index) {
            return;
        }
        let Some(voters) = self.consensus.voters_at(index) else { return };
        if self.snapshots.begin(index) {
            let task = SnapshotTask { state: self.state.clone(), index, term: self.applied_term, voters };
            effects.snapshot = Some(task);
        }
    }

    fn voter_of(&self, node: NodeId) -> Option<VoterId> {
        let Voters { voters, learners, outgoing } = &self.status.voters;
        voters.iter().chain(learners).chain(outgoing).find(|voter| voter.node == node).copied()
    }

    /// Who would lead with the least delay: of the voters whose service is there, the one that has most of the log.
    pub(crate) fn best_heir(&self) -> Option<VoterId> {
        let is_up = |voter: &VoterId| self.state.active_incarnation(voter.node).is_some();
        let fit = |voter: &VoterId| *voter != self.me && self.status.voters.voters.contains(voter) && is_up(voter);
        let others = self.status.progress.iter().filter(|(voter, _)| fit(voter));
        others.max_by_key(|(_, index)| *index).map(|(voter, _)| *voter)
    }
}

/// Whether this version can read a snapshot that a peer has sent. To be asked before it is handed in as a message: it replaces
/// everything that this node has on its disk, and a node that cannot read its own snapshot does not start.
pub fn check_snapshot(snapshot: &Snapshot) -> Result<(), NodeError> {
    decode_state(snapshot, model::level::THIS_PROGRAM).map(|_| ())
}

fn decode_state(snapshot: &Snapshot, versions: VersionRange) -> Result<State, NodeError> {
    let image =
        proto::snapshot::decode_snapshot(&snapshot.data).map_err(|error| NodeError::Snapshot(error.to_string()))?;
    let state = State::from_image(image).map_err(|error| NodeError::Snapshot(error.to_string()))?;
    state.check_runnable(versions).map_err(NodeError::Snapshot)?;
    Ok(state)
}

fn founding_voters(form: &Form) -> Voters {
    let voters = form.nodes.iter().map(|node| VoterId { node: node.id, storage: node.storage }).collect();
    Voters { voters, ..Voters::default() }
}

/// The command that makes a host's last word part of the log.
pub fn released_command(released: Released) -> Command {
    let Released { node, incarnation, cause, groups } = released;
    Command::Node(NodeCommand::Released { node, incarnation, cause, groups })
}
