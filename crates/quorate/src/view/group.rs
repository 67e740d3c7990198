//! `group list` and `group show`.

use super::ResourceView;
use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Clone, Debug)]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Online, Offline, Failed, PartialOnline, Pending, Unknown.
    pub(crate) state: String,
    /// Name of the node.
    pub(crate) owner: Option<String>,
    pub(crate) owner_id: Option<u32>,
    /// Counts its owners; the fencing token of its applications.
    pub(crate) epoch: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// The text of its latest event.
    pub(crate) reason: Option<String>,
    /// Why what is wanted online of it is not being started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting: Option<String>,
    /// When it goes back to a node that it prefers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failback: Option<String>,
    /// Names.
    pub(crate) resources: Vec<String>,
    /// Names of nodes, in order.
    pub(crate) preferred_owners: Vec<String>,
    /// 1: online, 0: offline, as last asked for.
    pub(crate) persistent_state: u32,
    pub(crate) priority: u32,
    pub(crate) failover_count: u32,
    pub(crate) group_type: u32,
    pub(crate) type_name: String,
    pub(crate) status_information: u64,
    pub(crate) core: bool,
    /// Names of the groups after which it starts.
    pub(crate) depends_on: Vec<String>,
    /// Name of the group set after which it starts.
    pub(crate) depends_on_set: Option<String>,
    /// Name of the group set that it is in.
    pub(crate) group_set: Option<String>,
    /// Name of the paused node from which it was drained.
    pub(crate) drained_from: Option<String>,
}

impl From<wire::GroupView> for GroupView {
    fn from(view: wire::GroupView) -> GroupView {
        GroupView {
            id: view.id,
            name: view.name,
            state: view.state,
            owner: text_or_none(view.owner),
            owner_id: (view.owner_id != 0).then_some(view.owner_id),
            epoch: view.epoch,
            url: text_or_none(view.url),
            reason: text_or_none(view.reason),
            waiting: text_or_none(view.waiting),
            failback: text_or_none(view.failback),
            resources: view.resources,
            preferred_owners: view.preferred_owners,
            persistent_state: view.persistent_state,
            priority: view.priority,
            failover_count: view.failover_count,
            group_type: view.group_type,
            type_name: view.type_name,
            status_information: view.status_information,
            core: view.core,
            depends_on: view.depends_on,
            depends_on_set: text_or_none(view.depends_on_set),
            group_set: text_or_none(view.group_set),
            drained_from: text_or_none(view.drained_from),
        }
    }
}

/// `group show`: the group, and beside the names of its resources the resources themselves.
#[derive(Serialize, Debug)]
pub(crate) struct GroupDetailView {
    #[serde(flatten)]
    pub(crate) group: GroupView,
    pub(crate) resource_details: Vec<ResourceView>,
}
