//! Commands of clients, to the end of `apply`: no sequence of them breaks the state machine, and a refusal says what to do.
//! Reaches more with the names that the cluster has: `cargo fuzz run client_command -- -dict=fuzz/client_command.dict`.

#![no_main]

use cluster_state::State;
use cluster_state::command::{Command, Entry, Form, NewNode};
use libfuzzer_sys::fuzz_target;
use model::{ClusterTime, GroupId, Guid, NodeId, ResourceId, WallTime};
use prost::Message;
use proto::command::is_for_clients;
use std::sync::LazyLock;

/// What the first byte of a piece says its length is, at most.
const PIECE_BYTES_MAX: usize = 255;

static FORMED: LazyLock<State> = LazyLock::new(|| {
    let node = |number: u32| NewNode {
        id: NodeId(number),
        name: format!("n{number}"),
        storage: 1,
        address: format!("n{number}:3343"),
    };
    let mut state = State::empty();
    apply(
        &mut state,
        Command::Form(Form {
            cluster_name: "C".into(),
            instance: Guid([1; 16]),
            nodes: vec![node(1), node(2)],
            cluster_group: GroupId(Guid([2; 16])),
            available_storage: GroupId(Guid([3; 16])),
            cluster_name_resource: ResourceId(Guid([4; 16])),
            version: model::level::THIS_PROGRAM.highest,
        }),
    );
    state
});

fn apply(state: &mut State, command: Command) {
    let index = state.index() + 1;
    let (time, wall) = (ClusterTime(index), WallTime(index));
    let entry = Entry { time, wall, zone_offset_s: 0, request: None, reason: None, command };
    if let Some(Err(refusal)) = state.apply(index, &entry).reply {
        assert!(!refusal.next.is_empty(), "{refusal:?}");
    }
}

/// A client command after the other, each behind a byte with its length.
fn commands(mut data: &[u8]) -> impl Iterator<Item = Command> + '_ {
    std::iter::from_fn(move || {
        let (&length, rest) = data.split_first()?;
        let (piece, rest) = rest.split_at(usize::from(length).min(rest.len()).min(PIECE_BYTES_MAX));
        data = rest;
        Some(piece)
    })
    .filter_map(|piece| proto::command_from_wire(proto::log::Command::decode(piece).ok()?).ok())
    .filter(is_for_clients)
}

fuzz_target!(|data: &[u8]| {
    let mut state = FORMED.clone();
    for command in commands(data) {
        apply(&mut state, command);
    }
    let image = state.to_image();
    assert!(State::from_image(image).is_ok(), "the state that came of it is whole");
});
