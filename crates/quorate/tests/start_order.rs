//! Group sets, groups that start after others, and the functional level, from the command line.

mod support;

use serde_json::json;
use support::{DEADLINE, DevRun, stdout, wait_until};

/// A group with one resource that sleeps.
fn sleeper(dev: &DevRun, group: &str) {
    dev.json(&["group", "create", group]);
    dev.json(&["resource", "create", group, "--group", group, "--type", "Generic Application"]);
    dev.json(&["resource", "set", group, "--private", "CommandLine=/bin/sleep 1000", "CurrentDirectory=/"]);
}

#[test]
fn groups_start_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]);
    for group in ["Db", "Names", "Web"] {
        sleeper(&dev, group);
    }
    let set = dev.json(&["group-set", "create", "Base", "--group", "Names"]);
    assert_eq!((&set["groups"], &set["ready"]), (&json!(["Names"]), &json!(false)));
    dev.json(&["group-set", "set", "Base", "StartupDelay=0", "StartupSetting=2"]);
    let after = dev.json(&["group", "depend", "Web", "--on", "[Db]"]);
    assert_eq!(after, json!({"group": "Web", "depends_on": ["Db"], "depends_on_set": null}));
    assert_eq!(dev.json(&["group", "depend", "Web", "--add-set", "Base"])["depends_on_set"], "Base");
    assert_eq!(dev.refused(&["group", "depend", "Db", "--add", "Web"])["code"], 87);
    assert_eq!(dev.refused(&["group", "depend", "Web", "--on", "[Db] or [Names]"])["code"], 87);
    assert_eq!(dev.refused(&["group-set", "delete", "Base"])["code"], 145);
    assert_eq!(dev.refused(&["group-set", "show", "Nothing"])["code"], 5992);

    let state = |group: &str| dev.json(&["group", "show", group]);
    dev.json(&["--no-wait", "group", "online", "Web"]);
    let web = state("Web");
    assert_eq!((&web["state"], &web["status_information"]), (&json!("Offline"), &json!(0x1000)));
    assert!(web["waiting"].as_str().unwrap().contains("group \"Db\""), "{web}");
    assert!(stdout(&dev.run(&["group", "show", "Web"])).contains("Starts after"));
    dev.json(&["group", "online", "Db"]);
    assert!(state("Web")["waiting"].as_str().unwrap().contains("group set \"Base\""));
    dev.json(&["group", "online", "Names"]);
    wait_until("Web starts after Db and Base", DEADLINE, || (state("Web")["state"] == "Online").then_some(()));
    assert_eq!(dev.json(&["group-set", "show", "Base"])["ready"], true);
    assert!(stdout(&dev.run(&["group-set", "list"])).contains("Base"));
    assert_eq!(dev.json(&["events", "--for", "group-set:Base"])[0]["subject_kind"], "group_set");

    dev.json(&["group", "depend", "Web", "--remove-set", "Base"]);
    dev.json(&["group-set", "remove", "Base", "Names"]);
    dev.json(&["group-set", "rename", "Base", "Empty"]);
    dev.json(&["group-set", "delete", "Empty"]);
    assert_eq!(dev.json(&["group-set", "list"]), json!([]));
}

#[test]
fn a_cluster_whose_nodes_can_run_no_higher_level_stays_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]);
    for line in [&["cluster", "upgrade", "--check"][..], &["cluster", "upgrade"], &["cluster", "upgrade", "--clear"]] {
        let cluster = dev.json(line);
        assert_eq!((&cluster["functional_level"], &cluster["upgrade_target"]), (&json!(1), &json!(1)), "{line:?}");
        assert_eq!((&cluster["mixed_mode"], &cluster["upgrade_in_progress"]), (&json!(false), &json!(false)));
    }
    assert!(stdout(&dev.run(&["cluster", "upgrade"])).contains("the highest that its nodes can run"));
    let node = dev.json(&["node", "show", "n1"]);
    assert_eq!((&node["lowest_version"], &node["highest_version"]), (&json!("1"), &json!("1")));
}
