//! Rules to break, one at a time, so that the simulator can prove that it would see it. Never set by the service; no part of an
//! image.

use crate::state::State;

#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Broken {
    /// Resources start and run without what they depend on (against policies 2.1 and 2.5).
    pub ignore_dependencies: bool,
    /// Enforced anti-affinity is not looked at (against policies 9.25).
    pub ignore_anti_affinity: bool,
    /// An offline request leaves the persistent state of a resource as it was, and only stops it (against policies 2.12).
    pub forget_offline: bool,
    /// Restarts in place are not counted (against policies 5.3).
    pub forget_restarts: bool,
    /// Failovers are not counted (against policies 6.8).
    pub forget_failovers: bool,
    /// Queued moves are not tried again (against policies 10.4).
    pub forget_queue: bool,
    /// Groups start without what they depend on (against policies 11.1).
    pub ignore_start_order: bool,
}

impl State {
    /// To be said again to every state that comes from an image.
    #[doc(hidden)]
    pub fn break_rules(&mut self, broken: Broken) {
        self.broken = broken;
    }
}
