//! Possible owners of a resource (policies 9, Lists).

use super::Draft;
use crate::announce::{list_buffer, resource_flag};
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::{about_group, about_resource, about_type};
use crate::outcome::Reply;
use crate::state::State;
use model::{NodeId, Refusal, ResourceId, ResourceState, Value, Win32Code};

impl Apply<'_> {
    pub(super) fn add_possible_owner(&mut self, resource: &str, node: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let node = self.state.resolve_node(node)?;
        let config = self.state.config.resource(id).clone();
        let node_name = self.state.config.node(node).name.clone();
        let mut owners = self.state.possible_owners(id);
        if owners.contains(&node) {
            let message = format!("{node_name} is a possible owner of \"{}\" already", config.name);
            return Err(Refusal::new(Win32Code::ERROR_OBJECT_ALREADY_EXISTS, message));
        }
        let of_type = &config.of_type;
        if of_type.possible_owners.as_ref().is_some_and(|able| !able.contains(&node)) {
            let message = format!("{node_name} does not have the resource type {}", of_type.name);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED, message)
                .next(about_type("show", &of_type.name)));
        }
        owners.push(node);
        self.write_possible_owners(id, owners, format!("now has {node_name} as a possible owner"))
    }

    pub(super) fn remove_possible_owner(&mut self, resource: &str, node: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let node = self.state.resolve_node(node)?;
        let config = self.state.config.resource(id).clone();
        let node_name = self.state.config.node(node).name.clone();
        let mut owners = self.state.possible_owners(id);
        if !owners.contains(&node) {
            let message = format!("{node_name} is not a possible owner of \"{}\"", config.name);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, message)
                .next(about_resource("owners", &config.name)));
        }
        let is_owner = self.state.runtime.groups.get(&config.group).is_some_and(|group| group.owner == node);
        let state = self.state.runtime.resources.get(&id).map_or(ResourceState::Offline, |runtime| runtime.state);
        if is_owner && (state == ResourceState::Online || state.is_pending()) {
            let message = format!("\"{}\" is {state} on {node_name}", config.name);
            let next = about_group("move", &self.state.config.group(config.group).name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(next));
        }
        owners.retain(|owner| *owner != node);
        self.write_possible_owners(id, owners, format!("no longer has {node_name} as a possible owner"))
    }

    /// A list of every node is written as no list: it then holds nodes that come later as well.
    fn write_possible_owners(&mut self, id: ResourceId, owners: Vec<NodeId>, text: String) -> Result<Reply, Refusal> {
        let object = Object::Resource(id);
        let all = self.state.config.nodes.keys().all(|node| owners.contains(node));
        let value = (!all).then(|| Value::MultiSz(owners.iter().map(NodeId::to_string).collect()));
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::POSSIBLE_OWNERS, value)?;
        self.commit(draft);
        self.possible_owners_changed(id);
        self.announce_resource(id, resource_flag::POSSIBLE_OWNERS, list_buffer(&owners));
        self.record_change(&object, "policies 9", &text);
        Ok(Reply::Done)
    }
}

impl State {
    /// The resource's possible owners as an administrator sees them: the list, or every node where there is none.
    pub fn possible_owners(&self, resource: ResourceId) -> Vec<NodeId> {
        match self.config.resources.get(&resource).map(|resource| &resource.possible_owners) {
            Some(Some(owners)) => owners.clone(),
            Some(None) => self.config.nodes.keys().copied().collect(),
            None => Vec::new(),
        }
    }
}
