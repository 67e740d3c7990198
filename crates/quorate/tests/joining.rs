//! From installed services to a cluster, as an administrator does it: create, join codes, node add; and back again.

mod support;

use rustix::process::Signal;
use serde_json::Value as Json;
use std::sync::Mutex;
use support::services::{Services, is_member};
use support::{DEADLINE, kill, run, stderr, wait_until};

/// Heavy for a small machine side by side.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Where its service waits to be configured, and then is reached by other nodes.
fn address(services: &Services, id: u32) -> String {
    services.nodes[id as usize - 1].arguments[1].clone()
}

fn create(services: &Services) {
    let created =
        services.json(1, &["cluster", "create", "joined", "--node-name", "n1", "--address", &address(services, 1)]);
    assert_eq!((&created["name"], &created["nodes_up"]), (&"joined".into(), &1.into()));
}

fn join_code(services: &Services, id: u32) -> String {
    services.json(id, &["node", "join-code"])["code"].as_str().expect("a code").to_owned()
}

/// Takes the machine in as node nID.
fn add(services: &Services, id: u32) -> Json {
    let (name, code) = (format!("n{id}"), join_code(services, id));
    services.json(1, &["node", "add", &name, "--address", &address(services, id), "--code", &code])
}

fn node_names(services: &Services, asked: u32) -> Vec<String> {
    let nodes = services.json(asked, &["node", "list"]);
    nodes.as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
}

fn settings_file(services: &Services, id: u32) -> std::path::PathBuf {
    services.files(id).join("node.toml")
}

#[test]
fn three_machines_become_a_cluster_by_a_handful_of_commands() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let services = Services::unconfigured(dir.path(), 3);
    create(&services);
    for id in [2, 3] {
        let added = add(&services, id);
        assert_eq!((&added["id"], &added["state"]), (&id.into(), &"Up".into()));
    }
    services.wait_all_up();
    for id in 1..=3 {
        assert_eq!(node_names(&services, id), ["n1", "n2", "n3"]);
    }
    wait_until("three vote", DEADLINE, || (services.try_json(1, &["cluster", "show"])?["voters"] == 3).then_some(()));
    services.bring_sleeper_online("Sleeper");
    assert_eq!(services.json(2, &["group", "move", "Sleeper", "n3"])["owner_id"], 3);
}

#[test]
fn a_wrong_code_is_refused_and_nothing_has_changed() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let services = Services::unconfigured(dir.path(), 2);
    create(&services);
    let code = join_code(&services, 2);
    let (address, wrong) = (address(&services, 2), "AAAA-AAAA-AAAA-AAAA");
    let try_wrong = || services.refused(1, &["node", "add", "n2", "--address", &address, "--code", wrong]);
    let refused = try_wrong();
    assert_eq!((&refused["code"], &refused["next"]), (&5.into(), &"quorate node join-code".into()));
    assert!(refused["message"].as_str().unwrap().contains("not the join code"), "{refused}");
    assert_eq!(node_names(&services, 1), ["n1"]);
    assert!(!settings_file(&services, 2).exists());
    assert_eq!(join_code(&services, 2), code);

    // Five wrong ones end the code.
    for _ in 0..4 {
        try_wrong();
    }
    let closed = try_wrong();
    assert!(closed["message"].as_str().unwrap().contains("takes none for another"), "{closed}");
    assert_ne!(join_code(&services, 2), code);
    assert_eq!(node_names(&services, 1), ["n1"]);

    // The old code is worth nothing, the new one is taken once the pause is over.
    wait_until("the machine takes codes again", DEADLINE, || {
        let refused = services.refused(1, &["node", "add", "n2", "--address", &address, "--code", &code]);
        refused["message"].as_str().unwrap().contains("not the join code").then_some(())
    });
    assert_eq!(add(&services, 2)["state"], "Up");

    // What is no code at all is not even sent.
    let socket = services.socket(1);
    let usage =
        run(&["--cluster", socket.to_str().unwrap(), "node", "add", "n3", "--address", &address, "--code", "x"]);
    assert_eq!(usage.status.code(), Some(2), "{}", stderr(&usage));
}

