//! What was acknowledged survives the death of everything; what is damaged is said, and never guessed.

mod support;

use rustix::process::Signal;
use serde_json::Value as Json;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use support::services::{Services, is_member};
use support::{DEADLINE, DevRun, kill, page_node, wait_until};

/// Writes values of several types and sizes, in keys below `Kept`.
fn write_values(json: &dyn Fn(&[&str]) -> Json) {
    let long = "long ".repeat(2_000);
    for key in 0..5 {
        let path = format!(r"Kept\Key {key}");
        json(&["db", "set", &path, "Text", &format!("text {key} ü 🙂")]);
        json(&["db", "set", &path, "Number", &key.to_string(), "--type", "dword"]);
        json(&["db", "set", &path, "Long", &long]);
    }
    json(&["db", "delete", r"Kept\Key 3", "Long"]);
}

#[test]
fn everything_killed_at_once_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut dev = DevRun::start(dir.path(), &[]);
    write_values(&|arguments| dev.json(arguments));
    let kept = dev.json(&["db", "tree", "Kept"]);
    let instance = dev.json(&["cluster", "show"])["instance"].clone();
    let start = start_of(&dev.json(&["group", "show", "Web"]));
    let pids = dev.processes();
    // `dev` first, so that it starts nothing again; the rest in no order at all.
    dev.kill();
    for pid in pids {
        kill(pid, Signal::KILL);
    }
    drop(dev);

    // As if the power had failed in the middle of a write: the beginning of a record behind the last whole one.
    for node in 1..=3 {
        tear_the_end(&last_segment(&dir.path().join(format!("node{node}/state"))));
    }
    let dev = DevRun::start(dir.path(), &[]);
    assert_eq!(dev.json(&["cluster", "show"])["instance"], instance);
    assert_eq!(dev.json(&["db", "tree", "Kept"]), kept);
    // Until the cluster has noticed that the old lives are over, it tells of them.
    for node in 1..=3 {
        let socket = dir.path().join(format!("node{node}/quorate.sock"));
        wait_until("the node is up in its new life", DEADLINE, || is_member(&socket).then_some(()));
    }
    let group = wait_until("the group is online in a new life", DEADLINE, || {
        let group = dev.try_json(&["group", "show", "Web"])?;
        (group["state"] == "Online" && start_of(&group) > start).then_some(group)
    });
    let url = group["url"].as_str().unwrap();
    wait_until("the page is served", DEADLINE, || page_node(url).filter(|node| group["owner"] == node.as_str()));
    for node in 1..=3 {
        let log = std::fs::read_to_string(dir.path().join(format!("node{node}/service.log"))).unwrap();
        assert!(log.contains("cut off a torn end"), "node {node}:\n{log}");
    }
    // All three, and each of its own disk.
    for node in 1..=3 {
        let socket = dir.path().join(format!("node{node}/quorate.sock"));
        wait_until("the node has applied all", DEADLINE, || {
            let arguments = ["--cluster", socket.to_str()?, "-o", "json", "--local", "db", "tree", "Kept"];
            let tree: Json = serde_json::from_slice(&support::run(&arguments).stdout).ok()?;
            (tree == kept).then_some(())
        });
    }
}

