//! Property lists, as clients of the original's API send them: what is read is written again byte for byte.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::property_list::{decode_property_list, encode_property_list};

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = decode_property_list(data) {
        let written = encode_property_list(&list);
        let again = decode_property_list(&written).expect("what is written can be read");
        assert_eq!(encode_property_list(&again), written);
    }
});
