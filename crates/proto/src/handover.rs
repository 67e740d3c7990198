//! The memory that a service leaves to the program that it becomes: checked as a whole before a word of it is believed.

use crate::error::{DecodeError, required};
use crate::handover::v1::{Attempt, Descriptor, Memory, Told};
use bytes::Bytes;
use prost::Message;

/// The form that this version writes and reads. In 2 the client socket may be open for everybody: who takes it asks the access list.
pub const FORM: u32 = 2;

/// What the bytes begin with.
const MARK: [u8; 8] = *b"quorateH";
const HEAD_BYTES: usize = MARK.len() + 4;
/// Of the seed of the release key.
const SEED_BYTES: usize = 32;

/// The wire types.
pub mod v1 {
    pub use crate::generated::quorate::handover::v1::*;
}

pub fn encode_memory(memory: &Memory) -> Vec<u8> {
    let body = memory.encode_to_vec();
    let mut bytes = Vec::with_capacity(HEAD_BYTES + body.len());
    bytes.extend_from_slice(&MARK);
    bytes.extend_from_slice(&crc32fast::hash(&body).to_be_bytes());
    bytes.extend_from_slice(&body);
    bytes
}

/// Refuses what is damaged, of another form, or says less than a successor needs.
pub fn decode_memory(bytes: &[u8]) -> Result<Memory, DecodeError> {
    let (head, body) = bytes.split_at_checked(HEAD_BYTES).ok_or(DecodeError::Missing("memory.head"))?;
    let (mark, sum) = head.split_at(MARK.len());
    if mark != MARK {
        return Err(DecodeError::Invalid("memory.mark"));
    }
    if sum != crc32fast::hash(body).to_be_bytes() {
        return Err(DecodeError::Invalid("memory.checksum"));
    }
    let memory = Memory::decode(body)?;
    check(&memory)?;
    Ok(memory)
}

fn check(memory: &Memory) -> Result<(), DecodeError> {
    let known = |holds: bool, field| if holds { Ok(()) } else { Err(DecodeError::Invalid(field)) };
    known(memory.form == FORM, "memory.form")?;
    known(memory.release_seed.len() == SEED_BYTES, "memory.release_seed")?;
    known(memory.cluster_instance.len() == 16, "memory.cluster_instance")?;
    known(memory.number > 0, "memory.number")?;
    known(memory.until_ns > 0, "memory.until")?;
    required(memory.host.as_ref(), "memory.host")?;
    memory.attempts.iter().try_for_each(check_attempt)?;
    let ordered = memory.attempts.windows(2).all(|pair| pair[0].resource < pair[1].resource);
    known(ordered, "memory.attempts")?;
    let mut descriptors = Vec::new();
    for descriptor in memory.descriptors() {
        known(descriptor != Descriptor::Unspecified && !descriptors.contains(&descriptor), "memory.descriptors")?;
        descriptors.push(descriptor);
    }
    known(descriptors.len() == memory.descriptors.len(), "memory.descriptors")?;
    for needed in [Descriptor::Lock, Descriptor::HostSocket, Descriptor::LeasePipe, Descriptor::StandardInput] {
        known(descriptors.contains(&needed), "memory.descriptors")?;
    }
    Ok(())
}

fn check_attempt(attempt: &Attempt) -> Result<(), DecodeError> {
    let of = |report: &crate::log::ResourceReport| report.resource == attempt.resource;
    let known = Told::try_from(attempt.told).is_ok();
    if attempt.resource.len() != 16 || !known || !attempt.reports.iter().all(of) {
        return Err(DecodeError::Invalid("memory.attempt"));
    }
    Ok(())
}

/// The seed, for a signer.
pub fn seed(memory: &Memory) -> Result<[u8; SEED_BYTES], DecodeError> {
    let bytes: &Bytes = &memory.release_seed;
    bytes[..].try_into().map_err(|_| DecodeError::Invalid("memory.release_seed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handover::v1::Host;
    use proptest::prelude::*;

    fn memory() -> Memory {
        let attempt = |id: u8| Attempt {
            resource: Bytes::copy_from_slice(&[id; 16]),
            attempt: 7,
            epoch: 3,
            told: Told::Run.into(),
            in_maintenance: true,
            gone: false,
            seen_ns: 1,
            started_ns: 2,
            sequence: 4,
            reports: Vec::new(),
        };
        Memory {
            form: FORM,
            pid: 77,
            node: 1,
            storage: 1,
            cluster_instance: Bytes::copy_from_slice(&[9; 16]),
            incarnation: u64::MAX,
            release_seed: Bytes::copy_from_slice(&[5; 32]),
            last_heartbeat: 1_000,
            applied: 20,
            number: 1,
            until_ns: 3,
            attempts: vec![attempt(1), attempt(2)],
            host: Some(Host { pid: 78, peers: vec!["10.0.0.2:3343".into()], unread: Bytes::new(), protocol: 1 }),
            descriptors: (1..=8).collect(),
            version: "0.1.0".into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(decode_memory(&encode_memory(&memory())), Ok(memory()));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let whole = encode_memory(&memory());
        for bit in 0..whole.len() * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(decode_memory(&damaged).is_err(), "bit {bit}");
        }
        for length in 0..whole.len() {
            assert!(decode_memory(&whole[..length]).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn another_form_and_what_says_too_little_are_refused() {
        let refused = |change: &dyn Fn(&mut Memory), field: &'static str| {
            let mut memory = memory();
            change(&mut memory);
            assert_eq!(decode_memory(&encode_memory(&memory)), Err(DecodeError::Invalid(field)));
        };
        refused(&|memory| memory.form = FORM + 1, "memory.form");
        refused(&|memory| memory.release_seed = Bytes::new(), "memory.release_seed");
        refused(&|memory| memory.cluster_instance = Bytes::new(), "memory.cluster_instance");
        refused(&|memory| memory.number = 0, "memory.number");
        refused(&|memory| memory.until_ns = 0, "memory.until");
        refused(&|memory| memory.attempts.swap(0, 1), "memory.attempts");
        refused(&|memory| memory.attempts[1] = memory.attempts[0].clone(), "memory.attempts");
        refused(&|memory| memory.attempts[1].resource = Bytes::new(), "memory.attempt");
        refused(&|memory| memory.attempts[1].told = 9, "memory.attempt");
        refused(&|memory| memory.descriptors.retain(|descriptor| *descriptor != 1), "memory.descriptors");
        refused(&|memory| memory.descriptors.push(1), "memory.descriptors");
        refused(&|memory| memory.descriptors.push(90), "memory.descriptors");
        let without_host = Memory { host: None, ..memory() };
        assert_eq!(decode_memory(&encode_memory(&without_host)), Err(DecodeError::Missing("memory.host")));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode_memory(&bytes);
            let mut marked = MARK.to_vec();
            marked.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
            marked.extend_from_slice(&bytes);
            let _ = decode_memory(&marked);
        }
    }
}
