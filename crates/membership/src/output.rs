//! What the machine wants done.

use crate::message::{Message, Released};
use model::{BootTime, Incarnation, NodeId};

#[derive(Clone, PartialEq, Debug)]
pub enum Output {
    Send {
        to: NodeId,
        message: Message,
    },
    /// This node's lease: held until `until` on its own boot clock; start nothing before `index` is applied (leases 7).
    Lease {
        until: BootTime,
        index: u64,
    },
    /// This incarnation is over (state Ended); the shell ends everything and starts anew.
    LeaseEnded,
    /// Propose `NodeDown` (leases 6). Repeated at each wake until the applied state shows it.
    ProposeDown {
        node: NodeId,
        incarnation: Incarnation,
        /// A newer incarnation of the same node is being heard.
        restarted: bool,
    },
    /// Propose `Released` (leases 9). Repeated until the applied state shows it.
    ProposeReleased(Released),
}
