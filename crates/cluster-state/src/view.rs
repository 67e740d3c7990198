//! Computed states for queries: what nodes have to do, what is due, what an administrator sees.

use crate::outcome::{Demand, Event, StartSpec, Wanted};
use crate::runtime::ResourceRuntime;
use crate::state::State;
use bytes::Bytes;
use model::{ClusterTime, GroupId, GroupState, Incarnation, NodeId, ResourceId, ResourceState, Value};
use std::collections::BTreeSet;

/// What the membership of the cluster is built from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembersFacts {
    /// In order of node id; `None` for a node that is Down.
    pub members: Vec<(NodeId, Option<Incarnation>)>,
    /// SameSubnetDelay.
    pub delay_ms: u64,
    /// L.
    pub lease_ms: u64,
    /// L*: the longest lease that may still be running.
    pub longest_lease_ms: u64,
    /// Active nodes whose L or L* is another than the cluster's, because they hand over (leases 12): L, then L*.
    pub own_leases: Vec<(NodeId, u64, u64)>,
}

impl State {
    /// Time of the latest entry applied.
    pub fn time(&self) -> ClusterTime {
        self.time
    }

    /// Index of the latest entry applied.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// When the next `Tick` is due.
    pub fn next_due(&self) -> Option<ClusterTime> {
        self.runtime.timers.get_min().map(|(at, _)| *at)
    }

    pub fn members(&self) -> MembersFacts {
        let lease = &self.runtime.lease;
        let (present, longest) = (lease.present_ms, lease.longest_ms());
        let own = self.runtime.nodes.iter().filter(|(_, node)| node.own_lease.is_some());
        MembersFacts {
            members: self.runtime.nodes.iter().map(|(id, node)| (*id, node.incarnation)).collect(),
            delay_ms: u64::from(self.config.cluster.same_subnet_delay_ms),
            lease_ms: present,
            longest_lease_ms: longest,
            own_leases: own.map(|(id, node)| (*id, node.lease_ms(present), node.longest_lease_ms(longest))).collect(),
        }
    }

    /// Verifies the `Released` of this life of the node; `None` when it is not the active one.
    pub fn release_key(&self, node: NodeId, incarnation: Incarnation) -> Option<&Bytes> {
        let node = self.runtime.nodes.get(&node)?;
        (node.incarnation == Some(incarnation)).then_some(&node.release_key)
    }

    /// What the node has to do: every resource of which something may be running there.
    pub fn wanted(&self, node: NodeId) -> Vec<Wanted> {
        let groups = self.runtime.owned.get(&node).into_iter().flatten();
        let resources = groups.flat_map(|group| self.config.groups.get(group)).flat_map(|group| &group.resources);
        resources.filter_map(|resource| self.wanted_for(*resource)).map(|(_, wanted)| wanted).collect()
    }

    /// What has to be done for one resource, and on which node; `None` when nothing of it may be running.
    pub fn wanted_for(&self, resource: ResourceId) -> Option<(NodeId, Wanted)> {
        let (config, runtime) = (self.config.resources.get(&resource)?, self.runtime.resources.get(&resource)?);
        let owner = self.runtime.groups.get(&config.group)?.owner;
        let wanted = Wanted {
            resource,
            group: config.group,
            epoch: runtime.epoch,
            attempt: runtime.attempt,
            demand: runtime.demand(),
            in_maintenance: config.in_maintenance,
        };
        runtime.residue.then_some((owner, wanted))
    }

    /// Everything a resource host needs to start the resource's present attempt; `None` unless it is to run.
    pub fn start_spec(&self, resource: ResourceId) -> Option<StartSpec> {
        let (owner, wanted) = self.wanted_for(resource)?;
        let config = self.config.resources.get(&resource)?;
        (wanted.demand == Demand::Run).then(|| StartSpec {
            resource,
            resource_name: config.name.clone(),
            type_name: config.type_name.clone(),
            group: config.group,
            group_name: self.config.group(config.group).name.clone(),
            epoch: wanted.epoch,
            attempt: wanted.attempt,
            properties: self.private_for_host(resource, owner, &config.type_name),
            looks_alive_ms: config.looks_alive_ms,
            is_alive_ms: config.is_alive_ms,
            pending_timeout_ms: config.pending_timeout_ms,
            deadlock_timeout_ms: config.deadlock_timeout_ms,
            separate_monitor: config.separate_monitor,
        })
    }

    /// A network of the cluster is known to the host by what the node itself has.
    fn private_for_host(&self, resource: ResourceId, owner: NodeId, type_name: &str) -> Vec<(String, Value)> {
        let mut properties = self.resolved_private(resource);
        for (name, value) in &mut properties {
            if let ("Network", Value::Sz(network)) = (name.as_str(), &*value)
                && let Some(on_host) = self.network_of_host(owner, type_name, network)
            {
                *value = on_host;
            }
        }
        properties
    }

    /// Computed from the resources, first match wins (object-model 6). A group that does not exist is Unknown.
    pub fn group_state(&self, group: GroupId) -> GroupState {
        let Some(config) = self.config.groups.get(&group) else { return GroupState::Unknown };
        let state =
            |id: &ResourceId| self.runtime.resources.get(id).map_or(ResourceState::Offline, |found| found.state);
        let (mut online, mut pending) = (0, false);
        for id in &config.resources {
            match state(id) {
                ResourceState::Failed => return GroupState::Failed,
                ResourceState::Online => online += 1,
                other => pending |= other.is_pending(),
            }
        }
        match online {
            _ if pending => return GroupState::Pending,
            0 => return GroupState::Offline,
            all if all == config.resources.len() => return GroupState::Online,
            // Those that others depend on do not count.
            _ => {}
        }
        let needed: BTreeSet<&ResourceId> =
            config.resources.iter().flat_map(|id| self.config.resource(*id).dependencies.providers()).collect();
        let top_level: Vec<&ResourceId> = config.resources.iter().filter(|id| !needed.contains(id)).collect();
        match top_level.iter().filter(|id| state(id) == ResourceState::Online).count() {
            0 => GroupState::Offline,
            online if online == top_level.len() => GroupState::Online,
            _ => GroupState::PartialOnline,
        }
    }

    /// Whether something of the resource may be running: it must not be deleted then.
    pub fn has_residue(&self, resource: ResourceId) -> bool {
        self.runtime.resources.get(&resource).is_some_and(|resource| resource.residue)
    }

    /// Events with a sequence number above `sequence`, oldest first.
    pub fn events_after(&self, sequence: u64, limit: usize) -> Vec<Event> {
        let oldest = self.events.front().map_or(self.next_event, |event| event.sequence);
        let skipped = sequence.saturating_add(1).saturating_sub(oldest);
        self.events.iter().skip(usize::try_from(skipped).unwrap_or(usize::MAX)).take(limit).cloned().collect()
    }
}

impl ResourceRuntime {
    /// What the node has to do with the attempt, as long as something of it may be running.
    fn demand(&self) -> Demand {
        match self.state {
            _ if self.terminating => Demand::Terminate,
            ResourceState::Online | ResourceState::OnlinePending => Demand::Run,
            ResourceState::OfflinePending => Demand::Stop,
            _ => Demand::Terminate,
        }
    }
}
