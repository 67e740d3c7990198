//! Writes and reads of the cluster database beside etcd's. See README.md.

mod etcd;
mod load;
mod quorate;
mod report;

use clap::Parser;
use load::{Subject, Work};
use report::Results;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
struct Arguments {
    /// How often each measurement is repeated; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long each measurement lasts, after half a second to warm up.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, value_delimiter = ',', default_values_t = [1, 32, 256])]
    clients: Vec<usize>,
    #[arg(long, default_value_t = 64)]
    value_bytes: usize,
    #[arg(long, default_value = "../../target/release/quorate")]
    quorate: PathBuf,
    #[arg(long, default_value = "etcd")]
    etcd: PathBuf,
    /// Measure Quorate alone.
    #[arg(long)]
    alone: bool,
}

#[tokio::main]
async fn main() -> Result<(), load::Failure> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let mut subjects: Vec<Box<dyn Subject>> = Vec::new();
    subjects.push(Box::new(quorate::Quorate::start(&arguments.quorate, &folder.path().join("quorate")).await?));
    if !arguments.alone {
        subjects.push(Box::new(etcd::Etcd::start(&arguments.etcd, &folder.path().join("etcd")).await?));
    }
    let mut results = Results::default();
    for round in 0..arguments.rounds {
        for &clients in &arguments.clients {
            for work in [Work::Write, Work::Read] {
                let mut order: Vec<usize> = (0..subjects.len()).collect();
                if round % 2 == 1 {
                    order.reverse();
                }
                for index in order {
                    let subject = &subjects[index];
                    let duration = Duration::from_secs(arguments.seconds);
                    let measured = load::run(subject.as_ref(), work, clients, arguments.value_bytes, duration).await?;
                    eprintln!("round {} {:8} {work} {clients:3} clients: {measured}", round + 1, subject.name());
                    results.add(work, clients, subject.name(), measured);
                }
            }
        }
    }
    print!("{}", results.table());
    Ok(())
}
