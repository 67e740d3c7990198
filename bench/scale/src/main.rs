//! What size costs: an idle service with many resources, a node that was away for long, a large database. See README.md.

mod cluster;
mod process;
mod report;

use clap::{Parser, ValueEnum};
use client::{BatchStep, Client, Command, Object, PropertyScope};
use cluster::{Cluster, Failure, NODES};
use model::Value;
use report::Results;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Idle,
    CatchUp,
    Restart,
}

#[derive(Parser)]
struct Arguments {
    /// How often each measurement is repeated; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Only this one.
    #[arg(long, value_enum)]
    part: Option<Part>,
    #[arg(long, default_value_t = 100)]
    resources: usize,
    /// How long the idle service is watched in each round.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many commands the absent node misses.
    #[arg(long, default_value_t = 100_000)]
    commands: usize,
    /// How many values of 64 bytes the large database has.
    #[arg(long, default_value_t = 1 << 20)]
    values: usize,
    #[arg(long, default_value = "../../target/release/quorate")]
    quorate: PathBuf,
    /// Where the clusters are made and left, with their logs; a temporary folder without it.
    #[arg(long)]
    folder: Option<PathBuf>,
}

const VALUE_BYTES: usize = 64;
const VALUES_IN_A_KEY: usize = 1_000;
const CLIENTS: usize = 256;
const RESOURCES_IN_A_GROUP: usize = 10;
/// The node that is measured; another one is asked for the rest.
const MEASURED: usize = NODES - 1;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let mut results = Results::default();
    let wanted = |part| arguments.part.is_none_or(|only| only == part);
    for (part, name) in [(Part::Idle, "idle"), (Part::CatchUp, "catch-up"), (Part::Restart, "restart")] {
        if !wanted(part) {
            continue;
        }
        let temporary = tempfile::tempdir()?;
        let folder = arguments.folder.as_deref().unwrap_or(temporary.path()).join(name);
        let mut cluster = Cluster::start(&arguments.quorate, &folder).await?;
        match part {
            Part::Idle => idle(&cluster, &arguments, &mut results).await?,
            Part::CatchUp => catch_up(&mut cluster, &arguments, &mut results).await?,
            Part::Restart => restart(&mut cluster, &arguments, &mut results).await?,
        }
    }
    print!("{}", results.table());
    Ok(())
}

async fn idle(cluster: &Cluster, arguments: &Arguments, results: &mut Results) -> Result<(), Failure> {
    let client = cluster.client(MEASURED).await?;
    let begun = Instant::now();
    let groups = arguments.resources.div_ceil(RESOURCES_IN_A_GROUP);
    for group in 0..groups {
        let name = format!("Group {group}");
        client.create_group(&name, 107).await?;
        for index in group * RESOURCES_IN_A_GROUP..arguments.resources.min((group + 1) * RESOURCES_IN_A_GROUP) {
            let resource = format!("Application {index}");
            client.create_resource(&name, &resource, "Generic Application", false).await?;
            let object = Object::Resource(&resource);
            for (property, text) in [("CommandLine", "/bin/sleep infinity"), ("CurrentDirectory", "/")] {
                let value = Some(Value::Sz(text.to_owned()));
                client.set_property(object, PropertyScope::Private, property, value).await?;
            }
        }
        client.online_group(&name, None).await?;
    }
    for group in 0..groups {
        let online = |group: &client::GroupView| group.state == "Online";
        client.wait_for_group(&format!("Group {group}"), online, Duration::from_secs(60)).await?;
    }
    eprintln!("{} resources made and online after {:.1} s", arguments.resources, begun.elapsed().as_secs_f64());
    let status = cluster.wait_for(MEASURED, |status| status.member).await?;
    let guard = process::child_with_argument(status.resource_host_pid, "resource-guard").ok_or("no guard")?;
    let leader = client.nodes().await?.into_iter().find(|node| node.is_leader).ok_or("no leader")?;
    let mut watched = vec![("service", status.pid), ("resource host", status.resource_host_pid), ("guard", guard)];
    if leader.pid != status.pid {
        watched.push(("service of the leader", leader.pid));
    }
    drop(client);
    for _ in 0..arguments.rounds {
        let cpu = || -> Option<Vec<Duration>> { watched.iter().map(|(_, pid)| process::cpu_time(*pid)).collect() };
        let (begun, before) = (Instant::now(), cpu().ok_or("a process is gone")?);
        tokio::time::sleep(Duration::from_secs(arguments.seconds)).await;
        let (elapsed, after) = (begun.elapsed(), cpu().ok_or("a process is gone")?);
        for (index, (who, pid)) in watched.iter().enumerate() {
            let is_service = *who == "service" || *who == "service of the leader";
            let share = 100.0 * (after[index] - before[index]).as_secs_f64() / elapsed.as_secs_f64();
            let memory = process::memory(*pid).ok_or("a process is gone")?;
            results.add(&format!("idle {who}: CPU"), "% of a core", is_service.then_some(1.0), share);
            results.add(&format!("idle {who}: resident"), "MB", is_service.then_some(60.0), memory.resident_mb);
            results.add(&format!("idle {who}: anonymous"), "MB", None, memory.anonymous_mb);
        }
    }
    Ok(())
}

