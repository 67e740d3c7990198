//! What the event loop watches beside the core: its resource host, its own stopping, its fitness to lead, and what an
//! administrator should find in the log.

use crate::event_loop::{Ended, EventLoop};
use crate::fitness::{Fitness, Seen, Unfit};
use crate::leave::Leaving;
use membership::input::MembersView;
use model::{BootTime, NodeId, Released};
use node::{EndCause, HostEvent, Input, Now};
use std::collections::{BTreeSet, VecDeque};

/// How long a stopping service waits for its resources to stop and for the cluster to take its groups.
const STOP_LIMIT_MS: u64 = 10_000;
/// ... and how long when there is no leader who could take note, as when all nodes stop at once.
const ALONE_LIMIT_MS: u64 = 1_000;
/// The last word of this node's host is said again until the state shows it: the log may have dropped it.
const LAST_WORD_AGAIN_MS: u64 = 200;
/// A host that dies so often within this time does so for a reason that another one will meet too.
const HOST_DEATHS_MAX: usize = 5;
const HOST_DEATHS_MS: u64 = 60_000;
/// A node that is no member says why, each time this has passed.
const OUTSIDE_SAID_MS: u64 = 30_000;

/// Empty at the beginning.
#[derive(Default)]
pub struct Watch {
    stopping_since: Option<BootTime>,
    pub(crate) leaving: Option<Leaving>,
    /// The service stops because the whole cluster does.
    pub(crate) ends_with_cluster: Option<Ended>,
    /// Of this node's host, and when it was proposed last.
    last_word: Option<(Released, BootTime)>,
    /// A host that let go for good has ended.
    host_gone_since: Option<BootTime>,
    host_deaths: VecDeque<BootTime>,
    /// Batches at the disk, and since when.
    unwritten: VecDeque<(u64, BootTime)>,
    fitness: Fitness,
    /// Nodes that were asked to lead in this one's place, until all were.
    tried: BTreeSet<NodeId>,
    lease_ms: u64,
    delay_ms: u64,
    said: Said,
}

/// What was last written to the service's log.
#[derive(Default)]
struct Said {
    member: bool,
    leader: Option<NodeId>,
    outside: Option<BootTime>,
}

impl EventLoop {
    pub(crate) fn is_stopping(&self) -> bool {
        self.memory.watch.stopping_since.is_some()
    }

    /// It was asked to stop, and perhaps its groups are being moved away first.
    pub(crate) fn was_asked_to_stop(&self) -> bool {
        self.is_stopping() || self.memory.watch.leaving.is_some()
    }

    pub(crate) fn watch_input(&mut self, input: &Input) {
        if let Input::Persisted(number) = input {
            let unwritten = &mut self.memory.watch.unwritten;
            while unwritten.front().is_some_and(|(oldest, _)| oldest <= number) {
                unwritten.pop_front();
            }
        }
    }

    pub(crate) fn watch_batch(&mut self, number: u64) {
        self.memory.watch.unwritten.push_back((number, crate::clock::boot_time()));
    }

    /// Everything that was given to the disk is on it.
    pub(crate) fn is_written(&self) -> bool {
        self.memory.watch.unwritten.is_empty()
    }

    pub(crate) fn watch_members(&mut self, members: &MembersView) {
        self.memory.watch.lease_ms = members.lease_ms;
        self.memory.watch.delay_ms = members.delay_ms;
    }

    pub(crate) fn watch_tick(&mut self, now: Now) {
        self.repeat_last_word(now);
        self.watch_fitness(now);
        self.tell_standing(now.boot);
        let gone = self.memory.watch.host_gone_since;
        if gone.is_some_and(|since| now.boot.since_ns(since) / 1_000_000 > ALONE_LIMIT_MS) && !self.is_stopping() {
            tracing::error!("the resource host has let go for good, and the cluster did not take note in time");
            self.memory.ended = Some(Ended::Incarnation(EndCause::HostFinished));
        }
    }

    /// The host starts nothing any more: it is proposed that this incarnation is over (leases 9).
    pub(crate) fn host_finished(&mut self, now: Now, released: Released) {
        self.memory.watch.last_word = Some((released.clone(), now.boot));
        self.node.handle(now, Input::Proposal(node::released_command(released)));
    }

    fn repeat_last_word(&mut self, now: Now) {
        let member = self.node.is_member();
        let Some((released, said)) = &mut self.memory.watch.last_word else { return };
        if member && now.boot >= said.plus_ms(LAST_WORD_AGAIN_MS) {
            *said = now.boot;
            self.node.handle(now, Input::Proposal(node::released_command(released.clone())));
        }
    }

    /// The host ended by itself. If it let go for good, this incarnation is over with it, once the state says so or nobody has
    /// for a while (leases 8); otherwise it crashed, its guard has ended what it ran, and a new one takes its place.
    pub(crate) fn host_exited(&mut self, now: Now) {
        let watch = &mut self.memory.watch;
        if self.host.has_finished() {
            watch.host_gone_since = Some(now.boot);
            return;
        }
        if watch.stopping_since.is_some() {
            tracing::error!("the resource host died while the service was stopping; everything it ran was ended");
            self.memory.ended = Some(Ended::Stopped);
            return;
        }
        watch.host_deaths.retain(|death| now.boot < death.plus_ms(HOST_DEATHS_MS));
        watch.host_deaths.push_back(now.boot);
        let deaths = watch.host_deaths.len();
        self.node.handle(now, Input::Host(HostEvent::Died));
        if deaths >= HOST_DEATHS_MAX {
            let seconds = HOST_DEATHS_MS / 1_000;
            let reason = format!("the resource host has died {deaths} times within {seconds} s");
            self.memory.ended = Some(Ended::Fatal(reason));
            return;
        }
        tracing::error!("the resource host died; everything it ran was ended, and a new one is started");
        if let Err(error) = self.host.restart(&self.heartbeats) {
            self.memory.ended = Some(Ended::Fatal(format!("the resource host cannot be started: {error}")));
        }
    }

