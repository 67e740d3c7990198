//! A fixed set of seeds, short enough for every run of the tests. More of them: `cargo run --release -p simulator -- --seeds 1000`.

use simulator::run::{Failure, run_seeds};
use simulator::{Canary, World};

/// Simulated milliseconds with faults.
const CHAOS_MS: u64 = 12_000;
const SEEDS: u64 = 300;
/// Seeds that a broken rule may take to be seen here: failovers that count twice are rare in so short a time.
const CANARY_SEEDS: u64 = 150;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn replay(failure: &Failure) -> String {
    let Failure { seed, violation, last_lines } = failure;
    let lines = last_lines.join("\n");
    format!(
        "{lines}\n\nseed {seed} breaks {}: {}\nreplay: cargo run --release -p simulator -- --seed {seed} --chaos-ms {CHAOS_MS}",
        violation.invariant, violation.what
    )
}

#[test]
fn no_rule_is_broken_and_the_cluster_comes_to_rest() {
    let summary = run_seeds(0, SEEDS, CHAOS_MS, Canary::None, threads());
    if let Some(failure) = &summary.failure {
        panic!("{}", replay(failure));
    }
    let counts = summary.counts;
    assert_eq!(summary.runs, SEEDS);
    // A set of seeds in which nothing happens would prove nothing.
    assert!(counts.faults > 10 * SEEDS && counts.starts > 10 * SEEDS, "{counts:?}");
    assert!(counts.hand_overs > SEEDS / 4, "{counts:?}");
    assert!(counts.removals > SEEDS && counts.moves > 2 * SEEDS && counts.reads > 2 * SEEDS, "{counts:?}");
}

#[test]
fn a_seed_gives_the_same_run_again() {
    let run = || {
        let mut world = World::new(11, 6_000, Canary::None, false);
        let outcome = world.run();
        (outcome, world.counts().events, world.trace_hash())
    };
    assert_eq!(run(), run());
}

fn caught(canary: Canary, invariant: &str) {
    let summary = run_seeds(0, CANARY_SEEDS, CHAOS_MS, canary, threads());
    let failure = summary.failure.unwrap_or_else(|| panic!("{canary:?} was not caught in {CANARY_SEEDS} seeds"));
    assert_eq!(failure.violation.invariant, invariant, "{}", replay(&failure));
}

#[test]
fn a_group_that_moves_before_the_lease_has_ended_is_caught() {
    caught(Canary::RemoveBeforeLeaseEnd, "lease_end_before_removal");
}

#[test]
fn a_grant_after_a_removal_was_proposed_is_caught() {
    caught(Canary::GrantWhileRemoving, "lease_end_before_removal");
}

#[test]
fn an_agent_that_starts_before_it_applied_the_grants_index_is_caught() {
    caught(Canary::StartBeforeGrantIndex, "grant_index");
}

#[test]
fn a_resource_host_that_goes_on_without_a_lease_is_caught() {
    caught(Canary::HostIgnoresLease, "no_run_without_lease");
}

#[test]
fn a_resource_that_runs_without_its_providers_is_caught() {
    caught(Canary::IgnoreDependencies, "dependents");
}

#[test]
fn enforced_anti_affinity_that_is_not_looked_at_is_caught() {
    caught(Canary::IgnoreAntiAffinity, "anti_affinity");
}

#[test]
fn a_forgotten_offline_request_is_caught() {
    caught(Canary::ForgetOffline, "persistent_state");
}

#[test]
fn restarts_that_are_not_counted_are_caught() {
    caught(Canary::ForgetRestarts, "thresholds");
}

#[test]
fn a_queue_that_is_not_looked_at_again_is_caught() {
    caught(Canary::ForgetQueue, "queues");
}

#[test]
fn a_group_that_starts_before_its_providers_is_caught() {
    caught(Canary::IgnoreStartOrder, "start_order");
}

#[test]
fn failovers_that_are_not_counted_are_caught() {
    caught(Canary::ForgetFailovers, "thresholds");
}
