//! Properties as property lists (control-codes 3).

use crate::boundary::{Answer, Fail};
use crate::text;
use client::{ObjectKind, PropertyChange, PropertyScope, PropertyView};
use model::property::{self, PropertyOf, Syntax};
use model::property_list::{ListedProperty, PropertyValue, decode_property_list, encode_property_list};
use model::{Value, Win32Code};
use proto::command::value_from_wire;
use proto::log;
use std::sync::Arc;

/// Which part of the properties, and in what form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// A list of those that can be written, with values.
    Writable,
    /// A list of those that can only be read, with values.
    ReadOnly,
    /// The names of those that can be written.
    Names,
    /// A list of all, with the number of the format in place of the value.
    Formats,
}

/// The bytes of an answer.
pub fn listed(kind: ObjectKind, scope: PropertyScope, views: Vec<PropertyView>, asked: Asked) -> Answer<Vec<u8>> {
    let wanted = views.into_iter().filter(|view| match asked {
        Asked::Writable | Asked::Names => !view.read_only,
        Asked::ReadOnly => view.read_only,
        Asked::Formats => true,
    });
    if asked == Asked::Names {
        return Ok(text::list_bytes(wanted.map(|view| view.name)));
    }
    let mut list = Vec::new();
    for view in wanted {
        let Some(value) = view.value.and_then(|value| value_from_wire(value).ok()) else {
            // Of a type that is newer than this library.
            continue;
        };
        let syntax = syntax(kind, scope, &view.name).unwrap_or_else(|| of_value(&value));
        let mut property = with_value(&view.name, value, syntax);
        if asked == Asked::Formats {
            let format = property.values[0].format_number();
            property.values = vec![PropertyValue::Word(format)];
        }
        list.push(property);
    }
    Ok(encode_property_list(&list).to_vec())
}

/// The formats of the properties that resources of a type have, or without a type of those that all have, as a list.
pub fn formats_of_resources(type_name: Option<&str>) -> Vec<u8> {
    let table = match type_name {
        Some(type_name) => property::private_table(type_name).unwrap_or_default(),
        None => property::table(PropertyOf::Resource),
    };
    let format = |row: &property::Property| {
        let value = PropertyValue::from_value(&property::default_value(row), row.syntax);
        ListedProperty { name: row.name.into(), values: vec![PropertyValue::Word(value.format_number())] }
    };
    encode_property_list(&table.iter().map(format).collect::<Vec<_>>()).to_vec()
}

/// The property of this name, if it is a text.
pub fn text_of(views: &[PropertyView], name: &str) -> Option<String> {
    let view = views.iter().find(|view| view.name.eq_ignore_ascii_case(name))?;
    match value_from_wire(view.value.clone()?).ok()? {
        Value::Sz(text) | Value::ExpandSz(text) => Some(text),
        _ => None,
    }
}

/// The format that the table knows for it, which may be finer than its value's own.
fn syntax(kind: ObjectKind, scope: PropertyScope, name: &str) -> Option<Syntax> {
    match (scope, owner(kind)) {
        (PropertyScope::Common, Some(of)) => property::find(property::table(of), name).map(|row| row.syntax),
        _ => None,
    }
}

fn with_value(name: &str, value: Value, syntax: Syntax) -> ListedProperty {
    let mut property = ListedProperty::new(name, &value, syntax);
    if let Value::ExpandSz(text) = value {
        // Nothing in a text is expanded here: there is no environment that all nodes share.
        property.values.push(PropertyValue::ExpandedSz(text));
    }
    property
}

/// Properties that many objects have, each with values of its own.
pub struct Columns<'a> {
    names: Vec<(&'a str, Option<Syntax>)>,
    /// The latest values, and their list: most objects have the values of the one before.
    latest: Option<(Vec<log::Value>, Arc<[u8]>)>,
}

