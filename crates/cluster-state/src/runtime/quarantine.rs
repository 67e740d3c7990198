//! Quarantine: a node whose lives end again and again without having been stopped is kept out for a while (policies 13).

use super::cause::{counted, in_words, name_of_node};
use super::nodes::no_such_node;
use super::recovery::recent;
use crate::apply::Apply;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::{ClusterTime, NodeId, Refusal, Win32Code};

/// Unclean ends count for so long.
const WINDOW_MS: u64 = 3_600_000;
/// QuarantineDuration: until it is cleared.
const UNTIL_CLEARED: u32 = u32::MAX;
/// At most this share of the nodes is quarantined at a time, but one may always be.
const ONE_IN: usize = 5;

/// How long a node is kept out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quarantine {
    Until(ClusterTime),
    /// Until an administrator clears it.
    UntilCleared,
}

impl Quarantine {
    pub fn due(self) -> Option<ClusterTime> {
        match self {
            Quarantine::Until(at) => Some(at),
            Quarantine::UntilCleared => None,
        }
    }
}

impl Apply<'_> {
    /// A life of the node has ended without having been stopped. Its groups have left it already.
    pub(super) fn note_unclean_end(&mut self, node: NodeId) {
        let now = self.state.time;
        let threshold = self.state.config.cluster.quarantine_threshold as usize;
        self.change_node(node, |runtime| {
            runtime.unclean.retain(|end| now.since_ms(*end) < WINDOW_MS);
            runtime.unclean.push_back(now);
            // More are of no interest.
            while runtime.unclean.len() > threshold.max(1) {
                runtime.unclean.pop_front();
            }
        });
        let Some(runtime) = self.state.runtime.nodes.get(&node) else { return };
        let ends = recent(&runtime.unclean, WINDOW_MS, now);
        let duration_s = self.state.config.cluster.quarantine_duration_s;
        if threshold == 0 || duration_s == 0 || ends < threshold {
            return;
        }
        let name = name_of_node(self.state, node);
        let often = format!("its service ended {} within an hour without having been stopped", counted(ends, "time"));
        if let Some(obstacle) = self.state.cannot_quarantine() {
            let text = format!("{name} is not quarantined although {often}: {obstacle}.");
            return self.record_node(Level::Warning, node, "policies 13.9", text, Vec::new());
        }
        let (quarantine, how_long) = match duration_s {
            UNTIL_CLEARED => (Quarantine::UntilCleared, "until it is cleared".to_owned()),
            seconds => {
                let ms = u64::from(seconds) * 1_000;
                (Quarantine::Until(now.plus_ms(ms)), format!("for {}", in_words(ms)))
            }
        };
        self.change_node(node, |runtime| runtime.quarantine = Some(quarantine));
        let text = format!("{name} is quarantined and may not join {how_long}, because {often}.");
        self.record_node(Level::Error, node, "policies 13.5", text, Vec::new());
    }

    /// Its time is over.
    pub(super) fn quarantine_over(&mut self, node: NodeId) {
        self.end_quarantine(node, "its time is over");
    }

    /// ClearQuarantine: nothing to do is no error.
    pub(crate) fn clear_quarantine(&mut self, node: NodeId) -> Result<Reply, Refusal> {
        if self.state.quarantine_of(node).is_some() {
            self.end_quarantine(node, "it was cleared");
        }
        Ok(Reply::Done)
    }

    fn end_quarantine(&mut self, node: NodeId, why: &str) {
        self.change_node(node, |runtime| {
            runtime.quarantine = None;
            runtime.unclean.clear();
        });
        let text = format!("{} is no longer quarantined and may join: {why}.", name_of_node(self.state, node));
        self.record_node(Level::Information, node, "policies 13.6", text, Vec::new());
    }
}

impl State {
    pub fn quarantine_of(&self, node: NodeId) -> Option<Quarantine> {
        self.runtime.nodes.get(&node)?.quarantine
    }

    /// Refuses ERROR_CLUSTER_NODE_QUARANTINED 5985, and an unknown node.
    pub(super) fn check_not_quarantined(&self, node: NodeId) -> Result<(), Refusal> {
        let Some(runtime) = self.runtime.nodes.get(&node) else { return Err(no_such_node(node)) };
        let how_long = match runtime.quarantine {
            None => return Ok(()),
            Some(Quarantine::UntilCleared) => "until it is cleared".to_owned(),
            Some(Quarantine::Until(at)) => format!("for another {} s", at.since_ms(self.time).div_ceil(1_000)),
        };
        let name = name_of_node(self, node);
        let message = format!("{name} is quarantined {how_long}, because its service ended again and again");
        let next = crate::next_command::about_node("clear-quarantine", &name);
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_QUARANTINED, message).next(next))
    }

    /// Why no node can be quarantined now: the end of a sentence.
    fn cannot_quarantine(&self) -> Option<String> {
        let nodes = &self.runtime.nodes;
        if nodes.values().all(|node| node.incarnation.is_none()) {
            return Some("no other node is there to run what it ran".into());
        }
        let limit = (nodes.len() / ONE_IN).max(1);
        let now = nodes.values().filter(|node| node.quarantine.is_some()).count();
        (now >= limit).then(|| {
            format!("{} of {} quarantined already, which is as many as may be", now, counted(nodes.len(), "node"))
        })
    }
}
