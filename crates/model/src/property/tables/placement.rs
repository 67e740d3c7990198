//! Common properties of affinity rules (properties 9) and of fault domains (object-model 12).

use crate::property::Property;
use crate::property::Range::Listed;
use crate::property::row::{SWITCH, dword, list, text};

pub(in crate::property) const AFFINITY_RULE: &[Property] = &[
    dword("Enabled", 0, SWITCH, "whether the rule has effect"),
    list("Groups", "names of the groups that the rule is about").read_only(),
    text("Name", "name").read_only(),
    dword(
        "RuleType",
        0,
        Listed(&[
            (0, "none"),
            (1, "same fault domain"),
            (2, "same node"),
            (3, "different fault domains"),
            (4, "different nodes"),
        ]),
        "where its groups run (CLUS_AFFINITY_RULE_TYPE)",
    ),
];

pub(in crate::property) const FAULT_DOMAIN: &[Property] = &[
    text("Description", "comment"),
    text("Location", "where it is, for people"),
    text("Name", "name").read_only(),
    text("Parent", "name of the fault domain it is in").read_only(),
    dword(
        "Type",
        0,
        Listed(&[(0, "invalid"), (1000, "site"), (2000, "rack"), (3000, "chassis"), (4000, "node")]),
        "what it is (CLUSTER_FAULT_DOMAIN)",
    )
    .read_only(),
];