impl Columns<'_> {
    pub fn new(kind: ObjectKind, scope: PropertyScope, names: &[String]) -> Columns<'_> {
        Columns { names: names.iter().map(|name| (name.as_str(), syntax(kind, scope, name))).collect(), latest: None }
    }

    /// The property list of one object, of its values in the order of the names.
    pub fn list(&mut self, values: Vec<log::Value>) -> Arc<[u8]> {
        if let Some((latest, list)) = &self.latest
            && *latest == values
        {
            return Arc::clone(list);
        }
        let list = Arc::from(self.encode(values.clone()));
        self.latest = Some((values, Arc::clone(&list)));
        list
    }

    fn encode(&self, values: Vec<log::Value>) -> Vec<u8> {
        let property = |((name, syntax), value): (&(&str, Option<Syntax>), log::Value)| {
            // One of a type that is newer than this library is left out.
            let value = value_from_wire(value).ok()?;
            let syntax = syntax.unwrap_or_else(|| of_value(&value));
            Some(with_value(name, value, syntax))
        };
        encode_property_list(&self.names.iter().zip(values).filter_map(property).collect::<Vec<_>>()).to_vec()
    }
}

fn of_value(value: &Value) -> Syntax {
    match value {
        Value::Sz(_) => Syntax::Sz,
        Value::ExpandSz(_) => Syntax::ExpandSz,
        Value::Binary(_) => Syntax::Binary,
        Value::Dword(_) => Syntax::Dword,
        Value::MultiSz(_) => Syntax::MultiSz,
        Value::Qword(_) => Syntax::Qword,
    }
}

fn owner(kind: ObjectKind) -> Option<PropertyOf> {
    Some(match kind {
        ObjectKind::Cluster => PropertyOf::Cluster,
        ObjectKind::Node => PropertyOf::Node,
        ObjectKind::Group => PropertyOf::Group,
        ObjectKind::Resource => PropertyOf::Resource,
        ObjectKind::ResourceType => PropertyOf::ResourceType,
        ObjectKind::Network => PropertyOf::Network,
        ObjectKind::NetworkInterface => PropertyOf::NetworkInterface,
        ObjectKind::GroupSet => PropertyOf::GroupSet,
        ObjectKind::AffinityRule => PropertyOf::AffinityRule,
        _ => return None,
    })
}

/// The instructions of a request (conventions, "Buffers with instructions"): a value for resources of a type, by the type's name. Null or no
/// bytes are none; what is no list is ERROR_INVALID_PARAMETER.
///
/// # Safety
/// Null, or as many bytes as are said.
pub unsafe fn instructions(list: *const u8, bytes: u32) -> Answer<Vec<(String, Value)>> {
    if list.is_null() || bytes == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: as above.
    let list = unsafe { std::slice::from_raw_parts(list, bytes as usize) };
    let refused = Fail(Win32Code::ERROR_INVALID_PARAMETER);
    let list = decode_property_list(list).map_err(|_| refused)?;
    let named = |property: ListedProperty| {
        let value = property.values.first().and_then(PropertyValue::to_value);
        value.map(|value| (property.name, value)).ok_or(refused)
    };
    list.into_iter().map(named).collect()
}

/// What a list wants changed; no bytes are no list.
pub fn changes(list: &[u8]) -> Answer<Vec<PropertyChange>> {
    if list.is_empty() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    let list = decode_property_list(list)?;
    let change = |property: ListedProperty| {
        let value = property.values.first().and_then(PropertyValue::to_value);
        PropertyChange { name: property.name, value }
    };
    Ok(list.into_iter().map(change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::command::value_to_wire;

    #[test]
    fn each_object_has_the_list_of_its_own_values() {
        let names = ["RestartAction", "Description", "PendingTimeout"].map(str::to_owned);
        let mut columns = Columns::new(ObjectKind::Resource, PropertyScope::Common, &names);
        for (action, text) in [(2, ""), (2, ""), (1, "a"), (2, "")] {
            let newer = log::Value { value: None };
            let values = vec![value_to_wire(&Value::Dword(action)), value_to_wire(&Value::Sz(text.into())), newer];
            let list = decode_property_list(&columns.list(values)).expect("a list");
            let read: Vec<_> = list.iter().map(|property| (&*property.name, property.values[0].to_value())).collect();
            let expected =
                [("RestartAction", Some(Value::Dword(action))), ("Description", Some(Value::Sz(text.into())))];
            assert_eq!(read, expected);
        }
    }
}
