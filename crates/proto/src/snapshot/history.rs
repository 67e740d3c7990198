//! Events and answered requests.

use super::wire;
use crate::answer::object_kind_from_wire;
use crate::command::{reason_to_wire, request_id_from_wire, request_id_to_wire};
use crate::error::{DecodeError, required};
use cluster_state::outcome::{Event, Level, Reply, Subject};
use cluster_state::runtime::Phase;
use model::{NodeId, Reason, Refusal, RequestId, WallTime, Win32Code};
use std::collections::BTreeMap;
use wire::answer::Answer as WireAnswer;

/// What was read so far.
#[derive(Default)]
pub(super) struct History {
    pub(super) events: Vec<Event>,
    pub(super) answers: BTreeMap<RequestId, Result<Reply, Refusal>>,
    pub(super) answered: Vec<RequestId>,
}

pub(super) fn event_to_wire(event: &Event) -> wire::Event {
    let level = match event.level {
        Level::Information => wire::Level::Information,
        Level::Warning => wire::Level::Warning,
        Level::Error => wire::Level::Error,
    };
    let refused = event.refused.iter().map(|(node, reason)| wire::RefusedNode { node: node.0, reason: reason.clone() });
    wire::Event {
        sequence: event.sequence,
        wall_ms: event.wall.0,
        level: level.into(),
        subject_kind: event.subject.kind as u32,
        subject_id: event.subject.id.clone(),
        subject_name: event.subject.name.clone(),
        rule: event.rule.clone(),
        text: event.text.clone(),
        refused: refused.collect(),
        phases: event.phases.iter().map(|(phase, ms)| phase_to_wire(*phase, u64::from(*ms))).collect(),
        reason: reason_to_wire(event.reason.as_ref()),
    }
}

pub(super) fn event_from_wire(event: wire::Event) -> Result<Event, DecodeError> {
    let level = match wire::Level::try_from(event.level) {
        Ok(wire::Level::Information) => Level::Information,
        Ok(wire::Level::Warning) => Level::Warning,
        Ok(wire::Level::Error) => Level::Error,
        Ok(wire::Level::Unspecified) | Err(_) => return Err(DecodeError::Invalid("event.level")),
    };
    // The same numbers: what can be told to a client can be read from a snapshot.
    let kind = i32::try_from(event.subject_kind).ok().and_then(|kind| object_kind_from_wire(kind).ok());
    let kind = kind.ok_or(DecodeError::Invalid("event.subject_kind"))?;
    Ok(Event {
        sequence: event.sequence,
        wall: WallTime(event.wall_ms),
        level,
        subject: Subject { kind, id: event.subject_id, name: event.subject_name },
        rule: event.rule,
        text: event.text,
        refused: event.refused.into_iter().map(|refused| (NodeId(refused.node), refused.reason)).collect(),
        phases: event.phases.into_iter().map(event_phase_from_wire).collect::<Result<_, _>>()?,
        reason: Reason::new(&event.reason),
    })
}

pub(super) fn phase_to_wire(phase: Phase, ms: u64) -> wire::PhaseTime {
    wire::PhaseTime { phase: phase.name().to_owned(), ms }
}

pub(super) fn phase_from_wire(time: wire::PhaseTime) -> Result<(Phase, u64), DecodeError> {
    let phase = Phase::ALL.into_iter().find(|phase| phase.name() == time.phase);
    Ok((phase.ok_or(DecodeError::Invalid("phase"))?, time.ms))
}

fn event_phase_from_wire(time: wire::PhaseTime) -> Result<(Phase, u32), DecodeError> {
    let (phase, ms) = phase_from_wire(time)?;
    Ok((phase, u32::try_from(ms).map_err(|_| DecodeError::Invalid("event.phases"))?))
}

pub(super) fn answer_to_wire(request: RequestId, answer: &Result<Reply, Refusal>) -> wire::Answer {
    let answer = match answer {
        Ok(reply) => WireAnswer::Accepted(accepted_to_wire(reply).into()),
        Err(refusal) => WireAnswer::Refusal(wire::Refusal {
            code: refusal.code.number(),
            message: refusal.message.clone(),
            next: refusal.next.clone(),
        }),
    };
    wire::Answer { request_id: request_id_to_wire(request), answer: Some(answer) }
}

pub(super) fn answer_from_wire(answer: wire::Answer) -> Result<(RequestId, Result<Reply, Refusal>), DecodeError> {
    let request = request_id_from_wire(&answer.request_id)?;
    let answer = match required(answer.answer, "answer")? {
        WireAnswer::Accepted(accepted) => Ok(accepted_from_wire(accepted)?),
        WireAnswer::Refusal(refusal) => {
            Err(Refusal { code: Win32Code(refusal.code), message: refusal.message, next: refusal.next })
        }
    };
    Ok((request, answer))
}

fn accepted_to_wire(reply: &Reply) -> wire::Accepted {
    match reply {
        Reply::Done => wire::Accepted::Done,
        Reply::Pending => wire::Accepted::Pending,
        Reply::Stored => wire::Accepted::Stored,
    }
}

fn accepted_from_wire(accepted: i32) -> Result<Reply, DecodeError> {
    match wire::Accepted::try_from(accepted) {
        Ok(wire::Accepted::Done) => Ok(Reply::Done),
        Ok(wire::Accepted::Pending) => Ok(Reply::Pending),
        Ok(wire::Accepted::Stored) => Ok(Reply::Stored),
        Ok(wire::Accepted::Unspecified) | Err(_) => Err(DecodeError::Missing("accepted")),
    }
}
