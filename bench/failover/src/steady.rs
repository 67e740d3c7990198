//! Nothing fails, and the machine is busy: does anything move? A failover without a fault is an outage that the cluster made itself.

use crate::subject::{Failure, Subject, role};
use lab::{Lab, Probe, monotonic_ns, outage, wait};
use serde_json::{Value as Json, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(10);
const SETTLE: Duration = Duration::from_secs(60);
/// Not five milliseconds: ten minutes of four streams are long enough to read as they are.
const INTERVAL_US: u64 = 10_000;

/// Keeps every core busy for this share of the time, and reports what the client and the cluster saw meanwhile.
pub fn steady(lab: &Lab, subject: &dyn Subject, time: Duration, busy_percent: u32) -> Result<Json, Failure> {
    let probe = Probe::start_every(lab, &[role()], INTERVAL_US)?;
    let settled = || (subject.is_settled(lab) && probe.answering(0).is_some()).then_some(());
    wait::within(SETTLE, settled).ok_or("the role does not settle")?;
    let removals_before = subject.removals(lab);
    let (from, ticks) = (monotonic_ns(), processor_ticks());
    keep_busy(time, busy_percent);
    let (to, ticks_after) = (monotonic_ns(), processor_ticks());
    let seen = outage(&probe.answers(), 0, from, to);
    let removals = subject.removals(lab).zip(removals_before).map(|(after, before)| after - before);
    let (idle, all) = (ticks_after.0 - ticks.0, ticks_after.1 - ticks.1);
    Ok(json!({
        "seconds": time.as_secs(),
        "machine_busy_percent": 100 - 100 * idle / all.max(1),
        "owners": seen.path(),
        "longest_gap_ms": seen.longest_gap_ms,
        "dual_answers": seen.dual_answers,
        "nodes_removed": removals,
    }))
}

fn keep_busy(time: Duration, percent: u32) {
    let over = AtomicBool::new(false);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    while begun.elapsed() < PERIOD * percent / 100 {
                        std::hint::spin_loop();
                    }
                    std::thread::sleep(PERIOD.saturating_sub(begun.elapsed()));
                }
            });
        }
        std::thread::sleep(time);
        over.store(true, Ordering::Relaxed);
    });
}

/// Of all cores: idle, and altogether (`proc_stat(5)`).
fn processor_ticks() -> (u64, u64) {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks: Vec<u64> =
        text.lines().next().unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok()).collect();
    (ticks.iter().skip(3).take(2).sum(), ticks.iter().take(8).sum())
}
