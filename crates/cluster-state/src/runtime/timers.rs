//! What is due. A timer stands in the index exactly as long as its object's field does, so whatever is taken out here is meant.

use super::cause::{in_words, name_of_resource};
use super::failures::Seen;
use super::{Recovery, Timer};
use crate::apply::Apply;
use crate::outcome::Level;
use imbl::Vector;
use model::{ResourceId, ResourceState};

impl Apply<'_> {
    /// Fires every timer that is due at the time of the entry, in order.
    pub(crate) fn apply_tick(&mut self) {
        while let Some(&(at, timer)) = self.state.runtime.timers.get_min() {
            if at > self.state.time {
                break;
            }
            match timer {
                Timer::Pending(resource) => self.pending_expired(resource),
                Timer::Recovery(resource) => self.recovery_due(resource),
                Timer::ProviderWait(group) => self.provider_wait_due(group),
                Timer::SetReady(set) => self.set_ready_due(set),
                Timer::Quarantine(node) => self.quarantine_over(node),
                Timer::LeaseLength => {
                    self.state.runtime.lease.earlier = None;
                    self.state.runtime.timers.remove(&(at, timer));
                }
                Timer::OwnLease(node) => self.own_lease_due(node),
                Timer::PreferredWait => self.preferred_wait_over(),
                Timer::StartLevel => self.level_wait_over(),
                Timer::StartDelay(group) => self.start_delay_over(group),
                Timer::LocalHour => self.local_hour_began(),
            }
            debug_assert!(!self.state.runtime.timers.contains(&(at, timer)), "{timer:?} was not ended by firing");
        }
    }

    /// Silence has lasted too long: the attempt is terminated (policies 3).
    fn pending_expired(&mut self, id: ResourceId) {
        let limit = in_words(u64::from(self.state.config.resource(id).pending_timeout_ms));
        let online = self.state.resource(id).state == ResourceState::OnlinePending;
        let doing = if online { "going online" } else { "going offline" };
        let message = format!("it reported nothing for {limit} while {doing}");
        let seen = Seen { gone: false, code: 0, message };
        if online {
            self.resource_failed(id, seen);
        } else {
            self.failed_to_stop(id, seen);
        }
    }

    fn recovery_due(&mut self, id: ResourceId) {
        let retry = matches!(self.state.resource(id).recovery, Recovery::RetryAt(_));
        self.change_resource(id, |resource| {
            resource.recovery = Recovery::Free;
            if retry {
                resource.restarts = Vector::new();
            }
        });
        if retry {
            let period = in_words(u64::from(self.state.config.resource(id).retry_period_ms));
            let name = name_of_resource(self.state, id);
            let text = format!(
                "Resource \"{name}\" is tried again with a fresh budget of restarts, {period} after it failed."
            );
            self.record_resource(Level::Information, id, "policies 5.4", text, Vec::new());
        }
    }
}
