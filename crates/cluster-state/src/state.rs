//! The whole replicated state. A clone costs nothing (structural sharing), which makes snapshots and hypothetical plans free.

use crate::broken::Broken;
use crate::config::Config;
use crate::outcome::{Event, Reply};
use crate::runtime::{Roster, Runtime};
use imbl::{OrdMap, Vector};
use model::hive::Hive;
use model::{ClusterTime, Refusal, RequestId, WallTime};

/// Requests whose answers are remembered, so that a retry is answered again instead of applied again.
pub const ANSWERS_KEPT: usize = 4_096;

#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The configuration: everything an administrator set.
    pub(crate) hive: Hive,
    /// Typed objects derived from the hive; rebuilt from it when a snapshot is loaded.
    pub(crate) config: Config,
    /// The facts of now.
    pub(crate) runtime: Runtime,
    /// The nodes as placement asks for them. Derived.
    pub(crate) roster: Roster,
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
    pub(crate) broken: Broken,
}

impl State {
    /// Before the first entry: no cluster yet. `Form` makes one of it.
    pub fn empty() -> State {
        let hive = Hive::new(WallTime::default());
        let config = Config::derive_all(&hive).unwrap_or_else(|damage| panic!("an empty hive is damaged: {damage}"));
        State {
            hive,
            config,
            runtime: Runtime::default(),
            roster: Roster::default(),
            time: ClusterTime::default(),
            wall: WallTime::default(),
            index: 0,
            events: Vector::new(),
            next_event: 1,
            answers: OrdMap::new(),
            answered: Vector::new(),
            broken: Broken::default(),
        }
    }
}
