//! The node's own side of the lease: NoLease (or Inherited, where another program held one), then Held, then Ended, which has no
//! exit (leases, "States").
//!
//! Never here: who grants. A grant is judged only by what this incarnation itself sent.

use crate::machine::Config;
use crate::message::{Grant, Heartbeat};
use crate::timing::{HEARTBEAT_SPACING_MS, MAX_LEASE_MS, UNANSWERED_DIVISOR, renewal_delay_ms};
use model::{BootTime, Incarnation};
use std::collections::VecDeque;

/// Heartbeats remembered. At the shortest delay and the longest lease that the properties allow, 120 of them fall within
/// one lease, and unanswered ones come at most four times as often; a grant for an older one would be over anyway.
const SENT_KEPT: usize = 512;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    NoLease,
    /// A program before this one held a lease, and the host goes on until then; this one holds nothing yet (leases 15).
    Inherited {
        until: BootTime,
    },
    Held {
        until: BootTime,
        /// Start nothing before this is applied (leases 7). Never goes back.
        index: u64,
    },
    Ended,
}

pub(crate) struct Holder {
    incarnation: Incarnation,
    state: State,
    /// Number and sending time of the newest heartbeats, the oldest first.
    sent: VecDeque<(u64, BootTime)>,
    last_number: u64,
    /// The highest number that was answered.
    answered: u64,
    /// L of the grant for it: what the leader's state says, which may be another than this node's.
    granted_ms: Option<u64>,
    next_heartbeat: BootTime,
    /// The applied state called this incarnation active.
    seen_active: bool,
    /// Test-only fault: the lease counts from the grant's arrival.
    lease_from_receipt: bool,
    /// Test-only fault: grants up to this number are taken, and counted from their arrival.
    believed_up_to: Option<u64>,
}

impl Holder {
    pub(crate) fn new(config: &Config) -> Holder {
        let broken = &config.broken;
        Holder {
            incarnation: config.incarnation,
            state: config.lease_before.map_or(State::NoLease, |until| State::Inherited { until }),
            sent: VecDeque::new(),
            last_number: config.sent_before,
            answered: config.sent_before,
            granted_ms: None,
            next_heartbeat: config.started,
            seen_active: false,
            lease_from_receipt: broken.lease_from_receipt,
            believed_up_to: broken.believe_predecessors_grant.then_some(config.sent_before),
        }
    }

    pub(crate) fn last_number(&self) -> u64 {
        self.last_number
    }

    pub(crate) fn lease(&self) -> Option<(BootTime, u64)> {
        match self.state {
            State::Held { until, index } => Some((until, index)),
            State::NoLease | State::Inherited { .. } | State::Ended => None,
        }
    }

    pub(crate) fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    fn ended(&self) -> bool {
        self.state == State::Ended
    }

    /// True exactly once: the lease's end has come. Asked before anything else is handled, so that a grant that waited in
    /// the socket while this node stood still cannot bring the incarnation back.
    pub(crate) fn handle_time(&mut self, now: BootTime) -> bool {
        match self.state {
            State::Held { until, .. } | State::Inherited { until } if now >= until => {
                self.state = State::Ended;
                true
            }
            _ => false,
        }
    }

    /// True exactly once: the applied state called this incarnation active and no longer does.
    pub(crate) fn handle_active(&mut self, now: BootTime, active: bool) -> bool {
        if active && !self.seen_active {
            self.seen_active = true;
            self.hasten(now);
        }
        let removed = self.seen_active && !active && !self.ended();
        if removed {
            self.state = State::Ended;
        }
        removed
    }

    /// A heartbeat as soon as may be: somebody is there who could answer it.
    pub(crate) fn hasten(&mut self, now: BootTime) {
        let earliest = match self.sent.back() {
            Some((_, sent)) => sent.plus_ms(HEARTBEAT_SPACING_MS).max(now),
            None => now,
        };
        self.next_heartbeat = self.next_heartbeat.min(earliest);
    }

    /// The heartbeat that is due, if one is. `now` is its sending time, from which its lease will run (leases 1).
    pub(crate) fn take_heartbeat(&mut self, now: BootTime, term: u64, delay_ms: u64) -> Option<Heartbeat> {
        // An ended incarnation asks for nothing: only its silence lets the leader's bound pass.
        if self.ended() || now < self.next_heartbeat {
            return None;
        }
        self.last_number = self.last_number.saturating_add(1);
        if self.sent.len() == SENT_KEPT {
            self.sent.pop_front();
        }
        self.sent.push_back((self.last_number, now));
        self.next_heartbeat = now.plus_ms(self.interval_ms(delay_ms));
        Some(Heartbeat { incarnation: self.incarnation, number: self.last_number, sent: now, term })
    }

    fn interval_ms(&self, delay_ms: u64) -> u64 {
        match self.state {
            State::Held { .. } => renewal_delay_ms(delay_ms, self.granted_ms) / UNANSWERED_DIVISOR,
            State::NoLease | State::Inherited { .. } | State::Ended => delay_ms,
        }
    }

    /// The lease as it stands now, if the grant changed it.
    pub(crate) fn handle_grant(&mut self, now: BootTime, grant: &Grant, delay_ms: u64) -> Option<(BootTime, u64)> {
        if self.ended() || grant.incarnation != self.incarnation {
            return None;
        }
        let (number, sent) = if self.believed_up_to.is_some_and(|last| grant.number <= last) {
            (grant.number, now)
        } else {
            let position = self.sent.binary_search_by_key(&grant.number, |(number, _)| *number).ok()?;
            *self.sent.get(position).filter(|(_, sent)| *sent == grant.sent)?
        };
        let counted_from = if self.lease_from_receipt { now } else { sent };
        let granted_until = counted_from.plus_ms(grant.lease_ms.min(MAX_LEASE_MS));
        if granted_until <= now {
            return None;
        }
        if number > self.answered {
            self.answered = number;
            self.granted_ms = Some(grant.lease_ms.min(MAX_LEASE_MS));
            self.calm(sent, delay_ms);
        }
        let (until, index) = match self.state {
            State::Held { until, index } => (until.max(granted_until), index.max(grant.commit_index)),
            State::NoLease | State::Inherited { .. } | State::Ended => (granted_until, grant.commit_index),
        };
        let next = State::Held { until, index };
        (next != self.state).then(|| {
            self.state = next;
            (until, index)
        })
    }

    /// The newest heartbeat was answered: the next is due a whole delay after it, and well before the lease's end.
    fn calm(&mut self, answered_sent: BootTime, delay_ms: u64) {
        if self.answered == self.last_number {
            self.next_heartbeat =
                self.next_heartbeat.max(answered_sent.plus_ms(renewal_delay_ms(delay_ms, self.granted_ms)));
        }
    }

    pub(crate) fn next_wake(&self) -> Option<BootTime> {
        match self.state {
            State::NoLease => Some(self.next_heartbeat),
            State::Held { until, .. } | State::Inherited { until } => Some(self.next_heartbeat.min(until)),
            State::Ended => None,
        }
    }
}
