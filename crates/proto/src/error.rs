//! What can be wrong with bytes from outside, and the small readers that find it.

use bytes::Bytes;
use model::Guid;
use std::fmt;

/// Bytes that are not what they should be. Holds no part of them, so that it may be logged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// Not protobuf of the expected message.
    Malformed(String),
    /// A field that must be there is not, or a choice is one that this program does not know.
    Missing(&'static str),
    /// A field is there, but its value cannot be.
    Invalid(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Malformed(reason) => write!(f, "malformed message: {reason}"),
            DecodeError::Missing(field) => write!(f, "missing or unknown: {field}"),
            DecodeError::Invalid(field) => write!(f, "invalid value: {field}"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<prost::DecodeError> for DecodeError {
    fn from(error: prost::DecodeError) -> DecodeError {
        DecodeError::Malformed(error.to_string())
    }
}

/// The value of a field that must be there.
pub(crate) fn required<T>(field: Option<T>, name: &'static str) -> Result<T, DecodeError> {
    field.ok_or(DecodeError::Missing(name))
}

pub(crate) fn decode_guid(bytes: &[u8], name: &'static str) -> Result<Guid, DecodeError> {
    bytes.try_into().map(Guid).map_err(|_| DecodeError::Invalid(name))
}

pub(crate) fn encode_guid(guid: Guid) -> Bytes {
    Bytes::copy_from_slice(&guid.0)
}

/// Converts each element; the first one that fails decides.
pub(crate) fn decode_all<W, T>(
    list: Vec<W>,
    decode: impl FnMut(W) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    list.into_iter().map(decode).collect()
}
