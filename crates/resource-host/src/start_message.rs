//! Reads the service's messages into the types of this crate. What does not fit is refused, never guessed.

use model::{Attempt, Epoch, GroupId, Guid, Incarnation, NodeId, ResourceId, Value};
use proto::host::{Hello, Property};
use proto::log;
use resource_types::{NodeIdentity, Start};
use std::fmt;
use std::path::PathBuf;

/// A field that no service sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NotAMessage(&'static str);

impl fmt::Display for NotAMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

pub(crate) fn node_identity(hello: &Hello) -> Result<NodeIdentity, NotAMessage> {
    let state_dir = PathBuf::from(&hello.state_dir);
    if !state_dir.is_absolute() {
        return Err(NotAMessage("the node's directory is not an absolute path"));
    }
    if crate::released::public_key(&hello.release_seed).is_none() {
        return Err(NotAMessage("the seed of the release key does not have 32 bytes"));
    }
    Ok(NodeIdentity {
        id: NodeId(hello.node),
        name: hello.node_name.clone(),
        cluster_name: hello.cluster_name.clone(),
        incarnation: Incarnation(hello.incarnation),
        state_dir,
    })
}

pub(crate) fn resource_id(bytes: &[u8]) -> Result<ResourceId, NotAMessage> {
    let bytes = bytes.try_into().map_err(|_| NotAMessage("a resource id does not have 16 bytes"))?;
    Ok(ResourceId(Guid(bytes)))
}

pub(crate) fn start(message: proto::host::Start) -> Result<Start, NotAMessage> {
    let group = message.group[..].try_into().map_err(|_| NotAMessage("a group id does not have 16 bytes"))?;
    Ok(Start {
        resource: resource_id(&message.resource)?,
        resource_name: message.name,
        type_name: message.type_name,
        group: GroupId(Guid(group)),
        group_name: message.group_name,
        epoch: Epoch(message.epoch),
        attempt: Attempt(message.attempt),
        properties: message.properties.into_iter().map(property).collect::<Result<_, _>>()?,
        looks_alive_ms: message.looks_alive_ms,
        is_alive_ms: message.is_alive_ms,
        pending_timeout_ms: message.pending_timeout_ms,
        deadlock_timeout_ms: message.deadlock_timeout_ms,
    })
}

fn property(property: Property) -> Result<(String, Value), NotAMessage> {
    use log::value::Value as Wire;
    let value = property.value.and_then(|value| value.value).ok_or(NotAMessage("a property has no value"))?;
    let value = match value {
        Wire::Sz(text) => Value::Sz(text),
        Wire::ExpandSz(text) => Value::ExpandSz(text),
        Wire::Binary(bytes) => Value::Binary(bytes),
        Wire::Dword(number) => Value::Dword(number),
        Wire::MultiSz(list) => Value::MultiSz(list.items),
        Wire::Qword(number) => Value::Qword(number),
    };
    Ok((property.name, value))
}
