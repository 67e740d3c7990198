//! Snapshots, from a peer or from the disk, in pieces: what is read is written again, and makes a whole state or is refused.

#![no_main]

use cluster_state::State;
use libfuzzer_sys::fuzz_target;
use proto::snapshot::{SnapshotReader, decode_snapshot, encode_snapshot};

fuzz_target!(|data: &[u8]| {
    let whole = decode_snapshot(data);
    let mut reader = SnapshotReader::new();
    let in_pieces = data.chunks(7).try_for_each(|piece| reader.push(piece)).and_then(|()| reader.finish());
    assert_eq!(in_pieces.is_ok(), whole.is_ok());
    if let Ok(image) = whole {
        assert_eq!(decode_snapshot(&encode_snapshot(&image)).as_ref(), Ok(&image));
        if let Ok(state) = State::from_image(image.clone()) {
            assert_eq!(state.to_image(), image);
        }
    }
});