async fn catch_up(cluster: &mut Cluster, arguments: &Arguments, results: &mut Results) -> Result<(), Failure> {
    let others = cluster.client(0).await?;
    others.create_key("Many").await?;
    for _ in 0..arguments.rounds {
        cluster.kill_node(MEASURED)?;
        let begun = Instant::now();
        write(&others, arguments.commands).await?;
        let rate = arguments.commands as f64 / begun.elapsed().as_secs_f64();
        results.add("commands with one node away", "per second", None, rate);
        let reached = others.status().await?.applied_index;
        let begun = Instant::now();
        cluster.start_node(MEASURED)?;
        cluster.wait_for(MEASURED, |status| status.applied_index >= reached).await?;
        let what = format!("catch-up of {} commands", arguments.commands);
        results.add(&what, "s", None, begun.elapsed().as_secs_f64());
        cluster.wait_for(MEASURED, |status| status.member).await?;
    }
    Ok(())
}

/// Values of 64 bytes, each a command of its own, from many clients at once.
async fn write(client: &Client, commands: usize) -> Result<(), Failure> {
    let mut clients = JoinSet::new();
    for first in 0..CLIENTS {
        let client = client.clone();
        clients.spawn(async move {
            for number in (first..commands).step_by(CLIENTS) {
                client.set_value("Many", &format!("value {}", number % 10_000), value(number)).await?;
            }
            Ok::<(), model::Refusal>(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    Ok(())
}

fn value(number: usize) -> Value {
    let mut bytes = number.to_le_bytes().to_vec();
    bytes.resize(VALUE_BYTES, 7);
    Value::Binary(bytes.into())
}

async fn restart(cluster: &mut Cluster, arguments: &Arguments, results: &mut Results) -> Result<(), Failure> {
    let others = cluster.client(0).await?;
    let begun = Instant::now();
    for key in 0..arguments.values.div_ceil(VALUES_IN_A_KEY) {
        let mut steps = vec![BatchStep::CreateKey { path: format!(r"Bulk\Key {key:05}") }];
        let numbers = key * VALUES_IN_A_KEY..arguments.values.min((key + 1) * VALUES_IN_A_KEY);
        steps.extend(
            numbers.map(|number| BatchStep::SetValue { name: format!("value {number}"), value: value(number) }),
        );
        others.execute(&Command::Registry(registry_batch(steps))).await?;
    }
    let mb = (arguments.values * VALUE_BYTES) as f64 / f64::from(1 << 20);
    eprintln!("{mb:.0} MB in {} values written in {:.1} s", arguments.values, begun.elapsed().as_secs_f64());
    let reached = others.status().await?.applied_index;
    cluster.wait_for(MEASURED, |status| status.applied_index >= reached).await?;
    let size = format!("{mb:.0} MB database");
    for _ in 0..arguments.rounds {
        results.add(&format!("{size}: on disk"), "MB", None, cluster.disk_bytes(MEASURED)? as f64 / f64::from(1 << 20));
        let reached = others.status().await?.applied_index;
        cluster.kill_node(MEASURED)?;
        let begun = Instant::now();
        cluster.start_node(MEASURED)?;
        cluster.wait_for(MEASURED, |_| true).await?;
        results.add(&format!("{size}: one node restarts, answers"), "s", Some(3.0), begun.elapsed().as_secs_f64());
        cluster.wait_for(MEASURED, |status| status.applied_index >= reached).await?;
        results.add(
            &format!("{size}: one node restarts, has applied all"),
            "s",
            Some(3.0),
            begun.elapsed().as_secs_f64(),
        );
        let status = cluster.wait_for(MEASURED, |status| status.member).await?;
        results.add(&format!("{size}: one node restarts, is a member"), "s", Some(3.0), begun.elapsed().as_secs_f64());
        let memory = process::memory(status.pid).ok_or("the service is gone")?;
        results.add(&format!("{size}: memory of the service"), "MB", None, memory.resident_mb);
    }
    drop(others);
    for _ in 0..arguments.rounds {
        (0..NODES).try_for_each(|node| cluster.kill_node(node))?;
        let begun = Instant::now();
        (0..NODES).try_for_each(|node| cluster.start_node(node))?;
        cluster.wait_for(MEASURED, |_| true).await?;
        results.add(&format!("{size}: all nodes restart, one answers"), "s", None, begun.elapsed().as_secs_f64());
        let client = cluster.client(MEASURED).await?;
        client.value(r"Bulk\Key 00000", "value 0").await?;
        results.add(&format!("{size}: all nodes restart, first read"), "s", None, begun.elapsed().as_secs_f64());
        cluster.wait_for_members().await?;
        results.add(&format!("{size}: all nodes restart, all members"), "s", None, begun.elapsed().as_secs_f64());
    }
    Ok(())
}

fn registry_batch(steps: Vec<BatchStep>) -> proto::command::types::RegistryCommand {
    proto::command::types::RegistryCommand::Batch { root: String::new(), steps }
}
