//! Moving a resource to another group: its whole dependency tree goes with it (policies 19, change group).

use super::Draft;
use super::resource::id_list;
use crate::announce::{group_flag, resource_flag, text_buffer};
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::about_resource;
use crate::outcome::Reply;
use crate::state::State;
use model::{GroupId, Refusal, ResourceId, Win32Code};
use std::collections::BTreeSet;

impl Apply<'_> {
    pub(super) fn move_to_group(&mut self, resource: &str, group: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let to = self.available_group(group)?;
        let from = self.state.config.resource(id).group;
        if from == to {
            let config = self.state.config.resource(id);
            let message =
                format!("\"{}\" is in the group \"{}\" already", config.name, self.state.config.group(to).name);
            return Err(Refusal::new(Win32Code::ERROR_ALREADY_EXISTS, message));
        }
        let tree = self.state.dependency_tree(id);
        self.state.check_change_group(&tree, from, to)?;
        let mut draft = Draft::new(self.state);
        let mut stay = self.state.config.group(from).resources.clone();
        stay.retain(|member| !tree.contains(member));
        let mut joined = self.state.config.group(to).resources.clone();
        joined.extend(&tree);
        draft.set(&Object::Group(from), keys::CONTAINS, id_list(&stay))?;
        draft.set(&Object::Group(to), keys::CONTAINS, id_list(&joined))?;
        for member in &tree {
            draft.touch(&Object::Resource(*member));
        }
        self.commit(draft);
        for member in &tree {
            self.group_changed(*member, from, to);
        }
        for member in tree {
            self.announce_change(member, from, to);
        }
        Ok(Reply::Done)
    }

    fn announce_change(&mut self, id: ResourceId, from: GroupId, to: GroupId) {
        self.announce_resource(id, resource_flag::OWNER_GROUP, text_buffer(&to.to_string()));
        self.announce_group(from, group_flag::RESOURCE_LOST, text_buffer(&id.to_string()));
        self.announce_group(to, group_flag::RESOURCE_GAINED, text_buffer(&id.to_string()));
        let text = format!(
            "was moved from group \"{}\" to group \"{}\"",
            self.state.config.group(from).name,
            self.state.config.group(to).name
        );
        self.record_change(&Object::Resource(id), "policies 19", &text);
    }
}

impl State {
    /// The resource with everything that depends on it or that it depends on, in the order of the group's list.
    fn dependency_tree(&self, start: ResourceId) -> Vec<ResourceId> {
        let group = self.config.group(self.config.resource(start).group);
        let mut tree = BTreeSet::from([start]);
        loop {
            let before = tree.len();
            for member in &group.resources {
                let providers: Vec<ResourceId> =
                    self.config.resource(*member).dependencies.providers().copied().collect();
                if tree.contains(member) {
                    tree.extend(providers);
                } else if providers.iter().any(|provider| tree.contains(provider)) {
                    tree.insert(*member);
                }
            }
            if tree.len() == before {
                return group.resources.iter().copied().filter(|member| tree.contains(member)).collect();
            }
        }
    }

    fn check_change_group(&self, tree: &[ResourceId], from: GroupId, to: GroupId) -> Result<(), Refusal> {
        self.check_not_moving(from)?;
        self.check_not_moving(to)?;
        self.check_group_not_locked(from)?;
        self.check_group_not_locked(to)?;
        let owner_of = |group| self.runtime.groups.get(&group).map(|runtime| runtime.owner);
        let same_owner = owner_of(from) == owner_of(to);
        for member in tree {
            let resource = self.config.resource(*member);
            if resource.core {
                let message = format!("\"{}\" is a core resource of the cluster", resource.name);
                return Err(Refusal::new(Win32Code::ERROR_CORE_RESOURCE, message));
            }
            self.check_singleton_in_group(&resource.type_name, to)?;
            let obstacle = if !same_owner {
                "The groups have different owners".to_owned()
            } else if self.runtime.groups.get(&to).is_some_and(|runtime| runtime.parked) {
                // What runs would run in a group that is kept offline.
                format!("Group \"{}\" is kept offline until a node can run it", self.config.group(to).name)
            } else {
                continue;
            };
            if !self.is_at_rest(*member) {
                let message = format!("{obstacle}, and \"{}\" is not Offline", resource.name);
                let next = about_resource("offline", &resource.name);
                return Err(Refusal::new(Win32Code::ERROR_RESOURCE_ONLINE, message).next(next));
            }
        }
        let Some(owner) = owner_of(to) else {
            return Ok(());
        };
        match tree.iter().find(|member| !self.possible_owners(**member).contains(&owner)) {
            None => Ok(()),
            Some(member) => {
                let name = &self.config.resource(*member).name;
                let message = format!(
                    "\"{name}\" cannot run on {}, which owns the group \"{}\"",
                    self.config.node(owner).name,
                    self.config.group(to).name
                );
                let next = about_resource("owners", name);
                Err(Refusal::new(Win32Code::ERROR_HOST_NODE_NOT_RESOURCE_OWNER, message).next(next))
            }
        }
    }
}
