//! The whole replicated state. A clone costs nothing (structural sharing), which makes snapshots and hypothetical plans free.

use crate::config::Config;
use crate::outcome::Event;
use crate::runtime::Runtime;
use model::hive::Hive;
use model::{ClusterTime, RequestId, WallTime};

use crate::outcome::Reply;
use imbl::{OrdMap, Vector};
use model::Refusal;

/// Requests whose answers are remembered, so that a retry is answered again instead of applied again.
pub const ANSWERS_KEPT: usize = 4_096;

#[derive(Clone)]
pub struct State {
    /// The configuration: everything an administrator set.
    pub(crate) hive: Hive,
    /// Typed objects derived from the hive; rebuilt from it when a snapshot is loaded.
    pub(crate) config: Config,
    /// The facts of now.
    pub(crate) runtime: Runtime,
    /// Time of the latest entry applied; never goes back.
    pub(crate) time: ClusterTime,
    pub(crate) wall: WallTime,
    /// Index of the latest entry applied.
    pub(crate) index: u64,
    /// The newest events, oldest first.
    pub(crate) events: Vector<Event>,
    pub(crate) next_event: u64,
    /// Answered requests, and their order for forgetting.
    pub(crate) answers: OrdMap<RequestId, Result<Reply, Refusal>>,
    pub(crate) answered: Vector<RequestId>,
}
