//! A change of the hive that is being prepared: nothing is visible before [`Apply::commit`], and a draft that is dropped
//! has never been.
//!
//! Works on a clone of the hive, which costs nothing until it is changed: then everything on the way to the changed key is
//! copied. Most requests change one value. So the first change of a value is only checked and waits for the commit, which
//! makes it in place; a second one, or a look at the draft's hive, makes it in the clone.

use crate::announce::{
    cluster_flag, group_flag, group_set_flag, interface_flag, network_flag, node_flag, registry_flag, resource_flag,
    type_flag,
};
use crate::apply::Apply;
use crate::command::PropertyScope;
use crate::config::keys::Object;
use crate::config::{Acts, GroupSetConfig, acts};
use crate::outcome::Level;
use crate::state::State;
use bytes::Bytes;
use model::property::{self, PropertyOf};
use model::property_list::{ListedProperty, PropertyValue, encode_property_list};
use model::{Hive, Refusal, Value, WallTime, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) struct Draft {
    hive: Hive,
    /// The one change so far, which the clone does not have yet.
    waiting: Option<ValueChange>,
    now: WallTime,
    /// Objects to be derived again.
    touched: BTreeSet<Object>,
    registry: Vec<RegistryChange>,
    properties: Properties,
}

/// What was changed of which object.
type Properties = BTreeMap<(Object, PropertyScope), Changed>;

/// Properties by name; `None` returned to its default.
type Changed = Vec<(String, Option<Value>)>;

/// A value of a key that is there; `None` removes one that is there.
struct ValueChange {
    /// Whose own key it is, when the typed object follows it.
    of: Option<Object>,
    path: String,
    name: String,
    value: Option<Value>,
}

/// Whether a value that is set to what it is already has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It was written: its key has a new time, and watchers are told.
    Changes,
    ChangesNothing,
}

/// What watchers of the registry are told.
struct RegistryChange {
    flag: u64,
    path: String,
    value_name: String,
}

