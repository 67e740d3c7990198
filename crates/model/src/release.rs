//! A resource host's last word: "everything I ran is gone, and I start nothing again" (leases 8, 9).

use crate::id::{Epoch, GroupId, Incarnation, NodeId};

/// What is said. It proves something only with the signature of its incarnation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Released {
    pub node: NodeId,
    pub incarnation: Incarnation,
    pub cause: ReleaseCause,
    /// Every group of which the host was told to start something, with the latest epoch.
    pub groups: Vec<(GroupId, Epoch)>,
}

/// Why a resource host let everything go and ended its incarnation (leases 8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReleaseCause {
    /// The service died: the host saw its pipe close.
    ServiceDied,
    /// The lease ended without renewal.
    LeaseEnded,
    /// The service was asked to stop.
    Stopped,
}
