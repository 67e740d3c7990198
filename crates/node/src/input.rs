//! What the node's core is told.

use crate::host::HostEvent;
use cluster_state::command::Command;
use consensus::io::{Message, Snapshot};
use model::{BootTime, Incarnation, NodeId, Released, Request, WallTime};

/// The moment of an input, from the two clocks of this machine and its time zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Now {
    pub boot: BootTime,
    pub wall: WallTime,
    /// Local time less UTC, in seconds, as this machine's time zone has it at `wall`.
    pub zone_offset_s: i32,
}

/// Names a waiting request or read of the shell's.
pub type Ticket = u64;

#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// One consensus tick has passed (a twentieth of the lease length).
    Tick,
    Message(Message),
    /// The batch with this number is on disk.
    Persisted(u64),
    /// A client's request, to be proposed if this node leads; answered through [`crate::Effects::answers`].
    Request {
        ticket: Ticket,
        request: Request,
        command: Command,
    },
    /// A proposal of a node's agent, its own or forwarded: nobody waits, it is sent again until the state shows it.
    Proposal(Command),
    /// A linearizable read: answered when the published state is recent enough (Raft 6.4).
    Read {
        ticket: Ticket,
    },
    /// The connection to this node broke, as it does when its process dies.
    LinkDown(NodeId),
    Host(HostEvent),
    /// This node's lease (leases 7).
    Lease {
        until: BootTime,
        index: u64,
    },
    /// This incarnation's lease has ended: it is over.
    LeaseEnded,
    /// The lease machine asks for the removal of a silent incarnation (leases 6), as the leader of this term.
    ProposeDown {
        /// How long the node was not heard.
        silent_ms: u32,
        term: u64,
        node: NodeId,
        incarnation: Incarnation,
        restarted: bool,
    },
    /// A host's verified last word (leases 9).
    ProposeReleased(Released),
    /// The task of [`crate::Effects::snapshot`] is done and on disk.
    SnapshotTaken(Snapshot),
    /// A snapshot sent to this node arrived, or did not.
    SnapshotSent {
        to: NodeId,
        arrived: bool,
    },
    /// The service is about to stop: its host lets go of everything in order. From now on this agent starts nothing and
    /// reports nothing, and this node hands over its leadership, so that stopping needs no election.
    Stopping,
    /// The service is to become another program: wait for leases of this length and for what has to be over first (leases 12 to
    /// 14), as [`crate::Node::hand_over_step`] shows.
    HandOver {
        lease_ms: u64,
    },
    /// It could not, or its end was taken note of: this one goes on.
    HandOverFailed,
    /// Hand leadership to this node.
    TransferLeadership {
        to: NodeId,
    },
}
