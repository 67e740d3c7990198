//! The owner of an address fails in every way there is, and a client sees one owner at a time.

use crate::cluster::{Served, check_one_owner, served};
use lab::quorate::{Address, GROUP};
use lab::{Process, Which, monotonic_ns};
use rustix::process::Signal;

/// Far above what is aimed at: a loaded machine must not fail the test. The times are measured by bench/failover.
const GAP_MS: f64 = 15_000.0;

fn cluster() -> Option<Served> {
    served(None, Address::Resource)
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

/// With the owner leading the cluster, and with another node leading.
fn fails_over_either_way(served: &Served, fault: impl Fn(&str), repair: impl Fn(&str)) {
    for owner_leads in [false, true] {
        fails_over(served, owner_leads, &fault, &repair);
    }
}

/// What is left of the old life lets go by itself; a service manager starts the next one.
fn start_again(served: &Served, owner: &str) {
    served.lab.node(owner).kill_at_once(|process| served.cluster.is_daemon(process));
    served.cluster.start(&served.lab, owner);
}

#[test]
fn the_owners_service_is_killed() {
    let Some(served) = cluster() else { return };
    let kill = |owner: &str| served.lab.node(owner).kill_at_once(|process| served.cluster.is_service(process));
    fails_over_either_way(&served, kill, |owner| start_again(&served, owner));
}

#[test]
fn the_owners_service_and_resource_host_are_killed() {
    let Some(served) = cluster() else { return };
    let both = |process: &Process| served.cluster.is_service(process) || served.cluster.is_resource_host(process);
    // A service manager has no part in it: the next life would clean up what the guard is about to.
    let kill = |owner: &str| served.lab.node(owner).kill_at_once(|process| both(process) || is_keeper(process));
    fails_over_either_way(&served, kill, |owner| start_again(&served, owner));
}

#[test]
fn everything_on_the_owner_is_killed_and_its_address_stays_in_the_kernel() {
    let Some(served) = cluster() else { return };
    let kill = |owner: &str| served.lab.node(owner).kill_at_once(|_| true);
    fails_over_either_way(&served, kill, |owner| start_again(&served, owner));
}

#[test]
fn the_owners_resource_host_is_killed_and_the_service_starts_another() {
    let Some(served) = cluster() else { return };
    let owner = served.settle();
    let kill = |owner: &str| {
        served.lab.node(owner).kill_at_once(|process| served.cluster.is_resource_host(process));
    };
    let seen = served.strike(&owner, kill, |_| true);
    check_one_owner(&seen);
    served.settle();
}

#[test]
fn the_owner_loses_its_power() {
    let Some(served) = cluster() else { return };
    let on = |owner: &str| {
        served.lab.power_on(owner);
        served.cluster.start(&served.lab, owner);
    };
    fails_over_either_way(&served, |owner| served.lab.power_off(owner), on);
}

#[test]
fn the_owner_is_cut_off_and_cannot_tell() {
    let Some(served) = cluster() else { return };
    let cut = |owner: &str| served.lab.isolate(owner, Which::Both);
    fails_over_either_way(&served, cut, |owner| served.lab.heal(owner, Which::Both));
}

#[test]
fn the_owner_loses_both_links() {
    let Some(served) = cluster() else { return };
    let down = |owner: &str| served.lab.link_down(owner, Which::Both);
    fails_over_either_way(&served, down, |owner| served.lab.heal(owner, Which::Both));
}

#[test]
fn the_owner_loses_its_clients_link_and_the_role_goes_where_clients_reach_it() {
    let Some(served) = cluster() else { return };
    let down = |owner: &str| served.lab.link_down(owner, Which::Client);
    fails_over_either_way(&served, down, |owner| served.lab.heal(owner, Which::Client));
}

#[test]
fn the_owners_daemons_are_frozen_while_the_application_goes_on_and_then_thawed() {
    let Some(served) = cluster() else { return };
    let freeze = |owner: &str| drop(served.lab.freeze(owner, |process| served.cluster.is_daemon(process)));
    fails_over_either_way(&served, freeze, |owner| served.lab.thaw(owner));
}

#[test]
fn everything_on_the_owner_is_frozen_and_then_thawed() {
    let Some(served) = cluster() else { return };
    fails_over_either_way(&served, |owner| drop(served.lab.freeze(owner, |_| true)), |owner| served.lab.thaw(owner));
}

#[test]
fn a_planned_move_there_and_back() {
    let Some(served) = cluster() else { return };
    for _ in 0..2 {
        let owner = served.settle();
        let to = served.other(&owner);
        let go = |_: &str| {
            served
                .cluster
                .json(&served.lab, to, &["group", "move", GROUP, to])
                .unwrap_or_else(|error| panic!("{error}"));
        };
        let seen = served.strike(&owner, go, |node| node == to);
        check_one_owner(&seen);
        assert!(seen.longest_gap_ms < GAP_MS, "{seen:?}");
    }
}

#[test]
fn all_nodes_are_restarted_at_once() {
    let Some(served) = cluster() else { return };
    let owner = served.settle();
    let restart = |_: &str| {
        for node in served.lab.nodes() {
            node.kill_at_once(|_| true);
        }
        for node in served.lab.nodes() {
            served.cluster.start(&served.lab, node.name());
        }
    };
    let seen = served.strike(&owner, restart, |_| true);
    check_one_owner(&seen);
    served.settle();
}

#[test]
fn a_network_that_loses_packets_never_shows_two_owners() {
    let Some(served) = cluster() else { return };
    let owner = served.settle();
    let from = monotonic_ns();
    served.lab.loss(20).unwrap_or_else(|error| panic!("{error}"));
    served.lab.node(&owner).signal(Signal::KILL, |process| served.cluster.is_service(process));
    served.probe.wait_for_owner(crate::cluster::DEADLINE, |node| node != owner).expect("another node serves the role");
    served.lab.loss(0).unwrap_or_else(|error| panic!("{error}"));
    start_again(&served, &owner);
    served.settle();
    check_one_owner(&served.seen_since(from));
}

/// What starts the service again.
fn is_keeper(process: &Process) -> bool {
    process.arguments.get(1).is_some_and(|word| word == "keep")
}
