//! A group's resources with all that is known about each, looked up once. Finding objects among a hundred thousand is most of
//! what a small decision costs: whoever asks several things about each resource of a group goes through its members.

use super::{Hold, ResourceRuntime};
use crate::config::{GroupConfig, ResourceConfig};
use crate::state::State;
use model::{GroupId, ResourceId};

/// One resource of a group.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub config: &'a ResourceConfig,
    pub facts: &'a ResourceRuntime,
    /// It is to be online now: what was last asked for, which is the persistent state unless the request left that alone.
    pub wanted_online: bool,
}

impl State {
    /// In the order they were added.
    pub(super) fn members_of<'a>(&'a self, group: &'a GroupConfig) -> impl Iterator<Item = Member<'a>> {
        group.resources.iter().map(|id| {
            let (config, facts) = (&**self.config.resource(*id), self.resource(*id));
            Member { config, facts, wanted_online: facts.asked.unwrap_or_else(|| config.persistent_online_in(group)) }
        })
    }

    /// The resources of a group, in the order they were added.
    pub(super) fn resources_of(&self, group: GroupId) -> &[ResourceId] {
        self.config.groups.get(&group).map_or(&[], |group| &group.resources)
    }

    /// Whether anything of the group may be running.
    pub(super) fn group_has_residue(&self, group: GroupId) -> bool {
        self.resources_of(group).iter().any(|id| self.resource(*id).residue)
    }

    /// Whether any resource of the group is wanted online, and not held back until somebody asks for it.
    pub(super) fn group_wanted(&self, group: GroupId) -> bool {
        let free = |hold: Option<Hold>| hold.is_none_or(|hold| hold == Hold::Restarting);
        self.members_of(self.config.group(group)).any(|member| member.wanted_online && free(member.facts.hold))
    }

    /// As [`Member::wanted_online`], of one resource.
    pub(super) fn wanted_online(&self, resource: ResourceId) -> bool {
        self.resource(resource).asked.unwrap_or_else(|| self.persistent_online(resource))
    }

    /// What the database wants of the resource (policies 2): its own persistent state, else the group's.
    pub(super) fn persistent_online(&self, resource: ResourceId) -> bool {
        let resource = self.config.resource(resource);
        resource.persistent_online.unwrap_or_else(|| self.config.group(resource.group).persistent_online)
    }
}

impl ResourceConfig {
    /// What the database wants of a resource of this group.
    fn persistent_online_in(&self, group: &GroupConfig) -> bool {
        self.persistent_online.unwrap_or(group.persistent_online)
    }
}
