//! `cluster show` and `status`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct ClusterView {
    pub(crate) name: String,
    /// GUID.
    pub(crate) instance: String,
    /// Name of the leader's node.
    pub(crate) leader: Option<String>,
    pub(crate) nodes: u32,
    pub(crate) nodes_up: u32,
    pub(crate) voters: u32,
    pub(crate) quorum: bool,
    pub(crate) groups: u32,
    pub(crate) resources: u32,
    pub(crate) functional_level: u32,
    /// Revision within the level.
    pub(crate) upgrade_version: u32,
    /// Nodes differ in the levels they can run.
    pub(crate) mixed_mode: bool,
    pub(crate) upgrade_in_progress: bool,
    /// Where an upgrade would take the level; null while some nodes can go higher and others cannot.
    pub(crate) upgrade_target: Option<u32>,
    pub(crate) term: u64,
    pub(crate) applied_index: u64,
    pub(crate) cluster_time_ms: u64,
    /// RFC 3339, UTC.
    pub(crate) time: String,
}

impl From<wire::ClusterView> for ClusterView {
    fn from(view: wire::ClusterView) -> ClusterView {
        ClusterView {
            name: view.name,
            instance: view.instance,
            leader: text_or_none(view.leader),
            nodes: view.nodes,
            nodes_up: view.nodes_up,
            voters: view.voters,
            quorum: view.quorum,
            groups: view.groups,
            resources: view.resources,
            functional_level: view.functional_level,
            upgrade_version: view.upgrade_version,
            mixed_mode: view.mixed_mode,
            upgrade_in_progress: view.upgrade_in_progress,
            upgrade_target: (view.upgrade_target != 0).then_some(view.upgrade_target),
            term: view.term,
            applied_index: view.applied_index,
            cluster_time_ms: view.cluster_time_ms,
            time: view.time,
        }
    }
}

/// `cluster restore`.
#[derive(Serialize, Debug)]
pub(crate) struct RestoredView {
    /// Values that were set or deleted.
    pub(crate) values: usize,
    /// Keys outside of objects that were made or deleted.
    pub(crate) keys: usize,
    /// Commands that changed names, owners, members, dependencies.
    pub(crate) changes: usize,
    /// Objects that the cluster no longer had; they are offline.
    pub(crate) made_again: Vec<String>,
    /// Objects that were made since; they stay as they are.
    pub(crate) made_since: Vec<String>,
}

impl From<client::Restored> for RestoredView {
    fn from(restored: client::Restored) -> RestoredView {
        let client::Restored { values, keys, changes, made_again, made_since } = restored;
        RestoredView { values, keys, changes, made_again, made_since }
    }
}

impl RestoredView {
    pub(crate) fn sentence(&self) -> String {
        let part = |what: &str, objects: &[String]| match objects {
            [] => String::new(),
            objects => format!("; {what}: {}", objects.join(", ")),
        };
        let (again, left) = (part("made again, offline", &self.made_again), part("left alone", &self.made_since));
        let (values, keys, changes) = (self.values, self.keys, self.changes);
        format!("{values} values, {keys} keys and {changes} other changes as in the backup{again}{left}")
    }
}

/// `cluster rotate-key`.
#[derive(Serialize, Debug)]
pub(crate) struct RotatedKeyView {
    pub(crate) generation: u32,
    /// Names of the nodes that can open it.
    pub(crate) holders: Vec<String>,
    /// Names of those that are given it when they are there.
    pub(crate) missing: Vec<String>,
}

impl From<wire::RotatedKey> for RotatedKeyView {
    fn from(rotated: wire::RotatedKey) -> RotatedKeyView {
        RotatedKeyView { generation: rotated.generation, holders: rotated.holders, missing: rotated.missing }
    }
}

impl RotatedKeyView {
    pub(crate) fn sentence(&self) -> String {
        let (generation, holders) = (self.generation, self.holders.join(", "));
        let later = match self.missing.is_empty() {
            true => String::new(),
            false => format!("; {} will be given it when they are there", self.missing.join(", ")),
        };
        format!("The cluster encrypts with generation {generation} of its key, which {holders} can open{later}")
    }
}

#[derive(Serialize, Debug)]
pub(crate) struct StatusView {
    pub(crate) node_id: u32,
    pub(crate) node_name: String,
    pub(crate) cluster_name: String,
    pub(crate) cluster_instance: String,
    /// Of the service.
    pub(crate) pid: u32,
    pub(crate) incarnation: String,
    pub(crate) member: bool,
    pub(crate) leader: Option<String>,
    pub(crate) term: u64,
    pub(crate) applied_index: u64,
    pub(crate) commit_index: u64,
    pub(crate) last_index: u64,
    pub(crate) lease_remaining_ms: Option<u64>,
    pub(crate) resource_host_pid: Option<u32>,
    pub(crate) listen_addresses: Vec<String>,
    pub(crate) peers: Vec<PeerView>,
    pub(crate) warnings: Vec<String>,
    pub(crate) version: String,
    pub(crate) uptime_ms: u64,
    /// How many times this life of the service has become another program.
    pub(crate) hand_overs: u32,
}

#[derive(Serialize, Debug)]
pub(crate) struct PeerView {
    pub(crate) node_id: u32,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) connected: bool,
    pub(crate) last_contact_ms: Option<u64>,
}

impl From<wire::LocalStatus> for StatusView {
    fn from(status: wire::LocalStatus) -> StatusView {
        StatusView {
            node_id: status.node_id,
            node_name: status.node_name,
            cluster_name: status.cluster_name,
            cluster_instance: status.cluster_instance,
            pid: status.pid,
            incarnation: status.incarnation,
            member: status.member,
            leader: text_or_none(status.leader),
            term: status.term,
            applied_index: status.applied_index,
            commit_index: status.commit_index,
            last_index: status.last_index,
            lease_remaining_ms: status.lease_remaining_ms,
            resource_host_pid: (status.resource_host_pid != 0).then_some(status.resource_host_pid),
            listen_addresses: status.listen_addresses,
            peers: status.peers.into_iter().map(PeerView::from).collect(),
            warnings: status.warnings,
            version: status.version,
            uptime_ms: status.uptime_ms,
            hand_overs: status.hand_overs,
        }
    }
}

impl From<wire::PeerStatus> for PeerView {
    fn from(peer: wire::PeerStatus) -> PeerView {
        PeerView {
            node_id: peer.node_id,
            name: peer.name,
            address: peer.address,
            connected: peer.connected,
            last_contact_ms: peer.last_contact_ms,
        }
    }
}
