//! Where a group runs (policies 9): the order of candidates, what speaks against each, and the choice.
//!
//! Pure questions to the state; the answers carry the refused candidates with their reasons. Four steps, a file each:
//!
//! 1. [`order`]: the preferred list, then the rest by lot (9.2 to 9.4).
//! 2. [`node`]: what speaks against a node whatever else runs there: its state, the possible owners (9.15, 9.20).
//! 3. [`company`]: what speaks against it because of what runs there: anti-affinity, affinity rules, free capacity (9.22 to 9.36).
//! 4. [`preference`]: what a node that could take the group is passed over for, as long as a better one is left: AvoidPlacement,
//!    anti-affinity that is not enforced, sites (9.21, 9.24, 9.37, 9.38).
//!
//! The first candidate in the order that nothing speaks against is taken at once, so that an ordinary choice among many nodes
//! looks at one or two of them.

pub(crate) mod affinity;
mod company;
mod node;
mod order;
mod preference;

use crate::runtime::roster::Place;
use crate::state::State;
use model::{GroupId, NodeId, NodeState};
use order::Candidates;
use preference::{Preference, Reluctance};

pub use node::Unsuitable;

/// What the choice is made for (policies 9, choice of node).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// A move by request without a target: the preferred list from its start (9.2).
    Request,
    /// After a failure: the preferred list from behind the present owner, wrapping (9.3).
    Failure,
}

/// The outcome of a choice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    pub node: Option<NodeId>,
    /// Those that come before the chosen node but cannot take the group, or would take it less gladly.
    pub refused: Vec<(NodeId, String)>,
}

/// Why a candidate was not taken.
enum Passed {
    Unsuitable(Unsuitable),
    Reluctant(Reluctance),
}

impl State {
    /// Chooses another node than the present owner.
    pub fn plan_placement(&self, group: GroupId, occasion: Occasion) -> Choice {
        self.plan(group, occasion, false)
    }

    /// As [`State::plan_placement`], with the affinity rules passed by (policies 9.34).
    pub fn plan_placement_ignoring_rules(&self, group: GroupId, occasion: Occasion) -> Choice {
        self.plan(group, occasion, true)
    }

    fn plan(&self, group: GroupId, occasion: Occasion, ignore_rules: bool) -> Choice {
        let Some(candidates) = Candidates::new(self, group, occasion) else { return Choice::default() };
        let preference = Preference::new(self, group, occasion);
        let mut passed: Vec<(NodeId, Passed)> = Vec::new();
        // The best so far: how gladly it would take the group, the node, and how many were passed over before it.
        let mut best: Option<(u32, NodeId, usize)> = None;
        let mut chosen = None;
        for place in candidates {
            let node = place.node;
            if let Some(obstacle) = self.obstacle_at(group, place, ignore_rules) {
                passed.push((node, Passed::Unsuitable(obstacle)));
                continue;
            }
            let Some(reluctance) = preference.reluctance(place) else {
                chosen = Some(node);
                break;
            };
            if best.is_none_or(|(least, ..)| reluctance.weight < least) {
                best = Some((reluctance.weight, node, passed.len()));
            }
            passed.push((node, Passed::Reluctant(reluctance)));
        }
        if let (None, Some((_, node, before))) = (chosen, best) {
            chosen = Some(node);
            passed.truncate(before);
        }
        let in_words = |(node, passed)| match passed {
            Passed::Unsuitable(obstacle) => (node, format!("it {}", obstacle.in_words())),
            Passed::Reluctant(reluctance) => (node, format!("it {}", preference.in_words(&reluctance, node))),
        };
        Choice { node: chosen, refused: passed.into_iter().map(in_words).collect() }
    }

    /// Every node but the owner, in the order in which they are asked.
    pub(super) fn candidates_for(&self, group: GroupId, occasion: Occasion) -> Vec<NodeId> {
        Candidates::new(self, group, occasion).into_iter().flatten().map(|place| place.node).collect()
    }

    /// A node to keep the group on, offline, when none can run it: an Up node before a paused one, and of each kind one with the
    /// status AvoidPlacement last (policies 9.19, 9.21).
    pub(super) fn plan_parking(&self, group: GroupId) -> Option<NodeId> {
        self.parking_among(group, |_| true)
    }

    /// The same for what a drain moves away. Never a node that is being drained itself: it would send the group away again, and two of
    /// them to each other without end.
    pub(super) fn plan_parking_of_drained(&self, group: GroupId) -> Option<NodeId> {
        self.parking_among(group, |node| self.draining(node).is_none())
    }

    fn parking_among(&self, group: GroupId, may_be: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        let rank = |place: &Place| match place.state {
            NodeState::Up if !place.stopping => Some((0, place.avoid)),
            NodeState::Paused if may_be(place.node) => Some((1, place.avoid)),
            _ => None,
        };
        let ranked =
            Candidates::new(self, group, Occasion::Failure)?.filter_map(|place| Some((rank(place)?, place.node)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, node)| node)
    }

    /// Whether the node can take the group and would not be passed over for another one, its site aside.
    pub(super) fn is_welcome(&self, group: GroupId, node: NodeId) -> bool {
        let glad = |place| Preference::new(self, group, Occasion::Request).welcomes(place);
        self.obstacle(group, node, false).is_none() && self.place(node).is_some_and(glad)
    }

    /// What speaks against starting the group on the node or moving it there, whatever stands in the order; `None` if nothing
    /// does.
    pub fn obstacle(&self, group: GroupId, node: NodeId, ignore_rules: bool) -> Option<Unsuitable> {
        self.unsuitable(group, node).or_else(|| self.bad_company(group, node, ignore_rules))
    }

    fn obstacle_at(&self, group: GroupId, place: &Place, ignore_rules: bool) -> Option<Unsuitable> {
        let of_node =
            node::of_state(place.state, place.stopping).or_else(|| self.not_possible_owner(group, place.node));
        of_node.or_else(|| self.bad_company(group, place.node, ignore_rules))
    }
}
