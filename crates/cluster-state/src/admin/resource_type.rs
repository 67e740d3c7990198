//! Resource types: the name is the key, so it is never changed (object-model 8).

use super::Draft;
use crate::announce::{cluster_flag, type_flag};
use crate::apply::Apply;
use crate::command::ResourceTypeCommand;
use crate::config::keys::{self, Object};
use crate::config::shorten;
use crate::next_command::{about_resource, about_type};
use crate::outcome::{Level, Reply};
use model::property::PropertyOf;
use model::{Refusal, Value, Win32Code, fold, name};

impl Apply<'_> {
    pub(crate) fn apply_resource_type(&mut self, command: &ResourceTypeCommand) -> Result<Reply, Refusal> {
        match command {
            ResourceTypeCommand::Create { name, display_name, dll_name, looks_alive_ms, is_alive_ms } => {
                self.create_type(name, display_name, dll_name, *looks_alive_ms, *is_alive_ms)
            }
            ResourceTypeCommand::Delete { type_name } => self.delete_type(type_name),
            ResourceTypeCommand::SetProperties { type_name, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::ResourceType, type_name)?;
                self.set_properties(target, *scope, changes)
            }
        }
    }

    /// An interval of 0 is the default. No node needs to have the implementation (object-model 8).
    fn create_type(
        &mut self,
        type_name: &str,
        display_name: &str,
        dll_name: &str,
        looks_alive_ms: u32,
        is_alive_ms: u32,
    ) -> Result<Reply, Refusal> {
        self.check_formed()?;
        name::check_resource_type_name(type_name)?;
        if type_name.contains('\\') {
            let message =
                format!("\"{}\" cannot name a resource type: it names a key, and has a backslash", shorten(type_name));
            return Err(Refusal::new(Win32Code::ERROR_INVALID_NAME, message));
        }
        if let Some(other) = self.state.config.types.get(&fold::fold(type_name)) {
            let message = format!("There is a resource type \"{}\" already", other.name);
            let next = about_type("show", &other.name);
            return Err(Refusal::new(Win32Code::ERROR_ALREADY_EXISTS, message).next(next));
        }
        let object = Object::ResourceType(type_name.into());
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        let shown = if display_name.is_empty() { type_name } else { display_name };
        draft.set(&object, keys::NAME, Value::Sz(shown.into()))?;
        draft.set(&object, keys::DLL_NAME, Value::Sz(dll_name.into()))?;
        for (name, interval_ms) in [("LooksAlivePollInterval", looks_alive_ms), ("IsAlivePollInterval", is_alive_ms)] {
            if interval_ms != 0 {
                draft.set(&object, name, Value::Dword(interval_ms))?;
            }
        }
        self.commit(draft);
        self.announce_cluster(cluster_flag::RESOURCE_TYPE_ADDED, String::new(), String::new(), type_name, Vec::new());
        self.record_change(&object, "policies 19", "was created");
        Ok(Reply::Done)
    }

    fn delete_type(&mut self, type_name: &str) -> Result<Reply, Refusal> {
        let of_type = self.state.resolve_type(type_name)?;
        let mut resources = self.state.config.resources.values();
        if let Some(resource) = resources.find(|resource| fold::equals(&resource.type_name, &of_type.name)) {
            let message = format!("The resource \"{}\" is of the type {}", resource.name, of_type.name);
            return Err(
                Refusal::new(Win32Code::ERROR_DIR_NOT_EMPTY, message).next(about_resource("show", &resource.name))
            );
        }
        let object = Object::ResourceType(of_type.name.clone());
        let subject = self.state.subject(&object);
        let mut draft = Draft::new(self.state);
        draft.remove(&object)?;
        self.commit(draft);
        self.announce_type(&of_type.name, type_flag::DELETED, Vec::new());
        let text = format!("Resource type \"{}\" was deleted.", of_type.name);
        self.record(Level::Information, subject, "policies 19", text, Vec::new());
        Ok(Reply::Done)
    }
}
