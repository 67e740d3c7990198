//! The C interface under load: states, notification ports, enumerations. See README.md.

mod cluster;
mod enumerate;
mod ports;
mod report;
mod states;

use clap::{Parser, ValueEnum};
use cluster::{Cluster, Failure};
use report::Results;
use std::path::PathBuf;

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    States,
    Ports,
    Enumerate,
}

#[derive(Parser)]
struct Arguments {
    /// How often each measurement is repeated; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Only this one.
    #[arg(long, value_enum)]
    part: Option<Part>,
    /// How many questions for states are asked in each round.
    #[arg(long, default_value_t = 200_000)]
    calls: usize,
    /// How many notification ports there are.
    #[arg(long, default_value_t = 64)]
    ports: usize,
    /// How many changes of states they see in each round.
    #[arg(long, default_value_t = 10_000)]
    changes: usize,
    /// Over how many connections.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 64])]
    connections: Vec<usize>,
    /// How many resources are enumerated, one size after the other; in ascending order.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    resources: Vec<usize>,
    #[arg(long, default_value = "../../target/release/quorate")]
    quorate: PathBuf,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let mut results = Results::default();
    let wanted = |part| arguments.part.is_none_or(|only| only == part);
    if wanted(Part::States) {
        let cluster = Cluster::start(&arguments.quorate)?;
        states::measure(&cluster, arguments.rounds, arguments.calls, &mut results)?;
    }
    if wanted(Part::Ports) {
        let Arguments { rounds, ports, changes, .. } = arguments;
        for connections in &arguments.connections {
            let cluster = Cluster::start(&arguments.quorate)?;
            ports::measure(&cluster, rounds, ports, changes, *connections, &mut results)?;
        }
    }
    if wanted(Part::Enumerate) {
        let cluster = Cluster::start(&arguments.quorate)?;
        enumerate::measure(&cluster, arguments.rounds, &arguments.resources, &mut results)?;
    }
    print!("{}", results.table());
    Ok(())
}
