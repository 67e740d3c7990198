//! When to take a snapshot, and how much of the log stays behind it.

/// Entries kept behind a snapshot, so that a follower that was away for a moment needs no snapshot.
const TRAILING_ENTRIES: u64 = 1_000;
/// A snapshot is due after so many entries ...
const ENTRIES_BETWEEN: u64 = 20_000;
/// ... or so many bytes of them ...
const BYTES_BETWEEN: u64 = 16 << 20;
/// ... but not before the log has grown by this share of the last snapshot, so that a large state is not written all the time.
const SHARE_OF_LAST: u64 = 4;

pub(crate) struct Snapshots {
    entries_between: u64,
    trailing_entries: u64,
    under_way: bool,
    wanted_by_follower: bool,
    last_index: u64,
    last_bytes: u64,
    bytes_since: u64,
}

impl Default for Snapshots {
    fn default() -> Snapshots {
        Snapshots {
            entries_between: ENTRIES_BETWEEN,
            trailing_entries: TRAILING_ENTRIES,
            under_way: false,
            wanted_by_follower: false,
            last_index: 0,
            last_bytes: 0,
            bytes_since: 0,
        }
    }
}

impl Snapshots {
    pub(crate) fn set_spacing(&mut self, entries: u64, trailing: u64) {
        self.entries_between = entries;
        self.trailing_entries = trailing;
    }

    /// The state was read from a snapshot, at start or because this node was far behind.
    pub(crate) fn restore(&mut self, index: u64, bytes: u64) {
        let (entries_between, trailing_entries) = (self.entries_between, self.trailing_entries);
        let fresh = Snapshots::default();
        *self = Snapshots { entries_between, trailing_entries, last_index: index, last_bytes: bytes, ..fresh };
    }

    pub(crate) fn applied_bytes(&mut self, bytes: usize) {
        self.bytes_since += bytes as u64;
    }

    pub(crate) fn want_for_follower(&mut self) {
        self.wanted_by_follower = true;
    }

    pub(crate) fn is_due(&self, applied: u64) -> bool {
        let entries = applied.saturating_sub(self.last_index);
        let grown = entries >= self.entries_between || self.bytes_since >= BYTES_BETWEEN;
        let due = grown && self.bytes_since >= self.last_bytes / SHARE_OF_LAST;
        !self.under_way && applied > 0 && (due || self.wanted_by_follower)
    }

    /// True when a task is to be given out now; marks it as under way.
    pub(crate) fn begin(&mut self, applied: u64) -> bool {
        if !self.is_due(applied) {
            return false;
        }
        self.under_way = true;
        self.bytes_since = 0;
        true
    }

    /// The task is done: gives the index up to which the log may be dropped.
    pub(crate) fn taken(&mut self, index: u64, bytes: u64) -> u64 {
        self.under_way = false;
        self.wanted_by_follower = false;
        self.last_index = index;
        self.last_bytes = bytes;
        index.saturating_sub(self.trailing_entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_an_older_one_that_ends_late_does_no_harm() {
        let mut snapshots = Snapshots::default();
        snapshots.set_spacing(10, 3);
        assert!(!snapshots.begin(9));
        assert!(snapshots.begin(10));
        snapshots.want_for_follower();
        assert!(!snapshots.begin(11), "one is under way");
        // The leader's snapshot is installed meanwhile.
        snapshots.restore(50, 0);
        assert_eq!(snapshots.taken(10, 0), 7);
        assert!(snapshots.begin(50), "the next one is counted from the older one: early, never too late");
        assert_eq!(snapshots.taken(50, 0), 47);
        assert!(!snapshots.begin(40), "never a negative distance");
    }

    #[test]
    fn a_large_state_is_written_only_when_as_much_has_changed() {
        let mut snapshots = Snapshots::default();
        snapshots.set_spacing(10, 0);
        snapshots.restore(100, 4_000);
        snapshots.applied_bytes(999);
        assert!(!snapshots.begin(200));
        snapshots.applied_bytes(1);
        assert!(snapshots.begin(200));
    }
}
