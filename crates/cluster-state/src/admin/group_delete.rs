//! Deleting groups (policies 19).
//!
//! A forced deletion takes the resources offline first: the group is marked as being deleted, nothing may be asked of it any
//! more, and it goes when nothing of it can be running.

use super::Draft;
use super::start_order::expression_value;
use crate::announce::{group_flag, object_type, resource_flag, text_buffer};
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::about_group;
use crate::outcome::{Level, Notification, Reply};
use crate::state::State;
use model::{GroupId, Refusal, ResourceId, ResourceState, Value, Win32Code};

impl Apply<'_> {
    pub(super) fn delete_group(&mut self, group: &str, force: bool) -> Result<Reply, Refusal> {
        let id = self.available_group(group)?;
        let config = self.state.config.group(id).clone();
        let core = |resource: &ResourceId| self.state.config.resource(*resource).core;
        if config.core || config.resources.iter().any(core) {
            let message = format!("\"{}\" is, or holds, a core object of the cluster", config.name);
            return Err(Refusal::new(Win32Code::ERROR_CORE_RESOURCE, message));
        }
        if !config.resources.is_empty() && !force {
            let message =
                format!("The group \"{}\" still holds {}", config.name, resources_in_words(config.resources.len()));
            let next = format!("{} --force", about_group("delete", &config.name));
            return Err(Refusal::new(Win32Code::ERROR_DIR_NOT_EMPTY, message).next(next));
        }
        self.state.check_not_moving(id)?;
        config.resources.iter().try_for_each(|resource| self.state.check_all_nodes_for(*resource))?;
        if self.state.is_quiet(id) {
            self.delete_quiet_group(id);
            return Ok(Reply::Done);
        }
        self.offline_group(id, 0)?;
        let mut draft = Draft::new(self.state);
        draft.set(&Object::Group(id), keys::DELETING, Value::Dword(1))?;
        self.commit(draft);
        self.record_change(&Object::Group(id), "policies 19", "is deleted as soon as its resources are offline");
        Ok(Reply::Pending)
    }

    /// Deletes the groups that were waiting for their resources to stop and have nothing left.
    pub(crate) fn finish_deletions(&mut self) {
        for group in self.state.config.deleting.clone() {
            if self.state.is_quiet(group) {
                self.delete_quiet_group(group);
            }
        }
    }

    fn delete_quiet_group(&mut self, id: GroupId) {
        let object = Object::Group(id);
        let subject = self.state.subject(&object);
        let config = self.state.config.group(id).clone();
        let owner = self.state.owner_text(id);
        let notice = |flag, buffer| Notification {
            object_type: object_type::GROUP,
            flag,
            object_id: id.to_string(),
            parent_id: owner.clone(),
            name: config.name.clone(),
            type_name: String::new(),
            buffer,
        };
        let mut notices = Vec::new();
        let mut draft = Draft::new(self.state);
        let mut remove = |object: &Object| {
            draft.remove(object).unwrap_or_else(|refusal| panic!("the hive kept a deleted object: {refusal}"));
        };
        for resource in &config.resources {
            notices.push(self.state.resource_deleted_notice(*resource));
            notices.push(notice(group_flag::RESOURCE_LOST, text_buffer(&resource.to_string())));
            remove(&Object::Resource(*resource));
        }
        remove(&object);
        let forgotten = self.state.draft_without_group(&mut draft, id);
        forgotten.unwrap_or_else(|refusal| panic!("a rule kept a deleted group: {refusal}"));
        notices.push(notice(group_flag::DELETED, Vec::new()));
        self.withdraw_offer(id);
        let dependents = self.leave_start_order(&mut draft, id);
        self.commit(draft);
        for resource in &config.resources {
            self.resource_deleted(*resource);
        }
        self.group_deleted(id);
        // Perhaps nobody starts after them any more.
        config.depends_on.iter().for_each(|provider| self.refresh_offer(*provider));
        notices.into_iter().for_each(|notice| self.notify(notice));
        let text = match config.resources.len() {
            0 => format!("Group \"{}\" was deleted.", config.name),
            1 => format!("Group \"{}\" was deleted with its resource.", config.name),
            count => format!("Group \"{}\" was deleted with its {count} resources.", config.name),
        };
        self.record(Level::Information, subject, "policies 19", text, Vec::new());
        for dependent in dependents {
            let text = format!("no longer starts after group \"{}\"", config.name);
            self.record_change(&Object::Group(dependent), "policies 11.21", &text);
        }
    }

    /// Nobody starts after a group that is deleted, and its set is without it (policies 11.21).
    fn leave_start_order(&self, draft: &mut Draft, id: GroupId) -> Vec<GroupId> {
        let kept = |refusal| -> () { panic!("the hive kept a deleted group: {refusal}") };
        self.state.take_from_set(draft, id).unwrap_or_else(kept);
        let dependents = self.state.config.start_order.of_group.get(&id);
        let dependents: Vec<GroupId> = dependents.into_iter().flatten().copied().collect();
        for dependent in &dependents {
            let providers = &self.state.config.group(*dependent).depends_on;
            let left: Vec<GroupId> = providers.iter().copied().filter(|provider| *provider != id).collect();
            let value = expression_value(&left);
            draft.change(&Object::Group(*dependent), keys::DEPENDS_ON, value).unwrap_or_else(kept);
        }
        dependents
    }
}

impl State {
    /// Every resource is Offline or Failed and nothing of it is left.
    fn is_quiet(&self, group: GroupId) -> bool {
        self.config.group(group).resources.iter().all(|resource| self.is_at_rest(*resource))
    }

    /// Offline or Failed, and nothing of it can be running.
    pub(super) fn is_at_rest(&self, resource: ResourceId) -> bool {
        self.runtime.resources.get(&resource).is_none_or(|runtime| {
            matches!(runtime.state, ResourceState::Offline | ResourceState::Failed | ResourceState::Initializing)
                && !runtime.residue
        })
    }

    pub(super) fn check_not_moving(&self, group: GroupId) -> Result<(), Refusal> {
        match self.runtime.groups.get(&group).is_some_and(|runtime| runtime.moving.is_some()) {
            false => Ok(()),
            true => {
                let message = format!("The group \"{}\" is moving", self.config.group(group).name);
                let next = self.next_about("show", &Object::Group(group));
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_GROUP_MOVING, message).next(next))
            }
        }
    }

    /// Told after the deletion, made before it.
    pub(super) fn resource_deleted_notice(&self, id: ResourceId) -> Notification {
        let resource = self.config.resource(id);
        Notification {
            object_type: object_type::RESOURCE,
            flag: resource_flag::DELETED,
            object_id: id.to_string(),
            parent_id: resource.group.to_string(),
            name: resource.name.clone(),
            type_name: resource.type_name.clone(),
            buffer: text_buffer(&resource.group.to_string()),
        }
    }
}

fn resources_in_words(count: usize) -> String {
    if count == 1 { "a resource".into() } else { format!("{count} resources") }
}
