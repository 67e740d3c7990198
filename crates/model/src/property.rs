//! The properties of every kind of object: one declarative table per kind, from which validation, listing, help and
//! documentation all come.
//!
//! To add a property, add a row to a file of `property/tables/`. What a property does is never here, and neither are
//! rules that join several properties or ask the state (a node id that must exist): those belong to who acts on them.

mod markdown;
mod row;
mod tables;
#[cfg(test)]
mod tests;

pub use markdown::{markdown, private_markdown};

use crate::code::Win32Code;
use crate::fold;
use crate::name::shorten;
use crate::refusal::Refusal;
use crate::value::Value;
use bytes::Bytes;
use std::fmt;

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
    /// `ms`, `s`, `min`, `h`, `MB`, `% of a CPU`; empty when the value is no quantity.
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
    GroupSet,
    AffinityRule,
    FaultDomain,
}

impl PropertyOf {
    pub const ALL: [PropertyOf; 10] = [
        PropertyOf::Cluster,
        PropertyOf::Node,
        PropertyOf::Group,
        PropertyOf::Resource,
        PropertyOf::ResourceType,
        PropertyOf::Network,
        PropertyOf::NetworkInterface,
        PropertyOf::GroupSet,
        PropertyOf::AffinityRule,
        PropertyOf::FaultDomain,
    ];

    /// The kind's name as a sentence has it.
    pub fn name(self) -> &'static str {
        match self {
            PropertyOf::Cluster => "cluster",
            PropertyOf::Node => "node",
            PropertyOf::Group => "group",
            PropertyOf::Resource => "resource",
            PropertyOf::ResourceType => "resource type",
            PropertyOf::Network => "network",
            PropertyOf::NetworkInterface => "network interface",
            PropertyOf::GroupSet => "group set",
            PropertyOf::AffinityRule => "affinity rule",
            PropertyOf::FaultDomain => "fault domain",
        }
    }
}

impl Syntax {
    /// The name of the property list's format.
    pub fn name(self) -> &'static str {
        match self {
            Syntax::Dword => "DWORD",
            Syntax::Qword => "ULARGE_INTEGER",
            Syntax::Sz => "SZ",
            Syntax::ExpandSz => "EXPAND_SZ",
            Syntax::MultiSz => "MULTI_SZ",
            Syntax::Binary => "BINARY",
            Syntax::FileTime => "FILETIME",
            Syntax::SecurityDescriptor => "SECURITY_DESCRIPTOR",
        }
    }

    /// The number of the property list's format (CLUSPROP_FORMAT).
    pub fn format_number(self) -> u16 {
        match self {
            Syntax::Binary => 1,
            Syntax::Dword => 2,
            Syntax::Sz => 3,
            Syntax::ExpandSz => 4,
            Syntax::MultiSz => 5,
            Syntax::Qword => 6,
            Syntax::SecurityDescriptor => 9,
            Syntax::FileTime => 0xC,
        }
    }

    /// The hive's type for it, by its REG_* name.
    pub fn value_type_name(self) -> &'static str {
        match self {
            Syntax::Dword => "DWORD",
            Syntax::Qword | Syntax::FileTime => "QWORD",
            Syntax::Sz => "SZ",
            Syntax::ExpandSz => "EXPAND_SZ",
            Syntax::MultiSz => "MULTI_SZ",
            Syntax::Binary | Syntax::SecurityDescriptor => "BINARY",
        }
    }
}

/// The common properties of a kind of object, in the order of their names.
pub fn table(kind: PropertyOf) -> &'static [Property] {
    match kind {
        PropertyOf::Cluster => tables::cluster::CLUSTER,
        PropertyOf::Node => tables::node::NODE,
        PropertyOf::Group => tables::group::GROUP,
        PropertyOf::Resource => tables::resource::RESOURCE,
        PropertyOf::ResourceType => tables::resource::RESOURCE_TYPE,
        PropertyOf::Network => tables::network::NETWORK,
        PropertyOf::NetworkInterface => tables::network::NETWORK_INTERFACE,
        PropertyOf::GroupSet => tables::group_set::GROUP_SET,
        PropertyOf::AffinityRule => tables::placement::AFFINITY_RULE,
        PropertyOf::FaultDomain => tables::placement::FAULT_DOMAIN,
    }
}

/// The private properties of a resource type known to this version; `None` for any other type.
pub fn private_table(type_name: &str) -> Option<&'static [Property]> {
    let entry = tables::private::PRIVATE.iter().find(|(name, _)| fold::equals(name, type_name));
    entry.map(|(_, table)| *table)
}

