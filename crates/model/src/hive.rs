//! The hive: the cluster database, one tree of keys with typed values (object-model 15).
//!
//! Names of keys and values compare without regard to case and keep the case in which they were made. A path is the
//! names from the root down, separated by `\`; the root's path is empty. A clone costs nothing: both sides share every
//! key that neither changes, so that a snapshot, a hypothetical `apply` and an undone batch are all a `clone`.

mod builder;
#[cfg(test)]
mod tests;

pub use builder::HiveBuilder;

use crate::code::Win32Code;
use crate::fold::{Folded, Probe, fold};
use crate::name::shorten;
use crate::refusal::{Refusal, shell_word};
use crate::time::WallTime;
use crate::value::Value;
use bytes::Bytes;
use imbl::OrdMap;
use std::sync::Arc;

/// Characters of a key's name, counted as the original counts them, in UTF-16.
pub const KEY_NAME_UNITS: usize = 255;

/// Characters of a value's name in UTF-16.
pub const VALUE_NAME_UNITS: usize = 16_383;

/// Keys below the root on one path: the registry's limit. It also bounds the recursion that drops a tree.
pub const DEPTH: usize = 512;

/// Bytes of a value's data (blueprint 11; a divergence: the original names no limit).
pub const VALUE_BYTES: usize = 1 << 20;

/// One version of the whole tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hive {
    root: Arc<Key>,
}

/// One key: its name, values and subkeys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    name: Arc<str>,
    subkeys: OrdMap<Folded, Arc<Key>>,
    values: OrdMap<Folded, Arc<NamedValue>>,
    last_write: WallTime,
    security: Option<Bytes>,
}

/// A value with its name as it was written. Shared, because changing one entry of a shared map copies its neighbours.
#[derive(PartialEq, Eq, Debug)]
struct NamedValue {
    name: Arc<str>,
    value: Value,
}

impl Hive {
    /// A hive of one key, the root.
    pub fn new(now: WallTime) -> Hive {
        Hive { root: Arc::new(Key::new("", now, None)) }
    }

    pub fn root(&self) -> &Key {
        &self.root
    }

    pub fn key(&self, path: &str) -> Option<&Key> {
        let mut key = &*self.root;
        for name in names(path) {
            key = key.subkey(name)?;
        }
        Some(key)
    }

    pub fn value(&self, path: &str, name: &str) -> Option<&Value> {
        self.key(path)?.value(name)
    }

    /// Creates every missing key of the path. Answers whether the last one was missing.
    ///
    /// Refuses ERROR_INVALID_PARAMETER for an empty or overlong name and for too deep a path.
    pub fn create_key(&mut self, path: &str, now: WallTime) -> Result<bool, Refusal> {
        check_path(path)?;
        if self.key(path).is_some() {
            return Ok(false);
        }
        let mut key = Arc::make_mut(&mut self.root);
        for name in names(path) {
            key = key.open_or_create(name, now);
        }
        Ok(true)
    }

