//! Dependencies between resources (policies 1).

use super::Draft;
use crate::announce::{list_buffer, resource_flag, text_buffer};
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::about_resource;
use crate::outcome::Reply;
use crate::state::State;
use model::dependency::{self, Expression};
use model::{GroupId, Refusal, ResourceId, ResourceState, Value, Win32Code, shell_word};
use std::collections::{BTreeMap, BTreeSet};

/// Relations on the longest way through a dependency tree.
const DEPTH: usize = 100;

impl Apply<'_> {
    /// Adds a simple dependency: an OR set of one.
    pub(super) fn add_dependency(&mut self, resource: &str, provider: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let provider = self.state.resolve_resource(provider)?;
        let wanted = self.state.check_addition(id, provider)?;
        self.write_dependencies(id, wanted)
    }

    pub(super) fn remove_dependency(&mut self, resource: &str, provider: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let provider = self.state.resolve_resource(provider)?;
        let config = self.state.config.resource(id).clone();
        let Some(set) = config.dependencies.sets().iter().find(|set| set.contains(&provider)) else {
            let message =
                format!("\"{}\" does not depend on \"{}\"", config.name, self.state.config.resource(provider).name);
            return Err(Refusal::new(Win32Code::ERROR_DEPENDENCY_NOT_FOUND, message)
                .next(about_resource("depend", &config.name)));
        };
        let state = self.state.state_of(id);
        let running = state == ResourceState::Online || state.is_pending();
        if running && set.len() > 1 && self.state.state_of(provider) == ResourceState::Online {
            return Err(self.state.dependent_is_running(id, state, Some(provider)));
        }
        let sets = config.dependencies.sets().iter();
        let kept = sets.map(|set| set.iter().copied().filter(|member| *member != provider).collect());
        self.write_dependencies(id, Expression::from_sets(kept))
    }

    /// Replaces all dependencies; the empty expression clears them.
    pub(super) fn set_dependencies(&mut self, resource: &str, expression: &str) -> Result<Reply, Refusal> {
        let id = self.available_resource(resource)?;
        let named = dependency::parse(expression)?;
        let wanted = named.try_map(|name| self.state.resolve_resource(&name))?;
        self.state.check_dependencies(id, &wanted)?;
        let state = self.state.state_of(id);
        let satisfied = || wanted.satisfied(|provider| self.state.state_of(*provider) == ResourceState::Online);
        if state == ResourceState::OnlinePending || state == ResourceState::Online && !satisfied() {
            return Err(self.state.dependent_is_running(id, state, None));
        }
        self.write_dependencies(id, wanted)
    }

    fn write_dependencies(&mut self, id: ResourceId, wanted: Expression<ResourceId>) -> Result<Reply, Refusal> {
        let before = self.state.config.resource(id).dependencies.clone();
        if before == wanted {
            return Ok(Reply::Done);
        }
        let object = Object::Resource(id);
        let text = wanted.to_string();
        let value = (!wanted.is_empty()).then(|| Value::Sz(text.clone()));
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::DEPENDS_ON, value)?;
        self.commit(draft);
        self.dependencies_changed(id);
        self.announce_resource(id, resource_flag::DEPENDENCIES, text_buffer(&text));
        let (had, has): (BTreeSet<ResourceId>, BTreeSet<ResourceId>) =
            (before.providers().copied().collect(), wanted.providers().copied().collect());
        let dependents = self.state.dependents_in(self.state.config.resource(id).group);
        for provider in had.symmetric_difference(&has) {
            let of_provider = dependents.get(provider).cloned().unwrap_or_default();
            self.announce_resource(*provider, resource_flag::DEPENDENTS, list_buffer(of_provider));
        }
        let shown = wanted.map(|provider| self.state.config.resource(provider).name.clone()).to_string();
        let text = match shown.is_empty() {
            true => "no longer depends on any resource".into(),
            false => format!("now depends on {shown}"),
        };
        self.record_change(&object, "policies 1", &text);
        Ok(Reply::Done)
    }
}

impl State {
    /// Whether `resource` could be made dependent on `provider` now (CanResourceBeDependent): refuses what adding the dependency
    /// would refuse, with the same codes, and changes nothing.
    pub fn can_depend(&self, resource: &str, provider: &str) -> Result<(), Refusal> {
        let id = self.available_resource(resource)?;
        let checked = self.check_addition(id, self.resolve_resource(provider)?);
        checked.map(drop).map_err(|refusal| match refusal.next.is_empty() {
            true => refusal.next(about_resource("depend", &self.config.resource(id).name)),
            false => refusal,
        })
    }

    /// The expression with the provider as a further simple dependency.
    fn check_addition(&self, id: ResourceId, provider: ResourceId) -> Result<Expression<ResourceId>, Refusal> {
        let mut sets = self.config.resource(id).dependencies.sets().to_vec();
        sets.push(vec![provider]);
        let wanted = Expression::from_sets(sets);
        self.check_dependencies(id, &wanted)?;
        let state = self.state_of(id);
        let provider_online = self.state_of(provider) == ResourceState::Online;
        if state == ResourceState::OnlinePending || state == ResourceState::Online && !provider_online {
            return Err(self.dependent_is_running(id, state, Some(provider)));
        }
        Ok(wanted)
    }

