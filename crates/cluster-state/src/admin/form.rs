//! The first command of a cluster's life: its core objects (object-model 6, built-in groups).

use super::Draft;
use super::node::NODES_MAX;
use crate::apply::Apply;
use crate::command::{Form, NewNode, PropertyScope};
use crate::config::keys::{self, Object};
use crate::outcome::Reply;
use model::builtin_types::BUILTIN_TYPES;
use model::property::{self, PropertyOf};
use model::{Refusal, Value, Win32Code, fold, group_type, name};

impl Apply<'_> {
    pub(crate) fn apply_form(&mut self, form: &Form) -> Result<Reply, Refusal> {
        if !self.state.config.nodes.is_empty() {
            let message = format!("The cluster \"{}\" was formed already", self.state.config.cluster.name);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_INVALID_REQUEST, message).next("quorate cluster show"));
        }
        check(form)?;
        let mut draft = Draft::new(self.state);
        write_cluster(&mut draft, form)?;
        write_types(&mut draft)?;
        for node in &form.nodes {
            write_node(&mut draft, node)?;
        }
        write_core_objects(&mut draft, form)?;
        self.commit(draft);
        for node in &form.nodes {
            self.node_added(node.id);
        }
        let owner = form.nodes[0].id;
        for group in [form.cluster_group, form.available_storage] {
            self.group_created(group, owner);
        }
        self.resource_created(form.cluster_name_resource);
        self.lease_settings_changed();
        let nodes: Vec<&str> = form.nodes.iter().map(|node| node.name.as_str()).collect();
        self.record_change(&Object::Cluster, "", &format!("was created with {}", nodes.join(", ")));
        Ok(Reply::Done)
    }
}

fn check(form: &Form) -> Result<(), Refusal> {
    let invalid = |message: String| Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    name::check_cluster_name(&form.cluster_name)?;
    if form.nodes.is_empty() {
        return invalid("A cluster needs a node".into());
    }
    if form.nodes.len() > NODES_MAX {
        let message = format!("A cluster has at most {NODES_MAX} nodes, and {} were given", form.nodes.len());
        return Err(Refusal::new(Win32Code::ERROR_CLUSTER_TOO_MANY_NODES, message));
    }
    if form.cluster_group == form.available_storage {
        return invalid("The core groups need different ids".into());
    }
    for (index, node) in form.nodes.iter().enumerate() {
        check_new_node(node)?;
        if fold::equals(&node.name, &form.cluster_name) {
            let message = format!("The cluster cannot have the name of the node \"{}\"", node.name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_NAME, message));
        }
        let same = |other: &NewNode| {
            other.id == node.id || fold::equals(&other.name, &node.name) || other.name == node.id.to_string()
        };
        let earlier_name_is_id = form.nodes[..index].iter().any(|other| node.name == other.id.to_string());
        if form.nodes[..index].iter().any(same) || earlier_name_is_id {
            let message = format!("Two nodes have the name or id of \"{}\"", node.name);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_EXISTS, message));
        }
    }
    Ok(())
}

pub(super) fn check_new_node(node: &NewNode) -> Result<(), Refusal> {
    let invalid = |message: String| Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    name::check_node_name(&node.name)?;
    if node.id.0 == 0 {
        return invalid(format!("The node \"{}\" needs an id from 1", node.name));
    }
    if node.address.trim().is_empty() {
        return invalid(format!("The node \"{}\" needs an address, host:port", node.name));
    }
    Ok(())
}

fn write_cluster(draft: &mut Draft, form: &Form) -> Result<(), Refusal> {
    let text = |value: String| Value::Sz(value);
    draft.set(&Object::Cluster, keys::CLUSTER_NAME, text(form.cluster_name.clone()))?;
    draft.set(&Object::Cluster, keys::CLUSTER_INSTANCE_ID, text(form.instance.to_string()))?;
    draft.set(&Object::Cluster, keys::CLUSTER_GROUP, text(form.cluster_group.to_string()))?;
    draft.set(&Object::Cluster, keys::AVAILABLE_STORAGE, text(form.available_storage.to_string()))?;
    draft.set(&Object::Cluster, keys::CLUSTER_NAME_RESOURCE, text(form.cluster_name_resource.to_string()))?;
    let (level, revision) = (u32::from(form.version.level), u32::from(form.version.revision));
    draft.set(&Object::Cluster, keys::FUNCTIONAL_LEVEL, Value::Dword(level))?;
    draft.set(&Object::Cluster, keys::UPGRADE_VERSION, Value::Dword(revision))?;
    for class in [keys::NODES, keys::GROUPS, keys::RESOURCES, keys::RESOURCE_TYPES, keys::GROUP_SETS] {
        draft.create_key(class)?;
    }
    Ok(())
}

fn write_types(draft: &mut Draft) -> Result<(), Refusal> {
    let table = property::table(PropertyOf::ResourceType);
    for builtin in BUILTIN_TYPES {
        let object = Object::ResourceType(builtin.name.into());
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(builtin.display_name.into()))?;
        draft.set(&object, keys::DLL_NAME, Value::Sz(builtin.implementation.into()))?;
        let intervals = [
            ("LooksAlivePollInterval", builtin.looks_alive_poll_interval_ms),
            ("IsAlivePollInterval", builtin.is_alive_poll_interval_ms),
        ];
        for (name, interval_ms) in intervals {
            let value = Value::Dword(interval_ms);
            if property::find(table, name).map(property::default_value) != Some(value.clone()) {
                draft.set(&object, name, value)?;
            }
        }
    }
    Ok(())
}

pub(super) fn write_node(draft: &mut Draft, node: &NewNode) -> Result<(), Refusal> {
    let object = Object::Node(node.id);
    draft.create(&object)?;
    draft.set(&object, keys::NODE_NAME, Value::Sz(node.name.clone()))?;
    draft.set(&object, keys::STORAGE, Value::Dword(node.storage))?;
    draft.set(&object, keys::ADDRESS, Value::Sz(node.address.clone()))
}

/// `Cluster Group` with `Cluster Name`, and `Available Storage`; both groups are wanted online.
fn write_core_objects(draft: &mut Draft, form: &Form) -> Result<(), Refusal> {
    let groups = [
        (form.cluster_group, "Cluster Group", group_type::CORE_CLUSTER),
        (form.available_storage, "Available Storage", group_type::AVAILABLE_STORAGE),
    ];
    for (id, name, group_type) in groups {
        let group = Object::Group(id);
        draft.create(&group)?;
        draft.set(&group, keys::NAME, Value::Sz(name.into()))?;
        draft.set(&group, keys::GROUP_TYPE, Value::Dword(group_type))?;
        draft.set(&group, "PersistentState", Value::Dword(1))?;
    }
    let contains = Value::MultiSz(vec![form.cluster_name_resource.to_string()]);
    draft.set(&Object::Group(form.cluster_group), keys::CONTAINS, contains)?;
    let resource = Object::Resource(form.cluster_name_resource);
    draft.create(&resource)?;
    draft.set(&resource, keys::NAME, Value::Sz("Cluster Name".into()))?;
    draft.set(&resource, keys::TYPE, Value::Sz("Network Name".into()))?;
    draft.set(&resource, keys::FLAGS, Value::Dword(keys::FLAG_CORE))?;
    draft.change_property(&resource, PropertyScope::Private, "Name", Some(Value::Sz(form.cluster_name.clone())))
}