impl Draft {
    pub(crate) fn new(state: &State) -> Draft {
        Draft {
            hive: state.hive.clone(),
            waiting: None,
            now: state.wall,
            touched: BTreeSet::new(),
            registry: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// The hive with the changes so far.
    pub(crate) fn hive(&mut self) -> &Hive {
        self.make_waiting();
        &self.hive
    }

    /// The objects that the changes so far are about.
    pub(crate) fn touched(&self) -> &BTreeSet<Object> {
        &self.touched
    }

    /// Adds the key of a new object.
    pub(crate) fn create(&mut self, object: &Object) -> Result<(), Refusal> {
        self.touched.insert(object.clone());
        self.create_key(&object.path())
    }

    /// Removes an object's key with everything below it.
    pub(crate) fn remove(&mut self, object: &Object) -> Result<(), Refusal> {
        self.touched.insert(object.clone());
        self.delete_key(&object.path(), true)
    }

    /// Sets a value of an object's own key.
    pub(crate) fn set(&mut self, object: &Object, name: &str, value: Value) -> Result<(), Refusal> {
        self.change(object, name, Some(value))
    }

    /// Sets a value of an object's own key, or removes it.
    pub(crate) fn change(&mut self, object: &Object, name: &str, value: Option<Value>) -> Result<(), Refusal> {
        self.touched.insert(object.clone());
        self.change_value_of(Some(object), object.path(), name, value, Again::Changes).map(drop)
    }

    /// Sets or removes a property, which is also told as such.
    pub(crate) fn change_property(
        &mut self,
        object: &Object,
        scope: PropertyScope,
        name: &str,
        value: Option<Value>,
    ) -> Result<(), Refusal> {
        self.change_property_at(object, scope, name, value, Again::Changes).map(drop)
    }

    /// As [`Draft::change_property`], but nothing happens when the property is so already. Answers whether it was not.
    pub(crate) fn change_property_to(
        &mut self,
        object: &Object,
        scope: PropertyScope,
        name: &str,
        value: Option<Value>,
    ) -> Result<bool, Refusal> {
        self.change_property_at(object, scope, name, value, Again::ChangesNothing)
    }

    fn change_property_at(
        &mut self,
        object: &Object,
        scope: PropertyScope,
        name: &str,
        value: Option<Value>,
        again: Again,
    ) -> Result<bool, Refusal> {
        let path = object.properties_path(scope);
        match scope {
            PropertyScope::Common => {
                let changed = self.change_value_of(Some(object), path, name, value.clone(), again)?;
                if !changed && again == Again::ChangesNothing {
                    return Ok(false);
                }
                self.touched.insert(object.clone());
            }
            PropertyScope::Private => {
                if again == Again::ChangesNothing && self.hive().value(&path, name) == value.as_ref() {
                    return Ok(false);
                }
                self.create_key(&path)?;
                self.change_value_of(None, path, name, value.clone(), again)?;
            }
        }
        if matches!((object, scope), (Object::Network(_), PropertyScope::Common)) {
            self.couple_metric(object, name, value.as_ref())?;
        }
        self.properties.entry((object.clone(), scope)).or_default().push((name.into(), value));
        Ok(true)
    }

    /// Another property that follows; told when it changes.
    pub(super) fn couple(&mut self, object: &Object, name: &str, value: Option<Value>) -> Result<(), Refusal> {
        if self.hive().value(&object.path(), name) != value.as_ref() {
            self.change_value(&object.path(), name, value.clone())?;
            let changed = self.properties.entry((object.clone(), PropertyScope::Common)).or_default();
            changed.push((name.into(), value));
        }
        Ok(())
    }

    /// The object has to be derived again although its own key stays as it is.
    pub(crate) fn touch(&mut self, object: &Object) {
        self.touched.insert(object.clone());
    }

    pub(crate) fn create_key(&mut self, path: &str) -> Result<(), Refusal> {
        self.make_waiting();
        if self.hive.create_key(path, self.now)? {
            self.tell(registry_flag::NAME, path, "");
        }
        Ok(())
    }

    pub(crate) fn delete_key(&mut self, path: &str, tree: bool) -> Result<(), Refusal> {
        self.make_waiting();
        self.hive.delete_key(path, tree, self.now)?;
        self.tell(registry_flag::NAME, path, "");
        Ok(())
    }

    pub(crate) fn change_value(&mut self, path: &str, name: &str, value: Option<Value>) -> Result<(), Refusal> {
        self.change_value_of(None, path.into(), name, value, Again::Changes).map(drop)
    }

    /// Answers whether it is a change.
    fn change_value_of(
        &mut self,
        of: Option<&Object>,
        path: String,
        name: &str,
        value: Option<Value>,
        again: Again,
    ) -> Result<bool, Refusal> {
        let first = self.registry.is_empty() && self.waiting.is_none();
        self.make_waiting();
        let replaced = self.hive.check_change_value(&path, name, value.as_ref())?;
        if replaced == value.as_ref() && (value.is_none() || again == Again::ChangesNothing) {
            return Ok(false);
        }
        self.waiting = Some(ValueChange { of: of.cloned(), path, name: name.into(), value });
        if !first {
            self.make_waiting();
        }
        Ok(true)
    }

    pub(crate) fn set_security(&mut self, path: &str, descriptor: Option<Bytes>) -> Result<(), Refusal> {
        self.make_waiting();
        self.hive.set_security(path, descriptor, self.now)?;
        self.tell(registry_flag::ATTRIBUTES, path, "");
        Ok(())
    }

    fn make_waiting(&mut self) {
        if let Some(change) = self.waiting.take() {
            change.make(&mut self.hive, self.now);
            self.registry.push(change.notice());
        }
    }

    fn tell(&mut self, flag: u64, path: &str, value_name: &str) {
        self.registry.push(RegistryChange { flag, path: path.into(), value_name: value_name.into() });
    }
}

impl ValueChange {
    /// Makes the change that was checked.
    fn make(&self, hive: &mut Hive, now: WallTime) {
        let made = match self.value.clone() {
            Some(value) => hive.set_value(&self.path, &self.name, value, now),
            None => hive.delete_value(&self.path, &self.name, now),
        };
        made.unwrap_or_else(|refusal| panic!("the hive refused a change that was checked: {refusal}"));
    }

    fn notice(self) -> RegistryChange {
        RegistryChange { flag: registry_flag::VALUE, path: self.path, value_name: self.name }
    }
}

impl Apply<'_> {
    /// Commits changes that somebody asked for, and leaves them in the history.
    pub(crate) fn commit_and_record(&mut self, draft: Draft) {
        for ((object, scope), changed) in self.commit(draft) {
            let subject = self.state.subject(&object);
            let text = self.state.properties_sentence(&object, &subject.name, scope, &changed);
            self.record(Level::Information, subject, "", text, Vec::new());
        }
    }

    /// Makes a draft the hive, derives what it touched, and tells the watchers of the registry and of properties. Answers
    /// the properties that it changed.
    pub(crate) fn commit(&mut self, draft: Draft) -> Properties {
        let Draft { hive, waiting, now, touched, mut registry, properties } = draft;
        let (lease, ignored) = (self.lease_settings(), self.state.config.cluster.ignore_persistent_state_on_startup);
        match waiting {
            None => {
                self.state.hive = hive;
                self.follow(&touched, None);
            }
            Some(change) => {
                // What nobody shares is changed in place.
                drop(hive);
                change.make(&mut self.state.hive, now);
                self.follow(&touched, Some(&change));
                registry.push(change.notice());
            }
        }
        for change in registry {
            self.announce_registry(change.flag, change.path, change.value_name);
        }
        for ((object, scope), changes) in &properties {
            self.announce_properties(object, *scope, changes);
        }
        if self.lease_settings() != lease {
            self.lease_settings_changed();
        }
        if self.state.config.cluster.ignore_persistent_state_on_startup != ignored {
            self.startup_settings_changed();
        }
        properties
    }

    /// The typed objects follow the hive, of which perhaps only one value has changed, and whoever goes by them is looked at again.
    fn follow(&mut self, touched: &BTreeSet<Object>, only: Option<&ValueChange>) {
        let only = only.and_then(|change| Some((change.of.as_ref()?, change)));
        let acts = only.map_or(Acts::Now, |(object, change)| acts(object, &change.name));
        if let (Acts::Later, Some((object, change))) = (acts, only) {
            return self.derive(object, Some(change));
        }
        let dependency_timeout_s = self.state.config.cluster.group_dependency_timeout_s;
        let sets = touched.iter().filter_map(|object| match object {
            Object::GroupSet(id) => self.state.config.group_sets.get(id).cloned(),
            _ => None,
        });
        let sets: Vec<Arc<GroupSetConfig>> = sets.collect();
        self.obstacles_changed = true;
        let before = self.placement_before(touched);
        self.state.config.release_link_names(touched);
        for object in touched {
            self.derive(object, only.filter(|(of, _)| *of == object).map(|(_, change)| change));
        }
        self.placement_changed(touched, before);
        match (acts, only) {
            (Acts::UnderWay, Some((Object::Group(group), _))) if !self.concerns_what_is_under_way(*group) => {}
            _ => self.mark_dirty(touched),
        }
        for old in sets.iter().filter(|old| self.state.config.group_sets.contains_key(&old.id)).collect::<Vec<_>>() {
            self.group_set_changed(old);
        }
        if self.state.config.cluster.group_dependency_timeout_s != dependency_timeout_s {
            self.dependency_timeout_changed();
        }
    }

    fn derive(&mut self, object: &Object, only: Option<&ValueChange>) {
        let State { hive, config, .. } = &mut *self.state;
        let derived = match only {
            Some(ValueChange { name, value, .. }) => config.derive_value(hive, object, name, value.as_ref()),
            None => config.derive(hive, object),
        };
        derived.unwrap_or_else(|damage| panic!("a checked command broke the configuration: {damage}"));
    }

    fn mark_dirty(&mut self, touched: &BTreeSet<Object>) {
        for object in touched {
            match object {
                Object::Group(id) if self.state.config.groups.contains_key(id) => {
                    self.dirty.insert(*id);
                }
                Object::Resource(id) => self.dirty.extend(self.state.config.resource_groups.get(id)),
                Object::ResourceType(name) => {
                    let resources = self.state.config.resources.values();
                    let of_type = resources.filter(|resource| fold::equals(&resource.type_name, name));
                    self.dirty.extend(of_type.map(|resource| resource.group));
                }
                _ => {}
            }
        }
    }

    fn lease_settings(&self) -> (u32, u32) {
        let cluster = &self.state.config.cluster;
        (cluster.same_subnet_delay_ms, cluster.same_subnet_threshold)
    }

    fn announce_properties(&mut self, object: &Object, scope: PropertyScope, changes: &[(String, Option<Value>)]) {
        let common = scope == PropertyScope::Common;
        let list = || property_list(object, scope, changes);
        match object {
            Object::Cluster => {
                let flag = if common { cluster_flag::COMMON_PROPERTY } else { cluster_flag::PRIVATE_PROPERTY };
                self.announce_cluster(flag, String::new(), String::new(), "", list());
            }
            Object::Node(id) => {
                let flag = if common { node_flag::COMMON_PROPERTY } else { node_flag::PRIVATE_PROPERTY };
                self.announce_node(*id, flag, list());
            }
            Object::Group(id) => {
                let flag = if common { group_flag::COMMON_PROPERTY } else { group_flag::PRIVATE_PROPERTY };
                self.announce_group(*id, flag, list());
            }
            // The private properties of resources and types may be secrets: their values are not told (notifications 3).
            Object::Resource(id) if common => self.announce_resource(*id, resource_flag::COMMON_PROPERTY, list()),
            Object::Resource(id) => self.announce_resource(*id, resource_flag::PRIVATE_PROPERTY, Vec::new()),
            Object::ResourceType(name) if common => self.announce_type(name, type_flag::COMMON_PROPERTY, list()),
            Object::ResourceType(name) => self.announce_type(name, type_flag::PRIVATE_PROPERTY, Vec::new()),
            Object::GroupSet(id) => {
                let flag = if common { group_set_flag::COMMON_PROPERTY } else { group_set_flag::PRIVATE_PROPERTY };
                self.announce_group_set(*id, flag, list());
            }
            Object::Network(id) => {
                let flag = if common { network_flag::COMMON_PROPERTY } else { network_flag::PRIVATE_PROPERTY };
                self.announce_network(*id, flag, list());
            }
            Object::NetInterface(id) => {
                let flag = if common { interface_flag::COMMON_PROPERTY } else { interface_flag::PRIVATE_PROPERTY };
                self.announce_interface(*id, flag, list());
            }
            // Their notifications have no published flags (notifications 3); the registry's tell of them.
            Object::AffinityRule(_) | Object::FaultDomain(_) => {}
        }
    }
}

impl Object {
    /// The table of the object's common properties.
    pub(crate) fn kind(&self) -> PropertyOf {
        match self {
            Object::Cluster => PropertyOf::Cluster,
            Object::Node(_) => PropertyOf::Node,
            Object::ResourceType(_) => PropertyOf::ResourceType,
            Object::AffinityRule(_) => PropertyOf::AffinityRule,
            Object::FaultDomain(_) => PropertyOf::FaultDomain,
            Object::Network(_) => PropertyOf::Network,
            Object::NetInterface(_) => PropertyOf::NetworkInterface,
            Object::Group(_) => PropertyOf::Group,
            Object::Resource(_) => PropertyOf::Resource,
            Object::GroupSet(_) => PropertyOf::GroupSet,
        }
    }
}

/// The changed values as a property list; a property that returned to its default has the default.
fn property_list(object: &Object, scope: PropertyScope, changes: &[(String, Option<Value>)]) -> Vec<u8> {
    let table = property::table(object.kind());
    let listed = changes.iter().map(|(name, value)| {
        let row = if scope == PropertyScope::Common { property::find(table, name) } else { None };
        let value = match (value.clone().or_else(|| row.map(property::default_value)), row) {
            (Some(value), Some(row)) => PropertyValue::from_value(&value, row.syntax),
            (Some(value), None) => PropertyValue::from_value(&value, syntax_of(&value)),
            (None, _) => PropertyValue::Empty(0),
        };
        ListedProperty { name: name.clone(), values: vec![value] }
    });
    encode_property_list(&listed.collect::<Vec<_>>()).to_vec()
}

/// The syntax of a property that no table knows.
fn syntax_of(value: &Value) -> property::Syntax {
    match value {
        Value::Sz(_) => property::Syntax::Sz,
        Value::ExpandSz(_) => property::Syntax::ExpandSz,
        Value::Binary(_) => property::Syntax::Binary,
        Value::Dword(_) => property::Syntax::Dword,
        Value::MultiSz(_) => property::Syntax::MultiSz,
        Value::Qword(_) => property::Syntax::Qword,
    }
}
