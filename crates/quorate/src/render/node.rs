//! Nodes.

use super::{Cell, Column, Page, facts, names, or_dash, status, table};
use crate::view::NodeView;

pub(crate) fn node_list(page: &Page, nodes: &[NodeView]) -> String {
    let columns = [
        Column::name("NODE"),
        Column::fixed("ID"),
        Column::fixed("STATE"),
        Column::fixed("PID"),
        Column::fixed("ROLE"),
        Column::fixed("GROUPS"),
        Column::name("ADDRESS"),
    ];
    let rows: Vec<Vec<Cell>> = nodes
        .iter()
        .map(|node| {
            vec![
                Cell::new(&node.name),
                Cell::number(node.id),
                Cell::state(&node.state),
                Cell::new(node.pid.map_or("-".to_owned(), |pid| pid.to_string())),
                Cell::new(role(node)),
                Cell::number(node.groups.len()),
                Cell::new(&node.address),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

fn role(node: &NodeView) -> &'static str {
    match (node.is_leader, node.is_voter) {
        (true, _) => "leader",
        (false, true) => "voter",
        (false, false) => "-",
    }
}

/// `1`, `1 to 2.1`.
fn levels(node: &NodeView) -> String {
    match (&node.lowest_version, &node.highest_version) {
        (Some(lowest), Some(highest)) if lowest == highest => lowest.clone(),
        (Some(lowest), Some(highest)) => format!("{lowest} to {highest}"),
        _ => "-".into(),
    }
}

pub(crate) fn node_page(page: &Page, node: &NodeView) -> String {
    let milliseconds = |time: Option<u64>| time.map_or("-".to_owned(), |time| format!("{time} ms"));
    let mut list = vec![
        ("Node", Cell::new(&node.name)),
        ("Id", Cell::number(node.id)),
        ("State", Cell::state(&node.state)),
        ("Pid of the service", Cell::new(node.pid.map_or("-".to_owned(), |pid| pid.to_string()))),
        ("Role", Cell::new(role(node))),
        ("Address", Cell::new(&node.address)),
        ("Groups", Cell::new(names(&node.groups))),
        ("Version", Cell::new(or_dash(node.version.as_deref()))),
        ("Functional levels", Cell::new(levels(node))),
        ("Incarnation", Cell::new(or_dash(node.incarnation.as_deref()))),
        ("Lease left", Cell::new(milliseconds(node.lease_remaining_ms))),
        ("Last contact", Cell::new(milliseconds(node.last_contact_ms))),
        ("Storage generation", Cell::number(node.storage)),
    ];
    if let Some(status) = status::of_node(node.status_information) {
        list.insert(3, ("Condition", Cell::new(status)));
    }
    if let Some(target) = &node.drain_target {
        list.insert(4, ("Drained to", Cell::new(target)));
    }
    facts(page, &list)
}
