//! Registry values with their types.

use crate::error::{DecodeError, required};
use crate::log as wire;
use model::Value;
use wire::value::Value as Wire;

pub fn value_to_wire(value: &Value) -> wire::Value {
    let value = match value {
        Value::Sz(text) => Wire::Sz(text.clone()),
        Value::ExpandSz(text) => Wire::ExpandSz(text.clone()),
        Value::Binary(bytes) => Wire::Binary(bytes.clone()),
        Value::Dword(number) => Wire::Dword(*number),
        Value::MultiSz(items) => Wire::MultiSz(wire::MultiSz { items: items.clone() }),
        Value::Qword(number) => Wire::Qword(*number),
    };
    wire::Value { value: Some(value) }
}

pub fn value_from_wire(value: wire::Value) -> Result<Value, DecodeError> {
    Ok(match required(value.value, "value")? {
        Wire::Sz(text) => Value::Sz(text),
        Wire::ExpandSz(text) => Value::ExpandSz(text),
        Wire::Binary(bytes) => Value::Binary(bytes),
        Wire::Dword(number) => Value::Dword(number),
        Wire::MultiSz(wire::MultiSz { items }) => Value::MultiSz(items),
        Wire::Qword(number) => Value::Qword(number),
    })
}
