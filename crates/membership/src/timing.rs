//! The lengths of time of the lease rules, in one place.

use model::BootTime;

/// Bounds of the release time.
const RELEASE_MS_MIN: u64 = 50;
const RELEASE_MS_MAX: u64 = 200;

/// No lease is longer than this, whatever a message or a setting says: ten minutes, well above the longest that the
/// properties allow (2,000 ms x 120).
pub const MAX_LEASE_MS: u64 = 600_000;

/// A round without a quorum's answer is sent again, under the same number, to those who have not answered.
pub(crate) const ROUND_RESEND_MS: u64 = 25;

/// After this long a round is overtaken by the next number. Late answers to the old one still count.
pub(crate) const ROUND_OVERTAKE_MS: u64 = 100;

/// The least time between the beginnings of two rounds, so that the renewals of many nodes share one.
pub(crate) const ROUND_SPACING_MS: u64 = 10;

/// A proposal is repeated until the applied state shows it: the log may have dropped it.
pub(crate) const PROPOSAL_REPEAT_MS: u64 = 100;

/// The least time between two heartbeats of one node, however often there is a reason for one at once.
pub(crate) const HEARTBEAT_SPACING_MS: u64 = 10;

/// An unanswered renewal of a held lease is repeated after this part of the delay, so that single losses never add up to a
/// lost lease.
pub(crate) const UNANSWERED_DIVISOR: u64 = 4;

/// SameSubnetDelay before the applied state is known, and its sane range.
pub(crate) const DEFAULT_DELAY_MS: u64 = 250;
pub(crate) const LEAST_DELAY_MS: u64 = 20;
pub(crate) const MOST_DELAY_MS: u64 = 60_000;

/// The least SameSubnetThreshold: a lease outlasts the sending of this many renewals.
const RENEWALS_PER_LEASE: u64 = 3;

/// How long after an answered renewal the next one is sent, where the newest grant gave a lease of `granted_ms`. The leader and this
/// node may be on two sides of a change of SameSubnetDelay: whoever waited for a whole new delay under an old lease, or for an old
/// one under a new lease, would see it end.
pub(crate) fn renewal_delay_ms(delay_ms: u64, granted_ms: Option<u64>) -> u64 {
    granted_ms.map_or(delay_ms, |granted_ms| delay_ms.min(granted_ms / RENEWALS_PER_LEASE).max(LEAST_DELAY_MS))
}

/// For clocks that run at different rates: any two may differ by a quarter (leases C3).
pub fn margin_ms(longest_lease_ms: u64) -> u64 {
    longest_lease_ms / 4
}

/// From a lease's end until everything the host ran has been killed and reaped (leases, "Words"). Who asks for a short lease gets
/// a short time for that.
pub const fn release_ms(longest_lease_ms: u64) -> u64 {
    let share = longest_lease_ms / 4;
    if share < RELEASE_MS_MIN {
        RELEASE_MS_MIN
    } else if share > RELEASE_MS_MAX {
        RELEASE_MS_MAX
    } else {
        share
    }
}

/// The instant after which an incarnation with this bound holds nothing and has let go of everything (leases 6).
pub fn removal_due(bound: BootTime, longest_lease_ms: u64) -> BootTime {
    bound.plus_ms(longest_lease_ms).plus_ms(margin_ms(longest_lease_ms)).plus_ms(release_ms(longest_lease_ms))
}
