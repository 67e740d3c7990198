//! `resource list|show` and `resource-type list|show`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Clone, Debug)]
pub(crate) struct ResourceView {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) type_name: String,
    /// Online, Offline, Failed, OnlinePending, OfflinePending, Initializing, Inherited, Unknown.
    pub(crate) state: String,
    /// Name.
    pub(crate) group: String,
    pub(crate) group_id: String,
    /// Name of the node.
    pub(crate) owner: Option<String>,
    pub(crate) owner_id: Option<u32>,
    /// Counts the starts of the resource.
    pub(crate) attempt: u64,
    pub(crate) epoch: u64,
    /// Expression with names.
    pub(crate) dependencies: Option<String>,
    /// Names of nodes.
    pub(crate) possible_owners: Vec<String>,
    /// What the type said last.
    pub(crate) status_text: Option<String>,
    pub(crate) status_code: u32,
    pub(crate) restart_count: u32,
    /// 1: online, 0: offline, as last asked for.
    pub(crate) persistent_state: u32,
    pub(crate) separate_monitor: bool,
    /// Its health does not count.
    pub(crate) maintenance: bool,
    pub(crate) core: bool,
    /// CLUSRES_STATUS.
    pub(crate) status_information: u64,
}

impl From<wire::ResourceView> for ResourceView {
    fn from(view: wire::ResourceView) -> ResourceView {
        ResourceView {
            id: view.id,
            name: view.name,
            type_name: view.type_name,
            state: view.state,
            group: view.group,
            group_id: view.group_id,
            owner: text_or_none(view.owner),
            owner_id: (view.owner_id != 0).then_some(view.owner_id),
            attempt: view.attempt,
            epoch: view.epoch,
            dependencies: text_or_none(view.dependencies),
            possible_owners: view.possible_owners,
            status_text: text_or_none(view.status_text),
            status_code: view.status_code,
            restart_count: view.restart_count,
            persistent_state: view.persistent_state,
            separate_monitor: view.separate_monitor,
            maintenance: view.maintenance,
            core: view.core,
            status_information: view.status_information,
        }
    }
}

#[derive(Serialize, Debug)]
pub(crate) struct ResourceTypeView {
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) dll_name: String,
    pub(crate) looks_alive_ms: u32,
    pub(crate) is_alive_ms: u32,
    /// Names of nodes.
    pub(crate) possible_owners: Vec<String>,
    /// Names.
    pub(crate) resources: Vec<String>,
    pub(crate) resource_class: u32,
    pub(crate) built_in: bool,
}

impl From<wire::ResourceTypeView> for ResourceTypeView {
    fn from(view: wire::ResourceTypeView) -> ResourceTypeView {
        ResourceTypeView {
            name: view.name,
            display_name: view.display_name,
            dll_name: view.dll_name,
            looks_alive_ms: view.looks_alive_ms,
            is_alive_ms: view.is_alive_ms,
            possible_owners: view.possible_owners,
            resources: view.resources,
            resource_class: view.resource_class,
            built_in: view.built_in,
        }
    }
}
