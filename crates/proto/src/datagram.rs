//! Datagrams between nodes: the wire form of `membership::message`.

use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::heartbeat as wire;
use bytes::Bytes;
use membership::message::{Grant, Heartbeat, Message, Released, Round, RoundAck};
use model::{BootTime, Epoch, GroupId, Guid, Incarnation, NodeId, ReleaseCause};
use prost::Message as _;
use wire::datagram::Message as Wire;

/// First byte of every datagram.
pub const DATAGRAM_MARK: u8 = b'H';

/// Largest datagram, in bytes. Only a Released comes near it; all others are below 100 bytes.
pub const DATAGRAM_BYTES_MAX: usize = 60_000;

/// Most groups that one Released can name, 24 bytes each.
pub const RELEASED_GROUPS_MAX: usize = 2_400;

/// A datagram taken apart. Who sent it is what it says: nothing here is proof, only `signature` is, once checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Datagram {
    pub cluster_instance: Guid,
    pub from: NodeId,
    pub message: Message,
    /// Of a Released, over [`released_signed_bytes`]; empty with every other message.
    pub signature: Bytes,
}

/// The Released names more groups than fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooManyGroups;

/// The bytes to be sent.
pub fn encode_datagram(datagram: &Datagram) -> Result<Vec<u8>, TooManyGroups> {
    let message = message_to_wire(&datagram.message, &datagram.signature)?;
    let wire = wire::Datagram {
        cluster_instance: encode_guid(datagram.cluster_instance),
        from: datagram.from.0,
        message: Some(message),
    };
    let mut bytes = Vec::with_capacity(1 + wire.encoded_len());
    bytes.push(DATAGRAM_MARK);
    wire.encode(&mut bytes).expect("a vector grows as needed");
    Ok(bytes)
}

pub fn decode_datagram(bytes: &[u8]) -> Result<Datagram, DecodeError> {
    let body = match bytes.split_first() {
        Some((&DATAGRAM_MARK, body)) if bytes.len() <= DATAGRAM_BYTES_MAX => body,
        _ => return Err(DecodeError::Invalid("datagram")),
    };
    let wire = wire::Datagram::decode(body)?;
    let (message, signature) = message_from_wire(required(wire.message, "datagram.message")?)?;
    Ok(Datagram {
        cluster_instance: decode_guid(&wire.cluster_instance, "cluster_instance")?,
        from: NodeId(wire.from),
        message,
        signature,
    })
}

/// What the resource host signs and the leader checks (leases 9): every fact of the message, and the cluster.
pub fn released_signed_bytes(cluster_instance: Guid, released: &Released) -> Vec<u8> {
    let mut bytes = b"quorate released 1".to_vec();
    bytes.extend_from_slice(&cluster_instance.0);
    bytes.extend_from_slice(&released.node.0.to_be_bytes());
    bytes.extend_from_slice(&released.incarnation.0.to_be_bytes());
    bytes.push(cause_to_wire(released.cause) as u8);
    bytes.extend_from_slice(&groups_to_bytes(&released.groups));
    bytes
}

fn message_to_wire(message: &Message, signature: &Bytes) -> Result<Wire, TooManyGroups> {
    Ok(match message {
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
        Message::Released(Released { node, incarnation, cause, groups }) => {
            if groups.len() > RELEASED_GROUPS_MAX {
                return Err(TooManyGroups);
            }
            Wire::Released(wire::Released {
                node: node.0,
                incarnation: incarnation.0,
                cause: cause_to_wire(*cause) as i32,
                groups: Bytes::from(groups_to_bytes(groups)),
                signature: signature.clone(),
            })
        }
    })
}

fn message_from_wire(message: Wire) -> Result<(Message, Bytes), DecodeError> {
    let message = match message {
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
        Wire::Released(wire::Released { node, incarnation, cause, groups, signature }) => {
            let released = Released {
                node: NodeId(node),
                incarnation: Incarnation(incarnation),
                cause: cause_from_wire(cause)?,
                groups: groups_from_bytes(&groups)?,
            };
            return Ok((Message::Released(released), signature));
        }
    };
    Ok((message, Bytes::new()))
}

