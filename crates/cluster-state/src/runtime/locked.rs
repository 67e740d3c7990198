//! Locked mode: a group is not operated on while one of its resources is locked by its type, and is not moved on request
//! while its property LockedFromMoving says so (object-model 6, policies 10).

use crate::apply::Apply;
use crate::next_command::{about_group, about_resource};
use crate::outcome::Level;
use crate::state::State;
use model::{GroupId, Refusal, ResourceId, Win32Code};

impl Apply<'_> {
    /// The type's own word about what runs. A locked resource is free again when its attempt is over.
    pub(super) fn locked_by_its_type(&mut self, resource: ResourceId, locked: bool) {
        if self.state.resource(resource).locked == locked {
            return;
        }
        self.change_resource(resource, |resource| resource.locked = locked);
        let name = &self.state.config.resource(resource).name;
        let text = match locked {
            true => format!("Resource \"{name}\" is locked by its type: it is not operated on until it is given free."),
            false => format!("Resource \"{name}\" is no longer locked."),
        };
        self.record_resource(Level::Information, resource, "policies 10.9", text, Vec::new());
    }
}

impl State {
    /// A resource of the group that its type has locked.
    pub(super) fn locked_resource(&self, group: GroupId) -> Option<ResourceId> {
        self.config.group(group).resources.iter().copied().find(|id| self.resource(*id).locked)
    }

    /// Whether the group is in locked mode, as its StatusInformation says.
    pub fn is_locked(&self, group: GroupId) -> bool {
        self.config.groups.get(&group).is_some_and(|config| config.locked_from_moving)
            || self.config.groups.contains_key(&group) && self.locked_resource(group).is_some()
    }

    /// Refuses ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960 while a resource of the group is locked.
    pub(crate) fn check_group_not_locked(&self, group: GroupId) -> Result<(), Refusal> {
        self.locked_resource(group).map_or(Ok(()), |locked| Err(self.locked_refusal(locked)))
    }

    /// As [`State::check_group_not_locked`], and also while the group's LockedFromMoving is 1.
    pub(super) fn check_may_be_moved(&self, group: GroupId) -> Result<(), Refusal> {
        self.check_group_not_locked(group)?;
        let config = self.config.group(group);
        if !config.locked_from_moving {
            return Ok(());
        }
        let message = format!("Group \"{}\" is locked from moving by its property LockedFromMoving", config.name);
        let next = format!("{} LockedFromMoving=0", about_group("set", &config.name));
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_RESOURCE_LOCKED_STATUS, message).next(next))
    }

    /// Refuses 5960 when one of the resources is locked.
    pub(super) fn check_none_locked(&self, mut resources: impl Iterator<Item = ResourceId>) -> Result<(), Refusal> {
        resources.find(|id| self.resource(*id).locked).map_or(Ok(()), |locked| Err(self.locked_refusal(locked)))
    }

    fn locked_refusal(&self, resource: ResourceId) -> Refusal {
        let name = &self.config.resource(resource).name;
        let message = format!("Resource \"{name}\" is locked by its type and is not operated on");
        Refusal::new(Win32Code::ERROR_CLUSTER_RESOURCE_LOCKED_STATUS, message).next(about_resource("show", name))
    }
}
