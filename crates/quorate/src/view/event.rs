//! `events`.

use super::text_or_none;
use proto::client as wire;
use serde::{Serialize, Serializer};

#[derive(Serialize, Clone, Debug)]
pub(crate) struct EventView {
    pub(crate) sequence: u64,
    /// RFC 3339, UTC.
    pub(crate) time: String,
    /// Information, Warning, Error.
    pub(crate) level: String,
    /// cluster, node, group, resource, resource_type, network, network_interface.
    pub(crate) subject_kind: Option<&'static str>,
    pub(crate) subject_id: Option<String>,
    pub(crate) subject_name: Option<String>,
    /// The rule that decided.
    pub(crate) rule: Option<String>,
    pub(crate) text: String,
    /// Nodes that were not taken.
    pub(crate) refused: Vec<CandidateView>,
    /// How a group came to be online: milliseconds after the first phase, by phase; empty in other events.
    #[serde(serialize_with = "as_object")]
    pub(crate) phases: Vec<(String, u32)>,
    /// Why the request was made that led to it at once, in the words of who made it.
    pub(crate) reason: Option<String>,
}

/// A node that was not taken, and why.
#[derive(Serialize, Clone, Debug)]
pub(crate) struct CandidateView {
    pub(crate) node: String,
    pub(crate) reason: String,
}

/// In their own order.
fn as_object<S: Serializer>(phases: &[(String, u32)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(phases.iter().map(|(phase, ms)| (phase, ms)))
}

impl From<wire::EventView> for EventView {
    fn from(view: wire::EventView) -> EventView {
        EventView {
            subject_kind: kind_word(view.subject_kind()),
            sequence: view.sequence,
            time: view.time,
            level: view.level,
            subject_id: text_or_none(view.subject_id),
            subject_name: text_or_none(view.subject_name),
            rule: text_or_none(view.rule),
            text: view.text,
            refused: view
                .refused
                .into_iter()
                .map(|candidate| CandidateView { node: candidate.node, reason: candidate.reason })
                .collect(),
            phases: view.phases.into_iter().map(|phase| (phase.phase, phase.ms)).collect(),
            reason: text_or_none(view.reason),
        }
    }
}

fn kind_word(kind: wire::ObjectKind) -> Option<&'static str> {
    match kind {
        wire::ObjectKind::Unspecified => None,
        wire::ObjectKind::Resource => Some("resource"),
        wire::ObjectKind::ResourceType => Some("resource_type"),
        wire::ObjectKind::Group => Some("group"),
        wire::ObjectKind::Node => Some("node"),
        wire::ObjectKind::Network => Some("network"),
        wire::ObjectKind::NetworkInterface => Some("network_interface"),
        wire::ObjectKind::Cluster => Some("cluster"),
        wire::ObjectKind::GroupSet => Some("group_set"),
        wire::ObjectKind::AffinityRule => Some("affinity_rule"),
        wire::ObjectKind::FaultDomain => Some("fault_domain"),
    }
}
