//! Every table fits 80 columns, whatever the names are.

use super::*;
use crate::view::{EventView, GroupDetailView, GroupView, NodeView, PropertyView, ResourceView};
use client as wire;
use insta::assert_snapshot;
use unicode_width::UnicodeWidthStr;

const PAGE: Page = Page { columns: 80, colour: false };

fn check_width(text: &str) {
    for line in text.lines() {
        assert!(line.width() <= PAGE.columns, "{} columns: {line}", line.width());
    }
}

fn node(id: u32, name: &str, state: &str) -> NodeView {
    NodeView::from(wire::NodeView {
        id,
        name: name.to_owned(),
        state: state.to_owned(),
        pid: if state == "Down" { 0 } else { 4_194_000 + id },
        address: format!("127.0.0.1:2000{id}"),
        is_leader: id == 1,
        is_voter: true,
        groups: vec!["Web".to_owned()],
        ..wire::NodeView::default()
    })
}

fn group(name: &str, state: &str, owner: &str, reason: &str) -> GroupView {
    GroupView::from(wire::GroupView {
        id: "11111111-2222-4333-8444-555555555555".to_owned(),
        name: name.to_owned(),
        state: state.to_owned(),
        owner: owner.to_owned(),
        owner_id: 1,
        epoch: 7,
        reason: reason.to_owned(),
        type_name: "GenericApplication".to_owned(),
        group_type: 107,
        persistent_state: 1,
        priority: 2000,
        url: "http://127.0.0.1:20004/".to_owned(),
        ..wire::GroupView::default()
    })
}

fn resource(name: &str, group: &str, state: &str, status: &str) -> ResourceView {
    ResourceView::from(wire::ResourceView {
        id: "99999999-2222-4333-8444-555555555555".to_owned(),
        name: name.to_owned(),
        group: group.to_owned(),
        type_name: "Generic Application".to_owned(),
        owner: "n2".to_owned(),
        owner_id: 2,
        state: state.to_owned(),
        status_text: status.to_owned(),
        possible_owners: vec!["n1".to_owned(), "n2".to_owned(), "n3".to_owned()],
        ..wire::ResourceView::default()
    })
}

fn long(unit: &str) -> String {
    unit.chars().cycle().take(255).collect()
}

#[test]
fn nodes() {
    let nodes = [node(1, "n1", "Up"), node(2, &"long-name-".repeat(6), "Paused"), node(3, "n3", "Down")];
    let text = node_list(&PAGE, &nodes);
    check_width(&text);
    assert_snapshot!(text);
    check_width(&node_page(&PAGE, &nodes[1]));
}

#[test]
fn groups_with_every_kind_of_name() {
    let reason = "n1 went down: its lease ended, and no node but n2 may own the resource Disk 1 of this group";
    let groups = [
        group("Web", "Online", "n2", reason),
        group("Größe 網路 🙂", "PartialOnline", "n1", ""),
        group(&long("a long name "), "Failed", "n3", reason),
        group(&long("網"), "Pending", "n1", reason),
        group("red \x1b[31m bell \x07 newline \n", "Offline", "n1", "tab \t end"),
    ];
    let text = group_list(&PAGE, &groups);
    check_width(&text);
    assert!(!text.contains('\x1b') && !text.contains('\x07'));
    assert_snapshot!(text);
}

#[test]
fn one_group_with_its_resources() {
    let detail = GroupDetailView {
        group: group("Web", "Online", "n2", "It was moved from n1 by request"),
        resource_details: vec![
            resource("Web Server", "Web", "Online", "the process 4711 runs since 2026-01-31 12:00:00, all is well"),
            resource(&long("x"), "Web", "OfflinePending", ""),
        ],
    };
    let text = group_page(&PAGE, &detail);
    check_width(&text);
    assert_snapshot!(text);
}

#[test]
fn resources_of_long_names_everywhere() {
    let resources =
        [resource(&long("ab"), &long("größe "), "OnlinePending", &long("text ")), resource("r", "g", "Online", "")];
    let text = resource_list(&PAGE, &resources);
    check_width(&text);
    check_width(&resource_page(&PAGE, &resources[0]));
    assert_snapshot!(resource_list(&PAGE, &resources[1..]));
}

#[test]
fn events_are_told_to_the_end() {
    let event = EventView::from(wire::EventView {
        sequence: 12,
        time: "2026-01-31T12:00:00.123456Z".to_owned(),
        level: "Warning".to_owned(),
        subject_name: "Web".to_owned(),
        text: "Web moves from n1 to n3, because the service of n1 died".to_owned(),
        refused: vec![wire::Candidate { node: "n2".to_owned(), reason: "it is paused".to_owned() }],
        ..wire::EventView::default()
    });
    let text = events_page(&PAGE, std::slice::from_ref(&event));
    check_width(&text);
    assert_snapshot!(text);
    assert!(!event_page(&PAGE, &event).contains("TIME"));
}

#[test]
fn properties_say_what_is_set() {
    let property = |name: &str, value, is_default, read_only| PropertyView {
        name: name.to_owned(),
        syntax: "DWORD".to_owned(),
        value,
        default: serde_json::json!(0),
        is_default,
        read_only,
        range: None,
        unit: Some("h".to_owned()),
        meaning: Some("how long failovers of the group are counted before they are forgotten".to_owned()),
    };
    let properties = [
        property("FailoverPeriod", serde_json::json!(6), true, false),
        property("FailoverThreshold", serde_json::json!(u32::MAX), false, false),
        property("Name", serde_json::json!(long("Größe ")), false, true),
    ];
    let text = property_list(&PAGE, &properties);
    check_width(&text);
    assert_snapshot!(text);
}

#[test]
fn states_are_coloured_only_on_request() {
    let nodes = [node(1, "n1", "Up")];
    assert!(!node_list(&PAGE, &nodes).contains('\x1b'));
    assert!(node_list(&Page { colour: true, ..PAGE }, &nodes).contains('\x1b'));
}

#[test]
fn a_narrow_page_is_not_exceeded() {
    let page = Page { columns: 40, colour: false };
    for line in group_list(&page, &[group(&long("name "), "Online", "n1", "reason")]).lines() {
        assert!(line.width() <= 40, "{line}");
    }
}
