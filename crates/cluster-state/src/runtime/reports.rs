//! What the resource hosts saw.

use crate::apply::Apply;
use crate::command::Reports;

impl Apply<'_> {
    pub(crate) fn apply_reports(&mut self, _reports: &Reports) {
        todo!()
    }
}
