use super::*;
use cluster_state::State;
use cluster_state::command::Adapter;
use cluster_state::outcome::{Event, Level, ObjectKind, Reply, Subject};
use cluster_state::runtime::{
    Arrival, Drain, DrainStatus, Failback, GroupRuntime, GroupSetRuntime, Hold, LastMove, MoveCause, Moving,
    NodeRuntime, OwnLease, Phase, Preemption, Provider, ProviderWait, Quarantine, QueuedMove, Readiness, Recovery,
    ResourceRuntime, Runtime, StartStage, Starting, Startup,
};
use model::flags::{DrainFlags, MoveFlags};
use model::{
    Attempt, Epoch, GroupId, GroupSetId, GroupState, Guid, Hive, Incarnation, NodeId, NodeState, Reason, RequestId,
    ResourceId, ResourceState, Value, Win32Code,
};

fn id(number: u8) -> Guid {
    Guid([number; 16])
}

fn resource(state: ResourceState, recovery: Recovery, hold: Option<Hold>) -> Arc<ResourceRuntime> {
    Arc::new(ResourceRuntime {
        state,
        state_sequence: 7,
        state_changed: WallTime(1_700_000_000_003),
        attempt: Attempt(3),
        epoch: Epoch(2),
        residue: true,
        terminating: true,
        report_sequence: 9,
        checkpoint: 4,
        pending_until: Some(ClusterTime(77)),
        restarts: [ClusterTime(1), ClusterTime(2)].into_iter().collect(),
        recovery,
        hold,
        asked: Some(false),
        locked: true,
        force_stop: true,
        status_code: 5,
        status_text: "exit status 5".into(),
    })
}

/// One of everything. Its parts do not belong together: that is not the business of the bytes.
fn image(values_of_one_key: u32) -> StateImage {
    let mut image = StateImage { hive: hive(values_of_one_key), ..State::empty().to_image() };
    put_runtime(&mut image.runtime);
    put_events(&mut image);
    put_answers(&mut image);
    (image.index, image.time, image.wall) = (42, ClusterTime(43), WallTime(44));
    image
}

/// Every type of value, a name that is not ASCII, a security descriptor.
fn hive(values_of_one_key: u32) -> Hive {
    let mut hive = Hive::new(WallTime(1));
    hive.create_key("App\\Größe", WallTime(2)).unwrap();
    let values = [
        Value::Sz("text".into()),
        Value::ExpandSz("%x%".into()),
        Value::Binary(Bytes::from_static(&[0, 255])),
        Value::Dword(u32::MAX),
        Value::MultiSz(vec!["a".into(), String::new(), "b".into()]),
        Value::Qword(u64::MAX),
    ];
    for (number, value) in values.into_iter().enumerate() {
        hive.set_value("App", &format!("Value {number}"), value, WallTime(3)).unwrap();
    }
    for number in 0..values_of_one_key {
        hive.set_value("App\\Größe", &format!("{number}"), Value::Dword(number), WallTime(4)).unwrap();
    }
    hive.set_security("App", Some(Bytes::from_static(b"")), WallTime(5)).unwrap();
    hive
}

fn adapter() -> Adapter {
    Adapter {
        name: "eth0".into(),
        id: "52:54:00:12:34:56".into(),
        ready: true,
        dhcp: true,
        addresses: ["10.77.0.1/24", "fd77::1/64"].map(|text| text.parse().unwrap()).into(),
    }
}

