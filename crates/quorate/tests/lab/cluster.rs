//! The building blocks: a cluster in a lab with a role online, its probe, and one measured fault.

use lab::quorate::{Address, Cluster, Profile};
use lab::{Lab, NODES, Outage, Probe, monotonic_ns, outage, wait};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest that a test waits for something that has to happen.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// How long one and the same owner answers without a pause before it counts as settled.
const STEADY: Duration = Duration::from_millis(500);

/// Two clusters at once on a small machine would measure each other.
static ALONE: Mutex<()> = Mutex::new(());

/// Three services, the role online, and a client that asks all the time.
pub struct Served {
    // In the order of their end.
    pub probe: Probe,
    pub cluster: Cluster,
    pub lab: Lab,
    _alone: MutexGuard<'static, ()>,
}

/// Nothing, with a line that says why, where there can be no lab.
pub fn served(profile: Option<Profile>, address: Address) -> Option<Served> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let lab = Lab::new_or_skip()?;
    let cluster =
        Cluster::found(&lab, Path::new(env!("CARGO_BIN_EXE_quorate"))).unwrap_or_else(|error| panic!("{error}"));
    if let Some(profile) = profile {
        cluster.set_profile(&lab, profile).unwrap_or_else(|error| panic!("{error}"));
    }
    cluster.make_role(&lab, address).unwrap_or_else(|error| panic!("{error}"));
    let probe = Probe::start(&lab, &[Cluster::role()]).unwrap_or_else(|error| panic!("{error}"));
    let served = Served { probe, cluster, lab, _alone: alone };
    served.settle();
    Some(served)
}

impl Served {
    /// Waits until all nodes are members, the role is online and its owner answers steadily. Answers the owner.
    pub fn settle(&self) -> String {
        wait::until("the role is served and all nodes take part", DEADLINE, || {
            if !self.cluster.is_settled(&self.lab) {
                return None;
            }
            self.steady().filter(|owner| self.cluster.owner(&self.lab).as_ref() == Some(owner))
        })
    }

    /// Makes the owner the leader, or another node. Answers the owner.
    pub fn settle_with_leader(&self, owner_leads: bool) -> String {
        let owner = self.settle();
        let leader = self.cluster.leader(&self.lab).expect("a settled cluster has a leader");
        if (leader == owner) != owner_leads {
            let to = if owner_leads { owner.as_str() } else { self.other(&owner) };
            self.cluster.transfer_leader(&self.lab, to).unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(self.settle(), owner, "a leader that changes moves nothing");
        owner
    }

    /// A node that is not this one.
    pub fn other(&self, node: &str) -> &'static str {
        NODES.into_iter().find(|other| *other != node).expect("there are three")
    }

    /// Does something to the owner, and looks until the role is served steadily by a node that is accepted.
    pub fn strike(&self, owner: &str, fault: impl FnOnce(&str), accept: impl Fn(&str) -> bool) -> Outage {
        let from = monotonic_ns();
        fault(owner);
        let served = wait::within(DEADLINE, || {
            self.probe.wait_for_owner(DEADLINE, &accept)?;
            self.steady().filter(|owner| accept(owner))
        });
        let seen = outage(&self.probe.answers(), 0, from, monotonic_ns());
        assert!(served.is_some(), "nobody serves the role: {seen:?}");
        seen
    }

    /// What has been seen since this instant (CLOCK_MONOTONIC).
    pub fn seen_since(&self, from_ns: u64) -> Outage {
        outage(&self.probe.answers(), 0, from_ns, monotonic_ns())
    }

    /// The owner, if it alone has answered without a pause for a while.
    fn steady(&self) -> Option<String> {
        let owner = self.probe.answering(0)?;
        let from = monotonic_ns();
        let until = from + STEADY.as_nanos() as u64;
        wait::until("time passes", DEADLINE, || (monotonic_ns() > until).then_some(()));
        let seen = outage(&self.probe.answers(), 0, from, until);
        (seen.lost_ms < 100.0 && seen.path() == owner).then_some(owner)
    }
}

/// No client was ever answered by two owners.
pub fn check_one_owner(seen: &Outage) {
    assert_eq!((seen.dual_answers, seen.late_answers), (0, 0), "two owners answered: {seen:?}");
}
