//! The runtime parts of the start order: group sets, and groups that wait.

use super::wire;
use crate::error::{DecodeError, decode_guid, encode_guid, required};
use cluster_state::runtime::{GroupSetRuntime, Provider, ProviderWait, Readiness};
use model::{ClusterTime, GroupId, GroupSetId};
use wire::provider_wait::Provider as WireProvider;

pub(super) fn group_set_to_wire(id: GroupSetId, set: &GroupSetRuntime) -> wire::GroupSet {
    let (ready, ready_at_ms) = match set.readiness {
        Readiness::No => (false, None),
        Readiness::At(at) => (false, Some(at.0)),
        Readiness::Yes => (true, None),
    };
    wire::GroupSet { id: encode_guid(id.0), ready, ready_at_ms }
}

pub(super) fn group_set_from_wire(set: wire::GroupSet) -> Result<(GroupSetId, GroupSetRuntime), DecodeError> {
    let readiness = match (set.ready, set.ready_at_ms) {
        (true, None) => Readiness::Yes,
        (false, None) => Readiness::No,
        (false, Some(at)) => Readiness::At(ClusterTime(at)),
        (true, Some(_)) => return Err(DecodeError::Invalid("group_set.ready_at")),
    };
    Ok((GroupSetId(decode_guid(&set.id, "group_set.id")?), GroupSetRuntime { readiness }))
}

pub(super) fn wait_to_wire(wait: &ProviderWait) -> wire::ProviderWait {
    let provider = match wait.provider {
        Provider::Group(id) => WireProvider::Group(encode_guid(id.0)),
        Provider::Set(id) => WireProvider::Set(encode_guid(id.0)),
    };
    wire::ProviderWait {
        since_ms: wait.since.0,
        provider: Some(provider),
        until_ms: wait.until.map(|until| until.0),
        over: wait.over,
    }
}

pub(super) fn wait_from_wire(wait: wire::ProviderWait) -> Result<ProviderWait, DecodeError> {
    let provider = match required(wait.provider, "provider_wait.provider")? {
        WireProvider::Group(id) => Provider::Group(GroupId(decode_guid(&id, "provider_wait.group")?)),
        WireProvider::Set(id) => Provider::Set(GroupSetId(decode_guid(&id, "provider_wait.set")?)),
    };
    let until = wait.until_ms.map(ClusterTime);
    Ok(ProviderWait { since: ClusterTime(wait.since_ms), provider, until, over: wait.over })
}
