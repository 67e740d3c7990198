//! Runs of seeds: one, many on a few threads, and with a rule broken.

use crate::canary::Canary;
use crate::world::{Counts, Violation, World};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How long faults happen in a run.
pub const CHAOS_MS: u64 = 40_000;

/// A seed that broke a rule.
#[derive(Clone, Debug)]
pub struct Failure {
    pub seed: u64,
    pub violation: Violation,
    pub last_lines: Vec<String>,
}

/// One run. A panic inside of a node is a failure like any other.
pub fn run_seed(seed: u64, chaos_ms: u64, canary: Canary, print: bool) -> Result<Counts, Box<Failure>> {
    let mut world = World::new(seed, chaos_ms, canary, print);
    let outcome = catch_unwind(AssertUnwindSafe(|| world.run()));
    let violation = match outcome {
        Ok(Ok(())) => return Ok(world.counts()),
        Ok(Err(violation)) => violation,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            Violation { invariant: "no_panic".into(), what: text.unwrap_or_else(|| "a node panicked".into()) }
        }
    };
    Err(Box::new(Failure { seed, violation, last_lines: world.last_lines() }))
}

/// What a range of seeds showed.
#[derive(Default, Debug)]
pub struct Summary {
    pub runs: u64,
    pub counts: Counts,
    /// The lowest failing seed.
    pub failure: Option<Box<Failure>>,
}

/// Runs `count` seeds from `from` on. With `to_first_failure` no seed above the lowest failing one is begun.
pub fn run_seeds(from: u64, count: u64, chaos_ms: u64, canary: Canary, threads: usize) -> Summary {
    let next = AtomicU64::new(from);
    let stop = AtomicBool::new(false);
    let summary = Mutex::new(Summary::default());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Acquire) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        return;
                    }
                    let outcome = run_seed(seed, chaos_ms, canary, false);
                    let mut summary = summary.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    summary.runs += 1;
                    match outcome {
                        Ok(counts) => summary.counts.add(&counts),
                        Err(failure) => {
                            // Lower seeds that are under way still end; none is begun.
                            stop.store(true, Ordering::Release);
                            if summary.failure.as_ref().is_none_or(|known| known.seed > seed) {
                                summary.failure = Some(failure);
                            }
                        }
                    }
                }
            });
        }
    });
    summary.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.events += other.events;
        self.entries += other.entries;
        self.faults += other.faults;
        self.hand_overs += other.hand_overs;
        self.starts += other.starts;
        self.moves += other.moves;
        self.removals += other.removals;
        self.answers += other.answers;
        self.reads += other.reads;
        self.rest_ms = self.rest_ms.max(other.rest_ms);
    }
}
