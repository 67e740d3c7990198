//! A service becomes another program, and what its node runs does not notice.

mod support;

use rustix::process::Signal;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use support::recorder::{check_one_at_a_time, lives, write_program};
use support::services::Services;
use support::{DEADLINE, kill, wait_until};

/// Hand-overs of one node in a row.
const TIMES: u64 = 10;

/// A group of n1 with an application that writes down when it begins and ends.
fn bring_recorder_online(services: &Services) -> PathBuf {
    let (command, record) = write_program(&services.dir);
    services.json(1, &["group", "create", "G"]);
    services.json(1, &["resource", "create", "R", "--group", "G", "--type", "Generic Application"]);
    services.json(1, &["resource", "set", "R", "--private", &format!("CommandLine={command}"), "CurrentDirectory=/"]);
    services.json(1, &["group", "set", "G", "FailoverThreshold=100"]);
    assert_eq!(services.json(1, &["group", "online", "G"])["state"], "Online");
    record
}

fn owner(services: &Services) -> u32 {
    let group = services.json(1, &["group", "show", "G"]);
    u32::try_from(group["owner_id"].as_u64().expect("a number")).expect("a node id")
}

fn number(value: &Json) -> u64 {
    value.as_u64().expect("a number")
}

/// One life, which has not ended.
fn runs_on(record: &Path) {
    wait_until("it has begun", DEADLINE, || (!lives(record).is_empty()).then_some(()));
    let lives = lives(record);
    check_one_at_a_time(&lives);
    assert_eq!(lives.len(), 1, "{lives:?}");
}

#[test]
fn a_node_hands_over_again_and_again_and_its_application_runs_on() {
    let dir = tempfile::tempdir().unwrap();
    let services = Services::found(dir.path(), 3);
    let record = bring_recorder_online(&services);
    let node = owner(&services);
    let before = services.json(node, &["status"]);
    let start = services.json(node, &["resource", "show", "R"]);
    for time in 1..=TIMES {
        services.json(node, &["node", "hand-over"]);
        let now = services.json(node, &["status"]);
        for same in ["pid", "incarnation", "resource_host_pid"] {
            assert_eq!(now[same], before[same], "{same}");
        }
        assert_eq!(number(&now["hand_overs"]), time);
        assert!(number(&now["lease_remaining_ms"]) > 0);
        assert_ne!(now["leader"], format!("n{node}").as_str(), "another one leads");
    }
    let now = services.json(node, &["resource", "show", "R"]);
    assert_eq!((&now["attempt"], &now["epoch"], &now["state"]), (&start["attempt"], &start["epoch"], &start["state"]));
    runs_on(&record);
    // The successor has everything in hand: it stops and starts what its predecessors started.
    assert_eq!(services.json(node, &["group", "offline", "G"])["state"], "Offline");
    assert_eq!(services.json(node, &["group", "online", "G"])["state"], "Online");
    assert_eq!(lives(&record).len(), 2);
}

#[test]
fn the_leader_hands_over_and_so_does_a_node_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    let record = bring_recorder_online(&services);
    let node = owner(&services);
    services.json(node, &["cluster", "transfer-leader", &format!("n{node}")]);
    services.json(node, &["node", "hand-over"]);
    runs_on(&record);
    drop(services);

    let dir = tempfile::tempdir().unwrap();
    services = Services::found(dir.path(), 1);
    let record = bring_recorder_online(&services);
    services.json(1, &["node", "hand-over"]);
    services.json(1, &["node", "hand-over"]);
    runs_on(&record);
}

#[test]
fn a_successor_that_is_killed_fails_over_as_fast_as_any_service() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    let record = bring_recorder_online(&services);
    let node = owner(&services);
    services.json(node, &["node", "hand-over"]);
    let pid = services.node(node).pid();
    let other = 1 + node % 3;
    kill(pid, Signal::KILL);
    wait_until("the group runs elsewhere", DEADLINE, || {
        let group = services.try_json(other, &["group", "show", "G"])?;
        (group["state"] == "Online" && group["owner_id"] != node).then_some(())
    });
    let events = services.json(other, &["events"]).to_string();
    assert!(events.contains("its service died"), "by its last word, not by the end of the longer lease: {events}");
    check_one_at_a_time(&lives(&record));
}