/// Every variant of what a node, a group and a resource can be in.
fn put_runtime(runtime: &mut Runtime) {
    let node = NodeRuntime {
        state: NodeState::Paused,
        incarnation: Some(Incarnation(u64::MAX)),
        release_key: Bytes::from_static(b"key"),
        version: "0.1.0".into(),
        pid: 12,
        own_lease: Some(OwnLease { number: 2, present_ms: Some(0), longest_ms: 10_000, until: ClusterTime(77) }),
        drain: Some(Drain {
            status: DrainStatus::Failed,
            target: Some(NodeId(2)),
            flags: DrainFlags::AVOID_PLACEMENT,
            error: Some(Win32Code::ERROR_CLUSTER_NODE_DOWN),
        }),
        avoid_placement: true,
        stopping: true,
        shut_down: true,
        unclean: [ClusterTime(1), ClusterTime(2)].into_iter().collect(),
        quarantine: Some(Quarantine::Until(ClusterTime(3))),
        adapters: Some(vec![adapter()]),
    };
    runtime.nodes.insert(NodeId(1), Arc::new(node.clone()));
    let own_lease = Some(OwnLease { number: 1, present_ms: None, longest_ms: u64::MAX, until: ClusterTime(0) });
    runtime.nodes.insert(
        NodeId(2),
        Arc::new(NodeRuntime {
            state: NodeState::Unknown,
            incarnation: None,
            drain: None,
            own_lease,
            quarantine: Some(Quarantine::UntilCleared),
            ..node.clone()
        }),
    );
    runtime.nodes.insert(NodeId(3), Arc::new(NodeRuntime { own_lease: None, ..node }));
    put_groups(runtime);
    for (number, readiness) in (1..).zip([Readiness::No, Readiness::At(ClusterTime(12)), Readiness::Yes]) {
        runtime.group_sets.insert(GroupSetId(id(number)), GroupSetRuntime { readiness });
    }
    runtime.last_eviction = Some(ClusterTime(13));
    runtime.used_storage = (7..40).map(|node| (NodeId(node), 3_u32)).collect();
    let resources = [
        resource(ResourceState::Online, Recovery::Free, None),
        resource(ResourceState::Failed, Recovery::RestartAt(ClusterTime(1)), Some(Hold::Restarting)),
        resource(ResourceState::OnlinePending, Recovery::RetryAt(ClusterTime(2)), Some(Hold::NoAutomaticStart)),
        resource(ResourceState::Unknown, Recovery::Stays, Some(Hold::PersistentStateIgnored)),
        resource(ResourceState::Offline, Recovery::Free, Some(Hold::ColdStart)),
        resource(ResourceState::Failed, Recovery::AfterMaintenance, None),
    ];
    for (number, resource) in resources.into_iter().enumerate() {
        runtime.resources.insert(ResourceId(id(number as u8)), resource);
    }
    let earlier = Some(EarlierLease { length_ms: 2_000, until: ClusterTime(9_000) });
    runtime.local = LocalTime { wall: WallTime(5), zone_offset_s: -3_600 };
    runtime.next_hour = Some(ClusterTime(3_600_000));
    let (preferred_until, level_until) = (Some(ClusterTime(120_000)), Some(ClusterTime(180_000)));
    runtime.startup = Startup { preferred_until, level: Some(1_000), level_until };
    runtime.lease = LeaseLengths { present_ms: 1_000, earlier };
}

fn put_groups(runtime: &mut Runtime) {
    let group = GroupRuntime {
        owner: NodeId(1),
        epoch: Epoch(8),
        moving: Some(Moving {
            to: NodeId(2),
            why: MoveCause::ResourceFailed(ResourceId(id(3))),
            flags: MoveFlags::FAILBACK,
        }),
        arrival: Some(Arrival { from: NodeId(1), flags: MoveFlags::HIGH_PRIORITY_START }),
        queued: Some(QueuedMove { to: Some(NodeId(2)), flags: MoveFlags::QUEUE_ENABLED }),
        drained_from: Some(NodeId(2)),
        drain_error: Some(5005),
        parked: true,
        started: true,
        provider_wait: Some(ProviderWait {
            since: ClusterTime(6),
            provider: Provider::Set(GroupSetId(id(7))),
            until: Some(ClusterTime(600_006)),
            over: false,
        }),
        starting: Some(Starting { level: 3_000, stage: StartStage::Delayed(ClusterTime(9)) }),
        failback: Some(Failback::AtWindow { since: 7 }),
        preempted_by: Some(GroupId(id(9))),
        preemption: Some(Preemption { node: NodeId(1), victims: vec![GroupId(id(7)), GroupId(id(8))] }),
        settled: true,
        failovers: [ClusterTime(5)].into_iter().collect(),
        state: GroupState::PartialOnline,
        state_sequence: 2,
        state_changed: WallTime(1_700_000_000_007),
        last_move: Some(LastMove { at: ClusterTime(77), wall: WallTime(1_700_000_000_001) }),
        course: vec![(Phase::LastContact, ClusterTime(3)), (Phase::Decided, ClusterTime(4))],
    };
    let causes = [
        MoveCause::Requested,
        MoveCause::Drained,
        MoveCause::Parked,
        MoveCause::Resumed,
        MoveCause::Returning(ResourceId(id(3))),
        MoveCause::Cancelled,
        MoveCause::Failback,
    ];
    let provider_wait = Some(ProviderWait {
        since: ClusterTime(1),
        provider: Provider::Group(GroupId(id(1))),
        until: None,
        over: true,
    });
    let stages = [StartStage::ForNode, StartStage::ForTurn, StartStage::Begun].into_iter().cycle();
    for ((number, why), stage) in causes.into_iter().enumerate().zip(stages) {
        let moving = Some(Moving { to: NodeId(1), why, flags: MoveFlags::NONE });
        let queued = Some(QueuedMove { to: None, flags: MoveFlags::NONE });
        let (starting, failback) = (Some(Starting { level: 1, stage }), Some(Failback::Due));
        let group = GroupRuntime { moving, queued, starting, failback, provider_wait, ..group.clone() };
        runtime.groups.insert(GroupId(id(number as u8 + 2)), Arc::new(group));
    }
    runtime.groups.insert(GroupId(id(1)), Arc::new(group));
}

