//! Datagrams between nodes: the wire form of `membership::message`.
//!
//! A resource host's last word is none of them: it has its own datagram, which the host itself signs
//! (`resource_host::released`), and no node says it for another.

use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::heartbeat as wire;
use membership::message::{Grant, Heartbeat, Message, Round, RoundAck};
use model::{BootTime, Guid, Incarnation, NodeId};
use prost::Message as _;
use wire::datagram::Message as Wire;

/// First byte of every datagram.
pub const DATAGRAM_MARK: u8 = b'H';

/// Largest datagram, in bytes: all of them are below 100, and none is ever cut into pieces on its way.
pub const DATAGRAM_BYTES_MAX: usize = 1_200;

/// A datagram taken apart. Who sent it is what it says: nothing here is proof. Never holds a `Released` when decoded.
#[derive(Clone, PartialEq, Debug)]
pub struct Datagram {
    pub cluster_instance: Guid,
    pub from: NodeId,
    pub message: Message,
}

/// The bytes to be sent. `None` for a `Released`, which only the resource host itself can say.
pub fn encode_datagram(datagram: &Datagram) -> Option<Vec<u8>> {
    let message = message_to_wire(&datagram.message)?;
    let wire = wire::Datagram {
        cluster_instance: encode_guid(datagram.cluster_instance),
        from: datagram.from.0,
        message: Some(message),
    };
    let mut bytes = Vec::with_capacity(1 + wire.encoded_len());
    bytes.push(DATAGRAM_MARK);
    wire.encode(&mut bytes).expect("a vector grows as needed");
    Some(bytes)
}

pub fn decode_datagram(bytes: &[u8]) -> Result<Datagram, DecodeError> {
    let body = match bytes.split_first() {
        Some((&DATAGRAM_MARK, body)) if bytes.len() <= DATAGRAM_BYTES_MAX => body,
        _ => return Err(DecodeError::Invalid("datagram")),
    };
    let wire = wire::Datagram::decode(body)?;
    Ok(Datagram {
        cluster_instance: decode_guid(&wire.cluster_instance, "cluster_instance")?,
        from: NodeId(wire.from),
        message: message_from_wire(required(wire.message, "datagram.message")?),
    })
}

fn message_to_wire(message: &Message) -> Option<Wire> {
    Some(match message {
        Message::Heartbeat(Heartbeat { incarnation, number, sent, term }) => Wire::Heartbeat(wire::Heartbeat {
            incarnation: incarnation.0,
            number: *number,
            sent_ns: sent.0,
            term: *term,
        }),
        Message::Round(Round { term, number }) => Wire::Round(wire::Round { term: *term, number: *number }),
        Message::RoundAck(RoundAck { term, number, lower_ack_age_ns }) => {
            Wire::RoundAck(wire::RoundAck { term: *term, number: *number, lower_ack_age_ns: *lower_ack_age_ns })
        }
        Message::Grant(Grant { term, incarnation, number, sent, lease_ms, commit_index }) => Wire::Grant(wire::Grant {
            term: *term,
            incarnation: incarnation.0,
            number: *number,
            sent_ns: sent.0,
            lease_ms: *lease_ms,
            commit_index: *commit_index,
        }),
        Message::Released(_) => return None,
    })
}

fn message_from_wire(message: Wire) -> Message {
    match message {
        Wire::Heartbeat(wire::Heartbeat { incarnation, number, sent_ns, term }) => Message::Heartbeat(Heartbeat {
            incarnation: Incarnation(incarnation),
            number,
            sent: BootTime(sent_ns),
            term,
        }),
        Wire::Round(wire::Round { term, number }) => Message::Round(Round { term, number }),
        Wire::RoundAck(wire::RoundAck { term, number, lower_ack_age_ns }) => {
            Message::RoundAck(RoundAck { term, number, lower_ack_age_ns })
        }
        Wire::Grant(wire::Grant { term, incarnation, number, sent_ns, lease_ms, commit_index }) => {
            Message::Grant(Grant {
                term,
                incarnation: Incarnation(incarnation),
                number,
                sent: BootTime(sent_ns),
                lease_ms,
                commit_index,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{ReleaseCause, Released};
    use proptest::prelude::*;

    fn datagram(message: Message) -> Datagram {
        Datagram { cluster_instance: Guid([9; 16]), from: NodeId(u32::MAX), message }
    }

    fn every_message() -> [Datagram; 4] {
        let max = u64::MAX;
        let (incarnation, sent) = (Incarnation(max), BootTime(max));
        [
            Message::Heartbeat(Heartbeat { incarnation, number: max, sent, term: max }),
            Message::Round(Round { term: max, number: max }),
            Message::RoundAck(RoundAck { term: max, number: max, lower_ack_age_ns: max }),
            Message::Grant(Grant { term: max, incarnation, number: max, sent, lease_ms: max, commit_index: max }),
        ]
        .map(datagram)
    }

    #[test]
    fn every_message_survives_the_wire_and_is_small() {
        for datagram in every_message() {
            let bytes = encode_datagram(&datagram).expect("it is no last word");
            assert!(bytes.len() < 100, "{} bytes", bytes.len());
            assert_eq!(bytes[0], 0x48);
            assert_eq!(decode_datagram(&bytes), Ok(datagram));
        }
    }

    #[test]
    fn a_last_word_is_said_by_no_node() {
        let released = Released {
            node: NodeId(2),
            incarnation: Incarnation(3),
            cause: ReleaseCause::LeaseEnded,
            groups: Vec::new(),
        };
        assert_eq!(encode_datagram(&datagram(Message::Released(released))), None);
    }

    #[test]
    fn a_datagram_that_is_too_long_is_refused() {
        let mut bytes = encode_datagram(&every_message()[0]).expect("it is no last word");
        // A field that no version knows is skipped.
        let filler = DATAGRAM_BYTES_MAX - bytes.len() - 3;
        bytes.extend([0x7a, (filler & 0x7f) as u8 | 0x80, (filler >> 7) as u8]);
        bytes.resize(DATAGRAM_BYTES_MAX, 0);
        assert!(decode_datagram(&bytes).is_ok());
        bytes.push(0);
        assert_eq!(decode_datagram(&bytes), Err(DecodeError::Invalid("datagram")));
    }

    #[test]
    fn cut_and_foreign_bytes_are_refused() {
        for datagram in every_message() {
            let bytes = encode_datagram(&datagram).expect("it is no last word");
            for length in 0..bytes.len() {
                assert_ne!(decode_datagram(&bytes[..length]).ok(), Some(datagram.clone()));
            }
            assert!(decode_datagram(&bytes[1..]).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_without_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode_datagram(&bytes);
            if let Some(first) = bytes.first_mut() {
                *first = DATAGRAM_MARK;
            }
            let _ = decode_datagram(&bytes);
        }
    }
}
