//! The binary property list of the original API (control-codes 3).

use crate::property::Syntax;
use crate::refusal::Refusal;
use crate::value::Value;
use bytes::Bytes;

/// A property with its values: one, or for EXPAND_SZ the raw and the expanded text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedProperty {
    pub name: String,
    pub values: Vec<PropertyValue>,
}

/// One value of a property list; a variant per format (CLUSPROP_FORMAT).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertyValue {
    Binary(Bytes),
    Dword(u32),
    Sz(String),
    ExpandSz(String),
    MultiSz(Vec<String>),
    Ularge(u64),
    Long(i32),
    /// The expansion that follows an EXPAND_SZ; clients do not send it.
    ExpandedSz(String),
    SecurityDescriptor(Bytes),
    Large(i64),
    Word(u16),
    FileTime(u64),
    /// No data under the format of this number: a request to return to the default.
    Empty(u16),
}

impl PropertyValue {
    /// The value in the property list's format for a syntax.
    pub fn from_value(_value: &Value, _syntax: Syntax) -> PropertyValue {
        todo!()
    }

    /// The value as the hive holds it; `None` for a request to return to the default.
    pub fn to_value(&self) -> Option<Value> {
        todo!()
    }
}

/// Writes a property list.
pub fn encode_property_list(_properties: &[ListedProperty]) -> Bytes {
    todo!()
}

/// Reads a property list. Refuses ERROR_INVALID_DATA.
pub fn decode_property_list(_data: &[u8]) -> Result<Vec<ListedProperty>, Refusal> {
    todo!()
}
