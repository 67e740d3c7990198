//! What the policies of the runtime write to the configuration: the persistent states and the pause flag.
//!
//! Each is a checked internal change: writing what is already there does nothing.

use super::Draft;
use crate::apply::Apply;
use crate::command::PropertyScope;
use crate::config::keys::{self, Object};
use model::{GroupId, NodeId, Refusal, ResourceId, Value};

const PERSISTENT_STATE: &str = "PersistentState";

impl Apply<'_> {
    /// A paused node that restarts comes back paused (object-model 5).
    pub(crate) fn write_node_paused(&mut self, node: NodeId, paused: bool) {
        if self.state.config.node(node).paused == paused {
            return;
        }
        let value = paused.then_some(Value::Dword(1));
        self.write(|draft| draft.change(&Object::Node(node), keys::PAUSED, value));
    }

    /// The state last commanded for a group (policies 8).
    pub(crate) fn write_group_persistent(&mut self, group: GroupId, online: bool) {
        if self.state.config.group(group).persistent_online == online {
            return;
        }
        let value = Some(Value::Dword(online.into()));
        self.write(|draft| {
            draft.change_property(&Object::Group(group), PropertyScope::Common, PERSISTENT_STATE, value)
        });
    }

    /// The state last commanded for a resource; `None` follows its group (policies 2).
    pub(crate) fn write_resource_persistent(&mut self, resource: ResourceId, online: Option<bool>) {
        if self.state.config.resource(resource).persistent_online == online {
            return;
        }
        let value = online.map(|online| Value::Dword(online.into()));
        self.write(|draft| {
            draft.change_property(&Object::Resource(resource), PropertyScope::Common, PERSISTENT_STATE, value)
        });
    }

    /// Non-volatile, until it is cleared (object-model 7, maintenance mode).
    pub(crate) fn write_maintenance(&mut self, resource: ResourceId, on: bool) {
        let value = on.then_some(Value::Dword(1));
        self.write(|draft| draft.change(&Object::Resource(resource), keys::MAINTENANCE_MODE, value));
    }

    /// The node a group was last moved to on request (properties 3, DefaultOwner).
    pub(crate) fn write_default_owner(&mut self, group: GroupId, node: NodeId) {
        if self.state.config.group(group).default_owner == Some(node) {
            return;
        }
        let value = Some(Value::Dword(node.0));
        self.write(|draft| draft.change_property(&Object::Group(group), PropertyScope::Common, "DefaultOwner", value));
    }

    pub(super) fn write(&mut self, change: impl FnOnce(&mut Draft) -> Result<(), Refusal>) {
        let mut draft = Draft::new(self.state);
        change(&mut draft).unwrap_or_else(|refusal| panic!("the hive refused a write of the policies: {refusal}"));
        self.commit(draft);
    }
}
