//! What a group or a group set depends on when it starts (policies 11).
//!
//! Who waits for whom makes a graph: a group waits for the groups and the set it depends on and for the sets that its own set
//! depends on, and a set is ready by its groups. A way in it that comes back would be a start that never comes, so it is
//! refused. What everybody waits for without being told, the global sets, is not walked: a rule of its own keeps whatever is
//! global from waiting for anything that is not.

use super::Draft;
use crate::announce::{group_set_flag, list_buffer, text_buffer};
use crate::apply::Apply;
use crate::command::GroupDependency;
use crate::config::keys::{self, Object};
use crate::next_command::{about_group, about_group_set};
use crate::outcome::Reply;
use crate::runtime::Provider;
use crate::state::State;
use model::{GroupId, GroupSetId, Refusal, Value, Win32Code, dependency};
use std::collections::BTreeSet;

impl Apply<'_> {
    pub(super) fn change_group_dependency(&mut self, group: &str, change: &GroupDependency) -> Result<Reply, Refusal> {
        let id = self.available_group(group)?;
        self.state.check_not_core(id)?;
        let config = self.state.config.group(id).clone();
        let mut groups = config.depends_on.clone();
        match change {
            GroupDependency::Set { expression } => {
                groups = self.state.read_providers(expression, "group", |name| self.available_group(name))?;
            }
            GroupDependency::Add { provider } => {
                let provider = self.available_group(provider)?;
                if groups.contains(&provider) {
                    let provider = &self.state.config.group(provider).name;
                    return Err(depends_already(&config.name, provider).next(about_group("depend", &config.name)));
                }
                groups.push(provider);
            }
            GroupDependency::Remove { provider } => {
                let provider = self.state.resolve_group(provider)?;
                if !groups.contains(&provider) {
                    let provider = &self.state.config.group(provider).name;
                    return Err(does_not_depend(&config.name, provider).next(about_group("depend", &config.name)));
                }
                groups.retain(|other| *other != provider);
            }
            GroupDependency::AddSet { set } => return self.add_set_to_group(id, set),
            GroupDependency::RemoveSet { set } => return self.remove_set_from_group(id, set),
        }
        self.state.check_group_waits_for(id, groups.iter().map(|group| Provider::Group(*group)))?;
        self.write_group_providers(id, groups)
    }

    fn add_set_to_group(&mut self, id: GroupId, set: &str) -> Result<Reply, Refusal> {
        let set = self.state.resolve_group_set(set)?;
        let config = self.state.config.group(id).clone();
        if let Some(present) = config.depends_on_set {
            let present = &self.state.config.group_set(present).name;
            let refusal = depends_already(&config.name, present);
            let message = format!("{}; a group depends on one set", refusal.message);
            return Err(Refusal { message, ..refusal }.next(about_group("depend", &config.name)));
        }
        self.state.check_group_waits_for(id, [Provider::Set(set)])?;
        self.write_group_set_dependency(id, Some(set))
    }

    fn remove_set_from_group(&mut self, id: GroupId, set: &str) -> Result<Reply, Refusal> {
        let set = self.state.resolve_group_set(set)?;
        let config = self.state.config.group(id).clone();
        if config.depends_on_set != Some(set) {
            let set = &self.state.config.group_set(set).name;
            return Err(does_not_depend(&config.name, set).next(about_group("depend", &config.name)));
        }
        self.write_group_set_dependency(id, None)
    }

    fn write_group_set_dependency(&mut self, id: GroupId, set: Option<GroupSetId>) -> Result<Reply, Refusal> {
        let object = Object::Group(id);
        let before = self.state.config.group(id).depends_on_set;
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::DEPENDS_ON_SET, set.map(|set| Value::Sz(set.to_string())))?;
        self.commit(draft);
        let concerned = set.or(before).expect("a dependency is added or removed");
        self.announce_dependents_of_set(concerned);
        let name = &self.state.config.group_set(concerned).name;
        let text = match set {
            Some(_) => format!("now starts after group set \"{name}\""),
            None => format!("no longer starts after group set \"{name}\""),
        };
        self.record_change(&object, "policies 11.1", &text);
        Ok(Reply::Done)
    }

    fn write_group_providers(&mut self, id: GroupId, groups: Vec<GroupId>) -> Result<Reply, Refusal> {
        if self.state.config.group(id).depends_on == groups {
            return Ok(Reply::Done);
        }
        let object = Object::Group(id);
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::DEPENDS_ON, expression_value(&groups))?;
        let concerned: BTreeSet<GroupId> =
            self.state.config.group(id).depends_on.iter().chain(&groups).copied().collect();
        self.commit(draft);
        concerned.into_iter().for_each(|provider| self.refresh_offer(provider));
        let names: Vec<String> = groups.iter().map(|group| self.state.config.group(*group).name.clone()).collect();
        let text = match names.is_empty() {
            true => "no longer starts after other groups".into(),
            false => format!("now starts after {}", dependency::write_all(&names)),
        };
        self.record_change(&object, "policies 11.1", &text);
        Ok(Reply::Done)
    }

    pub(super) fn add_set_to_set(&mut self, set: &str, provider: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let provider = self.state.resolve_group_set(provider)?;
        let config = self.state.config.group_set(id).clone();
        if config.depends_on.contains(&provider) {
            let provider = &self.state.config.group_set(provider).name;
            return Err(depends_already(&config.name, provider).next(about_group_set("depend", &config.name)));
        }
        let mut sets = config.depends_on.clone();
        sets.push(provider);
        self.state.check_set_waits_for(id, &sets)?;
        self.write_set_providers(id, sets)
    }

    pub(super) fn remove_set_from_set(&mut self, set: &str, provider: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let provider = self.state.resolve_group_set(provider)?;
        let config = self.state.config.group_set(id).clone();
        if !config.depends_on.contains(&provider) {
            let provider = &self.state.config.group_set(provider).name;
            return Err(does_not_depend(&config.name, provider).next(about_group_set("depend", &config.name)));
        }
        let sets = config.depends_on.iter().copied().filter(|other| *other != provider).collect();
        self.write_set_providers(id, sets)
    }

    /// Replaces all; the empty expression clears.
    pub(super) fn set_dependencies_of_set(&mut self, set: &str, expression: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let sets = self.state.read_providers(expression, "group set", |name| self.state.resolve_group_set(name))?;
        self.state.check_set_waits_for(id, &sets)?;
        self.write_set_providers(id, sets)
    }

    fn write_set_providers(&mut self, id: GroupSetId, sets: Vec<GroupSetId>) -> Result<Reply, Refusal> {
        let before = self.state.config.group_set(id).depends_on.clone();
        if before == sets {
            return Ok(Reply::Done);
        }
        let object = Object::GroupSet(id);
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::DEPENDS_ON, expression_value(&sets))?;
        self.commit(draft);
        self.announce_group_set(id, group_set_flag::DEPENDENCIES, text_buffer(&dependency::write_all(&sets)));
        for provider in before.iter().chain(&sets).collect::<BTreeSet<_>>() {
            if before.contains(provider) != sets.contains(provider) {
                self.announce_dependents_of_set(*provider);
            }
        }
        let names: Vec<String> = sets.iter().map(|set| self.state.config.group_set(*set).name.clone()).collect();
        let text = match names.is_empty() {
            true => "no longer starts after other sets".into(),
            false => format!("now starts after {}", dependency::write_all(&names)),
        };
        self.record_change(&object, "policies 11.1", &text);
        Ok(Reply::Done)
    }

    pub(super) fn announce_dependents_of_set(&mut self, set: GroupSetId) {
        let order = &self.state.config.start_order;
        let sets = order.sets_of_set.get(&set).into_iter().flatten().map(ToString::to_string);
        let groups = order.groups_of_set.get(&set).into_iter().flatten().map(ToString::to_string);
        let buffer = list_buffer(sets.chain(groups));
        self.announce_group_set(set, group_set_flag::DEPENDENTS, buffer);
    }
}

