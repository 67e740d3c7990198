//! What programs for failover clustering do, from beginning to end: inspects the cluster, makes a group with two resources of which one needs the
//! other, brings it online, moves it, changes the database by a batch that is not done and by one that is, backs the database up, and
//! watches until a node is down.
//!
//! `tour CLUSTER FOLDER`: the cluster's name, and a folder for the backup. `crates/windows/tests/c/tour.c` is the same in C.

#![allow(non_upper_case_globals)]

use std::mem::size_of_val;
use std::time::Duration;
use windows::Win32::Foundation::{ERROR_IO_PENDING, ERROR_SUCCESS, WIN32_ERROR};
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::{HKEY, KEY_ALL_ACCESS, REG_DWORD};
use windows::core::{Error, HSTRING, PWSTR, Result, w};

fn main() -> Result<()> {
    let arguments: Vec<HSTRING> = std::env::args().skip(1).map(HSTRING::from).collect();
    unsafe {
        let cluster = OpenCluster(&arguments[0]);
        if cluster == HCLUSTER::default() {
            return Err(Error::from_thread());
        }
        inspect(cluster)?;
        let group = make_group(cluster)?;
        bring_online_and_move(cluster, group)?;
        change_database(group)?;
        WIN32_ERROR(BackupClusterDatabase(cluster, &arguments[1])).ok()?;
        println!("backed up");
        watch_for_a_node(cluster)?;
        pending_or_done(DestroyClusterGroup(group))?;
        CloseClusterGroup(group)?;
        CloseCluster(cluster).ok()
    }
}

fn pending_or_done(code: u32) -> Result<()> {
    match WIN32_ERROR(code) {
        ERROR_SUCCESS | ERROR_IO_PENDING => Ok(()),
        error => Err(error.into()),
    }
}

unsafe fn inspect(cluster: HCLUSTER) -> Result<()> {
    unsafe {
        let (mut name, mut length) = ([0_u16; 128], 128);
        let mut version = CLUSTERVERSIONINFO::default();
        version.dwVersionInfoSize = size_of_val(&version) as u32;
        let code = GetClusterInformation(cluster, PWSTR(name.as_mut_ptr()), &mut length, Some(&mut version));
        WIN32_ERROR(code).ok()?;
        println!("cluster {}", String::from_utf16_lossy(&name[..length as usize]));
        let nodes = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE.0 as u32);
        for index in 0..ClusterGetEnumCount(nodes) {
            let mut kind = 0;
            length = 128;
            WIN32_ERROR(ClusterEnum(nodes, index, &mut kind, PWSTR(name.as_mut_ptr()), &mut length)).ok()?;
            println!("node {}", String::from_utf16_lossy(&name[..length as usize]));
        }
        WIN32_ERROR(ClusterCloseEnum(nodes)).ok()
    }
}

/// `Tour Server` needs `Tour Store`.
unsafe fn make_group(cluster: HCLUSTER) -> Result<HGROUP> {
    unsafe {
        let group = CreateClusterGroup(cluster, w!("Tour"));
        if group == HGROUP::default() {
            return Err(Error::from_thread());
        }
        let mut resources = Vec::new();
        for name in [w!("Tour Store"), w!("Tour Server")] {
            let resource = CreateClusterResource(group, name, w!("Generic Application"), 0);
            if resource == HRESOURCE::default() {
                return Err(Error::from_thread());
            }
            let list = one_text("CommandLine", "sleep 1000");
            let (set, bytes) = (CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES.0 as u32, list.len() as u32);
            let code = ClusterResourceControl(resource, None, set, Some(list.as_ptr().cast()), bytes, None, 0, None);
            WIN32_ERROR(code).ok()?;
            resources.push(resource);
        }
        WIN32_ERROR(AddClusterResourceDependency(resources[1], resources[0])).ok()?;
        for resource in resources {
            CloseClusterResource(resource)?;
        }
        Ok(group)
    }
}

/// A property list with one text.
fn one_text(name: &str, value: &str) -> Vec<u8> {
    let mut list = 1_u32.to_le_bytes().to_vec();
    for (syntax, text) in [(0x0004_0003_u32, name), (0x0001_0003, value)] {
        let text: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        list.extend(syntax.to_le_bytes());
        list.extend((text.len() as u32).to_le_bytes());
        list.extend(text);
        list.resize(list.len().next_multiple_of(4), 0);
    }
    list.extend([0; 4]);
    list
}

