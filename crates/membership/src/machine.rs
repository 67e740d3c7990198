//! The machine: one for each life of a node's service. It puts the sides of the protocol together and decides nothing itself.

use crate::holder::Holder;
use crate::input::{ConsensusView, Input, MembersView};
use crate::leadership::{Action, Knowledge, Leadership};
use crate::members::Members;
use crate::message::{Heartbeat, Message, Round};
use crate::output::Output;
use crate::released::LastWords;
use crate::renewals::Renewals;
use crate::rounds::Promise;
use model::{BootTime, Incarnation, NodeId};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub struct Config {
    pub me: NodeId,
    /// Drawn at random by this start of the service.
    pub incarnation: Incarnation,
    /// The boot clock, read *after* this process got the lock on the node's store: an earlier life can have acknowledged
    /// nothing later (leases C2).
    pub started: BootTime,
    /// The number of the last heartbeat that this incarnation sent under another program: 0 for a new one. What it sent is not known
    /// any more, so no grant for it is taken (leases 15).
    pub sent_before: u64,
    /// Until when the host of this incarnation may run what it runs, as another program left it; `None` for a new one. If no grant
    /// comes before, the host has let go, and this life is over as if the lease had been held (leases 15).
    pub lease_before: Option<BootTime>,
    #[doc(hidden)]
    pub broken: Broken,
}

impl Config {
    pub fn new(me: NodeId, incarnation: Incarnation, started: BootTime) -> Config {
        Config { me, incarnation, started, sent_before: 0, lease_before: None, broken: Broken::default() }
    }
}

/// Rules to break, one at a time, so that a test can prove that its checks would see it. Never set by the service.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Broken {
    /// Answers a renewal without asking the voters (against leases 3).
    pub grant_without_round: bool,
    /// Grants to an incarnation whose `NodeDown` was proposed (against leases 3, 6).
    pub grant_while_removing: bool,
    /// Takes no account of what earlier leaders may have granted (against leases 5).
    pub skip_inherited_bound: bool,
    /// Takes a bound from voters that may share none with the quorum of an earlier leader (against leases 5).
    pub ignore_voter_changes: bool,
    /// Proposes `NodeDown` half a lease after the bound (against leases 6).
    pub remove_before_lease_end: bool,
    /// Counts the lease from the arrival of the grant (against leases 1).
    pub lease_from_receipt: bool,
    /// Removes an incarnation that hands over as if it had the cluster's L (against leases 12).
    pub ignore_own_leases: bool,
    /// Takes a grant for what its predecessor sent, at a time that it does not know (against leases 15).
    pub believe_predecessors_grant: bool,
}

pub struct Machine {
    me: NodeId,
    broken: Broken,
    /// The latest `now`; time never goes back in here.
    now: BootTime,
    view: ConsensusView,
    /// When the voters in `view` last changed (leases C2).
    voters_changed: BootTime,
    members: Members,
    holder: Holder,
    promise: Promise,
    renewals: Renewals,
    words: LastWords,
    leadership: Option<Leadership>,
    /// The highest term of which a round was heard.
    heard_term: u64,
    contacts: BTreeMap<NodeId, BootTime>,
}

impl Machine {
    pub fn new(config: Config) -> Machine {
        Machine {
            me: config.me,
            broken: config.broken,
            now: config.started,
            view: ConsensusView::default(),
            voters_changed: config.started,
            members: Members::unknown(),
            holder: Holder::new(&config),
            promise: Promise::new(config.started),
            renewals: Renewals::default(),
            words: LastWords::default(),
            leadership: None,
            heard_term: 0,
            contacts: BTreeMap::new(),
        }
    }

    /// Takes one input and appends what is to be done. `now` is the boot clock read *after* the input arrived (leases 4).
    pub fn handle(&mut self, now: BootTime, input: Input, outputs: &mut Vec<Output>) {
        self.now = self.now.max(now);
        // First, so that nothing that waited in a socket is used after the lease's end.
        if self.holder.handle_time(self.now) {
            outputs.push(Output::LeaseEnded);
        }
        match input {
            Input::Wake => {}
            Input::Received { from, message } => self.handle_message(from, message, outputs),
            Input::Consensus(view) => self.handle_consensus(view),
            Input::Members(view) => self.handle_members(view, outputs),
        }
        self.send_heartbeat(outputs);
        self.lead(outputs);
    }

    /// When `handle` wants to be called again if nothing arrives before: later than the last `now`, or the end of time.
    pub fn next_wake(&self) -> BootTime {
        let leading = self
            .leadership
            .as_ref()
            .and_then(|leadership| leadership.next_wake(self.now, &self.knowledge(), &self.renewals, &self.words));
        [self.holder.next_wake(), leading].into_iter().flatten().min().unwrap_or(BootTime(u64::MAX))
    }

    /// Until when this node holds its lease, and the index that must be applied before anything is started (leases 7). The
    /// instant may have passed: compare it with the clock.
    pub fn lease(&self) -> Option<(BootTime, u64)> {
        self.holder.lease()
    }

    /// The number of the last heartbeat that was sent: to be handed over (leases 14).
    pub fn last_sent(&self) -> u64 {
        self.holder.last_number()
    }

    /// Per peer, when it was last heard, whatever it said.
    pub fn contacts(&self) -> &BTreeMap<NodeId, BootTime> {
        &self.contacts
    }

    /// While this node leads: when the latest round that a quorum answered began. A leader for which that is long ago grants
    /// nothing; it had better hand the leadership over before everybody's lease ends with its own.
    pub fn quorum_confirmed(&self) -> Option<BootTime> {
        self.leadership.as_ref().and_then(Leadership::quorum_confirmed)
    }

