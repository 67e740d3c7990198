//! What a host is told when it is to start an attempt.

use model::{Attempt, Epoch, GroupId, ResourceId, Value};

/// An interval or timeout of this value is off.
pub const NEVER_MS: u32 = 0xFFFF_FFFF;

/// One attempt of one resource. An attempt is started at most once.
#[derive(Clone, PartialEq, Debug)]
pub struct Start {
    pub resource: ResourceId,
    pub resource_name: String,
    pub type_name: String,
    pub group: GroupId,
    pub group_name: String,
    pub epoch: Epoch,
    pub attempt: Attempt,
    /// Private properties, each resolved: set on the resource, else on the type, else the default.
    pub properties: Vec<(String, Value)>,
    /// [`NEVER_MS`] for never.
    pub looks_alive_ms: u32,
    /// [`NEVER_MS`] for never.
    pub is_alive_ms: u32,
    /// Longest silence while pending; [`NEVER_MS`] for no limit.
    pub pending_timeout_ms: u32,
    /// Longest time for one call; [`NEVER_MS`] for no limit.
    pub deadlock_timeout_ms: u32,
}

impl Start {
    /// A property by its name, in any case.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.properties.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A text property; empty when it is absent or not text.
    pub fn text(&self, name: &str) -> &str {
        match self.property(name) {
            Some(Value::Sz(text) | Value::ExpandSz(text)) => text,
            _ => "",
        }
    }

    /// A DWORD property, or `default` when it is absent or not a DWORD.
    pub fn dword(&self, name: &str, default: u32) -> u32 {
        match self.property(name) {
            Some(Value::Dword(number)) => *number,
            _ => default,
        }
    }

    /// A MULTI_SZ property; empty when it is absent. A single text counts as a list of one.
    pub fn list(&self, name: &str) -> &[String] {
        match self.property(name) {
            Some(Value::MultiSz(items)) => items,
            Some(Value::Sz(text) | Value::ExpandSz(text)) if !text.is_empty() => std::slice::from_ref(text),
            _ => &[],
        }
    }
}
