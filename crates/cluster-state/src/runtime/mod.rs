//! The facts of now, and every policy that changes them.
//!
//! Never here: the hive. Policies read the typed objects of `config` and write only [`Runtime`]; when a request changes
//! configuration (persistent state, the pause flag) they ask `config` to write it.
//!
//! One rule stands above all others, **R0** of decision 0002: the owner of a group changes only while nothing of the group
//! can be running, or through the end of its owner's incarnation. [`ResourceRuntime::residue`] is how the state knows
//! what can be running; `relocate::change_owner` is the only writer of an owner and checks it.
//!
//! Start reading at [`reconcile`]: every request, report and timer only changes what is wanted or known, marks the group
//! dirty, and reconciliation takes the group as far as it can go. What may start and what must stop is decided in
//! [`ordering`], what holds the start of a group back in [`waiting`], where a group runs in [`placement`], what follows a failure
//! in [`recovery`]; these are pure.

pub mod ordering;
pub mod placement;
pub mod recovery;
pub mod waiting;

mod cause;
mod course;
mod drained;
mod failback;
mod failures;
mod groups;
mod hand_over;
mod hooks;
mod locked;
mod maintenance;
mod members;
mod moves;
mod networks;
mod nodes;
mod notices;
mod occupancy;
mod preempt;
mod quarantine;
mod reconcile;
mod relocate;
mod reports;
mod resources;
mod rest;
mod resume;
mod roster;
mod shut_down;
mod start;
mod start_order;
mod timers;
mod write;

use crate::command::Adapter;
use crate::config::Config;
use bytes::Bytes;
pub use course::{Course, Phase};
pub use drained::{Drain, DrainStatus};
pub use failback::Failback;
pub use hand_over::{HAND_OVER_MS_MAX, OwnLease};
use imbl::{OrdMap, OrdSet, Vector};
use model::flags::MoveFlags;
use model::{
    Attempt, ClusterTime, Epoch, GroupId, GroupSetId, GroupState, Incarnation, LocalTime, NodeId, NodeState,
    ResourceId, ResourceState, WallTime,
};
pub use preempt::Preemption;
pub use quarantine::Quarantine;
pub(crate) use roster::{Roster, call_roll};
use start::StartKind;
pub use start::{StartStage, Starting, Startup};
pub(crate) use start_order::Provision;
pub use start_order::{GroupSetRuntime, Provider, ProviderWait, Readiness};
use std::cmp::Reverse;
use std::sync::Arc;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Runtime {
    pub nodes: OrdMap<NodeId, Arc<NodeRuntime>>,
    pub groups: OrdMap<GroupId, Arc<GroupRuntime>>,
    pub resources: OrdMap<ResourceId, Arc<ResourceRuntime>>,
    pub group_sets: OrdMap<GroupSetId, GroupSetRuntime>,
    pub lease: LeaseLengths,
    /// When a node was evicted last (policies 12.34).
    pub last_eviction: Option<ClusterTime>,
    /// The latest storage generation of ids whose nodes were evicted: none of them votes again (Raft 5.2: a voter that lost its
    /// log has forgotten whom it voted for).
    pub used_storage: OrdMap<NodeId, u32>,
    /// The clock of who made the latest entry; unlike the time of events it may go back.
    pub local: LocalTime,
    /// What the start of the cluster still waits for (policies 8).
    pub startup: Startup,
    /// When `local` shows the next full hour, while a group waits for its failback window (policies 7.6).
    pub next_hour: Option<ClusterTime>,
    /// What is due when, ordered by time (blueprint 5). Derived from the objects: see [`Runtime::rebuild_indexes`].
    pub(crate) timers: OrdSet<(ClusterTime, Timer)>,
    /// Groups by owner. Derived.
    pub(crate) owned: OrdMap<NodeId, OrdSet<GroupId>>,
    /// Groups on a node that cannot run them. Derived.
    pub(crate) parked: OrdSet<GroupId>,
    /// What groups offer to those that start after them, and who waits. Derived.
    pub(crate) provision: Provision,
    /// Groups with a queued move. Derived.
    pub(crate) queued: OrdSet<GroupId>,
    /// Groups that have a part in the start of the cluster, by stage, then those of higher priority first. Derived.
    pub(crate) starting: OrdSet<(StartKind, Reverse<u32>, GroupId)>,
    /// Groups that wait for their failback window. Derived.
    pub(crate) window_waits: OrdSet<GroupId>,
    /// What groups take of nodes. Derived.
    pub(crate) occupancy: occupancy::Occupancy,
}

