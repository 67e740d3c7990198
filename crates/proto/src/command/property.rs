//! Changes of properties: common to all kinds of object.

use super::value::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, decode_all};
use crate::log as wire;
use cluster_state::command::{PropertyChange, PropertyScope};

pub fn scope_to_wire(scope: PropertyScope) -> wire::PropertyScope {
    match scope {
        PropertyScope::Common => wire::PropertyScope::Common,
        PropertyScope::Private => wire::PropertyScope::Private,
    }
}

/// `scope` is the raw number of the field.
pub fn scope_from_wire(scope: i32) -> Result<PropertyScope, DecodeError> {
    match wire::PropertyScope::try_from(scope) {
        Ok(wire::PropertyScope::Common) => Ok(PropertyScope::Common),
        Ok(wire::PropertyScope::Private) => Ok(PropertyScope::Private),
        Ok(wire::PropertyScope::Unspecified) | Err(_) => Err(DecodeError::Missing("scope")),
    }
}

pub(super) fn changes_to_wire(changes: &[PropertyChange]) -> Vec<wire::PropertyChange> {
    changes
        .iter()
        .map(|change| wire::PropertyChange {
            name: change.name.clone(),
            value: change.value.as_ref().map(value_to_wire),
        })
        .collect()
}

pub(super) fn changes_from_wire(changes: Vec<wire::PropertyChange>) -> Result<Vec<PropertyChange>, DecodeError> {
    decode_all(changes, |change| {
        Ok(PropertyChange { name: change.name, value: change.value.map(value_from_wire).transpose()? })
    })
}

/// The three fields that every kind of object but the cluster has in its SetProperties.
pub(super) fn set_properties_to_wire(
    object: &str,
    scope: PropertyScope,
    changes: &[PropertyChange],
) -> wire::SetProperties {
    wire::SetProperties {
        object: object.to_owned(),
        scope: scope_to_wire(scope) as i32,
        changes: changes_to_wire(changes),
    }
}
