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
        let difference = first_difference(&format!("{state:?}"), &format!("{expected:?}"));
        Err(format!("{} has another state at {} than the history gives: {difference}", name_of(*node), state.index()))
    }
}

/// The two texts around the first place where they differ.
fn first_difference(has: &str, should_be: &str) -> String {
    let same = has.chars().zip(should_be.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(300)).take(400).collect::<String>();
    format!("it has ...{}..., and should have ...{}...", around(has), around(should_be))
}