    /// Removes a key, with `tree` also everything below it.
    ///
    /// Refuses ERROR_FILE_NOT_FOUND for a missing key, ERROR_ACCESS_DENIED for the root and for a key with subkeys
    /// unless `tree` (object-model 15).
    pub fn delete_key(&mut self, path: &str, tree: bool, now: WallTime) -> Result<(), Refusal> {
        let key = self.key(path).ok_or_else(|| missing_key(path))?;
        if path.is_empty() {
            return Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, "The root key cannot be deleted"));
        }
        if !tree && key.subkey_count() > 0 {
            let below = if key.subkey_count() == 1 { "a key".into() } else { format!("{} keys", key.subkey_count()) };
            let message = format!("The key \"{}\" has {below} below it", shorten(path));
            let next = format!("quorate db delete {} --tree", shell_word(path));
            return Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next(next));
        }
        let (parent, name) = path.rsplit_once('\\').unwrap_or(("", path));
        let parent = self.existing_key_mut(parent);
        parent.subkeys.remove(&Probe::new(name));
        parent.last_write = now;
        Ok(())
    }

    /// What setting a value, or with `None` removing it, would replace; refuses as [`Hive::set_value`] and
    /// [`Hive::delete_value`] would.
    pub fn check_change_value(&self, path: &str, name: &str, value: Option<&Value>) -> Result<Option<&Value>, Refusal> {
        if let Some(value) = value {
            check_value(name, value)?;
        }
        let key = self.key(path).ok_or_else(|| missing_key(path))?;
        Ok(key.value(name))
    }

    /// Sets a value and returns the one it replaces. An existing value keeps the case of its name.
    ///
    /// Refuses ERROR_FILE_NOT_FOUND for a missing key, ERROR_INVALID_PARAMETER for data of more than 1 MiB and for an
    /// overlong name.
    pub fn set_value(&mut self, path: &str, name: &str, value: Value, now: WallTime) -> Result<Option<Value>, Refusal> {
        check_value(name, &value)?;
        let key = self.key_mut(path).ok_or_else(|| missing_key(path))?;
        key.last_write = now;
        Ok(key.set_value(name, value))
    }

    /// Removes a value and returns it; a missing value is no error and changes nothing.
    ///
    /// Refuses ERROR_FILE_NOT_FOUND for a missing key.
    pub fn delete_value(&mut self, path: &str, name: &str, now: WallTime) -> Result<Option<Value>, Refusal> {
        let key = self.key(path).ok_or_else(|| missing_key(path))?;
        if key.value(name).is_none() {
            return Ok(None);
        }
        let key = self.existing_key_mut(path);
        key.last_write = now;
        Ok(key.values.remove(&Probe::new(name)).map(NamedValue::into_value))
    }

    /// Gives a key a security descriptor of its own, or with `None` its parent's.
    ///
    /// Refuses ERROR_FILE_NOT_FOUND for a missing key.
    pub fn set_security(&mut self, path: &str, security: Option<Bytes>, now: WallTime) -> Result<(), Refusal> {
        let key = self.key_mut(path).ok_or_else(|| missing_key(path))?;
        key.security = security;
        key.last_write = now;
        Ok(())
    }

    /// The descriptor that holds for a key: its own, else that of the nearest key above that has one.
    pub fn effective_security(&self, path: &str) -> Option<&Bytes> {
        let mut key = &*self.root;
        let mut security = key.security();
        for name in names(path) {
            key = key.subkey(name)?;
            security = key.security().or(security);
        }
        security
    }

    /// Every key with its path, parents before their subkeys, siblings in folded order; the root first, with path "".
    pub fn walk(&self) -> Walk<'_> {
        Walk { next: Some((String::new(), &self.root)), open: Vec::new() }
    }

    fn key_mut(&mut self, path: &str) -> Option<&mut Key> {
        let mut key = Arc::make_mut(&mut self.root);
        for name in names(path) {
            key = Arc::make_mut(key.subkeys.get_mut(&Probe::new(name))?);
        }
        Some(key)
    }

    fn existing_key_mut(&mut self, path: &str) -> &mut Key {
        self.key_mut(path).expect("the key was found a moment ago")
    }
}

impl Key {
    fn new(name: &str, last_write: WallTime, security: Option<Bytes>) -> Key {
        Key { name: Arc::from(name), subkeys: OrdMap::new(), values: OrdMap::new(), last_write, security }
    }

    /// The name in the case in which the key was made; empty for the root.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In folded order.
    pub fn subkeys(&self) -> impl Iterator<Item = &Key> {
        self.subkeys.values().map(|key| &**key)
    }

    pub fn subkey(&self, name: &str) -> Option<&Key> {
        self.subkeys.get(&Probe::new(name)).map(|key| &**key)
    }

    pub fn subkey_count(&self) -> usize {
        self.subkeys.len()
    }

    /// In folded order of the names.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.values().map(|entry| (&*entry.name, &entry.value))
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(&Probe::new(name)).map(|entry| &entry.value)
    }

    pub fn value_count(&self) -> usize {
        self.values.len()
    }

    /// When a value, a subkey or the descriptor of this key was last added, changed or removed.
    pub fn last_write(&self) -> WallTime {
        self.last_write
    }

    /// The key's own descriptor; `None` when it has its parent's.
    pub fn security(&self) -> Option<&Bytes> {
        self.security.as_ref()
    }

    fn open_or_create(&mut self, name: &str, now: WallTime) -> &mut Key {
        let folded = fold(name);
        if !self.subkeys.contains_key(&folded) {
            self.last_write = now;
        }
        Arc::make_mut(self.subkeys.entry(folded).or_insert_with(|| Arc::new(Key::new(name, now, None))))
    }

    fn set_value(&mut self, name: &str, value: Value) -> Option<Value> {
        let Some(entry) = self.values.get_mut(&Probe::new(name)) else {
            let entry = NamedValue { name: Arc::from(name), value };
            self.values.insert(fold(name), Arc::new(entry));
            return None;
        };
        match Arc::get_mut(entry) {
            Some(entry) => Some(std::mem::replace(&mut entry.value, value)),
            None => {
                let new = NamedValue { name: entry.name.clone(), value };
                Some(NamedValue::into_value(std::mem::replace(entry, Arc::new(new))))
            }
        }
    }
}

