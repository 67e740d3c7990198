//! Affinity rules: which groups are kept together and which apart (policies 9, affinity rules).
//!
//! A rule may be written down with anything in it. Only the enabled rules have to agree with one another: two groups are not
//! kept on one node and on different ones. That is asked whenever a rule is enabled or an enabled one changes.

use super::Draft;
use crate::apply::Apply;
use crate::command::AffinityCommand;
use crate::config::keys::{self, Object};
use crate::config::{AffinityRuleConfig, Config, shorten};
use crate::next_command::about_rule;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::property::PropertyOf;
use model::{AffinityType, GroupId, Guid, Refusal, Value, Win32Code, fold, name};
use std::collections::BTreeMap;

impl Apply<'_> {
    pub(crate) fn apply_affinity(&mut self, command: &AffinityCommand) -> Result<Reply, Refusal> {
        match command {
            AffinityCommand::Create { name, id, rule_type, groups, enabled } => {
                self.create_rule(name, *id, *rule_type, groups, *enabled)
            }
            AffinityCommand::Delete { rule } => self.delete_rule(rule),
            AffinityCommand::AddGroup { rule, group } => self.add_to_rule(rule, group),
            AffinityCommand::RemoveGroup { rule, group } => self.remove_from_rule(rule, group),
            AffinityCommand::SetProperties { rule, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::AffinityRule, rule)?;
                self.set_properties(target, *scope, changes)
            }
        }
    }

    /// Refuses 87 for an empty name and for a type other than 1 to 4, 5010 for a name that is taken, 5971 for an enabled rule
    /// that contradicts another one.
    fn create_rule(
        &mut self,
        rule: &str,
        id: Guid,
        rule_type: u32,
        groups: &[String],
        enabled: bool,
    ) -> Result<Reply, Refusal> {
        self.check_formed()?;
        self.state.check_new_rule(rule)?;
        let Some(kind) = AffinityType::from_number(rule_type) else {
            let message = format!("{rule_type} is no type of an affinity rule: 1 to 4 are");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        };
        let mut members: Vec<GroupId> = Vec::new();
        for group in groups {
            let group = self.available_group(group)?;
            if members.contains(&group) {
                return Err(self.state.named_already(rule, group));
            }
            members.push(group);
        }
        let object = Object::AffinityRule(rule.into());
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::ID, Value::Sz(id.to_string()))?;
        draft.set(&object, keys::RULE_TYPE, Value::Dword(kind.number()))?;
        draft.set(&object, keys::CONTAINS, ids(&members))?;
        draft.set(&object, keys::ENABLED, Value::Dword(enabled.into()))?;
        self.state.check_rules(&mut draft)?;
        self.commit(draft);
        let text = match (members.is_empty(), enabled) {
            (true, _) => format!("was created: {kind}, for no group yet"),
            (false, true) => format!("was created and enabled: {kind} for {}", self.state.groups_in_words(&members)),
            (false, false) => {
                format!("was created: {kind} for {}, once it is enabled", self.state.groups_in_words(&members))
            }
        };
        self.record_change(&object, "policies 9.33", &text);
        Ok(Reply::Done)
    }

    /// Its groups stay as they are.
    fn delete_rule(&mut self, rule: &str) -> Result<Reply, Refusal> {
        let rule = self.state.resolve_rule(rule)?;
        let object = Object::AffinityRule(rule.name.clone());
        let subject = self.state.subject(&object);
        let mut draft = Draft::new(self.state);
        draft.remove(&object)?;
        self.commit(draft);
        let text = format!("Affinity rule \"{}\" was deleted.", rule.name);
        self.record(Level::Information, subject, "policies 9.33", text, Vec::new());
        Ok(Reply::Done)
    }

    fn add_to_rule(&mut self, rule: &str, group: &str) -> Result<Reply, Refusal> {
        let rule = self.state.resolve_rule(rule)?;
        let group = self.available_group(group)?;
        if rule.groups.contains(&group) {
            return Err(self.state.named_already(&rule.name, group));
        }
        let mut groups = rule.groups.clone();
        groups.push(group);
        let text = format!("now is about group \"{}\" too", self.state.config.group(group).name);
        self.write_rule_groups(&rule, &groups, &text)
    }

    fn remove_from_rule(&mut self, rule: &str, group: &str) -> Result<Reply, Refusal> {
        let rule = self.state.resolve_rule(rule)?;
        let group = self.state.resolve_group(group)?;
        let name = self.state.config.group(group).name.clone();
        if !rule.groups.contains(&group) {
            let message = format!("Affinity rule \"{}\" is not about group \"{name}\"", rule.name);
            let next = about_rule("show", &rule.name);
            return Err(Refusal::new(Win32Code::ERROR_GROUP_NOT_FOUND, message).next(next));
        }
        let mut groups = rule.groups.clone();
        groups.retain(|other| *other != group);
        self.write_rule_groups(&rule, &groups, &format!("is no longer about group \"{name}\""))
    }

    fn write_rule_groups(
        &mut self,
        rule: &AffinityRuleConfig,
        groups: &[GroupId],
        text: &str,
    ) -> Result<Reply, Refusal> {
        let object = Object::AffinityRule(rule.name.clone());
        let mut draft = Draft::new(self.state);
        draft.set(&object, keys::CONTAINS, ids(groups))?;
        self.state.check_rules(&mut draft)?;
        self.commit(draft);
        self.record_change(&object, "policies 9.33", text);
        Ok(Reply::Done)
    }
}

