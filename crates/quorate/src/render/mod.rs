//! Views as text for people: tables and lists of facts that fit the page whatever the names are.

mod access;
mod cluster;
mod database;
mod event;
mod group;
mod group_set;
mod health;
mod network;
mod node;
mod placement;
mod property;
mod resource;
mod status;
mod table;
mod text;

pub(crate) use access::access_list;
pub(crate) use cluster::{cluster_page, status_page};
pub(crate) use database::{key_page, tree_page, value_page};
pub(crate) use event::{event_page, events_page};
pub(crate) use group::{group_list, group_page};
pub(crate) use group_set::{group_set_list, group_set_page};
pub(crate) use health::health_list;
pub(crate) use network::{network_interface_list, network_interface_page, network_list, network_page};
pub(crate) use node::{node_list, node_page};
pub(crate) use placement::{affinity_rule_list, affinity_rule_page, fault_domain_list, fault_domain_page};
pub(crate) use property::property_list;
pub(crate) use resource::{resource_list, resource_page, resource_type_list, resource_type_page};
pub(crate) use table::{Cell, Column, Page, facts, table};

/// Several names in one cell.
fn names(list: &[String]) -> String {
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}

/// A line for each; `otherwise` when there is none.
pub(crate) fn lines(list: &[String], otherwise: &str) -> String {
    if list.is_empty() {
        return otherwise.to_owned();
    }
    list.iter().map(|line| text::printable(line) + "\n").collect()
}

/// What may be missing.
fn or_dash(text: Option<&str>) -> &str {
    text.unwrap_or("-")
}

#[cfg(test)]
mod tests;