    pub(crate) fn begin_stop(&mut self, now: Now) {
        if !self.is_stopping() {
            tracing::info!("stopping: resources are taken offline here");
            crate::notify::stopping();
            self.memory.watch.stopping_since = Some(now.boot);
            self.node.handle(now, Input::Stopping);
            self.host.finish();
        }
    }

    /// A stopping service is done when the cluster has taken note, or when nobody can.
    pub(crate) fn watch_stop(&mut self, now: BootTime) {
        let Some(since) = self.memory.watch.stopping_since else { return };
        let waited_ms = now.since_ns(since) / 1_000_000;
        let finished = self.host.has_finished();
        if let Some(end) = self.memory.watch.ends_with_cluster.clone() {
            return self.watch_others_end(end, waited_ms, finished, STOP_LIMIT_MS);
        }
        let released = finished && !self.node.is_member();
        let alone = finished && self.node.leader().is_none() && waited_ms > ALONE_LIMIT_MS;
        let late = waited_ms > STOP_LIMIT_MS;
        if late && !finished {
            let seconds = STOP_LIMIT_MS / 1_000;
            tracing::warn!("not everything was taken offline within {seconds} s: what still runs is ended now");
        }
        if released || alone || late {
            self.memory.ended = Some(Ended::Stopped);
        }
    }

    fn watch_fitness(&mut self, now: Now) {
        let watch = &mut self.memory.watch;
        let seen = Seen {
            now: now.boot,
            leads: self.node.is_leader() && self.node.is_member(),
            quorum_confirmed: self.heartbeats.contacts().quorum_confirmed(),
            unwritten_since: watch.unwritten.front().map(|(_, since)| *since),
            lease_ms: watch.lease_ms,
            delay_ms: watch.delay_ms,
        };
        if let Some(unfit) = watch.fitness.look(&seen) {
            self.hand_leadership_over(now, unfit);
        }
    }

    /// Asks a voter whose service is there; the one heard last over UDP first, each once before any a second time.
    fn hand_leadership_over(&mut self, now: Now, unfit: Unfit) {
        let (me, state) = (self.node.leader(), self.node.state());
        let voters = self.node.status().voters.voters.iter().map(|voter| voter.node);
        let others: Vec<NodeId> =
            voters.filter(|node| Some(*node) != me && state.active_incarnation(*node).is_some()).collect();
        let (contacts, tried) = (self.heartbeats.contacts(), &mut self.memory.watch.tried);
        if others.iter().all(|node| tried.contains(node)) {
            tried.clear();
        }
        let fresh = others.into_iter().filter(|node| !tried.contains(node));
        let Some(to) = fresh.max_by_key(|node| contacts.last_heard(*node)) else { return };
        tried.insert(to);
        match unfit {
            Unfit::Unheard { silent_ms } => tracing::warn!(
                "no majority has answered this leader over UDP for {silent_ms} ms, so no lease is renewed: node {to} is \
                 asked to lead; check the network and the firewall for UDP"
            ),
            Unfit::DiskHangs { waited_ms } => {
                tracing::warn!("the disk has not written for {waited_ms} ms: node {to} is asked to lead");
            }
        }
        self.node.handle(now, Input::TransferLeadership { to });
    }

    /// Writes to the log what has changed for this node as a part of the cluster.
    fn tell_standing(&mut self, now: BootTime) {
        let (member, leader) = (self.node.is_member(), self.node.leader());
        let stopping = self.is_stopping();
        let said = &mut self.memory.watch.said;
        if leader != said.leader {
            said.leader = leader;
            match leader {
                Some(leader) => tracing::info!(%leader, term = self.node.status().term, "there is a leader"),
                None => tracing::warn!("there is no leader"),
            }
        }
        if member != said.member {
            said.member = member;
            said.outside = None;
            if member {
                tracing::info!("this node is a member of the cluster");
            }
        }
        if member || stopping {
            return;
        }
        let since = *said.outside.get_or_insert(now);
        if now.since_ns(since) / 1_000_000 > OUTSIDE_SAID_MS {
            said.outside = Some(now);
            tracing::warn!("this node is not a member of the cluster: {}", self.outside_because());
        }
    }

    fn outside_because(&self) -> &'static str {
        let state = self.node.state();
        let me = self.host.node();
        if self.node.leader().is_none() {
            "there is no leader with a majority that it can reach"
        } else if !state.is_formed() {
            "it has not received the cluster's state yet"
        } else if !state.has_node(me) {
            "the cluster does not know it; it was evicted, or not added yet"
        } else if state.quarantine_of(me).is_some() {
            "it is quarantined, because its service ended again and again; quorate node clear-quarantine ends that"
        } else if state.active_incarnation(me).is_some() {
            "the cluster still counts its earlier life as a member"
        } else if self.memory.watch.last_word.is_some() {
            "its resource host has let go for good"
        } else {
            "it has asked to join, and the cluster has not taken it in yet"
        }
    }
}
