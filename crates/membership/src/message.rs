//! What nodes say to each other over UDP. Any of it may be lost, doubled, late or reordered.

use model::{BootTime, Incarnation, Released};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    Heartbeat(Heartbeat),
    Round(Round),
    RoundAck(RoundAck),
    Grant(Grant),
    /// Its signature was checked by the shell before the machine sees it.
    Released(Released),
}

/// "I am here", and the request to renew the sender's lease.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heartbeat {
    pub incarnation: Incarnation,
    /// Counts this incarnation's heartbeats, from 1.
    pub number: u64,
    /// The sender's boot clock, read before sending.
    pub sent: BootTime,
    /// The highest term the sender has on disk.
    pub term: u64,
}

/// The leader asks whether its term is still the latest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Round {
    pub term: u64,
    /// Counts this leadership's rounds, from 1.
    pub number: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoundAck {
    pub term: u64,
    pub number: u64,
    /// Nanoseconds since this voter last acknowledged a round of a lower term, or since it started (leases 5).
    pub lower_ack_age_ns: u64,
}

/// A renewal answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    pub term: u64,
    pub incarnation: Incarnation,
    /// Of the heartbeat that is answered.
    pub number: u64,
    /// Echo of that heartbeat's `sent`.
    pub sent: BootTime,
    pub lease_ms: u64,
    /// The receiver starts nothing before it has applied this index (leases 7).
    pub commit_index: u64,
}
