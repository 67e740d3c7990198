//! The JSON of `-o json`: one struct per object, with the field names that scripts rely on.
//!
//! A field is never renamed or removed; readers ignore fields they do not know. [`tests`] fixes the names.

mod access;
mod cluster;
mod database;
mod event;
mod group;
mod group_set;
mod health;
mod network;
mod node;
mod placement;
mod property;
mod resource;

pub(crate) use access::AccessEntryView;
pub(crate) use cluster::{ClusterView, RestoredView, RotatedKeyView, StatusView};
pub(crate) use database::{KeyView, TreeView, ValueView};
pub(crate) use event::EventView;
pub(crate) use group::{GroupDetailView, GroupView};
pub(crate) use group_set::GroupSetView;
pub(crate) use health::HealthFaultView;
pub(crate) use network::{NetworkInterfaceView, NetworkView};
pub(crate) use node::{JoinCodeView, NodeView};
pub(crate) use placement::{AffinityRuleView, FaultDomainView};
pub(crate) use property::{DecodedProperty, PropertyView, value_json};
pub(crate) use resource::{ResourceTypeView, ResourceView};

use model::Win32Code;
use serde::Serialize;

/// What a command that changes something answers when there is no object to show.
#[derive(Serialize, Debug)]
pub(crate) struct DoneView {
    /// 0, or a success with a message: 997 and 5024.
    pub(crate) code: u32,
    pub(crate) name: &'static str,
    pub(crate) message: String,
}

impl DoneView {
    pub(crate) fn new(code: Win32Code, message: impl Into<String>) -> DoneView {
        DoneView { code: code.number(), name: code.name(), message: message.into() }
    }
}

/// The wire's empty text is no text.
fn text_or_none(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
