//! Health faults.

use super::{Cell, Column, Page, or_dash, table};
use crate::view::HealthFaultView;

pub(crate) fn health_list(page: &Page, faults: &[HealthFaultView]) -> String {
    let columns = [
        Column::name("FAULT"),
        Column::fixed("TYPE"),
        Column::fixed("CODE"),
        Column::name("PROVIDER"),
        Column::text("DESCRIPTION"),
    ];
    let row = |fault: &HealthFaultView| {
        vec![
            Cell::new(&fault.id),
            Cell::new(fault.error_type.to_string()),
            Cell::new(fault.error_code.to_string()),
            Cell::new(or_dash(fault.provider.as_deref())),
            Cell::new(fault.description.as_deref().unwrap_or_default()),
        ]
    };
    table(page, &columns, &faults.iter().map(row).collect::<Vec<_>>())
}
