//! Encrypting for resources with a key that the cluster has and its database has not (docs/decisions/0011-keys.md).
//!
//! Each node has a key of its own in a file ([`key_file`]). The database holds the public halves, and each generation of the cluster's key
//! encrypted to each of them ([`sealing`]). This service opens what was wrapped for its node, and wraps for nodes that came later.
//!
//! Never here: decisions about the cluster, and the network.

pub(crate) mod key_file;
mod sealing;

use crate::api::Router;
use bytes::Bytes;
use cluster_state::State;
use cluster_state::command::{Command, VaultCommand};
use model::hive::join;
use model::{Guid, NodeId, Refusal, RequestId, Value, Win32Code};
use sealing::{Container, Key, WrapContext};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use x25519_dalek::{PublicKey, StaticSecret};

/// Between two looks at what there is to wrap.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often a generation is proposed in competition with other nodes.
const ROTATIONS: usize = 5;
/// Where a resource's containers are, below its key.
const CONTAINERS: &str = "Cryptography";
const SALT: &str = "Salt";

pub struct Vault {
    me: NodeId,
    instance: Guid,
    /// Or why there is none.
    secret: Result<StaticSecret, String>,
    router: Router,
    /// Generations that were opened.
    opened: Mutex<BTreeMap<u32, Key>>,
}

/// A container that a caller names.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// Name or id of the resource.
    pub resource: &'a str,
    pub container: &'a str,
}

/// A new generation of the cluster's key.
pub struct Rotated {
    pub generation: u32,
    /// Names of the nodes that can open it, and of those that will be given it when they are there.
    pub holders: Vec<String>,
    pub missing: Vec<String>,
}

impl Vault {
    /// A key that cannot be used is said in the log, and to who wants something encrypted; everything else goes on.
    pub fn new(me: NodeId, instance: Guid, folder: &Path, router: Router) -> Arc<Vault> {
        let secret = key_file::load_or_make(folder).map_err(|error| error.to_string());
        if let Err(reason) = &secret {
            tracing::error!("this node's own key cannot be used, and nothing can be encrypted here: {reason}");
        }
        Arc::new(Vault { me, instance, secret, router, opened: Mutex::default() })
    }

