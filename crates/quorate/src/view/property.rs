//! `properties`, and values in JSON.

use super::text_or_none;
use model::Value;
use proto::command::value_from_wire;
use serde::Serialize;
use serde_json::Value as Json;

#[derive(Serialize, Debug)]
pub(crate) struct PropertyView {
    pub(crate) name: String,
    /// SZ, EXPAND_SZ, MULTI_SZ, DWORD, QWORD, BINARY.
    pub(crate) syntax: String,
    pub(crate) value: Json,
    pub(crate) default: Json,
    pub(crate) is_default: bool,
    pub(crate) read_only: bool,
    /// In words.
    pub(crate) range: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) meaning: Option<String>,
}

/// A property as it came from the cluster, its values decoded.
pub(crate) struct DecodedProperty {
    pub(crate) property: client::PropertyView,
    pub(crate) value: Option<Value>,
    pub(crate) default: Option<Value>,
}

impl DecodedProperty {
    /// A value of a type that this program does not know is shown as none.
    pub(crate) fn new(mut property: client::PropertyView) -> DecodedProperty {
        let value = property.value.take().and_then(|value| value_from_wire(value).ok());
        let default = property.default_value.take().and_then(|value| value_from_wire(value).ok());
        DecodedProperty { property, value, default }
    }
}

impl From<DecodedProperty> for PropertyView {
    fn from(decoded: DecodedProperty) -> PropertyView {
        let property = decoded.property;
        PropertyView {
            name: property.name,
            syntax: property.syntax,
            value: decoded.value.as_ref().map_or(Json::Null, value_json),
            default: decoded.default.as_ref().map_or(Json::Null, value_json),
            is_default: property.is_default,
            read_only: property.read_only,
            range: text_or_none(property.range),
            unit: text_or_none(property.unit),
            meaning: text_or_none(property.meaning),
        }
    }
}

/// Numbers as numbers, lists as arrays, bytes in hexadecimal.
pub(crate) fn value_json(value: &Value) -> Json {
    match value {
        Value::Sz(text) | Value::ExpandSz(text) => Json::from(text.as_str()),
        Value::MultiSz(list) => Json::from(list.as_slice()),
        Value::Dword(number) => Json::from(*number),
        Value::Qword(number) => Json::from(*number),
        Value::Binary(bytes) => Json::from(crate::value_text::hexadecimal(bytes)),
    }
}