fn put_events(image: &mut StateImage) {
    for (kind, level) in [
        (ObjectKind::Cluster, Level::Information),
        (ObjectKind::Resource, Level::Warning),
        (ObjectKind::GroupSet, Level::Warning),
        (ObjectKind::AffinityRule, Level::Warning),
        (ObjectKind::FaultDomain, Level::Warning),
        (ObjectKind::Node, Level::Error),
    ] {
        image.events.push_back(Event {
            sequence: image.next_event,
            wall: WallTime(6),
            level,
            subject: Subject { kind, id: "1".into(), name: "n1".into() },
            rule: "policies 9.3".into(),
            text: "moved".into(),
            refused: vec![(NodeId(2), "paused".into())],
            phases: vec![(Phase::Requested, 0), (Phase::Online, 75)],
            reason: Reason::new("kernel update").filter(|_| level != Level::Error),
        });
        image.next_event += 1;
    }
}

fn put_answers(image: &mut StateImage) {
    let refusal = Refusal::new(Win32Code::ERROR_GROUP_NOT_FOUND, "There is no group").next("quorate group list");
    for (number, answer) in
        [Ok(Reply::Done), Err(refusal), Ok(Reply::Pending), Ok(Reply::Stored)].into_iter().enumerate()
    {
        let request = RequestId(u128::MAX - number as u128);
        image.answers.insert(request, answer);
        image.answered.push_back(request);
    }
}

#[test]
fn everything_comes_back_and_equal_images_are_equal_bytes() {
    let image = image(1000);
    let bytes = encode_snapshot(&image);
    let back = decode_snapshot(&bytes).unwrap();
    assert_eq!(back, image);
    assert_eq!(encode_snapshot(&back), bytes);
}

#[test]
fn pieces_of_any_size_give_the_same_image() {
    let image = image(1000);
    let bytes = encode_snapshot(&image);
    for size in [1, 2, 3, 7, 100, 4096] {
        let mut reader = SnapshotReader::new();
        for piece in bytes.chunks(size) {
            reader.push(piece).unwrap();
        }
        assert_eq!(reader.finish().unwrap(), image, "pieces of {size}");
    }
}

#[test]
fn a_snapshot_cut_anywhere_is_an_error() {
    let bytes = encode_snapshot(&image(5));
    for length in 0..bytes.len() {
        assert!(decode_snapshot(&bytes[..length]).is_err(), "cut to {length}");
    }
}

#[test]
fn a_changed_byte_never_panics() {
    let bytes = encode_snapshot(&image(5)).to_vec();
    for position in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[position] ^= change;
            if let Ok(image) = decode_snapshot(&damaged) {
                let _ = State::from_image(image);
            }
        }
    }
}

#[test]
fn what_does_not_belong_is_refused() {
    let image = image(1000);
    let bytes = encode_snapshot(&image);
    let twice = [&bytes[..], &bytes[..]].concat();
    assert!(decode_snapshot(&twice).is_err(), "a second snapshot behind the first");
    let more = [&bytes[..], &[0]].concat();
    assert!(decode_snapshot(&more).is_err(), "an empty record behind the end");
    assert!(decode_snapshot(&[0xff, 0xff, 0xff, 0xff, 0x7f]).is_err(), "a length of many gigabytes");
    assert!(decode_snapshot(&[]).is_err());
}

/// A snapshot is written by a thread of its own while the state goes on.
#[test]
fn an_image_can_go_to_another_thread() {
    fn assert_send<T: Send + 'static>(_: &T) {}
    assert_send(&image(1000));
}