/// A moment at which a decision is due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Timer {
    /// Silence of a pending resource has lasted too long (policies 3).
    Pending(ResourceId),
    /// RestartDelay or RetryPeriodOnFailure is over (policies 5.2, 5.4).
    Recovery(ResourceId),
    /// GroupDependencyTimeout is over for a group that waits (policies 11.19).
    ProviderWait(GroupId),
    /// StartupDelay of a set is over (policies 11.15).
    SetReady(GroupSetId),
    /// The lease length before the present one can no longer be running (0002 leases, L*).
    LeaseLength,
    /// The same for the lease of one incarnation, or its hand-over ends by itself (leases 12, 17).
    OwnLease(NodeId),
    /// The node's quarantine is over (policies 13).
    Quarantine(NodeId),
    /// Groups have waited for their preferred nodes long enough (policies 7.10).
    PreferredWait,
    /// The groups of one level of priority have held back the lower ones long enough (policies 8.11).
    StartLevel,
    /// GroupStartDelay is over (policies 8.12).
    StartDelay(GroupId),
    /// The leader's clock shows a full hour: failback windows begin (policies 7.6).
    LocalHour,
}

/// L now, and the longest one before while it may still be running (0002 leases, words).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeaseLengths {
    pub present_ms: u64,
    pub earlier: Option<EarlierLease>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EarlierLease {
    pub length_ms: u64,
    /// Twice the length after the change: from then on no lease of that length runs.
    pub until: ClusterTime,
}

