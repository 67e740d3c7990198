//! Leases under many seeds. `SEEDS_TIMES=50 cargo test --config profile.test.opt-level=2 -p membership --test simulation`
//! runs thousands. `SEED=17 TRACE=1 cargo test -p membership --test simulation one_seed
//! -- --nocapture` replays one, with `QUIET=1` one of the quiet kind.

mod log;
mod random;
mod world;

use membership::Broken;
use world::{Counts, Misuse, Options, World};

const SOUND: Broken = Broken {
    grant_without_round: false,
    grant_while_removing: false,
    skip_inherited_bound: false,
    ignore_voter_changes: false,
    remove_before_lease_end: false,
    lease_from_receipt: false,
    ignore_own_leases: false,
    believe_predecessors_grant: false,
};

const SAFETY: Options = Options {
    nodes: 5,
    voters: 3,
    lease_ms: 1_000,
    horizon_ms: 20_000,
    chaos: true,
    rejoins: false,
    broken: SOUND,
    misuse: Misuse::None,
};

const QUIET: Options = Options { horizon_ms: 60_000, chaos: false, ..SAFETY };

/// How many times more seeds than usual: `SEEDS_TIMES=10`.
fn seeds(usual: u64) -> u64 {
    let times = std::env::var("SEEDS_TIMES").ok().and_then(|text| text.parse::<u64>().ok());
    usual * times.unwrap_or(1)
}

fn options_of(seed: u64, options: Options) -> Options {
    let nodes = 3 + (seed % 3) as u32;
    Options {
        nodes,
        voters: if nodes == 5 && seed.is_multiple_of(2) { 5 } else { 3 },
        rejoins: seed % 4 == 3,
        ..options
    }
}

#[test]
fn nobody_is_removed_before_it_let_go() {
    let mut total = Counts::default();
    for seed in 0..seeds(60) {
        let mut world = World::new(seed, options_of(seed, SAFETY));
        if let Err(violation) = world.run() {
            panic!("seed {seed}: {violation}");
        }
        total.events += world.counts.events;
        total.elections += world.counts.elections;
        total.removals += world.counts.removals;
        total.released += world.counts.released;
        total.leases += world.counts.leases;
        total.ends += world.counts.ends;
        total.voter_changes += world.counts.voter_changes;
    }
    println!("{total:?}");
    // A run in which nothing happens proves nothing.
    let enough = total.removals > 100 && total.released > 10 && total.leases > 1_000 && total.voter_changes > 50;
    assert!(enough && total.elections > 300 && total.ends > 100, "{total:?}");
}

/// Leaders freeze for any length; whoever is elected within half a lease keeps everybody else's lease going.
#[test]
fn healthy_nodes_keep_their_leases() {
    let mut elections = 0;
    for seed in 0..seeds(12) {
        let options = options_of(seed, QUIET);
        let mut world = World::new(seed, options);
        if let Err(violation) = world.run() {
            panic!("seed {seed}: {violation}");
        }
        assert!(world.held() + 1 >= options.nodes as usize, "seed {seed}: {} hold a lease at the end", world.held());
        elections += world.counts.elections;
    }
    assert!(elections > seeds(12) * 2, "only {elections} elections");
}

#[test]
fn one_seed() {
    let Some(seed) = std::env::var("SEED").ok().and_then(|text| text.parse().ok()) else { return };
    let options = if std::env::var_os("QUIET").is_some() { QUIET } else { SAFETY };
    let mut world = World::new(seed, options_of(seed, options));
    let result = world.run();
    println!("{:?} {result:?}", world.counts);
}

/// The first seed whose run shows the fault.
fn caught(name: &str, options: Options) -> u64 {
    let limit = seeds(200);
    for seed in 0..limit {
        if let Err(violation) = World::new(seed, options_of(seed, options)).run() {
            println!("{name}: seed {seed}: {violation}");
            return seed;
        }
    }
    panic!("{name}: not caught in {limit} seeds");
}

fn caught_broken(name: &str, broken: Broken) {
    caught(name, Options { broken, ..SAFETY });
}

#[test]
fn canary_grant_without_round() {
    caught_broken("grant_without_round", Broken { grant_without_round: true, ..SOUND });
}

#[test]
fn canary_grant_while_removing() {
    caught_broken("grant_while_removing", Broken { grant_while_removing: true, ..SOUND });
}

#[test]
fn canary_skip_inherited_bound() {
    caught_broken("skip_inherited_bound", Broken { skip_inherited_bound: true, ..SOUND });
}

#[test]
fn canary_remove_before_lease_end() {
    caught_broken("remove_before_lease_end", Broken { remove_before_lease_end: true, ..SOUND });
}

#[test]
fn canary_lease_from_receipt() {
    caught_broken("lease_from_receipt", Broken { lease_from_receipt: true, ..SOUND });
}

#[test]
fn canary_removal_proposed_in_a_later_term() {
    caught("ProposesInAnyTerm", Options { misuse: Misuse::ProposesInAnyTerm, ..SAFETY });
}

#[test]
fn canary_settled_before_it_knows_who_is_active() {
    caught("ConsensusBeforeMembers", Options { misuse: Misuse::ConsensusBeforeMembers, ..SAFETY });
}
