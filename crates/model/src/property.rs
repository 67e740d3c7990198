//! The properties of every kind of object: one declarative table per kind, from which validation, listing, help and
//! documentation all come.

use crate::refusal::Refusal;
use crate::value::Value;

mod tables;

/// One row of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Property {
    pub name: &'static str,
    pub syntax: Syntax,
    pub default: DefaultValue,
    pub range: Range,
    pub access: Access,
    /// The cluster functional level since which the property exists.
    pub level: u32,
    pub meaning: &'static str,
    /// `ms`, `s`, `h`; empty when the value is no quantity.
    pub unit: &'static str,
    /// Must be set before the resource can come online.
    pub required: bool,
}

/// The type of a property's value. Each has one type of the hive and one format of the property list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    Dword,
    Qword,
    Sz,
    ExpandSz,
    MultiSz,
    Binary,
    /// Stored as a QWORD: 100-nanosecond steps since 1601.
    FileTime,
    /// Stored as BINARY.
    SecurityDescriptor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DefaultValue {
    /// Of a DWORD, QWORD or FILETIME.
    Number(u64),
    /// Of an SZ or EXPAND_SZ.
    Text(&'static str),
    /// The empty string, list or byte sequence; 0 for a number.
    Empty,
}

/// The values a number may have. Texts, lists and bytes have no range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    Any,
    /// Both ends belong to it.
    Within(u64, u64),
    /// A range and single values beside it, with what they mean.
    WithinOr(u64, u64, &'static [(u64, &'static str)]),
    /// Only these values, with what they mean.
    Listed(&'static [(u64, &'static str)]),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    ReadWrite,
    ReadOnly,
}

/// The kinds of objects that have common properties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PropertyOf {
    Cluster,
    Node,
    Group,
    Resource,
    ResourceType,
    Network,
    NetworkInterface,
}

/// The common properties of a kind of object.
pub fn table(_kind: PropertyOf) -> &'static [Property] {
    todo!()
}

/// The private properties of a built-in resource type; `None` for a type without a table.
pub fn private_table(_type_name: &str) -> Option<&'static [Property]> {
    todo!()
}

/// A property by its name, in any case.
pub fn find(_table: &'static [Property], _name: &str) -> Option<&'static Property> {
    todo!()
}

/// Whether a client may set the property to the value.
///
/// Refuses ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH and
/// ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS.
pub fn check(_property: &Property, _value: &Value) -> Result<(), Refusal> {
    todo!()
}

/// The value the property has when nobody has set it.
pub fn default_value(_property: &Property) -> Value {
    todo!()
}

/// The kind's table in Markdown, for the documentation.
pub fn markdown(_kind: PropertyOf) -> String {
    todo!()
}
