//! Where a group runs (policies 9): the order of candidates, what speaks against each, and the choice.
//!
//! Pure questions to the state; the answers carry the refused candidates with their reasons.

use super::cause::name_of_node;
use crate::state::State;
use model::{Epoch, GroupId, Guid, NodeId, NodeState, ResourceId, Win32Code};

/// What the choice is made for (policies 9, choice of node).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// A move by request without a target: the preferred list from its start (9.2).
    Request,
    /// After a failure: the preferred list from behind the present owner, wrapping (9.3).
    Failure,
}

/// Why a node cannot take a group, by the hard filters in their order (policies 9.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsuitable {
    Down,
    Paused,
    /// By the named resource's own list.
    NotPossibleOwner(String),
    /// By the list of the named resource type.
    TypeNotInstalled(String),
}

impl Unsuitable {
    /// The end of a sentence that begins with the node.
    pub fn in_words(&self) -> String {
        match self {
            Unsuitable::Down => "is down".into(),
            Unsuitable::Paused => "is paused".into(),
            Unsuitable::NotPossibleOwner(resource) => format!("is not a possible owner of resource \"{resource}\""),
            Unsuitable::TypeNotInstalled(name) => format!("does not have the resource type \"{name}\""),
        }
    }

    /// The refusal of a request that names the node.
    pub fn code(&self) -> Win32Code {
        match self {
            Unsuitable::Down => Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE,
            Unsuitable::Paused => Win32Code::ERROR_SHARING_PAUSED,
            Unsuitable::NotPossibleOwner(_) | Unsuitable::TypeNotInstalled(_) => {
                Win32Code::ERROR_NODE_CANT_HOST_RESOURCE
            }
        }
    }
}

/// The outcome of a choice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    pub node: Option<NodeId>,
    /// Those that come before the chosen node but cannot take the group.
    pub refused: Vec<(NodeId, String)>,
}

impl State {
    /// What speaks against running the group on the node; `None` if nothing does.
    pub fn unsuitable(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        match self.node_state(node) {
            NodeState::Up => {}
            NodeState::Paused => return Some(Unsuitable::Paused),
            _ => return Some(Unsuitable::Down),
        }
        self.not_possible_owner(group, node)
    }

    /// The possible-owner lists alone: the group may run only where every one of its resources may.
    fn not_possible_owner(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        let group = self.config.groups.get(&group)?;
        group.resources.iter().find_map(|resource| self.resource_unsuitable(*resource, node))
    }

    /// The resource's own list of possible owners, and its type's.
    pub(super) fn resource_unsuitable(&self, resource: ResourceId, node: NodeId) -> Option<Unsuitable> {
        let resource = self.config.resource(resource);
        let of_type = &resource.of_type;
        let allows = |owners: &Option<Vec<NodeId>>| owners.as_ref().is_none_or(|owners| owners.contains(&node));
        if !allows(&resource.possible_owners) {
            return Some(Unsuitable::NotPossibleOwner(resource.name.clone()));
        }
        (!allows(&of_type.possible_owners)).then(|| Unsuitable::TypeNotInstalled(of_type.name.clone()))
    }

    pub(super) fn node_state(&self, node: NodeId) -> NodeState {
        self.runtime.nodes.get(&node).map_or(NodeState::Down, |node| node.state)
    }

    /// Chooses another node than the present owner.
    pub fn plan_placement(&self, group: GroupId, occasion: Occasion) -> Choice {
        let mut choice = Choice::default();
        for node in self.candidates(group, occasion) {
            match self.unsuitable(group, node) {
                None => {
                    choice.node = Some(node);
                    break;
                }
                Some(reason) => choice.refused.push((node, format!("it {}", reason.in_words()))),
            }
        }
        choice
    }

    /// A node to keep the group on, offline, when none can run it: an Up node before a paused one (policies 9, fallback).
    pub(super) fn plan_parking(&self, group: GroupId) -> Option<NodeId> {
        let candidates = self.candidates(group, Occasion::Failure);
        let with_state = |wanted| candidates.iter().copied().find(|node| self.node_state(*node) == wanted);
        with_state(NodeState::Up).or_else(|| with_state(NodeState::Paused))
    }

    /// Every node but the owner, best first.
    fn candidates(&self, group: GroupId, occasion: Occasion) -> Vec<NodeId> {
        let (Some(config), Some(runtime)) = (self.config.groups.get(&group), self.runtime.groups.get(&group)) else {
            return Vec::new();
        };
        let owner = runtime.owner;
        let preferred = match occasion {
            Occasion::Request => config.preferred_owners.clone(),
            Occasion::Failure => behind(owner, &config.preferred_owners),
        };
        let mut rest: Vec<NodeId> =
            self.config.nodes.keys().copied().filter(|node| !preferred.contains(node)).collect();
        if self.config.cluster.disable_preferred_owner_randomization {
            rest = behind(owner, &rest);
        } else {
            let instance = self.config.cluster.instance;
            rest.sort_by_cached_key(|node| draw(instance, group, runtime.epoch, *node));
        }
        preferred
            .into_iter()
            .chain(rest)
            .filter(|node| *node != owner && self.config.nodes.contains_key(node))
            .collect()
    }

    /// The node and the reason, as a sentence about it.
    pub(super) fn unsuitable_sentence(&self, node: NodeId, reason: &Unsuitable) -> String {
        format!("{} {}", name_of_node(self, node), reason.in_words())
    }
}

/// The list from behind `owner`, wrapping; from its start when the owner is not in it.
fn behind(owner: NodeId, list: &[NodeId]) -> Vec<NodeId> {
    let start = list.iter().position(|node| *node == owner).map_or(0, |position| position + 1);
    list[start..].iter().chain(&list[..start]).copied().collect()
}

/// The lot a node draws: random in effect, and the same on every node of the cluster (policies 9.4). The epoch makes each
/// move draw anew. FNV-1a over the facts, then the finishing steps of splitmix64, because FNV alone leaves the order of small
/// numbers visible.
fn draw(instance: Guid, group: GroupId, epoch: Epoch, node: NodeId) -> u64 {
    let facts = [&instance.0[..], &group.0.0[..], &epoch.0.to_le_bytes()[..], &node.0.to_le_bytes()[..]];
    let mut lot = 0xcbf2_9ce4_8422_2325_u64;
    for byte in facts.into_iter().flatten() {
        lot = (lot ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    lot ^ (lot >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_on_behind_the_owner_and_wraps() {
        let list = [NodeId(1), NodeId(2), NodeId(3)];
        assert_eq!(behind(NodeId(2), &list), [NodeId(3), NodeId(1), NodeId(2)]);
        assert_eq!(behind(NodeId(9), &list), list);
        assert_eq!(behind(NodeId(9), &[]), []);
    }

    #[test]
    fn lots_spread_groups_over_the_nodes() {
        let mut taken = [0; 4];
        for number in 0..4_000_u32 {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&number.to_le_bytes());
            let group = GroupId(Guid(bytes));
            let winner = (1..=4).min_by_key(|node| draw(Guid([7; 16]), group, Epoch(1), NodeId(*node))).unwrap();
            taken[winner as usize - 1] += 1;
        }
        assert!(taken.iter().all(|count| (900..1_100).contains(count)), "{taken:?}");
    }
}
