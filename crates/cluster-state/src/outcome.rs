//! What `apply` gives back: the reply to who asked, and what others need to hear.

use crate::committed_batch::CommittedBatch;
use crate::runtime::Phase;
use model::{Attempt, Epoch, GroupId, NodeId, Reason, Refusal, ResourceId, WallTime};

/// The result of applying one entry.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outcome {
    /// `None` for entries that nobody asked for (reports, ticks).
    pub reply: Option<Result<Reply, Refusal>>,
    pub notifications: Vec<Notification>,
    /// The batch of registry commands that was done.
    pub batch: Option<CommittedBatch>,
    /// Resources whose [`Wanted`] may have changed; each node's agent looks at its own.
    pub touched: Vec<ResourceId>,
}

/// An accepted request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    Done,
    /// ERROR_IO_PENDING: accepted, goes on (policies 2).
    Pending,
    /// ERROR_RESOURCE_PROPERTIES_STORED: stored, effective after the resource restarts.
    Stored,
}

/// A fact of the cluster's history: what happened, by which rule, to whom, and why not otherwise. Kept in the state (the
/// newest [`EVENTS_KEPT`]), so every node tells the same story.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u64,
    pub wall: WallTime,
    pub level: Level,
    pub subject: Subject,
    /// The rule that decided, such as `policies 9.3`; empty for plain facts.
    pub rule: String,
    /// One sentence in the user's words.
    pub text: String,
    /// Candidates that were not taken, each with its reason.
    pub refused: Vec<(NodeId, String)>,
    /// How a group came to be online, in milliseconds after the first phase; empty in other events.
    pub phases: Vec<(Phase, u32)>,
    /// Why the request was made that led to it at once, in the words of who made it.
    pub reason: Option<Reason>,
}

pub const EVENTS_KEPT: usize = 2_000;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Information,
    Warning,
    Error,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    pub kind: ObjectKind,
    /// GUID, node number, or the name where the kind has no id.
    pub id: String,
    pub name: String,
}

/// The kinds of object, with the numbers of control codes (control-codes 1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ObjectKind {
    Resource = 1,
    ResourceType = 2,
    Group = 3,
    Node = 4,
    Network = 5,
    NetworkInterface = 6,
    Cluster = 7,
    GroupSet = 8,
    AffinityRule = 9,
    /// No control codes are sent to it: the number is that of its notifications.
    FaultDomain = 17,
}

/// Something changed: exactly one of the V2 filter flags of its kind (notifications 3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notification {
    /// CLUSTER_OBJECT_TYPE number (notifications 3).
    pub object_type: u32,
    pub flag: u64,
    pub object_id: String,
    pub parent_id: String,
    pub name: String,
    pub type_name: String,
    pub buffer: Vec<u8>,
}

/// What the state wants of a node for one resource that may be running there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub resource: ResourceId,
    pub group: GroupId,
    pub epoch: Epoch,
    pub attempt: Attempt,
    pub demand: Demand,
    /// An unhealthy attempt is kept.
    pub in_maintenance: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Demand {
    /// Start this attempt if it was never started, and keep it.
    Run,
    /// Stop it in order.
    Stop,
    /// End it at once.
    Terminate,
}

/// Everything a resource host needs to start an attempt.
#[derive(Clone, PartialEq, Debug)]
pub struct StartSpec {
    pub resource: ResourceId,
    pub resource_name: String,
    pub type_name: String,
    pub group: GroupId,
    pub group_name: String,
    pub epoch: Epoch,
    pub attempt: Attempt,
    /// Private properties, each resolved: set on the resource, else on the type, else the table's default (CMRP 3.1.1.9.1).
    pub properties: Vec<(String, model::Value)>,
    pub looks_alive_ms: u32,
    pub is_alive_ms: u32,
    /// Longest silence while pending; 0xFFFFFFFF = for ever.
    pub pending_timeout_ms: u32,
    /// Longest time one call into the type may take.
    pub deadlock_timeout_ms: u32,
    pub separate_monitor: bool,
}
