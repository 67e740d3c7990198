//! Reports of resource hosts.

use crate::error::{DecodeError, decode_all, decode_guid, encode_guid, required};
use crate::log as wire;
use cluster_state::command::{ReportAges, ReportStatus, Reports, ResourceReport};
use model::{Attempt, Epoch, Incarnation, NodeId, ResourceId};
use wire::Nothing;
use wire::resource_report::Status;

pub(super) fn to_wire(reports: &Reports) -> wire::Reports {
    wire::Reports {
        node: reports.node.0,
        incarnation: reports.incarnation.0,
        reports: reports.reports.iter().map(report_to_wire).collect(),
    }
}

pub(super) fn from_wire(reports: wire::Reports) -> Result<Reports, DecodeError> {
    Ok(Reports {
        node: NodeId(reports.node),
        incarnation: Incarnation(reports.incarnation),
        reports: decode_all(reports.reports, report_from_wire)?,
    })
}

pub fn report_to_wire(report: &ResourceReport) -> wire::ResourceReport {
    let status = match report.status {
        ReportStatus::Progress { checkpoint } => Status::Progress(checkpoint),
        ReportStatus::Online => Status::Online(Nothing {}),
        ReportStatus::Offline => Status::Offline(Nothing {}),
        ReportStatus::Failed { gone } => Status::Failed(gone),
        ReportStatus::Gone => Status::Gone(Nothing {}),
        ReportStatus::Locked { locked } => Status::Locked(locked),
        ReportStatus::Health { good } => Status::Health(good),
    };
    wire::ResourceReport {
        resource: encode_guid(report.resource.0),
        epoch: report.epoch.0,
        attempt: report.attempt.0,
        sequence: report.sequence,
        status: Some(status),
        code: report.code,
        message: report.message.clone(),
        seen_ms: report.ages.seen_ms,
        started_ms: report.ages.started_ms,
    }
}

pub fn report_from_wire(report: wire::ResourceReport) -> Result<ResourceReport, DecodeError> {
    let status = match required(report.status, "report.status")? {
        Status::Progress(checkpoint) => ReportStatus::Progress { checkpoint },
        Status::Online(Nothing {}) => ReportStatus::Online,
        Status::Offline(Nothing {}) => ReportStatus::Offline,
        Status::Failed(gone) => ReportStatus::Failed { gone },
        Status::Gone(Nothing {}) => ReportStatus::Gone,
        Status::Locked(locked) => ReportStatus::Locked { locked },
        Status::Health(good) => ReportStatus::Health { good },
    };
    Ok(ResourceReport {
        resource: ResourceId(decode_guid(&report.resource, "report.resource")?),
        epoch: Epoch(report.epoch),
        attempt: Attempt(report.attempt),
        sequence: report.sequence,
        status,
        code: report.code,
        message: report.message,
        ages: ReportAges { seen_ms: report.seen_ms, started_ms: report.started_ms },
    })
}
