//! What nodes and groups remember of moves, drains and quarantine.

use super::wire;
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use cluster_state::runtime::{Arrival, Drain, DrainStatus, MoveCause, Moving, Quarantine, QueuedMove};
use model::flags::{DrainFlags, MoveFlags};
use model::{ClusterTime, NodeId, ResourceId, Win32Code};

pub(super) fn moving_to_wire(moving: Moving) -> wire::Moving {
    use wire::MoveCause as Wire;
    let (cause, failed) = match moving.why {
        MoveCause::Requested | MoveCause::Failback => (Wire::RequestOrFailure, None),
        MoveCause::ResourceFailed(resource) => (Wire::RequestOrFailure, Some(resource)),
        MoveCause::Drained => (Wire::Drained, None),
        MoveCause::Parked => (Wire::Parked, None),
        MoveCause::Resumed => (Wire::Resumed, None),
        MoveCause::Returning(resource) => (Wire::Returning, Some(resource)),
        MoveCause::Cancelled => (Wire::Cancelled, None),
    };
    wire::Moving {
        to: moving.to.0,
        failed_resource: failed.map(|resource| encode_guid(resource.0)),
        flags: moving.flags.bits(),
        cause: cause as i32,
        failback: moving.why == MoveCause::Failback,
    }
}

pub(super) fn moving_from_wire(moving: wire::Moving) -> Result<Moving, DecodeError> {
    use wire::MoveCause as Wire;
    let failed = moving.failed_resource.map(|id| decode_guid(&id, "moving.failed_resource")).transpose()?;
    let failed = failed.map(ResourceId);
    let why = match (Wire::try_from(moving.cause), failed) {
        (Ok(Wire::RequestOrFailure), None) if moving.failback => MoveCause::Failback,
        (Ok(Wire::RequestOrFailure), None) => MoveCause::Requested,
        (Ok(Wire::RequestOrFailure), Some(resource)) => MoveCause::ResourceFailed(resource),
        (Ok(Wire::Drained), _) => MoveCause::Drained,
        (Ok(Wire::Parked), _) => MoveCause::Parked,
        (Ok(Wire::Resumed), _) => MoveCause::Resumed,
        (Ok(Wire::Returning), resource) => MoveCause::Returning(required(resource, "moving.failed_resource")?),
        (Ok(Wire::Cancelled), _) => MoveCause::Cancelled,
        (Err(_), _) => return Err(DecodeError::Invalid("moving.cause")),
    };
    Ok(Moving { to: NodeId(moving.to), why, flags: MoveFlags::from_known_bits(moving.flags) })
}

pub(super) fn arrival_to_wire(arrival: Arrival) -> wire::Arrival {
    wire::Arrival { from: arrival.from.0, flags: arrival.flags.bits() }
}

pub(super) fn arrival_from_wire(arrival: wire::Arrival) -> Arrival {
    Arrival { from: NodeId(arrival.from), flags: MoveFlags::from_known_bits(arrival.flags) }
}

pub(super) fn queued_to_wire(queued: QueuedMove) -> wire::QueuedMove {
    wire::QueuedMove { to: queued.to.map(|to| to.0), flags: queued.flags.bits() }
}

pub(super) fn queued_from_wire(queued: wire::QueuedMove) -> QueuedMove {
    QueuedMove { to: queued.to.map(NodeId), flags: MoveFlags::from_known_bits(queued.flags) }
}

pub(super) fn drain_to_wire(drain: Drain) -> wire::Drain {
    wire::Drain {
        status: drain.status as u32,
        target: drain.target.map(|target| target.0),
        flags: drain.flags.bits(),
        error: drain.error.map(Win32Code::number),
    }
}

pub(super) fn drain_from_wire(drain: wire::Drain) -> Result<Drain, DecodeError> {
    Ok(Drain {
        status: DrainStatus::from_number(drain.status).ok_or(DecodeError::Invalid("drain.status"))?,
        target: drain.target.map(NodeId),
        flags: DrainFlags::from_known_bits(drain.flags),
        error: drain.error.map(Win32Code),
    })
}

pub(super) fn quarantine_to_wire(quarantine: Quarantine) -> wire::Quarantine {
    wire::Quarantine { until_ms: quarantine.due().map(|at| at.0) }
}

pub(super) fn quarantine_from_wire(quarantine: wire::Quarantine) -> Quarantine {
    quarantine.until_ms.map_or(Quarantine::UntilCleared, |at| Quarantine::Until(ClusterTime(at)))
}
