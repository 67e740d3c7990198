//! New ids for objects that are made again.
//!
//! An id stands for one life of an object: what a host reports late of the old one must not be taken for the new one. So what is
//! made again has a new id, and everything in the backup that named the old one names the new one.

use super::objects::CLASSES;
use model::fold::{Folded, fold};
use model::hive::{Hive, HiveBuilder};
use model::{Guid, Value};
use std::collections::BTreeMap;

/// Characters of a GUID in text.
const GUID_LENGTH: usize = 36;
/// Where its first hyphen stands.
const HYPHEN: usize = 8;

/// The hive with new ids in the place of these, wherever objects name them.
pub(super) fn renumbered(hive: &Hive, old: &[String], mut new_id: impl FnMut() -> Guid) -> Hive {
    if old.is_empty() {
        return hive.clone();
    }
    let ids: BTreeMap<Folded, String> = old.iter().map(|id| (fold(id), new_id().to_string())).collect();
    let mut builder = HiveBuilder::new(hive.root().last_write(), hive.root().security().cloned());
    for (path, key) in hive.walk() {
        let of_objects =
            CLASSES.iter().any(|class| model::hive::below(&path, class.key).is_some_and(|rest| !rest.is_empty()));
        if !path.is_empty() {
            let path = if of_objects { with_ids(&path, &ids) } else { path };
            builder.key(&path, key.last_write(), key.security().cloned()).expect("the keys are those of a hive");
        }
        for (name, value) in key.values() {
            let value = match value {
                Value::Sz(text) if of_objects => Value::Sz(with_ids(text, &ids)),
                Value::MultiSz(list) if of_objects => {
                    Value::MultiSz(list.iter().map(|text| with_ids(text, &ids)).collect())
                }
                other => other.clone(),
            };
            builder.value(name, value).expect("the values are those of a hive, and no longer than they were");
        }
    }
    builder.finish()
}

fn with_ids(text: &str, ids: &BTreeMap<Folded, String>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let candidate = rest.get(..GUID_LENGTH).filter(|candidate| candidate.as_bytes()[HYPHEN] == b'-');
        let (id, length) = match candidate.and_then(|candidate| ids.get(&fold(candidate))) {
            Some(id) => (id.as_str(), GUID_LENGTH),
            None => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        written.push_str(id);
        rest = &rest[length..];
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::WallTime;

    const OLD: &str = "11111111-2222-3333-4444-555555555555";

    #[test]
    fn an_id_is_replaced_wherever_an_object_names_it_and_nowhere_else() {
        let now = WallTime(1);
        let mut hive = Hive::new(now);
        let group = format!("Groups\\{OLD}");
        for path in [group.as_str(), "GroupSets\\x\\Parameters", "App"] {
            hive.create_key(path, now).expect("a key");
        }
        let mut set = |path: &str, name: &str, value: Value| drop(hive.set_value(path, name, value, now).expect("set"));
        set(&group, "Name", Value::Sz("ä Web".into()));
        set("GroupSets\\x", "DependsOn", Value::Sz(format!("([{OLD}] and [äö{}])", OLD.to_uppercase())));
        set("GroupSets\\x\\Parameters", "p", Value::MultiSz(vec![OLD.into(), "other".into()]));
        set("App", "mentions", Value::Sz(OLD.into()));
        let new = Guid([7; 16]);
        let changed = renumbered(&hive, &[OLD.into()], || new);
        assert!(changed.key(&group).is_none());
        assert_eq!(changed.value(&format!("Groups\\{new}"), "Name"), Some(&Value::Sz("ä Web".into())));
        let depends = Value::Sz(format!("([{new}] and [äö{new}])"));
        assert_eq!(changed.value("GroupSets\\x", "DependsOn"), Some(&depends));
        let listed = Value::MultiSz(vec![new.to_string(), "other".into()]);
        assert_eq!(changed.value("GroupSets\\x\\Parameters", "p"), Some(&listed));
        assert_eq!(changed.value("App", "mentions"), Some(&Value::Sz(OLD.into())));
    }
}
