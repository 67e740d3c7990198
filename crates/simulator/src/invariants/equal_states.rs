//! States at an equal index are equal, however a node came to its own: entry by entry, from its disk, or from a snapshot.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use cluster_state::State;

pub(super) struct EqualStates;

impl Invariant for EqualStates {
    fn name(&self) -> &'static str {
        "equal_states"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::HasState { node, state, expected: Some(expected), whole } = fact else { return Ok(()) };
        let encoded = |state: &State| proto::snapshot::encode_snapshot(&state.to_image());
        let equal = state == expected && (!whole || encoded(state) == encoded(expected));
        if equal {
            return Ok(());
        }
        Err(format!("{} has another state at {} than the history gives", name_of(*node), state.index()))
    }
}
