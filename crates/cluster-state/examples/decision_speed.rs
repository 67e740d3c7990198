//! What decisions cost in a large cluster: the death of one of 64 nodes with 8,000 groups of three resources on them, the
//! memory of that state, and whether one small command costs more among 100,000 resources than among 1,000.
//!
//!     cargo run --release -p cluster-state --example decision_speed

use bytes::Bytes;
use cluster_state::State;
use cluster_state::command::{
    Command, DownCause, Entry, Form, GroupCommand, NewNode, NodeCommand, PropertyChange, PropertyScope,
    RegistryCommand, ReportAges, ReportStatus, Reports, ResourceCommand, ResourceReport,
};
use cluster_state::outcome::{Outcome, Reply};
use model::{ClusterTime, GroupId, Guid, Incarnation, NodeId, ResourceId, Value, WallTime};
use std::time::Instant;

/// The service's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NODES: u32 = 64;
const GROUPS: u32 = 8_000;
const RESOURCES_OF_A_GROUP: u32 = 3;
/// Repetitions of each measurement; the median counts.
const RUNS: usize = 9;

struct Cluster {
    state: State,
    index: u64,
}

impl Cluster {
    /// `groups` groups of three resources each, spread over the nodes, nothing online.
    fn new(groups: u32) -> Cluster {
        let mut cluster = Cluster { state: State::empty(), index: 0 };
        let node = |id: u32| NewNode { id: NodeId(id), name: format!("n{id}"), storage: 1, address: "a:1".into() };
        cluster.apply(Command::Form(Form {
            cluster_name: "C".into(),
            instance: guid(0, 0),
            nodes: (1..=NODES).map(node).collect(),
            cluster_group: GroupId(guid(0, 1)),
            available_storage: GroupId(guid(0, 2)),
            cluster_name_resource: ResourceId(guid(0, 3)),
            version: model::level::THIS_PROGRAM.highest,
        }));
        for id in 1..=NODES {
            cluster.join(id, id.into());
        }
        for number in 0..groups {
            cluster.make_group(number);
        }
        cluster
    }

    fn apply(&mut self, command: Command) -> Outcome {
        self.index += 1;
        let time = ClusterTime(self.index);
        let outcome = self.state.apply(
            self.index,
            &Entry { time, wall: WallTime(1), zone_offset_s: 0, request: None, reason: None, command },
        );
        assert!(!matches!(outcome.reply, Some(Err(_))), "{:?}", outcome.reply);
        outcome
    }

    fn join(&mut self, id: u32, incarnation: u64) {
        self.apply(Command::Node(NodeCommand::Join {
            node: NodeId(id),
            incarnation: Incarnation(incarnation),
            release_key: Bytes::from_static(b"key"),
            version: "1".to_owned(),
            pid: 1,
            versions: model::level::THIS_PROGRAM,
            ignore_persistent_state: false,
        }));
    }

    fn make_group(&mut self, number: u32) {
        let (id, group) = (GroupId(guid(1, number)), format!("group {number}"));
        let owner = NodeId(1 + number % NODES);
        self.apply(Command::Group(GroupCommand::Create { id, name: group.clone(), group_type: 9_999, owner }));
        for nth in 0..RESOURCES_OF_A_GROUP {
            let id = ResourceId(guid(2, number * RESOURCES_OF_A_GROUP + nth));
            let (name, type_name) = (format!("resource {number} {nth}"), "Generic Application".to_owned());
            let group = group.clone();
            self.apply(Command::Resource(ResourceCommand::Create {
                id,
                group,
                name,
                type_name,
                separate_monitor: false,
            }));
        }
        for nth in 1..RESOURCES_OF_A_GROUP {
            let (resource, provider) = (format!("resource {number} {nth}"), format!("resource {number} {}", nth - 1));
            self.apply(Command::Resource(ResourceCommand::AddDependency { resource, provider }));
        }
    }

    /// Everything comes online: what a host is asked to start it reports to be online.
    fn bring_online(&mut self, groups: u32) {
        for number in 0..groups {
            self.apply(Command::Group(GroupCommand::Online { group: format!("group {number}"), node: None, flags: 0 }));
        }
        for id in 1..=NODES {
            self.report_online(NodeId(id));
        }
    }

    fn report_online(&mut self, node: NodeId) {
        let incarnation = self.state.active_incarnation(node).expect("the node is a member");
        loop {
            let pending = |resource: &ResourceId| {
                let runtime = self.state.resource_runtime(*resource)?;
                (runtime.report_sequence == 0).then_some(())
            };
            let wanted = self.state.wanted(node).into_iter();
            let reports: Vec<ResourceReport> = wanted
                .filter(|wanted| pending(&wanted.resource).is_some())
                .map(|wanted| ResourceReport {
                    resource: wanted.resource,
                    epoch: wanted.epoch,
                    attempt: wanted.attempt,
                    sequence: 1,
                    status: ReportStatus::Online,
                    code: 0,
                    message: String::new(),
                    ages: ReportAges::default(),
                })
                .collect();
            if reports.is_empty() {
                return;
            }
            self.apply(Command::Reports(Reports { node, incarnation, reports }));
        }
    }
}

/// Scattered as random ones are: what is made together does not lie together.
fn guid(kind: u8, number: u32) -> Guid {
    const ODD: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    Guid((u128::from(number) << 8 | u128::from(kind)).wrapping_mul(ODD).to_be_bytes())
}

