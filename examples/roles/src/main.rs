//! Lists the groups of a cluster with their states and owners; `roles NAME` brings one online first.
//!
//! Nothing in here knows on which system it runs.

#![allow(non_upper_case_globals)]

use windows::Win32::Foundation::{ERROR_IO_PENDING, ERROR_MORE_DATA, ERROR_NO_MORE_ITEMS, ERROR_SUCCESS, WIN32_ERROR};
use windows::Win32::Networking::Clustering::*;
use windows::core::{Error, HSTRING, PCWSTR, PWSTR, Result};

fn main() -> Result<()> {
    unsafe {
        // The local cluster.
        let cluster = OpenCluster(PCWSTR::null());
        if cluster == HCLUSTER::default() {
            return Err(Error::from_thread());
        }
        if let Some(name) = std::env::args().nth(1) {
            bring_online(cluster, &name)?;
        }
        for name in group_names(cluster)? {
            let group = OpenClusterGroup(cluster, &HSTRING::from(&name));
            let (state, owner) = state_and_owner(group)?;
            println!("{name:24} {:14} {owner}", state_name(state));
            CloseClusterGroup(group)?;
        }
        CloseCluster(cluster).ok()
    }
}

unsafe fn group_names(cluster: HCLUSTER) -> Result<Vec<String>> {
    unsafe {
        let groups = ClusterOpenEnum(cluster, CLUSTER_ENUM_GROUP.0 as u32);
        if groups == HCLUSENUM::default() {
            return Err(Error::from_thread());
        }
        let mut names = Vec::new();
        let mut buffer = vec![0_u16; 16];
        loop {
            let (mut kind, mut length) = (0, buffer.len() as u32);
            let code = ClusterEnum(groups, names.len() as u32, &mut kind, PWSTR(buffer.as_mut_ptr()), &mut length);
            match WIN32_ERROR(code) {
                ERROR_SUCCESS => names.push(String::from_utf16_lossy(&buffer[..length as usize])),
                ERROR_MORE_DATA => buffer.resize(length as usize + 1, 0),
                ERROR_NO_MORE_ITEMS => break,
                error => return Err(error.into()),
            }
        }
        WIN32_ERROR(ClusterCloseEnum(groups)).ok()?;
        Ok(names)
    }
}

unsafe fn state_and_owner(group: HGROUP) -> Result<(CLUSTER_GROUP_STATE, String)> {
    unsafe {
        let (mut owner, mut length) = ([0_u16; 256], 256);
        let state = GetClusterGroupState(group, Some(PWSTR(owner.as_mut_ptr())), Some(&mut length));
        if state == ClusterGroupStateUnknown {
            return Err(Error::from_thread());
        }
        Ok((state, String::from_utf16_lossy(&owner[..length as usize])))
    }
}

unsafe fn bring_online(cluster: HCLUSTER, name: &str) -> Result<()> {
    unsafe {
        let group = OpenClusterGroup(cluster, &HSTRING::from(name));
        if group == HGROUP::default() {
            return Err(Error::from_thread());
        }
        match WIN32_ERROR(OnlineClusterGroup(group, None)) {
            ERROR_SUCCESS | ERROR_IO_PENDING => {}
            error => return Err(error.into()),
        }
        while GetClusterGroupState(group, None, None) == ClusterGroupPending {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        CloseClusterGroup(group)
    }
}

fn state_name(state: CLUSTER_GROUP_STATE) -> &'static str {
    match state {
        ClusterGroupOnline => "Online",
        ClusterGroupOffline => "Offline",
        ClusterGroupFailed => "Failed",
        ClusterGroupPartialOnline => "PartialOnline",
        ClusterGroupPending => "Pending",
        _ => "Unknown",
    }
}
