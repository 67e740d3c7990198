//! The whole cluster is shut down, and comes back.

mod support;

use support::services::Services;
use support::{DEADLINE, DevRun, run, stderr, wait_until};

/// EX_CONFIG: the service is not to be started again by itself.
const SHUT_DOWN: i32 = 78;

#[test]
fn every_service_stops_and_the_next_start_brings_back_what_was_online() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    services.bring_sleeper_online("A");
    services.bring_sleeper_online("B");
    let owner = |group| services.json(1, &["group", "show", group])["owner"].clone();
    if owner("A") == owner("B") {
        services.json(1, &["group", "move", "B"]);
    }
    services.json(1, &["group", "create", "Idle"]);

    // Not by mistake.
    let socket = services.socket(1);
    let usage = run(&["--cluster", socket.to_str().unwrap(), "cluster", "shutdown"]);
    assert_eq!(usage.status.code(), Some(2), "{}", stderr(&usage));
    assert!(stderr(&usage).contains("its 3 groups would be offline"), "{}", stderr(&usage));

    assert_eq!(services.json(3, &["cluster", "shutdown", "--force"])["code"], 997);
    for id in 1..=3 {
        let status = wait_until("the service stops", DEADLINE, || services.node(id).has_ended());
        assert_eq!(status.code(), Some(SHUT_DOWN), "n{id}");
        assert!(services.log(id).contains("the cluster was shut down"));
    }
    // Nothing was left to a killer.
    for id in 1..=3 {
        assert!(!services.log(id).contains("is ended now"), "{}", services.log(id));
    }

    for id in 1..=3 {
        services.node(id).end();
        services.node(id).start();
    }
    services.wait_all_up();
    for group in ["A", "B"] {
        wait_until("the group is online again", DEADLINE, || {
            (services.try_json(1, &["group", "show", group])?["state"] == "Online").then_some(())
        });
    }
    assert_eq!(services.json(1, &["group", "show", "Idle"])["state"], "Offline");
    // Nothing was passed around on the way down.
    let events = services.json(1, &["events", "--limit", "0"]);
    let texts: Vec<&str> = events.as_array().unwrap().iter().filter_map(|event| event["text"].as_str()).collect();
    let told = texts.iter().position(|text| text.starts_with("The cluster is shut down:")).expect("it is told");
    let begun = texts.iter().rposition(|text| text.starts_with("The cluster starts:")).expect("it is told");
    let between = texts.get(told..begun).expect("the start comes after the end");
    assert!(between.iter().all(|text| !text.contains(" moved from ")), "{between:#?}");
}

#[test]
fn quorate_dev_ends_with_its_cluster_and_starts_it_again() {
    let dir = tempfile::tempdir().unwrap();
    {
        let dev = DevRun::start(dir.path(), &["--no-demo"]);
        dev.json(&["cluster", "shutdown", "--force"]);
        wait_until("dev has ended", DEADLINE, || dev.printed().contains("the cluster was shut down").then_some(()));
        wait_until("nothing of it runs", DEADLINE, || support::processes_naming(dir.path()).is_empty().then_some(()));
    }
    let again = DevRun::start(dir.path(), &["--no-demo"]);
    assert_eq!(again.json(&["node", "list"]).as_array().unwrap().len(), 3);
}
