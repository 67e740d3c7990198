//! Variants of the product, or of its shell, with one rule broken each. A simulator that does not catch them proves nothing.

use crate::profile::Profile;

/// Which rule is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Canary {
    #[default]
    None,
    RemoveBeforeLeaseEnd,
    GrantWhileRemoving,
    StartBeforeGrantIndex,
    SkipInheritedBound,
    LeaseFromReceipt,
    GrantWithoutRound,
    DiskLies,
    HostIgnoresLease,
    BelievePredecessorsGrant,
    GrantBeforeApplied,
    IgnoreOwnLeases,
    SecondProcess,
    IgnoreDependencies,
    IgnoreAntiAffinity,
    ForgetOffline,
    ForgetRestarts,
    ForgetFailovers,
    ForgetQueue,
    IgnoreStartOrder,
}

/// Every canary, with the rule that it breaks.
pub const CANARIES: &[(Canary, &str)] = &[
    (Canary::RemoveBeforeLeaseEnd, "a group moves before the lease has ended (leases 6)"),
    (Canary::GrantWhileRemoving, "a grant after NodeDown was proposed (leases 3, 6)"),
    (Canary::StartBeforeGrantIndex, "an agent starts before it applied the index of its grant (leases 7)"),
    (Canary::SkipInheritedBound, "a new leader takes no account of earlier leaders' grants (leases 5)"),
    (Canary::LeaseFromReceipt, "a lease is counted from the arrival of its grant (leases 1)"),
    (Canary::GrantWithoutRound, "a leader grants without asking the voters (leases 3)"),
    (Canary::DiskLies, "a batch counts as written before it is (Raft 5.2)"),
    (Canary::HostIgnoresLease, "a resource host goes on after the end of its lease (leases 8)"),
    (Canary::BelievePredecessorsGrant, "a successor believes a grant for what its predecessor sent (leases 15)"),
    (Canary::GrantBeforeApplied, "a leader grants a longer lease before it has applied that it may (leases 13)"),
    (Canary::IgnoreOwnLeases, "a node that hands over is removed as if it had the usual lease (leases 12)"),
    (Canary::SecondProcess, "a second process takes over while the first goes on (leases 15)"),
    (Canary::IgnoreDependencies, "resources run without what they depend on (policies 2.1, 2.5)"),
    (Canary::IgnoreAntiAffinity, "enforced anti-affinity is not looked at (policies 9.25)"),
    (Canary::ForgetOffline, "an offline request is forgotten (policies 2.12)"),
    (Canary::ForgetRestarts, "restarts in place are not counted (policies 5.3)"),
    (Canary::ForgetFailovers, "failovers are not counted (policies 6.8)"),
    (Canary::ForgetQueue, "queued moves are not tried again (policies 10.4)"),
    (Canary::IgnoreStartOrder, "groups start without what they depend on (policies 11.1)"),
];

impl Canary {
    pub(crate) fn lease_rules(self) -> membership::Broken {
        membership::Broken {
            remove_before_lease_end: self == Canary::RemoveBeforeLeaseEnd,
            grant_while_removing: self == Canary::GrantWhileRemoving,
            skip_inherited_bound: self == Canary::SkipInheritedBound,
            lease_from_receipt: self == Canary::LeaseFromReceipt,
            ignore_own_leases: self == Canary::IgnoreOwnLeases,
            believe_predecessors_grant: self == Canary::BelievePredecessorsGrant,
            grant_without_round: self == Canary::GrantWithoutRound,
            ..membership::Broken::default()
        }
    }

    /// Some broken rules matter in few worlds only.
    pub(crate) fn fit_profile(self, profile: &mut Profile) {
        use Canary::{BelievePredecessorsGrant, GrantBeforeApplied, IgnoreOwnLeases, SecondProcess};
        profile.hand_overs |=
            matches!(self, BelievePredecessorsGrant | GrantBeforeApplied | IgnoreOwnLeases | SecondProcess);
        if self == Canary::GrantBeforeApplied {
            // Two nodes can be out of reach, and the others still elect a leader and have a majority for its rounds.
            (profile.nodes, profile.faults) = (5, true);
        }
    }

    pub(crate) fn node_rules(self) -> node::Broken {
        node::Broken { start_before_grant_index: self == Canary::StartBeforeGrantIndex, policies: self.policies() }
    }

    /// Of the state machine: every node breaks the same rule, and so does the witness of the true history.
    pub(crate) fn policies(self) -> cluster_state::Broken {
        cluster_state::Broken {
            ignore_dependencies: self == Canary::IgnoreDependencies,
            ignore_anti_affinity: self == Canary::IgnoreAntiAffinity,
            forget_offline: self == Canary::ForgetOffline,
            forget_restarts: self == Canary::ForgetRestarts,
            forget_failovers: self == Canary::ForgetFailovers,
            forget_queue: self == Canary::ForgetQueue,
            ignore_start_order: self == Canary::IgnoreStartOrder,
        }
    }

    pub(crate) fn disk_lies(self) -> bool {
        self == Canary::DiskLies
    }

    pub(crate) fn host_ignores_lease(self) -> bool {
        self == Canary::HostIgnoresLease
    }
}
