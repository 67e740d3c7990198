//! The names of fields in JSON are an interface: a change here breaks somebody's script.

use super::*;
use client as wire;
use serde::Serialize;

fn names(view: &impl Serialize) -> String {
    match serde_json::to_value(view).unwrap() {
        serde_json::Value::Object(fields) => fields.keys().cloned().collect::<Vec<_>>().join(" "),
        other => panic!("{other} is no object"),
    }
}

#[test]
fn field_names_of_nodes() {
    let node = NodeView::from(wire::NodeView::default());
    assert_eq!(
        names(&node),
        "address drain_error_code drain_status drain_target groups highest_version id incarnation is_leader is_local \
         is_voter last_contact_ms lease_remaining_ms lowest_version name pid state status_information storage version"
    );
}

#[test]
fn field_names_of_groups() {
    let without_url = "core depends_on depends_on_set drained_from epoch failover_count group_set group_type id name owner \
                       owner_id persistent_state preferred_owners priority reason resources state status_information \
                       type_name";
    let group = GroupView::from(wire::GroupView::default());
    assert_eq!(names(&group), without_url);
    let group = GroupView::from(wire::GroupView { url: "http://h/".to_owned(), ..wire::GroupView::default() });
    assert_eq!(names(&group), format!("{without_url} url"));
    let detail = GroupDetailView { group, resource_details: Vec::new() };
    assert!(names(&detail).contains("resource_details"));
}

#[test]
fn field_names_of_group_sets() {
    assert_eq!(
        names(&GroupSetView::from(wire::GroupSetView::default())),
        "dependent_groups dependent_sets depends_on depends_on_remote groups id is_global name ready ready_in_ms startup_count \
         startup_delay_s startup_setting status_information"
    );
}

#[test]
fn field_names_of_resources_and_types() {
    let resource = ResourceView::from(wire::ResourceView::default());
    assert_eq!(
        names(&resource),
        "attempt core dependencies epoch group group_id id maintenance name owner owner_id persistent_state \
         possible_owners restart_count separate_monitor state status_code status_information status_text type"
    );
    let resource_type = ResourceTypeView::from(wire::ResourceTypeView::default());
    assert_eq!(
        names(&resource_type),
        "built_in display_name dll_name is_alive_ms looks_alive_ms name possible_owners resource_class resources"
    );
}

#[test]
fn field_names_of_rules_and_fault_domains() {
    let rule = AffinityRuleView::from(wire::AffinityRuleView::default());
    assert_eq!(names(&rule), "enabled groups id name rule_type type");
    let domain = FaultDomainView::from(wire::FaultDomainView::default());
    assert_eq!(names(&domain), "children description fault_domain_type id location name parent type");
}

#[test]
fn field_names_of_networks_and_interfaces() {
    let network = NetworkView::from(wire::NetworkView::default());
    assert_eq!(names(&network), "auto_metric description id interfaces metric name role state subnets");
    let interface = NetworkInterfaceView::from(wire::NetworkInterfaceView::default());
    assert_eq!(names(&interface), "adapter adapter_id addresses description dhcp id name network node state");
}

#[test]
fn field_names_of_cluster_and_status() {
    let cluster = ClusterView::from(wire::ClusterView::default());
    assert_eq!(
        names(&cluster),
        "applied_index cluster_time_ms functional_level groups instance leader mixed_mode name nodes nodes_up quorum \
         resources term time upgrade_in_progress upgrade_target upgrade_version voters"
    );
    let status = StatusView::from(wire::LocalStatus {
        peers: vec![wire::PeerStatus::default()],
        ..wire::LocalStatus::default()
    });
    assert_eq!(
        names(&status),
        "applied_index cluster_instance cluster_name commit_index hand_overs incarnation last_index leader lease_remaining_ms \
         listen_addresses member node_id node_name peers pid resource_host_pid term uptime_ms version warnings"
    );
    assert_eq!(names(&status.peers[0]), "address connected last_contact_ms name node_id");
}

#[test]
fn field_names_of_events_properties_and_keys() {
    let event = EventView::from(wire::EventView::default());
    assert_eq!(
        names(&event),
        "level phases reason refused rule sequence subject_id subject_kind subject_name text time"
    );
    let property = PropertyView::from(DecodedProperty::new(wire::PropertyView::default()));
    assert_eq!(names(&property), "default is_default meaning name range read_only syntax unit value");
    let value = ValueView::new("n".to_owned(), &model::Value::Dword(1));
    assert_eq!(names(&value), "name type value");
    let key = KeyView {
        path: String::new(),
        keys: Vec::new(),
        values: Vec::new(),
        last_write: String::new(),
        own_security: false,
    };
    assert_eq!(names(&key), "keys last_write own_security path values");
    assert_eq!(names(&DoneView::new(Win32Code::ERROR_IO_PENDING, "x")), "code message name");
}

#[test]
fn what_is_not_there_is_null_and_numbers_are_numbers() {
    let node = serde_json::to_value(NodeView::from(wire::NodeView::default())).unwrap();
    assert!(node["pid"].is_null() && node["version"].is_null());
    let node = wire::NodeView { pid: 42, id: 3, ..wire::NodeView::default() };
    let node = serde_json::to_value(NodeView::from(node)).unwrap();
    assert_eq!((node["pid"].as_u64(), node["id"].as_u64()), (Some(42), Some(3)));
}

#[test]
fn values_keep_their_kind() {
    use model::Value;
    assert_eq!(value_json(&Value::Dword(5)), serde_json::json!(5));
    assert_eq!(value_json(&Value::MultiSz(vec!["a".into(), "b".into()])), serde_json::json!(["a", "b"]));
    assert_eq!(value_json(&Value::Binary(vec![0, 255].into())), serde_json::json!("00ff"));
}
