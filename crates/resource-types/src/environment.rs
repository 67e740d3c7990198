//! The variables that tell a process of an attempt who it is.

use crate::context::NodeIdentity;
use crate::start::Start;
use model::Value;
use std::fmt::Write;

/// A longer value is left out: the kernel takes at most 128 KiB for one variable (`execve(2)`).
const VALUE_BYTES_MAX: usize = 64 * 1024;

/// The node's directory and incarnation by which the remains of an earlier life are found.
pub const NODE_DIR: &str = "QUORATE_NODE_DIR";
pub const INCARNATION: &str = "QUORATE_INCARNATION";
/// The attempt that a process belongs to.
pub const RESOURCE_ID: &str = "QUORATE_RESOURCE_ID";
pub const ATTEMPT: &str = "QUORATE_ATTEMPT";

/// The attempt's own variables, then one `QUORATE_PROPERTY_<NAME>` per private property.
pub(crate) fn variables(start: &Start, node: &NodeIdentity) -> Vec<(String, String)> {
    let own = [
        ("QUORATE_GROUP_EPOCH", start.epoch.0.to_string()),
        ("QUORATE_GROUP", start.group_name.clone()),
        ("QUORATE_GROUP_ID", start.group.to_string()),
        ("QUORATE_RESOURCE", start.resource_name.clone()),
        (RESOURCE_ID, start.resource.to_string()),
        ("QUORATE_RESOURCE_TYPE", start.type_name.clone()),
        (ATTEMPT, start.attempt.0.to_string()),
        ("QUORATE_NODE", node.name.clone()),
        ("QUORATE_NODE_ID", node.id.to_string()),
        ("QUORATE_CLUSTER", node.cluster_name.clone()),
    ];
    let properties =
        start.properties.iter().map(|(name, value)| (format!("QUORATE_PROPERTY_{}", variable_name(name)), text(value)));
    own.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .chain(properties)
        .filter(|(_, value)| value.len() <= VALUE_BYTES_MAX && !value.contains('\0'))
        .collect()
}

/// Upper case; what is not a letter, a digit or `_` becomes `_`.
fn variable_name(property: &str) -> String {
    property.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// Numbers in decimal, lists one item a line, bytes in hexadecimal.
fn text(value: &Value) -> String {
    match value {
        Value::Sz(text) | Value::ExpandSz(text) => text.clone(),
        Value::Dword(number) => number.to_string(),
        Value::Qword(number) => number.to_string(),
        Value::MultiSz(items) => items.join("\n"),
        Value::Binary(bytes) => bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use model::{Attempt, Epoch, GroupId, Guid, Incarnation, NodeId, ResourceId};

    #[test]
    fn properties_become_variables() {
        let start = Start {
            resource: ResourceId(Guid([1; 16])),
            resource_name: "Größe".into(),
            type_name: "Generic Script".into(),
            group: GroupId(Guid([2; 16])),
            group_name: "Web".into(),
            epoch: Epoch(7),
            attempt: Attempt(3),
            properties: vec![
                ("ScriptFilepath".into(), Value::Sz("/bin/true".into())),
                ("odd name-1".into(), Value::MultiSz(vec!["a".into(), "b".into()])),
                ("Count".into(), Value::Dword(9)),
                ("Raw".into(), Value::Binary(Bytes::from_static(&[0, 255]))),
                ("Nul".into(), Value::Sz("a\0b".into())),
                ("Long".into(), Value::Sz("x".repeat(VALUE_BYTES_MAX + 1))),
            ],
            looks_alive_ms: 5000,
            is_alive_ms: 60000,
            pending_timeout_ms: 180_000,
            deadlock_timeout_ms: 300_000,
        };
        let node = NodeIdentity {
            id: NodeId(2),
            name: "n2".into(),
            cluster_name: "c".into(),
            incarnation: Incarnation(1),
            state_dir: "/x".into(),
        };
        let variables = variables(&start, &node);
        let get = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(get("QUORATE_GROUP_EPOCH"), Some("7"));
        assert_eq!(get("QUORATE_RESOURCE"), Some("Größe"));
        assert_eq!(get("QUORATE_NODE_ID"), Some("2"));
        assert_eq!(get("QUORATE_PROPERTY_SCRIPTFILEPATH"), Some("/bin/true"));
        assert_eq!(get("QUORATE_PROPERTY_ODD_NAME_1"), Some("a\nb"));
        assert_eq!(get("QUORATE_PROPERTY_COUNT"), Some("9"));
        assert_eq!(get("QUORATE_PROPERTY_RAW"), Some("00ff"));
        assert_eq!(get("QUORATE_PROPERTY_NUL"), None);
        assert_eq!(get("QUORATE_PROPERTY_LONG"), None);
    }
}