pub(super) fn expression_value<T: std::fmt::Display>(providers: &[T]) -> Option<Value> {
    (!providers.is_empty()).then(|| Value::Sz(dependency::write_all(providers)))
}

fn depends_already(dependent: &str, provider: &str) -> Refusal {
    let message = format!("\"{dependent}\" depends on \"{provider}\" already");
    Refusal::new(Win32Code::ERROR_DEPENDENCY_ALREADY_EXISTS, message)
}

fn does_not_depend(dependent: &str, provider: &str) -> Refusal {
    let message = format!("\"{dependent}\" does not depend on \"{provider}\"");
    Refusal::new(Win32Code::ERROR_DEPENDENCY_NOT_FOUND, message)
}

fn invalid(message: String) -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
}

impl State {
    /// The objects that an expression names, each once.
    fn read_providers<T: PartialEq>(
        &self,
        expression: &str,
        kind: &str,
        resolve: impl Fn(&str) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let mut providers = Vec::new();
        for name in dependency::parse_all(expression, kind)? {
            let provider = resolve(&name)?;
            if providers.contains(&provider) {
                return Err(invalid(format!(
                    "The expression names the {kind} \"{}\" twice",
                    crate::config::shorten(&name)
                )));
            }
            providers.push(provider);
        }
        Ok(providers)
    }

