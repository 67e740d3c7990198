//! Clusters of other sizes, and clusters that grow and shrink.

mod support;

use std::sync::Mutex;
use support::services::{Services, free_port};
use support::{DEADLINE, wait_until};

/// Heavy for a small machine side by side.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Adds the node with the next number by `node add`, and starts its service.
fn add_node(services: &mut Services, id: u32) {
    let files = services.files(id);
    let name = format!("n{id}");
    let address = format!("127.0.0.1:{}", free_port());
    let path = |name: &str| files.join(name).to_str().unwrap().to_owned();
    let (settings, state, socket) = (path("node.toml"), path("state"), path("quorate.sock"));
    let added = services.json(
        1,
        &[
            &["node", "add", &name, "--address", &address, "--settings", &settings][..],
            &["--state-dir", &state, "--socket", &socket],
        ]
        .concat(),
    );
    assert_eq!(added["id"], id, "the lowest free number");
    assert_eq!(added["settings"]["cluster"]["founding"], false);
    let state = services.json(1, &["node", "show", &name])["state"].clone();
    assert_eq!(state, "Down", "its service has not been started yet");
    services.take_in(id);
}

fn voters(services: &Services) -> Option<u64> {
    services.try_json(1, &["cluster", "show"])?["voters"].as_u64()
}

fn owner_id(services: &Services, asked: u32, group: &str) -> Option<u64> {
    let group = services.try_json(asked, &["group", "show", group])?;
    (group["state"] == "Online").then(|| group["owner_id"].as_u64())?
}

#[test]
fn three_nodes_become_four_and_three_again() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    services.json(1, &["db", "set", "Kept", "Before", "the fourth came"]);
    services.bring_sleeper_online("Sleeper");
    add_node(&mut services, 4);
    services.wait_all_up();
    wait_until("four vote", DEADLINE, || (voters(&services)? == 4).then_some(()));
    assert_eq!(services.json(4, &["db", "get", "Kept", "Before"])["value"], "the fourth came");

    // It takes groups, and it counts: with two of four there is no majority, with three there is.
    assert_eq!(services.json(4, &["group", "move", "Sleeper", "n4"])["owner_id"], 4);
    services.node(2).end_with_everything();
    services.json(1, &["db", "set", "Kept", "With", "three of four"]);
    services.node(2).start();
    services.wait_all_up();

    // Only a node that is down can be evicted; what it owns has moved by then.
    let refused = support::run(&["--cluster", services.socket(1).to_str().unwrap(), "node", "evict", "n4"]);
    assert!(support::stderr(&refused).contains("5009 ERROR_CANT_EVICT_ACTIVE_NODE"), "{}", support::stderr(&refused));
    let status = services.node(4).stop();
    assert!(status.success(), "{status}");
    let owner = wait_until("the group has left node 4", DEADLINE, || owner_id(&services, 1, "Sleeper"));
    assert_ne!(owner, 4);
    services.json(1, &["node", "evict", "n4"]);
    wait_until("three vote", DEADLINE, || (voters(&services)? == 3).then_some(()));
    assert_eq!(services.json(2, &["node", "list"]).as_array().unwrap().len(), 3);

    // The service of an evicted node learns that it is none any more, or waits; it harms nobody, and never joins.
    services.node(4).start();
    let two_of_three = |services: &mut Services| {
        services.node(3).end_with_everything();
        services.json(1, &["db", "set", "Kept", "With", "two of three"]);
        services.node(3).start();
    };
    two_of_three(&mut services);
    wait_until("node 3 is back", DEADLINE, || {
        (services.try_json(1, &["node", "show", "n3"])?["state"] == "Up").then_some(())
    });
    assert_eq!(services.json(1, &["node", "list"]).as_array().unwrap().len(), 3);
}

#[test]
fn leadership_goes_where_it_is_sent_and_nothing_that_runs_moves() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let services = Services::found(dir.path(), 3);
    services.bring_sleeper_online("Sleeper");
    let group = |asked| {
        let group = services.json(asked, &["group", "show", "Sleeper"]);
        [group["owner"].clone(), group["epoch"].clone(), group["resource_details"][0]["attempt"].clone()]
    };
    let before = group(1);
    // Asked of whichever node: of the leader, of who is to lead, and of a third one.
    for (asked, target) in [(1, "n2"), (1, "n3"), (1, "n1"), (2, "n3"), (3, "n3"), (2, "n1")] {
        services.json(asked, &["cluster", "transfer-leader", target]);
        wait_until("it leads", DEADLINE, || {
            (services.try_json(2, &["cluster", "show"])?["leader"] == target).then_some(())
        });
        services.json(3, &["db", "set", "Kept", "Written under", target]);
    }
    assert_eq!(group(2), before);
}

#[test]
fn one_node_alone_becomes_three() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 1);
    services.bring_sleeper_online("Sleeper");
    for id in [2, 3] {
        add_node(&mut services, id);
        services.wait_all_up();
        wait_until("it votes", DEADLINE, || (voters(&services)? == u64::from(id)).then_some(()));
    }
    // The founder may go now.
    services.node(1).end_with_everything();
    let owner =
        wait_until("another node has its group", DEADLINE, || owner_id(&services, 2, "Sleeper").filter(|id| *id != 1));
    assert!(owner == 2 || owner == 3);
    services.json(3, &["db", "set", "Kept", "Without", "the founder"]);
}

#[test]
fn five_nodes_bear_the_loss_of_two() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 5);
    services.bring_sleeper_online("Sleeper");
    assert_eq!(voters(&services), Some(5));
    let owner = wait_until("it is online", DEADLINE, || owner_id(&services, 1, "Sleeper")) as u32;
    let second = owner % 5 + 1;
    services.node(owner).end_with_everything();
    services.node(second).end_with_everything();
    let left = (1..=5).find(|id| *id != owner && *id != second).unwrap();
    let new = wait_until("one of three has the group", DEADLINE, || {
        owner_id(&services, left, "Sleeper").filter(|id| *id != u64::from(owner))
    });
    assert_ne!(new, u64::from(second));
    services.json(left, &["db", "set", "Kept", "With", "three of five"]);
}
