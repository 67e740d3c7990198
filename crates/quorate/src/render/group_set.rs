//! Group sets.

use super::{Cell, Column, Page, facts, names, or_dash, table};
use crate::view::GroupSetView;

pub(crate) fn group_set_list(page: &Page, sets: &[GroupSetView]) -> String {
    if sets.is_empty() {
        return "There is no group set.".to_owned();
    }
    let columns = [
        Column::name("GROUP SET"),
        Column::fixed("READY"),
        Column::fixed("GLOBAL"),
        Column::name("GROUPS"),
        Column::name("STARTS AFTER"),
    ];
    let rows: Vec<Vec<Cell>> = sets
        .iter()
        .map(|set| {
            vec![
                Cell::new(&set.name),
                Cell::new(ready(set)),
                Cell::new(if set.is_global { "yes" } else { "-" }),
                Cell::new(names(&set.groups)),
                Cell::new(names(&set.depends_on)),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

fn ready(set: &GroupSetView) -> String {
    match (set.ready, set.ready_in_ms) {
        (true, _) => "yes".into(),
        (false, Some(ms)) => format!("in {} s", ms.div_ceil(1000)),
        (false, None) => "no".into(),
    }
}

pub(crate) fn group_set_page(page: &Page, set: &GroupSetView) -> String {
    let count = set.startup_count.map_or("all of them".into(), |count| count.to_string());
    let setting = or_dash(set.startup_setting.as_deref());
    let list = [
        ("Group set", Cell::new(&set.name)),
        ("Ready", Cell::new(ready(set))),
        ("Groups", Cell::new(names(&set.groups))),
        ("Groups it takes", Cell::new(format!("{count}, at {setting}, and {} s more", set.startup_delay_s))),
        ("Starts after", Cell::new(names(&set.depends_on))),
        ("Other clusters", Cell::new(names(&set.depends_on_remote))),
        ("Sets after it", Cell::new(names(&set.dependent_sets))),
        ("Groups after it", Cell::new(names(&set.dependent_groups))),
        ("Global", Cell::new(if set.is_global { "yes: everything else starts after it" } else { "no" })),
        ("Id", Cell::new(&set.id)),
    ];
    facts(page, &list)
}