    /// The direct dependents, in the order of the group's list.
    pub fn dependents(&self, id: ResourceId) -> Vec<ResourceId> {
        let Some(group) = self.config.resources.get(&id).map(|resource| resource.group) else {
            return Vec::new();
        };
        let needs_it = |other: &&ResourceId| {
            self.config.resource(**other).dependencies.providers().any(|provider| *provider == id)
        };
        self.config.group(group).resources.iter().filter(needs_it).copied().collect()
    }

    /// The direct dependents of every provider of the group: one pass, where asking for each would take as many as there are.
    pub(crate) fn dependents_in(&self, group: GroupId) -> BTreeMap<ResourceId, Vec<ResourceId>> {
        let mut found: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
        for member in &self.config.group(group).resources {
            for provider in self.config.resource(*member).dependencies.providers() {
                found.entry(*provider).or_default().push(*member);
            }
        }
        found
    }

    fn state_of(&self, id: ResourceId) -> ResourceState {
        self.runtime.resources.get(&id).map_or(ResourceState::Offline, |runtime| runtime.state)
    }

    fn dependent_is_running(&self, id: ResourceId, state: ResourceState, provider: Option<ResourceId>) -> Refusal {
        let name = &self.config.resource(id).name;
        let message = match provider {
            _ if state == ResourceState::OnlinePending => {
                format!("\"{name}\" is {state}: what it depends on is not changed now")
            }
            Some(provider) => {
                let provider = self.config.resource(provider);
                format!("\"{name}\" is {state} and \"{}\" is {}", provider.name, self.state_of(provider.id))
            }
            None => format!("\"{name}\" is {state}, and the providers it would need are not all Online"),
        };
        let next = about_resource("offline", name);
        Refusal::new(Win32Code::ERROR_RESOURCE_ONLINE, message).next(next)
    }

    /// The rules that hold whatever runs: one group, not itself, each provider once, no cycle, depth.
    fn check_dependencies(&self, id: ResourceId, wanted: &Expression<ResourceId>) -> Result<(), Refusal> {
        let dependent = self.config.resource(id);
        let mut seen = BTreeSet::new();
        for provider in wanted.providers() {
            let provider = self.config.resource(*provider);
            if provider.id == id {
                let message = format!("\"{}\" cannot depend on itself", dependent.name);
                return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
            }
            if provider.group != dependent.group {
                let message = format!(
                    "\"{}\" is in the group \"{}\", \"{}\" in \"{}\"; a dependency joins resources of one group",
                    dependent.name,
                    self.config.group(dependent.group).name,
                    provider.name,
                    self.config.group(provider.group).name
                );
                let next = format!(
                    "{} {}",
                    about_resource("move-to-group", &provider.name),
                    shell_word(&self.config.group(dependent.group).name)
                );
                return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next(next));
            }
            if !seen.insert(provider.id) {
                let message = format!("\"{}\" depends on \"{}\" already", dependent.name, provider.name);
                return Err(Refusal::new(Win32Code::ERROR_DEPENDENCY_ALREADY_EXISTS, message));
            }
        }
        self.check_tree(id, &seen)
    }

    /// No cycle, and no way of more than [`DEPTH`] relations through the resource.
    fn check_tree(&self, id: ResourceId, providers: &BTreeSet<ResourceId>) -> Result<(), Refusal> {
        let group = self.config.group(self.config.resource(id).group);
        let mut edges: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
        let mut reverse: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
        for member in &group.resources {
            let own = self.config.resource(*member).dependencies.providers().copied();
            let needs: Vec<ResourceId> =
                if *member == id { providers.iter().copied().collect() } else { own.collect() };
            for provider in &needs {
                reverse.entry(*provider).or_default().push(*member);
            }
            edges.insert(*member, needs);
        }
        let name = &self.config.resource(id).name;
        let (Some(below), Some(above)) = (longest_way(id, &edges), longest_way(id, &reverse)) else {
            let message = format!("\"{name}\" would depend on itself through its providers");
            return Err(Refusal::new(Win32Code::ERROR_CIRCULAR_DEPENDENCY, message));
        };
        if below + above > DEPTH {
            let message =
                format!("The dependency tree of \"{name}\" would be {} deep; {DEPTH} is the most", below + above);
            return Err(Refusal::new(Win32Code::ERROR_DEPENDENCY_TREE_TOO_COMPLEX, message));
        }
        Ok(())
    }
}

/// Relations on the longest way from `start`; `None` when a way comes back to a resource that it came through. Walks with
/// a stack of its own: the length of a way is the user's.
fn longest_way(start: ResourceId, edges: &BTreeMap<ResourceId, Vec<ResourceId>>) -> Option<usize> {
    let none = Vec::new();
    let next_of = |id: &ResourceId| edges.get(id).unwrap_or(&none);
    let mut longest: BTreeMap<ResourceId, usize> = BTreeMap::new();
    let mut open: BTreeSet<ResourceId> = BTreeSet::from([start]);
    let mut stack: Vec<(ResourceId, usize)> = vec![(start, 0)];
    while let Some((id, position)) = stack.last().copied() {
        match next_of(&id).get(position) {
            Some(next) => {
                stack.last_mut().expect("the stack was not empty").1 += 1;
                if open.contains(next) {
                    return None;
                }
                if !longest.contains_key(next) {
                    open.insert(*next);
                    stack.push((*next, 0));
                }
            }
            None => {
                let length = next_of(&id).iter().map(|next| longest[next] + 1).max().unwrap_or(0);
                longest.insert(id, length);
                open.remove(&id);
                stack.pop();
            }
        }
    }
    longest.get(&start).copied()
}
