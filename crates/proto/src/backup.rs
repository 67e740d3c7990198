//! A backup of the cluster database, as a file: a head (mark, version, length), the content, and the SHA-256 of both.

use crate::command::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use crate::generated::quorate::snapshot::v1 as wire;
use model::hive::HiveBuilder;
use model::{Guid, Hive, WallTime};
use prost::Message;
use ring::digest::{SHA256, digest};

const MARK: &[u8; 8] = b"QRBACKUP";
const VERSION: u32 = 1;
/// Mark, version and length.
const HEAD: usize = 8 + 4 + 8;
const CHECKSUM: usize = 32;

/// The configuration of a cluster at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Backup {
    pub cluster_name: String,
    /// Of the cluster: a backup of another one is never restored.
    pub instance: Guid,
    /// The index of the log.
    pub index: u64,
    pub taken: WallTime,
    pub hive: Hive,
}

pub fn encode_backup(backup: &Backup) -> Vec<u8> {
    let keys = backup.hive.walk().map(|(path, key)| wire::BackupKey {
        key: Some(wire::Key { path, last_write_ms: key.last_write().0, security: key.security().cloned() }),
        values: key.values().map(|(name, value)| named(name, value)).collect(),
    });
    let content = wire::Backup {
        cluster_name: backup.cluster_name.clone(),
        instance: encode_guid(backup.instance),
        index: backup.index,
        taken_ms: backup.taken.0,
        keys: keys.collect(),
    };
    sealed(&content.encode_to_vec())
}

/// Content with its head and checksum.
pub fn sealed(content: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEAD + content.len() + CHECKSUM);
    file.extend_from_slice(MARK);
    file.extend_from_slice(&VERSION.to_be_bytes());
    file.extend_from_slice(&(content.len() as u64).to_be_bytes());
    file.extend_from_slice(content);
    let checksum = digest(&SHA256, &file);
    file.extend_from_slice(checksum.as_ref());
    file
}

fn named(name: &str, value: &model::Value) -> wire::NamedValue {
    wire::NamedValue { name: name.into(), value: Some(value_to_wire(value)) }
}

/// Refuses what is no backup, of another version, cut off or changed.
pub fn decode_backup(file: &[u8]) -> Result<Backup, DecodeError> {
    let head = file.get(..HEAD).filter(|head| head.starts_with(MARK)).ok_or(DecodeError::Invalid("backup.mark"))?;
    if head[8..12] != VERSION.to_be_bytes() {
        return Err(DecodeError::Invalid("backup.version"));
    }
    let (said, checksum) = file.split_at_checked(file.len().saturating_sub(CHECKSUM)).unwrap_or_default();
    let content = said.get(HEAD..).ok_or(DecodeError::Invalid("backup.length"))?;
    if head[12..] != (content.len() as u64).to_be_bytes() {
        return Err(DecodeError::Invalid("backup.length"));
    }
    if digest(&SHA256, said).as_ref() != checksum {
        return Err(DecodeError::Invalid("backup.checksum"));
    }
    let content = wire::Backup::decode(content)?;
    Ok(Backup {
        cluster_name: content.cluster_name,
        instance: decode_guid(&content.instance, "backup.instance")?,
        index: content.index,
        taken: WallTime(content.taken_ms),
        hive: read_hive(content.keys)?,
    })
}

fn read_hive(keys: Vec<wire::BackupKey>) -> Result<Hive, DecodeError> {
    let unsound = |_| DecodeError::Invalid("backup.keys");
    let mut hive: Option<HiveBuilder> = None;
    for wire::BackupKey { key, values } in keys {
        let wire::Key { path, last_write_ms, security } = required(key, "backup.key")?;
        let last_write = WallTime(last_write_ms);
        let builder = match &mut hive {
            None if path.is_empty() => hive.insert(HiveBuilder::new(last_write, security)),
            None => return Err(DecodeError::Invalid("backup.keys")),
            Some(builder) => {
                builder.key(&path, last_write, security).map_err(unsound)?;
                builder
            }
        };
        for wire::NamedValue { name, value } in values {
            let value = value_from_wire(required(value, "backup.value")?)?;
            builder.value(&name, value).map_err(unsound)?;
        }
    }
    hive.map(HiveBuilder::finish).ok_or(DecodeError::Missing("backup.keys"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Value;

    fn backup() -> Backup {
        let (now, mut hive) = (WallTime(5), Hive::new(WallTime(1)));
        hive.create_key("App\\Deep", now).expect("a key");
        hive.set_value("App", "Größe", Value::MultiSz(vec!["a".into()]), now).expect("a value");
        hive.set_security("App", Some(vec![1, 2].into()), now).expect("a descriptor");
        hive.set_value("", "ClusterName", Value::Sz("lab".into()), now).expect("a value");
        Backup { cluster_name: "lab".into(), instance: Guid([7; 16]), index: 9, taken: WallTime(8), hive }
    }

    #[test]
    fn a_backup_survives_its_file() {
        assert_eq!(decode_backup(&encode_backup(&backup())), Ok(backup()));
    }

    #[test]
    fn a_file_that_was_cut_or_changed_anywhere_is_refused() {
        let file = encode_backup(&backup());
        for at in 0..file.len() {
            assert!(decode_backup(&file[..at]).is_err(), "cut at {at}");
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(decode_backup(&changed).is_err(), "byte {at}");
        }
        assert!(decode_backup(&[&file[..], &[0]].concat()).is_err());
    }
}
