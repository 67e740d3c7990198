//! Why a group whose resources are wanted online is not being started: the one place that answers it.
//!
//! Reconciliation asks [`State::start_obstacle`] before it starts anything of a group, and whoever shows a group asks
//! [`State::waiting`]. Both answers follow from the state and are stored nowhere, so a reason ends by itself as soon as
//! what it looks at has changed. Two kinds:
//!
//! - An obstacle of the owner holds back every start, also the restart of one resource of a group that runs.
//! - Every other one holds back the start of a *group* only. A group that has [`GroupRuntime::started`] is not asked again until
//!   it was offline or changed its owner: what its policies meant for its start does not stop it later.
//!
//! A group that waits has to be looked at again when its reason ends. Whoever changes what a reason looks at marks the groups
//! that may wait for it as dirty, in the same entry; a reason that ends by time has a [`super::Timer`] that stands as long as the
//! reason does, and marks them when it is due. To add a reason, add a variant with its words, rule and bit, ask for it in
//! [`State::start_obstacle`], and see to the waking.

use super::cause::{in_words, name_of_group, name_of_node};
use super::placement::Unsuitable;
use super::{GroupRuntime, Hold, Provider, StartStage};
use crate::state::State;
use model::{ClusterTime, GroupId, NodeId, NodeState, ResourceState};

/// Bits of CLUSGRP_STATUS (object-model 6).
mod status {
    pub const PREEMPTED: u64 = 0x2;
    pub const PHYSICAL_RESOURCES_LACKING: u64 = 0x8;
    pub const WAITING_TO_START: u64 = 0x10;
    pub const OFFLINE_DUE_TO_ANTIAFFINITY_CONFLICT: u64 = 0x40;
    pub const WAITING_FOR_DEPENDENCIES: u64 = 0x1000;
}

/// Why a group is not started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// The cluster has started, and the group prefers this node, which is down, to all that are Up (policies 7.10).
    ForNode { node: NodeId, until: ClusterTime },
    /// The cluster has started, and groups of higher priority are being started (policies 8.11).
    ForTurn,
    /// Its GroupStartDelay is not over (policies 8.12).
    StartDelay(ClusterTime),
    /// Its owner is down and no other node can take it (policies 9.15).
    OwnerDown(NodeId),
    /// Nothing goes online on a paused node (policies 12.3).
    OwnerPaused(NodeId),
    /// Nothing goes online in a cluster that is shut down (policies 12.35).
    ShutDown,
    /// It made room for this group of higher priority (policies 8.15).
    Preempted(GroupId),
    /// Parked: no node is Up that can run it (policies 9.16).
    Parked,
    /// What it depends on is not ready (policies 11.1).
    Provider(Provider),
    /// The start of the cluster, or the end of its owner, left it offline; only a request starts it (policies 8). Never an
    /// obstacle: the resources themselves are held.
    Held(Hold),
    /// Parked: every node that could run it has a group that is anti-affine to it, and the classes are enforced (policies 9.25).
    AntiAffinity,
    /// Parked: affinity rules stand against every node that could run it (policies 9.36).
    Affinity,
    /// Parked: groups of lower priority are being taken offline on this node, to make room for it (policies 8.13).
    RoomIsMade(NodeId),
    /// Parked: no node that could run it has room for it (policies 9.22).
    NoRoom,
}

impl Waiting {
    /// The bits of CLUSGRP_STATUS in StatusInformation (object-model 6); 0 for a reason that has none there.
    pub fn status_bits(&self) -> u64 {
        match self {
            Waiting::ForNode { .. } | Waiting::ForTurn | Waiting::StartDelay(_) => status::WAITING_TO_START,
            Waiting::OwnerDown(_)
            | Waiting::OwnerPaused(_)
            | Waiting::ShutDown
            | Waiting::Parked
            | Waiting::Held(_) => 0,
            Waiting::Preempted(_) => status::PREEMPTED,
            Waiting::NoRoom | Waiting::RoomIsMade(_) => status::PHYSICAL_RESOURCES_LACKING,
            Waiting::Provider(_) => status::WAITING_FOR_DEPENDENCIES,
            Waiting::AntiAffinity | Waiting::Affinity => status::OFFLINE_DUE_TO_ANTIAFFINITY_CONFLICT,
        }
    }

    pub fn rule(&self) -> &'static str {
        match self {
            Waiting::ForNode { .. } => "policies 7.10",
            Waiting::ForTurn => "policies 8.11",
            Waiting::StartDelay(_) => "policies 8.12",
            Waiting::OwnerDown(_) => "policies 9.15",
            Waiting::OwnerPaused(_) => "policies 12.3",
            Waiting::ShutDown => "policies 12.35",
            Waiting::Preempted(_) => "policies 8.15",
            Waiting::Parked => "policies 9.16",
            Waiting::Provider(_) => "policies 11.1",
            Waiting::Held(Hold::PersistentStateIgnored) => "policies 8.8",
            Waiting::Held(Hold::ColdStart) => "policies 8.5",
            Waiting::Held(Hold::NoAutomaticStart | Hold::Restarting) => "policies 8.3",
            Waiting::AntiAffinity => "policies 9.25",
            Waiting::Affinity => "policies 9.36",
            Waiting::RoomIsMade(_) => "policies 8.13",
            Waiting::NoRoom => "policies 9.22",
        }
    }
}

impl State {
    /// What speaks against starting anything of the group now; `None` if nothing does. Its possible owners and what single
    /// resources wait for are not looked at. Costs no more in a large cluster than in a small one.
    pub fn start_obstacle(&self, group: GroupId) -> Option<Waiting> {
        self.start_obstacle_of(group, self.group(group))
    }

