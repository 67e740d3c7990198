//! Nodes as configuration: added and evicted.

use super::Draft;
use super::form::{check_new_node, write_node};
use crate::announce::{
    cluster_flag, dword_buffer, group_flag, list_buffer, node_flag, object_type, resource_flag, type_flag,
};
use crate::apply::Apply;
use crate::command::NewNode;
use crate::config::keys::{self, Object};
use crate::next_command::about_node;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::{NodeId, NodeState, Refusal, Value, Win32Code, fold};

/// Nodes of one cluster (errors 2, node limit).
pub(super) const NODES_MAX: usize = 64;

impl Apply<'_> {
    pub(super) fn add_node(&mut self, node: &NewNode) -> Result<Reply, Refusal> {
        self.check_formed()?;
        check_new_node(node)?;
        let code = Win32Code::ERROR_CLUSTER_NODE_EXISTS;
        if self.state.config.nodes.contains_key(&node.id) || self.state.resolve_node(&node.id.to_string()).is_ok() {
            let message = format!("Another node has the name or id \"{}\"", node.id);
            return Err(Refusal::new(code, message).next("quorate node list"));
        }
        self.state.check_node_name_free(&node.name, node.id, code)?;
        if self.state.config.fault_domain_names.contains_key(&fold::fold(&node.name)) {
            let message = format!("A fault domain has the name \"{}\"", node.name);
            return Err(Refusal::new(code, message).next("quorate fault-domain list"));
        }
        if fold::equals(&node.name, &self.state.config.cluster.name) {
            let message = format!("A node cannot have the name of the cluster, \"{}\"", node.name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_NAME, message));
        }
        self.state.check_room_for_a_node()?;
        self.state.check_evict_delay()?;
        let node = NewNode { storage: self.state.storage_for(node)?, ..node.clone() };
        let mut draft = Draft::new(self.state);
        write_node(&mut draft, &node)?;
        self.commit(draft);
        self.node_added(node.id);
        let down = dword_buffer(NodeState::Down.number() as u32);
        self.announce_cluster(cluster_flag::NODE_ADDED, node.id.to_string(), String::new(), &node.name, down);
        self.record_change(
            &Object::Node(node.id),
            "",
            &format!("was added to the cluster with the address {}", node.address),
        );
        Ok(Reply::Done)
    }

    /// Removes the node and every reference to it in owner lists (policies 12, Evict). Only a node that is Down, and never
    /// the last one.
    pub(super) fn evict_node(&mut self, node: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_node(node)?;
        let name = self.state.config.node(id).name.clone();
        if self.state.config.nodes.len() == 1 {
            let message = format!("{name} is the last node of the cluster");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_EVICT_INVALID_REQUEST, message).next("quorate node list"));
        }
        let state = self.state.runtime.nodes.get(&id).map_or(NodeState::Down, |node| node.state);
        if state != NodeState::Down {
            let message = format!("{name} is {state}; stop its service before it is evicted");
            return Err(Refusal::new(Win32Code::ERROR_CANT_EVICT_ACTIVE_NODE, message).next(about_node("show", &name)));
        }
        let subject = self.state.subject(&Object::Node(id));
        // One that never was a member has left nothing behind.
        let has_joined = self.state.config.node(id).versions.is_some();
        let storage = self.state.config.node(id).storage;
        let reply = self.evict_node_runtime(id)?;
        self.forget_interfaces(id);
        let without = self.draft_without(id);
        let (draft, changed) = without.unwrap_or_else(|refusal| panic!("the hive kept an evicted node: {refusal}"));
        self.commit(draft);
        let down = dword_buffer(state.number() as u32);
        self.announce_object(object_type::NODE, id, String::new(), name.clone(), node_flag::DELETED, down);
        for object in changed {
            self.announce_owner_list(&object);
        }
        self.state.runtime.used_storage.insert(id, storage);
        if has_joined {
            self.state.runtime.last_eviction = Some(self.state.time);
        }
        self.record(
            Level::Warning,
            subject,
            "policies 12",
            format!("{name} was evicted from the cluster."),
            Vec::new(),
        );
        Ok(reply)
    }

    /// The configuration without a node, and the objects whose owner lists had it.
    fn draft_without(&self, id: NodeId) -> Result<(Draft, Vec<Object>), Refusal> {
        let mut draft = Draft::new(self.state);
        let mut changed = Vec::new();
        draft.remove(&Object::Node(id))?;
        super::vault::forget(&mut draft, self.state, id)?;
        let without = |owners: &[NodeId]| -> Value {
            Value::MultiSz(owners.iter().filter(|owner| **owner != id).map(NodeId::to_string).collect())
        };
        for group in self.state.config.groups.values().filter(|group| group.preferred_owners.contains(&id)) {
            let object = Object::Group(group.id);
            draft.set(&object, keys::PREFERRED_OWNERS, without(&group.preferred_owners))?;
            changed.push(object);
        }
        for resource in self.state.config.resources.values() {
            if let Some(owners) = resource.possible_owners.as_ref().filter(|owners| owners.contains(&id)) {
                let object = Object::Resource(resource.id);
                draft.set(&object, keys::POSSIBLE_OWNERS, without(owners))?;
                changed.push(object);
            }
        }
        for of_type in self.state.config.types.values() {
            if let Some(owners) = of_type.possible_owners.as_ref().filter(|owners| owners.contains(&id)) {
                let object = Object::ResourceType(of_type.name.clone());
                draft.set(&object, keys::POSSIBLE_OWNERS, without(owners))?;
                changed.push(object);
            }
        }
        for group in self.state.config.groups.values() {
            let object = Object::Group(group.id);
            if draft.hive().value(&object.path(), "DefaultOwner") == Some(&Value::Dword(id.0)) {
                draft.change(&object, "DefaultOwner", None)?;
            }
        }
        Ok((draft, changed))
    }

    fn announce_owner_list(&mut self, object: &Object) {
        match object {
            Object::Group(id) => {
                let owners = list_buffer(&self.state.config.group(*id).preferred_owners);
                self.announce_group(*id, group_flag::PREFERRED_OWNERS, owners);
            }
            Object::Resource(id) => {
                let owners = self.state.possible_owners(*id);
                self.announce_resource(*id, resource_flag::POSSIBLE_OWNERS, list_buffer(owners));
                self.possible_owners_changed(*id);
            }
            Object::ResourceType(name) => {
                let owners =
                    self.state.config.types.get(&fold::fold(name)).and_then(|of_type| of_type.possible_owners.clone());
                self.announce_type(name, type_flag::POSSIBLE_OWNERS, list_buffer(owners.unwrap_or_default()));
            }
            Object::Cluster
            | Object::Node(_)
            | Object::GroupSet(_)
            | Object::AffinityRule(_)
            | Object::FaultDomain(_)
            | Object::Network(_)
            | Object::NetInterface(_) => {}
        }
    }

    /// Nothing can be made in a cluster that was not formed.
    pub(crate) fn check_formed(&self) -> Result<(), Refusal> {
        match self.state.config.nodes.is_empty() {
            false => Ok(()),
            true => {
                let message = "There is no cluster yet";
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_NOT_INSTALLED, message).next("quorate status"))
            }
        }
    }
}

