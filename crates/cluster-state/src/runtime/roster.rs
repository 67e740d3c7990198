//! The nodes as placement asks for them, in one list: their states, their sites. Derived from the configuration and from the
//! facts of nodes whenever one of these changes, so that a choice looks nothing up.

use super::Runtime;
use crate::apply::Apply;
use crate::config::Config;
use crate::config::topology::Outermost;
use crate::state::State;
use model::{FaultDomainId, NodeId, NodeState};
use std::sync::Arc;

/// In the order of their ids.
pub(crate) type Roster = Arc<Vec<Place>>;

/// One node.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Place {
    pub node: NodeId,
    pub state: NodeState,
    /// Its service is about to stop.
    pub stopping: bool,
    /// The status AvoidPlacement.
    pub avoid: bool,
    pub site: Option<FaultDomainId>,
    pub outermost: Outermost,
}

pub(crate) fn call_roll(config: &Config, runtime: &Runtime) -> Roster {
    let place = |node: &NodeId| {
        let facts = runtime.nodes.get(node);
        Place {
            node: *node,
            state: facts.map_or(NodeState::Down, |facts| facts.state),
            stopping: facts.is_some_and(|facts| facts.stopping),
            avoid: facts.is_some_and(|facts| facts.avoid_placement),
            site: config.site_of_node(*node),
            outermost: config.outermost_of_node(*node),
        }
    };
    Arc::new(config.nodes.keys().map(place).collect())
}

impl Apply<'_> {
    pub(crate) fn refresh_roster(&mut self) {
        self.state.roster = call_roll(&self.state.config, &self.state.runtime);
    }
}

impl State {
    pub(super) fn place(&self, node: NodeId) -> Option<&Place> {
        let position = self.roster.binary_search_by_key(&node, |place| place.node).ok()?;
        self.roster.get(position)
    }
}
