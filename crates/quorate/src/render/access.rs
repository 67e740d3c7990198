//! Who may do what.

use super::{Cell, Column, Page, table};
use crate::view::AccessEntryView;

pub(crate) fn access_list(page: &Page, entries: &[AccessEntryView]) -> String {
    let columns = [Column::name("ACCOUNT"), Column::fixed("KIND"), Column::fixed("RIGHTS"), Column::text("SID")];
    let row = |entry: &AccessEntryView| {
        vec![Cell::new(&entry.account), Cell::new(entry.kind), Cell::new(&entry.rights), Cell::new(&entry.sid)]
    };
    table(page, &columns, &entries.iter().map(row).collect::<Vec<_>>())
}