impl State {
    fn check_room_for_a_node(&self) -> Result<(), Refusal> {
        if self.config.nodes.len() < NODES_MAX {
            return Ok(());
        }
        let message = format!("The cluster has {NODES_MAX} nodes, which is the most");
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_MAX_NODES_IN_CLUSTER, message).next("quorate node list"))
    }

    /// The storage generation of a node that is added: the next one of its id, or one that is stated and was not used yet. A node that
    /// is evicted, wiped and added again is another voter.
    fn storage_for(&self, node: &NewNode) -> Result<u32, Refusal> {
        let used = self.runtime.used_storage.get(&node.id).copied().unwrap_or(0);
        match node.storage {
            0 => used.checked_add(1).ok_or_else(|| {
                let message = format!("The id {} has had every number of a storage", node.id);
                Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
            }),
            stated if stated > used => Ok(stated),
            stated => {
                let message = format!(
                    "An evicted node with the id {} voted under the storage number {used}, so {stated} may not vote again; without a number \
                     the cluster chooses one",
                    node.id
                );
                let next = format!("{} --address {}", about_node("add", &node.name), node.address);
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next(next))
            }
        }
    }

    /// What the evicted node left in the cluster has to have ended before another one comes (policies 12.34).
    fn check_evict_delay(&self) -> Result<(), Refusal> {
        let Some(evicted) = self.runtime.last_eviction else { return Ok(()) };
        let delay_ms = u64::from(self.config.cluster.add_evict_delay_s) * 1_000;
        let left_ms = delay_ms.saturating_sub(self.time.since_ms(evicted));
        if left_ms == 0 {
            return Ok(());
        }
        let message = format!(
            "A node was evicted {} s ago; a node can be added in {} s, when AddEvictDelay is over",
            self.time.since_ms(evicted) / 1_000,
            left_ms.div_ceil(1_000)
        );
        let next = "quorate cluster set AddEvictDelay=0";
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_READY, message).next(next))
    }
}
