//! Medians with the lowest and the highest round.

#[derive(Default)]
pub struct Results(Vec<Line>);

struct Line {
    what: String,
    unit: &'static str,
    demanded: Option<f64>,
    rounds: Vec<f64>,
}

impl Results {
    /// `demanded`: what it has to stay below.
    pub fn add(&mut self, what: &str, unit: &'static str, demanded: Option<f64>, measured: f64) {
        eprintln!("{what}: {measured:.2} {unit}");
        match self.0.iter_mut().find(|line| line.what == what) {
            Some(line) => line.rounds.push(measured),
            None => self.0.push(Line { what: what.to_owned(), unit, demanded, rounds: vec![measured] }),
        }
    }

    pub fn table(&mut self) -> String {
        let mut table =
            String::from("| measured | median | lowest | highest | rounds | demanded |\n|---|---|---|---|---|---|\n");
        for Line { what, unit, demanded, rounds } in &mut self.0 {
            rounds.sort_by(f64::total_cmp);
            let median = rounds[rounds.len() / 2];
            let (lowest, highest) = (rounds[0], rounds[rounds.len() - 1]);
            let demanded = demanded.map_or(String::new(), |limit| {
                format!("< {limit} {unit}: {}", if median < limit { "yes" } else { "NO" })
            });
            let count = rounds.len();
            table.push_str(&format!(
                "| {what} | {median:.2} {unit} | {lowest:.2} | {highest:.2} | {count} | {demanded} |\n"
            ));
        }
        table
    }
}
