//! Takes each touched group as far as it can go.

use crate::apply::Apply;

impl Apply<'_> {
    /// Reconciles the groups marked dirty.
    pub(crate) fn reconcile_dirty(&mut self) {
        todo!()
    }
}
