//! Heartbeat datagrams, from anybody: what is read is written again, and never speaks for a resource host.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::datagram::{decode_datagram, encode_datagram};

fuzz_target!(|data: &[u8]| {
    if let Ok(datagram) = decode_datagram(data) {
        let bytes = encode_datagram(&datagram).expect("no last word comes out of a heartbeat datagram");
        assert_eq!(decode_datagram(&bytes), Ok(datagram));
    }
});
