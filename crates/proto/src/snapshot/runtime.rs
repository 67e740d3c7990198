//! The runtime parts of nodes, groups and resources.

use super::history::{phase_from_wire, phase_to_wire};
use super::start_order::{wait_from_wire, wait_to_wire};
use super::{moves, start, wire};
use crate::command::{adapters_from_wire, adapters_to_wire};
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use cluster_state::runtime::{GroupRuntime, Hold, LastMove, NodeRuntime, OwnLease, Recovery, ResourceRuntime};
use model::{
    Attempt, ClusterTime, Epoch, GroupId, GroupState, Incarnation, NodeId, NodeState, ResourceId, ResourceState,
    WallTime,
};
use wire::recovery::Recovery as WireRecovery;

pub(super) fn node_to_wire(id: NodeId, node: &NodeRuntime) -> wire::Node {
    wire::Node {
        id: id.0,
        state: node.state.number(),
        incarnation: node.incarnation.map(|incarnation| incarnation.0),
        release_key: node.release_key.clone(),
        version: node.version.clone(),
        pid: node.pid,
        own_lease: node.own_lease.map(|OwnLease { number, present_ms, longest_ms, until }| wire::OwnLease {
            number,
            present_ms,
            longest_ms,
            until_ms: until.0,
        }),
        drain: node.drain.map(moves::drain_to_wire),
        avoid_placement: node.avoid_placement,
        stopping: node.stopping,
        shut_down: node.shut_down,
        unclean_ms: node.unclean.iter().map(|at| at.0).collect(),
        quarantine: node.quarantine.map(moves::quarantine_to_wire),
        adapters: node.adapters.as_deref().map(|adapters| wire::Adapters { adapters: adapters_to_wire(adapters) }),
    }
}

pub(super) fn node_from_wire(node: wire::Node) -> Result<(NodeId, NodeRuntime), DecodeError> {
    let state = NodeState::from_number(node.state).ok_or(DecodeError::Invalid("node.state"))?;
    let runtime = NodeRuntime {
        state,
        incarnation: node.incarnation.map(Incarnation),
        release_key: node.release_key,
        version: node.version,
        pid: node.pid,
        own_lease: node.own_lease.map(|own| OwnLease {
            number: own.number,
            present_ms: own.present_ms,
            longest_ms: own.longest_ms,
            until: ClusterTime(own.until_ms),
        }),
        drain: node.drain.map(moves::drain_from_wire).transpose()?,
        avoid_placement: node.avoid_placement,
        stopping: node.stopping,
        shut_down: node.shut_down,
        unclean: node.unclean_ms.into_iter().map(ClusterTime).collect(),
        quarantine: node.quarantine.map(moves::quarantine_from_wire),
        adapters: node.adapters.map(|adapters| adapters_from_wire(adapters.adapters)).transpose()?,
    };
    Ok((NodeId(node.id), runtime))
}

pub(super) fn group_to_wire(id: GroupId, group: &GroupRuntime) -> wire::Group {
    wire::Group {
        id: encode_guid(id.0),
        owner: group.owner.0,
        epoch: group.epoch.0,
        moving: group.moving.map(moves::moving_to_wire),
        parked: group.parked,
        started: group.started,
        provider_wait: group.provider_wait.as_ref().map(wait_to_wire),
        starting: group.starting.map(start::starting_to_wire),
        failback: group.failback.map(start::failback_to_wire),
        preempted_by: group.preempted_by.map(|group| encode_guid(group.0)),
        preemption: group.preemption.as_ref().map(start::preemption_to_wire),
        settled: group.settled,
        failovers_ms: group.failovers.iter().map(|at| at.0).collect(),
        state: group.state.number(),
        state_sequence: group.state_sequence,
        course: group.course.iter().map(|(phase, at)| phase_to_wire(*phase, at.0)).collect(),
        arrival: group.arrival.map(moves::arrival_to_wire),
        queued: group.queued.map(moves::queued_to_wire),
        drained_from: group.drained_from.map(|node| node.0),
        drain_error: group.drain_error,
        state_changed_wall_ms: group.state_changed.0,
        last_move: group.last_move.map(|LastMove { at, wall }| wire::LastMove { at_ms: at.0, wall_ms: wall.0 }),
    }
}

pub(super) fn group_from_wire(group: wire::Group) -> Result<(GroupId, GroupRuntime), DecodeError> {
    let course = group.course.into_iter().map(|time| phase_from_wire(time).map(|(phase, ms)| (phase, ClusterTime(ms))));
    let runtime = GroupRuntime {
        owner: NodeId(group.owner),
        epoch: Epoch(group.epoch),
        moving: group.moving.map(moves::moving_from_wire).transpose()?,
        parked: group.parked,
        started: group.started,
        provider_wait: group.provider_wait.map(wait_from_wire).transpose()?,
        starting: group.starting.map(start::starting_from_wire).transpose()?,
        failback: group.failback.map(start::failback_from_wire).transpose()?,
        preempted_by: group.preempted_by.map(|id| decode_guid(&id, "group.preempted_by").map(GroupId)).transpose()?,
        preemption: group.preemption.map(start::preemption_from_wire).transpose()?,
        settled: group.settled,
        failovers: group.failovers_ms.into_iter().map(ClusterTime).collect(),
        state: GroupState::from_number(group.state).ok_or(DecodeError::Invalid("group.state"))?,
        state_sequence: group.state_sequence,
        course: course.collect::<Result<_, _>>()?,
        arrival: group.arrival.map(moves::arrival_from_wire),
        queued: group.queued.map(moves::queued_from_wire),
        drained_from: group.drained_from.map(NodeId),
        drain_error: group.drain_error,
        state_changed: WallTime(group.state_changed_wall_ms),
        last_move: group
            .last_move
            .map(|moved| LastMove { at: ClusterTime(moved.at_ms), wall: WallTime(moved.wall_ms) }),
    };
    Ok((GroupId(decode_guid(&group.id, "group.id")?), runtime))
}

