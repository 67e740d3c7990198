//! A group's part in the start of the cluster, its failback, and the room that is made for it.

use super::wire;
use crate::error::{DecodeError, decode_all, decode_guid, encode_guid, required};
use cluster_state::runtime::{Failback, Preemption, StartStage, Starting, Startup};
use model::{ClusterTime, GroupId, NodeId};
use wire::failback::Failback as WireFailback;
use wire::starting::Stage;

pub(super) fn startup_to_wire(startup: Startup) -> wire::Startup {
    wire::Startup {
        preferred_until_ms: startup.preferred_until.map(|at| at.0),
        level: startup.level,
        level_until_ms: startup.level_until.map(|at| at.0),
    }
}

pub(super) fn startup_from_wire(startup: wire::Startup) -> Startup {
    Startup {
        preferred_until: startup.preferred_until_ms.map(ClusterTime),
        level: startup.level,
        level_until: startup.level_until_ms.map(ClusterTime),
    }
}

pub(super) fn starting_to_wire(starting: Starting) -> wire::Starting {
    let stage = match starting.stage {
        StartStage::ForNode => Stage::ForNode(wire::Empty {}),
        StartStage::ForTurn => Stage::ForTurn(wire::Empty {}),
        StartStage::Delayed(until) => Stage::DelayedUntilMs(until.0),
        StartStage::Begun => Stage::Begun(wire::Empty {}),
    };
    wire::Starting { level: starting.level, stage: Some(stage) }
}

pub(super) fn starting_from_wire(starting: wire::Starting) -> Result<Starting, DecodeError> {
    let stage = match required(starting.stage, "starting.stage")? {
        Stage::ForNode(wire::Empty {}) => StartStage::ForNode,
        Stage::ForTurn(wire::Empty {}) => StartStage::ForTurn,
        Stage::DelayedUntilMs(at) => StartStage::Delayed(ClusterTime(at)),
        Stage::Begun(wire::Empty {}) => StartStage::Begun,
    };
    Ok(Starting { level: starting.level, stage })
}

pub(super) fn failback_to_wire(failback: Failback) -> wire::Failback {
    let failback = match failback {
        Failback::Due => WireFailback::Due(wire::Empty {}),
        Failback::AtWindow { since } => WireFailback::AtWindowSince(since),
    };
    wire::Failback { failback: Some(failback) }
}

pub(super) fn failback_from_wire(failback: wire::Failback) -> Result<Failback, DecodeError> {
    Ok(match required(failback.failback, "group.failback")? {
        WireFailback::Due(wire::Empty {}) => Failback::Due,
        WireFailback::AtWindowSince(since) => Failback::AtWindow { since },
    })
}

pub(super) fn preemption_to_wire(preemption: &Preemption) -> wire::Preemption {
    let victims = preemption.victims.iter().map(|group| encode_guid(group.0)).collect();
    wire::Preemption { node: preemption.node.0, victims }
}

pub(super) fn preemption_from_wire(preemption: wire::Preemption) -> Result<Preemption, DecodeError> {
    let victims = decode_all(preemption.victims, |id| decode_guid(&id, "preemption.victims").map(GroupId))?;
    Ok(Preemption { node: NodeId(preemption.node), victims })
}
