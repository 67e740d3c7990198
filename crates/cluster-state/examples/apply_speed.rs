//! How many registry commands a second one core applies, beside clusters of different sizes, and how long a large
//! database takes to be derived again from its image.
//!
//!     cargo run --release -p cluster-state --example apply_speed

use cluster_state::State;
use cluster_state::command::{
    BatchStep, Command, Entry, Form, GroupCommand, NewNode, RegistryCommand, ResourceCommand,
};
use cluster_state::outcome::Reply;
use model::{ClusterTime, GroupId, Guid, NodeId, ResourceId, Value, WallTime};
use std::time::Instant;

struct Cluster {
    state: State,
    index: u64,
}

impl Cluster {
    fn apply(&mut self, command: Command) {
        self.index += 1;
        let entry = Entry {
            time: ClusterTime(self.index),
            wall: WallTime(self.index),
            zone_offset_s: 0,
            request: None,
            reason: None,
            command,
        };
        let outcome = self.state.apply(self.index, &entry);
        assert!(matches!(outcome.reply, Some(Ok(Reply::Done))), "{:?}", outcome.reply);
    }

    fn registry(&mut self, command: RegistryCommand) {
        self.apply(Command::Registry(command));
    }
}

fn guid(number: u64) -> Guid {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Guid(bytes)
}

fn cluster(groups: u64) -> Cluster {
    let mut cluster = Cluster { state: State::empty(), index: 0 };
    let node = |id: u32| NewNode { id: NodeId(id), name: format!("n{id}"), storage: 1, address: format!("n{id}:3343") };
    cluster.apply(Command::Form(Form {
        cluster_name: "C".into(),
        instance: guid(1),
        nodes: (1..=3).map(node).collect(),
        cluster_group: GroupId(guid(2)),
        available_storage: GroupId(guid(3)),
        cluster_name_resource: ResourceId(guid(4)),
        version: model::level::THIS_PROGRAM.highest,
    }));
    for number in 0..groups {
        let (id, name) = (GroupId(guid(100 + number * 2)), format!("group {number}"));
        cluster.apply(Command::Group(GroupCommand::Create {
            id,
            name: name.clone(),
            group_type: 9999,
            owner: NodeId(1),
        }));
        cluster.apply(Command::Resource(ResourceCommand::Create {
            id: ResourceId(guid(101 + number * 2)),
            group: name,
            name: format!("resource {number}"),
            type_name: "Generic Application".into(),
            separate_monitor: false,
        }));
    }
    cluster
}

fn main() {
    for groups in [0, 1_000, 8_000] {
        let begun = Instant::now();
        let mut cluster = cluster(groups);
        let made_ms = begun.elapsed().as_millis();
        cluster.registry(RegistryCommand::CreateKey { path: "App\\Data".into() });
        println!("{groups} groups, made in {made_ms} ms:");
        measure("SetValue, 10,000 values", &mut cluster, 200_000, |number| set_value(number % 10_000));
        measure("SetValue, growing", &mut cluster, 200_000, |number| set_value(10_000 + number));
        measure("Batch of 4 steps", &mut cluster, 50_000, |number| batch(number % 10_000));
        measure("SetValue of a property", &mut cluster, 20_000, |number| RegistryCommand::SetValue {
            path: format!("Groups\\{}", guid(2)),
            name: "FailoverThreshold".into(),
            value: Value::Dword(number as u32),
        });
    }
    derive_a_large_database();
}

fn measure(what: &str, cluster: &mut Cluster, count: u64, command: impl Fn(u64) -> RegistryCommand) {
    let commands: Vec<RegistryCommand> = (0..count).map(command).collect();
    let begun = Instant::now();
    for command in commands {
        cluster.registry(command);
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("  {what:30} {:>10.0} commands/s", count as f64 / seconds);
}

fn set_value(number: u64) -> RegistryCommand {
    RegistryCommand::SetValue {
        path: "App\\Data".into(),
        name: format!("value {number}"),
        value: Value::Sz(format!("{number:064}")),
    }
}

fn batch(number: u64) -> RegistryCommand {
    let name = format!("value {number}");
    let steps = vec![
        BatchStep::ValueExists { name: name.clone() },
        BatchStep::SetValue { name: name.clone(), value: Value::Dword(1) },
        BatchStep::SetValue { name: format!("{name} too"), value: Value::Dword(2) },
        BatchStep::DeleteValue { name: format!("{name} too") },
    ];
    RegistryCommand::Batch { root: "App\\Data".into(), steps }
}

/// 64 MB of 64-byte values: what a restart has to do beside reading the bytes.
fn derive_a_large_database() {
    let mut cluster = cluster(1_000);
    for key in 0..1_000u64 {
        let path = format!("App\\Key {key}");
        cluster.registry(RegistryCommand::CreateKey { path: path.clone() });
        for number in 0..1_000 {
            let value = Value::Binary(vec![7; 64].into());
            cluster.registry(RegistryCommand::SetValue { path: path.clone(), name: format!("v{number}"), value });
        }
    }
    let begun = Instant::now();
    let image = cluster.state.to_image();
    let image_us = begun.elapsed().as_micros();
    let begun = Instant::now();
    let state = State::from_image(image).expect("an image of a state is whole");
    println!("1,000,000 values of 64 bytes: image in {image_us} us, derived in {} ms", begun.elapsed().as_millis());
    assert!(state == cluster.state);
}
