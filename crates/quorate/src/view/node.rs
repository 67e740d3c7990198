//! `node list` and `node show`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct NodeView {
    pub(crate) id: u32,
    pub(crate) name: String,
    /// Up, Down, Paused, Joining, Unknown.
    pub(crate) state: String,
    /// Of its service; null while it is Down.
    pub(crate) pid: Option<u32>,
    pub(crate) incarnation: Option<String>,
    pub(crate) address: String,
    pub(crate) version: Option<String>,
    pub(crate) is_leader: bool,
    pub(crate) is_voter: bool,
    /// The node that answered.
    pub(crate) is_local: bool,
    pub(crate) lease_remaining_ms: Option<u64>,
    pub(crate) last_contact_ms: Option<u64>,
    /// Names of the groups it owns.
    pub(crate) groups: Vec<String>,
    /// Generation of its storage.
    pub(crate) storage: u32,
    /// Functional levels that its program can run; null before its first join.
    pub(crate) lowest_version: Option<String>,
    pub(crate) highest_version: Option<String>,
    /// CLUSTER_NODE_STATUS.
    pub(crate) status_information: u32,
    /// NodeDrainStatus: 0 not initiated, 1 in progress, 2 completed, 3 failed.
    pub(crate) drain_status: u32,
    /// Name of the node to which it is drained.
    pub(crate) drain_target: Option<String>,
    /// Win32 code.
    pub(crate) drain_error_code: u32,
}

/// `node join-code`.
#[derive(Serialize, Debug)]
pub(crate) struct JoinCodeView {
    pub(crate) code: String,
    pub(crate) host_name: String,
    /// Where its service waits to be configured.
    pub(crate) listen_address: String,
    /// Of the machine, without loopback and link-local ones.
    pub(crate) addresses: Vec<String>,
}

impl From<wire::NodeView> for NodeView {
    fn from(view: wire::NodeView) -> NodeView {
        NodeView {
            id: view.id,
            name: view.name,
            state: view.state,
            pid: (view.pid != 0).then_some(view.pid),
            incarnation: text_or_none(view.incarnation),
            address: view.address,
            version: text_or_none(view.version),
            is_leader: view.is_leader,
            is_voter: view.is_voter,
            is_local: view.is_local,
            lease_remaining_ms: view.lease_remaining_ms,
            last_contact_ms: view.last_contact_ms,
            groups: view.groups,
            storage: view.storage,
            lowest_version: text_or_none(view.lowest_version),
            highest_version: text_or_none(view.highest_version),
            status_information: view.status_information,
            drain_status: view.drain_status,
            drain_target: text_or_none(view.drain_target),
            drain_error_code: view.drain_error_code,
        }
    }
}
