//! When to take a snapshot, and how much of the log stays behind it.

/// Entries kept behind a snapshot, so that a follower that was away for a moment needs no snapshot.
const TRAILING_ENTRIES: u64 = 1_000;
/// A snapshot is due after so many entries ...
const ENTRIES_BETWEEN: u64 = 20_000;
/// ... or so many bytes of them ...
const BYTES_BETWEEN: u64 = 16 << 20;
/// ... but not before the log has grown by this share of the last snapshot, so that a large state is not written all the time.
const SHARE_OF_LAST: u64 = 4;

#[derive(Default)]
pub(crate) struct Snapshots {
    under_way: bool,
    wanted_by_follower: bool,
    last_index: u64,
    last_bytes: u64,
    bytes_since: u64,
}

impl Snapshots {
    pub(crate) fn restored(index: u64, bytes: u64) -> Snapshots {
        Snapshots { last_index: index, last_bytes: bytes, ..Snapshots::default() }
    }

    pub(crate) fn applied_bytes(&mut self, bytes: usize) {
        self.bytes_since += bytes as u64;
    }

    pub(crate) fn want_for_follower(&mut self) {
        self.wanted_by_follower = true;
    }

    /// True when a task is to be given out now; marks it as under way.
    pub(crate) fn begin(&mut self, applied: u64) -> bool {
        let entries = applied - self.last_index;
        let grown = entries >= ENTRIES_BETWEEN || self.bytes_since >= BYTES_BETWEEN;
        let due = grown && self.bytes_since >= self.last_bytes / SHARE_OF_LAST;
        if self.under_way || applied == 0 || !(due || self.wanted_by_follower) {
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
        index.saturating_sub(TRAILING_ENTRIES)
    }
}
