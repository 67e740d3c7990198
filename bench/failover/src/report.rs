//! Medians and spread.

use crate::fault::Fault;
use crate::run::{Phase, Run};
use std::collections::BTreeMap;
use std::fmt::Write;

/// By subject (in the order of measuring), fault and whether the owner led.
#[derive(Default)]
pub struct Results {
    subjects: Vec<String>,
    runs: BTreeMap<(usize, Fault, Option<bool>), Vec<Run>>,
}

impl Results {
    pub fn add(&mut self, subject: &str, fault: Fault, run: Run) {
        let place = self.subjects.iter().position(|known| known == subject).unwrap_or_else(|| {
            self.subjects.push(subject.to_owned());
            self.subjects.len() - 1
        });
        self.runs.entry((place, fault, run.owner_leads)).or_default().push(run);
    }

    /// Where the time of each failover went, as the subject recorded it, in milliseconds after its first phase. Empty when none did.
    pub fn phases(&self) -> String {
        let mut text = String::new();
        for ((subject, fault, leads), runs) in &self.runs {
            let mut figures: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for (phase, ms) in runs.iter().filter_map(|run| run.phases.as_object()).flatten() {
                figures.entry(phase).or_default().extend(ms.as_f64());
            }
            let mut medians: Vec<(&str, Vec<f64>)> = figures.into_iter().filter(|(_, ms)| !ms.is_empty()).collect();
            // In the order in which they came.
            medians.sort_by(|(_, a), (_, b)| mean(a).total_cmp(&mean(b)));
            if medians.is_empty() {
                continue;
            }
            let leads = if *leads == Some(true) { ", owner leads" } else { "" };
            let cells: Vec<String> =
                medians.into_iter().map(|(phase, ms)| format!("{phase} {}", spread_of(ms))).collect();
            let _ = writeln!(
                text,
                "{} {}{leads}: client's gap {}; {}",
                self.subjects[*subject],
                fault.name(),
                gap(runs, |run| &run.fault),
                cells.join(", ")
            );
        }
        text
    }

    /// Milliseconds: median (lowest-highest). `!`: nobody answered at the end of a window.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| subject | fault | owner leads | runs | gap | two answer | wrong answers | two kernels answer | two in kernel | repair: gap | repair: two answer | \
             repair: wrong answers | repair: two kernels answer |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for ((subject, fault, leads), runs) in &self.runs {
            let leads = leads.map_or("-", |leads| if leads { "yes" } else { "no" });
            let _ = writeln!(
                text,
                "| {} | {} | {leads} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                self.subjects[*subject],
                fault.name(),
                runs.len(),
                gap(runs, |run| &run.fault),
                spread(runs, |run| run.fault.seen.dual_ms),
                spread(runs, |run| run.fault.wrong_answers() as f64),
                spread(runs, |run| run.fault.pinged.dual_ms),
                spread(runs, |run| run.fault.kernel_double_ms as f64),
                gap(runs, |run| &run.repair),
                spread(runs, |run| run.repair.seen.dual_ms),
                spread(runs, |run| run.repair.wrong_answers() as f64),
                spread(runs, |run| run.repair.pinged.dual_ms),
            );
        }
        text
    }
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len() as f64
}

fn gap(runs: &[Run], phase: impl Fn(&Run) -> &Phase) -> String {
    let down = if runs.iter().any(|run| phase(run).seen.down_at_end) { "!" } else { "" };
    spread(runs, |run| phase(run).seen.longest_gap_ms) + down
}

fn spread(runs: &[Run], figure: impl Fn(&Run) -> f64) -> String {
    spread_of(runs.iter().map(figure).collect())
}

/// Of at least one figure.
fn spread_of(mut figures: Vec<f64>) -> String {
    figures.sort_by(f64::total_cmp);
    let (low, high) = (figures[0], figures[figures.len() - 1]);
    let middle = figures.len() / 2;
    let median = if figures.len() % 2 == 1 { figures[middle] } else { (figures[middle - 1] + figures[middle]) / 2.0 };
    if low == high { format!("{low:.0}") } else { format!("{median:.0} ({low:.0}-{high:.0})") }
}
