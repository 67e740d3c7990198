//! Resources as configuration: created, deleted, renamed.

use super::Draft;
use crate::announce::{group_flag, text_buffer};
use crate::apply::Apply;
use crate::config::TypeConfig;
use crate::config::keys::{self, Object};
use crate::next_command::about_resource;
use crate::outcome::{Level, Notification, Reply};
use crate::state::State;
use model::{GroupId, Refusal, ResourceId, ResourceState, Value, Win32Code, fold, name, shell_word};

/// CLUS_CHAR_DELETE_REQUIRES_ALL_NODES, _SINGLE_CLUSTER_INSTANCE, _SINGLE_GROUP_INSTANCE (object-model 7).
const DELETE_REQUIRES_ALL_NODES: u32 = 0x2;
const SINGLE_CLUSTER_INSTANCE: u32 = 0x40;
const SINGLE_GROUP_INSTANCE: u32 = 0x80;

impl Apply<'_> {
    /// Offline, persistent state offline, possible owners all nodes, default settings (policies 19).
    pub(super) fn create_resource(
        &mut self,
        id: ResourceId,
        group: &str,
        name: &str,
        type_name: &str,
        separate_monitor: bool,
    ) -> Result<Reply, Refusal> {
        let group = self.available_group(group)?;
        let of_type = self.state.resolve_type(type_name)?;
        name::check_resource_name(name)?;
        self.state.check_resource_id_free(id)?;
        self.state.check_resource_name_free(name, id, Win32Code::ERROR_OBJECT_ALREADY_EXISTS)?;
        self.state.check_singleton_in_cluster(&of_type)?;
        self.state.check_singleton_in_group(&of_type.name, group)?;
        let object = Object::Resource(id);
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(name.into()))?;
        draft.set(&object, keys::TYPE, Value::Sz(of_type.name.clone()))?;
        // Its own, so that it does not start at once in a group that is online.
        draft.set(&object, "PersistentState", Value::Dword(0))?;
        if separate_monitor {
            draft.set(&object, "SeparateMonitor", Value::Dword(1))?;
        }
        let mut contains = self.state.config.group(group).resources.clone();
        contains.push(id);
        draft.set(&Object::Group(group), keys::CONTAINS, id_list(&contains))?;
        self.commit(draft);
        self.resource_created(id);
        self.notify_gained(id, group);
        let text = format!("was created in group \"{}\" as a {}", self.state.config.group(group).name, of_type.name);
        self.record_change(&object, "policies 19", &text);
        Ok(Reply::Done)
    }

    /// RESOURCE_ADDED is about the resource, RESOURCE_GAINED about the group (notifications 3).
    fn notify_gained(&mut self, id: ResourceId, group: GroupId) {
        let notice = Notification {
            object_type: crate::announce::object_type::GROUP,
            flag: group_flag::RESOURCE_ADDED,
            object_id: id.to_string(),
            parent_id: self.state.owner_text(group),
            name: self.state.config.resource(id).name.clone(),
            type_name: String::new(),
            buffer: text_buffer(&group.to_string()),
        };
        self.notify(notice);
        self.announce_group(group, group_flag::RESOURCE_GAINED, text_buffer(&id.to_string()));
    }

    /// Must be Offline or Failed, without dependents, and not core (policies 19).
    pub(super) fn delete_resource(&mut self, resource: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let config = self.state.config.resource(id).clone();
        if config.core {
            let message = format!("\"{}\" is a core resource of the cluster", config.name);
            return Err(Refusal::new(Win32Code::ERROR_CORE_RESOURCE, message));
        }
        if let Some(dependent) = self.state.dependents(id).first() {
            let dependent = &self.state.config.resource(*dependent).name;
            let message = format!("\"{dependent}\" depends on \"{}\"", config.name);
            let next = format!("{} --remove {}", about_resource("depend", dependent), shell_word(&config.name));
            return Err(Refusal::new(Win32Code::ERROR_DEPENDENT_RESOURCE_EXISTS, message).next(next));
        }
        self.state.check_deletable(id)?;
        let subject = self.state.subject(&Object::Resource(id));
        let notice = self.state.resource_deleted_notice(id);
        let mut draft = Draft::new(self.state);
        draft.remove(&Object::Resource(id))?;
        let mut contains = self.state.config.group(config.group).resources.clone();
        contains.retain(|other| *other != id);
        draft.set(&Object::Group(config.group), keys::CONTAINS, id_list(&contains))?;
        self.commit(draft);
        self.resource_deleted(id);
        self.notify(notice);
        self.announce_group(config.group, group_flag::RESOURCE_LOST, text_buffer(&id.to_string()));
        let text = format!("Resource \"{}\" was deleted.", config.name);
        self.record(Level::Information, subject, "policies 19", text, Vec::new());
        Ok(Reply::Done)
    }

    pub(super) fn rename_resource(&mut self, resource: &str, new_name: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        name::check_resource_name(new_name)?;
        self.state.check_resource_name_free(new_name, id, Win32Code::ERROR_ALREADY_EXISTS)?;
        let old = self.state.config.resource(id).name.clone();
        self.rename(&Object::Resource(id), &old, new_name)
    }
}