#[test]
fn a_node_is_not_made_a_node_again() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let services = Services::unconfigured(dir.path(), 2);
    create(&services);
    let code = join_code(&services, 2);
    services.json(1, &["node", "add", "n2", "--address", &address(&services, 2), "--code", &code]);
    let before: Vec<_> = (1..=2).map(|id| std::fs::read(settings_file(&services, id)).unwrap()).collect();
    for (asked, arguments) in [
        (1, vec!["cluster", "create", "another"]),
        (2, vec!["cluster", "create", "another"]),
        (2, vec!["node", "join-code"]),
        (1, vec!["node", "add", "n3", "--address", &address(&services, 2), "--code", &code]),
        (1, vec!["node", "add", "n3", "--address", &address(&services, 1), "--code", &code]),
    ] {
        let refused = services.refused(asked, &arguments);
        assert_eq!(refused["code"], 5065, "{arguments:?}: {refused}");
        assert!(refused["message"].as_str().unwrap().contains("of cluster joined already"), "{refused}");
    }
    assert_eq!(node_names(&services, 2), ["n1", "n2"]);
    let after: Vec<_> = (1..=2).map(|id| std::fs::read(settings_file(&services, id)).unwrap()).collect();
    assert_eq!(before, after);
}

#[test]
fn a_machine_without_a_cluster_says_so_to_every_request() {
    let dir = tempfile::tempdir().unwrap();
    let services = Services::unconfigured(dir.path(), 1);
    for arguments in [
        &["status"][..],
        &["node", "list"],
        &["group", "create", "Web"],
        &["events"],
        &["events", "--follow"],
        &["cluster", "transfer-leader", "n1"],
        &["node", "evict", "n1"],
        &["node", "pause", "n1", "--no-wait"],
        &["db", "get", "Kept", "Value"],
        &["--local", "cluster", "show"],
    ] {
        let refused = services.refused(1, arguments);
        assert_eq!(refused["code"], 5932, "{arguments:?}: {refused}");
        assert_eq!(refused["next"], "quorate cluster create NAME");
    }
    let log = services.log(1);
    assert!(log.contains("not a node of a cluster yet") && log.contains("quorate node join-code"), "{log}");

    // What cannot be a cluster is refused while somebody is there to read it.
    let address = address(&services, 1);
    for (arguments, code) in [
        (["a b", "n1", &address], 123),
        (["same", "same", &address], 123),
        (["lab", "n.1", &address], 123),
        (["lab", "n1", "192.0.2.1"], 5894),
        (["lab", "n1", "0.0.0.0"], 5894),
        (["lab", "n1", "nonsense"], 5894),
    ] {
        let [name, node, address] = arguments;
        let refused = services.refused(1, &["cluster", "create", name, "--node-name", node, "--address", address]);
        assert_eq!(refused["code"], code, "{arguments:?}: {refused}");
    }
    assert!(!settings_file(&services, 1).exists());
    assert!(!services.files(1).join("state/log").exists());

    // And it stops when it is asked to.
    let mut services = services;
    assert!(services.node(1).stop().success());
}

#[test]
fn a_kill_on_the_way_to_normal_service_costs_nothing() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::unconfigured(dir.path(), 2);
    create(&services);
    let (code, pid) = (join_code(&services, 2), services.node(2).pid());
    let (settings, address) = (settings_file(&services, 2), address(&services, 2));
    let socket = services.socket(1);
    let adding = std::thread::scope(|scope| {
        let adding = scope.spawn(|| {
            run(&["--cluster", socket.to_str().unwrap(), "node", "add", "n2", "--address", &address, "--code", &code])
        });
        // As soon as the settings are there: mostly before the answer was sent, and always before the node has joined.
        while !settings.exists() && !adding.is_finished() {
            std::hint::spin_loop();
        }
        kill(pid, Signal::KILL);
        // The service manager starts it again.
        services.node(2).end();
        services.node(2).start();
        adding.join().unwrap()
    });
    assert!(adding.status.success(), "{}", stderr(&adding));
    services.wait_all_up();
    assert_eq!(node_names(&services, 2), ["n1", "n2"]);
}

#[test]
fn settings_that_were_not_finished_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::unconfigured(dir.path(), 1);
    services.node(1).end();
    let unfinished = services.files(1).join("node.toml.new");
    std::fs::write(&unfinished, "node_id = 7\nnode_na").unwrap();
    services.node(1).start();
    wait_until("the service answers", DEADLINE, || services.try_json(1, &["node", "join-code"]));
    create(&services);
    assert!(!unfinished.exists());
}