impl LeaseLengths {
    /// L*: the longest lease that may still be running.
    pub fn longest_ms(&self) -> u64 {
        self.earlier.map_or(self.present_ms, |earlier| earlier.length_ms.max(self.present_ms))
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct NodeRuntime {
    /// Up, Paused or Down.
    pub state: NodeState,
    /// The life that is a member now; `None` while Down.
    pub incarnation: Option<Incarnation>,
    /// Verifies that life's `Released`; empty while Down.
    pub release_key: Bytes,
    pub version: String,
    pub pid: u32,
    /// While its service hands over to a newer one, and for a while after that (leases 12).
    pub own_lease: Option<OwnLease>,
    /// The latest drain of the node, until it is resumed (policies 12).
    pub drain: Option<Drain>,
    /// The status AvoidPlacement: taken only when no other node is left (policies 9.21). Set by a drain that asks for it until
    /// the node is paused or drained again without; outlives the life of the service.
    pub avoid_placement: bool,
    /// Its service is about to stop: it takes no groups any more (policies 12, DrainOnShutdown).
    pub stopping: bool,
    /// It stops because the whole cluster does (policies 12.35).
    pub shut_down: bool,
    /// When its lives ended without having been stopped, oldest first (policies 13).
    pub unclean: Vector<ClusterTime>,
    /// What its active life has said of its adapters; `None` before that (policies 16).
    pub adapters: Option<Vec<Adapter>>,
    /// It may not join (policies 13).
    pub quarantine: Option<Quarantine>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct GroupRuntime {
    pub owner: NodeId,
    pub epoch: Epoch,
    /// A move or failover under way: everything is taken offline first.
    pub moving: Option<Moving>,
    /// It came to its owner by a move on request and has not reached its state there yet (policies 10).
    pub arrival: Option<Arrival>,
    /// A move that something stands against, to be tried again (policies 10, QUEUE_ENABLED).
    pub queued: Option<QueuedMove>,
    /// The paused node from which it was drained, until it returns or is moved on request (policies 12).
    pub drained_from: Option<NodeId>,
    /// A drain of its owner cannot move it: the code of the error (policies 12).
    pub drain_error: Option<u32>,
    /// Kept offline on a node that cannot run it, until one comes up that can (policies 9).
    pub parked: bool,
    /// The owner was chosen for what runs or is to run: what keeps groups apart acts at the next start or move (policies 9.27).
    pub settled: bool,
    /// Something of it was started since it came to its owner, or since it was last offline: what holds back the start of a
    /// group (see [`waiting`]) does not hold it back any more.
    pub started: bool,
    /// What it waits for before it starts (policies 11).
    pub provider_wait: Option<ProviderWait>,
    /// Its part in the start of the cluster, until it is online or has failed (policies 8.10).
    pub starting: Option<Starting>,
    /// It is to go back to a node that it prefers (policies 7).
    pub failback: Option<Failback>,
    /// It is taken offline, or waits, to make room for this group of higher priority (policies 8.15).
    pub preempted_by: Option<GroupId>,
    /// Others are being taken offline to make room for it.
    pub preemption: Option<Preemption>,
    /// When the group failed over because a resource failed, oldest first (policies 6).
    pub failovers: Vector<ClusterTime>,
    /// The phases of the failover or move after which it is not Online yet.
    pub course: Course,
    /// As last computed, to see changes.
    pub state: GroupState,
    pub state_sequence: u64,
    /// When `state` last changed, or the group was created.
    pub state_changed: WallTime,
    /// When it last changed its owner.
    pub last_move: Option<LastMove>,
}

/// Of a group to its present owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastMove {
    pub at: ClusterTime,
    pub wall: WallTime,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moving {
    pub to: NodeId,
    pub why: MoveCause,
    pub flags: MoveFlags,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveCause {
    Requested,
    ResourceFailed(ResourceId),
    /// Its owner is drained (policies 12).
    Drained,
    /// Its owner is drained, and nobody else can run it: it is kept offline there (policies 12.10).
    Parked,
    /// Back to a node that is resumed (policies 12).
    Resumed,
    /// A move on request failed at its target by this resource (policies 10: RETURN_TO_SOURCE, FAILBACK).
    Returning(ResourceId),
    /// A move on request was cancelled after the owner had changed (policies 10).
    Cancelled,
    /// It prefers the node (policies 7).
    Failback,
}

impl MoveCause {
    pub fn is_drain(self) -> bool {
        matches!(self, MoveCause::Drained | MoveCause::Parked)
    }

    /// An administrator wants the group there, so it goes there also when its owner dies meanwhile.
    pub fn is_on_request(self) -> bool {
        matches!(
            self,
            MoveCause::Requested | MoveCause::Drained | MoveCause::Resumed | MoveCause::Cancelled | MoveCause::Failback
        )
    }
}

/// A group that was moved on request and comes to its state at the target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    pub from: NodeId,
    pub flags: MoveFlags,
}

/// A move that waits until nothing stands against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueuedMove {
    /// `None`: where the cluster chooses.
    pub to: Option<NodeId>,
    pub flags: MoveFlags,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ResourceRuntime {
    pub state: ResourceState,
    pub state_sequence: u64,
    /// When `state` last changed, or the resource was created.
    pub state_changed: WallTime,
    /// Number of the latest start; never used twice.
    pub attempt: Attempt,
    /// The epoch of the group when `attempt` was started.
    pub epoch: Epoch,
    /// Something of `attempt` may be running on the group's owner. The owner cannot change while this is so (leases R0).
    pub residue: bool,
    /// Terminate what is left instead of stopping it in order.
    pub terminating: bool,
    /// Latest report taken of this attempt; 0 before the first.
    pub report_sequence: u64,
    pub checkpoint: u32,
    /// When the pending state ends in failure; `None` = no limit, or not pending.
    pub pending_until: Option<ClusterTime>,
    /// Restarts in place, oldest first; those older than RestartPeriod do not count (policies 5.2).
    pub restarts: Vector<ClusterTime>,
    /// What a failure left to wait for.
    pub recovery: Recovery,
    /// Kept offline although its persistent state is online.
    pub hold: Option<Hold>,
    /// What was last asked for without changing the persistent state, where it differs from that: while the group stays
    /// with its owner (policies 10, DO_NOT_UPDATE_PERSISTENT_STATE).
    pub asked: Option<bool>,
    /// Its type has locked it: it is not operated on while the attempt lasts (policies 10, locked mode).
    pub locked: bool,
    /// Ended at once when it is to stop (policies 10, FORCE_WITH_TERMINATION).
    pub force_stop: bool,
    /// The type's own code and words: for the latest failure, or about what is online.
    pub status_code: u32,
    pub status_text: String,
}

/// When a resource that is wanted online may be started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recovery {
    /// As soon as its providers are online.
    Free,
    /// It failed and is restarted in place after RestartDelay (policies 5.2).
    RestartAt(ClusterTime),
    /// It failed for good; RetryPeriodOnFailure brings a new attempt with a fresh budget (policies 5.4).
    RetryAt(ClusterTime),
    /// It failed for good; only a request starts it again.
    Stays,
    /// It failed while in maintenance mode; recovery begins when the mode is cleared.
    AfterMaintenance,
}

impl Recovery {
    pub fn due(self) -> Option<ClusterTime> {
        match self {
            Recovery::RestartAt(at) | Recovery::RetryAt(at) => Some(at),
            Recovery::Free | Recovery::Stays | Recovery::AfterMaintenance => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// Stopped to be started again (RestartClusterResource); ends when nothing of it is left.
    Restarting,
    /// Not started by itself: IgnorePersistentStateOnStartup (policies 8). Ends with a request, or with the property.
    PersistentStateIgnored,
    /// Not started by itself: the group's Priority is 0 (policies 8.3). Ends with a request.
    NoAutomaticStart,
    /// Not started by itself: the cluster started, and the group's ColdStartSetting is 1 (policies 8.5). Ends with a request.
    ColdStart,
}

impl Runtime {
    /// Derives the indexes from the objects, as after a snapshot was read.
    pub(crate) fn rebuild_indexes(&mut self, config: &Config) {
        self.owned.clear();
        self.parked.clear();
        self.queued.clear();
        self.timers.clear();
        self.starting.clear();
        self.window_waits.clear();
        for (&id, group) in &self.groups {
            self.owned.entry(group.owner).or_default().insert(id);
            if group.parked {
                self.parked.insert(id);
            }
            if let Some(at) = group.provider_wait.and_then(|wait| wait.until) {
                self.timers.insert((at, Timer::ProviderWait(id)));
            }
            if group.queued.is_some() {
                self.queued.insert(id);
            }
            if let Some(starting) = group.starting {
                self.starting.insert(starting.place(id));
                self.timers.extend(starting.due().map(|at| (at, Timer::StartDelay(id))));
            }
            if group.failback.is_some_and(Failback::waits_for_window) {
                self.window_waits.insert(id);
            }
        }
        for (&id, node) in &self.nodes {
            if let Some(until) = node.quarantine.and_then(Quarantine::due) {
                self.timers.insert((until, Timer::Quarantine(id)));
            }
        }
        for (&id, resource) in &self.resources {
            if let Some(at) = resource.pending_until {
                self.timers.insert((at, Timer::Pending(id)));
            }
            if let Some(at) = resource.recovery.due() {
                self.timers.insert((at, Timer::Recovery(id)));
            }
        }
        for (&id, node) in &self.nodes {
            if let Some(own) = node.own_lease {
                self.timers.insert((own.until, Timer::OwnLease(id)));
            }
        }
        for (&id, set) in &self.group_sets {
            if let Some(at) = set.readiness.due() {
                self.timers.insert((at, Timer::SetReady(id)));
            }
        }
        self.provision = Provision::derive(config, &self.groups);
        if let Some(earlier) = self.lease.earlier {
            self.timers.insert((earlier.until, Timer::LeaseLength));
        }
        self.timers.extend(self.startup.preferred_until.map(|at| (at, Timer::PreferredWait)));
        self.timers.extend(self.startup.level_until.map(|at| (at, Timer::StartLevel)));
        self.timers.extend(self.next_hour.map(|at| (at, Timer::LocalHour)));
    }
}
