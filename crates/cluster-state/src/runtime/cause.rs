//! The words of causes: names, lengths of time, and why something happened. `quorate events` prints them to somebody who
//! was woken at three in the morning.

use crate::apply::Apply;
use crate::command::DownCause;
use crate::outcome::{Level, ObjectKind, Subject};
use crate::state::State;
use model::{GroupId, NodeId, ReleaseCause, ResourceId};

/// A node's name, or its number when it is gone from the configuration.
pub(super) fn name_of_node(state: &State, node: NodeId) -> String {
    state.config.nodes.get(&node).map_or_else(|| format!("node {node}"), |node| node.name.clone())
}

pub(super) fn name_of_group(state: &State, group: GroupId) -> String {
    state.config.groups.get(&group).map_or_else(|| group.to_string(), |group| group.name.clone())
}

pub(super) fn name_of_resource(state: &State, resource: ResourceId) -> String {
    state.config.resources.get(&resource).map_or_else(|| resource.to_string(), |resource| resource.name.clone())
}

/// A length of time as a person says it: `500 ms`, `3 s`, `15 min`, `1 h`.
pub(super) fn in_words(ms: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(3_600_000, "h"), (60_000, "min"), (1_000, "s")];
    match UNITS.into_iter().find(|(unit, _)| ms >= *unit && ms.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", ms / unit),
        None => format!("{ms} ms"),
    }
}

/// `1 restart`, `2 restarts`.
pub(super) fn counted(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

/// Why nothing of a node's incarnation can be running any more, told of the node and of its groups.
pub(super) struct Ending {
    pub level: Level,
    pub rule: &'static str,
    /// A sentence about the node.
    pub of_node: String,
    /// The half of a sentence after "because", about its groups.
    pub of_groups: String,
}

pub(super) fn down_in_words(node: &str, cause: DownCause) -> Ending {
    let (of_node, of_groups) = match cause {
        DownCause::LeaseExpired => {
            ("it was silent until its lease had ended", format!("{node} was silent until its lease had ended"))
        }
        DownCause::Restarted => (
            "its service started anew, and the lease of its earlier life has ended",
            format!("the service on {node} started anew and the lease of its earlier life had ended"),
        ),
    };
    Ending { level: Level::Error, rule: "leases 6", of_node: format!("{node} is Down: {of_node}."), of_groups }
}

pub(super) fn release_in_words(node: &str, cause: ReleaseCause) -> Ending {
    let (level, of_node, of_groups) = match cause {
        ReleaseCause::ServiceDied => (Level::Error, "its service died", format!("the service on {node} died")),
        ReleaseCause::LeaseEnded => (Level::Error, "it lost its lease", format!("{node} lost its lease")),
        ReleaseCause::Stopped => {
            (Level::Information, "its service was stopped", format!("the service on {node} was stopped"))
        }
    };
    Ending {
        level,
        rule: "leases 9",
        of_node: format!("{node} is Down: {of_node}. Its resource host reported that nothing runs there any more."),
        of_groups,
    }
}

impl Apply<'_> {
    pub(super) fn record_node(
        &mut self,
        level: Level,
        node: NodeId,
        rule: &str,
        text: String,
        refused: Vec<(NodeId, String)>,
    ) {
        let subject = Subject { kind: ObjectKind::Node, id: node.to_string(), name: name_of_node(self.state, node) };
        self.record(level, subject, rule, text, refused);
    }

    pub(super) fn record_group(
        &mut self,
        level: Level,
        group: GroupId,
        rule: &str,
        text: String,
        refused: Vec<(NodeId, String)>,
    ) {
        let name = name_of_group(self.state, group);
        self.record(level, Subject { kind: ObjectKind::Group, id: group.to_string(), name }, rule, text, refused);
    }

    pub(super) fn record_resource(
        &mut self,
        level: Level,
        resource: ResourceId,
        rule: &str,
        text: String,
        refused: Vec<(NodeId, String)>,
    ) {
        let name = name_of_resource(self.state, resource);
        self.record(level, Subject { kind: ObjectKind::Resource, id: resource.to_string(), name }, rule, text, refused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_as_people_say_them() {
        for (ms, words) in [(0, "0 ms"), (500, "500 ms"), (1_500, "1500 ms"), (3_000, "3 s"), (900_000, "15 min")] {
            assert_eq!(in_words(ms), words);
        }
        assert_eq!(in_words(3_600_000), "1 h");
        assert_eq!(in_words(21_600_000), "6 h");
    }
}
