//! Random classes of anti-affinity, affinity rules, needs and what nodes offer.

use crate::{NODES, Run};
use cluster_state::command::{
    AffinityCommand, ClusterCommand, Command, FaultDomainCommand, GroupCommand, NodeCommand, PropertyChange,
    PropertyScope, ResourceCommand,
};
use model::{FaultDomainId, Guid, Value};
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Some of the classes `a` and `b`.
    Classes(Index, bool, bool),
    Enforce(bool),
    Options(u32),
    /// A rule of this number about some of the groups.
    Rule(u8, u32, Vec<Index>, bool),
    DeleteRule(u8),
    EnableRule(u8, bool),
    Needs(Index, u32),
    Offers(u32, u32),
    /// The site of a node; none for 0.
    Site(u32, u8),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        3 => (index(), any::<bool>(), any::<bool>()).prop_map(|(group, a, b)| Change::Classes(group, a, b)),
        1 => any::<bool>().prop_map(Change::Enforce),
        1 => prop_oneof![Just(0u32), Just(2), Just(4)].prop_map(Change::Options),
        3 => (0..3u8, 1..=4u32, proptest::collection::vec(index(), 0..3), any::<bool>())
            .prop_map(|(rule, kind, groups, enabled)| Change::Rule(rule, kind, groups, enabled)),
        1 => (0..3u8).prop_map(Change::DeleteRule),
        2 => (0..3u8, any::<bool>()).prop_map(|(rule, enabled)| Change::EnableRule(rule, enabled)),
        2 => (index(), 0..3u32).prop_map(|(resource, needs)| Change::Needs(resource, needs)),
        2 => (1..=NODES, 0..3u8).prop_map(|(node, site)| Change::Site(node, site)),
        2 => (1..=NODES, 0..5u32).prop_map(|(node, offers)| Change::Offers(node, offers)),
    ]
}

pub(crate) fn command(run: &mut Run, change: &Change) -> Option<Command> {
    let scope = PropertyScope::Common;
    let set = |name: &str, value| vec![PropertyChange { name: name.into(), value: Some(value) }];
    let rule = |number: &u8| format!("rule {number}");
    Some(match change {
        Change::Classes(group, a, b) => {
            let classes = [("a", *a), ("b", *b)].into_iter().filter(|(_, has)| *has).map(|(class, _)| class.to_owned());
            let changes = set("AntiAffinityClassNames", Value::MultiSz(classes.collect()));
            Command::Group(GroupCommand::SetProperties { group: run.group(group), scope, changes })
        }
        Change::Enforce(enforce) => {
            let changes = set("ClusterEnforcedAntiAffinity", Value::Dword((*enforce).into()));
            Command::Cluster(ClusterCommand::SetProperties { scope, changes })
        }
        Change::Options(options) => {
            let changes = set("PlacementOptions", Value::Dword(*options));
            Command::Cluster(ClusterCommand::SetProperties { scope, changes })
        }
        Change::Rule(number, rule_type, groups, enabled) => {
            let mut names: Vec<String> = groups.iter().map(|group| run.group(group)).collect();
            names.sort();
            names.dedup();
            let (name, id) = (rule(number), Guid([*number; 16]));
            Command::Affinity(AffinityCommand::Create {
                name,
                id,
                rule_type: *rule_type,
                groups: names,
                enabled: *enabled,
            })
        }
        Change::DeleteRule(number) => Command::Affinity(AffinityCommand::Delete { rule: rule(number) }),
        Change::EnableRule(number, enabled) => {
            let changes = set("Enabled", Value::Dword((*enabled).into()));
            Command::Affinity(AffinityCommand::SetProperties { rule: rule(number), scope, changes })
        }
        Change::Needs(resource, needs) => {
            let changes = set("MemoryNeeded", Value::Dword(*needs));
            let resource = run.resource(resource)?.to_string();
            Command::Resource(ResourceCommand::SetProperties { resource, scope, changes })
        }
        Change::Site(node, site) => {
            let parent = (*site > 0).then(|| format!("site {site}"));
            Command::FaultDomain(FaultDomainCommand::SetParent { domain: format!("n{node}"), parent })
        }
        Change::Offers(node, offers) => {
            let changes = set("MemoryOffered", Value::Dword(*offers));
            Command::Node(NodeCommand::SetProperties { node: format!("n{node}"), scope, changes })
        }
    })
}

pub(crate) fn make_sites(run: &mut Run) {
    for number in 1..3u8 {
        let (id, name) = (FaultDomainId(Guid([100 + number; 16])), format!("site {number}"));
        run.must(Command::FaultDomain(FaultDomainCommand::Create { id, name, kind: 1000, parent: None }));
    }
}

/// Every group has the class `a`, and that is enforced.
pub(crate) fn part_all(run: &mut Run) {
    let scope = PropertyScope::Common;
    for group in run.groups.clone() {
        let value = Some(Value::MultiSz(vec!["a".into()]));
        let changes = vec![PropertyChange { name: "AntiAffinityClassNames".into(), value }];
        run.must(Command::Group(GroupCommand::SetProperties { group: group.to_string(), scope, changes }));
    }
    let changes = vec![PropertyChange { name: "ClusterEnforcedAntiAffinity".into(), value: Some(Value::Dword(1)) }];
    run.must(Command::Cluster(ClusterCommand::SetProperties { scope, changes }));
}
