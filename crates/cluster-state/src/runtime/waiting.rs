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

use super::GroupRuntime;
use super::cause::name_of_node;
use crate::state::State;
use model::{GroupId, NodeId, NodeState, ResourceState};

/// Why a group is not started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// Its owner is down and no other node can take it (policies 9.15).
    OwnerDown(NodeId),
    /// Nothing goes online on a paused node (policies 12.3).
    OwnerPaused(NodeId),
    /// Parked: no node is Up that can run it (policies 9.16).
    Parked,
}

impl Waiting {
    /// The bits of CLUSGRP_STATUS in StatusInformation (object-model 6); 0 for a reason that has none there.
    pub fn status_bits(&self) -> u64 {
        match self {
            Waiting::OwnerDown(_) | Waiting::OwnerPaused(_) | Waiting::Parked => 0,
        }
    }

    pub fn rule(&self) -> &'static str {
        match self {
            Waiting::OwnerDown(_) => "policies 9.15",
            Waiting::OwnerPaused(_) => "policies 12.3",
            Waiting::Parked => "policies 9.16",
        }
    }
}

impl State {
    /// What speaks against starting anything of the group now; `None` if nothing does. Its possible owners and what single
    /// resources wait for are not looked at. Costs no more in a large cluster than in a small one.
    pub fn start_obstacle(&self, group: GroupId) -> Option<Waiting> {
        let runtime = self.group(group);
        if let Some(obstacle) = self.owner_obstacle(runtime) {
            return Some(obstacle);
        }
        if runtime.started {
            return None;
        }
        // Reasons that hold back the start of a group, the first that applies.
        None
    }

    fn owner_obstacle(&self, group: &GroupRuntime) -> Option<Waiting> {
        match self.node_state(group.owner) {
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
        let obstacle = self.start_obstacle(group)?;
        let missing = self.resources_of(group).into_iter().any(|id| {
            let resource = self.resource(id);
            let at_rest = matches!(resource.state, ResourceState::Offline | ResourceState::Failed);
            at_rest && resource.hold.is_none() && self.persistent_online(id)
        });
        missing.then_some(obstacle)
    }

    /// StatusInformation of a group: bits of CLUSGRP_STATUS.
    pub fn group_status_information(&self, group: GroupId) -> u64 {
        self.waiting(group).map_or(0, |waiting| waiting.status_bits())
    }

    /// What a group waits for, as a sentence about it without its full stop.
    pub fn waiting_in_words(&self, waiting: &Waiting) -> String {
        match waiting {
            Waiting::OwnerDown(node) => format!("its owner {} is down", name_of_node(self, *node)),
            Waiting::OwnerPaused(node) => format!("its owner {} is paused", name_of_node(self, *node)),
            Waiting::Parked => "no node is up that can run it".into(),
        }
    }
}
