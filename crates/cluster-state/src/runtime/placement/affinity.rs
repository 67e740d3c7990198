//! Affinity rules (policies 9.29 to 9.36): hard, and only the enabled ones.
//!
//! Groups of SameNode rules that run on one node go on together: whatever moves one of them takes its companions along, through
//! chains of rules. So a rule keeps groups together without keeping them where they are.

use super::node::Unsuitable;
use crate::config::AffinityRuleConfig;
use crate::runtime::cause::{name_of_group, name_of_node};
use crate::runtime::occupancy::Mark;
use crate::state::State;
use model::fold::Folded;
use model::{AffinityType, GroupId, NodeId, NodeState};
use std::collections::BTreeSet;

impl State {
    /// The affinity rule that running the group on the node would break. Other groups count where they run or are to run; what
    /// a dead node ran is on its way elsewhere and does not count.
    pub fn affinity_obstacle(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        self.rules_in_force(group).find_map(|(key, rule, kind)| self.broken_rule(group, node, key, rule, kind))
    }

    fn rules_in_force(&self, group: GroupId) -> impl Iterator<Item = (&Folded, &AffinityRuleConfig, AffinityType)> {
        let keys = self.config.rules_of.get(&group).into_iter().flatten();
        keys.filter_map(|key| {
            let rule = self.config.affinity_rules.get(key).filter(|rule| rule.enabled)?;
            Some((key, &**rule, rule.kind?))
        })
    }

    fn broken_rule(
        &self,
        group: GroupId,
        node: NodeId,
        key: &Folded,
        rule: &AffinityRuleConfig,
        kind: AffinityType,
    ) -> Option<Unsuitable> {
        let mark = Mark::Rule(key.clone());
        let outermost = |node: NodeId| self.place(node).map(|place| place.outermost);
        // Where it runs now it has companions, who come along.
        let left_behind = self.group(group).owner;
        let along = kind == AffinityType::SameNode && self.group(group).settled && node != left_behind;
        let breaks = |other: &NodeId| match kind {
            AffinityType::SameNode => *other != node && !(along && *other == left_behind),
            AffinityType::DifferentNode => *other == node,
            AffinityType::SameFaultDomain => outermost(*other) != outermost(node),
            AffinityType::DifferentFaultDomain => outermost(*other) == outermost(node),
        };
        let lives = |other: &NodeId| self.place(*other).is_some_and(|place| place.state != NodeState::Down);
        let mut others = self.runtime.occupancy.others_with(&mark, self.stake(group));
        let other = others.find(|other| lives(other) && breaks(other))?;
        let holder = self.holder_of(&mark, other, group)?;
        let same = other == node;
        let (holder, other) = (name_of_group(self, holder), name_of_node(self, other));
        let why = match kind {
            AffinityType::SameNode => format!("does not have group \"{holder}\", which is on {other}"),
            AffinityType::DifferentNode => format!("has group \"{holder}\""),
            AffinityType::SameFaultDomain => {
                format!("is not in the fault domain of {other}, which has group \"{holder}\"")
            }
            AffinityType::DifferentFaultDomain if same => format!("has group \"{holder}\""),
            AffinityType::DifferentFaultDomain => {
                format!("is in the fault domain of {other}, which has group \"{holder}\"")
            }
        };
        Some(Unsuitable::Affinity { rule: rule.name.clone(), why })
    }

    /// The groups that go where this one goes: those that SameNode rules join with it, through any chain of them, and that have
    /// the same owner and run there or did until it died. Empty for a group that does not.
    pub(crate) fn companions(&self, group: GroupId) -> Vec<GroupId> {
        if !self.config.rules_of.contains_key(&group) || !self.group(group).settled {
            return Vec::new();
        }
        let owner = self.group(group).owner;
        let mut found = BTreeSet::from([group]);
        let mut open = vec![group];
        while let Some(next) = open.pop() {
            let same_node = |kind: AffinityType| kind == AffinityType::SameNode;
            for (_, rule, _) in self.rules_in_force(next).filter(|(.., kind)| same_node(*kind)) {
                for other in rule.groups.iter().filter(|other| self.runs_on(**other, owner)) {
                    if found.insert(*other) {
                        open.push(*other);
                    }
                }
            }
        }
        found.remove(&group);
        found.into_iter().collect()
    }

    fn runs_on(&self, group: GroupId, node: NodeId) -> bool {
        let at_home = self.runtime.groups.get(&group).is_some_and(|facts| facts.owner == node && facts.settled);
        at_home && self.stake(group).is_some_and(|stake| stake.nodes.first() == Some(&node))
    }
}
