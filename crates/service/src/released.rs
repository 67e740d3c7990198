//! The last words of resource hosts, as they arrive (leases 9).

use bytes::Bytes;
use model::{Incarnation, NodeId, Released};
use resource_host::released;
use std::collections::{BTreeMap, BTreeSet};

/// Remembered releases; enough for every node to be restarted many times while a host repeats itself.
const REMEMBERED_MAX: usize = 256;

/// What to do with a datagram.
pub enum Heard {
    /// Signed by the present life of its node: for the lease machine.
    Valid(Released),
    /// The applied state shows it already: tell the host that it may stop repeating.
    Settled(Vec<u8>),
    /// Neither. Not for us, or not to be believed.
    Nothing,
}

/// Checks signatures, and remembers which releases were good, to acknowledge them once the state shows them.
#[derive(Default)]
pub struct Verifier {
    good: BTreeSet<(NodeId, Incarnation)>,
}

impl Verifier {
    /// `keys`: of the lives that the applied state calls active.
    pub fn hear(&mut self, datagram: &[u8], keys: &BTreeMap<(NodeId, Incarnation), Bytes>) -> Heard {
        let Ok(signed) = released::decode(datagram) else { return Heard::Nothing };
        let life = (signed.released.node, signed.released.incarnation);
        match keys.get(&life) {
            Some(key) if signed.verify(key) => {
                if self.good.len() >= REMEMBERED_MAX {
                    self.good.pop_first();
                }
                self.good.insert(life);
                Heard::Valid(signed.released)
            }
            None if self.good.contains(&life) => Heard::Settled(signed.acknowledgement()),
            _ => Heard::Nothing,
        }
    }
}
