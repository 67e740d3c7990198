//! The host's last word: "everything I ran is gone, and I start nothing again" (leases 8, 9). Signed, so that only the
//! host of that incarnation can say it.

use model::{Epoch, GroupId, Guid, Incarnation, NodeId, ReleaseCause, Released};
use prost::Message;
use proto::host::{ReleasedBody, ReleasedDatagram};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;

/// The first byte of the datagram.
pub const DATAGRAM_TYPE: u8 = b'R';
/// The first byte of the answer that stops the repetition.
pub const ACKNOWLEDGEMENT_TYPE: u8 = b'r';

/// Largest payload of a UDP datagram over IPv4.
const DATAGRAM_BYTES_MAX: usize = 65_507;
const GROUP_BYTES: usize = 24;

/// What was received: not to be believed before [`SignedReleased::verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedReleased {
    pub released: Released,
    datagram: ReleasedDatagram,
}

/// Not such a datagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a datagram of a resource host")
    }
}

impl std::error::Error for Malformed {}

/// The key that an incarnation gives when it joins: 32 bytes, from its 32-byte seed. `None` for a seed of another length.
pub fn public_key(seed: &[u8]) -> Option<[u8; 32]> {
    key_pair(seed)?.public_key().as_ref().try_into().ok()
}

/// Signs with the seed that the host was given. `None` for a seed of another length than 32 bytes.
pub fn sign(released: &Released, seed: &[u8]) -> Option<SignedReleased> {
    let body = encode_body(released);
    let signature = key_pair(seed)?.sign(&body).as_ref().to_vec();
    let datagram = ReleasedDatagram { body: body.into(), signature: signature.into() };
    Some(SignedReleased { released: released.clone(), datagram })
}

/// Reads a datagram with its type byte.
pub fn decode(datagram: &[u8]) -> Result<SignedReleased, Malformed> {
    let encoded = datagram.strip_prefix(&[DATAGRAM_TYPE]).ok_or(Malformed)?;
    from_message(ReleasedDatagram::decode(encoded).map_err(|_| Malformed)?)
}

/// Reads what [`proto::host::Finished`] carries.
pub fn from_message(datagram: ReleasedDatagram) -> Result<SignedReleased, Malformed> {
    let body = ReleasedBody::decode(datagram.body.clone()).map_err(|_| Malformed)?;
    if !body.groups.len().is_multiple_of(GROUP_BYTES) {
        return Err(Malformed);
    }
    let groups = body.groups.chunks_exact(GROUP_BYTES).map(decode_group).collect();
    let released = Released {
        node: NodeId(body.node),
        incarnation: Incarnation(body.incarnation),
        cause: cause_from_number(body.cause).ok_or(Malformed)?,
        groups,
    };
    Ok(SignedReleased { released, datagram })
}

impl SignedReleased {
    /// Whether the incarnation that joined with `public_key` said this.
    pub fn verify(&self, public_key: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, public_key).verify(&self.datagram.body, &self.datagram.signature).is_ok()
    }

    /// The datagram, or `None` when there are too many groups for one (about 2,700): then the peers wait for the lease.
    pub fn to_datagram(&self) -> Option<Vec<u8>> {
        let mut datagram = vec![DATAGRAM_TYPE];
        datagram.extend_from_slice(&self.datagram.encode_to_vec());
        (datagram.len() <= DATAGRAM_BYTES_MAX).then_some(datagram)
    }

    pub fn to_message(&self) -> ReleasedDatagram {
        self.datagram.clone()
    }

    /// The answer of a node whose applied state shows the release. Only who has the datagram can make it.
    pub fn acknowledgement(&self) -> Vec<u8> {
        let mut datagram = vec![ACKNOWLEDGEMENT_TYPE];
        datagram.extend_from_slice(&self.datagram.signature);
        datagram
    }
}

/// The seed alone makes the key: `ring` then cannot check it against a public key, and has nothing to check.
fn key_pair(seed: &[u8]) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).ok()
}

fn encode_body(released: &Released) -> Vec<u8> {
    let mut groups = Vec::with_capacity(released.groups.len() * GROUP_BYTES);
    for (group, epoch) in &released.groups {
        groups.extend_from_slice(&group.0.0);
        groups.extend_from_slice(&epoch.0.to_be_bytes());
    }
    let body = ReleasedBody {
        node: released.node.0,
        incarnation: released.incarnation.0,
        cause: cause_number(released.cause),
        groups: groups.into(),
    };
    body.encode_to_vec()
}

fn decode_group(bytes: &[u8]) -> (GroupId, Epoch) {
    let (id, epoch) = bytes.split_at(16);
    let id = id.try_into().expect("a group takes 24 bytes");
    let epoch = epoch.try_into().expect("a group takes 24 bytes");
    (GroupId(Guid(id)), Epoch(u64::from_be_bytes(epoch)))
}

fn cause_number(cause: ReleaseCause) -> u32 {
    match cause {
        ReleaseCause::ServiceDied => 1,
        ReleaseCause::LeaseEnded => 2,
        ReleaseCause::Stopped => 3,
    }
}

fn cause_from_number(number: u32) -> Option<ReleaseCause> {
    [ReleaseCause::ServiceDied, ReleaseCause::LeaseEnded, ReleaseCause::Stopped]
        .into_iter()
        .find(|cause| cause_number(*cause) == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(groups: usize) -> Released {
        let groups = (0..groups).map(|i| (GroupId(Guid([i as u8; 16])), Epoch(i as u64 + 7))).collect();
        Released { node: NodeId(3), incarnation: Incarnation(u64::MAX - 1), cause: ReleaseCause::LeaseEnded, groups }
    }

    #[test]
    fn what_was_signed_is_read_and_verified() {
        let seed = [9; 32];
        let signed = sign(&example(3), &seed).unwrap();
        let received = decode(&signed.to_datagram().unwrap()).unwrap();
        assert_eq!(received.released, example(3));
        assert!(received.verify(&public_key(&seed).unwrap()));
        assert!(!received.verify(&public_key(&[8; 32]).unwrap()));
        assert!(!received.verify(b"no key"));
        assert_eq!(from_message(signed.to_message()), Ok(received));
    }

    #[test]
    fn no_changed_bit_passes() {
        let seed = [1; 32];
        let key = public_key(&seed).unwrap();
        let datagram = sign(&example(1), &seed).unwrap().to_datagram().unwrap();
        for bit in 0..datagram.len() * 8 {
            let mut changed = datagram.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!decode(&changed).is_ok_and(|signed| signed.verify(&key)), "bit {bit}");
        }
    }

    #[test]
    fn what_is_no_datagram_is_refused() {
        let datagram = sign(&example(2), &[1; 32]).unwrap().to_datagram().unwrap();
        assert_eq!(decode(&[]), Err(Malformed));
        assert_eq!(decode(&datagram[1..]), Err(Malformed));
        for length in 1..datagram.len() {
            assert!(!decode(&datagram[..length]).is_ok_and(|s| s.verify(&public_key(&[1; 32]).unwrap())), "{length}");
        }
        assert_eq!(sign(&example(1), &[1; 31]), None);
    }

    #[test]
    fn too_many_groups_make_no_datagram() {
        assert!(sign(&example(2_700), &[1; 32]).unwrap().to_datagram().is_some());
        assert!(sign(&example(2_800), &[1; 32]).unwrap().to_datagram().is_none());
    }
}
