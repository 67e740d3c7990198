//! Which group starts after which: group sets, and the relations that are looked up from the provider's side (policies 11).

use super::derive::{Damage, Source, forget_name, rename};
use super::keys;
use super::{Config, GroupConfig, GroupSetConfig};
use imbl::{OrdMap, OrdSet};
use model::fold::fold;
use model::property::PropertyOf;
use model::{GroupId, GroupSetId, dependency};
use std::str::FromStr;
use std::sync::Arc;

/// Relations derived from groups and sets. No set in it is empty.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct StartOrder {
    pub(crate) set_of: OrdMap<GroupId, GroupSetId>,
    /// Groups that depend on a group.
    pub(crate) of_group: OrdMap<GroupId, OrdSet<GroupId>>,
    /// Groups that depend on a set.
    pub(crate) groups_of_set: OrdMap<GroupSetId, OrdSet<GroupId>>,
    /// Sets that depend on a set.
    pub(crate) sets_of_set: OrdMap<GroupSetId, OrdSet<GroupSetId>>,
    pub(crate) global: OrdSet<GroupSetId>,
}

impl StartOrder {
    /// No group and no set waits for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.set_of.is_empty() && self.of_group.is_empty() && self.groups_of_set.is_empty() && self.global.is_empty()
    }

    /// Writes nothing for a group whose dependencies are what they were.
    pub(super) fn change_group(&mut self, old: Option<&GroupConfig>, group: &GroupConfig) {
        let same = |old: &GroupConfig| old.depends_on == group.depends_on && old.depends_on_set == group.depends_on_set;
        if old.is_some_and(same) {
            return;
        }
        if let Some(old) = old {
            self.forget_group(old);
        }
        self.learn_group(group);
    }

    fn learn_group(&mut self, group: &GroupConfig) {
        for provider in &group.depends_on {
            self.of_group.entry(*provider).or_default().insert(group.id);
        }
        if let Some(set) = group.depends_on_set {
            self.groups_of_set.entry(set).or_default().insert(group.id);
        }
    }

    pub(super) fn forget_group(&mut self, group: &GroupConfig) {
        for provider in &group.depends_on {
            forget(&mut self.of_group, provider, &group.id);
        }
        if let Some(set) = &group.depends_on_set {
            forget(&mut self.groups_of_set, set, &group.id);
        }
    }

    fn learn_set(&mut self, set: &GroupSetConfig) {
        for group in &set.groups {
            self.set_of.insert(*group, set.id);
        }
        for provider in &set.depends_on {
            self.sets_of_set.entry(*provider).or_default().insert(set.id);
        }
        if set.is_global {
            self.global.insert(set.id);
        }
    }

    fn forget_set(&mut self, set: &GroupSetConfig) {
        for group in &set.groups {
            if self.set_of.get(group) == Some(&set.id) {
                self.set_of.remove(group);
            }
        }
        for provider in &set.depends_on {
            forget(&mut self.sets_of_set, provider, &set.id);
        }
        self.global.remove(&set.id);
    }
}

fn forget<K: Ord + Clone, V: Ord + Clone>(dependents: &mut OrdMap<K, OrdSet<V>>, provider: &K, dependent: &V) {
    if let Some(of_provider) = dependents.get_mut(provider) {
        of_provider.remove(dependent);
        if of_provider.is_empty() {
            dependents.remove(provider);
        }
    }
}

impl Config {
    pub(super) fn derive_group_set(&mut self, id: GroupSetId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.group_sets.get(&id).cloned();
        if let Some(old) = &old {
            self.start_order.forget_set(old);
        }
        let old_name = old.map(|set| fold(&set.name));
        let Some(source) = source else {
            self.group_sets.remove(&id);
            forget_name(&mut self.group_set_names, old_name, &id);
            return Ok(());
        };
        let table = PropertyOf::GroupSet;
        let set = GroupSetConfig {
            id,
            name: source.required_text(keys::NAME)?,
            groups: source.ids(keys::CONTAINS)?.unwrap_or_default(),
            depends_on: source.providers()?,
            is_global: source.flag(table, "IsGlobal")?,
            startup_count: source.number(table, "StartupCount")?,
            startup_delay_s: source.number(table, "StartupDelay")?,
            startup_setting: source.number(table, "StartupSetting")?,
        };
        if let Some(group) = set.groups.iter().find(|group| self.start_order.set_of.contains_key(*group)) {
            return Err(source.damage(&format!("has group {group}, which is in another set")));
        }
        rename(&mut self.group_set_names, old_name, &set.name, id, &source)?;
        self.start_order.learn_set(&set);
        self.group_sets.insert(id, Arc::new(set));
        Ok(())
    }

    /// Every group and set that stands in the start order exists.
    pub(super) fn check_start_order(&self) -> Result<(), Damage> {
        let missing = |name: &str| Err(Damage(format!("\"{name}\" depends on what is missing")));
        for group in self.groups.values() {
            let there = group.depends_on.iter().all(|provider| self.groups.contains_key(provider));
            if !there || group.depends_on_set.is_some_and(|set| !self.group_sets.contains_key(&set)) {
                return missing(&group.name);
            }
        }
        for set in self.group_sets.values() {
            if !set.depends_on.iter().all(|provider| self.group_sets.contains_key(provider)) {
                return missing(&set.name);
            }
            if !set.groups.iter().all(|group| self.groups.contains_key(group)) {
                return Err(Damage(format!("Group set \"{}\" lists a group that is missing", set.name)));
            }
        }
        Ok(())
    }

    /// For ids that came out of the configuration itself.
    pub(crate) fn group_set(&self, id: GroupSetId) -> &Arc<GroupSetConfig> {
        self.group_sets.get(&id).unwrap_or_else(|| panic!("{id:?} is not in the configuration"))
    }

    /// The set that a group is in.
    pub fn set_of(&self, group: GroupId) -> Option<GroupSetId> {
        self.start_order.set_of.get(&group).copied()
    }
}

impl Source<'_> {
    pub(super) fn group_providers(&self) -> Result<Vec<GroupId>, Damage> {
        self.providers()
    }

    /// The ids of an expression that joins with "and" only.
    fn providers<T: FromStr>(&self) -> Result<Vec<T>, Damage> {
        let text = self.text(keys::DEPENDS_ON)?.unwrap_or_default();
        let damage = || self.damage(&format!("has \"{text}\" in {}", keys::DEPENDS_ON));
        let names = dependency::parse_all(&text, "provider").map_err(|_| damage())?;
        names.iter().map(|id| id.parse().map_err(|_| damage())).collect()
    }
}
