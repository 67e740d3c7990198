//! Enumerations of many resources: all of them opened, and every item read.

use crate::cluster::{Cluster, Failure, TYPE, last_error};
use crate::report::{Demand, Results};
use std::collections::HashSet;
use std::time::Instant;
use windows::Win32::Foundation::{
    ERROR_CLUSTER_NO_QUORUM, ERROR_MORE_DATA, ERROR_NO_MORE_ITEMS, ERROR_OBJECT_ALREADY_EXISTS, GetLastError,
};
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, PWSTR};

const RESOURCES_IN_A_GROUP: usize = 100;
/// Each makes one resource after the other.
const MAKERS: usize = 128;
/// Each takes the ten seconds for which a service looks for a leader.
const TRIES: usize = 3;
/// A program's buffer, which grows when an item does not fit.
const ROOM: usize = 512;
/// What is demanded of the largest.
const LIMIT_MS: f64 = 1_000.0;
const DEMANDED_SIZE: usize = 100_000;
/// Two common properties, as a list of names.
const PROPERTIES: &str = "RestartAction\0PendingTimeout\0\0";

/// One size after the other, each with the resources that the ones before it had.
pub fn measure(cluster: &Cluster, rounds: usize, sizes: &[usize], results: &mut Results) -> Result<(), Failure> {
    let connection = cluster.open()?;
    let at_first = cluster_items(connection)?.len();
    let mut made = 0;
    for &size in sizes {
        let begun = Instant::now();
        make(connection, made, size)?;
        let rate = (size - made) as f64 / begun.elapsed().as_secs_f64();
        results.add(&format!("resources made, up to {size}"), "/s", Demand::None, rate);
        made = made.max(size);
        let whole = at_first + made;
        let demand = if size == DEMANDED_SIZE { Demand::Below(LIMIT_MS) } else { Demand::None };
        for _ in 0..rounds {
            run(&format!("ClusterOpenEnumEx, ClusterEnumEx: {size}"), demand, whole, results, || {
                cluster_items(connection)
            })?;
            run(&format!("ClusterResourceOpenEnumEx, 2 properties: {size}"), demand, whole, results, || {
                resource_items(connection)
            })?;
            run(&format!("ClusterOpenEnum, ClusterEnum: {size}"), demand, whole, results, || {
                cluster_names(connection)
            })?;
        }
    }
    Ok(())
}

/// From opening until all is read and the enumeration is closed.
fn run(
    what: &str,
    demand: Demand,
    size: usize,
    results: &mut Results,
    list: impl Fn() -> Result<Vec<String>, Failure>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let names = list()?;
    let ms = begun.elapsed().as_secs_f64() * 1e3;
    if names.len() != size || names.iter().collect::<HashSet<_>>().len() != size {
        return Err(format!("{what}: {} names, not {size} different ones", names.len()).into());
    }
    results.add(what, "ms", demand, ms);
    Ok(())
}

/// Resources with the numbers from `from` to `to`, each group's by one maker.
fn make(cluster: HCLUSTER, from: usize, to: usize) -> Result<(), Failure> {
    let groups = (from / RESOURCES_IN_A_GROUP)..to.div_ceil(RESOURCES_IN_A_GROUP);
    let make_groups = |maker: usize| {
        groups.clone().skip(maker).step_by(MAKERS).try_for_each(|group| {
            let first = group * RESOURCES_IN_A_GROUP;
            make_group(cluster, group, from.max(first)..to.min(first + RESOURCES_IN_A_GROUP))
        })
    };
    let make_groups = &make_groups;
    std::thread::scope(|scope| {
        let makers: Vec<_> = (0..MAKERS).map(|maker| scope.spawn(move || make_groups(maker))).collect();
        makers.into_iter().try_for_each(|maker| maker.join().unwrap_or_else(|_| Err("a maker died".into())))
    })
}

fn make_group(cluster: HCLUSTER, number: usize, resources: std::ops::Range<usize>) -> Result<(), Failure> {
    let name = HSTRING::from(format!("Group {number}"));
    // SAFETY: names are texts, handles are open.
    unsafe {
        let mut group = OpenClusterGroup(cluster, &name);
        if group.is_invalid() {
            group = CreateClusterGroup(cluster, &name);
        }
        if group.is_invalid() {
            return Err(last_error("a group"));
        }
        for index in resources {
            make_resource(group, &HSTRING::from(format!("Resource {index}")))?;
        }
        let _ = CloseClusterGroup(group);
    }
    Ok(())
}

