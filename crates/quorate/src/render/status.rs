//! StatusInformation in words.

/// CLUSTER_NODE_STATUS.
const NODE: &[(u64, &str)] = &[
    (0x1, "isolated"),
    (0x2, "quarantined"),
    (0x4, "drain in progress"),
    (0x8, "drained"),
    (0x10, "drain failed"),
    (0x20, "placement avoided"),
];

/// CLUSGRP_STATUS.
const GROUP: &[(u64, &str)] = &[
    (0x1, "locked"),
    (0x2, "preempted"),
    (0x4, "a move is queued"),
    (0x8, "physical resources are lacking"),
    (0x10, "waits to start"),
    (0x20, "embedded failure"),
    (0x40, "offline because of an anti-affinity"),
    (0x80, "network failure"),
    (0x100, "unmonitored"),
    (0x200, "operating system runs"),
    (0x400, "application is ready"),
    (0x800, "offline because another node owns its disk"),
    (0x1000, "waits for other groups"),
];

/// CLUSRES_STATUS.
const RESOURCE: &[(u64, &str)] = &[
    (0x1, "locked"),
    (0x2, "embedded failure"),
    (0x4, "not enough CPU"),
    (0x8, "not enough memory"),
    (0x10, "not enough of a resource"),
    (0x20, "network failure"),
    (0x40, "unmonitored"),
    (0x80, "operating system runs"),
    (0x100, "application is ready"),
    (0x200, "offline because another node owns its disk"),
];

/// `None` when there is nothing to say.
pub(super) fn of_node(bits: u32) -> Option<String> {
    in_words(NODE, bits.into())
}

pub(super) fn of_group(bits: u64) -> Option<String> {
    in_words(GROUP, bits)
}

pub(super) fn of_resource(bits: u64) -> Option<String> {
    in_words(RESOURCE, bits)
}

fn in_words(table: &[(u64, &str)], bits: u64) -> Option<String> {
    let words: Vec<&str> = table.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, word)| *word).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_told_in_words() {
        assert_eq!(of_node(0), None);
        assert_eq!(of_node(0x24).as_deref(), Some("drain in progress, placement avoided"));
        assert_eq!(of_group(0x5).as_deref(), Some("locked, a move is queued"));
        assert_eq!(of_resource(0x1).as_deref(), Some("locked"));
    }
}
