//! What is due.

use crate::apply::Apply;

impl Apply<'_> {
    pub(crate) fn apply_tick(&mut self) {
        todo!()
    }
}
