//! Messages of the log from other nodes: what is read is written again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use proto::message::{message_from_wire, message_to_wire};
use proto::peer::ConsensusMessage;

fuzz_target!(|data: &[u8]| {
    let Ok(wire) = ConsensusMessage::decode(data) else { return };
    let snapshot = wire.snapshot.as_ref().map(|head| vec![0; head.size.min(1 << 16) as usize].into());
    if let Ok(message) = message_from_wire(wire, snapshot) {
        let (wire, snapshot) = message_to_wire(message.clone());
        assert_eq!(message_from_wire(wire, snapshot), Ok(message));
    }
});
