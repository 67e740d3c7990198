//! `group-set list` and `group-set show`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Clone, Debug)]
pub(crate) struct GroupSetView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Names, in the order in which they were added.
    pub(crate) groups: Vec<String>,
    /// Those that depend on it may start.
    pub(crate) ready: bool,
    /// Until its StartupDelay is over; null unless it counts.
    pub(crate) ready_in_ms: Option<u64>,
    /// Names of sets after which its groups start.
    pub(crate) depends_on: Vec<String>,
    /// Sets of other clusters that it was told to start after, as CLUSTER\SET; the order of starts does not follow them.
    pub(crate) depends_on_remote: Vec<String>,
    /// Names of those that were told to start after it.
    pub(crate) dependent_sets: Vec<String>,
    pub(crate) dependent_groups: Vec<String>,
    /// Every other set and group starts after it.
    pub(crate) is_global: bool,
    /// null: all groups.
    pub(crate) startup_count: Option<u32>,
    pub(crate) startup_delay_s: u32,
    /// Delay, Online, OSHeartbeat, ApplicationReady.
    pub(crate) startup_setting: Option<String>,
    pub(crate) status_information: u64,
}

impl From<wire::GroupSetView> for GroupSetView {
    fn from(view: wire::GroupSetView) -> GroupSetView {
        let setting = match view.startup_setting {
            1 => "Delay",
            2 => "Online",
            3 => "OSHeartbeat",
            4 => "ApplicationReady",
            _ => "",
        };
        GroupSetView {
            id: view.id,
            name: view.name,
            groups: view.groups,
            ready: view.ready,
            ready_in_ms: view.ready_in_ms,
            depends_on: view.depends_on,
            depends_on_remote: view.depends_on_remote,
            dependent_sets: view.dependent_sets,
            dependent_groups: view.dependent_groups,
            is_global: view.is_global,
            startup_count: (view.startup_count != u32::MAX).then_some(view.startup_count),
            startup_delay_s: view.startup_delay_s,
            startup_setting: text_or_none(setting.into()),
            status_information: view.status_information,
        }
    }
}