    pub(super) fn start_obstacle_of(&self, group: GroupId, runtime: &GroupRuntime) -> Option<Waiting> {
        // A group that waits for a node may have an owner that is down.
        if let Some(wait) = self.start_wait(group, runtime) {
            return Some(wait);
        }
        if let Some(by) = runtime.preempted_by {
            return Some(Waiting::Preempted(by));
        }
        if let Some(obstacle) = self.owner_obstacle(runtime) {
            return Some(obstacle);
        }
        if runtime.started {
            return None;
        }
        // Reasons that hold back the start of a group, the first that applies.
        self.provider_obstacle(group).map(Waiting::Provider)
    }

    fn start_wait(&self, group: GroupId, runtime: &GroupRuntime) -> Option<Waiting> {
        match runtime.starting?.stage {
            StartStage::ForNode => {
                let (node, until) = (self.awaited_node(group)?, self.runtime.startup.preferred_until?);
                Some(Waiting::ForNode { node, until })
            }
            StartStage::ForTurn => Some(Waiting::ForTurn),
            StartStage::Delayed(until) => Some(Waiting::StartDelay(until)),
            StartStage::Begun => None,
        }
    }

    fn owner_obstacle(&self, group: &GroupRuntime) -> Option<Waiting> {
        match self.node_state(group.owner) {
            _ if self.is_shut_down(group.owner) => Some(Waiting::ShutDown),
            NodeState::Up if group.parked => Some(Waiting::Parked),
            NodeState::Up => None,
            NodeState::Paused if group.parked => Some(Waiting::Parked),
            NodeState::Paused => Some(Waiting::OwnerPaused(group.owner)),
            _ => Some(Waiting::OwnerDown(group.owner)),
        }
    }

    /// What a group waits for of which something is wanted online and does not run; `None` for every other group.
    pub fn waiting(&self, group: GroupId) -> Option<Waiting> {
        if self.group(group).moving.is_some() || self.config.group(group).deleting {
            return None;
        }
        let mut held = None;
        let mut missing = false;
        for member in self.members_of(self.config.group(group)).filter(|member| member.wanted_online) {
            let resource = member.facts;
            if matches!(resource.state, ResourceState::Offline | ResourceState::Failed) {
                held = held.or(resource.hold.filter(|hold| *hold != Hold::Restarting));
                missing |= resource.hold.is_none();
            }
        }
        let obstacle = if missing { self.start_obstacle(group) } else { None };
        let obstacle = match obstacle {
            Some(Waiting::Parked) => Some(self.parked_because(group)),
            other => other,
        };
        obstacle.or(held.map(Waiting::Held))
    }

    /// What keeps a parked group from the nodes that could run it but for their company. Looks at every node.
    fn parked_because(&self, group: GroupId) -> Waiting {
        if let Some(preemption) = &self.group(group).preemption {
            return Waiting::RoomIsMade(preemption.node);
        }
        let could = self.config.nodes.keys().copied().filter(|node| self.unsuitable(group, *node).is_none());
        let because = could.filter_map(|node| match self.obstacle(group, node, false)? {
            Unsuitable::AntiAffinity { .. } => Some(Waiting::AntiAffinity),
            Unsuitable::Affinity { .. } | Unsuitable::Companion { .. } => Some(Waiting::Affinity),
            Unsuitable::LacksCapacity { .. } => Some(Waiting::NoRoom),
            _ => None,
        });
        because.max_by_key(|waiting| waiting.status_bits()).unwrap_or(Waiting::Parked)
    }

    /// What a group waits for, as a sentence about it without its full stop.
    pub fn waiting_in_words(&self, waiting: &Waiting) -> String {
        let left = |until: &ClusterTime| in_words(until.since_ms(self.time).div_ceil(1_000) * 1_000);
        match waiting {
            Waiting::ForNode { node, until } => {
                let node = name_of_node(self, *node);
                format!("it prefers {node}, which is down; it starts elsewhere in {}", left(until))
            }
            Waiting::ForTurn => "groups of higher priority start first".into(),
            Waiting::StartDelay(until) => format!("its GroupStartDelay goes on for {}", left(until)),
            Waiting::OwnerDown(node) => format!("its owner {} is down", name_of_node(self, *node)),
            Waiting::OwnerPaused(node) => format!("its owner {} is paused", name_of_node(self, *node)),
            Waiting::ShutDown => "the cluster is shut down".into(),
            Waiting::Preempted(by) => format!("it made room for group \"{}\"", name_of_group(self, *by)),
            Waiting::Parked => "no node is up that can run it".into(),
            Waiting::Provider(provider) => self.provider_wait_in_words(*provider),
            Waiting::Held(hold) => {
                let why = match hold {
                    Hold::PersistentStateIgnored => "the cluster was started without regard to persistent states",
                    Hold::ColdStart => "its ColdStartSetting is 1",
                    Hold::NoAutomaticStart | Hold::Restarting => "its priority is 0",
                };
                format!("{why}; a request starts it")
            }
            Waiting::AntiAffinity => "every node that could run it has a group that is anti-affine to it".into(),
            Waiting::Affinity => "affinity rules keep it from every node that could run it".into(),
            Waiting::RoomIsMade(node) => {
                format!("groups of lower priority make room for it on {}", name_of_node(self, *node))
            }
            Waiting::NoRoom => "no node that could run it has room for it".into(),
        }
    }
}
