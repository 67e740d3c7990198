//! Reading what placement goes by: affinity rules, fault domains, classes of anti-affinity, needs.

use super::derive::{Damage, Source, forget_name, rename};
use super::keys;
use super::{AffinityRuleConfig, Config, Demands, FaultDomainConfig, GroupConfig, Needs, ResourceConfig};
use model::fold::{Folded, fold};
use model::property::PropertyOf;
use model::{AffinityType, FaultDomainId, FaultDomainType, GroupId, Value};
use std::str::FromStr;
use std::sync::Arc;

impl Config {
    pub(super) fn derive_affinity_rule(&mut self, name: &str, source: Option<Source<'_>>) -> Result<(), Damage> {
        let key = fold(name);
        for group in self.affinity_rules.remove(&key).iter().flat_map(|rule| &rule.groups) {
            if let Some(rules) = self.rules_of.get_mut(group) {
                rules.remove(&key);
                if rules.is_empty() {
                    self.rules_of.remove(group);
                }
            }
        }
        let Some(source) = source else { return Ok(()) };
        let rule = AffinityRuleConfig::read(&source)?;
        for group in &rule.groups {
            self.rules_of.entry(*group).or_default().insert(key.clone());
        }
        self.affinity_rules.insert(key, Arc::new(rule));
        Ok(())
    }

    pub(super) fn derive_fault_domain(&mut self, id: FaultDomainId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.fault_domains.remove(&id).map(|domain| fold(&domain.name));
        let Some(source) = source else {
            forget_name(&mut self.fault_domain_names, old, &id);
            return Ok(());
        };
        let kind = source.dword(keys::FAULT_DOMAIN_TYPE)?.and_then(FaultDomainType::from_number);
        let domain = FaultDomainConfig {
            id,
            name: source.required_text(keys::NAME)?,
            kind: kind.ok_or_else(|| source.damage("is a fault domain of an unknown type"))?,
            parent: source.optional_id(keys::PARENT_ID)?,
        };
        rename(&mut self.fault_domain_names, old, &domain.name, id, &source)?;
        self.fault_domains.insert(id, Arc::new(domain));
        Ok(())
    }

    pub(super) fn forget_classes(&mut self, group: GroupId, old: Option<&Arc<GroupConfig>>) {
        for class in old.into_iter().flat_map(|group| &group.anti_affinity) {
            if let Some(groups) = self.anti_affinity.get_mut(class) {
                groups.remove(&group);
                if groups.is_empty() {
                    self.anti_affinity.remove(class);
                }
            }
        }
    }

    pub(super) fn learn_classes(&mut self, group: GroupId, classes: &[Folded]) {
        for class in classes {
            self.anti_affinity.entry(class.clone()).or_default().insert(group);
        }
    }

    /// Adds to the demands of groups what a resource demands now, and takes away what it demanded before.
    pub(super) fn change_demands(&mut self, before: Option<&ResourceConfig>, after: Option<&ResourceConfig>) {
        let whose = |resource: Option<&ResourceConfig>| resource.map(|resource| (resource.group, resource.demands));
        let (before, after) = (whose(before), whose(after));
        if before == after {
            return;
        }
        if let Some((group, demands)) = after.filter(|(_, demands)| *demands != Demands::default()) {
            let sum = self.demands.entry(group).or_default();
            sum.needs += demands.needs;
            sum.restricted += demands.restricted;
        }
        if let Some((group, demands)) = before.filter(|(_, demands)| *demands != Demands::default())
            && let Some(sum) = self.demands.get_mut(&group)
        {
            sum.needs -= demands.needs;
            sum.restricted -= demands.restricted;
            if *sum == Demands::default() {
                self.demands.remove(&group);
            }
        }
    }

    /// Rules name groups that exist; fault domains and nodes lie in fault domains that exist and stand above them.
    pub(super) fn check_placement_references(&self) -> Result<(), Damage> {
        for rule in self.affinity_rules.values() {
            if let Some(group) = rule.groups.iter().find(|group| !self.groups.contains_key(*group)) {
                return Err(Damage(format!("Affinity rule \"{}\" names group {group}, which is missing", rule.name)));
            }
        }
        for domain in self.fault_domains.values() {
            let above = domain.parent.map(|parent| self.fault_domains.get(&parent).map(|parent| parent.kind));
            if above.is_some_and(|above| above.is_none_or(|above| above >= domain.kind)) {
                return Err(Damage(format!("Fault domain \"{}\" is in none that can hold it", domain.name)));
            }
        }
        let lost = |domain: &FaultDomainId| !self.fault_domains.contains_key(domain);
        match self.nodes.values().find(|node| node.fault_domain.as_ref().is_some_and(lost)) {
            None => Ok(()),
            Some(node) => Err(Damage(format!("{} is in a fault domain that is missing", node.name))),
        }
    }
}

impl AffinityRuleConfig {
    fn read(source: &Source<'_>) -> Result<AffinityRuleConfig, Damage> {
        let table = PropertyOf::AffinityRule;
        Ok(AffinityRuleConfig {
            name: source.key.name().into(),
            id: source.parsed(keys::ID)?.unwrap_or_default(),
            kind: AffinityType::from_number(source.number(table, keys::RULE_TYPE)?),
            groups: source.ids(keys::CONTAINS)?.unwrap_or_default(),
            enabled: source.flag(table, keys::ENABLED)?,
        })
    }
}

impl Source<'_> {
    /// An id; `None` where there is no value or an empty one.
    pub(super) fn optional_id<T: FromStr>(&self, name: &str) -> Result<Option<T>, Damage> {
        match self.text(name)?.as_deref() {
            None | Some("") => Ok(None),
            Some(_) => self.parsed(name),
        }
    }

    pub(super) fn needs(&self, of: PropertyOf, memory: &str, cpu: &str) -> Result<Needs, Damage> {
        let (memory_mb, cpu_percent) = (self.number(of, memory)?.into(), self.number(of, cpu)?.into());
        Ok(Needs { memory_mb, cpu_percent })
    }

    /// AntiAffinityClassNames: in the order of their folded forms, each once; empty strings do not count.
    pub(super) fn class_names(&self) -> Result<Vec<Folded>, Damage> {
        let list = match self.key.value("AntiAffinityClassNames") {
            None => return Ok(Vec::new()),
            Some(Value::MultiSz(list)) => list,
            Some(_) => return Err(self.wrong_type("AntiAffinityClassNames")),
        };
        let mut classes: Vec<Folded> = list.iter().filter(|name| !name.is_empty()).map(|name| fold(name)).collect();
        classes.sort();
        classes.dedup();
        Ok(classes)
    }
}
