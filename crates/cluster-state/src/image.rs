//! The whole state as plain data, for snapshots.
//!
//! Making an image costs nothing and shares everything with the state, so that it can be written out while the state goes
//! on. Typed objects and indexes are not in it: they are derived again from what is. An image may come from a damaged
//! disk or a foreign program: [`State::from_image`] checks it and never panics.

use crate::broken::Broken;
use crate::config::{Config, Damage};
use crate::outcome::{Event, Reply};
use crate::runtime::{Runtime, call_roll};
use crate::state::State;
use imbl::{OrdMap, Vector};
use model::{ClusterTime, Hive, Refusal, RequestId, WallTime};

#[derive(Clone, PartialEq, Debug)]
pub struct StateImage {
    pub time: ClusterTime,
    pub wall: WallTime,
    /// Index of the latest entry in it.
    pub index: u64,
    pub hive: Hive,
    /// Of this the objects and the lease lengths count; its indexes are derived again.
    pub runtime: Runtime,
    /// Oldest first, without gaps.
    pub events: Vector<Event>,
    pub next_event: u64,
    pub answers: OrdMap<RequestId, Result<Reply, Refusal>>,
    /// The requests answered, oldest first.
    pub answered: Vector<RequestId>,
}

impl State {
    pub fn to_image(&self) -> StateImage {
        StateImage {
            time: self.time,
            wall: self.wall,
            index: self.index,
            hive: self.hive.clone(),
            runtime: self.runtime.clone(),
            events: self.events.clone(),
            next_event: self.next_event,
            answers: self.answers.clone(),
            answered: self.answered.clone(),
        }
    }

    /// Refuses an image whose parts do not belong together, in words.
    pub fn from_image(image: StateImage) -> Result<State, Damage> {
        let config = Config::derive_all(&image.hive)?;
        check_runtime(&config, &image.runtime)?;
        check_history(&image)?;
        let mut runtime = image.runtime;
        runtime.rebuild_indexes(&config);
        runtime.rebuild_occupancy(&config);
        let roster = call_roll(&config, &runtime);
        Ok(State {
            hive: image.hive,
            config,
            runtime,
            roster,
            time: image.time,
            wall: image.wall,
            index: image.index,
            events: image.events,
            next_event: image.next_event,
            answers: image.answers,
            answered: image.answered,
            broken: Broken::default(),
        })
    }
}

/// Every object has its runtime part and none is left over; owners are nodes.
fn check_runtime(config: &Config, runtime: &Runtime) -> Result<(), Damage> {
    let same = config.nodes.keys().eq(runtime.nodes.keys())
        && config.groups.keys().eq(runtime.groups.keys())
        && config.resources.keys().eq(runtime.resources.keys())
        && config.group_sets.keys().eq(runtime.group_sets.keys());
    if !same {
        return Err(Damage("The objects of the hive and those of the runtime are not the same".into()));
    }
    // The target of a move may be gone: it may have been evicted while the group was being taken offline, and is looked at
    // again before the group goes there.
    match runtime.groups.iter().find(|(_, group)| !config.nodes.contains_key(&group.owner)) {
        None => Ok(()),
        Some((id, _)) => Err(Damage(format!("The owner of {id:?} is not a node of the cluster"))),
    }
}

fn check_history(image: &StateImage) -> Result<(), Damage> {
    let sequences = image.events.iter().map(|event| event.sequence);
    let first = image.next_event.checked_sub(image.events.len() as u64);
    let contiguous = first.is_some_and(|first| first > 0 && sequences.eq(first..image.next_event));
    if !contiguous {
        return Err(Damage("The events are not numbered without gaps".into()));
    }
    let known = image.answered.iter().all(|request| image.answers.contains_key(request));
    if !known || image.answered.len() != image.answers.len() {
        return Err(Damage("The answered requests and their answers are not the same".into()));
    }
    Ok(())
}