#[test]
fn a_newer_program_takes_over_and_one_that_cannot_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // A program of its own for this cluster, as a package installs it.
    let program = dir.path().join("quorate");
    std::fs::copy(env!("CARGO_BIN_EXE_quorate"), &program).unwrap();
    let mut services = Services::found_with(dir.path(), 2, &program);
    let record = bring_recorder_online(&services);
    let node = owner(&services);
    let replace = |with: &Path| {
        let beside = dir.path().join("quorate.new");
        std::fs::copy(with, &beside).unwrap();
        std::fs::rename(&beside, &program).unwrap();
    };
    let executable = |pid: u32| std::fs::read_link(format!("/proc/{pid}/exe")).unwrap();

    // Something that is no version of this program.
    replace(Path::new("/bin/true"));
    let refusal = services.refused(node, &["node", "hand-over"]);
    assert_eq!(refusal["code"], 1306, "{refusal}");
    assert_eq!(number(&services.json(node, &["status"])["hand_overs"]), 0);
    runs_on(&record);

    replace(Path::new(env!("CARGO_BIN_EXE_quorate")));
    let pid = services.node(node).pid();
    assert!(executable(pid).to_str().unwrap().ends_with(" (deleted)"));
    services.json(node, &["node", "hand-over"]);
    assert_eq!(executable(pid), program);
    assert_eq!(services.node(node).pid(), pid);
    runs_on(&record);

    // Nothing is there: refused, and everything goes on; then again, with the program in its place.
    std::fs::remove_file(&program).unwrap();
    assert_eq!(services.refused(node, &["node", "hand-over"])["code"], 1306);
    replace(Path::new(env!("CARGO_BIN_EXE_quorate")));
    services.json(node, &["node", "hand-over"]);
    runs_on(&record);
    assert!(services.node(node).stop().success());
}

/// An application that does not go by itself: the drain before its service's end takes as long as it may.
fn bring_stubborn_online(services: &Services) {
    let stays = "/bin/bash -c 'trap \"\" TERM; while :; do read -r -t 1 < /dev/zero; done'";
    services.json(1, &["group", "create", "G"]);
    services.json(1, &["resource", "create", "R", "--group", "G", "--type", "Generic Application"]);
    services.json(1, &["resource", "set", "R", "--private", &format!("CommandLine={stays}"), "CurrentDirectory=/"]);
    services.json(1, &["resource", "set", "R", "PendingTimeout=4000"]);
    assert_eq!(services.json(1, &["group", "online", "G"])["state"], "Online");
}

fn wait_until_elsewhere(services: &Services, node: u32) {
    wait_until("the group runs elsewhere", DEADLINE, || {
        let group = services.try_json(1 + node % 3, &["group", "show", "G"])?;
        (group["state"] == "Online" && group["owner_id"] != node).then_some(())
    });
}

/// The service is on its way out: a successor would know nothing of that and go on.
#[test]
fn a_service_that_was_asked_to_stop_is_not_replaced_but_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    bring_stubborn_online(&services);
    let node = owner(&services);
    kill(services.node(node).pid(), Signal::TERM);
    wait_until("its groups are moved away", DEADLINE, || {
        (services.try_json(1 + node % 3, &["group", "show", "G"])?["state"] == "Pending").then_some(())
    });
    assert_eq!(services.refused(node, &["node", "hand-over"])["code"], 5023);
    let status = wait_until("it has stopped", DEADLINE, || services.node(node).has_ended());
    assert!(status.success(), "{status}");
    wait_until_elsewhere(&services, node);
}

#[test]
fn a_service_that_is_asked_to_stop_while_it_hands_over_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    bring_stubborn_online(&services);
    let node = owner(&services);
    // It takes a moment until another one leads.
    services.json(node, &["cluster", "transfer-leader", &format!("n{node}")]);
    let pid = services.node(node).pid();
    std::thread::scope(|scope| {
        // Refused, or the connection ends with the service.
        scope.spawn(|| services.try_json(node, &["node", "hand-over"]));
        wait_until("it hands over", DEADLINE, || services.log(node).contains("is to be replaced").then_some(()));
        kill(pid, Signal::TERM);
    });
    // By itself, or by the signal if its successor had only just begun; in no case it goes on.
    wait_until("it has ended", DEADLINE, || services.node(node).has_ended());
    wait_until_elsewhere(&services, node);
}

#[test]
fn nobody_becomes_a_successor_who_was_handed_nothing() {
    let output = support::quorate().args(["serve", "--successor"]).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = support::stderr(&output);
    assert!(said.contains("standard input is not what a service hands over"), "{said}");
}
