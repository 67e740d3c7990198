//! The end of a whole cluster on this machine: what runs here is ended in order, and once every other node has taken note too, or nobody is
//! there to wait for, the service ends. Of a cluster that was destroyed the node's settings and state are removed then: the next life of the
//! service waits to be configured (docs/decisions/0006-joining.md).

use crate::event_loop::{Ended, EventLoop};
use crate::setup::{self, Start};
use model::{Refusal, Win32Code};
use node::Now;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the others are waited for, beyond what one node is given. They need this node's copy of the log until they have read the same in theirs.
const OTHERS_LIMIT_MS: u64 = 10_000;
/// ... and how long when there is no leader any more: who led has read it, and has gone.
const ALONE_LIMIT_MS: u64 = 1_000;
/// The threads of a life that is over close its files.
const CLOSING_LIMIT: Duration = Duration::from_secs(10);
const CLOSED_AGAIN: Duration = Duration::from_millis(20);

impl EventLoop {
    /// By this node's own copy of the state, to which only a majority can have brought it.
    /// A destroyed one is forgotten also where the service is stopping for another reason.
    pub(crate) fn watch_end_of_cluster(&mut self, now: Now) {
        let (state, me) = (self.node.state(), self.host.node());
        let destroyed = state.config().cluster.destroyed;
        let shut_down = state.is_shut_down(me) && self.node.is_member() && !self.is_stopping();
        let (end, told) = match self.memory.watch.ends_with_cluster {
            Some(Ended::Destroyed) => return,
            _ if destroyed => {
                let told = "destroyed: what runs here is ended, and this machine forgets that it was a node";
                (Ended::Destroyed, told)
            }
            _ if shut_down => (Ended::ShutDown, "shut down: what runs here is taken offline, and this service stops"),
            _ => return,
        };
        tracing::warn!("the cluster was {told}");
        self.memory.watch.ends_with_cluster = Some(end);
        self.memory.watch.leaving = None;
        self.begin_stop(now);
    }

    /// `finished`: the resource host has ended everything. `limit_ms`: how long it is given for that.
    pub(crate) fn watch_others_end(&mut self, end: Ended, waited_ms: u64, finished: bool, limit_ms: u64) {
        let state = self.node.state();
        let mut nodes = state.config().nodes.keys();
        let all_know = nodes.all(|node| state.active_incarnation(*node).is_none());
        let alone = self.node.leader().is_none() && waited_ms > ALONE_LIMIT_MS;
        let late = waited_ms > limit_ms + OTHERS_LIMIT_MS;
        if (finished && (all_know || alone)) || late {
            self.memory.ended = Some(end);
        }
    }
}

/// Removes what made this machine a node, once the life that is over has let go of it.
pub(crate) fn forget(start: &Start) -> Result<(), Refusal> {
    let deadline = Instant::now() + CLOSING_LIMIT;
    loop {
        match setup::reset(&start.settings, &start.state_dir) {
            Err(refusal) if refusal.code == Win32Code::ERROR_CLUSTER_NODE_UP && Instant::now() < deadline => {
                sleep(CLOSED_AGAIN);
            }
            done => return done.map(|_| ()),
        }
    }
}
