//! What a seed's world is like. Every seed draws its own, so that a thousand seeds are a thousand kinds of trouble.

use crate::random::Random;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    pub nodes: u32,
    /// How long faults happen; after that the world heals and the cluster has to come to rest.
    pub chaos_ms: u64,
    /// Faults of computers, disks and networks at all.
    pub faults: bool,
    /// Longest time between two faults.
    pub fault_gap_ms: u64,
    /// Of the datagrams, while nothing else is wrong.
    pub loss_percent: u64,
    pub double_percent: u64,
    /// Of the datagrams: how many take much longer than others.
    pub late_percent: u64,
    /// Threads that are held up between two steps.
    pub busy_percent: u64,
    /// Starts of resources that go wrong, and resources that fail while online.
    pub resource_trouble_percent: u64,
    pub clients: u32,
    /// Longest pause of a client between two requests.
    pub client_gap_ms: u64,
    /// Nodes are evicted and added.
    pub evictions: bool,
    /// Services become other programs: in every third seed.
    pub hand_overs: bool,
    /// Clocks run at different and changing rates.
    pub drift: bool,
    /// Entries between snapshots, where they are to be frequent.
    pub snapshot_entries: Option<u64>,
}

impl Profile {
    pub(crate) fn draw(random: &mut Random, chaos_ms: u64) -> Profile {
        let quiet = random.chance(4);
        Profile {
            nodes: random.weighted(&[(1, 1), (2, 2), (9, 3), (3, 4), (5, 5)]),
            chaos_ms,
            faults: !quiet,
            fault_gap_ms: random.pick(&[700, 1_500, 4_000]),
            loss_percent: if quiet { 0 } else { random.pick(&[0, 0, 1, 10]) },
            double_percent: random.pick(&[0, 1, 10]),
            late_percent: if quiet { 0 } else { random.pick(&[0, 1, 8]) },
            busy_percent: random.pick(&[0, 1, 4]),
            resource_trouble_percent: random.pick(&[0, 5, 25]),
            clients: random.between(2, 4) as u32,
            client_gap_ms: random.pick(&[50, 200, 600]),
            evictions: random.chance(40),
            drift: random.chance(70),
            hand_overs: false,
            snapshot_entries: random.chance(50).then(|| random.between(30, 300)),
        }
    }
}
