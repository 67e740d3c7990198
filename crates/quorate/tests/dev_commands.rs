//! Administration of a running cluster from the command line.

mod support;

use serde_json::Value as Json;
use support::{DEADLINE, DevRun, stderr, stdout, wait_until};
use unicode_width::UnicodeWidthStr;

fn cluster() -> (tempfile::TempDir, DevRun) {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]);
    (dir, dev)
}

fn code(error: &Json) -> u64 {
    assert!(!error["message"].as_str().unwrap().is_empty() && !error["next"].as_str().unwrap().is_empty(), "{error}");
    error["code"].as_u64().unwrap()
}

/// A group with one resource that sleeps.
fn sleeper(dev: &DevRun, group: &str, resource: &str) {
    dev.json(&["group", "create", group]);
    dev.json(&["resource", "create", resource, "--group", group, "--type", "Generic Application"]);
    dev.json(&["resource", "set", resource, "--private", "CommandLine=/bin/sleep 1000", "CurrentDirectory=/"]);
}

#[test]
fn names_of_every_kind_are_one_name() {
    let (_dir, dev) = cluster();
    let long = "x".repeat(255);
    let wide: String = "網".repeat(255);
    let reserved = r#"a\b/c:d*e?f"g<h>i|j[k]l{m}n'o$p`q%r #s"#;
    for name in ["With spaces ", "Größe 網路 🙂", &long, &wide, reserved, "--dashes", "日本語 -o json"] {
        let created = dev.json(&["group", "create", "--", name]);
        assert_eq!(created["name"], name);
        assert_eq!(dev.json(&["group", "show", "--", name])["id"], created["id"]);
        assert_eq!(dev.json(&["group", "show", created["id"].as_str().unwrap()])["name"], name);
        assert_eq!(code(&dev.refused(&["group", "create", "--", name])), 5010);
    }
    assert_eq!(code(&dev.refused(&["group", "create", "WITH SPACES "])), 5010, "names ignore case");
    assert_eq!(code(&dev.refused(&["group", "create", "größe 網路 🙂"])), 5010, "names ignore case");
    for blank in ["", " ", "\t\n"] {
        assert_eq!(code(&dev.refused(&["group", "create", blank])), 123, "{blank:?}");
    }
    for list in [&["group", "list"][..], &["resource", "list"], &["events"], &["node", "list"]] {
        let output = dev.run(list);
        assert!(output.status.success());
        for line in stdout(&output).lines() {
            assert!(line.width() <= 80, "{list:?}: {} columns: {line}", line.width());
        }
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_the_references_code() {
    let (dir, dev) = cluster();
    sleeper(&dev, "G", "R1");
    dev.json(&["resource", "create", "R2", "--group", "G", "--type", "Generic Application"]);
    dev.json(&["resource", "depend", "R1", "--add", "R2"]);
    let before = dev.json(&["cluster", "show"])["applied_index"].clone();
    let refusals: &[(&[&str], u64)] = &[
        (&["group", "show", "Nobody"], 5013),
        (&["resource", "online", "Nobody"], 5007),
        (&["node", "pause", "n9"], 5042),
        (&["resource-type", "show", "Nothing"], 5078),
        (&["resource", "create", "R3", "--group", "G", "--type", "Nothing"], 5078),
        (&["db", "get", r"No\Such\Key"], 2),
        (&["db", "get", "Groups", "NoValue"], 2),
        (&["group", "set", "G", "FailoverPeriod=1194"], 5913),
        (&["group", "set", "G", "FailoverPeriod=99999999999"], 5913),
        (&["group", "set", "G", "FailoverPeriod=often"], 5895),
        (&["group", "set", "G", "Name=other"], 5089),
        (&["resource", "depend", "R2", "--add", "R1"], 1059),
        (&["resource", "depend", "R1", "--add", "R2"], 5003),
        (&["resource", "depend", "R2", "--check", "R1"], 1059),
        (&["resource", "depend", "R1", "--on", "[R2] and"], 87),
        (&["resource", "fail", "R1"], 5023),
        (&["group", "delete", "G"], 145),
        (&["resource", "delete", "Cluster Name"], 5026),
        (&["cluster", "rename", "not a label"], 123),
        (&["cluster", "transfer-leader", "n9"], 5042),
        (&["db", "delete", "Groups"], 5),
    ];
    for (command, expected) in refusals {
        assert_eq!(code(&dev.refused(command)), *expected, "{command:?}");
    }
    // 10 MB fit on no command line.
    let batch = dir.path().join("batch.json");
    let value = "v".repeat(10 * 1024 * 1024);
    std::fs::write(
        &batch,
        format!(r#"[{{"create_key": "Big"}}, {{"set_value": {{"name": "v", "value": "{value}"}}}}]"#),
    )
    .unwrap();
    assert_eq!(code(&dev.refused(&["db", "batch", batch.to_str().unwrap()])), 87);
    assert_eq!(code(&dev.refused(&["db", "get", "Big"])), 2);
    let group = dev.json(&["group", "show", "G"]);
    assert_eq!((group["name"].as_str(), group["state"].as_str()), (Some("G"), Some("Offline")));
    assert!(dev.json(&["cluster", "show"])["applied_index"].as_u64() >= before.as_u64());
}

#[test]
fn errors_for_people_are_a_sentence_a_code_and_a_command() {
    let (_dir, dev) = cluster();
    let output = dev.run(&["group", "show", "Nobody"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    let mut lines = text.lines();
    let first = lines.next().unwrap();
    assert!(first.starts_with("error: ") && first.ends_with("(5013 ERROR_GROUP_NOT_FOUND)"), "{text}");
    assert!(lines.next().unwrap().starts_with("next:  quorate "), "{text}");
    assert!(!text.contains('\x1b'));
}

#[test]
fn long_operations_wait_for_their_end_or_say_that_they_go_on() {
    let (_dir, dev) = cluster();
    sleeper(&dev, "G", "R");
    assert_eq!(dev.json(&["group", "online", "G"])["state"], "Online");
    let resource = dev.json(&["resource", "show", "R"]);
    assert_eq!((resource["state"].as_str(), resource["type"].as_str()), (Some("Online"), Some("Generic Application")));
    let attempt = resource["attempt"].as_u64().unwrap();
    assert!(dev.json(&["resource", "restart", "R"])["attempt"].as_u64().unwrap() > attempt);
    assert_eq!(dev.json(&["resource", "offline", "R"])["state"], "Offline");
    let accepted = dev.json(&["resource", "online", "R", "--no-wait"]);
    assert_eq!((accepted["code"].as_u64(), accepted["name"].as_str()), (Some(997), Some("ERROR_IO_PENDING")));
    wait_until("it is online", DEADLINE, || dev.owner("G"));
    assert_eq!(dev.json(&["group", "offline", "G"])["state"], "Offline");
    dev.json(&["group", "delete", "G", "--force"]);
    assert_eq!(code(&dev.refused(&["group", "show", "G"])), 5013);
}

#[test]
fn an_operation_that_ends_failed_says_why() {
    let (_dir, dev) = cluster();
    dev.json(&["group", "create", "Bad"]);
    dev.json(&["resource", "create", "R", "--group", "Bad", "--type", "Generic Application"]);
    dev.json(&["resource", "set", "R", "--private", "CommandLine=/no/such/program", "CurrentDirectory=/"]);
    dev.json(&["resource", "set", "R", "RestartAction=0"]);
    let error = dev.refused(&["group", "online", "Bad"]);
    assert_eq!(code(&error), 5038, "{error}");
    assert_eq!(error["next"], "quorate events --for Bad");
    let error = dev.refused(&["resource", "online", "R"]);
    assert_eq!(code(&error), 5038, "{error}");
    assert!(error["message"].as_str().unwrap().contains("/no/such/program"), "{error}");
}

#[test]
fn properties_are_set_shown_and_reset() {
    let (_dir, dev) = cluster();
    sleeper(&dev, "G", "R");
    let find = |list: Json, name: &str| {
        list.as_array().unwrap().iter().find(|property| property["name"] == name).cloned().unwrap_or(Json::Null)
    };
    dev.json(&["group", "set", "G", "failoverthreshold=0x10", "Description=a b, c", "AntiAffinityClassNames=x, y"]);
    let properties = dev.json(&["group", "properties", "G"]);
    assert_eq!(find(properties.clone(), "FailoverThreshold")["value"], 16);
    assert_eq!(find(properties.clone(), "Description")["value"], "a b, c");
    assert_eq!(find(properties, "AntiAffinityClassNames")["value"], serde_json::json!(["x", "y"]));
    dev.json(&["group", "set", "G", "--reset", "FailoverThreshold", "Description="]);
    let properties = dev.json(&["group", "properties", "G"]);
    assert_eq!(find(properties.clone(), "FailoverThreshold")["is_default"], true);
    assert_eq!(find(properties, "Description")["value"], "");

    dev.json(&["group", "set", "G", "--private", "Mine=5", "--type", "dword"]);
    dev.json(&["group", "set", "G", "--private", "Mine=6"]);
    let mine = find(dev.json(&["group", "properties", "G", "--private"]), "Mine");
    assert_eq!((mine["value"].as_u64(), mine["syntax"].as_str()), (Some(6), Some("DWORD")));

    dev.json(&["resource", "online", "R"]);
    let stored = dev.json(&["resource", "set", "R", "--private", "CommandLine=/bin/sleep 2000"]);
    assert_eq!(stored["code"], 5024, "{stored}");
    dev.json(&["cluster", "set", "Description=all"]);
    assert_eq!(find(dev.json(&["cluster", "properties"]), "Description")["value"], "all");
}

#[test]
fn the_database_is_read_written_and_changed_in_batches() {
    let (dir, dev) = cluster();
    dev.json(&["db", "set", r"App\Deep\Key", "Text", "hello"]);
    dev.json(&["db", "set", r"App\Deep\Key", "Number", "0xff", "--type", "qword"]);
    dev.json(&["db", "set", r"App\Deep\Key", "List", "a,b", "--type", "multi-sz"]);
    dev.json(&["db", "set", r"App\Deep\Key", "", "unnamed"]);
    let key = dev.json(&["db", "list", r"app\DEEP\key"]);
    assert_eq!(key["values"].as_array().unwrap().len(), 4, "{key}");
    assert_eq!(dev.json(&["db", "get", r"App\Deep\Key", "number"])["value"], 255);
    assert_eq!(stdout(&dev.run(&["db", "get", r"App\Deep\Key", "List"])), "a\nb\n");
    assert_eq!(stdout(&dev.run(&["db", "get", r"App\Deep\Key", "Text"])), "hello\n");
    let tree = dev.json(&["db", "tree", "App"]);
    assert_eq!(tree["keys"][0]["keys"][0]["name"], "Key", "{tree}");
    assert_eq!(code(&dev.refused(&["db", "delete", "App"])), 5);

    let batch = dir.path().join("batch.json");
    let steps = r#"[{"value_equals": {"name": "Text", "value": "hello"}},
                    {"set_value": {"name": "Text", "value": "changed"}}, {"create_key": "Sub"}]"#;
    std::fs::write(&batch, steps).unwrap();
    let command = ["db", "batch", batch.to_str().unwrap(), "--root", r"App\Deep\Key"];
    dev.json(&command);
    assert_eq!(dev.json(&["db", "get", r"App\Deep\Key", "Text"])["value"], "changed");
    assert_eq!(code(&dev.refused(&command)), 5986, "the condition does not hold any more");
    dev.json(&["db", "delete", r"App\Deep\Key", "Number"]);
    dev.json(&["db", "delete", "App", "--tree"]);
    assert_eq!(code(&dev.refused(&["db", "list", "App"])), 2);
}

#[test]
fn events_are_listed_filtered_and_followed() {
    use std::io::{BufRead, BufReader};
    let (dir, dev) = cluster();
    sleeper(&dev, "G", "R");
    let mut follower = support::quorate()
        .args([
            "--cluster",
            dir.path().to_str().unwrap(),
            "-o",
            "json",
            "events",
            "--follow",
            "--for",
            "G",
            "--limit",
            "1",
        ])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines().map_while(Result::ok);
    let _old = lines.next();
    dev.json(&["group", "online", "G"]);
    let online = lines.find(|line| line.contains("Online")).expect("the stream tells it");
    follower.kill().unwrap();
    follower.wait().unwrap();
    let event: Json = serde_json::from_str(&online).unwrap();
    assert_eq!((event["subject_kind"].as_str(), event["subject_name"].as_str()), (Some("group"), Some("G")));
    assert!(event["time"].as_str().unwrap().ends_with('Z'));

    let events = dev.json(&["events", "--for", "resource:R"]);
    assert!(events.as_array().unwrap().iter().all(|event| event["subject_name"] == "R"), "{events}");
    assert_eq!(dev.json(&["events", "--limit", "2"]).as_array().unwrap().len(), 2);
    assert_eq!(code(&dev.refused(&["events", "--for", "Nobody"])), 2);
}

#[test]
fn nodes_are_paused_and_resumed_and_show_what_they_are() {
    let (_dir, dev) = cluster();
    let node = dev.json(&["node", "show", "n1"]);
    assert_eq!(
        (node["id"].as_u64(), node["state"].as_str(), node["is_leader"].as_bool()),
        (Some(1), Some("Up"), Some(true))
    );
    dev.json(&["node", "pause", "1"]);
    assert_eq!(dev.json(&["node", "show", "n1"])["state"], "Paused");
    assert_eq!(code(&dev.refused(&["node", "pause", "n1"])), 5070);
    dev.json(&["node", "resume", "n1"]);
    assert_eq!(code(&dev.refused(&["node", "resume", "n1"])), 5058);
    let status = dev.json(&["status"]);
    assert_eq!((status["node_name"].as_str(), status["member"].as_bool()), (Some("n1"), Some(true)));
    assert_eq!(status["pid"], node["pid"]);
    assert_eq!(dev.json(&["cluster", "show"])["name"], "dev");
    assert_eq!(
        dev.json(&["cluster", "rename", "lab"])["code"].as_u64().map(|code| code == 0 || code == 5024),
        Some(true)
    );
    assert_eq!(dev.json(&["cluster", "show"])["name"], "lab");
    assert_eq!(dev.json(&["cluster", "transfer-leader", "n1"])["code"], 0, "it leads already");
}

#[test]
fn resource_types_and_owners() {
    let (_dir, dev) = cluster();
    sleeper(&dev, "G", "R");
    let types = dev.json(&["resource-type", "list"]);
    assert!(types.as_array().unwrap().iter().any(|kind| kind["name"] == "Generic Script"));
    dev.json(&["resource-type", "create", "Mine", "--dll-name", "mine"]);
    assert_eq!(dev.json(&["resource-type", "show", "mine"])["dll_name"], "mine");
    dev.json(&["resource-type", "delete", "Mine"]);
    assert_eq!(code(&dev.refused(&["resource-type", "delete", "Generic Application"])), 145);
    assert_eq!(dev.json(&["group", "owners", "G", "n1"]), serde_json::json!(["n1"]));
    assert_eq!(dev.json(&["group", "owners", "G", "--clear"]), serde_json::json!([]));
    assert_eq!(dev.json(&["resource", "owners", "R"]), serde_json::json!(["n1"]));
    assert_eq!(dev.json(&["resource", "owners", "R", "--remove", "n1"]), serde_json::json!([]));
    assert_eq!(dev.json(&["resource", "depend", "R"])["dependencies"], "");
}

/// A service that a test has started beside those of `quorate dev`.
struct Service(std::process::Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_node_is_added_carries_a_group_and_is_evicted() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--no-demo"]);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let place = dir.path().join("node4");
    let path = |name: &str| place.join(name).to_str().unwrap().to_owned();
    std::fs::create_dir_all(place.join("state")).unwrap();
    let address = format!("127.0.0.1:{port}");
    let (settings, state, socket) = (path("node.toml"), path("state"), path("quorate.sock"));
    let line = ["node", "add", "n4", "--address", &address, "--settings", &settings];
    let added = dev.json(&[&line[..], &["--state-dir", &state, "--socket", &socket]].concat());
    assert_eq!(added["id"], 4, "{added}");
    assert_eq!(code(&dev.refused(&line)), 5040);

    let log = std::fs::File::create(place.join("service.log")).unwrap();
    let service = support::quorate().args(["serve", "--settings", &settings]).stderr(log).spawn().unwrap();
    let mut service = Service(service);
    wait_until("the new node is up", DEADLINE, || {
        dev.try_json(&["node", "show", "n4"]).filter(|node| node["state"] == "Up")
    });
    sleeper(&dev, "G", "R");
    dev.json(&["group", "online", "G"]);
    let moved = dev.json(&["group", "move", "G", "n4"]);
    assert_eq!((moved["owner"].as_str(), moved["state"].as_str()), (Some("n4"), Some("Online")));

    dev.json(&["group", "move", "G", "n1"]);
    assert_eq!(code(&dev.refused(&["node", "evict", "n4"])), 5009, "it is up");
    support::kill(service.0.id(), rustix::process::Signal::TERM);
    let status = wait_until("its service stops", DEADLINE, || service.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
    wait_until("the cluster calls it down", DEADLINE, || {
        dev.try_json(&["node", "show", "n4"]).filter(|node| node["state"] == "Down")
    });
    dev.json(&["node", "evict", "n4"]);
    assert_eq!(code(&dev.refused(&["node", "show", "n4"])), 5042);
    assert_eq!(dev.owner("G").as_deref(), Some("n1"));
}

#[test]
fn rules_and_fault_domains_are_made_shown_and_removed() {
    let (_dir, dev) = cluster();
    for group in ["A", "B"] {
        dev.json(&["group", "create", group]);
    }
    let rule = dev.json(&["affinity", "create", "Apart", "--type", "different-node", "A", "B", "--enabled"]);
    assert_eq!((rule["type"].as_str(), rule["enabled"].as_bool()), (Some("DifferentNode"), Some(true)));
    assert_eq!(rule["groups"], serde_json::json!(["A", "B"]));
    assert_eq!(code(&dev.refused(&["affinity", "create", "Pair", "--type", "same-node", "A", "B", "--enabled"])), 5971);
    assert_eq!(dev.json(&["affinity", "remove", "Apart", "B"])["groups"], serde_json::json!(["A"]));
    assert_eq!(dev.json(&["affinity", "add", "Apart", "B"])["groups"], serde_json::json!(["A", "B"]));
    dev.json(&["affinity", "set", "Apart", "Enabled=0"]);
    assert_eq!(dev.json(&["affinity", "list"])[0]["enabled"], false);
    dev.json(&["affinity", "delete", "Apart"]);
    assert_eq!(code(&dev.refused(&["affinity", "show", "Apart"])), 2);

    dev.json(&["fault-domain", "create", "East", "--type", "site"]);
    dev.json(&["fault-domain", "create", "R1", "--type", "rack", "--parent", "East"]);
    assert_eq!(dev.json(&["fault-domain", "set", "n1", "--parent", "R1"])["parent"], "R1");
    let rack = dev.json(&["fault-domain", "set", "R1", "--name", "R2", "--location", "Hall 3"]);
    assert_eq!((rack["name"].as_str(), rack["location"].as_str()), (Some("R2"), Some("Hall 3")));
    assert_eq!(dev.json(&["fault-domain", "show", "R2"])["children"], serde_json::json!(["n1"]));
    let listed = dev.json(&["fault-domain", "list"]);
    let types: Vec<&str> = listed.as_array().unwrap().iter().map(|domain| domain["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["Site", "Rack", "Node"]);
    assert_eq!(code(&dev.refused(&["fault-domain", "remove", "R2"])), 145);
    dev.json(&["fault-domain", "set", "n1", "--no-parent"]);
    dev.json(&["fault-domain", "remove", "R2"]);
    assert_eq!(code(&dev.refused(&["cluster", "set", "PreferredSite=West"])), 87);
    dev.json(&["cluster", "set", "PreferredSite=East"]);
}
