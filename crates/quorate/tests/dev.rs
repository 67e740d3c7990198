//! `quorate dev` itself: started, stopped, killed, started again.

mod support;

use rustix::process::Signal;
use std::time::Duration;
use support::{DEADLINE, DevRun, kill, page_node, run, stderr, stdout, wait_until};

#[test]
fn ctrl_c_leaves_nothing_running_and_a_second_start_finds_the_same_cluster() {
    let dir = tempfile::tempdir().unwrap();
    let mut dev = DevRun::start(dir.path(), &[]);
    let file = std::fs::read_to_string(dir.path().join("cluster.json")).unwrap();
    let instance = dev.json(&["cluster", "show"])["instance"].clone();
    dev.json(&["db", "set", r"Test\Keys", "Kept", "7", "--type", "dword"]);
    dev.stop();
    assert_eq!(dev.processes(), Vec::<u32>::new(), "{}", dev.printed());
    drop(dev);

    let dev = DevRun::start(dir.path(), &[]);
    assert_eq!(std::fs::read_to_string(dir.path().join("cluster.json")).unwrap(), file);
    assert_eq!(dev.json(&["cluster", "show"])["instance"], instance);
    assert_eq!(dev.json(&["db", "get", r"Test\Keys", "Kept"])["value"], 7);
    let group = dev.json(&["group", "show", "Web"]);
    assert_eq!(group["state"], "Online");
    assert!(page_node(group["url"].as_str().unwrap()).is_some());
    assert_eq!(dev.json(&["group", "list"]).as_array().unwrap().len(), 3);
}

#[test]
fn killing_everything_at_once_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut dev = DevRun::start(dir.path(), &[]);
    dev.json(&["db", "set", "Test", "Kept", "yes"]);
    let epoch = dev.json(&["group", "show", "Web"])["epoch"].as_u64().unwrap();
    let pids = dev.processes();
    assert!(pids.len() >= 6, "services, hosts, guards and the page: {pids:?}");
    // `dev` first, so that it starts nothing again.
    dev.kill();
    for pid in pids {
        kill(pid, Signal::KILL);
    }
    drop(dev);

    let dev = DevRun::start(dir.path(), &[]);
    assert_eq!(dev.json(&["db", "get", "Test", "Kept"])["value"], "yes");
    let group = dev.json(&["group", "show", "Web"]);
    assert_eq!(group["state"], "Online");
    assert!(group["epoch"].as_u64().unwrap() > epoch, "the group was taken from its owner's earlier life");
    assert!(page_node(group["url"].as_str().unwrap()).is_some(), "what is called online answers");
}

#[test]
fn services_stop_when_dev_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let mut dev = DevRun::start(dir.path(), &[]);
    dev.kill();
    wait_until("nothing runs any more", Duration::from_secs(60), || dev.processes().is_empty().then_some(()));
}

#[test]
fn what_a_killed_dev_leaves_is_ended_by_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = DevRun::start(dir.path(), &[]);
    // Stopped services cannot stop by themselves.
    let left: Vec<u32> = ["n1", "n2", "n3"].iter().map(|node| first.service_pid(node)).collect();
    for pid in &left {
        kill(*pid, Signal::STOP);
    }
    first.kill();
    let second = DevRun::start(dir.path(), &[]);
    assert!(second.printed().contains("Ended "), "{}", second.printed());
    let running = second.processes();
    assert!(left.iter().all(|pid| !running.contains(pid)), "{left:?} in {running:?}");
}

#[test]
fn one_dev_at_a_time_in_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]);
    let output = run(&["dev", "--dir", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.contains(&format!("with the pid {}", dev.pid())), "{text}");
    // The first is none the worse.
    assert_eq!(dev.json(&["node", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn what_is_in_the_folder_is_not_contradicted() {
    let dir = tempfile::tempdir().unwrap();
    DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]).stop();
    for line in [["--nodes", "3"], ["--base-port", "1024"]] {
        let output = run(&[&["dev", "--dir", dir.path().to_str().unwrap()], &line[..]].concat());
        assert_eq!(output.status.code(), Some(1), "{line:?}");
        assert!(stderr(&output).contains("leave --"), "{}", stderr(&output));
    }
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.path().join("cluster.json")).unwrap()).unwrap();
    let port = file["nodes"][0]["peer_port"].as_u64().unwrap();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", port as u16)).unwrap();
    let output = run(&["dev", "--dir", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&port.to_string()), "{}", stderr(&output));
}

#[test]
fn a_cluster_of_five_and_one_of_a_single_node() {
    for (nodes, count) in [("1", 1), ("5", 5)] {
        let dir = tempfile::tempdir().unwrap();
        let mut dev = DevRun::start(dir.path(), &["--nodes", nodes]);
        let list = dev.json(&["node", "list"]);
        let list = list.as_array().unwrap();
        assert_eq!(list.len(), count);
        assert!(list.iter().all(|node| node["state"] == "Up" && node["pid"].as_u64().is_some()), "{list:?}");
        assert!(dev.owner("Web").is_some());
        dev.stop();
        assert_eq!(dev.processes(), Vec::<u32>::new());
    }
}

#[test]
fn the_usual_cluster_is_found_without_being_named() {
    let state = tempfile::tempdir().unwrap();
    let dir = state.path().join("quorate/dev");
    let dev = DevRun::start(&dir, &["--nodes", "1", "--no-demo"]);
    if std::path::Path::new("/run/quorate/quorate.sock").exists() {
        eprintln!("skipped: a service of this machine is there, and it is the one that is meant");
        return;
    }
    let output = support::quorate().env("XDG_STATE_HOME", state.path()).args(["group", "list"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("Cluster Group"));
    drop(dev);
}

#[test]
fn the_commands_that_dev_prints_work_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &[]);
    let printed = dev.printed();
    let commands: Vec<&str> = printed.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    assert!(commands.iter().any(|command| command.starts_with("kill -9 ")), "{printed}");
    let owner = dev.owner("Web").expect("the demo is online");
    let of_quorate = commands.iter().filter(|command| command.contains("--cluster"));
    for command in of_quorate {
        let output = std::process::Command::new("sh").args(["-c", command]).output().unwrap();
        assert!(output.status.success(), "{command}: {}", stderr(&output));
    }
    // One of them was the move.
    let moved = wait_until("Web is online elsewhere", DEADLINE, || dev.owner("Web").filter(|node| *node != owner));
    assert_ne!(moved, owner);
}
