//! `affinity list` and `show`, `fault-domain list` and `show`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct AffinityRuleView {
    pub(crate) name: String,
    pub(crate) id: String,
    /// CLUS_AFFINITY_RULE_TYPE.
    pub(crate) rule_type: u32,
    /// SameNode, DifferentNode, SameFaultDomain, DifferentFaultDomain.
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) enabled: bool,
    /// Names.
    pub(crate) groups: Vec<String>,
}

impl From<wire::AffinityRuleView> for AffinityRuleView {
    fn from(view: wire::AffinityRuleView) -> AffinityRuleView {
        AffinityRuleView {
            name: view.name,
            id: view.id,
            rule_type: view.rule_type,
            kind: text_or_none(view.kind),
            enabled: view.enabled,
            groups: view.groups,
        }
    }
}

#[derive(Serialize, Debug)]
pub(crate) struct FaultDomainView {
    pub(crate) name: String,
    /// Of a node its number.
    pub(crate) id: String,
    /// CLUSTER_FAULT_DOMAIN.
    pub(crate) fault_domain_type: u32,
    /// Site, Rack, Chassis, Node.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Name.
    pub(crate) parent: Option<String>,
    /// Names of what is directly in it.
    pub(crate) children: Vec<String>,
    pub(crate) location: Option<String>,
    pub(crate) description: Option<String>,
}

impl From<wire::FaultDomainView> for FaultDomainView {
    fn from(view: wire::FaultDomainView) -> FaultDomainView {
        FaultDomainView {
            name: view.name,
            id: view.id,
            fault_domain_type: view.fault_domain_type,
            kind: view.kind,
            parent: text_or_none(view.parent),
            children: view.children,
            location: text_or_none(view.location),
            description: text_or_none(view.description),
        }
    }
}
