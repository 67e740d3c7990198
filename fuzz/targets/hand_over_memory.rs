//! What a service leaves to the program that it becomes, written by another version: what is read is written again. The mark and the
//! checksum are put in front, which no fuzzer guesses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::handover::{decode_memory, encode_memory};

fuzz_target!(|data: &[u8]| {
    let _ = decode_memory(data);
    let mut bytes = b"quorateH".to_vec();
    bytes.extend_from_slice(&crc32fast::hash(data).to_be_bytes());
    bytes.extend_from_slice(data);
    if let Ok(memory) = decode_memory(&bytes) {
        assert_eq!(decode_memory(&encode_memory(&memory)), Ok(memory));
    }
});
