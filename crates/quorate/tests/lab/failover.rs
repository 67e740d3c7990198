//! The role moves, and only one node at a time answers for it.

use crate::cluster::{Served, check_one_owner, served};
use lab::quorate::{Address, GROUP};
use lab::{Which, monotonic_ns};

/// Far above what is aimed at: a loaded machine must not fail the test. The times are measured by bench/failover.
const GAP_MS: f64 = 15_000.0;

fn cluster() -> Option<Served> {
    served(None, Address::Application)
}

/// Strikes the owner, sees another one take over, repairs, and sees no second outage.
fn fails_over(served: &Served, owner_leads: bool, fault: impl FnOnce(&str), repair: impl FnOnce(&str)) {
    let owner = served.settle_with_leader(owner_leads);
    let seen = served.strike(&owner, fault, |node| node != owner);
    check_one_owner(&seen);
    assert!(seen.longest_gap_ms < GAP_MS, "{seen:?}");
    eprintln!("owner {owner}, leads: {owner_leads}: {:.0} ms, {}", seen.longest_gap_ms, seen.path());
    let repaired = monotonic_ns();
    repair(&owner);
    let after = served.settle();
    assert_ne!(after, owner, "the role stays where it is");
    let healed = served.seen_since(repaired);
    check_one_owner(&healed);
    assert_eq!(healed.path(), after, "no second outage: {healed:?}");
}

#[test]
fn the_owners_service_is_killed() {
    let Some(served) = cluster() else { return };
    for owner_leads in [false, true] {
        let kill = |owner: &str| served.lab.node(owner).kill_at_once(|process| served.cluster.is_service(process));
        let restart = |owner: &str| {
            // What is left of the old life lets go by itself; a service manager starts the next one.
            served.lab.node(owner).kill_at_once(|process| served.cluster.is_daemon(process));
            served.cluster.start(&served.lab, owner);
        };
        fails_over(&served, owner_leads, kill, restart);
    }
}

#[test]
fn the_owner_loses_its_power() {
    let Some(served) = cluster() else { return };
    for owner_leads in [false, true] {
        let on = |owner: &str| {
            served.lab.power_on(owner);
            served.cluster.start(&served.lab, owner);
        };
        fails_over(&served, owner_leads, |owner| served.lab.power_off(owner), on);
    }
}

#[test]
fn the_owner_is_cut_off_and_cannot_tell() {
    let Some(served) = cluster() else { return };
    for owner_leads in [false, true] {
        let cut = |owner: &str| served.lab.isolate(owner, Which::Both);
        fails_over(&served, owner_leads, cut, |owner| served.lab.heal(owner, Which::Both));
    }
}

#[test]
fn a_planned_move() {
    let Some(served) = cluster() else { return };
    let owner = served.settle();
    let to = served.other(&owner);
    let go = |_: &str| {
        served.cluster.json(&served.lab, to, &["group", "move", GROUP, to]).unwrap_or_else(|error| panic!("{error}"));
    };
    let seen = served.strike(&owner, go, |node| node == to);
    check_one_owner(&seen);
    assert!(seen.longest_gap_ms < GAP_MS, "{seen:?}");
}
