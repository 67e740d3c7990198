//! The cluster database: keys and typed values.

use crate::Client;
use crate::request::not_understood;
use bytes::Bytes;
use model::{Refusal, Value};
use proto::client::query_reply::Result as Wire;
use proto::client::query_request::Query;
use proto::client::{KeyQuery, ReadBatchQuery, ReadStep, ValueQuery, ValueView};
use proto::command::types::{BatchStep, RegistryCommand};
use proto::command::{Command, value_from_wire};

use crate::query::{ReadResult, unexpected};

/// A key and what is directly in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    pub path: String,
    /// Names of the subkeys, in order.
    pub keys: Vec<String>,
    /// By name, in order.
    pub values: Vec<(String, Value)>,
    /// RFC 3339, UTC.
    pub last_write: String,
    /// `None`: it has its parent's.
    pub security: Option<Bytes>,
    /// The one that holds for it.
    pub effective_security: Bytes,
}

impl Client {
    pub async fn key(&self, path: &str) -> Result<Key, Refusal> {
        match self.query(Query::Key(KeyQuery { path: path.into() })).await? {
            Wire::Key(key) => Ok(Key {
                path: key.path,
                keys: key.keys,
                values: key.values.into_iter().map(read_value).collect::<Result<_, _>>()?,
                last_write: key.last_write,
                security: key.security,
                effective_security: key.effective_security,
            }),
            _ => Err(unexpected()),
        }
    }

    /// Refused with ERROR_FILE_NOT_FOUND when there is no such value.
    pub async fn value(&self, path: &str, name: &str) -> Result<Value, Refusal> {
        match self.query(Query::Value(ValueQuery { path: path.into(), name: name.into() })).await? {
            Wire::Value(view) => read_value(view).map(|(_, value)| value),
            _ => Err(unexpected()),
        }
    }

    /// Several values of one state: (path below `root`, name) each.
    pub async fn read_batch(&self, root: &str, steps: &[(String, String)]) -> Result<Vec<ReadResult>, Refusal> {
        let steps = steps.iter().map(|(path, name)| ReadStep { path: path.clone(), name: name.clone() }).collect();
        match self.query(Query::ReadBatch(ReadBatchQuery { root: root.into(), steps })).await? {
            Wire::ReadBatch(batch) => batch.results.into_iter().map(ReadResult::from_wire).collect(),
            _ => Err(unexpected()),
        }
    }

    /// Creates the key and every missing one above it.
    pub async fn create_key(&self, path: &str) -> Result<(), Refusal> {
        self.registry(RegistryCommand::CreateKey { path: path.into() }).await
    }

    /// Without `tree`, a key that has subkeys is refused with ERROR_ACCESS_DENIED.
    pub async fn delete_key(&self, path: &str, tree: bool) -> Result<(), Refusal> {
        self.registry(RegistryCommand::DeleteKey { path: path.into(), tree }).await
    }

    pub async fn set_value(&self, path: &str, name: &str, value: Value) -> Result<(), Refusal> {
        self.registry(RegistryCommand::SetValue { path: path.into(), name: name.into(), value }).await
    }

    pub async fn delete_value(&self, path: &str, name: &str) -> Result<(), Refusal> {
        self.registry(RegistryCommand::DeleteValue { path: path.into(), name: name.into(), must_exist: false }).await
    }

    /// Refused with ERROR_FILE_NOT_FOUND when there is no such value.
    pub async fn delete_existing_value(&self, path: &str, name: &str) -> Result<(), Refusal> {
        self.registry(RegistryCommand::DeleteValue { path: path.into(), name: name.into(), must_exist: true }).await
    }

    /// Replaces these parts ([`model::security::part`]) of the descriptor that holds for the key. `None` returns the key to its
    /// parent's.
    pub async fn set_key_security(&self, path: &str, descriptor: Option<Bytes>, parts: u32) -> Result<(), Refusal> {
        self.registry(RegistryCommand::SetSecurity { path: path.into(), descriptor, parts }).await
    }

    /// All steps or none.
    pub async fn batch(&self, root: &str, steps: Vec<BatchStep>) -> Result<(), Refusal> {
        self.registry(RegistryCommand::Batch { root: root.into(), steps }).await
    }

    async fn registry(&self, command: RegistryCommand) -> Result<(), Refusal> {
        self.execute_done(Command::Registry(command)).await
    }
}

fn read_value(view: ValueView) -> Result<(String, Value), Refusal> {
    let value = view.value.ok_or_else(unexpected)?;
    let value = value_from_wire(value).map_err(|error| not_understood(&error))?;
    Ok((view.name, value))
}
