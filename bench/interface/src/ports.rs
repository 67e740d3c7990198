//! Many notification ports beside each other, while the states of resources change.

use crate::cluster::{Cluster, Failure, TYPE, done, last_error};
use crate::report::{Demand, Results};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PWSTR, w};

const NO_PORT: HCHANGE = HCHANGE(-1);
const RESOURCE: u32 = 3;
const RESOURCE_STATE: i64 = 4;
const RESOURCES: usize = 50;
/// OnlinePending, Online, OfflinePending, Offline.
const TURN: [i32; 4] = [129, 2, 130, 3];
/// The longest that a port waits for the next change.
const PATIENCE_MS: u32 = 60_000;

/// Every port has to see each change once, in the order in which it happened: all of them the same, and each resource's in turn.
pub fn measure(
    cluster: &Cluster,
    rounds: usize,
    ports: usize,
    changes: usize,
    connections: usize,
    results: &mut Results,
) -> Result<(), Failure> {
    let opened = (0..connections).map(|_| cluster.open()).collect::<Result<Vec<_>, _>>()?;
    let resources = make_resources(opened[0])?;
    let turns = changes.div_ceil(RESOURCES * TURN.len());
    let changes = turns * RESOURCES * TURN.len();
    for _ in 0..rounds {
        let begun = Instant::now();
        let ports = (0..ports).map(|index| open_port(opened[index % connections])).collect::<Result<Vec<_>, _>>()?;
        let seen: Vec<Result<Vec<(String, i32)>, Failure>> = std::thread::scope(|scope| {
            let read = |port: HCHANGE| scope.spawn(move || (0..changes).map(|_| next(port)).collect());
            let readers: Vec<_> = ports.iter().map(|port| read(*port)).collect();
            let written = turn(&resources, turns);
            let seen = readers.into_iter().map(|reader| reader.join().unwrap_or_else(|_| Err("a reader died".into())));
            let seen = seen.collect();
            written.map(|()| seen)
        })?;
        let seconds = begun.elapsed().as_secs_f64();
        check(&seen.into_iter().collect::<Result<Vec<_>, _>>()?)?;
        let name = format!("{} ports of {connections} connections, {changes} state changes", ports.len());
        results.add(&format!("{name}: all seen by all, in order"), "s", Demand::None, seconds);
        for port in ports {
            // SAFETY: it is open.
            let _ = unsafe { CloseClusterNotifyPort(port) };
        }
    }
    Ok(())
}

fn make_resources(cluster: HCLUSTER) -> Result<Vec<HRESOURCE>, Failure> {
    // SAFETY: names are texts, lists are as long as is said.
    unsafe {
        let group = CreateClusterGroup(cluster, w!("Told"));
        if group.is_invalid() {
            return Err(last_error("the group"));
        }
        let resource = |index: usize| {
            let name = HSTRING::from(format!("Told {index}"));
            let resource = CreateClusterResource(group, &name, &HSTRING::from(TYPE), 0);
            if resource.is_invalid() {
                return Err(last_error("a resource"));
            }
            let list = command_line();
            let set = CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES.0.cast_unsigned();
            let (list, length) = (list.as_ptr().cast(), list.len() as u32);
            done("a property", ClusterResourceControl(resource, None, set, Some(list), length, None, 0, None))?;
            Ok(resource)
        };
        (0..RESOURCES).map(resource).collect()
    }
}

/// A property list: what the resources run.
fn command_line() -> Vec<u8> {
    let text = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut list = 1_u32.to_le_bytes().to_vec();
    for (syntax, data) in [(0x0004_0003_u32, text("CommandLine")), (0x0001_0003, text("sleep 1000"))] {
        list.extend(syntax.to_le_bytes());
        list.extend((data.len() as u32).to_le_bytes());
        list.extend(data);
        list.resize(list.len().next_multiple_of(4), 0);
    }
    list.extend([0; 4]);
    list
}

fn open_port(cluster: HCLUSTER) -> Result<HCHANGE, Failure> {
    let filter = NOTIFY_FILTER_AND_TYPE { dwObjectType: RESOURCE, FilterFlags: RESOURCE_STATE };
    // SAFETY: one filter.
    let port = unsafe { CreateClusterNotifyPortV2(NO_PORT, cluster, &raw const filter, 1, 1) };
    if port.is_invalid() { Err(last_error("a port")) } else { Ok(port) }
}

/// Brings all resources online and offline again, so many times.
fn turn(resources: &[HRESOURCE], turns: usize) -> Result<(), Failure> {
    for _ in 0..turns {
        // SAFETY: the handles are open.
        unsafe {
            for resource in resources {
                done("online", OnlineClusterResource(*resource))?;
            }
            wait_for(resources, ClusterResourceOnline);
            for resource in resources {
                done("offline", OfflineClusterResource(*resource))?;
            }
            wait_for(resources, ClusterResourceOffline);
        }
    }
    Ok(())
}

fn wait_for(resources: &[HRESOURCE], state: CLUSTER_RESOURCE_STATE) {
    for resource in resources {
        // SAFETY: the handle is open.
        while unsafe { GetClusterResourceState(*resource, None, None, None, None) } != state {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Name and new state.
fn next(port: HCHANGE) -> Result<(String, i32), Failure> {
    let (mut key, mut told) = (0, NOTIFY_FILTER_AND_TYPE::default());
    let (mut name, mut name_length, mut buffer, mut bytes) = ([0_u16; 64], 64, [0_u8; 64], 64);
    // SAFETY: buffers are as long as is said.
    let code = unsafe {
        GetClusterNotifyV2(
            port,
            &mut key,
            Some(&raw mut told),
            Some(buffer.as_mut_ptr()),
            Some(&raw mut bytes),
            None,
            None,
            None,
            None,
            Some(PWSTR(name.as_mut_ptr())),
            Some(&raw mut name_length),
            None,
            None,
            Some(PATIENCE_MS),
        )
    };
    done("the next notification", code)?;
    let name = String::from_utf16_lossy(&name[..name_length as usize]);
    Ok((name, i32::from_le_bytes([buffer[0], buffer[1], buffer[2], buffer[3]])))
}

fn check(seen: &[Vec<(String, i32)>]) -> Result<(), Failure> {
    let Some(first) = seen.first() else { return Ok(()) };
    if seen.iter().any(|other| other != first) {
        return Err("two ports saw different things".into());
    }
    let mut turns: HashMap<&str, usize> = HashMap::new();
    for (name, state) in first {
        let turn = turns.entry(name).or_default();
        if TURN[*turn % TURN.len()] != *state {
            return Err(format!("{name}: the change {turn} is to {state}").into());
        }
        *turn += 1;
    }
    Ok(())
}
