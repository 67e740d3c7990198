//! Backups of the cluster database, and bringing a cluster back to one.
//!
//! A restoration does what an administrator would do, with the same commands: objects first ([`objects`]), then values
//! ([`values`]). So nothing is started or stopped for it, every rule of the cluster holds on the way, and one that was
//! interrupted is repeated.

mod ids;
mod objects;
#[cfg(test)]
mod tests;
mod values;

use crate::Client;
use crate::request::not_understood;
use model::fold::fold;
use model::hive::Key;
use model::security::part;
use model::{Refusal, Value, Win32Code};
use proto::backup::{Backup, decode_backup};
use proto::client::BackupRequest;
use std::collections::BTreeSet;

/// What bringing back did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restored {
    /// Values that were set or deleted.
    pub values: usize,
    /// Keys outside of objects that were made or deleted.
    pub keys: usize,
    /// Objects that the cluster no longer had: they were made again, with new ids, and are offline.
    pub made_again: Vec<String>,
    /// Objects that were made since: they stay as they are.
    pub made_since: Vec<String>,
    /// Commands that changed names, owners, members, dependencies.
    pub changes: usize,
}

impl Client {
    /// The bytes of a file that holds the configuration of one moment, checked.
    pub async fn backup(&self) -> Result<Vec<u8>, Refusal> {
        let mut chunks = self.call(|mut rpc| async move { rpc.backup(BackupRequest {}).await }).await?;
        let mut file = Vec::new();
        while let Some(chunk) = chunks.message().await.map_err(|status| self.refusal(&status))? {
            file.extend_from_slice(&chunk.data);
        }
        read(&file)?;
        Ok(file)
    }

    /// Brings the cluster back to what it was: names, owners, members, dependencies and properties of its objects, and all keys outside of
    /// objects. Where objects were made or deleted since, only with `force`: those that were deleted are then made again, offline and with
    /// new ids, and those that were made since are left alone. Nothing is started, stopped or deleted for it, so that nothing can run twice.
    ///
    /// Refused with ERROR_INVALID_DATA for what is no sound backup, ERROR_INVALID_PARAMETER for one of another cluster,
    /// ERROR_INVALID_STATE for one whose objects are others, ERROR_OBJECT_ALREADY_EXISTS where the name of a deleted object was given to
    /// another one; until then nothing has changed. After that as the state refuses the commands: what came before is done, and the
    /// restoration can be repeated.
    pub async fn restore(&self, file: &[u8], force: bool) -> Result<Restored, Refusal> {
        let (target, present) = (read(file)?, read(&self.backup().await?)?);
        if target.instance != present.instance {
            let message = format!("This is a backup of another cluster, {}", target.cluster_name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate cluster show"));
        }
        let difference = objects::Difference::between(&present.hive, &target.hive);
        if !force {
            difference.refuse_other_objects()?;
        }
        difference.refuse_taken_names()?;
        let target = ids::renumbered(&target.hive, &difference.missing_ids(), crate::request::new_guid);
        let owner = model::NodeId(self.status().await?.node_id);
        let commands = objects::commands(&present.hive, &target, owner);
        for command in &commands {
            self.execute(command).await?;
        }
        let present = read(&self.backup().await?)?;
        let plan = values::Plan::new(&present.hive, &target);
        for steps in plan.batches {
            self.batch("", steps).await?;
        }
        for (path, descriptor) in plan.security {
            self.set_key_security(&path, descriptor, part::ALL).await?;
        }
        let (made_again, made_since) = difference.titles();
        let changes = commands.len() - made_again.len();
        Ok(Restored { values: plan.values, keys: plan.keys, made_again, made_since, changes })
    }
}

fn read(file: &[u8]) -> Result<Backup, Refusal> {
    decode_backup(file).map_err(|error| Refusal {
        message: format!("This is not a sound backup of a cluster database ({error})"),
        ..not_understood(&error)
    })
}

/// Of the keys below either, in the order in which a hive has them.
fn names(present: Option<&Key>, target: Option<&Key>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let both = target.into_iter().chain(present).flat_map(Key::subkeys).map(|key| key.name().to_owned());
    both.filter(|name| known.insert(fold(name))).collect()
}

/// A text among the values of a key; empty where there is none.
fn text<'a>(key: &'a Key, name: &str) -> &'a str {
    match key.value(name) {
        Some(Value::Sz(text)) => text,
        _ => "",
    }
}

/// A list of texts among the values of a key.
fn list<'a>(key: &'a Key, name: &str) -> Option<&'a [String]> {
    match key.value(name) {
        Some(Value::MultiSz(list)) => Some(list),
        _ => None,
    }
}

fn number(key: &Key, name: &str) -> Option<u32> {
    match key.value(name) {
        Some(Value::Dword(number)) => Some(*number),
        _ => None,
    }
}
