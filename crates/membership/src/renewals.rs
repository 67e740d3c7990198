//! The newest heartbeat of each incarnation that is heard, kept until it is answered.
//!
//! A follower keeps them too: it answers none, but when it is elected it can answer the last one of each node at once,
//! instead of waiting for the next.

use crate::message::Heartbeat;
use model::{BootTime, Incarnation, NodeId};
use std::collections::BTreeMap;

/// Incarnations remembered per node: the active one, the next one, and late datagrams of earlier ones.
const KEPT_PER_NODE: usize = 4;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Renewal {
    pub heartbeat: Heartbeat,
    /// Not before the heartbeat was sent, on any clock.
    pub arrived: BootTime,
    /// The round begun last when it arrived: only a later one may serve it (leases 3).
    pub after_round: u64,
    pub answered: bool,
}

#[derive(Default)]
pub(crate) struct Renewals {
    heard: BTreeMap<NodeId, Vec<Renewal>>,
}

impl Renewals {
    /// Takes the heartbeat unless it is doubled or overtaken.
    pub(crate) fn handle_heartbeat(&mut self, now: BootTime, node: NodeId, heartbeat: Heartbeat, after_round: u64) {
        let renewal = Renewal { heartbeat, arrived: now, after_round, answered: false };
        let heard = self.heard.entry(node).or_default();
        if let Some(known) = heard.iter_mut().find(|known| known.heartbeat.incarnation == heartbeat.incarnation) {
            if known.heartbeat.number < heartbeat.number {
                *known = renewal;
            }
            return;
        }
        if heard.len() == KEPT_PER_NODE
            && let Some(oldest) = (0..heard.len()).min_by_key(|position| heard[*position].arrived)
        {
            heard.remove(oldest);
        }
        heard.push(renewal);
    }

    fn get(&self, node: NodeId, incarnation: Incarnation) -> Option<&Renewal> {
        self.heard.get(&node)?.iter().find(|renewal| renewal.heartbeat.incarnation == incarnation)
    }

    /// The renewal that waits for an answer which would still be of use: a lease from it would not be over already.
    pub(crate) fn waiting(
        &self,
        now: BootTime,
        node: NodeId,
        incarnation: Incarnation,
        lease_ms: u64,
    ) -> Option<&Renewal> {
        self.get(node, incarnation).filter(|renewal| !renewal.answered && renewal.arrived.plus_ms(lease_ms) > now)
    }

    pub(crate) fn answer(&mut self, node: NodeId, incarnation: Incarnation) {
        for renewal in self.heard.get_mut(&node).into_iter().flatten() {
            if renewal.heartbeat.incarnation == incarnation {
                renewal.answered = true;
            }
        }
    }

    /// A new leadership counts its rounds from 1: each of them begins after all that was heard before it.
    pub(crate) fn handle_new_leadership(&mut self) {
        for renewal in self.heard.values_mut().flatten() {
            renewal.after_round = 0;
        }
    }

    /// Another incarnation of the node was heard later than this one.
    pub(crate) fn is_succeeded(&self, node: NodeId, incarnation: Incarnation) -> bool {
        let last = self.get(node, incarnation).map(|renewal| renewal.arrived);
        self.heard
            .get(&node)
            .into_iter()
            .flatten()
            .any(|other| other.heartbeat.incarnation != incarnation && Some(other.arrived) > last)
    }

    pub(crate) fn retain_nodes(&mut self, keep: impl Fn(NodeId) -> bool) {
        self.heard.retain(|node, _| keep(*node));
    }
}
