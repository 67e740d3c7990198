//! The leader's side, per incarnation that the applied state calls active: Granting, then Removing (leases, "States").
//!
//! Never here: rounds. The caller grants only what a completed round covers, and removes only when a round begun after
//! [`Grantor::due`] was completed.

use crate::members::Members;
use crate::timing::{PROPOSAL_REPEAT_MS, removal_due};
use model::{BootTime, Incarnation, NodeId};
use std::collections::BTreeMap;

struct Entry {
    incarnation: Incarnation,
    /// No grant of this leadership that the incarnation may hold was begun later (leases 4).
    bound: BootTime,
    /// When the longest lease granted in this leadership is over, margin and release time included: a shorter L makes it no sooner.
    covered: BootTime,
    /// When `NodeDown` was last proposed; set is the state Removing.
    removing: Option<BootTime>,
}

pub(crate) struct Grantor {
    entries: BTreeMap<NodeId, Entry>,
    /// Per node, the incarnation whose removal was proposed last. It stays in Removing even if it joins again: another copy
    /// of the proposal may be on its way.
    removed: BTreeMap<NodeId, Incarnation>,
    /// Unknown while the leader is Fresh.
    inherited: Option<BootTime>,
}

impl Grantor {
    pub(crate) fn new(members: &Members) -> Grantor {
        let mut grantor = Grantor { entries: BTreeMap::new(), removed: BTreeMap::new(), inherited: None };
        grantor.handle_members(BootTime(0), members);
        grantor
    }

    /// An incarnation that becomes active during this leadership starts with a bound of now, which is safe because it is
    /// late; the inherited one may lie so far back that it would be removed before its first renewal.
    pub(crate) fn handle_members(&mut self, now: BootTime, members: &Members) {
        self.entries.retain(|node, entry| members.is_active(*node, entry.incarnation));
        for (node, incarnation) in members.active() {
            let removing = (self.removed.get(&node) == Some(&incarnation)).then_some(now);
            let entry = Entry { incarnation, bound: now, covered: BootTime(0), removing };
            self.entries.entry(node).or_insert(entry);
        }
    }

    pub(crate) fn settle(&mut self, inherited: BootTime) {
        self.inherited = Some(inherited);
    }

    pub(crate) fn settled(&self) -> bool {
        self.inherited.is_some()
    }

    /// Incarnations that may be granted a lease; `removing` too only under a test-only fault.
    pub(crate) fn grantable(&self, removing: bool) -> impl Iterator<Item = (NodeId, Incarnation)> + '_ {
        let entries = self.entries.iter().filter(move |(_, entry)| removing || entry.removing.is_none());
        entries.map(|(node, entry)| (*node, entry.incarnation))
    }

    /// A renewal that arrived then is answered.
    pub(crate) fn note_granted(&mut self, node: NodeId, arrived: BootTime, lease_ms: u64) {
        if let Some(entry) = self.entries.get_mut(&node) {
            entry.bound = entry.bound.max(arrived);
            entry.covered = entry.covered.max(removal_due(arrived, lease_ms));
        }
    }

    /// Per incarnation in Granting, the instant after which it holds nothing any more (leases 6). Empty while Fresh.
    pub(crate) fn due(&self, members: &Members, wait: Wait) -> Vec<(NodeId, Incarnation, BootTime)> {
        let Some(inherited) = self.inherited else { return Vec::new() };
        let granting = self.entries.iter().filter(|(_, entry)| entry.removing.is_none());
        granting.map(|(node, entry)| (*node, entry.incarnation, entry.due(*node, inherited, members, wait))).collect()
    }

    /// The incarnation gets no grant from here on, while this leadership lasts.
    pub(crate) fn remove(&mut self, now: BootTime, node: NodeId) {
        if let Some(entry) = self.entries.get_mut(&node) {
            entry.removing = Some(now);
            self.removed.insert(node, entry.incarnation);
        }
    }

    /// Removals whose proposal is to be repeated now.
    pub(crate) fn take_repeats(&mut self, now: BootTime) -> Vec<(NodeId, Incarnation)> {
        let mut repeats = Vec::new();
        for (node, entry) in &mut self.entries {
            if entry.repeat_at().is_some_and(|at| at <= now) {
                entry.removing = Some(now);
                repeats.push((*node, entry.incarnation));
            }
        }
        repeats
    }

    pub(crate) fn next_repeat(&self) -> Option<BootTime> {
        self.entries.values().filter_map(Entry::repeat_at).min()
    }
}

/// How long a removal waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wait {
    Whole,
    /// Test-only fault: the lease may still run.
    HalfTheLease,
    /// Test-only fault: the longer lease of an incarnation that hands over is forgotten.
    TheClustersLease,
}

impl Entry {
    fn due(&self, node: NodeId, inherited: BootTime, members: &Members, wait: Wait) -> BootTime {
        let bound = self.bound.max(inherited);
        match wait {
            Wait::Whole => removal_due(bound, members.longest_lease_ms_of(node)).max(self.covered),
            Wait::TheClustersLease => removal_due(bound, members.longest_lease_ms()),
            Wait::HalfTheLease => bound.plus_ms(members.lease_ms() / 2),
        }
    }

    fn repeat_at(&self) -> Option<BootTime> {
        self.removing.map(|at| at.plus_ms(PROPOSAL_REPEAT_MS))
    }
}
