//! How long a large database takes as a snapshot: written, read, and derived again.
//!
//!     cargo run --release -p proto --example snapshot_speed

use cluster_state::State;
use cluster_state::command::{Command, Entry, RegistryCommand};
use model::{ClusterTime, Value, WallTime};
use proto::snapshot::{decode_snapshot, encode_snapshot};
use std::time::Instant;

fn main() {
    let state = large_state();
    let (bytes, write_ms) = timed(|| encode_snapshot(&state.to_image()));
    let (image, read_ms) = timed(|| decode_snapshot(&bytes).expect("a snapshot just written is whole"));
    let (back, derive_ms) = timed(|| State::from_image(image).expect("an image of a state is whole"));
    assert!(back == state);
    let megabytes = bytes.len() / 1_000_000;
    println!(
        "1,000,000 values of 64 bytes, {megabytes} MB: written in {write_ms} ms, read in {read_ms} ms, derived in {derive_ms} ms"
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, u128) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed().as_millis())
}

/// 64 MB of 64-byte values in keys of 1,000.
fn large_state() -> State {
    let mut state = State::empty();
    let mut index = 0;
    let mut apply = |command| {
        index += 1;
        let time = ClusterTime(index);
        let entry = Entry {
            time,
            wall: WallTime(index),
            zone_offset_s: 0,
            request: None,
            reason: None,
            command: Command::Registry(command),
        };
        let reply = state.apply(index, &entry).reply;
        assert!(matches!(reply, Some(Ok(_))), "{reply:?}");
    };
    for key in 0..1_000u64 {
        let path = format!("App\\Key {key}");
        apply(RegistryCommand::CreateKey { path: path.clone() });
        for number in 0..1_000 {
            let value = Value::Binary(vec![7; 64].into());
            apply(RegistryCommand::SetValue { path: path.clone(), name: format!("v{number}"), value });
        }
    }
    state
}
