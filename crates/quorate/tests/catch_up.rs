//! A node that missed more than the log keeps gets a snapshot, and is the same as the others afterwards.

mod support;

use client::Client;
use model::Value;
use std::time::{Duration, Instant};
use support::services::Services;
use support::{DEADLINE, wait_until};

/// What is promised holds for QUORATE_TEST_COMMANDS=100000; fewer and larger ones are as much for the log.
const COMMANDS: u64 = 4_000;
/// Enough for the others to have dropped what the node missed.
const BYTES: u64 = 24 << 20;
const CLIENTS: u64 = 256;
/// Values are overwritten, so that the snapshot is smaller than the log that it replaces.
const VALUES: u64 = 500;

const PATIENCE: Duration = Duration::from_secs(300);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// Sets values from many clients at once, each waiting for its answer.
async fn write(endpoint: &client::Endpoint, commands: u64) {
    let client = Client::connect(endpoint).await.expect("the service answers").with_request_timeout(PATIENCE);
    let bytes = (BYTES / commands).max(64) as usize;
    client.create_key("Many").await.expect("the key is made");
    let mut clients = tokio::task::JoinSet::new();
    for first in 0..CLIENTS {
        let client = client.clone();
        clients.spawn(async move {
            for number in (first..commands).step_by(CLIENTS as usize) {
                let name = format!("value {}", number % VALUES);
                let mut value = number.to_le_bytes().repeat(bytes / 8);
                value.truncate(bytes);
                client.set_value("Many", &name, Value::Binary(value.into())).await.expect("the value is set");
            }
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended.expect("a client does not panic");
    }
}

#[test]
fn a_node_that_missed_very_much_catches_up_by_snapshot() {
    let commands =
        std::env::var("QUORATE_TEST_COMMANDS").ok().and_then(|number| number.parse().ok()).unwrap_or(COMMANDS);
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 3);
    services.node(3).end_with_everything();
    let begun = Instant::now();
    runtime().block_on(write(&services.client(1), commands));
    eprintln!("{commands} commands without node 3: {:?}", begun.elapsed());
    let reached = services.json(1, &["status"])["applied_index"].as_u64().unwrap();
    assert!(reached > commands);

    let begun = Instant::now();
    services.node(3).start();
    wait_until("node 3 has applied everything", PATIENCE, || {
        (services.try_json(3, &["status"])?["applied_index"].as_u64()? >= reached).then_some(())
    });
    eprintln!("node 3 caught up after {:?}", begun.elapsed());
    wait_until("node 3 is up", DEADLINE, || {
        (services.try_json(1, &["node", "show", "n3"])?["state"] == "Up").then_some(())
    });
    let log = services.log(3);
    assert!(log.contains("took over a snapshot"), "{log}");

    let values = |id| services.json(id, &["--local", "db", "list", "Many"])["values"].clone();
    let expected = values(1);
    assert_eq!(expected.as_array().unwrap().len() as u64, VALUES.min(commands));
    assert_eq!(values(3), expected);

    // It does so also from its own disk, and it takes part again.
    services.node(3).end_with_everything();
    services.node(3).start();
    services.wait_all_up();
    assert_eq!(services.json(3, &["--local", "db", "list", "Many"])["values"], expected);
    services.node(2).end_with_everything();
    services.json(3, &["db", "set", "Many", "after", "written with node 3's vote"]);
}
