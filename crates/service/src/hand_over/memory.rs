//! Between the core's types and the memory as it is written ([`proto::handover`]).

use bytes::Bytes;
use cluster_state::outcome::Demand;
use model::{Attempt, BootTime, Epoch, Guid, ResourceId};
use node::{AttemptMemory, Inheritance};
use proto::DecodeError;
use proto::command::{report_from_wire, report_to_wire};
use proto::handover::v1 as wire;

pub(super) fn attempts_to_wire(attempts: Vec<AttemptMemory>) -> Vec<wire::Attempt> {
    let mut attempts: Vec<wire::Attempt> = attempts.into_iter().map(attempt_to_wire).collect();
    attempts.sort_by(|a, b| a.resource.cmp(&b.resource));
    attempts
}

fn attempt_to_wire(memory: AttemptMemory) -> wire::Attempt {
    let told = match memory.told {
        None => wire::Told::Nothing,
        Some(Demand::Run) => wire::Told::Run,
        Some(Demand::Stop) => wire::Told::Stop,
        Some(Demand::Terminate) => wire::Told::Terminate,
    };
    wire::Attempt {
        resource: Bytes::copy_from_slice(&memory.resource.0.0),
        attempt: memory.attempt.0,
        epoch: memory.epoch.0,
        told: told.into(),
        in_maintenance: memory.in_maintenance,
        gone: memory.gone,
        seen_ns: memory.seen.0,
        started_ns: memory.started.0,
        sequence: memory.sequence,
        reports: memory.reports.iter().map(report_to_wire).collect(),
    }
}

pub(super) fn inheritance_from_wire(memory: &wire::Memory) -> Result<Inheritance, DecodeError> {
    let attempts = memory.attempts.iter().map(attempt_from_wire).collect::<Result<_, _>>()?;
    let until = BootTime(memory.until_ns);
    Ok(Inheritance { applied: memory.applied, number: memory.number, until, attempts })
}

fn attempt_from_wire(attempt: &wire::Attempt) -> Result<AttemptMemory, DecodeError> {
    let resource = attempt.resource[..].try_into().map_err(|_| DecodeError::Invalid("memory.attempt"))?;
    Ok(AttemptMemory {
        resource: ResourceId(Guid(resource)),
        attempt: Attempt(attempt.attempt),
        epoch: Epoch(attempt.epoch),
        told: match attempt.told() {
            wire::Told::Nothing => None,
            wire::Told::Run => Some(Demand::Run),
            wire::Told::Stop => Some(Demand::Stop),
            wire::Told::Terminate => Some(Demand::Terminate),
        },
        in_maintenance: attempt.in_maintenance,
        gone: attempt.gone,
        seen: BootTime(attempt.seen_ns),
        started: BootTime(attempt.started_ns),
        sequence: attempt.sequence,
        reports: attempt.reports.iter().cloned().map(report_from_wire).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cluster_state::command::{ReportAges, ReportStatus, ResourceReport};

    #[test]
    fn every_attempt_is_what_it_was() {
        let told = [None, Some(Demand::Run), Some(Demand::Stop), Some(Demand::Terminate)];
        let attempts: Vec<AttemptMemory> = (0u8..)
            .zip(told)
            .map(|(number, told)| {
                let resource = ResourceId(Guid([number; 16]));
                let report = |sequence| ResourceReport {
                    resource,
                    epoch: Epoch(2),
                    attempt: Attempt(9),
                    sequence,
                    status: ReportStatus::Failed { gone: true },
                    code: 5,
                    message: "it broke".into(),
                    ages: ReportAges::default(),
                };
                AttemptMemory {
                    resource,
                    attempt: Attempt(9),
                    epoch: Epoch(2),
                    told,
                    in_maintenance: number == 1,
                    gone: number == 2,
                    seen: BootTime(1),
                    started: BootTime(2),
                    sequence: 4,
                    reports: (3..3 + u64::from(number)).map(report).collect(),
                }
            })
            .collect();
        let mut mixed = attempts.clone();
        mixed.reverse();
        let memory = wire::Memory {
            applied: 8,
            number: 3,
            until_ns: 5,
            attempts: attempts_to_wire(mixed),
            ..wire::Memory::default()
        };
        assert_eq!(
            inheritance_from_wire(&memory),
            Ok(Inheritance { applied: 8, number: 3, until: BootTime(5), attempts })
        );
    }
}