pub(super) fn resource_to_wire(id: ResourceId, resource: &ResourceRuntime) -> wire::Resource {
    wire::Resource {
        id: encode_guid(id.0),
        state: resource.state.number(),
        state_sequence: resource.state_sequence,
        attempt: resource.attempt.0,
        epoch: resource.epoch.0,
        residue: resource.residue,
        terminating: resource.terminating,
        report_sequence: resource.report_sequence,
        checkpoint: resource.checkpoint,
        pending_until_ms: resource.pending_until.map(|at| at.0),
        restarts_ms: resource.restarts.iter().map(|at| at.0).collect(),
        recovery: Some(wire::Recovery { recovery: Some(recovery_to_wire(resource.recovery)) }),
        hold: hold_to_wire(resource.hold).into(),
        status_code: resource.status_code,
        status_text: resource.status_text.clone(),
        asked: resource.asked,
        locked: resource.locked,
        force_stop: resource.force_stop,
        state_changed_wall_ms: resource.state_changed.0,
    }
}

pub(super) fn resource_from_wire(resource: wire::Resource) -> Result<(ResourceId, ResourceRuntime), DecodeError> {
    let recovery = required(resource.recovery.and_then(|recovery| recovery.recovery), "resource.recovery")?;
    let runtime = ResourceRuntime {
        state: ResourceState::from_number(resource.state).ok_or(DecodeError::Invalid("resource.state"))?,
        state_sequence: resource.state_sequence,
        attempt: Attempt(resource.attempt),
        epoch: Epoch(resource.epoch),
        residue: resource.residue,
        terminating: resource.terminating,
        report_sequence: resource.report_sequence,
        checkpoint: resource.checkpoint,
        pending_until: resource.pending_until_ms.map(ClusterTime),
        restarts: resource.restarts_ms.into_iter().map(ClusterTime).collect(),
        recovery: recovery_from_wire(recovery),
        hold: hold_from_wire(resource.hold)?,
        status_code: resource.status_code,
        status_text: resource.status_text,
        asked: resource.asked,
        locked: resource.locked,
        force_stop: resource.force_stop,
        state_changed: WallTime(resource.state_changed_wall_ms),
    };
    Ok((ResourceId(decode_guid(&resource.id, "resource.id")?), runtime))
}

fn recovery_to_wire(recovery: Recovery) -> WireRecovery {
    match recovery {
        Recovery::Free => WireRecovery::Free(wire::Empty {}),
        Recovery::RestartAt(at) => WireRecovery::RestartAtMs(at.0),
        Recovery::RetryAt(at) => WireRecovery::RetryAtMs(at.0),
        Recovery::Stays => WireRecovery::Stays(wire::Empty {}),
        Recovery::AfterMaintenance => WireRecovery::AfterMaintenance(wire::Empty {}),
    }
}

fn recovery_from_wire(recovery: WireRecovery) -> Recovery {
    match recovery {
        WireRecovery::Free(wire::Empty {}) => Recovery::Free,
        WireRecovery::RestartAtMs(at) => Recovery::RestartAt(ClusterTime(at)),
        WireRecovery::RetryAtMs(at) => Recovery::RetryAt(ClusterTime(at)),
        WireRecovery::Stays(wire::Empty {}) => Recovery::Stays,
        WireRecovery::AfterMaintenance(wire::Empty {}) => Recovery::AfterMaintenance,
    }
}

fn hold_to_wire(hold: Option<Hold>) -> wire::Hold {
    match hold {
        None => wire::Hold::None,
        Some(Hold::Restarting) => wire::Hold::Restarting,
        Some(Hold::PersistentStateIgnored) => wire::Hold::PersistentStateIgnored,
        Some(Hold::NoAutomaticStart) => wire::Hold::NoAutomaticStart,
        Some(Hold::ColdStart) => wire::Hold::ColdStart,
    }
}

fn hold_from_wire(hold: i32) -> Result<Option<Hold>, DecodeError> {
    match wire::Hold::try_from(hold) {
        Ok(wire::Hold::None) => Ok(None),
        Ok(wire::Hold::Restarting) => Ok(Some(Hold::Restarting)),
        Ok(wire::Hold::PersistentStateIgnored) => Ok(Some(Hold::PersistentStateIgnored)),
        Ok(wire::Hold::NoAutomaticStart) => Ok(Some(Hold::NoAutomaticStart)),
        Ok(wire::Hold::ColdStart) => Ok(Some(Hold::ColdStart)),
        Err(_) => Err(DecodeError::Invalid("resource.hold")),
    }
}
