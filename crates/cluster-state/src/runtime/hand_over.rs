//! A service is replaced by another program while its host goes on: the lease of that one incarnation is longer meanwhile
//! (leases 12, 17).
//!
//! Never here: who may be granted what; `membership` asks [`crate::view::MembersFacts`].

use super::cause::{in_words, name_of_node};
use super::{NodeRuntime, Timer};
use crate::apply::Apply;
use crate::next_command::about_node;
use crate::outcome::{Level, Reply};
use model::{ClusterTime, Incarnation, NodeId, Refusal, Win32Code};

/// H may not be longer: it is what the others wait if the machine dies in these seconds (leases 12).
pub const HAND_OVER_MS_MAX: u64 = 10_000;

/// The lease length of one incarnation, beside the cluster's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnLease {
    /// Counts the hand-overs of the incarnation, from 1: a late copy of an earlier request begins nothing.
    pub number: u32,
    /// H, while the incarnation hands over: it is granted this, in the place of a shorter L.
    pub present_ms: Option<u64>,
    /// The longest that was granted to it and may still be running.
    pub longest_ms: u64,
    /// With `present_ms`: the hand-over ends by itself. Without: no lease of `longest_ms` runs any more. Each is twice that length
    /// after the change, as with any change of L.
    pub until: ClusterTime,
}

impl Apply<'_> {
    /// The service of this incarnation wants to become another program. Refuses 5023 for another incarnation than the active
    /// one, 87 for a length of nothing or above [`HAND_OVER_MS_MAX`].
    pub(crate) fn hand_over_node(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        number: u32,
        lease_ms: u64,
    ) -> Result<Reply, Refusal> {
        self.check_active(node, incarnation)?;
        if lease_ms == 0 || lease_ms > HAND_OVER_MS_MAX {
            let message = format!("A lease for a hand-over is 1 to {HAND_OVER_MS_MAX} ms long, not {lease_ms}");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let before = self.state.runtime.nodes.get(&node).and_then(|node| node.own_lease);
        // Said again because nobody answered: it is not prolonged by that.
        if before.is_some_and(|own| own.number >= number) {
            return Ok(Reply::Done);
        }
        let longest_ms = lease_ms.max(before.map_or(0, |own| own.longest_ms));
        let until = self.state.time.plus_ms(2 * longest_ms);
        self.set_own_lease(node, Some(OwnLease { number, present_ms: Some(lease_ms), longest_ms, until }));
        let (name, length) = (name_of_node(self.state, node), in_words(lease_ms));
        let text = format!(
            "The service of {name} is replaced by a newer one, while what runs there goes on, for at most {length}."
        );
        self.record_node(Level::Information, node, "leases 12", text, Vec::new());
        Ok(Reply::Done)
    }

    /// The successor has a lease of its own, or there will be none. Refuses 5023 for another incarnation than the active one.
    pub(crate) fn handed_over_node(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        number: u32,
        version: &str,
    ) -> Result<Reply, Refusal> {
        self.check_active(node, incarnation)?;
        let Some(before) = self.state.runtime.nodes.get(&node).cloned() else { return Ok(Reply::Done) };
        if before.version != version {
            self.change_node(node, |runtime| runtime.version = version.into());
        }
        if before.own_lease.is_some_and(|own| own.number == number && own.present_ms.is_some()) {
            self.end_hand_over(node);
            let name = name_of_node(self.state, node);
            let text = format!("The service of {name} has version {version}; what runs there was not touched.");
            self.record_node(Level::Information, node, "leases 17", text, Vec::new());
        }
        Ok(Reply::Done)
    }

    fn check_active(&self, node: NodeId, incarnation: Incarnation) -> Result<(), Refusal> {
        if self.state.active_incarnation(node) == Some(incarnation) {
            return Ok(());
        }
        let name = name_of_node(self.state, node);
        let message = format!("{name} is not a member under the incarnation {incarnation}");
        Err(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next(about_node("show", &name)))
    }

    /// From now on the incarnation is granted the cluster's L, and waited for as if it had the longer one, until none of that
    /// length can be running.
    fn end_hand_over(&mut self, node: NodeId) {
        let Some(own) = self.state.runtime.nodes.get(&node).and_then(|node| node.own_lease) else { return };
        let until = self.state.time.plus_ms(2 * own.longest_ms);
        self.set_own_lease(node, Some(OwnLease { present_ms: None, until, ..own }));
    }

    /// A moment that [`OwnLease::until`] names has come.
    pub(super) fn own_lease_due(&mut self, node: NodeId) {
        let own = self.state.runtime.nodes.get(&node).and_then(|node| node.own_lease);
        if own.is_none_or(|own| own.present_ms.is_none()) {
            return self.set_own_lease(node, None);
        }
        self.end_hand_over(node);
        let name = name_of_node(self.state, node);
        let text =
            format!("The service of {name} did not say that it was replaced: it has leases of the usual length again.");
        self.record_node(Level::Warning, node, "leases 17", text, Vec::new());
    }

    /// The only writer, for the timer's sake.
    pub(super) fn set_own_lease(&mut self, node: NodeId, own: Option<OwnLease>) {
        let before = self.state.runtime.nodes.get(&node).and_then(|node| node.own_lease);
        if before != own {
            let until = |own: Option<OwnLease>| own.map(|own| own.until);
            self.move_timer(Timer::OwnLease(node), until(before), until(own));
            self.change_node(node, |runtime| runtime.own_lease = own);
        }
    }
}

impl NodeRuntime {
    /// L for this incarnation: H in the place of a shorter one.
    pub(crate) fn lease_ms(&self, cluster_ms: u64) -> u64 {
        self.own_lease.and_then(|own| own.present_ms).unwrap_or(0).max(cluster_ms)
    }

    /// L* for this incarnation.
    pub(crate) fn longest_lease_ms(&self, cluster_ms: u64) -> u64 {
        self.own_lease.map_or(0, |own| own.longest_ms).max(cluster_ms)
    }
}
