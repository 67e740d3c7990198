//! The objects of a backup: which the cluster no longer has, and which commands bring back how they hang together.

use super::{list, names, number, text};
use cluster_state::config::keys;
use model::fold::{Folded, fold};
use model::hive::Key;
use model::{Hive, Refusal, Value, Win32Code};
use std::collections::BTreeMap;

mod create;
mod structure;

pub(super) use structure::commands;

/// A key of whose keys each is an object.
pub(super) struct Class {
    pub(super) key: &'static str,
    /// One of them, for people.
    title: &'static str,
    /// The keys are ids.
    by_id: bool,
    /// Values that say how objects hang together, or that follow from what happens to them: commands change these, if anything.
    pub(super) structure: &'static [&'static str],
}

/// In the order in which objects are made: what names others comes after them.
pub(super) const CLASSES: &[Class] = &[
    Class {
        key: keys::FAULT_DOMAINS,
        title: "Fault domain",
        by_id: true,
        structure: &[keys::NAME, keys::FAULT_DOMAIN_TYPE, keys::PARENT_ID],
    },
    Class { key: keys::RESOURCE_TYPES, title: "Resource type", by_id: false, structure: &[keys::DLL_NAME] },
    Class {
        key: keys::GROUPS,
        title: "Group",
        by_id: true,
        structure: &[
            keys::NAME,
            keys::CONTAINS,
            keys::PREFERRED_OWNERS,
            keys::GROUP_TYPE,
            keys::DELETING,
            keys::DEPENDS_ON,
            keys::DEPENDS_ON_SET,
            "PersistentState",
            "DefaultOwner",
        ],
    },
    Class {
        key: keys::RESOURCES,
        title: "Resource",
        by_id: true,
        structure: &[
            keys::NAME,
            keys::TYPE,
            keys::POSSIBLE_OWNERS,
            keys::DEPENDS_ON,
            keys::MAINTENANCE_MODE,
            keys::FLAGS,
            "PersistentState",
        ],
    },
    Class {
        key: keys::GROUP_SETS,
        title: "Group set",
        by_id: true,
        structure: &[keys::NAME, keys::CONTAINS, keys::DEPENDS_ON, keys::DEPENDS_ON_REMOTE, IS_GLOBAL],
    },
    Class { key: keys::AFFINITY_RULES, title: "Affinity rule", by_id: false, structure: &[keys::ID, keys::CONTAINS] },
];

/// A property that decides which other sets a set may depend on.
const IS_GLOBAL: &str = "IsGlobal";

/// The objects that only one of two hives has.
pub(super) struct Difference {
    missing: Vec<Found>,
    made_since: Vec<Found>,
}

struct Found {
    class: &'static Class,
    /// Its key.
    id: String,
    name: String,
}

impl Found {
    fn title(&self) -> String {
        format!("{} \"{}\"", self.class.title, self.name)
    }
}

impl Difference {
    pub(super) fn between(present: &Hive, target: &Hive) -> Difference {
        let (mut missing, mut made_since) = (Vec::new(), Vec::new());
        for class in CLASSES {
            let (now, then) = (present.key(class.key), target.key(class.key));
            for id in names(now, then) {
                let of = |class: Option<&'_ Key>| class.and_then(|class| class.subkey(&id)).cloned();
                let found = |key: &Key| {
                    let name = text(key, keys::NAME);
                    let name = if class.by_id && !name.is_empty() { name } else { key.name() };
                    Found { class, id: id.clone(), name: name.into() }
                };
                match (of(now), of(then)) {
                    (Some(key), None) => made_since.push(found(&key)),
                    (None, Some(key)) => missing.push(found(&key)),
                    _ => {}
                }
            }
        }
        Difference { missing, made_since }
    }

    pub(super) fn missing_ids(&self) -> Vec<String> {
        self.missing.iter().filter(|found| found.class.by_id).map(|found| found.id.clone()).collect()
    }

    /// Of those that are missing, and of those that were made since.
    pub(super) fn titles(&self) -> (Vec<String>, Vec<String>) {
        let titles = |found: &[Found]| found.iter().map(Found::title).collect();
        (titles(&self.missing), titles(&self.made_since))
    }

    pub(super) fn refuse_other_objects(&self) -> Result<(), Refusal> {
        let (missing, made_since) = self.titles();
        if missing.is_empty() && made_since.is_empty() {
            return Ok(());
        }
        let part = |what: &str, names: &[String]| (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")));
        let parts = [
            part("deleted since, and with force made again, offline", &missing),
            part("made since, and left alone", &made_since),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let message = format!("The cluster's objects are not those of the backup; {}", parts.join("; "));
        Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next("quorate cluster restore FILE --force"))
    }

    /// What is to be made again may have a namesake by now.
    pub(super) fn refuse_taken_names(&self) -> Result<(), Refusal> {
        let named = |found: &Found| (found.class.key, fold(&found.name));
        let taken: BTreeMap<(&str, Folded), &Found> =
            self.made_since.iter().map(|found| (named(found), found)).collect();
        match self.missing.iter().find_map(|found| taken.get(&named(found))) {
            None => Ok(()),
            Some(found) => {
                let message = format!("{} was deleted, and another one of this name was made", found.title());
                let next = "rename the one that was made, and restore again";
                Err(Refusal::new(Win32Code::ERROR_OBJECT_ALREADY_EXISTS, message).next(next))
            }
        }
    }
}

/// The objects of a class in the hive that is to be reached, with what the present one has of them.
fn pairs<'a>(present: &'a Hive, target: &'a Hive, class: &str) -> Vec<(Option<&'a Key>, &'a Key)> {
    let (now, then) = (present.key(class), target.key(class));
    let of_then = then.into_iter().flat_map(Key::subkeys);
    of_then.map(|then| (now.and_then(|now| now.subkey(then.name())), then)).collect()
}

/// The group that lists each resource, by ids.
fn group_of_resources(hive: &Hive) -> BTreeMap<&str, &str> {
    let mut group_of = BTreeMap::new();
    for group in hive.key(keys::GROUPS).into_iter().flat_map(Key::subkeys) {
        for resource in list(group, keys::CONTAINS).unwrap_or_default() {
            group_of.insert(resource.as_str(), group.name());
        }
    }
    group_of
}
