//! `simulator --seeds 1000`, `simulator --seed 7 --trace`, `simulator --canary`.

use clap::Parser;
use simulator::run::{CHAOS_MS, Failure, run_seed, run_seeds};
use simulator::{CANARIES, Canary};
use std::process::ExitCode;

/// Seeds within which each broken rule has to be seen.
const CANARY_SEEDS: u64 = 200;

/// Whole clusters in one thread under one seed, with every fault that the lease rules speak of.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Run this many seeds.
    #[arg(long, value_name = "N", conflicts_with_all = ["seed", "canary"])]
    seeds: Option<u64>,
    /// The first of them.
    #[arg(long, value_name = "S", default_value_t = 0)]
    from: u64,
    /// Run this one seed.
    #[arg(long, value_name = "N", conflicts_with = "canary")]
    seed: Option<u64>,
    /// Print everything that happens.
    #[arg(long, requires = "seed")]
    trace: bool,
    /// Break one rule at a time, and see that each is caught.
    #[arg(long)]
    canary: bool,
    /// Simulated milliseconds in which faults happen.
    #[arg(long, value_name = "MS", default_value_t = CHAOS_MS)]
    chaos_ms: u64,
    /// Seeds run at the same time.
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A panic inside of a run is reported with its seed.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    match (arguments.seed, arguments.canary) {
        (Some(seed), _) => one(seed, &arguments),
        (None, true) => canaries(&arguments),
        (None, false) => many(arguments.seeds.unwrap_or(100), &arguments),
    }
}

fn one(seed: u64, arguments: &Arguments) -> ExitCode {
    match run_seed(seed, arguments.chaos_ms, Canary::None, arguments.trace) {
        Ok(counts) => {
            println!("seed {seed}: {counts:?}");
            ExitCode::SUCCESS
        }
        Err(failure) => report(&failure, arguments),
    }
}

fn many(seeds: u64, arguments: &Arguments) -> ExitCode {
    let summary = run_seeds(arguments.from, seeds, arguments.chaos_ms, Canary::None, arguments.threads);
    println!("{} seeds: {:?}", summary.runs, summary.counts);
    match &summary.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => report(failure, arguments),
    }
}

fn report(failure: &Failure, arguments: &Arguments) -> ExitCode {
    let Failure { seed, violation, last_lines } = failure;
    for line in last_lines {
        println!("{line}");
    }
    println!("\nseed {seed} breaks {}: {}", violation.invariant, violation.what);
    let chaos = match arguments.chaos_ms {
        CHAOS_MS => String::new(),
        other => format!(" --chaos-ms {other}"),
    };
    println!("replay: cargo run --release -p simulator -- --seed {seed}{chaos}");
    ExitCode::FAILURE
}

fn canaries(arguments: &Arguments) -> ExitCode {
    let mut all_caught = true;
    for (canary, rule) in CANARIES {
        let summary = run_seeds(arguments.from, CANARY_SEEDS, arguments.chaos_ms, *canary, arguments.threads);
        match summary.failure {
            Some(failure) => {
                let Failure { seed, violation, .. } = *failure;
                println!("caught: {rule}\n  by seed {seed}, {}: {}", violation.invariant, violation.what);
            }
            None => {
                all_caught = false;
                println!("NOT CAUGHT in {CANARY_SEEDS} seeds: {rule}");
            }
        }
    }
    if all_caught { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