fn groups_to_bytes(groups: &[(GroupId, Epoch)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(groups.len() * 24);
    for (group, epoch) in groups {
        bytes.extend_from_slice(&group.0.0);
        bytes.extend_from_slice(&epoch.0.to_be_bytes());
    }
    bytes
}

fn groups_from_bytes(bytes: &[u8]) -> Result<Vec<(GroupId, Epoch)>, DecodeError> {
    let (pairs, rest) = bytes.as_chunks::<24>();
    if !rest.is_empty() {
        return Err(DecodeError::Invalid("released.groups"));
    }
    let pair = |bytes: &[u8; 24]| {
        let (mut group, mut epoch) = ([0; 16], [0; 8]);
        group.copy_from_slice(&bytes[..16]);
        epoch.copy_from_slice(&bytes[16..]);
        (GroupId(Guid(group)), Epoch(u64::from_be_bytes(epoch)))
    };
    Ok(pairs.iter().map(pair).collect())
}

fn cause_to_wire(cause: ReleaseCause) -> wire::ReleaseCause {
    match cause {
        ReleaseCause::ServiceDied => wire::ReleaseCause::ServiceDied,
        ReleaseCause::LeaseEnded => wire::ReleaseCause::LeaseEnded,
        ReleaseCause::Stopped => wire::ReleaseCause::Stopped,
    }
}

fn cause_from_wire(cause: i32) -> Result<ReleaseCause, DecodeError> {
    match wire::ReleaseCause::try_from(cause) {
        Ok(wire::ReleaseCause::ServiceDied) => Ok(ReleaseCause::ServiceDied),
        Ok(wire::ReleaseCause::LeaseEnded) => Ok(ReleaseCause::LeaseEnded),
        Ok(wire::ReleaseCause::Stopped) => Ok(ReleaseCause::Stopped),
        Ok(wire::ReleaseCause::Unspecified) | Err(_) => Err(DecodeError::Missing("released.cause")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn released(groups: usize) -> Datagram {
        let groups = (0..groups).map(|i| (GroupId(Guid([i as u8; 16])), Epoch(u64::MAX - i as u64))).collect();
        let message = Message::Released(Released {
            node: NodeId(2),
            incarnation: Incarnation(u64::MAX),
            cause: ReleaseCause::LeaseEnded,
            groups,
        });
        datagram(message, Bytes::from_static(&[7; 64]))
    }

    fn datagram(message: Message, signature: Bytes) -> Datagram {
        Datagram { cluster_instance: Guid([9; 16]), from: NodeId(u32::MAX), message, signature }
    }

    fn every_message() -> Vec<Datagram> {
        let max = u64::MAX;
        let (incarnation, sent) = (Incarnation(max), BootTime(max));
        let small = [
            Message::Heartbeat(Heartbeat { incarnation, number: max, sent, term: max }),
            Message::Round(Round { term: max, number: max }),
            Message::RoundAck(RoundAck { term: max, number: max, lower_ack_age_ns: max }),
            Message::Grant(Grant { term: max, incarnation, number: max, sent, lease_ms: max, commit_index: max }),
        ];
        small.into_iter().map(|message| datagram(message, Bytes::new())).chain([released(3)]).collect()
    }

    #[test]
    fn every_message_survives_the_wire_and_is_small() {
        for datagram in every_message() {
            let bytes = encode_datagram(&datagram).expect("fits");
            assert!(bytes.len() < 1400, "{} bytes", bytes.len());
            assert_eq!(bytes[0], 0x48);
            assert_eq!(decode_datagram(&bytes), Ok(datagram));
        }
    }

    #[test]
    fn a_full_node_fits_one_datagram_and_more_is_refused() {
        let full = released(RELEASED_GROUPS_MAX);
        let bytes = encode_datagram(&full).expect("fits");
        assert!(bytes.len() <= DATAGRAM_BYTES_MAX);
        assert_eq!(decode_datagram(&bytes), Ok(full));
        assert_eq!(encode_datagram(&released(RELEASED_GROUPS_MAX + 1)), Err(TooManyGroups));
    }

    #[test]
    fn every_fact_of_a_release_is_signed() {
        let Message::Released(original) = released(2).message else { unreachable!("made so") };
        let cluster = Guid([1; 16]);
        let bytes = released_signed_bytes(cluster, &original);
        let mut changed = vec![original.clone(); 4];
        changed[0].node = NodeId(3);
        changed[1].incarnation = Incarnation(1);
        changed[2].cause = ReleaseCause::Stopped;
        changed[3].groups[1].1 = Epoch(1);
        assert!(changed.iter().all(|other| released_signed_bytes(cluster, other) != bytes));
        assert_ne!(released_signed_bytes(Guid([2; 16]), &original), bytes);
    }

    #[test]
    fn cut_and_foreign_bytes_are_refused() {
        for datagram in every_message() {
            let bytes = encode_datagram(&datagram).expect("fits");
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
