//! Where nodes stand: the tree of fault domains (object-model 12), site > rack > chassis > node.

use super::{Config, FaultDomainConfig};
use model::fold::fold;
use model::{FaultDomainId, FaultDomainType, NodeId};

/// The outermost fault domain that a node is in: a site where sites are, else the node itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outermost {
    Domain(FaultDomainId),
    Node(NodeId),
}

impl Config {
    /// The fault domains that a node is in, from the outermost.
    pub fn domains_of_node(&self, node: NodeId) -> Vec<&FaultDomainConfig> {
        self.domains_from(self.nodes.get(&node).and_then(|node| node.fault_domain))
    }

    /// A fault domain and those that it is in, from the outermost. Types grow on the way down, so the way has an end.
    pub(crate) fn domains_from(&self, innermost: Option<FaultDomainId>) -> Vec<&FaultDomainConfig> {
        let mut chain: Vec<&FaultDomainConfig> = Vec::new();
        let mut next = innermost;
        while let Some(domain) = next.and_then(|id| self.fault_domains.get(&id)) {
            chain.push(domain);
            next = domain.parent;
        }
        chain.reverse();
        chain
    }

    pub fn site_of_node(&self, node: NodeId) -> Option<FaultDomainId> {
        let outermost = self.domains_of_node(node).into_iter().next()?;
        (outermost.kind == FaultDomainType::Site).then_some(outermost.id)
    }

    pub fn outermost_of_node(&self, node: NodeId) -> Outermost {
        self.domains_of_node(node).first().map_or(Outermost::Node(node), |domain| Outermost::Domain(domain.id))
    }

    /// The site of this name; `None` for an empty name, and for what is no site.
    pub(crate) fn site_named(&self, name: &str) -> Option<FaultDomainId> {
        if name.is_empty() {
            return None;
        }
        let id = self.fault_domain_names.get(&fold(name)).copied()?;
        self.fault_domains.get(&id).filter(|domain| domain.kind == FaultDomainType::Site).map(|domain| domain.id)
    }

    /// FaultDomain of a node: `Site:x`, `Rack:y`, `Chassis:z`, `Node:n`.
    pub(crate) fn fault_domain_path(&self, node: NodeId) -> Vec<String> {
        let name = self.nodes.get(&node).map(|node| node.name.clone()).unwrap_or_default();
        let domains = self.domains_of_node(node).into_iter().map(|domain| format!("{}:{}", domain.kind, domain.name));
        domains.chain([format!("{}:{name}", FaultDomainType::Node)]).collect()
    }
}
