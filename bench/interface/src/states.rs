//! States on open handles, from one thread.

use crate::cluster::{Cluster, Failure, TYPE, last_error};
use crate::report::{Demand, Results};
use std::time::{Duration, Instant};
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, w};

/// Before it is measured.
const WARM_UP: usize = 2_000;

pub fn measure(cluster: &Cluster, rounds: usize, calls: usize, results: &mut Results) -> Result<(), Failure> {
    let cluster = cluster.open()?;
    // SAFETY: names are texts, handles are open.
    unsafe {
        let group = CreateClusterGroup(cluster, w!("Asked"));
        let resource = CreateClusterResource(group, w!("Asked Application"), &HSTRING::from(TYPE), 0);
        let node = OpenClusterNode(cluster, w!("n1"));
        if group.is_invalid() || resource.is_invalid() || node.is_invalid() {
            return Err(last_error("what is asked for"));
        }
        for _ in 0..rounds {
            let state = || GetClusterResourceState(resource, None, None, None, None).0;
            run("GetClusterResourceState", calls, results, state)?;
            run("GetClusterGroupState", calls, results, || GetClusterGroupState(group, None, None).0)?;
            run("GetClusterNodeState", calls, results, || GetClusterNodeState(node).0)?;
        }
    }
    Ok(())
}

fn run(what: &str, calls: usize, results: &mut Results, call: impl Fn() -> i32) -> Result<(), Failure> {
    let mut each = Vec::with_capacity(calls);
    for _ in 0..WARM_UP.min(calls) {
        call();
    }
    let begun = Instant::now();
    for _ in 0..calls {
        let begun = Instant::now();
        if call() < 0 {
            return Err(last_error(what));
        }
        each.push(begun.elapsed());
    }
    let rate = calls as f64 / begun.elapsed().as_secs_f64();
    each.sort_unstable();
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    results.add(&format!("{what}: calls"), "/s", Demand::AtLeast(20_000.0), rate);
    results.add(&format!("{what}: p50"), "us", Demand::Below(60.0), micros(each[calls / 2]));
    results.add(&format!("{what}: p99"), "us", Demand::None, micros(each[calls * 99 / 100]));
    Ok(())
}
