//! A read shows every operation that was over before it began. With equal states at equal indexes, the index tells it all.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};

pub(super) struct Linearizable;

impl Invariant for Linearizable {
    fn name(&self) -> &'static str {
        "linearizable"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::ReadAnswered { node, floor, state } = fact else { return Ok(()) };
        let index = state.index();
        if index >= *floor {
            return Ok(());
        }
        let node = name_of(*node);
        Err(format!("{node} answers a read from {index}, but something at {floor} was over before it began"))
    }
}
