//! Group sets: created, renamed, filled, deleted (policies 11). What depends on what is in [`super::start_order`].

use super::Draft;
use super::availability_set::{Domains, write_domains};
use super::resource::id_list;
use crate::announce::{group_set_flag, object_type, text_buffer};
use crate::apply::Apply;
use crate::command::GroupSetCommand;
use crate::config::keys::{self, Object};
use crate::next_command::about_group_set;
use crate::outcome::{Level, Notification, Reply};
use crate::state::State;
use model::property::PropertyOf;
use model::{GroupId, GroupSetId, Refusal, Value, Win32Code, name, shell_word};

pub(super) const IS_GLOBAL: &str = "IsGlobal";

impl Apply<'_> {
    pub(crate) fn apply_group_set(&mut self, command: &GroupSetCommand) -> Result<Reply, Refusal> {
        match command {
            GroupSetCommand::Create { id, name } => self.create_group_set(*id, name),
            GroupSetCommand::Delete { set } => self.delete_group_set(set),
            GroupSetCommand::Rename { set, name } => self.rename_group_set(set, name),
            GroupSetCommand::AddGroup { set, group } => self.add_to_group_set(set, group),
            GroupSetCommand::RemoveGroup { set, group } => self.remove_from_group_set(set, group),
            GroupSetCommand::CreateAvailabilitySet { id, name, fault_domains, update_domains, reserve_spare_node } => {
                let domains = Domains { fault: *fault_domains, update: *update_domains };
                self.create_availability_set(*id, name, domains, *reserve_spare_node)
            }
            GroupSetCommand::AddGroupToDomains { set, group, fault_domain, update_domain } => {
                self.add_to_domains(set, group, Domains { fault: *fault_domain, update: *update_domain })
            }
            GroupSetCommand::AddRemoteDependency { set, cluster, provider } => {
                self.add_remote_dependency(set, cluster, provider)
            }
            GroupSetCommand::RemoveRemoteDependency { set, cluster, provider } => {
                self.remove_remote_dependency(set, cluster, provider)
            }
            GroupSetCommand::SetProperties { set, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::GroupSet, set)?;
                self.set_properties(target, *scope, changes)
            }
            GroupSetCommand::AddDependency { set, provider } => self.add_set_to_set(set, provider),
            GroupSetCommand::RemoveDependency { set, provider } => self.remove_set_from_set(set, provider),
            GroupSetCommand::SetDependencies { set, expression } => self.set_dependencies_of_set(set, expression),
        }
    }

    fn create_group_set(&mut self, id: GroupSetId, name: &str) -> Result<Reply, Refusal> {
        self.check_new_group_set(id, name)?;
        let object = Object::GroupSet(id);
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(name.into()))?;
        self.commit(draft);
        self.group_set_created(id);
        self.record_change(&object, "policies 11", "was created");
        Ok(Reply::Done)
    }

    pub(super) fn check_new_group_set(&self, id: GroupSetId, name: &str) -> Result<(), Refusal> {
        self.check_formed()?;
        name::check_group_set_name(name)?;
        self.state.check_group_set_id_free(id)?;
        self.state.check_group_set_name_free(name, id, Win32Code::ERROR_OBJECT_ALREADY_EXISTS)
    }

    fn rename_group_set(&mut self, set: &str, new_name: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        self.state.check_group_set_name(new_name, id)?;
        let old = self.state.config.group_set(id).name.clone();
        self.rename(&Object::GroupSet(id), &old, new_name)
    }

    /// Its groups stay, and are in no set any more.
    fn delete_group_set(&mut self, set: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let config = self.state.config.group_set(id).clone();
        if let Some((dependent, undo)) = self.state.dependent_of_set(id) {
            let message = format!("{dependent} depends on the group set \"{}\"", config.name);
            return Err(Refusal::new(Win32Code::ERROR_DIR_NOT_EMPTY, message).next(undo));
        }
        let object = Object::GroupSet(id);
        let subject = self.state.subject(&object);
        let mut draft = Draft::new(self.state);
        draft.remove(&object)?;
        config.groups.iter().for_each(|group| self.withdraw_offer(*group));
        self.commit(draft);
        self.group_set_deleted(&config);
        for provider in &config.depends_on {
            self.announce_dependents_of_set(*provider);
        }
        self.notify(Notification {
            object_type: object_type::GROUP_SET,
            flag: group_set_flag::DELETED,
            object_id: id.to_string(),
            parent_id: String::new(),
            name: config.name.clone(),
            type_name: String::new(),
            buffer: Vec::new(),
        });
        let text = format!("Group set \"{}\" was deleted.", config.name);
        self.record(Level::Information, subject, "policies 11", text, Vec::new());
        Ok(Reply::Done)
    }

    fn add_to_group_set(&mut self, set: &str, group: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        self.join_group_set(id, group, self.state.domains_for_member(id))
    }

    /// `domains`: those that the group has in an availability set.
    pub(super) fn join_group_set(
        &mut self,
        id: GroupSetId,
        group: &str,
        domains: Option<Domains>,
    ) -> Result<Reply, Refusal> {
        let group = self.available_group(group)?;
        self.state.check_not_core(group)?;
        let of_group = self.state.config.group(group).clone();
        if let Some(other) = self.state.config.set_of(group) {
            let other = &self.state.config.group_set(other).name;
            let message = format!("The group \"{}\" is in the group set \"{other}\" already", of_group.name);
            let next = format!("{} {}", about_group_set("remove", other), shell_word(&of_group.name));
            return Err(Refusal::new(Win32Code::ERROR_ALREADY_EXISTS, message).next(next));
        }
        self.state.check_member(id, group)?;
        self.write_member(id, group, domains)
    }

    fn remove_from_group_set(&mut self, set: &str, group: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let group = self.available_group(group)?;
        let of_group = self.state.config.group(group).clone();
        if self.state.config.set_of(group) != Some(id) {
            let set = &self.state.config.group_set(id).name;
            let message = format!("The group \"{}\" is not in the group set \"{set}\"", of_group.name);
            return Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, message).next(about_group_set("show", set)));
        }
        let mut draft = Draft::new(self.state);
        self.state.take_from_set(&mut draft, group)?;
        write_domains(&mut draft, &Object::Group(group), None)?;
        self.withdraw_offer(group);
        self.commit(draft);
        self.refresh_offer(group);
        self.dirty.insert(group);
        self.announce_group_set(id, group_set_flag::GROUP_REMOVED, text_buffer(&group.to_string()));
        let text = format!("no longer has group \"{}\"", of_group.name);
        self.record_change(&Object::GroupSet(id), "policies 11", &text);
        Ok(Reply::Done)
    }

    /// About a set that is in the configuration.
    pub(crate) fn announce_group_set(&mut self, id: GroupSetId, flag: u64, buffer: Vec<u8>) {
        let name = self.state.config.group_set(id).name.clone();
        self.announce_object(object_type::GROUP_SET, id, String::new(), name, flag, buffer);
    }
}