    /// The voters that the machine was told of last (leases 11).
    pub fn voters(&self) -> &[NodeId] {
        &self.view.voters
    }

    fn knowledge(&self) -> Knowledge<'_> {
        Knowledge {
            view: &self.view,
            members: &self.members,
            voters_changed: self.voters_changed,
            broken: &self.broken,
        }
    }

    fn is_peer(&self, node: NodeId) -> bool {
        node != self.me && (self.members.contains(node) || self.view.voters.contains(&node))
    }

    fn handle_consensus(&mut self, view: ConsensusView) {
        if view.voters != self.view.voters {
            self.voters_changed = self.now;
        }
        let term = view.term;
        self.view = view;
        let leads = self.leadership.as_ref().map(Leadership::term);
        if !self.view.leading {
            self.leadership = None;
        } else if leads != Some(term) {
            self.leadership = Some(Leadership::new(term, &self.members));
            self.renewals.handle_new_leadership();
            self.words.handle_new_leadership();
            self.heard_term = self.heard_term.max(term);
            self.holder.hasten(self.now);
        }
        self.forget_strangers();
    }

    fn handle_members(&mut self, view: MembersView, outputs: &mut Vec<Output>) {
        self.members = Members::new(view);
        let active = self.members.is_active(self.me, self.holder.incarnation());
        if self.holder.handle_active(self.now, active) {
            outputs.push(Output::LeaseEnded);
        }
        if let Some(leadership) = &mut self.leadership {
            leadership.handle_members(self.now, &self.members);
        }
        self.words.handle_members(self.now, &self.members);
        self.forget_strangers();
    }

    /// Keeps what is remembered as small as the cluster is.
    fn forget_strangers(&mut self) {
        let known: BTreeSet<NodeId> = self.members.nodes().chain(self.view.voters.iter().copied()).collect();
        self.contacts.retain(|node, _| known.contains(node));
        self.renewals.retain_nodes(|node| known.contains(&node) || node == self.me);
    }

    fn handle_message(&mut self, from: NodeId, message: Message, outputs: &mut Vec<Output>) {
        if self.is_peer(from) {
            self.contacts.insert(from, self.now);
        }
        match message {
            Message::Heartbeat(heartbeat) if self.is_peer(from) => self.handle_heartbeat(from, heartbeat),
            Message::Heartbeat(_) => {}
            Message::Round(round) => {
                if round.term > self.heard_term {
                    self.heard_term = round.term;
                    self.holder.hasten(self.now);
                }
                self.handle_round(from, round, outputs);
            }
            Message::RoundAck(ack) => {
                if let Some(leadership) = &mut self.leadership {
                    leadership.handle_ack(self.now, from, ack, &self.view);
                }
            }
            Message::Grant(grant) => {
                if let Some((until, index)) = self.holder.handle_grant(self.now, &grant, self.members.delay_ms()) {
                    outputs.push(Output::Lease { until, index });
                }
            }
            Message::Released(released) => {
                if self.is_peer(released.node) || released.node == self.me {
                    self.words.handle_released(self.now, released, &self.members);
                }
            }
        }
    }

    fn handle_heartbeat(&mut self, from: NodeId, heartbeat: Heartbeat) {
        let after_round = self.leadership.as_ref().map_or(0, Leadership::last_round);
        self.renewals.handle_heartbeat(self.now, from, heartbeat, after_round);
    }

    fn handle_round(&mut self, from: NodeId, round: Round, outputs: &mut Vec<Output>) {
        if let Some(ack) = self.promise.acknowledge(self.now, self.view.term, round) {
            self.send(from, Message::RoundAck(ack), outputs);
        }
    }

    /// To every other member, active or Down, and to every voter: a node that comes back wants to be heard, and any voter
    /// may lead next.
    fn send_heartbeat(&mut self, outputs: &mut Vec<Output>) {
        let Some(heartbeat) = self.holder.take_heartbeat(self.now, self.view.term, self.members.delay_ms()) else {
            return;
        };
        let peers: BTreeSet<NodeId> = self.members.nodes().chain(self.view.voters.iter().copied()).collect();
        for peer in peers.into_iter().filter(|peer| *peer != self.me) {
            outputs.push(Output::Send { to: peer, message: Message::Heartbeat(heartbeat) });
        }
        self.handle_heartbeat(self.me, heartbeat);
    }

    fn lead(&mut self, outputs: &mut Vec<Output>) {
        while let Some(mut leadership) = self.leadership.take() {
            let known = Knowledge {
                view: &self.view,
                members: &self.members,
                voters_changed: self.voters_changed,
                broken: &self.broken,
            };
            let actions = leadership.advance(self.now, &known, &mut self.renewals, &mut self.words);
            let term = leadership.term();
            self.leadership = Some(leadership);
            if actions.is_empty() {
                return;
            }
            for action in actions {
                match action {
                    Action::Send(to, message) => self.send(to, message, outputs),
                    Action::ProposeDown { node, incarnation, restarted } => {
                        outputs.push(Output::ProposeDown { term, node, incarnation, restarted });
                    }
                    Action::ProposeReleased(released) => outputs.push(Output::ProposeReleased(released)),
                }
            }
        }
    }

    /// What this node says to itself never leaves it.
    fn send(&mut self, to: NodeId, message: Message, outputs: &mut Vec<Output>) {
        if to == self.me {
            self.handle_message(to, message, outputs);
        } else {
            outputs.push(Output::Send { to, message });
        }
    }
}