    /// Tells the cluster this node's public key, and wraps what other nodes lack; until the service ends.
    pub async fn keep(self: Arc<Self>) {
        let mut latest = self.router.latest.clone();
        loop {
            let state = latest.get().state.clone();
            if state.active_incarnation(self.me).is_some()
                && let Err(refusal) = self.look(&state).await
            {
                tracing::debug!(%refusal, "keys could not be handed on; it is tried again");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
            if !latest.changed().await {
                return;
            }
        }
    }

    async fn look(&self, state: &State) -> Result<(), Refusal> {
        let Ok(secret) = &self.secret else { return Ok(()) };
        if self.tell_own_key(state, secret).await? {
            return Ok(());
        }
        for generation in 1..=state.key_generation() {
            let mut nodes = state.config().nodes.keys().copied();
            let holds = |node: &NodeId| state.wrapped_key(generation, *node).is_some();
            // One node does it for all: the first that is there and can.
            let first = nodes.find(|node| state.active_incarnation(*node).is_some() && holds(node));
            if first != Some(self.me) {
                continue;
            }
            for node in state.config().nodes.keys().copied().filter(|node| !holds(node)) {
                let Some(public) = state.node_key(node) else { continue };
                let key = self.key(state, generation)?;
                let Some(wrap) = sealing::wrap(&key, &public, self.context(generation, node)) else { continue };
                let wrap = Bytes::copy_from_slice(&wrap);
                self.execute(VaultCommand::Wrap { generation, node, public, wrap }).await?;
            }
        }
        Ok(())
    }

    /// Has the cluster know this node's public key. Whether it had to be told.
    async fn tell_own_key(&self, state: &State, secret: &StaticSecret) -> Result<bool, Refusal> {
        let public = Bytes::copy_from_slice(PublicKey::from(secret).as_bytes());
        if state.node_key(self.me).as_ref() == Some(&public) {
            return Ok(false);
        }
        self.execute(VaultCommand::NodeKey { node: self.me, public }).await?;
        Ok(true)
    }

    /// Refuses ERROR_RESOURCE_NOT_FOUND, ERROR_FILE_NOT_FOUND without the container, and ERROR_CLUSTER_NODE_NOT_READY.
    pub async fn encrypt(&self, named: Named<'_>, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut state = self.router.read().await?.state.clone();
        let (name, salt) = container(&state, named)?;
        if state.key_generation() == 0 {
            self.rotate_after(0).await?;
            state = self.router.read().await?.state.clone();
        }
        let generation = state.key_generation();
        let key = self.key(&state, generation)?;
        Ok(sealing::seal(&key, generation, &Container { salt: &salt, name: &name }, data))
    }

    /// As [`Vault::encrypt`]; what is damaged, or of another container, is ERROR_INVALID_DATA.
    pub async fn decrypt(&self, named: Named<'_>, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
        let state = self.router.read().await?.state.clone();
        let (name, salt) = container(&state, named)?;
        let generation = sealing::generation_of(sealed).filter(|generation| *generation <= state.key_generation());
        let generation = generation.filter(|generation| *generation > 0).ok_or_else(damaged)?;
        let key = self.key(&state, generation)?;
        sealing::open(&key, &Container { salt: &salt, name: &name }, sealed).ok_or_else(damaged)
    }

    /// From now on the cluster encrypts with another key; what was encrypted before opens still.
    pub async fn rotate(&self) -> Result<Rotated, Refusal> {
        let before = self.router.read().await?.state.key_generation();
        self.rotate_after(before).await?;
        let state = self.router.read().await?.state.clone();
        let generation = state.key_generation();
        let (holders, missing): (Vec<_>, Vec<_>) =
            state.config().nodes.values().partition(|node| state.wrapped_key(generation, node.id).is_some());
        let names = |nodes: Vec<&Arc<cluster_state::config::NodeConfig>>| {
            nodes.into_iter().map(|node| node.name.clone()).collect()
        };
        Ok(Rotated { generation, holders: names(holders), missing: names(missing) })
    }

    /// Until there is a generation after that one, whoever makes it.
    async fn rotate_after(&self, before: u32) -> Result<(), Refusal> {
        let mut refused = None;
        for _ in 0..ROTATIONS {
            let state = self.router.read().await?.state.clone();
            if state.key_generation() > before {
                return Ok(());
            }
            if self.tell_own_key(&state, self.secret()?).await? {
                continue;
            }
            let (key, generation): (Key, u32) = (sealing::random(), before + 1);
            let wraps = state.config().nodes.keys().filter_map(|node| {
                let wrap = sealing::wrap(&key, &state.node_key(*node)?, self.context(generation, *node))?;
                Some((*node, Bytes::copy_from_slice(&wrap)))
            });
            let wraps = wraps.collect();
            match self.execute(VaultCommand::Generation { generation, wraps }).await {
                Ok(()) => return Ok(()),
                Err(refusal) => refused = Some(refusal),
            }
        }
        Err(refused.unwrap_or_else(|| not_ready(before + 1)))
    }

    /// A generation of the cluster's key, opened with this node's own.
    fn key(&self, state: &State, generation: u32) -> Result<Key, Refusal> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = opened.get(&generation) {
            return Ok(*key);
        }
        let wrapped = state.wrapped_key(generation, self.me).ok_or_else(|| not_ready(generation))?;
        let key = sealing::unwrap(&wrapped, self.secret()?, self.context(generation, self.me));
        let key = key.ok_or_else(|| not_ready(generation))?;
        opened.insert(generation, key);
        Ok(key)
    }

    fn secret(&self) -> Result<&StaticSecret, Refusal> {
        self.secret.as_ref().map_err(|reason| {
            let message = format!("This node's own key cannot be used: {reason}");
            Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate status")
        })
    }

    fn context(&self, generation: u32, node: NodeId) -> WrapContext {
        WrapContext { instance: self.instance, generation, node: node.0 }
    }

    async fn execute(&self, command: VaultCommand) -> Result<(), Refusal> {
        let request = RequestId(uuid::Uuid::new_v4().as_u128());
        self.router.execute(request.into(), Command::Vault(command)).await.map(|_| ())
    }
}

/// The name that a container's data is bound to, and the salt of its key.
fn container(state: &State, named: Named<'_>) -> Result<(String, Bytes), Refusal> {
    let id = state.resolve_resource(named.resource)?;
    let path = join(&join(&join("Resources", &id.to_string()), CONTAINERS), named.container);
    match state.hive().value(&path, SALT) {
        Some(Value::Binary(salt)) => Ok((format!("{id}\\{}", model::fold::fold(named.container)), salt.clone())),
        _ => {
            let message = format!("The resource \"{}\" has no key container \"{}\"", named.resource, named.container);
            Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, message))
        }
    }
}

fn damaged() -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_DATA, "This was not encrypted for this container, or it was changed since")
}

fn not_ready(generation: u32) -> Refusal {
    let message = format!("This node was not given generation {generation} of the cluster's key yet");
    Refusal::new(Win32Code::ERROR_CLUSTER_NODE_NOT_READY, message).next("quorate node list")
}