/// Again when the cluster lost its leader on a busy machine: then it may have been made all the same.
fn make_resource(group: HGROUP, name: &HSTRING) -> Result<(), Failure> {
    let mut tries = 0;
    loop {
        // SAFETY: names are texts, the handle is open.
        unsafe {
            let resource = CreateClusterResource(group, name, &HSTRING::from(TYPE), 0);
            if !resource.is_invalid() {
                let _ = CloseClusterResource(resource);
                return Ok(());
            }
            match GetLastError() {
                ERROR_CLUSTER_NO_QUORUM if tries < TRIES => tries += 1,
                ERROR_OBJECT_ALREADY_EXISTS if tries > 0 => return Ok(()),
                _ => return Err(last_error("a resource")),
            }
        }
    }
}

/// The names of all items, each read into a buffer of the caller that grows where it has to.
fn read(
    mut next: impl FnMut(u32, *mut u64, &mut u32) -> u32,
    name: impl Fn(*const u64) -> PWSTR,
) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut room = vec![0_u64; ROOM / 8];
    loop {
        let mut bytes = (room.len() * 8) as u32;
        match next(names.len() as u32, room.as_mut_ptr(), &mut bytes) {
            // SAFETY: the text is in the buffer.
            0 => names.push(unsafe { name(room.as_ptr()).to_string() }?),
            code if code == ERROR_MORE_DATA.0 => room.resize((bytes as usize).div_ceil(8), 0),
            code if code == ERROR_NO_MORE_ITEMS.0 => return Ok(names),
            code => return Err(format!("the item {}: {code}", names.len()).into()),
        }
    }
}

fn cluster_items(cluster: HCLUSTER) -> Result<Vec<String>, Failure> {
    // SAFETY: the buffer is as long as is said.
    unsafe {
        let opened = ClusterOpenEnumEx(cluster, CLUSTER_ENUM_RESOURCE.0.cast_unsigned(), None);
        if opened.is_invalid() {
            return Err(last_error("ClusterOpenEnumEx"));
        }
        let next = |index, room: *mut u64, bytes: &mut u32| ClusterEnumEx(opened, index, room.cast(), bytes);
        let names = read(next, |room| (*room.cast::<CLUSTER_ENUM_ITEM>()).lpszName)?;
        same(names.len(), ClusterGetEnumCountEx(opened), ClusterCloseEnumEx(opened))?;
        Ok(names)
    }
}

fn resource_items(cluster: HCLUSTER) -> Result<Vec<String>, Failure> {
    let properties: Vec<u16> = PROPERTIES.encode_utf16().collect();
    let (list, bytes) = (PCWSTR(properties.as_ptr()), properties.len() as u32 * 2);
    // SAFETY: the buffer and the list are as long as is said.
    unsafe {
        let opened = ClusterResourceOpenEnumEx(cluster, list, bytes, PCWSTR::null(), 0, 0);
        if opened.is_invalid() {
            return Err(last_error("ClusterResourceOpenEnumEx"));
        }
        let next = |index, room: *mut u64, bytes: &mut u32| ClusterResourceEnumEx(opened, index, room.cast(), bytes);
        let names = read(next, |room| (*room.cast::<CLUSTER_RESOURCE_ENUM_ITEM>()).lpszName)?;
        same(names.len(), ClusterResourceGetEnumCountEx(opened), ClusterResourceCloseEnumEx(opened))?;
        Ok(names)
    }
}

fn cluster_names(cluster: HCLUSTER) -> Result<Vec<String>, Failure> {
    // SAFETY: the buffer is as long as is said.
    unsafe {
        let opened = ClusterOpenEnum(cluster, CLUSTER_ENUM_RESOURCE.0.cast_unsigned());
        if opened.is_invalid() {
            return Err(last_error("ClusterOpenEnum"));
        }
        let next = |index, room: *mut u64, bytes: &mut u32| {
            let (mut kind, name) = (0, PWSTR(room.cast()));
            let mut characters = *bytes / 2;
            let code = ClusterEnum(opened, index, &raw mut kind, name, &raw mut characters);
            // With its end mark.
            *bytes = (characters + 1) * 2;
            code
        };
        let names = read(next, |room| PWSTR(room.cast_mut().cast()))?;
        same(names.len(), ClusterGetEnumCount(opened), ClusterCloseEnum(opened))?;
        Ok(names)
    }
}

fn same(read: usize, counted: u32, closed: u32) -> Result<(), Failure> {
    if (read, closed) == (counted as usize, 0) {
        return Ok(());
    }
    Err(format!("{read} items are read, {counted} were counted, closing answers {closed}").into())
}