#[test]
fn a_cluster_is_destroyed_and_its_machines_wait_again() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let services = Services::unconfigured(dir.path(), 2);
    create(&services);
    add(&services, 2);
    services.wait_all_up();
    services.bring_sleeper_online("Sleeper");
    // Not by mistake.
    let socket = services.socket(1);
    let usage = run(&["--cluster", socket.to_str().unwrap(), "cluster", "destroy"]);
    assert_eq!(usage.status.code(), Some(2), "{}", stderr(&usage));
    assert!(stderr(&usage).contains("its group would be taken offline"), "{}", stderr(&usage));
    assert_eq!(services.json(1, &["group", "show", "Sleeper"])["state"], "Online");

    let done = services.json(1, &["cluster", "destroy", "--force"]);
    assert_eq!(done["code"], 0);
    for id in 1..=2 {
        assert!(!settings_file(&services, id).exists());
        assert_eq!(std::fs::read_dir(services.files(id).join("state")).unwrap().count(), 0);
        assert_eq!(services.refused(id, &["node", "list"])["code"], 5932);
        assert!(services.log(id).contains("the cluster was destroyed"));
    }
    // The same machines, another cluster.
    create(&services);
    assert_eq!(add(&services, 2)["state"], "Up");
    assert_eq!(services.refused(2, &["group", "show", "Sleeper"])["code"], 5013);
}

#[test]
fn an_evicted_node_is_reset_and_taken_in_again() {
    let _alone = alone();
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::unconfigured(dir.path(), 3);
    create(&services);
    let first = add(&services, 2);
    // Two of three are a majority without it.
    add(&services, 3);
    wait_until("three vote", DEADLINE, || (services.try_json(1, &["cluster", "show"])?["voters"] == 3).then_some(()));
    let path = |name: &str| services.files(2).join(name).to_str().unwrap().to_owned();
    let (settings, state) = (path("node.toml"), path("state"));
    let reset = |force: &[&str]| {
        run(&[&["-o", "json", "node", "reset", "--settings", &settings, "--state-dir", &state][..], force].concat())
    };

    // Not by mistake, and not while it runs.
    assert_eq!(reset(&[]).status.code(), Some(2));
    let refused = reset(&["--force"]);
    let refused: Json = serde_json::from_str(&stderr(&refused)).unwrap();
    assert_eq!((&refused["code"], &refused["next"]), (&5056.into(), &"systemctl stop quorate".into()));
    assert!(is_member(&services.socket(2)));

    assert!(services.node(2).stop().success());
    services.json(1, &["cluster", "set", "AddEvictDelay=0"]);
    services.json(1, &["node", "evict", "n2"]);
    // Settings that are gone while the state is not: nobody may take the machine for a new one.
    std::fs::rename(&settings, format!("{settings}.away")).unwrap();
    services.node(2).start();
    wait_until("the service answers", DEADLINE, || {
        let refused = run(&["--cluster", services.socket(2).to_str().unwrap(), "-o", "json", "node", "join-code"]);
        let refused: Json = serde_json::from_str(&stderr(&refused)).ok()?;
        (refused["code"] == 5896 && refused["next"] == "quorate node reset --force").then_some(())
    });
    let refused = services.refused(2, &["cluster", "create", "another", "--address", "127.0.0.1"]);
    assert_eq!(refused["code"], 5896);
    assert!(services.node(2).stop().success());
    std::fs::rename(format!("{settings}.away"), &settings).unwrap();

    assert!(reset(&["--force"]).status.success());
    assert!(!settings_file(&services, 2).exists());
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);
    assert!(reset(&["--force"]).status.success(), "twice does no harm");

    services.node(2).start();
    wait_until("the service answers", DEADLINE, || services.try_json(2, &["node", "join-code"]));
    let second = add(&services, 2);
    assert_eq!(second["state"], "Up");
    let voter = |node: &Json| (node["id"].as_u64().unwrap(), node["storage"].as_u64().unwrap());
    assert_ne!(voter(&first), voter(&second), "the number under which it voted is not used again");
    services.wait_all_up();
}
