//! What follows the failure of a resource that is wanted online: a restart in place, a failover of its group, or nothing
//! (policies 5 and 6). Pure.

use crate::config::{GroupConfig, ResourceConfig};
use imbl::Vector;
use model::ClusterTime;

/// RestartAction.
pub const DONT_RESTART: u32 = 0;
pub const RESTART_NO_NOTIFY: u32 = 1;

/// RetryPeriodOnFailure: never.
const NEVER: u32 = u32::MAX;

/// FailoverThreshold: the number of nodes minus one.
const NODES_MINUS_ONE: u32 = u32::MAX;

const MS_PER_HOUR: u64 = 3_600_000;

/// The facts of one failure.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    pub resource: &'a ResourceConfig,
    /// Earlier restarts in place, oldest first.
    pub restarts: &'a Vector<ClusterTime>,
    pub now: ClusterTime,
    /// Nothing may go online on a paused node (policies 12).
    pub owner_paused: bool,
    /// Whether the group may fail over and has somewhere to go.
    pub can_fail_over: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plan {
    /// `number` counts from 1 inside RestartPeriod.
    Restart { at: ClusterTime, number: usize },
    /// `paused`: restarts are left, but the owner is paused.
    FailOver { paused: bool },
    /// Stays Failed.
    Stay { retry_at: Option<ClusterTime> },
}

/// Policies 5, steps 1 to 4. While the owner is paused the group goes elsewhere at once if it can, because a restart would
/// have to wait for the node to be resumed.
pub fn plan_recovery(failure: Failure<'_>) -> Plan {
    let Failure { resource, now, .. } = failure;
    if resource.restart_action == DONT_RESTART {
        return Plan::Stay { retry_at: None };
    }
    let may_fail_over = resource.restart_action != RESTART_NO_NOTIFY && failure.can_fail_over;
    let counted = recent(failure.restarts, u64::from(resource.restart_period_ms), now);
    let restarts_left = counted < resource.restart_threshold as usize;
    if restarts_left && !(failure.owner_paused && may_fail_over) {
        return Plan::Restart { at: now.plus_ms(u64::from(resource.restart_delay_ms)), number: counted + 1 };
    }
    if may_fail_over {
        return Plan::FailOver { paused: restarts_left };
    }
    Plan::Stay { retry_at: retry_at(resource, now) }
}

/// When RetryPeriodOnFailure, counted from now, brings a new attempt (policies 5.4).
pub fn retry_at(resource: &ResourceConfig, now: ClusterTime) -> Option<ClusterTime> {
    (resource.retry_period_ms != NEVER).then(|| now.plus_ms(u64::from(resource.retry_period_ms)))
}

/// How many of the moments lie inside the window that ends now.
pub fn recent(moments: &Vector<ClusterTime>, window_ms: u64, now: ClusterTime) -> usize {
    moments.iter().filter(|moment| now.since_ms(**moment) < window_ms).count()
}

/// How often the group may fail over inside FailoverPeriod.
pub fn failover_limit(group: &GroupConfig, nodes: usize) -> usize {
    match group.failover_threshold {
        NODES_MINUS_ONE => nodes.saturating_sub(1),
        limit => limit as usize,
    }
}

/// How often it has done so. Moves by request and failovers because a node went down are not among them.
pub fn recent_failovers(group: &GroupConfig, failovers: &Vector<ClusterTime>, now: ClusterTime) -> usize {
    recent(failovers, failover_window_ms(group), now)
}

pub fn failover_window_ms(group: &GroupConfig) -> u64 {
    u64::from(group.failover_period_hours) * MS_PER_HOUR
}
