//! Building a hive from a snapshot.

use super::{Hive, Key, NamedValue, check_key_name, check_value};
use crate::code::Win32Code;
use crate::fold::{Probe, fold};
use crate::name::shorten;
use crate::refusal::Refusal;
use crate::time::WallTime;
use crate::value::Value;
use bytes::Bytes;
use std::sync::Arc;

/// Takes the keys in the order of [`Hive::walk`], each followed by its values, and looks no path up on the way.
///
/// What it is given may come from a damaged or foreign file: anything that no hive would have written is refused with
/// ERROR_INVALID_DATA, and so is what the hive itself would refuse.
pub struct HiveBuilder {
    /// The root and the keys below it down to the one that is being filled; never empty.
    open: Vec<Key>,
    /// The path of the last of them.
    path: String,
}

impl HiveBuilder {
    /// Starts with the root; the values that follow are the root's.
    pub fn new(last_write: WallTime, security: Option<Bytes>) -> HiveBuilder {
        HiveBuilder { open: vec![Key::new("", last_write, security)], path: String::new() }
    }

    /// Opens a key; the values that follow are its own.
    pub fn key(&mut self, path: &str, last_write: WallTime, security: Option<Bytes>) -> Result<(), Refusal> {
        let (parent, name) = path.rsplit_once('\\').unwrap_or(("", path));
        check_key_name(path, name).map_err(damaged)?;
        while self.path != parent {
            if !self.close() {
                return Err(out_of_order("key", path));
            }
        }
        if self.open.len() > super::DEPTH || self.last().subkeys.contains_key(&Probe::new(name)) {
            return Err(out_of_order("key", path));
        }
        self.open.push(Key::new(name, last_write, security));
        path.clone_into(&mut self.path);
        Ok(())
    }

    /// Adds a value to the key opened last.
    pub fn value(&mut self, name: &str, value: Value) -> Result<(), Refusal> {
        check_value(name, &value).map_err(damaged)?;
        let entry = NamedValue { name: Arc::from(name), value };
        match self.last().values.insert(fold(name), Arc::new(entry)) {
            None => Ok(()),
            Some(_) => Err(out_of_order("value", name)),
        }
    }

    pub fn finish(mut self) -> Hive {
        while self.close() {}
        let root = self.open.pop().expect("the root is never closed");
        Hive { root: Arc::new(root) }
    }

    /// Puts the last open key into its parent; `false` when only the root is open.
    fn close(&mut self) -> bool {
        if self.open.len() == 1 {
            return false;
        }
        let key = self.open.pop().expect("two keys are open");
        self.path.truncate(self.path.rfind('\\').unwrap_or(0));
        self.last().subkeys.insert(fold(&key.name), Arc::new(key));
        true
    }

    fn last(&mut self) -> &mut Key {
        self.open.last_mut().expect("the root is never closed")
    }
}

fn damaged(refusal: Refusal) -> Refusal {
    Refusal { code: Win32Code::ERROR_INVALID_DATA, ..refusal }
}

fn out_of_order(what: &str, name: &str) -> Refusal {
    let message = format!("The snapshot has the {what} \"{}\" twice or in the wrong place", shorten(name));
    Refusal::new(Win32Code::ERROR_INVALID_DATA, message)
}