    /// Whether the group may start after these.
    fn check_group_waits_for(
        &self,
        id: GroupId,
        providers: impl IntoIterator<Item = Provider> + Clone,
    ) -> Result<(), Refusal> {
        let name = &self.config.group(id).name;
        if self.is_global(Provider::Group(id))
            && let Some(provider) = providers.clone().into_iter().find(|provider| !self.is_global(*provider))
        {
            let set = &self.config.group_set(self.config.set_of(id).expect("a group is global by its set")).name;
            let message = format!(
                "{} starts after the global set \"{set}\", and \"{name}\" is in that set: it cannot start after it",
                capital(&self.provider_in_words(provider))
            );
            return Err(invalid(message).next(about_group_set("show", set)));
        }
        let reached = self.waited_for(providers);
        match reached.contains(&Provider::Group(id)) {
            false => Ok(()),
            true => {
                Err(invalid(format!("The group \"{name}\" would wait for itself")).next(about_group("depend", name)))
            }
        }
    }

    /// Whether the set may start after these sets.
    fn check_set_waits_for(&self, id: GroupSetId, providers: &[GroupSetId]) -> Result<(), Refusal> {
        let config = self.config.group_set(id);
        let empty = |set: &GroupSetId| self.config.group_set(*set).groups.is_empty();
        if let Some(empty) = providers.iter().chain((!providers.is_empty()).then_some(&id)).find(|set| empty(set)) {
            let empty = &self.config.group_set(*empty).name;
            let message = format!("The group set \"{empty}\" is empty; a dependency joins sets that have groups");
            let next = format!("{} GROUP", about_group_set("add", empty));
            return Err(invalid(message).next(next));
        }
        if config.is_global
            && let Some(provider) = providers.iter().find(|set| !self.config.group_set(**set).is_global)
        {
            let provider = &self.config.group_set(*provider).name;
            let message = format!(
                "\"{}\" is a global set and \"{provider}\" is not: a global set depends on global sets only",
                config.name
            );
            return Err(invalid(message).next(about_group_set("show", provider)));
        }
        let reached = self.waited_for(providers.iter().map(|set| Provider::Set(*set)));
        let member = config.groups.iter().find(|group| reached.contains(&Provider::Group(**group)));
        match (reached.contains(&Provider::Set(id)), member) {
            (false, None) => Ok(()),
            _ => {
                let message = format!("The group set \"{}\" would wait for itself", config.name);
                Err(invalid(message).next(about_group_set("depend", &config.name)))
            }
        }
    }

