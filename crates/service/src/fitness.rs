//! Whether a leader had better let another node lead.
//!
//! Two faults stop a cluster while the log's own check of its quorum sees nothing, because it goes over TCP and memory. A leader
//! that hears nobody over UDP, or is not heard, grants no leases, and everybody's ends (leases, "The time this takes"). A leader
//! whose disk hangs commits through the disks of the others, applies nothing, and answers nobody.

use model::BootTime;

/// A write that takes longer than this is not slow, it hangs.
const DISK_LIMIT_MS: u64 = 2_000;

/// What is seen at a tick.
pub struct Seen {
    pub now: BootTime,
    /// This node leads, and is a member that asks for its own lease.
    pub leads: bool,
    /// When the latest round of lease questions began that a quorum has answered; 0: none yet.
    pub quorum_confirmed: BootTime,
    /// When the oldest batch was given to the disk that is not written yet.
    pub unwritten_since: Option<BootTime>,
    /// L and SameSubnetDelay.
    pub lease_ms: u64,
    pub delay_ms: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    Unheard { silent_ms: u64 },
    DiskHangs { waited_ms: u64 },
}

#[derive(Default)]
pub struct Fitness {
    /// Since when it has had its chance: since it leads, or since it was last found unfit.
    since: Option<BootTime>,
}

impl Fitness {
    /// Says so once, and again after as long if nothing has changed.
    pub fn look(&mut self, seen: &Seen) -> Option<Unfit> {
        if !seen.leads {
            self.since = None;
            return None;
        }
        let since = *self.since.get_or_insert(seen.now);
        let waited_ms = |from: BootTime| seen.now.since_ns(from.max(since)) / 1_000_000;
        // Half a lease leaves the other half for the change; its own renewal asks for a round each delay.
        let quiet_limit_ms = (seen.lease_ms / 2).max(2 * seen.delay_ms);
        let silent_ms = waited_ms(seen.quorum_confirmed);
        let hanging = seen.unwritten_since.filter(|from| waited_ms(*from) > DISK_LIMIT_MS);
        let unfit = match hanging {
            Some(from) => Some(Unfit::DiskHangs { waited_ms: seen.now.since_ns(from) / 1_000_000 }),
            None if silent_ms > quiet_limit_ms => Some(Unfit::Unheard { silent_ms }),
            None => None,
        };
        if unfit.is_some() {
            self.since = Some(seen.now);
        }
        unfit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> BootTime {
        BootTime(0).plus_ms(ms)
    }

    fn seen(now_ms: u64, confirmed_ms: u64, unwritten_ms: Option<u64>) -> Seen {
        Seen {
            now: at(now_ms),
            leads: true,
            quorum_confirmed: at(confirmed_ms),
            unwritten_since: unwritten_ms.map(at),
            lease_ms: 1_000,
            delay_ms: 250,
        }
    }

    #[test]
    fn a_leader_that_nobody_answers_gives_up_after_half_a_lease() {
        let mut fitness = Fitness::default();
        // The confirmation is of an earlier leadership: this one has its own time.
        assert_eq!(fitness.look(&seen(10_000, 3_000, None)), None);
        assert_eq!(fitness.look(&seen(10_500, 3_000, None)), None);
        assert_eq!(fitness.look(&seen(10_501, 3_000, None)), Some(Unfit::Unheard { silent_ms: 501 }));
        assert_eq!(fitness.look(&seen(10_900, 3_000, None)), None, "the next node is given its time");
        assert_eq!(fitness.look(&seen(11_002, 3_000, None)), Some(Unfit::Unheard { silent_ms: 501 }));
    }

    #[test]
    fn a_leader_that_is_heard_stays() {
        let mut fitness = Fitness::default();
        for now in (10_000..60_000).step_by(50) {
            assert_eq!(fitness.look(&seen(now, now - 400, Some(now - 300))), None);
        }
    }

    #[test]
    fn rare_heartbeats_are_no_silence() {
        let mut fitness = Fitness::default();
        let rare = |now| Seen { lease_ms: 3_000, delay_ms: 2_000, ..seen(now, 10_000, None) };
        assert_eq!(fitness.look(&rare(10_000)), None);
        assert_eq!(fitness.look(&rare(14_000)), None);
        assert_eq!(fitness.look(&rare(14_001)), Some(Unfit::Unheard { silent_ms: 4_001 }));
    }

    #[test]
    fn a_leader_whose_disk_hangs_gives_up() {
        let mut fitness = Fitness::default();
        assert_eq!(fitness.look(&seen(10_000, 10_000, Some(10_000))), None);
        assert_eq!(fitness.look(&seen(12_000, 12_000, Some(10_000))), None);
        assert_eq!(fitness.look(&seen(12_001, 12_000, Some(10_000))), Some(Unfit::DiskHangs { waited_ms: 2_001 }));
        let follows = Seen { leads: false, ..seen(12_002, 12_000, Some(10_000)) };
        assert_eq!(fitness.look(&follows), None);
        assert_eq!(fitness.look(&seen(13_000, 12_900, Some(10_000))), None, "it leads again");
    }
}