unsafe fn bring_online_and_move(cluster: HCLUSTER, group: HGROUP) -> Result<()> {
    unsafe {
        pending_or_done(OnlineClusterGroup(group, None))?;
        println!("online on {}", wait_until_online(group));
        let target = OpenClusterNode(cluster, w!("n2"));
        pending_or_done(MoveClusterGroup(group, Some(target)))?;
        while wait_until_online(group) != "n2" {
            std::thread::sleep(Duration::from_millis(10));
        }
        println!("online on n2");
        CloseClusterNode(target)
    }
}

/// Its owner.
unsafe fn wait_until_online(group: HGROUP) -> String {
    loop {
        let (mut owner, mut length) = ([0_u16; 64], 64);
        let state = unsafe { GetClusterGroupState(group, Some(PWSTR(owner.as_mut_ptr())), Some(&mut length)) };
        if state == ClusterGroupOnline {
            return String::from_utf16_lossy(&owner[..length as usize]);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A batch is done as a whole or not at all.
unsafe fn change_database(group: HGROUP) -> Result<()> {
    unsafe {
        let key = GetClusterGroupKey(group, KEY_ALL_ACCESS.0)?;
        let (one, two) = (1_u32.to_le_bytes(), 2_u32.to_le_bytes());
        let set = ClusterRegSetValue(key, w!("Version"), REG_DWORD.0, one.as_ptr(), 4);
        WIN32_ERROR(set).ok()?;
        // Only if the version is 2 already, which it is not.
        let (code, failed) = batch(key, &two, &two);
        println!("the batch ended with {code} at command {failed}");
        let (code, _) = batch(key, &one, &two);
        println!("the batch ended with {code}");
        let (mut value, mut bytes) = ([0_u8; 4], 4);
        let read = ClusterRegQueryValue(key, w!("Version"), None, Some(value.as_mut_ptr()), Some(&mut bytes));
        WIN32_ERROR(read as u32).ok()?;
        println!("version {}", u32::from_le_bytes(value));
        WIN32_ERROR(ClusterRegCloseKey(key) as u32).ok()
    }
}

/// Sets the version, if it is `expected`. The code, and which command failed.
unsafe fn batch(key: HKEY, expected: &[u8; 4], version: &[u8; 4]) -> (i32, i32) {
    unsafe {
        let (mut batch, mut failed) = (HREGBATCH::default(), -1);
        let mut code = ClusterRegCreateBatch(Some(key), &mut batch);
        for (command, data) in [(CLUSREG_CONDITION_IS_EQUAL, expected), (CLUSREG_SET_VALUE, version)] {
            if code == 0 {
                let data = Some(data.as_ptr().cast());
                code = ClusterRegBatchAddCommand(batch, command, w!("Version"), REG_DWORD.0, data, 4);
            }
        }
        if code == 0 {
            code = ClusterRegCloseBatch(batch, true, Some(&mut failed));
        }
        (code, failed)
    }
}

unsafe fn watch_for_a_node(cluster: HCLUSTER) -> Result<()> {
    unsafe {
        let port = CreateClusterNotifyPort(HCHANGE(-1), cluster, CLUSTER_CHANGE_NODE_STATE.0 as u32, 7);
        if port == HCHANGE::default() {
            return Err(Error::from_thread());
        }
        println!("watching");
        loop {
            let (mut key, mut kind, mut name, mut length) = (0, 0, [0_u16; 64], 64);
            let code = GetClusterNotify(port, &mut key, &mut kind, PWSTR(name.as_mut_ptr()), &mut length, 30_000);
            WIN32_ERROR(code).ok()?;
            let node = OpenClusterNode(cluster, &HSTRING::from(String::from_utf16_lossy(&name[..length as usize])));
            let state = GetClusterNodeState(node);
            CloseClusterNode(node)?;
            if state == ClusterNodeDown {
                println!("{} is down", String::from_utf16_lossy(&name[..length as usize]));
                return CloseClusterNotifyPort(port).ok();
            }
        }
    }
}
