//! The cluster's keys in their wrapped form (docs/decisions/0011-keys.md). What is here opens nothing: each generation of the key is
//! kept once for each node, encrypted to that node's own key, whose other half never leaves its machine.

use super::Draft;
use crate::apply::Apply;
use crate::command::VaultCommand;
use crate::config::keys::{self, Object};
use crate::outcome::{Level, Reply};
use crate::state::State;
use bytes::Bytes;
use model::hive::join;
use model::{NodeId, Refusal, Value, Win32Code};

/// Bytes of a node's public key.
pub const PUBLIC_BYTES: usize = 32;
/// Bytes of a wrapped key: the public half of the key that wrapped it, the key, and the tag.
pub const WRAP_BYTES: usize = 32 + 32 + 16;

const RULE: &str = "decisions 0011";

impl Apply<'_> {
    pub(crate) fn apply_vault(&mut self, command: &VaultCommand) -> Result<Reply, Refusal> {
        match command {
            VaultCommand::NodeKey { node, public } => self.set_node_key(*node, public),
            VaultCommand::Generation { generation, wraps } => self.add_generation(*generation, wraps),
            VaultCommand::Wrap { generation, node, public, wrap } => self.add_wrap(*generation, *node, public, wrap),
        }
    }

    /// What was wrapped for an earlier key of the node is dropped: it has lost the other half, and is given everything anew.
    fn set_node_key(&mut self, node: NodeId, public: &Bytes) -> Result<Reply, Refusal> {
        let name = match self.state.config.nodes.get(&node) {
            Some(known) => known.name.clone(),
            None => {
                let message = format!("There is no node with the id {node}");
                return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, message).next("quorate node list"));
            }
        };
        if public.len() != PUBLIC_BYTES {
            return Err(invalid("A node's key has 32 bytes"));
        }
        if self.state.node_key(node).as_ref() == Some(public) {
            return Ok(Reply::Done);
        }
        let is_other = self.state.node_key(node).is_some();
        let mut draft = Draft::new(self.state);
        forget(&mut draft, self.state, node)?;
        draft.create_key(keys::VAULT_NODES)?;
        draft.change_value(keys::VAULT_NODES, &node.to_string(), Some(Value::Binary(public.clone())))?;
        self.commit(draft);
        if is_other {
            let text = format!("{name} has another key of its own; the cluster's keys are wrapped for it anew.");
            self.record(Level::Warning, self.state.subject(&Object::Node(node)), RULE, text, Vec::new());
        }
        Ok(Reply::Done)
    }

    fn add_generation(&mut self, generation: u32, wraps: &[(NodeId, Bytes)]) -> Result<Reply, Refusal> {
        let next = self.state.key_generation().checked_add(1);
        if next != Some(generation) {
            let message = format!("The next generation of the cluster's key is not {generation}");
            let refusal = Refusal::new(Win32Code::ERROR_REVISION_MISMATCH, message);
            return Err(refusal.next("quorate cluster rotate-key"));
        }
        let is_sound =
            |(node, wrap): &(NodeId, Bytes)| self.state.node_key(*node).is_some() && wrap.len() == WRAP_BYTES;
        if wraps.is_empty() || !wraps.iter().all(is_sound) {
            return Err(invalid("A key is wrapped for nodes that have a key of their own, and for one at least"));
        }
        let mut draft = Draft::new(self.state);
        let path = generation_path(generation);
        draft.create_key(&path)?;
        for (node, wrap) in wraps {
            draft.change_value(&path, &node.to_string(), Some(Value::Binary(wrap.clone())))?;
        }
        draft.change_value(keys::VAULT, keys::VAULT_GENERATION, Some(Value::Dword(generation)))?;
        self.commit(draft);
        let names = wraps.iter().map(|(node, _)| self.state.config.node(*node).name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let text =
            format!("The cluster encrypts with generation {generation} of its key from now on; {names} can open it.");
        self.record(Level::Information, self.state.subject(&Object::Cluster), RULE, text, Vec::new());
        Ok(Reply::Done)
    }

    /// For a node that was not there when the generation was made, or has another key since.
    fn add_wrap(&mut self, generation: u32, node: NodeId, public: &Bytes, wrap: &Bytes) -> Result<Reply, Refusal> {
        if wrap.len() != WRAP_BYTES {
            return Err(invalid("A wrapped key has 80 bytes"));
        }
        let is_known = (1..=self.state.key_generation()).contains(&generation);
        if !is_known || self.state.node_key(node).as_ref() != Some(public) {
            let message = "The generation is not known, or the node has another key by now";
            return Err(Refusal::new(Win32Code::ERROR_REVISION_MISMATCH, message));
        }
        if self.state.wrapped_key(generation, node).is_some() {
            return Ok(Reply::Done);
        }
        let mut draft = Draft::new(self.state);
        let path = generation_path(generation);
        draft.create_key(&path)?;
        draft.change_value(&path, &node.to_string(), Some(Value::Binary(wrap.clone())))?;
        self.commit(draft);
        Ok(Reply::Done)
    }
}

/// A node that is evicted, or has another key, opens nothing that was wrapped for it.
pub(super) fn forget(draft: &mut Draft, state: &State, node: NodeId) -> Result<(), Refusal> {
    let name = node.to_string();
    let generations = (1..=state.key_generation()).map(generation_path);
    for path in generations.chain([keys::VAULT_NODES.to_owned()]) {
        if draft.hive().value(&path, &name).is_some() {
            draft.change_value(&path, &name, None)?;
        }
    }
    Ok(())
}

impl State {
    /// The generation that is encrypted with; 0 while there is none.
    pub fn key_generation(&self) -> u32 {
        match self.hive.value(keys::VAULT, keys::VAULT_GENERATION) {
            Some(Value::Dword(generation)) => *generation,
            _ => 0,
        }
    }

    /// The public half of a node's own key.
    pub fn node_key(&self, node: NodeId) -> Option<Bytes> {
        self.binary(keys::VAULT_NODES, node)
    }

    /// A generation as it was wrapped for a node.
    pub fn wrapped_key(&self, generation: u32, node: NodeId) -> Option<Bytes> {
        self.binary(&generation_path(generation), node)
    }

    fn binary(&self, path: &str, node: NodeId) -> Option<Bytes> {
        match self.hive.value(path, &node.to_string()) {
            Some(Value::Binary(bytes)) => Some(bytes.clone()),
            _ => None,
        }
    }
}

fn generation_path(generation: u32) -> String {
    join(keys::VAULT_KEYS, &generation.to_string())
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
}
