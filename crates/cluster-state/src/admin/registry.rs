//! Commands on the cluster database itself.
//!
//! Applications keep data anywhere outside the object classes. Under them the hive is the configuration, so:
//! - keys directly under a class are objects: only the object commands create and delete them;
//! - values that hold the structure (names, lists of ids, types, dependencies) are changed only by the object commands;
//! - values that are properties, common or private, are checked as the property commands check them, and the typed objects
//!   follow them; so are the possible owners and the characteristics of a resource type, which no other command sets;
//! - everything else is data: other values, and keys deeper down, which go with their object.
//!
//! What is not allowed is refused with ERROR_ACCESS_DENIED and the command to use. A write to plain data touches no object:
//! its cost does not depend on the size of the cluster.

use super::Draft;
use super::group_set::IS_GLOBAL;
use crate::announce::registry_flag;
use crate::apply::Apply;
use crate::command::{PropertyScope, RegistryCommand};
use crate::config::keys::{self, Object, Place};
use crate::config::shorten;
use crate::outcome::{Level, Reply};
use crate::state::State;
use bytes::Bytes;
use model::security::{self, Descriptor};
use model::{Refusal, Value, Win32Code, fold, property};

impl Apply<'_> {
    pub(crate) fn apply_registry(&mut self, command: &RegistryCommand) -> Result<Reply, Refusal> {
        let before = self.state.next_event;
        match command {
            RegistryCommand::SetValue { path, name, value } => self.registry_value(path, name, Some(value))?,
            RegistryCommand::DeleteValue { path, name, must_exist } => {
                if *must_exist && self.state.hive.value(path, name).is_none() {
                    let message = format!("The key \"{}\" has no value \"{}\"", shorten(path), shorten(name));
                    return Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, message));
                }
                self.registry_value(path, name, None)?;
            }
            RegistryCommand::CreateKey { path } => {
                self.state.check_create_key(path)?;
                let mut draft = Draft::new(self.state);
                draft.create_key(path)?;
                self.commit(draft);
            }
            RegistryCommand::DeleteKey { path, tree } => {
                self.state.check_delete_key(path)?;
                let mut draft = Draft::new(self.state);
                draft.delete_key(path, *tree)?;
                self.commit(draft);
            }
            RegistryCommand::SetSecurity { path, descriptor, parts } => {
                let descriptor =
                    descriptor.as_ref().map(|bytes| self.state.with_parts(path, bytes, *parts)).transpose()?;
                let mut draft = Draft::new(self.state);
                draft.set_security(path, descriptor)?;
                self.commit(draft);
            }
            RegistryCommand::Batch { root, steps } => self.batch = Some(self.apply_batch(root, steps)?),
        }
        // Data has no events, but who gives a reason wants it on record (conventions, "Reason strings").
        if self.reason.is_some() && self.state.next_event == before {
            let subject = self.state.subject(&Object::Cluster);
            self.record(Level::Information, subject, "", in_words(command), Vec::new());
        }
        Ok(Reply::Done)
    }

    /// The path that has to be fast: plain data is written in place, without a draft.
    fn registry_value(&mut self, path: &str, name: &str, value: Option<&Value>) -> Result<(), Refusal> {
        match self.state.value_meaning(path, name, value)? {
            Meaning::Data => {
                let now = self.state.wall;
                let told = match value {
                    Some(value) => self.state.hive.set_value(path, name, value.clone(), now).map(|_| true)?,
                    None => self.state.hive.delete_value(path, name, now)?.is_some(),
                };
                if told {
                    self.announce_registry(registry_flag::VALUE, path.into(), name.into());
                }
            }
            meaning => {
                let mut draft = Draft::new(self.state);
                draft.change_meant(meaning, path, name, value)?;
                self.state.check_rules(&mut draft)?;
                self.commit_and_record(draft);
            }
        }
        Ok(())
    }
}

/// What was done to data.
fn in_words(command: &RegistryCommand) -> String {
    let value = |path: &str, name: &str, done: &str| {
        format!("The value \"{}\" of the key \"{}\" was {done}.", shorten(name), shorten(path))
    };
    let key = |path: &str, done: &str| format!("The key \"{}\" {done}.", shorten(path));
    match command {
        RegistryCommand::SetValue { path, name, .. } => value(path, name, "set"),
        RegistryCommand::DeleteValue { path, name, .. } => value(path, name, "deleted"),
        RegistryCommand::CreateKey { path } => key(path, "was created"),
        RegistryCommand::DeleteKey { path, .. } => key(path, "was deleted"),
        RegistryCommand::SetSecurity { path, .. } => key(path, "was given a security descriptor"),
        RegistryCommand::Batch { root, steps } => {
            key(root, &format!("was changed by a batch of {} commands", steps.len()))
        }
    }
}