    /// Whether the group may be in the set.
    pub(super) fn check_member(&self, set: GroupSetId, group: GroupId) -> Result<(), Refusal> {
        let (of_set, of_group) = (self.config.group_set(set), self.config.group(group));
        let own = self.own_providers(group);
        if of_set.is_global
            && let Some(provider) = own.iter().find(|provider| !self.is_global(**provider))
        {
            let message = format!(
                "\"{}\" is a global set, and the group \"{}\" starts after {}, which is not global",
                of_set.name,
                of_group.name,
                self.provider_in_words(*provider)
            );
            return Err(invalid(message).next(about_group("depend", &of_group.name)));
        }
        let of_set = of_set.depends_on.iter().map(|provider| Provider::Set(*provider));
        let reached = self.waited_for(own.into_iter().chain(of_set));
        match reached.contains(&Provider::Group(group)) || reached.contains(&Provider::Set(set)) {
            false => Ok(()),
            true => {
                let message = format!(
                    "The group \"{}\" in the group set \"{}\" would wait for itself",
                    of_group.name,
                    self.config.group_set(set).name
                );
                Err(invalid(message).next(about_group("depend", &of_group.name)))
            }
        }
    }

    /// Whether IsGlobal of a set may become this.
    pub(super) fn check_global(&self, id: GroupSetId, global: bool) -> Result<(), Refusal> {
        let config = self.config.group_set(id);
        if config.is_global == global {
            return Ok(());
        }
        let name = &config.name;
        if !global {
            let order = &self.config.start_order;
            let mut dependents = order
                .sets_of_set
                .get(&id)
                .into_iter()
                .flatten()
                .map(|set| Provider::Set(*set))
                .chain(order.groups_of_set.get(&id).into_iter().flatten().map(|group| Provider::Group(*group)))
                .chain(
                    config
                        .groups
                        .iter()
                        .flat_map(|group| order.of_group.get(group))
                        .flatten()
                        .map(|group| Provider::Group(*group)),
                );
            // Its own groups may depend on each other.
            let stays_global = |dependent: &Provider| match dependent {
                Provider::Set(set) => self.config.group_set(*set).is_global,
                Provider::Group(group) => self.config.set_of(*group) != Some(id) && self.is_global(*dependent),
            };
            return match dependents.find(stays_global) {
                None => Ok(()),
                Some(dependent) => {
                    let dependent = capital(&self.provider_in_words(dependent));
                    let message =
                        format!("{dependent} is global and depends on \"{name}\", which therefore stays global");
                    Err(invalid(message).next(about_group_set("show", name)))
                }
            };
        }
        let providers = config.depends_on.iter().map(|set| Provider::Set(*set));
        let of_groups = config.groups.iter().flat_map(|group| self.own_providers(*group));
        let inside =
            |provider: &Provider| matches!(provider, Provider::Group(group) if self.config.set_of(*group) == Some(id));
        let mut all = providers.chain(of_groups);
        match all.find(|provider| !inside(provider) && !self.is_global(*provider)) {
            None => Ok(()),
            Some(provider) => {
                let provider = self.provider_in_words(provider);
                let message = format!("\"{name}\" or a group of it starts after {provider}, which is not global");
                Err(invalid(message).next(about_group_set("show", name)))
            }
        }
    }

    /// What the group itself was told to depend on.
    fn own_providers(&self, group: GroupId) -> Vec<Provider> {
        let config = self.config.group(group);
        let groups = config.depends_on.iter().map(|group| Provider::Group(*group));
        groups.chain(config.depends_on_set.map(Provider::Set)).collect()
    }

    fn is_global(&self, object: Provider) -> bool {
        let set = match object {
            Provider::Set(set) => Some(set),
            Provider::Group(group) => self.config.set_of(group),
        };
        set.is_some_and(|set| self.config.start_order.global.contains(&set))
    }

    /// Everything that has to be ready before these are, and these. Walks with a stack of its own: the length of a way is
    /// the user's.
    fn waited_for(&self, start: impl IntoIterator<Item = Provider>) -> BTreeSet<Provider> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<Provider> = start.into_iter().collect();
        while let Some(object) = open.pop() {
            if !reached.insert(object) {
                continue;
            }
            match object {
                Provider::Group(group) => {
                    open.extend(self.own_providers(group));
                    let set = self.config.set_of(group).map(|set| self.config.group_set(set));
                    open.extend(set.into_iter().flat_map(|set| &set.depends_on).map(|set| Provider::Set(*set)));
                }
                Provider::Set(set) => {
                    open.extend(self.config.group_set(set).groups.iter().map(|group| Provider::Group(*group)));
                }
            }
        }
        reached
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