impl State {
    /// A name that this set may have.
    pub(super) fn check_group_set_name(&self, name: &str, id: GroupSetId) -> Result<(), Refusal> {
        name::check_group_set_name(name)?;
        self.check_group_set_name_free(name, id, Win32Code::ERROR_ALREADY_EXISTS)
    }

    /// The core groups have to come up whatever else does: nothing holds them back, so they are in no set.
    pub(super) fn check_not_core(&self, group: GroupId) -> Result<(), Refusal> {
        let config = self.config.group(group);
        if !config.core {
            return Ok(());
        }
        let message = format!("\"{}\" is a core group of the cluster and waits for no other", config.name);
        Err(Refusal::new(Win32Code::ERROR_NOT_SUPPORTED, message))
    }

    /// Takes a group out of the list of its set, if it is in one.
    pub(super) fn take_from_set(&self, draft: &mut Draft, group: GroupId) -> Result<(), Refusal> {
        let Some(set) = self.config.set_of(group) else { return Ok(()) };
        let mut groups = self.config.group_set(set).groups.clone();
        groups.retain(|member| *member != group);
        let value = (!groups.is_empty()).then(|| id_list(&groups));
        draft.change(&Object::GroupSet(set), keys::CONTAINS, value)
    }

    /// Somebody who was told to depend on the set, and the command that ends it.
    fn dependent_of_set(&self, set: GroupSetId) -> Option<(String, String)> {
        let (order, name) = (&self.config.start_order, shell_word(&self.config.group_set(set).name));
        if let Some(dependent) = order.sets_of_set.get(&set).and_then(|sets| sets.get_min()) {
            let dependent = &self.config.group_set(*dependent).name;
            let undo = format!("{} --remove {name}", about_group_set("depend", dependent));
            return Some((format!("The group set \"{dependent}\""), undo));
        }
        let dependent = &self.config.group(*order.groups_of_set.get(&set)?.get_min()?).name;
        let undo = format!("{} --remove-set {name}", crate::next_command::about_group("depend", dependent));
        Some((format!("The group \"{dependent}\""), undo))
    }

    /// Property names of a set whose value other rules look at.
    pub(super) fn check_set_property(&self, id: GroupSetId, name: &str, value: Option<&Value>) -> Result<(), Refusal> {
        match (name, value) {
            (keys::NAME, Some(Value::Sz(new_name))) => self.check_group_set_name(new_name, id),
            (keys::NAME, _) => {
                let message = "A group set has no name by default: it is renamed, not reset";
                let next = format!("{} NAME", self.next_about("rename", &Object::GroupSet(id)));
                Err(Refusal::new(Win32Code::ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, message).next(next))
            }
            (IS_GLOBAL, value) => self.check_global(id, matches!(value, Some(Value::Dword(number)) if *number != 0)),
            _ => Ok(()),
        }
    }
}
