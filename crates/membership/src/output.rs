//! What the machine wants done.

use crate::message::Message;
use model::{BootTime, Incarnation, NodeId, Released};

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
    /// This incarnation is over (state Ended), because its lease ended or because the applied state no longer calls it
    /// active; the shell ends everything and starts anew. Given once.
    LeaseEnded,
    /// Propose `NodeDown` (leases 6), only as the leader of `term`: in a later term, even of the same node, another leader
    /// may have granted in between, and the proof by waiting is worth nothing. Repeated until the applied state shows it.
    ProposeDown {
        term: u64,
        node: NodeId,
        incarnation: Incarnation,
        /// A newer incarnation of the same node is being heard.
        restarted: bool,
    },
    /// Propose `Released` (leases 9), as the leader of whatever term: it stays true. Repeated until the applied state shows it.
    ProposeReleased(Released),
}
