//! The service becomes another program, and what its host runs goes on (leases 12 to 17). Here is the order of it: what has to be
//! so before the program may be replaced, and what the next one goes on from.
//!
//! Never here: how a program is replaced. The shell does that when [`Node::hand_over_step`] says Ready.

use crate::input::Now;
use crate::node::Node;
use cluster_state::command::{Command, NodeCommand, ResourceReport};
use cluster_state::outcome::Demand;
use model::{Attempt, BootTime, Epoch, Incarnation, ResourceId};

/// A request that the state does not show yet is proposed again after this.
const SAY_AGAIN_MS: u64 = 200;
/// ... and another node asked to lead again after this.
const TRANSFER_AGAIN_MS: u64 = 500;
/// What is not ready by then is given up: nothing has happened yet.
const GIVE_UP_MS: u64 = 5_000;

/// What a program leaves to its successor, beside descriptors and secrets (leases 14).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inheritance {
    /// The state up to here was acted on: the successor does not look at an older one.
    pub applied: u64,
    /// Counts the hand-overs of the incarnation.
    pub number: u32,
    /// The end of the lease that the host has: with it the life ends, if the successor was granted nothing by then.
    pub until: BootTime,
    pub attempts: Vec<AttemptMemory>,
}

/// For [`consensus::Config::seed`]: each program of an incarnation is another life for the log. Its predecessor's questions for a read
/// index may still be answered.
pub fn seed_of(incarnation: Incarnation, inherited: Option<&Inheritance>) -> u64 {
    let number = inherited.map_or(0, |inherited| inherited.number);
    incarnation.0.wrapping_add(u64::from(number))
}

/// The latest attempt of a resource that the agent has had to do with.
#[derive(Clone, PartialEq, Debug)]
pub struct AttemptMemory {
    pub resource: ResourceId,
    pub attempt: Attempt,
    pub epoch: Epoch,
    /// What the host was told last; `None`: it was never told to start it, and never will be.
    pub told: Option<Demand>,
    /// The host was told to keep it even when its health checks fail.
    pub in_maintenance: bool,
    pub gone: bool,
    pub seen: BootTime,
    pub started: BootTime,
    pub sequence: u64,
    /// Not shown by the state yet.
    pub reports: Vec<ResourceReport>,
}

/// How far a hand-over has got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandOverStep {
    /// None was asked for, or the shell was told of its end.
    None,
    Waiting(Awaited),
    /// The program may be replaced now, as soon as nothing is on its way to the disk or to the host.
    Ready,
    /// It did not come to be in time; everything goes on as before.
    GivenUp(Awaited),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Awaited {
    /// The cluster has to agree, and to grant a lease that is long enough.
    Lease,
    /// Another node has to lead.
    Leader,
    /// There has to be a resource host.
    Host,
    /// What the host said has to be in the state.
    Reports,
}

/// Half a sentence: what did not come.
impl std::fmt::Display for Awaited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Awaited::Lease => "the cluster granted no longer lease",
            Awaited::Leader => "no other node took the leadership",
            Awaited::Host => "no resource host was there to go on",
            Awaited::Reports => "the cluster did not take note of what the resources reported",
        })
    }
}

#[derive(Default)]
pub(crate) struct HandOvers {
    /// Of the latest one.
    number: u32,
    /// Set until the state is as recent as what was inherited.
    behind: Option<u64>,
    asked: Option<Asked>,
    given_up: Option<Awaited>,
    /// This number is over, which the state has to show.
    to_confirm: Option<u32>,
    said_at: Option<BootTime>,
}

struct Asked {
    lease_ms: u64,
    since: BootTime,
    transferred: Option<BootTime>,
}

impl HandOvers {
    pub(crate) fn new(inherited: Option<&Inheritance>) -> HandOvers {
        let number = inherited.map_or(0, |inherited| inherited.number);
        let to_confirm = inherited.map(|inherited| inherited.number);
        HandOvers { number, behind: inherited.map(|inherited| inherited.applied), to_confirm, ..HandOvers::default() }
    }
}

impl Node {
    /// How many times this incarnation has become another program.
    pub fn hand_overs(&self) -> u32 {
        self.hand_overs.number
    }

    /// One was asked for, or the cluster has not taken note of the end of the last one.
    pub fn is_handing_over(&self) -> bool {
        let HandOvers { asked, to_confirm, behind, .. } = &self.hand_overs;
        asked.is_some() || to_confirm.is_some() || behind.is_some()
    }

    pub fn hand_over_step(&self, now: BootTime) -> HandOverStep {
        let hand_overs = &self.hand_overs;
        match (&hand_overs.asked, hand_overs.given_up) {
            (_, Some(awaited)) => HandOverStep::GivenUp(awaited),
            (None, None) => HandOverStep::None,
            (Some(asked), None) => {
                let long = self.agent.lease_until().is_some_and(|until| now.plus_ms(asked.lease_ms / 2) < until);
                if !long || !self.shows_hand_over(hand_overs.number) {
                    HandOverStep::Waiting(Awaited::Lease)
                } else if self.is_leader() && self.best_heir().is_some() {
                    HandOverStep::Waiting(Awaited::Leader)
                } else if !self.agent.host_ready() {
                    HandOverStep::Waiting(Awaited::Host)
                } else if !self.agent.is_confirmed() {
                    HandOverStep::Waiting(Awaited::Reports)
                } else {
                    HandOverStep::Ready
                }
            }
        }
    }

