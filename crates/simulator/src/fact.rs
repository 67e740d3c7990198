//! What the invariants are told. Facts are the ground truth of the simulated world, not what any node believes.

use crate::computer::Computer;
use cluster_state::State;
use cluster_state::command::Entry;
use cluster_state::outcome::{Outcome, Reply};
use model::{Attempt, BootTime, Epoch, GroupId, Incarnation, NodeId, Refusal, RequestId, ResourceId};
use std::collections::BTreeMap;

pub(crate) enum Fact<'a> {
    /// An application was started.
    Started {
        node: NodeId,
        resource: ResourceId,
        group: GroupId,
        epoch: Epoch,
        attempt: Attempt,
    },
    /// A node's agent ordered a start. `grant`: until when its lease is held and the index it was given, as it was told.
    StartOrdered {
        node: NodeId,
        resource: ResourceId,
        applied: u64,
        grant: Option<(BootTime, u64)>,
        boot: BootTime,
    },
    /// A lease was granted or prolonged.
    Leased {
        node: NodeId,
        incarnation: Incarnation,
        until: BootTime,
    },
    /// A heartbeat was sent, which asks for a lease.
    Renewed {
        incarnation: Incarnation,
        number: u64,
        sent: BootTime,
    },
    /// A leader answered it.
    Granted {
        incarnation: Incarnation,
        number: u64,
        lease_ms: u64,
    },
    RemovalProposed {
        by: NodeId,
        term: u64,
        node: NodeId,
        incarnation: Incarnation,
    },
    /// A node applied the entry at `index`, as `bytes` in its log.
    EntryApplied {
        node: NodeId,
        index: u64,
        term: u64,
        bytes: &'a [u8],
    },
    /// The entry at `index` took effect for the first time anywhere.
    TookEffect {
        index: u64,
        entry: &'a Entry,
        outcome: &'a Outcome,
        before: &'a State,
        after: &'a State,
    },
    /// A node has this state now, after it came by it in another way than entry by entry, or after a while.
    /// `expected`: the true one at this index, if it is still known. `whole`: compare every byte of it.
    HasState {
        node: NodeId,
        state: &'a State,
        expected: Option<&'a State>,
        whole: bool,
    },
    Leads {
        node: NodeId,
        term: u64,
    },
    /// A client got the answer of its request.
    Acknowledged {
        node: NodeId,
        request: RequestId,
        reply: &'a Result<Reply, Refusal>,
        index: u64,
    },
    /// A client got the answer of its read. `floor`: the highest index that any operation had shown which was over when
    /// the read began.
    ReadAnswered {
        node: NodeId,
        floor: u64,
        state: &'a State,
    },
    /// Everything has come to rest after the chaos.
    AtRest {
        state: &'a State,
    },
    /// Nothing special; a look at the scene.
    Audit,
}

/// Where it happens.
pub(crate) struct Scene<'a> {
    /// Real time in nanoseconds.
    pub now: u64,
    pub computers: &'a BTreeMap<NodeId, Computer>,
}
