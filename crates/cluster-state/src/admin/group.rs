//! Groups as configuration: created, renamed, given preferred owners. Deletion is in [`super::group_delete`].

use super::Draft;
use crate::announce::{cluster_flag, dword_buffer, group_flag, list_buffer};
use crate::apply::Apply;
use crate::command::PropertyScope;
use crate::config::keys::{self, Object};
use crate::next_command::about_group;
use crate::outcome::Reply;
use crate::state::State;
use model::{GroupId, NodeId, NodeState, Refusal, ResourceId, Value, Win32Code, name};

/// CLUSGROUP_TYPE values that only the cluster itself uses (object-model 6).
const RESERVED_TYPES: &[u32] = &[1, 2, 4, 5];

impl Apply<'_> {
    pub(super) fn create_group(
        &mut self,
        id: GroupId,
        name: &str,
        group_type: u32,
        owner: NodeId,
    ) -> Result<Reply, Refusal> {
        self.check_formed()?;
        name::check_group_name(name)?;
        if RESERVED_TYPES.contains(&group_type) {
            let message = format!("The group type {group_type} is reserved for the cluster itself");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        self.state.check_group_id_free(id)?;
        self.state.check_group_name_free(name, id, Win32Code::ERROR_OBJECT_ALREADY_EXISTS)?;
        let owner = self.state.owner_for_new_group(owner);
        let object = Object::Group(id);
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(name.into()))?;
        draft.set(&object, keys::GROUP_TYPE, Value::Dword(group_type))?;
        self.commit(draft);
        self.group_created(id, owner);
        let buffer = dword_buffer(group_type);
        self.announce_cluster(cluster_flag::GROUP_ADDED, id.to_string(), owner.to_string(), name, buffer);
        let text = format!("was created on {}", self.state.config.node(owner).name);
        self.record_change(&object, "policies 19", &text);
        Ok(Reply::Done)
    }

    pub(super) fn rename_group(&mut self, group: &str, new_name: &str) -> Result<Reply, Refusal> {
        let id = self.available_group(group)?;
        name::check_group_name(new_name)?;
        self.state.check_group_name_free(new_name, id, Win32Code::ERROR_ALREADY_EXISTS)?;
        let old = self.state.config.group(id).name.clone();
        self.rename(&Object::Group(id), &old, new_name)
    }

    /// Writes a checked name. Renaming is told as a change of the common property Name.
    pub(super) fn rename(&mut self, object: &Object, old: &str, new_name: &str) -> Result<Reply, Refusal> {
        if old == new_name {
            return Ok(Reply::Done);
        }
        let mut draft = Draft::new(self.state);
        let value = Some(Value::Sz(new_name.into()));
        draft.change_property(object, PropertyScope::Common, keys::NAME, value)?;
        self.commit(draft);
        self.record_rename(object, old);
        Ok(Reply::Done)
    }

    /// Replaces the whole list; an empty one clears it (policies 9, Lists).
    pub(super) fn set_preferred_owners(&mut self, group: &str, nodes: &[String]) -> Result<Reply, Refusal> {
        let id = self.available_group(group)?;
        let mut owners: Vec<NodeId> = Vec::new();
        for node in nodes {
            let owner = self.state.resolve_node(node).map_err(|refusal| Refusal {
                // An unknown id in the list has a code of its own.
                code: Win32Code::ERROR_ASSERTION_FAILURE,
                ..refusal
            })?;
            if owners.contains(&owner) {
                let message = format!("{} is listed twice", self.state.config.node(owner).name);
                return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
            }
            owners.push(owner);
        }
        if self.state.config.group(id).preferred_owners == owners {
            return Ok(Reply::Done);
        }
        let object = Object::Group(id);
        let value = (!owners.is_empty()).then(|| Value::MultiSz(owners.iter().map(NodeId::to_string).collect()));
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::PREFERRED_OWNERS, value)?;
        self.commit(draft);
        self.announce_group(id, group_flag::PREFERRED_OWNERS, list_buffer(&owners));
        let names: Vec<&str> = owners.iter().map(|owner| self.state.config.node(*owner).name.as_str()).collect();
        let text = match names.is_empty() {
            true => "no longer has preferred owners".into(),
            false => format!("now prefers {}", names.join(", then ")),
        };
        self.record_change(&object, "policies 9", &text);
        Ok(Reply::Done)
    }

    /// The group of this name, unless it is being deleted: ERROR_GROUP_NOT_AVAILABLE.
    pub(super) fn available_group(&self, group: &str) -> Result<GroupId, Refusal> {
        let id = self.state.resolve_group(group)?;
        self.check_not_deleting(&Object::Group(id))?;
        Ok(id)
    }

    /// The resource of this name, unless its group is being deleted: ERROR_RESOURCE_NOT_AVAILABLE.
    pub(super) fn available_resource(&self, resource: &str) -> Result<ResourceId, Refusal> {
        self.state.available_resource(resource)
    }

    pub(super) fn check_not_deleting(&self, object: &Object) -> Result<(), Refusal> {
        self.state.check_kept(object)
    }
}

impl State {
    /// The resource of this name, unless its group is being deleted: ERROR_RESOURCE_NOT_AVAILABLE.
    pub(super) fn available_resource(&self, resource: &str) -> Result<ResourceId, Refusal> {
        let id = self.resolve_resource(resource)?;
        self.check_kept(&Object::Resource(id))?;
        Ok(id)
    }

    /// Refuses what is about an object of a group that is being deleted.
    fn check_kept(&self, object: &Object) -> Result<(), Refusal> {
        let (group, code) = match object {
            Object::Group(id) => (*id, Win32Code::ERROR_GROUP_NOT_AVAILABLE),
            Object::Resource(id) => (self.config.resource(*id).group, Win32Code::ERROR_RESOURCE_NOT_AVAILABLE),
            _ => return Ok(()),
        };
        if !self.config.deleting.contains(&group) {
            return Ok(());
        }
        let name = &self.config.group(group).name;
        let message = format!("The group \"{name}\" is being deleted");
        Err(Refusal::new(code, message).next(about_group("show", name)))
    }
}

impl State {
    /// The node that serves the call, when it is Up; else any Up node, else the named one (policies 19).
    fn owner_for_new_group(&self, wanted: NodeId) -> NodeId {
        let is_up = |id: &NodeId| self.runtime.nodes.get(id).is_some_and(|node| node.state == NodeState::Up);
        if is_up(&wanted) {
            return wanted;
        }
        let mut nodes = self.config.nodes.keys();
        let fallback = match self.config.nodes.contains_key(&wanted) {
            true => wanted,
            false => *self.config.nodes.keys().next().expect("a formed cluster has a node"),
        };
        nodes.find(|id| is_up(id)).copied().unwrap_or(fallback)
    }
}
