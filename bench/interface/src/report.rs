//! Medians with the lowest and the highest round.

#[derive(Clone, Copy)]
pub enum Demand {
    None,
    AtLeast(f64),
    Below(f64),
}

impl Demand {
    fn met(self, median: f64, unit: &str) -> String {
        let (words, is_met) = match self {
            Demand::None => return String::new(),
            Demand::AtLeast(limit) => (format!(">= {limit} {unit}"), median >= limit),
            Demand::Below(limit) => (format!("< {limit} {unit}"), median < limit),
        };
        format!("{words}: {}", if is_met { "yes" } else { "NO" })
    }
}

#[derive(Default)]
pub struct Results(Vec<Line>);

struct Line {
    what: String,
    unit: &'static str,
    demand: Demand,
    rounds: Vec<f64>,
}

impl Results {
    pub fn add(&mut self, what: &str, unit: &'static str, demand: Demand, measured: f64) {
        eprintln!("{what}: {measured:.2} {unit}");
        match self.0.iter_mut().find(|line| line.what == what) {
            Some(line) => line.rounds.push(measured),
            None => self.0.push(Line { what: what.to_owned(), unit, demand, rounds: vec![measured] }),
        }
    }

    pub fn table(&mut self) -> String {
        let mut table =
            String::from("| measured | median | lowest | highest | rounds | demanded |\n|---|---|---|---|---|---|\n");
        for Line { what, unit, demand, rounds } in &mut self.0 {
            rounds.sort_by(f64::total_cmp);
            let median = rounds[rounds.len() / 2];
            let (lowest, highest) = (rounds[0], rounds[rounds.len() - 1]);
            let (count, met) = (rounds.len(), demand.met(median, unit));
            table
                .push_str(&format!("| {what} | {median:.2} {unit} | {lowest:.2} | {highest:.2} | {count} | {met} |\n"));
        }
        table
    }
}
