//! What a client sees of a failover: keepalived, Pacemaker and Quorate in the same lab. See README.md.

mod fault;
mod keepalived;
mod many;
mod pacemaker;
mod quorate;
mod report;
mod run;
mod steady;
mod subject;

use clap::{Parser, ValueEnum};
use fault::Fault;
use keepalived::Keepalived;
use lab::Lab;
use lab::quorate::Address;
use many::{Applications, Dummies, Layout, Many};
use pacemaker::Pacemaker;
use quorate::Quorate;
use report::Results;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use subject::{Failure, Subject};

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    /// Advertisements each second
    Keepalived,
    /// Advertisements each 0.1 s
    KeepalivedFast,
    /// Corosync's default token
    Pacemaker,
    /// token: 300
    PacemakerFast,
    /// With its defaults
    Quorate,
    /// SameSubnetDelay 50, SameSubnetThreshold 4
    QuorateFast,
}

#[derive(Parser)]
struct Arguments {
    /// How often each measurement is repeated; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only these subjects.
    #[arg(long, value_enum, value_delimiter = ',')]
    peers: Vec<Name>,
    /// Only these faults.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Fault>,
    /// No fault: keep every core busy for so many minutes, and see whether anything moves.
    #[arg(long, value_name = "MINUTES")]
    steady: Option<u64>,
    /// For --steady: the share of the time.
    #[arg(long, default_value_t = 80, value_name = "PERCENT")]
    busy: u32,
    /// No fault of one role: bring so many small resources online, and lose the node that has most of them. Quorate with each
    /// in a group of its own and with all in one group, and Pacemaker.
    #[arg(long, value_name = "RESOURCES", conflicts_with = "steady")]
    many: Option<usize>,
    /// A line of JSON for each run is appended to it.
    #[arg(long, default_value = "results.jsonl")]
    results: PathBuf,
    #[arg(long, default_value = "../../target/release/quorate")]
    quorate: PathBuf,
    /// The application puts the address on its node itself: for a binary without the resource type IP Address.
    #[arg(long)]
    no_address_resource: bool,
}

impl Name {
    fn subject(self, arguments: &Arguments) -> Box<dyn Subject> {
        let quorate = |fast| {
            let address = if arguments.no_address_resource { Address::Application } else { Address::Resource };
            Box::new(Quorate { binary: arguments.quorate.clone(), fast, address, cluster: None })
        };
        match self {
            Name::Quorate => quorate(false),
            Name::QuorateFast => quorate(true),
            Name::Keepalived => Box::new(Keepalived { advert_s: 1.0 }),
            Name::KeepalivedFast => Box::new(Keepalived { advert_s: 0.1 }),
            Name::Pacemaker => Box::new(Pacemaker { token_ms: None }),
            Name::PacemakerFast => Box::new(Pacemaker { token_ms: Some(300) }),
        }
    }
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    if let Some(count) = arguments.many {
        return measure_many(count, &arguments);
    }
    let all = <Name as ValueEnum>::value_variants();
    let mut results = Results::default();
    for name in all.iter().filter(|name| arguments.peers.is_empty() || arguments.peers.contains(name)) {
        measure(*name, &arguments, &mut results)?;
    }
    print!("{}\n{}", results.table(), results.phases());
    Ok(())
}

fn measure(name: Name, arguments: &Arguments, results: &mut Results) -> Result<(), Failure> {
    let title = name.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let all = <Fault as ValueEnum>::value_variants();
    let (mut lab, mut subject) = set_up(name, arguments)?;
    if let Some(minutes) = arguments.steady {
        let mut seen = steady::steady(&lab, subject.as_ref(), Duration::from_secs(minutes * 60), arguments.busy)?;
        seen["subject"] = title.into();
        return write_line(&arguments.results, &seen);
    }
    for fault in all.iter().copied().filter(|fault| arguments.only.is_empty() || arguments.only.contains(fault)) {
        let has_leader = subject.leader(&lab).is_some();
        for owner_leads in [false, true].into_iter().filter(|leads| has_leader || !leads) {
            let mut number = 0;
            // A run whose beginning failed is made again, in a new lab; not for ever.
            for _ in 0..2 * arguments.runs {
                if number == arguments.runs {
                    break;
                }
                match run::run(&lab, subject.as_mut(), fault, owner_leads) {
                    Ok(run) => {
                        write_line(&arguments.results, &run.json(&title, fault, number))?;
                        number += 1;
                        let settled = run.settled;
                        results.add(&title, fault, run);
                        if settled {
                            continue;
                        }
                        eprintln!("{title} {}: the role is not settled after the repair", fault.name());
                    }
                    Err(error) => eprintln!("{title} {}: {error}", fault.name()),
                }
                drop(lab);
                (lab, subject) = set_up(name, arguments)?;
            }
        }
    }
    Ok(())
}

fn measure_many(count: usize, arguments: &Arguments) -> Result<(), Failure> {
    let is_chosen = |name: Name| arguments.peers.is_empty() || arguments.peers.contains(&name);
    let applications = |layout| -> Box<dyn Many> {
        Box::new(Applications { binary: arguments.quorate.clone(), layout, cluster: None })
    };
    for _ in 0..arguments.runs {
        if is_chosen(Name::Quorate) {
            for (layout, title) in [
                (Layout::OnOneNode, "quorate, all on one node"),
                (Layout::Spread, "quorate, spread over the nodes"),
                (Layout::OneGroup, "quorate, one group"),
            ] {
                write_line(&arguments.results, &many::run(applications(layout), title, count)?)?;
            }
        }
        if is_chosen(Name::Pacemaker) {
            write_line(&arguments.results, &many::run(Box::new(Dummies), "pacemaker", count)?)?;
        }
    }
    Ok(())
}

fn set_up(name: Name, arguments: &Arguments) -> Result<(Lab, Box<dyn Subject>), Failure> {
    let lab = Lab::new()?;
    let mut subject = name.subject(arguments);
    subject.start(&lab)?;
    Ok((lab, subject))
}

fn write_line(file: &Path, line: &serde_json::Value) -> Result<(), Failure> {
    println!("{line}");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(file, "{line}")?;
    Ok(())
}
