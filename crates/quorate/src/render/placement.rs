//! Affinity rules and fault domains.

use super::{Cell, Column, Page, facts, names, or_dash, table};
use crate::view::{AffinityRuleView, FaultDomainView};

fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

pub(crate) fn affinity_rule_list(page: &Page, rules: &[AffinityRuleView]) -> String {
    let columns = [Column::name("RULE"), Column::fixed("TYPE"), Column::fixed("ENABLED"), Column::text("GROUPS")];
    let row = |rule: &AffinityRuleView| {
        vec![
            Cell::new(&rule.name),
            Cell::new(or_dash(rule.kind.as_deref())),
            Cell::new(yes_or_no(rule.enabled)),
            Cell::new(names(&rule.groups)),
        ]
    };
    table(page, &columns, &rules.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn affinity_rule_page(page: &Page, rule: &AffinityRuleView) -> String {
    let list = [
        ("Affinity rule", Cell::new(&rule.name)),
        ("Type", Cell::new(or_dash(rule.kind.as_deref()))),
        ("Enabled", Cell::new(yes_or_no(rule.enabled))),
        ("Groups", Cell::new(names(&rule.groups))),
        ("Id", Cell::new(&rule.id)),
    ];
    facts(page, &list)
}

pub(crate) fn fault_domain_list(page: &Page, domains: &[FaultDomainView]) -> String {
    let columns =
        [Column::name("FAULT DOMAIN"), Column::fixed("TYPE"), Column::name("PARENT"), Column::text("LOCATION")];
    let row = |domain: &FaultDomainView| {
        vec![
            Cell::new(&domain.name),
            Cell::new(&domain.kind),
            Cell::new(or_dash(domain.parent.as_deref())),
            Cell::new(domain.location.as_deref().unwrap_or_default()),
        ]
    };
    table(page, &columns, &domains.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn fault_domain_page(page: &Page, domain: &FaultDomainView) -> String {
    let list = [
        ("Fault domain", Cell::new(&domain.name)),
        ("Type", Cell::new(&domain.kind)),
        ("Parent", Cell::new(or_dash(domain.parent.as_deref()))),
        ("Holds", Cell::new(names(&domain.children))),
        ("Location", Cell::new(or_dash(domain.location.as_deref()))),
        ("Description", Cell::new(or_dash(domain.description.as_deref()))),
        ("Id", Cell::new(&domain.id)),
    ];
    facts(page, &list)
}
