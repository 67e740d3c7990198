//! The applied state's view of the members, in a form that answers the machine's questions.

use crate::input::{MembersView, OwnLease};
use crate::timing::{DEFAULT_DELAY_MS, LEAST_DELAY_MS, MAX_LEASE_MS, MOST_DELAY_MS};
use model::{Incarnation, NodeId};
use std::collections::BTreeMap;

pub(crate) struct Members {
    active: BTreeMap<NodeId, Option<Incarnation>>,
    delay_ms: u64,
    lease_ms: u64,
    longest_lease_ms: u64,
    /// L and L* where they are not the cluster's.
    own: BTreeMap<NodeId, (u64, u64)>,
}

impl Members {
    /// Before the applied state is known: nobody is a member, and nothing can be granted.
    pub(crate) fn unknown() -> Members {
        let (active, own) = (BTreeMap::new(), BTreeMap::new());
        Members { active, delay_ms: DEFAULT_DELAY_MS, lease_ms: 0, longest_lease_ms: 0, own }
    }

    pub(crate) fn new(view: MembersView) -> Members {
        let lease_ms = view.lease_ms.min(MAX_LEASE_MS);
        let longest_lease_ms = view.longest_lease_ms.min(MAX_LEASE_MS).max(lease_ms);
        let own = |OwnLease { node, lease_ms: own, longest_lease_ms: longest }| {
            let own = own.min(MAX_LEASE_MS).max(lease_ms);
            (node, (own, longest.min(MAX_LEASE_MS).max(longest_lease_ms).max(own)))
        };
        let delay_ms = if view.delay_ms == 0 { DEFAULT_DELAY_MS } else { view.delay_ms };
        Members {
            active: view.members.into_iter().map(|member| (member.node, member.active)).collect(),
            delay_ms: delay_ms.clamp(LEAST_DELAY_MS, MOST_DELAY_MS),
            lease_ms,
            longest_lease_ms,
            own: view.own_leases.into_iter().map(own).collect(),
        }
    }

    pub(crate) fn contains(&self, node: NodeId) -> bool {
        self.active.contains_key(&node)
    }

    pub(crate) fn is_active(&self, node: NodeId, incarnation: Incarnation) -> bool {
        self.active.get(&node) == Some(&Some(incarnation))
    }

    /// All members, active or Down, in order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.active.keys().copied()
    }

    /// Every incarnation that is Up or Paused, in order of node.
    pub(crate) fn active(&self) -> impl Iterator<Item = (NodeId, Incarnation)> + '_ {
        self.active.iter().filter_map(|(node, active)| active.map(|incarnation| (*node, incarnation)))
    }

    pub(crate) fn delay_ms(&self) -> u64 {
        self.delay_ms
    }

    /// L; 0 while unknown.
    pub(crate) fn lease_ms(&self) -> u64 {
        self.lease_ms
    }

    /// L for this node's active incarnation (leases 12): the cluster's or a longer one.
    pub(crate) fn lease_ms_of(&self, node: NodeId) -> u64 {
        self.own.get(&node).map_or(self.lease_ms, |(own, _)| *own)
    }

    /// L* for this node's active incarnation, never less than its L.
    pub(crate) fn longest_lease_ms_of(&self, node: NodeId) -> u64 {
        self.own.get(&node).map_or(self.longest_lease_ms, |(_, longest)| *longest)
    }

    /// The cluster's L*, which some incarnation may exceed.
    pub(crate) fn longest_lease_ms(&self) -> u64 {
        self.longest_lease_ms
    }
}