impl Draft {
    /// Changes a value as what it is.
    pub(super) fn change_meant(
        &mut self,
        meaning: Meaning,
        path: &str,
        name: &str,
        value: Option<&Value>,
    ) -> Result<(), Refusal> {
        match meaning {
            Meaning::Data => self.change_value(path, name, value.cloned()),
            Meaning::Property { object, scope, name } => self.change_property(&object, scope, &name, value.cloned()),
            Meaning::TypeFact { object, name } => self.change(&object, name, value.cloned()),
        }
    }
}

/// What a value is to the cluster.
pub(super) enum Meaning {
    Data,
    Property {
        object: Object,
        scope: PropertyScope,
        name: String,
    },
    /// The nodes that have a resource type, or its characteristics: known to the cluster only from here.
    TypeFact {
        object: Object,
        name: &'static str,
    },
}

impl State {
    /// The descriptor that holds for a key: its own, that of the nearest key above that has one, or the default.
    pub fn key_security(&self, path: &str) -> Bytes {
        let kept = self.hive.effective_security(path);
        kept.cloned().unwrap_or_else(|| security::default_descriptor().encode())
    }

    /// These parts of a new descriptor in the place of those that hold for the key. Bytes that say all there is to say are kept
    /// as they came.
    fn with_parts(&self, path: &str, bytes: &Bytes, parts: u32) -> Result<Bytes, Refusal> {
        let new = Descriptor::parse(bytes)?;
        // What is kept was checked when it was set.
        let old = Descriptor::parse(&self.key_security(path)).unwrap_or_else(|_| security::default_descriptor());
        let merged = old.merge(&new, parts)?;
        Ok(if merged == new { bytes.clone() } else { merged.encode() })
    }