    /// What the successor goes on from. To be asked when nothing will be handled any more.
    pub fn inheritance(&self) -> Inheritance {
        let (applied, number) = (self.state.index(), self.hand_overs.number);
        let until = self.agent.lease_until().unwrap_or_default();
        Inheritance { applied, number, until, attempts: self.agent.memory() }
    }

    /// Leases 12: only while the lease is held. An incarnation that is not done with the last hand-over does not begin another.
    pub(crate) fn begin_hand_over(&mut self, now: BootTime, lease_ms: u64) {
        let hand_overs = &mut self.hand_overs;
        hand_overs.given_up = None;
        let held = self.agent.lease_until().is_some_and(|until| now < until);
        let free = hand_overs.asked.is_none() && hand_overs.to_confirm.is_none() && hand_overs.behind.is_none();
        if !held || !free || self.agent.is_stopping() || self.ended.is_some() {
            hand_overs.given_up = Some(Awaited::Lease);
            return;
        }
        hand_overs.number += 1;
        hand_overs.said_at = None;
        hand_overs.asked = Some(Asked { lease_ms, since: now, transferred: None });
        self.agent.pause(true);
    }

    /// The program was not replaced: this one goes on.
    pub(crate) fn cancel_hand_over(&mut self) {
        self.agent.pause(false);
        self.hand_overs.given_up = None;
        if self.hand_overs.asked.take().is_some() {
            self.hand_overs.to_confirm = Some(self.hand_overs.number);
            self.hand_overs.said_at = None;
        }
    }

    pub(crate) fn drive_hand_over(&mut self, now: Now) {
        let step = self.hand_over_step(now.boot);
        let since = self.hand_overs.asked.as_ref().map(|asked| asked.since);
        match (step, since) {
            (HandOverStep::Waiting(awaited), Some(since)) if now.boot >= since.plus_ms(GIVE_UP_MS) => {
                self.cancel_hand_over();
                self.hand_overs.given_up = Some(awaited);
            }
            (HandOverStep::Waiting(_), Some(_)) => self.ask_for_hand_over(now.boot),
            _ => self.confirm_hand_over(now.boot),
        }
    }

    fn ask_for_hand_over(&mut self, now: BootTime) {
        let (number, heir) = (self.hand_overs.number, self.best_heir());
        let (leads, shown) = (self.is_leader(), self.shows_hand_over(number));
        let say = !shown && self.hand_overs.say_now(now);
        let Some(asked) = &mut self.hand_overs.asked else { return };
        let lease_ms = asked.lease_ms;
        let again = asked.transferred.is_none_or(|at| now >= at.plus_ms(TRANSFER_AGAIN_MS));
        // First the leases are long: then it does not matter how long the others take to agree.
        if let (Some(heir), true) = (heir, leads && shown && again) {
            asked.transferred = Some(now);
            self.consensus.transfer_leader(heir);
        }
        if say {
            let (node, incarnation) = (self.me.node, self.incarnation);
            self.proposals.push(Command::Node(NodeCommand::HandOver { node, incarnation, number, lease_ms }));
        }
    }

    /// Leases 17: said when this program has a lease of its own, and until the state shows it.
    fn confirm_hand_over(&mut self, now: BootTime) {
        let Some(number) = self.hand_overs.to_confirm else { return };
        let held = self.agent.lease_until().is_some_and(|until| now < until);
        if self.hand_overs.behind.is_some() || !held {
            return;
        }
        let version = self.state.node_runtime(self.me.node).map(|node| node.version.as_str());
        let versions = self.state.config().nodes.get(&self.me.node).and_then(|node| node.versions);
        let known = version == Some(self.version.as_str()) && versions == Some(self.versions);
        if !self.shows_hand_over(number) && known {
            self.hand_overs.to_confirm = None;
        } else if self.hand_overs.say_now(now) {
            let (node, incarnation) = (self.me.node, self.incarnation);
            let (version, versions) = (self.version.clone(), self.versions);
            let command = NodeCommand::HandedOver { node, incarnation, number, version, versions };
            self.proposals.push(Command::Node(command));
        }
    }

    /// The state grants longer leases for this hand-over.
    fn shows_hand_over(&self, number: u32) -> bool {
        let own = self.state.node_runtime(self.me.node).and_then(|node| node.own_lease);
        self.is_member() && own.is_some_and(|own| own.number == number && own.present_ms.is_some())
    }

    /// A successor judges nothing by a state that is older than what its predecessor acted on (leases 15). True exactly once:
    /// it has become as recent, and everything has to be looked at.
    pub(crate) fn has_caught_up(&mut self) -> bool {
        let reached = self.hand_overs.behind.is_some_and(|applied| self.state.index() >= applied);
        if reached {
            self.hand_overs.behind = None;
            // It was when that state was the latest.
            self.was_member = true;
        }
        reached
    }

    pub(crate) fn is_behind(&self) -> bool {
        self.hand_overs.behind.is_some()
    }
}

impl HandOvers {
    fn say_now(&mut self, now: BootTime) -> bool {
        let due = self.said_at.is_none_or(|at| now >= at.plus_ms(SAY_AGAIN_MS));
        if due {
            self.said_at = Some(now);
        }
        due
    }
}
