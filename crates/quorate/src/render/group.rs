//! Groups.

use super::{Cell, Column, Page, facts, names, or_dash, status, table};
use crate::view::{GroupDetailView, GroupView};

pub(crate) fn group_list(page: &Page, groups: &[GroupView]) -> String {
    let columns = [Column::name("GROUP"), Column::fixed("STATE"), Column::name("OWNER"), Column::text("REASON")];
    let rows: Vec<Vec<Cell>> = groups
        .iter()
        .map(|group| {
            vec![
                Cell::new(&group.name),
                Cell::state(&group.state),
                Cell::new(or_dash(group.owner.as_deref())),
                Cell::new(group.reason.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

pub(crate) fn group_page(page: &Page, detail: &GroupDetailView) -> String {
    let group = &detail.group;
    let mut list = vec![
        ("Group", Cell::new(&group.name)),
        ("State", Cell::state(&group.state)),
        ("Owner", Cell::new(or_dash(group.owner.as_deref()))),
    ];
    if let Some(status) = status::of_group(group.status_information) {
        list.push(("Condition", Cell::new(status)));
    }
    if let Some(node) = &group.drained_from {
        list.push(("Drained from", Cell::new(node)));
    }
    if let Some(url) = &group.url {
        list.push(("Url", Cell::new(url)));
    }
    if let Some(waiting) = &group.waiting {
        list.push(("Waits, because", Cell::new(waiting)));
    }
    let set = group.depends_on_set.iter().map(|set| format!("group set {set}"));
    let after: Vec<String> = group.depends_on.iter().cloned().chain(set).collect();
    if !after.is_empty() {
        list.push(("Starts after", Cell::new(names(&after))));
    }
    if let Some(set) = &group.group_set {
        list.push(("Group set", Cell::new(set)));
    }
    if let Some(failback) = &group.failback {
        list.push(("Goes back", Cell::new(failback)));
    }
    list.extend([
        ("Reason", Cell::new(or_dash(group.reason.as_deref()))),
        ("Epoch", Cell::number(group.epoch)),
        ("Wanted", Cell::new(if group.persistent_state == 0 { "offline" } else { "online" })),
        ("Preferred owners", Cell::new(names(&group.preferred_owners))),
        ("Priority", Cell::number(group.priority)),
        ("Failovers", Cell::number(group.failover_count)),
        ("Type", Cell::new(format!("{} ({})", group.type_name, group.group_type))),
        ("Id", Cell::new(&group.id)),
    ]);
    let mut text = facts(page, &list);
    text.push('\n');
    if detail.resource_details.is_empty() {
        text.push_str("No resources.\n");
    } else {
        text.push_str(&resources_of_group(page, detail));
    }
    text
}

/// The group stands above; each resource says what it needs instead.
fn resources_of_group(page: &Page, detail: &GroupDetailView) -> String {
    let columns = [
        Column::name("RESOURCE"),
        Column::name("TYPE"),
        Column::fixed("STATE"),
        Column::name("DEPENDS ON"),
        Column::text("STATUS"),
    ];
    let rows: Vec<Vec<Cell>> = detail
        .resource_details
        .iter()
        .map(|resource| {
            vec![
                Cell::new(&resource.name),
                Cell::new(&resource.type_name),
                Cell::state(&resource.state),
                Cell::new(or_dash(resource.dependencies.as_deref())),
                Cell::new(resource.status_text.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}
