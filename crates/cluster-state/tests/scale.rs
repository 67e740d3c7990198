//! The death of a node moves all its groups in one entry, and the cost of a command does not grow with the cluster.

use bytes::Bytes;
use cluster_state::State;
use cluster_state::command::{
    Command, DownCause, Entry, Form, GroupCommand, NewNode, NodeCommand, PropertyChange, PropertyScope, ReportAges,
    ReportStatus, Reports, ResourceCommand, ResourceReport,
};
use cluster_state::outcome::Outcome;
use model::{ClusterTime, GroupId, Guid, Incarnation, NodeId, ResourceId, Value, WallTime};
use std::time::{Duration, Instant};

const NODES: u32 = 8;

fn guid(kind: u8, number: u32) -> Guid {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    Guid(bytes)
}

fn apply(state: &mut State, command: Command) -> Outcome {
    let entry =
        Entry { time: ClusterTime(1), wall: WallTime(1), zone_offset_s: 0, request: None, reason: None, command };
    state.apply(state.index() + 1, &entry)
}

/// `groups` groups of one resource, all online on node 1.
fn cluster(groups: u32) -> State {
    let mut state = State::empty();
    let node = |number| NewNode { id: NodeId(number), name: format!("n{number}"), storage: 1, address: "a:1".into() };
    let form = Form {
        cluster_name: "C".into(),
        instance: guid(0, 0),
        nodes: (1..=NODES).map(node).collect(),
        cluster_group: GroupId(guid(0, 1)),
        available_storage: GroupId(guid(0, 2)),
        cluster_name_resource: ResourceId(guid(0, 3)),
        version: model::level::THIS_PROGRAM.highest,
    };
    apply(&mut state, Command::Form(form));
    for number in 1..=NODES {
        let (node, incarnation) = (NodeId(number), Incarnation(number.into()));
        let (release_key, version) = (Bytes::from_static(b"key"), "1".to_owned());
        apply(
            &mut state,
            Command::Node(NodeCommand::Join {
                node,
                incarnation,
                release_key,
                version,
                pid: 1,
                versions: model::level::THIS_PROGRAM,
                ignore_persistent_state: false,
            }),
        );
    }
    for number in 0..groups {
        let (id, name, group_type) = (GroupId(guid(1, number)), format!("g{number}"), 9_999);
        apply(
            &mut state,
            Command::Group(GroupCommand::Create { id, name: name.clone(), group_type, owner: NodeId(1) }),
        );
        let (id, resource) = (ResourceId(guid(2, number)), format!("r{number}"));
        let type_name = "Generic Application".to_owned();
        let create =
            ResourceCommand::Create { id, group: name.clone(), name: resource, type_name, separate_monitor: false };
        apply(&mut state, Command::Resource(create));
        apply(&mut state, Command::Group(GroupCommand::Online { group: name, node: None, flags: 0 }));
    }
    let reports = state.wanted(NodeId(1)).into_iter().map(|wanted| ResourceReport {
        resource: wanted.resource,
        epoch: wanted.epoch,
        attempt: wanted.attempt,
        sequence: 1,
        status: ReportStatus::Online,
        code: 0,
        message: String::new(),
        ages: ReportAges::default(),
    });
    let reports = reports.collect();
    apply(&mut state, Command::Reports(Reports { node: NodeId(1), incarnation: Incarnation(1), reports }));
    state
}

#[test]
fn a_death_moves_a_thousand_groups_in_one_entry() {
    let mut state = cluster(1_000);
    assert_eq!(state.wanted(NodeId(1)).len(), 1_001);
    let began = Instant::now();
    let (node, incarnation, cause) = (NodeId(1), Incarnation(1), DownCause::LeaseExpired);
    let outcome = apply(&mut state, Command::Node(NodeCommand::Down { node, incarnation, cause, silent_ms: 0 }));
    let took = began.elapsed();
    println!("1000 groups moved in {took:?}");
    assert_eq!(outcome.touched.len(), 1_001);
    assert!(state.wanted(NodeId(1)).is_empty());
    let taken: Vec<usize> = (2..=NODES).map(|node| state.wanted(NodeId(node)).len()).collect();
    assert_eq!(taken.iter().sum::<usize>(), 1_001);
    assert!(taken.iter().all(|count| (100..190).contains(count)), "spread over the survivors: {taken:?}");
}

#[test]
fn the_cost_of_a_command_does_not_grow_with_the_cluster() {
    let time = |groups: u32| {
        let mut state = cluster(groups);
        let mut best = Duration::MAX;
        for number in 0..30 {
            let began = Instant::now();
            let target = Some(format!("n{}", 2 + number % (NODES - 1)));
            apply(
                &mut state,
                Command::Group(GroupCommand::Move {
                    group: format!("g{number}"),
                    node: target,
                    flags: 0,
                    parameters: Vec::new(),
                }),
            );
            best = best.min(began.elapsed());
        }
        best
    };
    let (small, large) = (time(50), time(1_500));
    println!("a move: {small:?} among 50 groups, {large:?} among 1500");
    assert!(large < small * 10, "{small:?} among 50 groups, {large:?} among 1500");
}

#[test]
fn a_class_of_a_thousand_groups_costs_little_more_than_none() {
    let time = |class: Option<&str>| {
        let mut state = cluster(1_000);
        for number in 0..1_000 {
            let value = class.map(|class| Value::MultiSz(vec![class.into()]));
            let changes = vec![PropertyChange { name: "AntiAffinityClassNames".into(), value }];
            let (group, scope) = (format!("g{number}"), PropertyScope::Common);
            apply(&mut state, Command::Group(GroupCommand::SetProperties { group, scope, changes }));
        }
        let mut best = Duration::MAX;
        for _ in 0..3 {
            let mut state = state.clone();
            let (node, incarnation, cause) = (NodeId(1), Incarnation(1), DownCause::LeaseExpired);
            let began = Instant::now();
            apply(&mut state, Command::Node(NodeCommand::Down { node, incarnation, cause, silent_ms: 0 }));
            best = best.min(began.elapsed());
            assert!(state.wanted(NodeId(1)).is_empty());
        }
        best
    };
    let (none, one) = (time(None), time(Some("all")));
    println!("a death of a thousand groups: {none:?} without a class, {one:?} with one that all have");
    assert!(one < none * 5, "{none:?} without a class, {one:?} with one that all have");
}
