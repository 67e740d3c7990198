//! What nodes report of the resources that they run, as the log carries it.

use model::{Attempt, Epoch, Incarnation, NodeId, ResourceId};

/// Reports of one node's resource host. Resent until the state reflects them; older ones are ignored.
#[derive(Clone, PartialEq, Debug)]
pub struct Reports {
    pub node: NodeId,
    pub incarnation: Incarnation,
    pub reports: Vec<ResourceReport>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ResourceReport {
    pub resource: ResourceId,
    pub epoch: Epoch,
    pub attempt: Attempt,
    /// Grows with each report about this attempt, from 1.
    pub sequence: u64,
    pub status: ReportStatus,
    /// The type's own code, 0 when it has none.
    pub code: u32,
    /// The reason in words, or empty.
    pub message: String,
    pub ages: ReportAges,
}

/// How long before a report was sent its node did what led to it; 0 when it does not say. For people only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReportAges {
    /// The node learned that the attempt is wanted of it.
    pub seen_ms: u32,
    /// Its resource host was told to start it.
    pub started_ms: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportStatus {
    /// Still pending, and alive: restarts the pending timeout (policies 3).
    Progress {
        checkpoint: u32,
    },
    Online,
    /// Stopped in order; nothing of the attempt is left.
    Offline,
    /// Failed. `gone`: nothing of the attempt is left; otherwise it is being terminated and `Gone` follows.
    Failed {
        gone: bool,
    },
    /// What was left of a failed or terminated attempt is gone.
    Gone,
    /// The type locks the resource, or gives it free again (policies 10, locked mode).
    Locked {
        locked: bool,
    },
    /// In maintenance mode: a health check failed, which changes nothing, or the first one was good again after that.
    Health {
        good: bool,
    },
}