#[test]
fn a_damaged_journal_stops_its_node_with_a_sentence_and_the_others_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    write_values(&|arguments| services.json(1, arguments));
    services.bring_sleeper_online("Sleeper");
    let kept = services.json(1, &["db", "tree", "Kept"]);
    services.nodes.iter_mut().for_each(|service| service.end_with_everything());

    let segment = last_segment(&services.files(2).join("state"));
    flip_a_byte_in_the_middle(&segment);
    services.nodes.iter_mut().for_each(|service| service.start());
    let ended = wait_until("node 2 ends", DEADLINE, || services.nodes[1].has_ended());
    assert_eq!(ended.code(), Some(1), "started again it would not fare better");
    let log = services.log(2);
    let last = log.lines().last().unwrap_or_default();
    let name = segment.file_name().unwrap().to_str().unwrap();
    for part in [name, "is damaged", "at byte", "evict this node and add it again"] {
        assert!(last.contains(part), "{part:?} is missing in: {last}");
    }

    let states = wait_until("the others go on with the group", DEADLINE, || {
        let group = services.try_json(1, &["group", "show", "Sleeper"])?;
        let nodes = services.try_json(3, &["node", "list"])?;
        let states: Vec<String> =
            nodes.as_array()?.iter().filter_map(|node| node["state"].as_str().map(str::to_owned)).collect();
        (group["state"] == "Online" && group["owner"] != "n2" && states == ["Up", "Down", "Up"]).then_some(states)
    });
    assert_eq!(states, ["Up", "Down", "Up"]);
    assert_eq!(services.json(3, &["db", "tree", "Kept"]), kept);
    services.json(1, &["db", "set", "Kept", "After", "written by two of three"]);

    // What the sentence advises works.
    services.json(1, &["cluster", "set", "AddEvictDelay=0"]);
    services.json(1, &["node", "evict", "n2"]);
    let files = services.files(2);
    std::fs::rename(files.join("state"), files.join("state.damaged")).unwrap();
    let address = std::fs::read_to_string(files.join("node.toml")).unwrap();
    let address = address.lines().find_map(|line| line.strip_prefix("peer_listen = ")).unwrap().trim_matches('"');
    services.node(2).end();
    let (state, socket, settings) = (files.join("state"), files.join("quorate.sock"), files.join("node.toml"));
    let added = services.json(
        1,
        &[
            "node",
            "add",
            "n2",
            "--address",
            address,
            "--storage",
            "2",
            "--settings",
            settings.to_str().unwrap(),
            "--state-dir",
            state.to_str().unwrap(),
            "--socket",
            socket.to_str().unwrap(),
        ],
    );
    assert_eq!(added["name"], "n2");
    services.node(2).start();
    services.wait_all_up();
    wait_until("the new disk has everything", DEADLINE, || {
        (services.try_json(2, &["--local", "db", "tree", "Kept"])? == services.json(1, &["db", "tree", "Kept"]))
            .then_some(())
    });
}

#[test]
fn a_single_node_comes_back_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 1);
    write_values(&|arguments| services.json(1, arguments));
    services.bring_sleeper_online("Sleeper");
    let kept = services.json(1, &["db", "tree", "Kept"]);
    for _ in 0..2 {
        services.node(1).end_with_everything();
        services.node(1).start();
        services.wait_all_up();
        assert_eq!(services.json(1, &["db", "tree", "Kept"]), kept);
        wait_until("the group is online again", DEADLINE, || {
            (services.try_json(1, &["group", "show", "Sleeper"])?["state"] == "Online").then_some(())
        });
    }
}

/// Epoch of a group and attempt of its resource: greater for each start.
fn start_of(group: &Json) -> (u64, u64) {
    let attempt = group["resource_details"][0]["attempt"].as_u64();
    (group["epoch"].as_u64().expect("an epoch"), attempt.expect("an attempt"))
}

/// The file of the journal that was written last.
fn last_segment(state_dir: &Path) -> PathBuf {
    let entries = std::fs::read_dir(state_dir.join("log")).expect("the log is there");
    let segments = entries.map(|entry| entry.unwrap().path());
    let is_segment = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("journal-");
    segments.filter(is_segment).max().expect("there is a segment")
}

/// Behind the last record, and zeros up to the segment's length.
fn end_of_records(content: &[u8]) -> usize {
    let last = content.iter().rposition(|byte| *byte != 0).expect("something was written");
    // Records are filled up to 8 bytes.
    (last + 1).next_multiple_of(8)
}

/// A record whose second half never reached the disk.
fn tear_the_end(segment: &Path) {
    let content = std::fs::read(segment).unwrap();
    let end = end_of_records(&content);
    let file = std::fs::OpenOptions::new().write(true).open(segment).unwrap();
    // The first record of the file is a whole one; the end of a record may be zeros of its own.
    file.write_all_at(&content[..44], end as u64 + 64).unwrap();
}

fn flip_a_byte_in_the_middle(segment: &Path) {
    let content = std::fs::read(segment).unwrap();
    let at = end_of_records(&content) / 2;
    let file = std::fs::OpenOptions::new().write(true).open(segment).unwrap();
    file.write_all_at(&[content[at] ^ 0x10], at as u64).unwrap();
}
