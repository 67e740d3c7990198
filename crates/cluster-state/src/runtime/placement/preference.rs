//! What a node that could take a group is passed over for while a better one is left (policies 9.21, 9.24, 9.37, 9.38).
//!
//! AvoidPlacement counts most, then anti-affinity that is not enforced, then sites. Among equals the order of the candidates
//! decides.

use super::Occasion;
use crate::runtime::occupancy::Stake;
use crate::runtime::roster::Place;
use crate::state::State;
use model::{FaultDomainId, GroupId, NodeId};

/// What is asked of each candidate for one group.
pub(super) struct Preference<'a> {
    state: &'a State,
    group: GroupId,
    /// Of a group with anti-affinity classes that are not enforced.
    classes: Option<&'a Stake>,
    /// The sites by preference, best first; a site that repeats an earlier one does not count.
    sites: Vec<(FaultDomainId, &'static str)>,
}

/// Why a node would be taken only if there is no better one.
pub(super) struct Reluctance {
    /// The less the better.
    pub weight: u32,
    avoid: bool,
    rival: bool,
}

const AVOID: u32 = 1 << 16;
const RIVAL: u32 = 1 << 8;

impl<'a> Preference<'a> {
    pub fn new(state: &'a State, group: GroupId, occasion: Occasion) -> Preference<'a> {
        let config = state.config.groups.get(&group);
        let has_classes = config.is_some_and(|config| !config.anti_affinity.is_empty());
        let soft = has_classes && !state.config.cluster.enforced_anti_affinity;
        let classes = if soft { state.stake(group) } else { None };
        let sites = if state.config.fault_domains.is_empty() { Vec::new() } else { state.sites_for(group, occasion) };
        Preference { state, group, classes, sites }
    }

    /// `None` for a node that nothing is held against.
    pub fn reluctance(&self, place: &Place) -> Option<Reluctance> {
        let rival = self.classes.is_some_and(|stake| self.state.rival_mark(stake, place.node).is_some());
        let rank = self.sites.iter().position(|(site, _)| place.site == Some(*site)).unwrap_or(self.sites.len());
        let weight = if place.avoid { AVOID } else { 0 } + if rival { RIVAL } else { 0 } + rank as u32;
        (weight > 0).then_some(Reluctance { weight, avoid: place.avoid, rival })
    }

    /// Whether at most its site is held against the node.
    pub fn welcomes(&self, place: &Place) -> bool {
        self.reluctance(place).is_none_or(|reluctance| !reluctance.avoid && !reluctance.rival)
    }

    /// The end of a sentence that begins with the node.
    pub fn in_words(&self, reluctance: &Reluctance, node: NodeId) -> String {
        if reluctance.avoid {
            return "has the status AvoidPlacement".into();
        }
        if reluctance.rival
            && let Some(rival) = self.classes.and_then(|stake| self.state.rival(self.group, stake, node))
        {
            return format!("has group \"{}\", which has the anti-affinity class \"{}\" too", rival.group, rival.class);
        }
        match self.sites.first() {
            Some((site, what)) => {
                let name = self.state.config.fault_domains.get(site).map(|site| site.name.clone()).unwrap_or_default();
                format!("is not in \"{name}\", {what}")
            }
            None => "is not in a preferred site".into(),
        }
    }
}

impl State {
    /// The owner's site after a failure, then the group's PreferredSite, then the cluster's. The site of the storage, which would
    /// come first, does not exist here yet.
    fn sites_for(&self, group: GroupId, occasion: Occasion) -> Vec<(FaultDomainId, &'static str)> {
        let owner = self.runtime.groups.get(&group).map(|facts| facts.owner);
        let own = owner.filter(|_| occasion == Occasion::Failure).and_then(|owner| self.place(owner)?.site);
        let of_group = self.config.groups.get(&group).and_then(|group| self.config.site_named(&group.preferred_site));
        let of_cluster = self.config.site_named(&self.config.cluster.preferred_site);
        let ranked = [
            (own, "the site that the group was in"),
            (of_group, "the group's preferred site"),
            (of_cluster, "the cluster's preferred site"),
        ];
        let mut sites: Vec<(FaultDomainId, &'static str)> = Vec::new();
        for (site, what) in ranked {
            if let Some(site) = site.filter(|site| !sites.iter().any(|(known, _)| known == site)) {
                sites.push((site, what));
            }
        }
        sites
    }
}
