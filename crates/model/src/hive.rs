//! The hive: the cluster database, one tree of keys with typed values (object-model 15).

use crate::refusal::Refusal;
use crate::time::WallTime;
use crate::value::Value;
use bytes::Bytes;

/// One version of the whole tree. A clone costs nothing and shares what neither side changes afterwards.
#[derive(Clone, PartialEq, Debug)]
pub struct Hive {}

/// One key: its name, values and subkeys.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {}

impl Hive {
    pub fn new(_now: WallTime) -> Hive {
        todo!()
    }

    pub fn root(&self) -> &Key {
        todo!()
    }

    pub fn key(&self, _path: &str) -> Option<&Key> {
        todo!()
    }

    /// Creates every missing key of the path. `true` when the last one was missing.
    pub fn create_key(&mut self, _path: &str, _now: WallTime) -> Result<bool, Refusal> {
        todo!()
    }

    pub fn delete_key(&mut self, _path: &str, _tree: bool, _now: WallTime) -> Result<(), Refusal> {
        todo!()
    }

    /// Returns the value it replaces.
    pub fn set_value(
        &mut self,
        _path: &str,
        _name: &str,
        _value: Value,
        _now: WallTime,
    ) -> Result<Option<Value>, Refusal> {
        todo!()
    }

    /// Returns the value it removes; a missing value is no error.
    pub fn delete_value(&mut self, _path: &str, _name: &str, _now: WallTime) -> Result<Option<Value>, Refusal> {
        todo!()
    }

    pub fn value(&self, _path: &str, _name: &str) -> Option<&Value> {
        todo!()
    }

    pub fn set_security(&mut self, _path: &str, _security: Option<Bytes>, _now: WallTime) -> Result<(), Refusal> {
        todo!()
    }

    /// Every key with its path, parents before their subkeys, siblings in folded order; the root first, with path "".
    pub fn walk(&self) -> impl Iterator<Item = (String, &Key)> {
        std::iter::empty()
    }
}

impl Key {
    pub fn name(&self) -> &str {
        todo!()
    }

    /// In folded order.
    pub fn subkeys(&self) -> impl Iterator<Item = &Key> {
        std::iter::empty()
    }

    pub fn subkey(&self, _name: &str) -> Option<&Key> {
        todo!()
    }

    pub fn subkey_count(&self) -> usize {
        todo!()
    }

    /// In folded order of the names.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        std::iter::empty()
    }

    pub fn value(&self, _name: &str) -> Option<&Value> {
        todo!()
    }

    pub fn value_count(&self) -> usize {
        todo!()
    }

    pub fn last_write(&self) -> WallTime {
        todo!()
    }

    /// The key's own descriptor; `None` when it has its parent's.
    pub fn security(&self) -> Option<&Bytes> {
        todo!()
    }
}

/// Builds a hive from a snapshot: the keys in the order of [`Hive::walk`], each followed by its values.
pub struct HiveBuilder {}

impl HiveBuilder {
    /// Starts with the root.
    pub fn new(_last_write: WallTime, _security: Option<Bytes>) -> HiveBuilder {
        todo!()
    }

    /// Opens a key; the values that follow are its own. Refuses ERROR_INVALID_DATA when the order is broken.
    pub fn key(&mut self, _path: &str, _last_write: WallTime, _security: Option<Bytes>) -> Result<(), Refusal> {
        todo!()
    }

    pub fn value(&mut self, _name: &str, _value: Value) -> Result<(), Refusal> {
        todo!()
    }

    pub fn finish(self) -> Hive {
        todo!()
    }
}