fn main() {
    let before_mb = resident_mb();
    let mut cluster = Cluster::new(GROUPS);
    cluster.bring_online(GROUPS);
    println!("{GROUPS} groups of {RESOURCES_OF_A_GROUP} resources on {NODES} nodes, online:");
    println!("  memory                          {:>8.1} MB", resident_mb() - before_mb);
    death("one node dies, its share", &cluster);
    for number in 0..GROUPS {
        let (group, node) = (format!("group {number}"), Some("n1".to_owned()));
        let outcome =
            cluster.apply(Command::Group(GroupCommand::Move { group, node, flags: 0, parameters: Vec::new() }));
        if matches!(outcome.reply, Some(Ok(Reply::Pending))) {
            cluster.let_go(number);
        }
    }
    cluster.report_online(NodeId(1));
    death("one node dies that has them all", &cluster);
    drop(cluster);
    small_commands();
}

impl Cluster {
    /// What the group ran on its old owner is gone, dependents first.
    fn let_go(&mut self, number: u32) {
        for nth in (0..RESOURCES_OF_A_GROUP).rev() {
            let resource = ResourceId(guid(2, number * RESOURCES_OF_A_GROUP + nth));
            let node = self.state.group_runtime(GroupId(guid(1, number))).expect("the group is there").owner;
            let runtime = self.state.resource_runtime(resource).expect("the resource is there");
            let report = ResourceReport {
                resource,
                epoch: runtime.epoch,
                attempt: runtime.attempt,
                sequence: runtime.report_sequence + 1,
                status: ReportStatus::Gone,
                code: 0,
                message: String::new(),
                ages: ReportAges::default(),
            };
            let incarnation = self.state.active_incarnation(node).expect("the owner is a member");
            self.apply(Command::Reports(Reports { node, incarnation, reports: vec![report] }));
        }
    }
}

/// Decides the death of node 1, each time from the same state.
fn death(what: &str, cluster: &Cluster) {
    let node = NodeId(1);
    let groups = cluster.state.groups_owned_by(node).len();
    let incarnation = cluster.state.active_incarnation(node).expect("node 1 is a member");
    let mut taken: Vec<f64> = Vec::new();
    for _ in 0..RUNS {
        let mut state = cluster.state.clone();
        let down = NodeCommand::Down { node, incarnation, cause: DownCause::LeaseExpired, silent_ms: 1_450 };
        let time = ClusterTime(cluster.index + 1);
        let entry = Entry {
            time,
            wall: WallTime(1),
            zone_offset_s: 0,
            request: None,
            reason: None,
            command: Command::Node(down),
        };
        let begun = Instant::now();
        let outcome = state.apply(cluster.index + 1, &entry);
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
        assert!(state.groups_owned_by(node).is_empty() && outcome.touched.len() >= groups);
    }
    let (median, least, most) = spread(taken);
    println!("  {what:31} {median:>8.2} ms ({least:.2} to {most:.2}), {groups} groups");
}

fn small_commands() {
    const COMMANDS: u32 = 20_000;
    for groups in [334, 33_334] {
        let mut cluster = Cluster::new(groups);
        cluster.bring_online(groups.min(2_000));
        println!("{} resources:", groups * RESOURCES_OF_A_GROUP);
        cluster.apply(Command::Registry(RegistryCommand::CreateKey { path: "App".into() }));
        measure("set a value", &mut cluster, COMMANDS, |number| {
            let value = Value::Dword(number);
            Command::Registry(RegistryCommand::SetValue { path: "App".into(), name: "value".into(), value })
        });
        measure("a property that acts later", &mut cluster, COMMANDS, |number| {
            set_property(number, "FailoverThreshold", number)
        });
        measure("a property that acts at once", &mut cluster, COMMANDS, |number| {
            set_property(number, "Priority", 1_000 + number % 7)
        });
        measure("take a group offline and online", &mut cluster, COMMANDS, |number| {
            let group = format!("empty {}", number / 2 % 100);
            match number % 2 {
                0 => Command::Group(GroupCommand::Online { group, node: None, flags: 0 }),
                _ => Command::Group(GroupCommand::Offline { group, flags: 0 }),
            }
        });
    }
}

/// Of one of 300 groups.
fn set_property(number: u32, name: &str, value: u32) -> Command {
    let changes = vec![PropertyChange { name: name.into(), value: Some(Value::Dword(value)) }];
    let group = format!("group {}", number % 300);
    Command::Group(GroupCommand::SetProperties { group, scope: PropertyScope::Common, changes })
}

fn measure(what: &str, cluster: &mut Cluster, count: u32, command: impl Fn(u32) -> Command) {
    for number in 0..100 {
        let (id, name) = (GroupId(guid(3, number)), format!("empty {number}"));
        if cluster.state.group_runtime(id).is_none() {
            cluster.apply(Command::Group(GroupCommand::Create { id, name, group_type: 9_999, owner: NodeId(1) }));
        }
    }
    let mut taken: Vec<f64> = Vec::new();
    for _ in 0..RUNS {
        let commands: Vec<Command> = (0..count).map(&command).collect();
        let begun = Instant::now();
        for command in commands {
            cluster.apply(command);
        }
        taken.push(f64::from(count) / begun.elapsed().as_secs_f64());
    }
    let (median, least, most) = spread(taken);
    println!("  {what:31} {median:>8.0} commands/s ({least:.0} to {most:.0})");
}

/// Median, least and most.
fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[0], values[values.len() - 1])
}

/// `VmRSS` of this process.
fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
