//! What the configuration side tells the runtime after it has changed an object. The typed objects are already new.

use crate::apply::Apply;
use model::{GroupId, NodeId, ResourceId};

impl Apply<'_> {
    pub(crate) fn node_added(&mut self, _node: NodeId) {
        todo!()
    }

    pub(crate) fn group_created(&mut self, _group: GroupId, _owner: NodeId) {
        todo!()
    }

    /// Called after its resources were deleted.
    pub(crate) fn group_deleted(&mut self, _group: GroupId) {
        todo!()
    }

    /// Called after its group's list has it.
    pub(crate) fn resource_created(&mut self, _resource: ResourceId) {
        todo!()
    }

    pub(crate) fn resource_deleted(&mut self, _resource: ResourceId) {
        todo!()
    }

    pub(crate) fn possible_owners_changed(&mut self, _resource: ResourceId) {
        todo!()
    }

    pub(crate) fn dependencies_changed(&mut self, _resource: ResourceId) {
        todo!()
    }

    pub(crate) fn group_changed(&mut self, _resource: ResourceId, _from: GroupId, _to: GroupId) {
        todo!()
    }

    /// SameSubnetDelay or SameSubnetThreshold changed, or the cluster was formed.
    pub(crate) fn lease_settings_changed(&mut self) {
        todo!()
    }

    /// IgnorePersistentStateOnStartup changed (policies 8).
    pub(crate) fn startup_settings_changed(&mut self) {
        todo!()
    }
}
