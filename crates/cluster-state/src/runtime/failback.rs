//! Failback: a group goes back to a node that it prefers (policies 7).
//!
//! Two things bring it about: a node that the group prefers to its owner becomes Up, or the group's window begins while such a
//! node is Up. Then the group is *due*, and moves as soon as it is at rest. Being due, and waiting for the window, are facts of
//! the group; reconciliation drops them when the group has nowhere better to go. Hours are those of the clock and zone
//! of the leader; a clock that jumps is noticed at the next full hour that it was to show, at the latest.

use super::cause::{name_of_group, name_of_node};
use super::{MoveCause, Timer};
use crate::apply::Apply;
use crate::config::{FailbackWindow, GroupConfig};
use crate::outcome::Level;
use crate::state::State;
use model::flags::MoveFlags;
use model::{GroupId, GroupState, LocalTime, NodeId, NodeState};

/// That a group is to go back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failback {
    /// As soon as it is at rest.
    Due,
    /// When its window begins the next time.
    AtWindow {
        /// Full hours of local time since 1970 when the wait began: a window that had begun by then does not count.
        since: u64,
    },
}

impl Failback {
    pub(super) fn waits_for_window(self) -> bool {
        matches!(self, Failback::AtWindow { .. })
    }
}

impl FailbackWindow {
    /// The window from an hour until another one: past midnight when its end is before its start, the whole day when they
    /// are the same.
    fn contains(self, local: LocalTime) -> bool {
        self.hours_since_start(local) < self.length()
    }

    /// When the window last began, in full hours of local time since 1970.
    fn last_start(self, local: LocalTime) -> u64 {
        local.hours().saturating_sub(u64::from(self.hours_since_start(local)))
    }

    fn hours_since_start(self, local: LocalTime) -> u32 {
        (local.hour() + 24 - self.start) % 24
    }

    fn length(self) -> u32 {
        match (self.end + 24 - self.start) % 24 {
            0 => 24,
            hours => hours,
        }
    }
}

impl Apply<'_> {
    /// The node has become Up by joining: groups that prefer it to their owners go back, now or in their windows (policies 7.4
    /// to 7.6).
    pub(super) fn fail_back_to_joined(&mut self, node: NodeId) {
        for group in self.state.groups_failing_back_to(node) {
            self.change_group(group, |group| group.failback = Some(Failback::Due));
        }
    }

    /// Drops a failback that has no more reason, waits for windows, and begins what is due.
    pub(super) fn mind_failback(&mut self, group: GroupId) -> bool {
        let (config, facts) = (self.state.config.group(group), self.state.group(group));
        let failback = facts.failback;
        // What is on its way, also back to a node that is resumed, is looked at when it has arrived.
        let moving = facts.moving.is_some_and(|moving| failback.is_none() || moving.why == MoveCause::Resumed);
        if moving || (failback.is_none() && !config.failback_allowed) {
            return false;
        }
        let (window, local) = (config.failback_window, self.state.runtime.local);
        let Some(to) = self.state.failback_target(group) else {
            if failback.is_some() {
                self.change_group(group, |group| group.failback = None);
            }
            return false;
        };
        match (failback, window) {
            (None, None) | (Some(Failback::AtWindow { .. }), Some(_)) => false,
            (None, Some(window)) => self.wait_for_window(group, to, window),
            (Some(Failback::Due), Some(window)) if !window.contains(local) => self.wait_for_window(group, to, window),
            // By now the node that it prefers is Up, and only the window was missing.
            (Some(Failback::Due), _) | (Some(Failback::AtWindow { .. }), None) => {
                let may = self.state.may_fail_back(group);
                if may {
                    self.begin_failback(group, to);
                }
                may
            }
        }
    }

    fn wait_for_window(&mut self, group: GroupId, to: NodeId, window: FailbackWindow) -> bool {
        let since = self.state.runtime.local.hours();
        self.change_group(group, |group| group.failback = Some(Failback::AtWindow { since }));
        let (name, to) = (name_of_group(self.state, group), name_of_node(self.state, to));
        let text = format!(
            "Group \"{name}\" goes back to {to}, which it prefers, when its failback window begins, at {}:00 local time.",
            window.start
        );
        self.record_group(Level::Information, group, "policies 7.6", text, Vec::new());
        false
    }

    fn begin_failback(&mut self, group: GroupId, to: NodeId) {
        let config = self.state.config.group(group).clone();
        let owner = self.state.group(group).owner;
        self.change_group(group, |group| group.failback = None);
        let better = config.preferred_owners.iter().take_while(|node| **node != to);
        let refused = better.map(|node| {
            let obstacle = self.state.obstacle(group, *node, false);
            let why = obstacle.map_or_else(|| "is avoided for now".into(), |obstacle| obstacle.in_words());
            (*node, format!("it {why}"))
        });
        let refused = refused.collect();
        let rule = match config.failback_window {
            Some(_) => "policies 7.6",
            None => "policies 7.5",
        };
        let (name, to_name) = (&config.name, name_of_node(self.state, to));
        let text = format!(
            "Group \"{name}\" fails back to {to_name}, which it prefers to {}.",
            name_of_node(self.state, owner)
        );
        self.record_group(Level::Information, group, rule, text, refused);
        self.begin_move(group, to, MoveCause::Failback, MoveFlags::NONE);
    }

    /// The leader's clock shows a full hour. Groups whose windows have begun are due.
    pub(super) fn local_hour_began(&mut self) {
        self.set_next_hour(None);
        let local = self.state.runtime.local;
        let waiting: Vec<GroupId> = self.state.runtime.window_waits.iter().copied().collect();
        for group in waiting {
            let (Some(window), Some(Failback::AtWindow { since })) =
                (self.state.config.group(group).failback_window, self.state.group(group).failback)
            else {
                continue;
            };
            if window.contains(local) && window.last_start(local) > since {
                self.change_group(group, |group| group.failback = Some(Failback::Due));
            }
        }
        self.watch_hours();
    }

    pub(super) fn index_window_wait(&mut self, group: GroupId, waits: bool) {
        let waits_now = &mut self.state.runtime.window_waits;
        if !waits {
            if !waits_now.is_empty() {
                waits_now.remove(&group);
            }
        } else if waits_now.insert(group).is_none() {
            self.watch_hours();
        }
    }

    /// Sees to it that the next full hour is noticed, while a group waits for one.
    fn watch_hours(&mut self) {
        if self.state.runtime.next_hour.is_none() && !self.state.runtime.window_waits.is_empty() {
            let left_ms = self.state.runtime.local.ms_to_next_hour();
            self.set_next_hour(Some(self.state.time.plus_ms(left_ms)));
        }
    }

    fn set_next_hour(&mut self, at: Option<model::ClusterTime>) {
        let before = std::mem::replace(&mut self.state.runtime.next_hour, at);
        self.move_timer(Timer::LocalHour, before, at);
    }
}

