//! Last words of resource hosts, from anybody: nobody without the seed makes one that passes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use resource_host::released::{decode, from_message, public_key};
use std::sync::LazyLock;

static KEY: LazyLock<[u8; 32]> = LazyLock::new(|| public_key(&[0x5a; 32]).expect("a seed has 32 bytes"));

fuzz_target!(|data: &[u8]| {
    if let Ok(signed) = decode(data) {
        assert!(!signed.verify(&*KEY));
        assert_eq!(from_message(signed.to_message()), Ok(signed));
    }
});
