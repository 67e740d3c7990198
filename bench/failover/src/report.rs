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

    /// Milliseconds: median (lowest-highest). `!`: nobody answered at the end of a window.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| subject | fault | owner leads | runs | gap | two answer | wrong answers | two in kernel | repair: gap | repair: two answer | \
             repair: wrong answers |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for ((subject, fault, leads), runs) in &self.runs {
            let leads = leads.map_or("-", |leads| if leads { "yes" } else { "no" });
            let _ = writeln!(
                text,
                "| {} | {} | {leads} | {} | {} | {} | {} | {} | {} | {} | {} |",
                self.subjects[*subject],
                fault.name(),
                runs.len(),
                gap(runs, |run| &run.fault),
                spread(runs, |run| run.fault.seen.dual_ms),
                spread(runs, |run| run.fault.wrong_answers() as f64),
                spread(runs, |run| run.fault.kernel_double_ms as f64),
                gap(runs, |run| &run.repair),
                spread(runs, |run| run.repair.seen.dual_ms),
                spread(runs, |run| run.repair.wrong_answers() as f64),
            );
        }
        text
    }
}

fn gap(runs: &[Run], phase: impl Fn(&Run) -> &Phase) -> String {
    let down = if runs.iter().any(|run| phase(run).seen.down_at_end) { "!" } else { "" };
    spread(runs, |run| phase(run).seen.longest_gap_ms) + down
}

fn spread(runs: &[Run], figure: impl Fn(&Run) -> f64) -> String {
    let mut sorted: Vec<f64> = runs.iter().map(figure).collect();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 };
    if low == high { format!("{low:.0}") } else { format!("{median:.0} ({low:.0}-{high:.0})") }
}