/// A property by its name, in any case.
pub fn find(table: &'static [Property], name: &str) -> Option<&'static Property> {
    // Most who ask have the name from the table itself.
    let exact = table.iter().find(|property| property.name == name);
    exact.or_else(|| table.iter().find(|property| fold::equals(property.name, name)))
}

/// Whether a client may set the property to the value.
///
/// Refuses ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH,
/// ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS, and ERROR_CLUSTER_INVALID_STRING_FORMAT for texts that the original's
/// encoding has no place for (properties, general rules).
pub fn check(property: &Property, value: &Value) -> Result<(), Refusal> {
    let name = property.name;
    if property.access == Access::ReadOnly {
        let message = format!("{name} is read-only: the cluster sets it itself");
        return Err(Refusal::new(Win32Code::ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, message));
    }
    let expected = property.syntax.value_type_name();
    if value.type_name() != expected {
        let message = format!("{name} is a {expected}, and {} was given", described(value));
        return Err(Refusal::new(Win32Code::ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH, message));
    }
    match value {
        Value::Dword(number) => check_number(property, u64::from(*number)),
        Value::Qword(number) => check_number(property, *number),
        Value::Sz(text) | Value::ExpandSz(text) if text.contains('\0') => Err(bad_text(name, "a NUL")),
        Value::MultiSz(list) if list.iter().any(|text| text.contains('\0')) => Err(bad_text(name, "a NUL")),
        Value::MultiSz(list) if list.iter().any(String::is_empty) => Err(bad_text(name, "an empty string")),
        Value::Sz(_) | Value::ExpandSz(_) | Value::MultiSz(_) | Value::Binary(_) => Ok(()),
    }
}

/// The value the property has when nobody has set it.
pub fn default_value(property: &Property) -> Value {
    let (number, text) = match property.default {
        DefaultValue::Number(number) => (number, ""),
        DefaultValue::Text(text) => (0, text),
        DefaultValue::Empty => (0, ""),
    };
    match property.syntax {
        Syntax::Dword => Value::Dword(u32::try_from(number).expect("a DWORD's default is checked by a test")),
        Syntax::Qword | Syntax::FileTime => Value::Qword(number),
        Syntax::Sz => Value::Sz(text.to_owned()),
        Syntax::ExpandSz => Value::ExpandSz(text.to_owned()),
        Syntax::MultiSz => Value::MultiSz(Vec::new()),
        Syntax::Binary | Syntax::SecurityDescriptor => Value::Binary(Bytes::new()),
    }
}

fn check_number(property: &Property, number: u64) -> Result<(), Refusal> {
    if property.range.contains(number) {
        return Ok(());
    }
    let (name, number) = (property.name, row::number(number));
    let unit = if property.unit.is_empty() { String::new() } else { format!(" {}", property.unit) };
    let message = format!("{name} cannot be {number}: it takes {}{unit}", property.range);
    Err(Refusal::new(Win32Code::ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS, message))
}

fn bad_text(name: &str, what: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_CLUSTER_INVALID_STRING_FORMAT, format!("{name} cannot contain {what}"))
}

/// A value in a sentence, with its type.
fn described(value: &Value) -> String {
    let type_name = value.type_name();
    match value {
        Value::Sz(text) | Value::ExpandSz(text) => format!("the {type_name} \"{}\"", shorten(text)),
        Value::Dword(number) => format!("the {type_name} {number}"),
        Value::Qword(number) => format!("the {type_name} {number}"),
        Value::MultiSz(list) => format!("a {type_name} of {} strings", list.len()),
        Value::Binary(data) => format!("a {type_name} of {} bytes", data.len()),
    }
}

impl Range {
    pub fn contains(&self, number: u64) -> bool {
        let listed = |values: &[(u64, &str)]| values.iter().any(|(value, _)| *value == number);
        match *self {
            Range::Any => true,
            Range::Within(low, high) => (low..=high).contains(&number),
            Range::WithinOr(low, high, values) => (low..=high).contains(&number) || listed(values),
            Range::Listed(values) => listed(values),
        }
    }
}

/// As a sentence has it: `250 to 2000`, `0 (prevent) or 1 (allow)`.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (span, values): (_, &[_]) = match *self {
            Range::Any => return f.write_str("any number"),
            Range::Within(low, high) => (Some((low, high)), &[]),
            Range::WithinOr(low, high, values) => (Some((low, high)), values),
            Range::Listed(values) => (None, values),
        };
        let span = span.map(|(low, high)| format!("{} to {}", row::number(low), row::number(high)));
        let values = values.iter().map(|(value, meaning)| format!("{} ({meaning})", row::number(*value)));
        let parts: Vec<String> = span.into_iter().chain(values).collect();
        match parts.split_last() {
            Some((last, [])) => f.write_str(last),
            Some((last, first)) => write!(f, "{} or {last}", first.join(", ")),
            None => f.write_str("nothing"),
        }
    }
}
