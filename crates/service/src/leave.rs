//! Leaving the cluster in order: before the service stops, the cluster moves the node's groups away (DrainOnShutdown), so that
//! they are offline no longer than for a move, and what cannot run elsewhere runs until the end.

use crate::event_loop::EventLoop;
use crate::stop::StopRequest;
use cluster_state::command::{Command, NodeCommand};
use model::BootTime;
use node::{Input, Now};

/// The word that the node is about to stop is said again until the state shows it: the log may have dropped it.
const SAY_AGAIN_MS: u64 = 200;
/// When the state does not show it by then, nobody who could move the groups takes note.
const UNHEARD_LIMIT_MS: u64 = 2_000;
/// Without a leader nothing is moved.
const LEADERLESS_LIMIT_MS: u64 = 1_000;
const MS_PER_MINUTE: u64 = 60_000;

/// The service was asked to stop, and its groups are being moved away.
pub(crate) struct Leaving {
    since: BootTime,
    said: Option<BootTime>,
    leader_seen: BootTime,
}

impl EventLoop {
    pub(crate) fn asked_to_stop(&mut self, now: Now, request: StopRequest) {
        let me = self.host.node();
        self.give_up_hand_over(now);
        let first = !self.is_stopping() && self.memory.watch.leaving.is_none();
        let to_drain = self.node.is_member() && self.node.state().drains_before_stop(me);
        if request == StopRequest::AtOnce || !first || !to_drain {
            return self.begin_stop(now);
        }
        tracing::info!(
            "asked to stop: the groups of this node are moved to other nodes first; ask again to stop at once"
        );
        self.memory.watch.leaving = Some(Leaving { since: now.boot, said: None, leader_seen: now.boot });
        self.watch_leaving(now);
    }

    /// Says that the node is about to stop until the cluster knows, and stops when its drain is over or takes too long.
    pub(crate) fn watch_leaving(&mut self, now: Now) {
        let Some(leaving) = &mut self.memory.watch.leaving else { return };
        let (state, me) = (self.node.state(), self.host.node());
        if self.node.leader().is_some() {
            leaving.leader_seen = now.boot;
        }
        let since_ms = |at: BootTime| now.boot.since_ns(at) / 1_000_000;
        let (waited_ms, leaderless_ms) = (since_ms(leaving.since), since_ms(leaving.leader_seen));
        let known = state.is_about_to_stop(me);
        let limit_ms = u64::from(state.config().cluster.shutdown_timeout_min) * MS_PER_MINUTE;
        let drained = known && state.draining(me).is_none();
        let late = waited_ms > limit_ms || (!known && waited_ms > UNHEARD_LIMIT_MS);
        if drained || late || leaderless_ms > LEADERLESS_LIMIT_MS || !self.node.is_member() {
            if late {
                tracing::warn!("not every group could be moved away in {waited_ms} ms; the service stops now");
            }
            self.memory.watch.leaving = None;
            return self.begin_stop(now);
        }
        let again = leaving.said.is_none_or(|said| now.boot >= said.plus_ms(SAY_AGAIN_MS));
        if !known
            && again
            && let Some(incarnation) = state.active_incarnation(me)
        {
            leaving.said = Some(now.boot);
            let stopping = NodeCommand::Stopping { node: me, incarnation };
            self.node.handle(now, Input::Proposal(Command::Node(stopping)));
        }
    }
}
