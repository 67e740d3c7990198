//! What speaks against a node by itself: its state, and the possible owners (policies 9.5, the first of the filters).

use crate::config::ResourceConfig;
use crate::runtime::cause::name_of_node;
use crate::state::State;
use model::{GroupId, NodeId, NodeState, Win32Code};

/// Why a node cannot take a group, by the hard filters in their order (policies 9.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsuitable {
    Down,
    Paused,
    /// Its service is about to stop (policies 12.19).
    Stopping,
    /// By the named resource's own list.
    NotPossibleOwner(String),
    /// By the list of the named resource type.
    TypeNotInstalled(String),
    /// It has another group of an anti-affinity class, and the classes are enforced.
    AntiAffinity {
        class: String,
        group: String,
    },
    /// An affinity rule stands against it.
    Affinity {
        rule: String,
        /// The end of a sentence that begins with the node.
        why: String,
    },
    /// It has less left than the group needs.
    LacksCapacity {
        /// `memory` or `CPU`.
        of: &'static str,
        unit: &'static str,
        free: u64,
        needed: u64,
    },
    /// The named group has to go with this one, and cannot run there.
    Companion {
        group: String,
        why: Box<Unsuitable>,
    },
}

impl Unsuitable {
    /// The end of a sentence that begins with the node.
    pub fn in_words(&self) -> String {
        match self {
            Unsuitable::Down => "is down".into(),
            Unsuitable::Paused => "is paused".into(),
            Unsuitable::Stopping => "is about to stop".into(),
            Unsuitable::NotPossibleOwner(resource) => format!("is not a possible owner of resource \"{resource}\""),
            Unsuitable::TypeNotInstalled(name) => format!("does not have the resource type \"{name}\""),
            Unsuitable::AntiAffinity { class, group } => {
                format!("has group \"{group}\", which has the anti-affinity class \"{class}\" too")
            }
            Unsuitable::Affinity { rule, why } => format!("{why} (affinity rule \"{rule}\")"),
            Unsuitable::LacksCapacity { of, unit, free, needed } => {
                format!("has {free} {unit} of {of} left of the {needed} {unit} that are needed")
            }
            Unsuitable::Companion { group, why } => {
                format!("{}, and group \"{group}\" has to come along", why.in_words())
            }
        }
    }

    /// It may go while what is to run stays as it is configured: a queued move waits for that (policies 10.4).
    pub fn may_pass(&self) -> bool {
        match self {
            Unsuitable::NotPossibleOwner(_) | Unsuitable::TypeNotInstalled(_) => false,
            Unsuitable::Companion { why, .. } => why.may_pass(),
            Unsuitable::Down
            | Unsuitable::Paused
            | Unsuitable::Stopping
            | Unsuitable::AntiAffinity { .. }
            | Unsuitable::Affinity { .. }
            | Unsuitable::LacksCapacity { .. } => true,
        }
    }

    /// The refusal of a request that names the node.
    pub fn code(&self) -> Win32Code {
        match self {
            Unsuitable::Down => Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE,
            Unsuitable::Paused => Win32Code::ERROR_SHARING_PAUSED,
            Unsuitable::Stopping => Win32Code::ERROR_CLUSTER_NODE_SHUTTING_DOWN,
            Unsuitable::Affinity { .. } | Unsuitable::Companion { .. } => Win32Code::ERROR_CLUSTER_AFFINITY_CONFLICT,
            Unsuitable::NotPossibleOwner(_)
            | Unsuitable::TypeNotInstalled(_)
            | Unsuitable::AntiAffinity { .. }
            | Unsuitable::LacksCapacity { .. } => Win32Code::ERROR_NODE_CANT_HOST_RESOURCE,
        }
    }

    /// The rule in brackets.
    pub fn rule(&self) -> &'static str {
        match self {
            Unsuitable::Down | Unsuitable::Paused | Unsuitable::Stopping => "policies 9.5",
            Unsuitable::NotPossibleOwner(_) | Unsuitable::TypeNotInstalled(_) => "policies 9.16",
            Unsuitable::AntiAffinity { .. } => "policies 9.25",
            Unsuitable::Affinity { .. } | Unsuitable::Companion { .. } => "policies 9.36",
            Unsuitable::LacksCapacity { .. } => "policies 9.22",
        }
    }
}

pub(super) fn of_state(state: NodeState, stopping: bool) -> Option<Unsuitable> {
    match state {
        NodeState::Up if stopping => Some(Unsuitable::Stopping),
        NodeState::Up => None,
        NodeState::Paused => Some(Unsuitable::Paused),
        _ => Some(Unsuitable::Down),
    }
}

impl ResourceConfig {
    /// By the resource's own list of possible owners, and its type's.
    pub(in crate::runtime) fn unsuitable(&self, node: NodeId) -> Option<Unsuitable> {
        let allows = |owners: &Option<Vec<NodeId>>| owners.as_ref().is_none_or(|owners| owners.contains(&node));
        if !allows(&self.possible_owners) {
            return Some(Unsuitable::NotPossibleOwner(self.name.clone()));
        }
        let of_type = &self.of_type;
        (!allows(&of_type.possible_owners)).then(|| Unsuitable::TypeNotInstalled(of_type.name.clone()))
    }
}

impl State {
    /// What speaks against running the group on the node whatever runs there; `None` if nothing does.
    pub fn unsuitable(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        let facts = self.runtime.nodes.get(&node);
        let of_node = facts.map_or(Some(Unsuitable::Down), |node| of_state(node.state, node.stopping));
        of_node.or_else(|| self.not_possible_owner(group, node))
    }

    /// The possible-owner lists alone: the group may run only where every one of its resources may.
    pub(in crate::runtime) fn not_possible_owner(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        if self.config.demands.get(&group).is_none_or(|demands| demands.restricted == 0) {
            return None;
        }
        let group = self.config.groups.get(&group)?;
        group.resources.iter().find_map(|resource| self.config.resource(*resource).unsuitable(node))
    }

    pub(in crate::runtime) fn node_state(&self, node: NodeId) -> NodeState {
        self.runtime.nodes.get(&node).map_or(NodeState::Down, |node| node.state)
    }

    /// The node and the reason, as a sentence about it.
    pub(in crate::runtime) fn unsuitable_sentence(&self, node: NodeId, reason: &Unsuitable) -> String {
        format!("{} {}", name_of_node(self, node), reason.in_words())
    }
}
