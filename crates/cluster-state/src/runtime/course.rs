//! How a group came to be online where it is: the phases of a failover or a move, each with its time, told in the event that ends
//! it.

use crate::apply::Apply;
use crate::command::ReportAges;
use model::{ClusterTime, GroupId, ResourceId};

/// In the order in which they come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// The leader heard the owner for the last time.
    LastContact,
    /// The last lease that the owner can have had was over by its own clock.
    LeaseEnd,
    /// A move was asked for, or a failed resource has its group moved.
    Requested,
    /// The leader proposed to give the group to another node.
    Decided,
    /// The new owner knew it.
    Committed,
    /// The new owner's resource host was told to start the first resource.
    Started,
    /// The group was Online.
    Online,
}

impl Phase {
    pub const ALL: [Phase; 7] = [
        Phase::LastContact,
        Phase::LeaseEnd,
        Phase::Requested,
        Phase::Decided,
        Phase::Committed,
        Phase::Started,
        Phase::Online,
    ];

    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Phase::LastContact => "last_contact",
            Phase::LeaseEnd => "lease_end",
            Phase::Requested => "requested",
            Phase::Decided => "decided",
            Phase::Committed => "committed",
            Phase::Started => "started",
            Phase::Online => "online",
        }
    }
}

/// The phases so far; empty for a group that is not on its way.
pub type Course = Vec<(Phase, ClusterTime)>;

impl Apply<'_> {
    /// The owner's incarnation is over. `silent_ms`: how long the leader had not heard it, 0 when it said so itself.
    pub(super) fn begin_failover_course(&mut self, group: GroupId, silent_ms: u32) {
        let (now, lease_ms) = (self.state.time, self.state.runtime.lease.present_ms);
        let mut course = Vec::new();
        if silent_ms > 0 {
            let last_contact = ClusterTime(now.0.saturating_sub(u64::from(silent_ms)));
            course.push((Phase::LastContact, last_contact));
            course.push((Phase::LeaseEnd, last_contact.plus_ms(lease_ms)));
        }
        course.push((Phase::Decided, now));
        self.change_group(group, |group| group.course = course);
    }

    pub(super) fn begin_move_course(&mut self, group: GroupId) {
        let now = self.state.time;
        self.change_group(group, |group| group.course = vec![(Phase::Requested, now)]);
    }

    /// The group has left its owner; a failover has decided that before.
    pub(super) fn note_owner_change(&mut self, group: GroupId) {
        let now = self.state.time;
        if self.state.group(group).course.last().is_some_and(|(phase, _)| *phase == Phase::Requested) {
            self.change_group(group, |group| group.course.push((Phase::Decided, now)));
        }
    }

    /// The first resource of a group on its way came online.
    pub(super) fn note_start(&mut self, resource: ResourceId, ages: ReportAges) {
        let (now, group) = (self.state.time, self.state.config.resource(resource).group);
        if self.state.group(group).course.last().is_none_or(|(phase, _)| *phase != Phase::Decided) {
            return;
        }
        let ago = |ms: u32| ClusterTime(now.0.saturating_sub(u64::from(ms)));
        self.change_group(group, |group| {
            group.course.push((Phase::Committed, ago(ages.seen_ms)));
            group.course.push((Phase::Started, ago(ages.started_ms)));
        });
    }

    /// Ends the course of a group that has come online; each phase in milliseconds after the first.
    pub(super) fn end_course(&mut self, group: GroupId) -> Vec<(Phase, u32)> {
        let now = self.state.time;
        let mut course = self.state.group(group).course.clone();
        let Some((_, begun)) = course.first().copied() else { return Vec::new() };
        self.change_group(group, |group| group.course.clear());
        course.push((Phase::Online, now));
        let after = |at: ClusterTime| u32::try_from(at.since_ms(begun)).unwrap_or(u32::MAX);
        course.into_iter().map(|(phase, at)| (phase, after(at))).collect()
    }
}
