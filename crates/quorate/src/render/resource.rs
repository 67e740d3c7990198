//! Resources and resource types.

use super::{Cell, Column, Page, facts, names, or_dash, status, table};
use crate::view::{ResourceTypeView, ResourceView};

pub(crate) fn resource_list(page: &Page, resources: &[ResourceView]) -> String {
    let columns = [
        Column::name("RESOURCE"),
        Column::name("GROUP"),
        Column::name("TYPE"),
        Column::fixed("STATE"),
        Column::name("OWNER"),
        Column::text("STATUS"),
    ];
    let rows: Vec<Vec<Cell>> = resources
        .iter()
        .map(|resource| {
            vec![
                Cell::new(&resource.name),
                Cell::new(&resource.group),
                Cell::new(&resource.type_name),
                Cell::state(&resource.state),
                Cell::new(or_dash(resource.owner.as_deref())),
                Cell::new(resource.status_text.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

pub(crate) fn resource_page(page: &Page, resource: &ResourceView) -> String {
    let mut list = vec![
        ("Resource", Cell::new(&resource.name)),
        ("Type", Cell::new(&resource.type_name)),
        ("State", Cell::state(&resource.state)),
        ("Status", Cell::new(or_dash(resource.status_text.as_deref()))),
        ("Status code", Cell::number(resource.status_code)),
        ("Group", Cell::new(&resource.group)),
        ("Owner", Cell::new(or_dash(resource.owner.as_deref()))),
        ("Wanted", Cell::new(if resource.persistent_state == 0 { "offline" } else { "online" })),
        ("Depends on", Cell::new(or_dash(resource.dependencies.as_deref()))),
        ("Possible owners", Cell::new(names(&resource.possible_owners))),
        ("Restarts", Cell::number(resource.restart_count)),
        ("Attempt", Cell::number(resource.attempt)),
        ("Epoch", Cell::number(resource.epoch)),
        ("Id", Cell::new(&resource.id)),
    ];
    if resource.maintenance {
        list.insert(3, ("Maintenance", Cell::new("on: its health does not count")));
    }
    if let Some(status) = status::of_resource(resource.status_information) {
        list.insert(3, ("Condition", Cell::new(status)));
    }
    facts(page, &list)
}

pub(crate) fn resource_type_list(page: &Page, types: &[ResourceTypeView]) -> String {
    let columns = [
        Column::name("TYPE"),
        Column::name("DISPLAY NAME"),
        Column::name("RUN BY"),
        Column::fixed("RESOURCES"),
        Column::fixed("BUILT IN"),
    ];
    let rows: Vec<Vec<Cell>> = types
        .iter()
        .map(|resource_type| {
            vec![
                Cell::new(&resource_type.name),
                Cell::new(&resource_type.display_name),
                Cell::new(&resource_type.dll_name),
                Cell::number(resource_type.resources.len()),
                Cell::new(if resource_type.built_in { "yes" } else { "no" }),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

pub(crate) fn resource_type_page(page: &Page, resource_type: &ResourceTypeView) -> String {
    let list = [
        ("Resource type", Cell::new(&resource_type.name)),
        ("Display name", Cell::new(&resource_type.display_name)),
        ("Run by", Cell::new(&resource_type.dll_name)),
        ("Looks alive every", Cell::new(format!("{} ms", resource_type.looks_alive_ms))),
        ("Is alive every", Cell::new(format!("{} ms", resource_type.is_alive_ms))),
        ("Possible owners", Cell::new(names(&resource_type.possible_owners))),
        ("Resources", Cell::new(names(&resource_type.resources))),
        ("Class", Cell::number(resource_type.resource_class)),
        ("Built in", Cell::new(if resource_type.built_in { "yes" } else { "no" })),
    ];
    facts(page, &list)
}
