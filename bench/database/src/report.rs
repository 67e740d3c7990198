//! Medians, spread and ratios.

use crate::load::{Measured, Work};
use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Default)]
pub struct Results {
    rows: BTreeMap<(Work, usize), BTreeMap<&'static str, Vec<f64>>>,
}

impl Results {
    pub fn add(&mut self, work: Work, clients: usize, subject: &'static str, measured: Measured) {
        self.rows.entry((work, clients)).or_default().entry(subject).or_default().push(measured.per_second);
    }

    pub fn table(&self) -> String {
        let mut text = String::from("| work | clients | Quorate /s (lowest-highest) | etcd /s (lowest-highest) | ratio |\n|---|---|---|---|---|\n");
        for ((work, clients), subjects) in &self.rows {
            let cell = |name: &str| subjects.get(name).map_or("-".into(), |rates| spread(rates));
            let ratio = match (subjects.get("quorate"), subjects.get("etcd")) {
                (Some(ours), Some(theirs)) => format!("{:.2}", median(ours) / median(theirs)),
                _ => "-".into(),
            };
            let _ = writeln!(text, "| {work} | {clients} | {} | {} | {ratio} |", cell("quorate"), cell("etcd"));
        }
        text
    }
}

fn spread(rates: &[f64]) -> String {
    let low = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let high = rates.iter().copied().fold(0.0, f64::max);
    format!("{:.0} ({low:.0}-{high:.0})", median(rates))
}

fn median(rates: &[f64]) -> f64 {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}