/// Ids as a MULTI_SZ.
pub(super) fn id_list<T: ToString>(ids: &[T]) -> Value {
    Value::MultiSz(ids.iter().map(T::to_string).collect())
}

impl State {
    fn check_deletable(&self, id: ResourceId) -> Result<(), Refusal> {
        let config = self.config.resource(id);
        let state = self.runtime.resources.get(&id).map_or(ResourceState::Offline, |runtime| runtime.state);
        if state == ResourceState::Online || state.is_pending() {
            let message = format!("\"{}\" is {state}", config.name);
            let next = about_resource("offline", &config.name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(next));
        }
        if !self.is_at_rest(id) {
            let message = format!("What is left of the last run of \"{}\" is still being ended", config.name);
            return Err(
                Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_resource("show", &config.name))
            );
        }
        self.check_all_nodes_for(id)
    }

    /// DELETE_REQUIRES_ALL_NODES (policies 19.6).
    pub(super) fn check_all_nodes_for(&self, id: ResourceId) -> Result<(), Refusal> {
        let config = self.config.resource(id);
        let all_active = || self.runtime.nodes.values().all(|node| node.incarnation.is_some());
        if config.of_type.characteristics & DELETE_REQUIRES_ALL_NODES == 0 || all_active() {
            return Ok(());
        }
        let message = format!("All nodes must be Up to delete \"{}\", as its type demands", config.name);
        Err(Refusal::new(Win32Code::ERROR_ALL_NODES_NOT_AVAILABLE, message).next("quorate node list"))
    }

    fn check_singleton_in_cluster(&self, of_type: &TypeConfig) -> Result<(), Refusal> {
        if of_type.characteristics & SINGLE_CLUSTER_INSTANCE == 0 {
            return Ok(());
        }
        let mut resources = self.config.resources.values();
        match resources.find(|resource| fold::equals(&resource.type_name, &of_type.name)) {
            None => Ok(()),
            Some(other) => {
                let message = format!("A cluster has at most one {}, and \"{}\" is one", of_type.name, other.name);
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_SINGLETON_RESOURCE, message)
                    .next(about_resource("show", &other.name)))
            }
        }
    }

    pub(super) fn check_singleton_in_group(&self, type_name: &str, group: GroupId) -> Result<(), Refusal> {
        let of_type = self.config.types.get(&fold::fold(type_name));
        if of_type.is_none_or(|of_type| of_type.characteristics & SINGLE_GROUP_INSTANCE == 0) {
            return Ok(());
        }
        let group = self.config.group(group);
        let mut resources = group.resources.iter().map(|id| self.config.resource(*id));
        match resources.find(|resource| fold::equals(&resource.type_name, type_name)) {
            None => Ok(()),
            Some(other) => {
                let message = format!("\"{}\" has a {type_name} already: \"{}\"", group.name, other.name);
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE, message)
                    .next(about_resource("show", &other.name)))
            }
        }
    }
}
