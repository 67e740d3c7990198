//! Ids for what this program creates.

use model::Guid;

/// A random GUID (RFC 9562, version 4).
pub(crate) fn new_guid() -> Guid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
    Guid(uuid::Builder::from_random_bytes(bytes).into_uuid().into_bytes())
}
