//! Programs that become others, under all faults: the rules that make it safe are broken one at a time, and each is seen.

use simulator::Canary;
use simulator::run::run_seeds;

/// Simulated milliseconds with faults.
const CHAOS_MS: u64 = 15_000;
/// Seeds that a broken rule may take to be seen here.
const CANARY_SEEDS: u64 = 120;

fn caught(canary: Canary, invariants: &[&str]) {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let summary = run_seeds(0, CANARY_SEEDS, CHAOS_MS, canary, threads);
    let failure = summary.failure.unwrap_or_else(|| panic!("{canary:?} was not caught in {CANARY_SEEDS} seeds"));
    let (seed, violation) = (failure.seed, failure.violation);
    let known = invariants.contains(&violation.invariant.as_str());
    let lines = failure.last_lines.join("\n");
    assert!(known, "{lines}\nseed {seed} breaks {}: {}", violation.invariant, violation.what);
    println!("caught by seed {seed}: {}: {}", violation.invariant, violation.what);
}

#[test]
fn a_successor_that_believes_a_grant_for_its_predecessors_renewal_is_caught() {
    caught(Canary::BelievePredecessorsGrant, &["lease_from_sending", "lease_end_before_removal"]);
}

#[test]
fn a_leader_that_grants_a_longer_lease_before_it_has_applied_that_it_may_is_caught() {
    caught(Canary::GrantBeforeApplied, &["lease_end_before_removal"]);
}

#[test]
fn a_removal_that_forgets_the_longer_lease_is_caught() {
    caught(Canary::IgnoreOwnLeases, &["lease_end_before_removal"]);
}

/// It has forgotten what the first one acknowledged after it was forked off: either that is seen, or that nobody can go on with it.
#[test]
fn a_second_process_beside_the_first_is_caught() {
    let seen = ["no_panic", "leader_completeness", "starts_from_its_disk", "acknowledged_writes", "healthy_nodes_stay"];
    caught(Canary::SecondProcess, &seen);
}
