//! A type per id, so that a node can never be passed where a group is meant.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A GUID in the 36-character lower-case form without braces (CMRP behaviour notes 78, 79, 87, 88, 156).
/// Readers accept either case and the braced form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Guid(pub [u8; 16]);

/// The order of the bytes, compared as one number: maps by GUID are what `apply` spends its time in.
impl Ord for Guid {
    fn cmp(&self, other: &Guid) -> Ordering {
        u128::from_be_bytes(self.0).cmp(&u128::from_be_bytes(other.0))
    }
}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Guid) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Length of a GUID as text.
const TEXT_BYTES: usize = 36;

/// Written as a whole, because every notification and every path of an object has one.
impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'-'; TEXT_BYTES];
        let mut at = 0;
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                at += 1;
            }
            text[at] = DIGITS[usize::from(byte >> 4)];
            text[at + 1] = DIGITS[usize::from(byte & 15)];
            at += 2;
        }
        f.write_str(std::str::from_utf8(&text).expect("digits and hyphens are ASCII"))
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not a GUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAGuid;

impl FromStr for Guid {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let inner = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or(NotAGuid)?,
            None => text,
        };
        if inner.len() != TEXT_BYTES {
            return Err(NotAGuid);
        }
        let mut nibbles = [0u8; 32];
        let mut filled = 0;
        for (i, c) in inner.bytes().enumerate() {
            if matches!(i, 8 | 13 | 18 | 23) {
                if c != b'-' {
                    return Err(NotAGuid);
                }
                continue;
            }
            nibbles[filled] = (c as char).to_digit(16).ok_or(NotAGuid)? as u8;
            filled += 1;
        }
        let mut bytes = [0u8; 16];
        for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Guid(bytes))
    }
}

/// A node's number, from 1; written in decimal. Fixed while the node is a member (object-model 2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

macro_rules! guid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Guid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAGuid;
            fn from_str(text: &str) -> Result<Self, NotAGuid> {
                text.parse().map($name)
            }
        }
    };
}

guid_id!(
    /// A group: the unit of ownership and failover.
    GroupId
);
guid_id!(
    /// A resource; belongs to exactly one group.
    ResourceId
);
guid_id!(
    /// A group set: groups that are started together, before or after others.
    GroupSetId
);
guid_id!(
    /// A site, a rack or a chassis; a node is a fault domain too, under its own number.
    FaultDomainId
);

guid_id!(
    /// A cluster network: what one subnet of the nodes is to the cluster.
    NetworkId
);
guid_id!(
    /// A network interface: the connection of one node to one cluster network.
    NetInterfaceId
);

/// One life of a node's service, drawn at random at its start. A lease, a report and a removal each name the life they
/// are about, so that nothing said of an earlier life is taken for a later one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Incarnation(pub u64);

impl fmt::Display for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Counts the owners of a group: each change of owner raises it. Applications get it as their fencing token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Epoch(pub u64);

/// Counts the starts of a resource. An attempt is started at most once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Attempt(pub u64);

/// Identifies one request of one client, so that a retried command is applied once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId(pub u128);

/// A voter of the replicated log: the node *and* its storage generation, because a node that lost its disk must not vote
/// away what it once acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VoterId {
    pub node: NodeId,
    /// Counts the disks this node has had, from 1.
    pub storage: u32,
}

impl VoterId {
    /// The number the replicated log knows this voter by; never 0.
    pub fn as_u64(self) -> u64 {
        (u64::from(self.node.0) << 32) | u64::from(self.storage)
    }

    pub fn from_u64(raw: u64) -> VoterId {
        VoterId { node: NodeId((raw >> 32) as u32), storage: raw as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guid_reads_what_it_writes_and_the_braced_form() {
        let text = "0123abcd-4567-89ab-cdef-0123456789ab";
        let guid: Guid = text.parse().unwrap();
        assert_eq!(guid.to_string(), text);
        assert_eq!(format!("{{{}}}", text.to_uppercase()).parse(), Ok(guid));
        for bad in ["", "{}", "0123abcd456789abcdef0123456789ab", "0123abcd-4567-89ab-cdef-0123456789ag"] {
            assert_eq!(bad.parse::<Guid>(), Err(NotAGuid), "{bad}");
        }
    }

    #[test]
    fn guids_are_ordered_as_their_bytes() {
        let guid = |first: u8, last: u8| {
            let mut bytes = [0; 16];
            (bytes[0], bytes[15]) = (first, last);
            Guid(bytes)
        };
        let ordered = [guid(0, 0), guid(0, 255), guid(1, 0), guid(127, 9), guid(128, 0), guid(255, 1)];
        assert!(ordered.is_sorted_by(|a, b| a < b && a.0 < b.0));
    }

    #[test]
    fn voter_id_survives_the_number() {
        let voter = VoterId { node: NodeId(7), storage: 3 };
        assert_eq!(VoterId::from_u64(voter.as_u64()), voter);
    }
}
