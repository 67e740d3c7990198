//! Nodes that are emptied in order, and one that is kept out.

mod support;

use support::services::Services;
use support::{DEADLINE, wait_until};

fn owner(services: &Services, asked: u32) -> u32 {
    wait_until("the group is online", DEADLINE, || {
        let group = services.try_json(asked, &["group", "show", "Sleeper"])?;
        (group["state"] == "Online").then(|| group["owner_id"].as_u64()).flatten()
    }) as u32
}

fn event_texts(services: &Services, asked: u32) -> Vec<String> {
    let events = services.json(asked, &["events"]);
    let texts = events.as_array().unwrap().iter().map(|event| event["text"].as_str().unwrap().to_owned());
    texts.collect()
}

#[test]
fn a_drained_node_is_empty_and_gets_its_groups_back() {
    let dir = tempfile::tempdir().unwrap();
    let services = Services::found(dir.path(), 3);
    services.bring_sleeper_online("Sleeper");
    let first = owner(&services, 1);
    let asked = first % 3 + 1;
    let name = format!("n{first}");
    assert_eq!(services.refused(asked, &["node", "pause", &name, "--drain", "--target", &name])["code"], 114);

    let drained = services.json(asked, &["node", "pause", &name, "--drain"]);
    assert_eq!((&drained["state"], &drained["drain_status"]), (&"Paused".into(), &2.into()), "{drained}");
    assert_eq!(drained["groups"].as_array().unwrap().len(), 0, "{drained}");
    assert_ne!(owner(&services, asked), first);
    assert_eq!(services.json(asked, &["group", "show", "Sleeper"])["drained_from"], name);

    services.json(asked, &["node", "resume", &name, "--failback", "immediate"]);
    wait_until("it is back", DEADLINE, || (owner(&services, asked) == first).then_some(()));
}

#[test]
fn a_service_that_is_stopped_has_its_groups_moved_away_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    services.bring_sleeper_online("Sleeper");
    let first = owner(&services, 1);
    let asked = first % 3 + 1;
    let status = services.node(first).stop();
    assert!(status.success(), "{status}");
    assert_ne!(owner(&services, asked), first);
    let texts = event_texts(&services, asked);
    let said = |part: &str| texts.iter().position(|text| text.contains(part));
    let (moved, down) = (said("\"Sleeper\" moved from"), said("is Down: its service was stopped"));
    assert!(moved.is_some() && moved < down, "it moved before the service was gone: {texts:#?}");
    assert!(texts[moved.unwrap()].contains("its owner is drained"), "{texts:#?}");
}

#[test]
fn a_node_that_is_quarantined_waits_until_it_is_cleared() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    services.json(1, &["cluster", "set", "QuarantineThreshold=1"]);
    services.node(3).end();
    let node = |services: &Services| services.try_json(1, &["node", "show", "n3"]);
    wait_until("it is quarantined", DEADLINE, || {
        node(&services).filter(|node| node["state"] == "Down" && node["status_information"] == 2)
    });
    services.node(3).start();
    // The service is there, and has applied the state that keeps it out.
    wait_until("its service answers", DEADLINE, || services.try_json(3, &["--local", "node", "list"]));
    assert_eq!(node(&services).unwrap()["state"], "Down");
    services.json(1, &["node", "clear-quarantine", "n3"]);
    wait_until("it is Up", DEADLINE, || node(&services).filter(|node| node["state"] == "Up"));
}
