//! Entries of the log, from a peer or from the disk: what is read is written again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::{decode_entry, encode_entry};

fuzz_target!(|data: &[u8]| {
    if let Ok(entry) = decode_entry(data) {
        assert_eq!(decode_entry(&encode_entry(&entry)), Ok(entry));
    }
});