    /// What it means to set (`Some`) or delete (`None`) a value through the registry, when that is allowed.
    pub(super) fn value_meaning(&self, path: &str, name: &str, value: Option<&Value>) -> Result<Meaning, Refusal> {
        let (object, scope) = match keys::place(path) {
            Place::Free | Place::Class(_) | Place::Below { .. } => return Ok(Meaning::Data),
            Place::Vault => return Err(of_the_vault()),
            Place::Root => (Some(Object::Cluster), PropertyScope::Common),
            Place::RootParameters => (Some(Object::Cluster), PropertyScope::Private),
            Place::Object { class, key } => (self.object_at(class, key), PropertyScope::Common),
            Place::Parameters { class, key } => (self.object_at(class, key), PropertyScope::Private),
        };
        // A key that is not there: the hive says so.
        let Some(object) = object else {
            return Ok(Meaning::Data);
        };
        if scope == PropertyScope::Common {
            if matches!(object, Object::ResourceType(_)) && fold::equals(name, keys::POSSIBLE_OWNERS) {
                self.check_type_owners(value)?;
                return Ok(Meaning::TypeFact { object, name: keys::POSSIBLE_OWNERS });
            }
            if matches!(object, Object::ResourceType(_)) && fold::equals(name, keys::CHARACTERISTICS) {
                check_characteristics(value)?;
                return Ok(Meaning::TypeFact { object, name: keys::CHARACTERISTICS });
            }
            if let Some(command) = self.structural(&object, name) {
                let key = match object {
                    Object::Cluster => "the root key".into(),
                    object => format!("\"{}\"", object.path()),
                };
                let message = format!("The value \"{}\" of {key} is not changed directly", shorten(name));
                return Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next(command));
            }
            if property::find(property::table(object.kind()), name).is_none() {
                return Ok(Meaning::Data);
            }
        }
        let name = self.check_property(&object, scope, name, value)?;
        Ok(Meaning::Property { object, scope, name })
    }

    /// A list of ids of nodes.
    fn check_type_owners(&self, value: Option<&Value>) -> Result<(), Refusal> {
        let is_node = |text: &String| {
            let id = text.parse().ok().map(model::NodeId);
            id.is_some_and(|id| self.config.nodes.contains_key(&id) && id.to_string() == *text)
        };
        match value {
            None => Ok(()),
            Some(Value::MultiSz(list)) if list.iter().all(is_node) => Ok(()),
            Some(_) => {
                let message = "The possible owners of a resource type are a MULTI_SZ of node ids";
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate node list"))
            }
        }
    }

    pub(super) fn check_create_key(&self, path: &str) -> Result<(), Refusal> {
        match keys::place(path) {
            Place::Root | Place::Free | Place::RootParameters => Ok(()),
            Place::Vault => Err(of_the_vault()),
            Place::Class(class)
            | Place::Object { class, .. }
            | Place::Parameters { class, .. }
            | Place::Below { class, .. }
                if keys::RESERVED_CLASSES.contains(&class) =>
            {
                let message = format!("The key \"{class}\" is kept for objects that this version does not have");
                Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message))
            }
            Place::Class(_) => Ok(()),
            Place::Object { class, key } | Place::Parameters { class, key } | Place::Below { class, key } => {
                if self.object_at(class, key).is_some() {
                    return Ok(());
                }
                let message = format!("\"{class}\\{}\" is not the key of an object", shorten(key));
                Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next(create_command(class)))
            }
        }
    }

    pub(super) fn check_delete_key(&self, path: &str) -> Result<(), Refusal> {
        let denied = |what: String, next: String| Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, what).next(next));
        match keys::place(path) {
            Place::Free | Place::Below { .. } => Ok(()),
            Place::Vault => Err(of_the_vault()),
            Place::Root => denied("The root key cannot be deleted".into(), String::new()),
            Place::Class(class) if keys::RESERVED_CLASSES.contains(&class) => Ok(()),
            Place::Class(class) => denied(format!("The key \"{class}\" holds objects of the cluster"), String::new()),
            Place::RootParameters => {
                let next = self.reset_command(&Object::Cluster);
                denied("The private properties of the cluster are deleted one by one".into(), next)
            }
            Place::Parameters { class, key } => match self.object_at(class, key) {
                None => Ok(()),
                Some(object) => {
                    let next = self.reset_command(&object);
                    denied("The private properties of an object are deleted one by one".into(), next)
                }
            },
            Place::Object { class, key } => match self.object_at(class, key) {
                None => Ok(()),
                Some(object) => {
                    let verb = match object {
                        Object::Node(_) => "evict",
                        Object::FaultDomain(_) => "remove",
                        // They come and go with what the nodes have.
                        Object::Network(_) | Object::NetInterface(_) => "show",
                        _ => "delete",
                    };
                    let next = self.next_about(verb, &object);
                    denied(format!("\"{}\" is an object of the cluster", object.path()), next)
                }
            },
        }
    }

    fn reset_command(&self, object: &Object) -> String {
        if let Object::FaultDomain(_) = object {
            return self.next_properties(object, PropertyScope::Private);
        }
        format!("{} --private --reset PROPERTY", self.next_about("set", object))
    }

    /// The object whose key this is.
    fn object_at(&self, class: &str, key: &str) -> Option<Object> {
        let object = match class {
            keys::NODES => Object::Node(model::NodeId(key.parse().ok()?)),
            keys::GROUPS => Object::Group(key.parse().ok()?),
            keys::RESOURCES => Object::Resource(key.parse().ok()?),
            keys::GROUP_SETS => Object::GroupSet(key.parse().ok()?),
            keys::RESOURCE_TYPES => {
                let of_type = self.config.types.get(&fold::fold(key))?;
                return Some(Object::ResourceType(of_type.name.clone()));
            }
            keys::AFFINITY_RULES => {
                let rule = self.config.affinity_rules.get(&fold::fold(key))?;
                return Some(Object::AffinityRule(rule.name.clone()));
            }
            keys::FAULT_DOMAINS => Object::FaultDomain(key.parse().ok()?),
            keys::NETWORKS => Object::Network(key.parse().ok()?),
            keys::NETWORK_INTERFACES => Object::NetInterface(key.parse().ok()?),
            _ => return None,
        };
        let exists = match &object {
            Object::Node(id) => self.config.nodes.contains_key(id) && id.to_string() == key,
            Object::Group(id) => self.config.groups.contains_key(id) && id.to_string().eq_ignore_ascii_case(key),
            Object::Resource(id) => self.config.resources.contains_key(id) && id.to_string().eq_ignore_ascii_case(key),
            Object::GroupSet(id) => self.config.group_sets.contains_key(id) && id.to_string().eq_ignore_ascii_case(key),
            Object::FaultDomain(id) => {
                self.config.fault_domains.contains_key(id) && id.to_string().eq_ignore_ascii_case(key)
            }
            Object::Network(id) => self.config.networks.contains_key(id) && id.to_string().eq_ignore_ascii_case(key),
            Object::NetInterface(id) => {
                self.config.interfaces.contains_key(id) && id.to_string().eq_ignore_ascii_case(key)
            }
            Object::Cluster | Object::ResourceType(_) | Object::AffinityRule(_) => false,
        };
        exists.then_some(object)
    }

    /// The command that changes a structural value, empty when there is none; `None` for a value that has no structure in it.
    fn structural(&self, object: &Object, name: &str) -> Option<String> {
        // The verb, and what stands behind the object's name.
        let rows: &[(&str, &str, &str)] = match object {
            Object::Cluster => &[
                (keys::CLUSTER_NAME, "rename", " NAME"),
                (keys::CLUSTER_INSTANCE_ID, "", ""),
                (keys::CLUSTER_NAME_RESOURCE, "", ""),
                (keys::CLUSTER_GROUP, "", ""),
                (keys::AVAILABLE_STORAGE, "", ""),
                (keys::UPGRADE_IN_PROGRESS, "upgrade", " --clear"),
                (keys::DESTROYED, "destroy", ""),
            ],
            Object::Node(_) => &[
                (keys::NODE_NAME, "", ""),
                (keys::STORAGE, "", ""),
                (keys::ADDRESS, "", ""),
                (keys::PAUSED, "pause", ""),
            ],
            Object::Group(_) => &[
                (keys::NAME, "rename", " NAME"),
                (keys::CONTAINS, "show", ""),
                (keys::PREFERRED_OWNERS, "owners", " NODE"),
                (keys::GROUP_TYPE, "", ""),
                (keys::DELETING, "delete", ""),
                (keys::DEPENDS_ON, "depend", " --on EXPRESSION"),
                (keys::DEPENDS_ON_SET, "depend", " --add-set SET"),
            ],
            Object::Resource(_) => &[
                (keys::NAME, "rename", " NAME"),
                (keys::TYPE, "", ""),
                (keys::POSSIBLE_OWNERS, "owners", " --add NODE"),
                (keys::DEPENDS_ON, "depend", " --on EXPRESSION"),
                (keys::MAINTENANCE_MODE, "maintenance", " on"),
                (keys::FLAGS, "", ""),
            ],
            Object::ResourceType(_) => &[(keys::DLL_NAME, "", "")],
            Object::GroupSet(_) => {
                // The last two are properties with rules that look at other sets: one request changes one set.
                &[
                    (keys::CONTAINS, "add", " GROUP"),
                    (keys::DEPENDS_ON, "depend", " --on EXPRESSION"),
                    (keys::DEPENDS_ON_REMOTE, "show", ""),
                    (keys::NAME, "rename", " NAME"),
                    (IS_GLOBAL, "set", " IsGlobal=1"),
                ]
            }
            Object::AffinityRule(_) => &[(keys::ID, "", ""), (keys::CONTAINS, "add", " GROUP")],
            Object::Network(_) => &[(keys::NAME, "rename", " NAME"), (keys::SUBNET, "", "")],
            Object::NetInterface(_) => &[
                (keys::NAME, "", ""),
                (keys::NODE, "", ""),
                (keys::NETWORK, "", ""),
                (keys::ADAPTER, "", ""),
                (keys::SUBNETS, "", ""),
            ],
            Object::FaultDomain(_) => &[
                (keys::NAME, "set", " --name NAME"),
                (keys::FAULT_DOMAIN_TYPE, "", ""),
                (keys::PARENT_ID, "set", " --parent NAME"),
            ],
        };
        let (_, verb, rest) = rows.iter().find(|(value, ..)| fold::equals(value, name))?;
        Some(if verb.is_empty() { String::new() } else { format!("{}{rest}", self.next_about(verb, object)) })
    }
}

fn of_the_vault() -> Refusal {
    let message = "The cluster's keys are changed by its services alone";
    Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate cluster rotate-key")
}

fn check_characteristics(value: Option<&Value>) -> Result<(), Refusal> {
    match value {
        None | Some(Value::Dword(_)) => Ok(()),
        Some(_) => {
            let message = "The characteristics of a resource type are a DWORD of CLUS_CHAR bits";
            Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message))
        }
    }
}

fn create_command(class: &str) -> &'static str {
    match class {
        keys::NODES => "quorate node add NAME --address HOST:PORT",
        keys::GROUPS => "quorate group create NAME",
        keys::RESOURCES => "quorate resource create NAME --group GROUP --type TYPE",
        keys::GROUP_SETS => "quorate group-set create NAME",
        keys::AFFINITY_RULES => "quorate affinity create NAME --type same-node",
        keys::FAULT_DOMAINS => "quorate fault-domain create NAME --type site",
        keys::RESOURCE_TYPES => "quorate resource-type create NAME --dll-name IMPLEMENTATION",
        _ => "",
    }
}