impl State {
    /// Takes a group that is deleted out of the rules that name it.
    pub(super) fn draft_without_group(&self, draft: &mut Draft, group: GroupId) -> Result<(), Refusal> {
        for key in self.config.rules_of.get(&group).into_iter().flatten() {
            let Some(rule) = self.config.affinity_rules.get(key) else { continue };
            let rest: Vec<GroupId> = rule.groups.iter().copied().filter(|other| *other != group).collect();
            draft.set(&Object::AffinityRule(rule.name.clone()), keys::CONTAINS, ids(&rest))?;
        }
        Ok(())
    }

    fn check_new_rule(&self, rule: &str) -> Result<(), Refusal> {
        if rule.is_empty() {
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "An affinity rule needs a name"));
        }
        name::check_key_name("affinity rule", rule)?;
        match self.config.affinity_rules.get(&fold::fold(rule)) {
            None => Ok(()),
            Some(other) => {
                let message = format!("There is an affinity rule \"{}\" already", other.name);
                let next = about_rule("show", &other.name);
                Err(Refusal::new(Win32Code::ERROR_OBJECT_ALREADY_EXISTS, message).next(next))
            }
        }
    }

    fn named_already(&self, rule: &str, group: GroupId) -> Refusal {
        let group = &self.config.group(group).name;
        let message = format!("Affinity rule \"{}\" is about group \"{group}\" already", shorten(rule));
        Refusal::new(Win32Code::ERROR_ALREADY_EXISTS, message).next("quorate affinity list")
    }

    fn groups_in_words(&self, groups: &[GroupId]) -> String {
        let names: Vec<String> = groups.iter().map(|group| format!("\"{}\"", self.config.group(*group).name)).collect();
        names.join(", ")
    }

    /// What has to hold of a draft as a whole: 5971 when the rules that it changes would contradict others, and
    /// [`State::check_roles`]. Costs nothing when it changes none.
    pub(super) fn check_rules(&self, draft: &mut Draft) -> Result<(), Refusal> {
        self.check_roles(draft)?;
        let is_rule = |object: &&Object| matches!(object, Object::AffinityRule(_));
        let changed: Vec<Object> = draft.touched().iter().filter(is_rule).cloned().collect();
        if changed.is_empty() {
            return Ok(());
        }
        let mut config = self.config.clone();
        for object in &changed {
            let derived = config.derive(draft.hive(), object);
            derived.map_err(|damage| Refusal::new(Win32Code::ERROR_INVALID_DATA, damage.0))?;
        }
        match contradiction(&config) {
            None => Ok(()),
            Some((rule, group, other)) => {
                let message = format!(
                    "Affinity rule \"{rule}\" contradicts others: groups \"{}\" and \"{}\" are kept together",
                    self.config.group(group).name,
                    self.config.group(other).name
                );
                Err(Refusal::new(Win32Code::ERROR_CLUSTER_AFFINITY_CONFLICT, message).next("quorate affinity list"))
            }
        }
    }
}

fn ids(groups: &[GroupId]) -> Value {
    Value::MultiSz(groups.iter().map(GroupId::to_string).collect())
}

/// An enabled rule that keeps two groups apart which others keep together, however long the chain between them is.
fn contradiction(config: &Config) -> Option<(String, GroupId, GroupId)> {
    let (mut by_node, mut by_domain) = (Together::default(), Together::default());
    let enabled = || config.affinity_rules.values().filter(|rule| rule.enabled);
    for rule in enabled() {
        let Some(first) = rule.groups.first() else { continue };
        for group in &rule.groups {
            match rule.kind {
                Some(AffinityType::SameNode) => {
                    by_node.join(*first, *group);
                    by_domain.join(*first, *group);
                }
                Some(AffinityType::SameFaultDomain) => by_domain.join(*first, *group),
                _ => {}
            }
        }
    }
    for rule in enabled() {
        let together = match rule.kind {
            Some(AffinityType::DifferentNode) => &by_node,
            Some(AffinityType::DifferentFaultDomain) => &by_domain,
            _ => continue,
        };
        let mut seen: BTreeMap<GroupId, GroupId> = BTreeMap::new();
        for group in &rule.groups {
            if let Some(other) = seen.insert(together.root(*group), *group) {
                return Some((rule.name.clone(), other, *group));
            }
        }
    }
    None
}

/// Which groups are kept together: each points at another of its kind, and the last at itself.
#[derive(Default)]
struct Together(BTreeMap<GroupId, GroupId>);

impl Together {
    fn root(&self, group: GroupId) -> GroupId {
        let mut at = group;
        while let Some(next) = self.0.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// The smaller root stays, and the group itself points straight at it: chains stay short.
    fn join(&mut self, a: GroupId, b: GroupId) {
        let (x, y) = (self.root(a), self.root(b));
        let root = x.min(y);
        for group in [a, b, x, y] {
            self.0.insert(group, root);
        }
    }
}
