//! The table of control codes: one row for each code of the original, in a file for each kind of object.

use super::call::{Call, Given};
use super::{affinity_rule, cluster, group, group_set, net_interface, network, node, resource, resource_type};
use crate::boundary::Answer;

/// One control code of one kind of object.
pub struct Code {
    /// The original's, without `CLUSCTL_`.
    pub name: &'static str,
    pub value: u32,
    pub answer: Answering,
}

pub enum Answering {
    By(fn(&Call<'_>) -> Answer<Given>),
    /// ERROR_INVALID_FUNCTION, for this reason.
    Not(&'static str),
}

/// A code that is answered.
pub const fn code(name: &'static str, value: u32, answer: fn(&Call<'_>) -> Answer<Given>) -> Code {
    Code { name, value, answer: Answering::By(answer) }
}

/// A code that nothing here can answer.
pub const fn absent(name: &'static str, value: u32, why: &'static str) -> Code {
    Code { name, value, answer: Answering::Not(why) }
}

/// The codes of one kind of object.
pub struct Codes {
    /// As a title.
    pub of: &'static str,
    /// The highest byte of its codes.
    pub number: u32,
    pub codes: &'static [Code],
}

/// All of them, in the order of the highest byte.
pub const CODES: &[Codes] = &[
    Codes { of: "Resource", number: 1, codes: resource::CODES },
    Codes { of: "Resource type", number: 2, codes: resource_type::CODES },
    Codes { of: "Group", number: 3, codes: group::CODES },
    Codes { of: "Node", number: 4, codes: node::CODES },
    Codes { of: "Network", number: 5, codes: network::CODES },
    Codes { of: "Network interface", number: 6, codes: net_interface::CODES },
    Codes { of: "Cluster", number: 7, codes: cluster::CODES },
    Codes { of: "Group set", number: 8, codes: group_set::CODES },
    Codes { of: "Affinity rule", number: 9, codes: affinity_rule::CODES },
];

impl Code {
    /// Whether a handle has to have full access: the code changes something. What does so without the bits that say it, the original
    /// asks full access for as well, or is asked it for here ([`super::cluster`]).
    pub fn needs_all(&self) -> bool {
        self.value & (MODIFY | WRITE) != 0 || CHANGES_WITHOUT_SAYING_SO.contains(&self.value)
    }

    /// Whether a buffer without room asks for the size, with success (control-codes 2).
    pub fn tells_size(&self) -> bool {
        TELL_SIZE.contains(&(self.value & FUNCTION))
    }
}

/// Bit 22.
const MODIFY: u32 = 1 << 22;
/// Of the bits 0 and 1, access.
const WRITE: u32 = 2;
/// What is asked, whatever kind of object it is asked of.
const FUNCTION: u32 = 0x00FF_FFFF;
/// GET_CHARACTERISTICS, GET_FLAGS, GET_CLASS_INFO.
const TELL_SIZE: &[u32] = &[0x05, 0x09, 0x0D];
/// CLUSTER_SHUTDOWN.
const CHANGES_WITHOUT_SAYING_SO: &[u32] = &[0x0700_004D];