impl State {
    /// Where the group would fail back to now: the best node of its preferred list that can take it, if it prefers that node to its
    /// owner and AutoFailbackType allows it (policies 7.2 to 7.4). The window and the state of the group are not looked at.
    pub fn failback_target(&self, group: GroupId) -> Option<NodeId> {
        if self.config.group(group).failback_allowed { self.preferred_target(group) } else { None }
    }

    /// As [`State::failback_target`], whatever AutoFailbackType says.
    pub fn preferred_target(&self, group: GroupId) -> Option<NodeId> {
        let owner = self.group(group).owner;
        let preferred = &self.config.group(group).preferred_owners;
        let better = preferred.iter().copied().take_while(|node| *node != owner);
        better.into_iter().find(|node| self.is_welcome(group, *node))
    }

    /// The groups whose failback would lead them to the node. Looks at every group: for events as rare as a join.
    pub(super) fn groups_failing_back_to(&self, node: NodeId) -> Vec<GroupId> {
        let prefers = |group: &GroupConfig| group.failback_allowed && group.preferred_owners.contains(&node);
        let groups = self.config.groups.values().filter(|group| prefers(group)).map(|group| group.id);
        groups.filter(|group| !self.waits_for_node(*group) && self.failback_target(*group) == Some(node)).collect()
    }

    /// Whether the group is at rest and well: what fails, moves, or is on its way is left alone, and goes back afterwards.
    fn may_fail_back(&self, group: GroupId) -> bool {
        let runtime = self.group(group);
        let rests =
            matches!(self.group_state(group), GroupState::Online | GroupState::PartialOnline | GroupState::Offline);
        rests
            && runtime.moving.is_none()
            && !runtime.parked
            && !self.waits_for_node(group)
            && !self.config.group(group).deleting
            && self.node_state(runtime.owner) != NodeState::Down
            && self.check_may_be_moved(group).is_ok()
    }

    /// Where and when the group goes back, as the end of a sentence about it; `None` for one that does not.
    pub fn failback_in_words(&self, group: GroupId) -> Option<String> {
        let to = name_of_node(self, self.failback_target(group)?);
        match (self.group(group).failback?, self.config.group(group).failback_window) {
            (Failback::AtWindow { .. }, Some(window)) => Some(format!("to {to}, from {}:00 local time", window.start)),
            _ => Some(format!("to {to}, when it is at rest")),
        }
    }

    /// NodeFailbackStatus: 1 while a group is on its way back to the node, else 0.
    pub(crate) fn failback_status(&self, node: NodeId) -> u32 {
        let comes_back = |moving: super::Moving| moving.to == node && moving.why == MoveCause::Failback;
        u32::from(self.runtime.groups.values().any(|group| group.moving.is_some_and(comes_back)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::WallTime;

    fn at(hour: u64) -> LocalTime {
        LocalTime { wall: WallTime((24 * 10 + hour) * 3_600_000 + 1), zone_offset_s: 0 }
    }

    fn hours_inside(start: u32, end: u32) -> Vec<u64> {
        (0..24).filter(|hour| FailbackWindow { start, end }.contains(at(*hour))).collect()
    }

    #[test]
    fn a_window_goes_from_its_start_until_its_end() {
        assert_eq!(hours_inside(2, 5), [2, 3, 4]);
        assert_eq!(hours_inside(22, 1), [0, 22, 23]);
        assert_eq!(hours_inside(3, 3).len(), 24);
    }

    #[test]
    fn a_window_last_began_today_or_yesterday() {
        let window = FailbackWindow { start: 22, end: 1 };
        assert_eq!(window.last_start(at(23)), 24 * 10 + 22);
        assert_eq!(window.last_start(at(0)), 24 * 9 + 22);
    }
}
