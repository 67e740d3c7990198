//! What the resource hosts saw (blueprint 5).
//!
//! A report is taken only if it speaks of what the state knows to be running: the node's active incarnation, the attempt and
//! the epoch under which it was started, and a sequence number not yet seen. All others are late or doubled and change
//! nothing; words about an attempt that is over are noted, so that they are not repeated.

use super::cause::{name_of_node, name_of_resource};
use super::failures::Seen;
use crate::apply::Apply;
use crate::command::{ReportStatus, Reports, ResourceReport};
use crate::outcome::Level;
use crate::state::State;
use model::{NodeId, ResourceId, ResourceState};

impl Apply<'_> {
    pub(crate) fn apply_reports(&mut self, reports: &Reports) {
        let node = self.state.runtime.nodes.get(&reports.node);
        if node.is_none_or(|node| node.incarnation != Some(reports.incarnation)) {
            return;
        }
        for report in &reports.reports {
            match self.state.standing(reports.node, report) {
                Standing::Taken => self.apply_report(report),
                Standing::Over => {
                    self.change_resource(report.resource, |resource| resource.report_sequence = report.sequence);
                }
                Standing::Ignored => {}
            }
        }
    }

    fn apply_report(&mut self, report: &ResourceReport) {
        let id = report.resource;
        self.change_resource(id, |resource| resource.report_sequence = report.sequence);
        match report.status {
            ReportStatus::Progress { checkpoint } => self.progressed(id, checkpoint),
            ReportStatus::Online => self.came_online(report),
            ReportStatus::Offline => self.let_go(id, report, "it stopped by itself"),
            ReportStatus::Gone => self.let_go(id, report, "it ended"),
            ReportStatus::Failed { gone } => self.reported_failed(id, report, gone),
            ReportStatus::Locked { locked } => self.locked_by_its_type(id, locked),
            ReportStatus::Health { good } => self.health_changed(report, good),
        }
    }

    /// Still alive: the silence begins anew (policies 3).
    fn progressed(&mut self, id: ResourceId, checkpoint: u32) {
        let limit = self.state.pending_limit(id);
        self.change_resource(id, |resource| {
            resource.checkpoint = checkpoint;
            if resource.state.is_pending() && !resource.terminating {
                resource.pending_until = limit;
            }
        });
    }

    /// A start that is no longer wanted has become OfflinePending meanwhile; its success means nothing.
    fn came_online(&mut self, report: &ResourceReport) {
        let id = report.resource;
        if self.state.resource(id).state == ResourceState::OnlinePending {
            self.change_resource(id, |resource| {
                resource.state = ResourceState::Online;
                resource.status_text = report.message.clone();
                resource.pending_until = None;
            });
            self.note_start(id, report.ages);
        }
    }

    /// Nothing of the attempt is left. Without having been asked to stop, that is a failure.
    fn let_go(&mut self, id: ResourceId, report: &ResourceReport, unasked: &str) {
        if matches!(self.state.resource(id).state, ResourceState::Online | ResourceState::OnlinePending) {
            let message = if report.message.is_empty() { unasked.into() } else { report.message.clone() };
            self.resource_failed(id, Seen { gone: true, code: report.code, message });
            return;
        }
        self.change_resource(id, |resource| {
            resource.residue = false;
            resource.terminating = false;
            resource.locked = false;
            resource.pending_until = None;
            if resource.state == ResourceState::OfflinePending {
                resource.state = ResourceState::Offline;
            }
        });
    }

    fn reported_failed(&mut self, id: ResourceId, report: &ResourceReport, gone: bool) {
        let seen = Seen { gone, code: report.code, message: report.message.clone() };
        let resource = self.state.resource(id);
        match resource.state {
            ResourceState::Online | ResourceState::OnlinePending => self.resource_failed(id, seen),
            ResourceState::OfflinePending if !resource.terminating => self.failed_to_stop(id, seen),
            // It was being terminated anyway.
            _ if gone => self.let_go(id, report, ""),
            _ => {}
        }
    }

    /// A failure while it is taken offline starts no recovery (policies 3): what is left is terminated.
    pub(super) fn failed_to_stop(&mut self, id: ResourceId, seen: Seen) {
        let owner = self.state.group(self.state.config.resource(id).group).owner;
        let (name, node) = (name_of_resource(self.state, id), name_of_node(self.state, owner));
        let left = if seen.gone { "nothing of it is left" } else { "what is left of it is terminated" };
        let message = if seen.message.is_empty() { "it failed" } else { seen.message.trim_end_matches('.') };
        let text = format!("Resource \"{name}\" did not go offline cleanly on {node}: {message}; {left}.");
        self.record_resource(Level::Warning, id, "policies 3", text, Vec::new());
        self.mark_failed(id, &seen);
    }
}

/// What a report is to the state.
enum Standing {
    Taken,
    /// New, but of an attempt of which nothing is left.
    Over,
    Ignored,
}

impl State {
    fn standing(&self, node: NodeId, report: &ResourceReport) -> Standing {
        let Some(config) = self.config.resources.get(&report.resource) else { return Standing::Ignored };
        let resource = self.resource(report.resource);
        let is_latest = resource.epoch == report.epoch && resource.attempt == report.attempt;
        if !is_latest || report.sequence <= resource.report_sequence {
            return Standing::Ignored;
        }
        match (resource.residue, self.group(config.group).owner == node) {
            (false, _) => Standing::Over,
            (true, true) => Standing::Taken,
            (true, false) => Standing::Ignored,
        }
    }
}
