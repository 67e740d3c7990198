//! One run: the role is settled, the fault strikes its owner, the repair is made, and everything is settled again.

use crate::fault::Fault;
use crate::subject::{Failure, Subject, role, role_address};
use lab::{KernelAddresses, Lab, Outage, Probe, monotonic_ns, outage, wait};
use serde_json::{Value, json};
use std::time::Duration;

const SETTLE_DEADLINE: Duration = Duration::from_secs(90);
/// After this the owner is one for good, and not only between two changes.
const STEADY: Duration = Duration::from_millis(700);
/// Time between two pings.
const PING_US: u64 = 10_000;
/// The last answers are on their way.
const TAIL: Duration = Duration::from_millis(150);

pub struct Phase {
    pub seen: Outage,
    /// As `seen`, by echoes of the kernels: they answer whatever their programs do.
    pub pinged: Outage,
    /// Two nodes had the address in their kernels: only for information.
    pub kernel_double_ms: u64,
    pub length_ms: f64,
}

pub struct Run {
    pub owner: String,
    /// `None` where there is no leader.
    pub owner_leads: Option<bool>,
    pub fault: Phase,
    pub repair: Phase,
    pub settled: bool,
    pub phases: Value,
}

pub fn run(lab: &Lab, subject: &mut dyn Subject, fault: Fault, owner_leads: bool) -> Result<Run, Failure> {
    let probe = Probe::start(lab, &[role()])?;
    let owner = settle(lab, subject, &probe).ok_or("the role is not settled before the run")?;
    subject.arrange(lab, &owner, owner_leads)?;
    let owner = settle(lab, subject, &probe).ok_or("the role is not settled before the run")?;
    let leads = subject.leader(lab).map(|leader| leader == owner);
    if leads.is_some_and(|leads| leads != owner_leads) {
        return Err("the leader is not where it was wanted".into());
    }
    // The long settling is not part of what is looked at.
    drop(probe);
    let probe = Probe::start(lab, &[role()])?;
    let pings = Probe::start_pings(lab, &[role_address()], PING_US)?;
    // The new clients have to learn where the role is.
    let again = || steady(lab, subject, &probe).filter(|now| *now == owner);
    wait::within(SETTLE_DEADLINE, again).ok_or("the role is not settled before the run")?;

    let kernel = KernelAddresses::watch(lab, role_address());
    let from = monotonic_ns();
    fault.strike(lab, subject, &owner)?;
    let to = wait_until(from + subject.window().as_nanos() as u64);
    let struck = phase(&probe, &pings, &kernel, from, to);
    let phases = subject.phases(lab, &owner);

    let from = monotonic_ns();
    fault.repair(lab, subject, &owner)?;
    drop(kernel);
    let kernel = KernelAddresses::watch(lab, role_address());
    let settled = settle(lab, subject, &probe).is_some();
    let to = wait_until(monotonic_ns().max(from + subject.heal_window().as_nanos() as u64));
    let repaired = phase(&probe, &pings, &kernel, from, to);
    Ok(Run { owner, owner_leads: leads, fault: struck, repair: repaired, settled, phases })
}

fn phase(probe: &Probe, pings: &Probe, kernel: &KernelAddresses, from: u64, to: u64) -> Phase {
    Phase {
        seen: outage(&probe.answers(), 0, from, to),
        pinged: outage(&pings.answers(), 0, from, to),
        kernel_double_ms: kernel.double_ms(from, to),
        length_ms: (to - from) as f64 / 1e6,
    }
}

/// Waits until that instant and until what was sent before it was received.
fn wait_until(instant_ns: u64) -> u64 {
    let rest = instant_ns.saturating_sub(monotonic_ns());
    std::thread::sleep(Duration::from_nanos(rest) + TAIL);
    instant_ns
}

/// Waits until the subject calls itself settled and one and the same node answers; that node.
fn settle(lab: &Lab, subject: &dyn Subject, probe: &Probe) -> Option<String> {
    wait::within(SETTLE_DEADLINE, || subject.is_settled(lab).then(|| steady(lab, subject, probe))?)
}

fn steady(lab: &Lab, subject: &dyn Subject, probe: &Probe) -> Option<String> {
    let owner = probe.wait_for_owner(SETTLE_DEADLINE, |_| true)?;
    let from = monotonic_ns();
    let to = wait_until(from + STEADY.as_nanos() as u64);
    let seen = outage(&probe.answers(), 0, from, to);
    // A leftover address would spoil the next run, though no client sees it.
    let alone = KernelAddresses::watch(lab, role_address());
    let holders = wait::within(STEADY, || alone.changes().last().cloned())?;
    let is_steady = seen.lost_ms == 0.0 && seen.dual_answers == 0 && seen.owners.len() == 1;
    let is_alone = !subject.leaves_no_address() || holders.nodes == [owner.as_str()];
    (is_steady && is_alone).then_some(owner)
}

impl Phase {
    /// Answers that no client should have got: from an owner that had been replaced.
    pub fn wrong_answers(&self) -> usize {
        self.seen.dual_answers.max(self.seen.late_answers)
    }

    fn json(&self) -> Value {
        let seen = &self.seen;
        json!({
            "gap_ms": round(seen.longest_gap_ms),
            "lost_ms": round(seen.lost_ms),
            "down_at_end": seen.down_at_end,
            "dual_ms": round(seen.dual_ms),
            "dual_answers": seen.dual_answers,
            "late_answers": seen.late_answers,
            "ping_gap_ms": round(self.pinged.longest_gap_ms),
            "ping_dual_ms": round(self.pinged.dual_ms),
            "ping_dual_answers": self.pinged.dual_answers,
            "kernel_double_ms": self.kernel_double_ms,
            "path": seen.path(),
            "length_ms": round(self.length_ms),
        })
    }
}

impl Run {
    pub fn json(&self, subject: &str, fault: Fault, number: usize) -> Value {
        json!({
            "subject": subject,
            "fault": fault.name(),
            "run": number,
            "owner": self.owner,
            "owner_leads": self.owner_leads,
            "settled": self.settled,
            "fault_phase": self.fault.json(),
            "repair_phase": self.repair.json(),
            "phases": self.phases,
        })
    }
}

fn round(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}