impl NamedValue {
    fn into_value(entry: Arc<NamedValue>) -> Value {
        match Arc::try_unwrap(entry) {
            Ok(entry) => entry.value,
            Err(shared) => shared.value.clone(),
        }
    }
}

/// See [`Hive::walk`].
pub struct Walk<'a> {
    next: Option<(String, &'a Key)>,
    /// For each key on the way down: its path and the subkeys that are still to come.
    open: Vec<(String, Box<dyn Iterator<Item = &'a Key> + 'a>)>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = (String, &'a Key);

    fn next(&mut self) -> Option<(String, &'a Key)> {
        let (path, key) = self.next.take()?;
        if key.subkey_count() > 0 {
            self.open.push((path.clone(), Box::new(key.subkeys())));
        }
        while let Some((parent, subkeys)) = self.open.last_mut() {
            if let Some(subkey) = subkeys.next() {
                self.next = Some((join(parent, subkey.name()), subkey));
                break;
            }
            self.open.pop();
        }
        Some((path, key))
    }
}

/// The path of a subkey.
pub fn join(parent: &str, name: &str) -> String {
    match parent.is_empty() {
        true => name.to_owned(),
        false => [parent, name].join("\\"),
    }
}

/// What is left of a path below another: empty for the key itself, nothing for what is elsewhere.
pub fn below<'a>(path: &'a str, root: &str) -> Option<&'a str> {
    let (start, rest) = path.split_at_checked(root.len())?;
    let same = fold(start) == fold(root);
    match same {
        true if rest.is_empty() || root.is_empty() => Some(rest),
        true => rest.strip_prefix('\\'),
        false => None,
    }
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    // The root's empty path has no names; `split` would give one.
    let mut names = path.split('\\');
    if path.is_empty() {
        names.next();
    }
    names
}

fn check_path(path: &str) -> Result<(), Refusal> {
    for (depth, name) in names(path).enumerate() {
        check_key_name(path, name)?;
        if depth == DEPTH {
            return Err(invalid(format!("The key path \"{}\" has more than {DEPTH} names", shorten(path))));
        }
    }
    Ok(())
}

fn check_key_name(path: &str, name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(invalid(format!("The key path \"{}\" contains an empty name", shorten(path))));
    }
    if name.contains('\0') {
        return Err(invalid(format!("The key path \"{}\" contains a NUL", shorten(path))));
    }
    if is_longer(name, KEY_NAME_UNITS) {
        let message = format!("A key's name has at most {KEY_NAME_UNITS} characters; \"{}\" has more", shorten(name));
        return Err(invalid(message));
    }
    Ok(())
}

/// Whether any key can hold it; refuses ERROR_INVALID_PARAMETER.
pub fn check_value(name: &str, value: &Value) -> Result<(), Refusal> {
    if is_longer(name, VALUE_NAME_UNITS) {
        let message =
            format!("A value's name has at most {VALUE_NAME_UNITS} characters; \"{}\" has more", shorten(name));
        return Err(invalid(message));
    }
    if name.contains('\0') {
        return Err(invalid(format!("The value's name \"{}\" contains a NUL", shorten(name))));
    }
    let size = value.size();
    if size > VALUE_BYTES {
        let message = format!("A value has at most {VALUE_BYTES} bytes; \"{}\" would have {size}", shorten(name));
        return Err(invalid(message));
    }
    Ok(())
}

fn is_longer(name: &str, units: usize) -> bool {
    // UTF-16 never has more units than UTF-8 has bytes.
    name.len() > units && name.encode_utf16().nth(units).is_some()
}

fn invalid(message: String) -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
}

fn missing_key(path: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, format!("The cluster database has no key \"{}\"", shorten(path)))
}
