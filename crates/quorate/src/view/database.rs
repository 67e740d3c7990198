//! `db`.

use super::value_json;
use model::Value;
use serde::Serialize;
use serde_json::Value as Json;

#[derive(Serialize, Debug)]
pub(crate) struct ValueView {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) type_name: &'static str,
    pub(crate) value: Json,
}

impl ValueView {
    pub(crate) fn new(name: String, value: &Value) -> ValueView {
        ValueView { name, type_name: value.type_name(), value: value_json(value) }
    }
}

#[derive(Serialize, Debug)]
pub(crate) struct KeyView {
    pub(crate) path: String,
    /// Names of the keys below it.
    pub(crate) keys: Vec<String>,
    pub(crate) values: Vec<ValueView>,
    /// RFC 3339, UTC.
    pub(crate) last_write: String,
    /// It has a security descriptor of its own.
    pub(crate) own_security: bool,
}

/// `db tree`: a key with everything below it.
#[derive(Serialize, Debug)]
pub(crate) struct TreeView {
    pub(crate) name: String,
    pub(crate) values: Vec<ValueView>,
    pub(crate) keys: Vec<TreeView>,
}
