//! Reading a resource host's last word (leases 9).

use bytes::Bytes;
use membership::message::Released;
use model::{Incarnation, NodeId};

/// The release in an `R` datagram and whether its signature is that of the incarnation; `None` for anything that is no release.
pub(crate) fn verify(
    _datagram: &[u8],
    _key: impl Fn(NodeId, Incarnation) -> Option<Bytes>,
) -> Option<(Released, bool)> {
    todo!()
}
