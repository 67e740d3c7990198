//! Clusters that are made and ended, and machines that become nodes. How a machine is found that is named, and what proves to it that it
//! is meant, is said in [`client::lifecycle`].

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Node, ObjectHandle, Opened};
use crate::sys::*;
use crate::{handle, runtime, text};
use client::lifecycle::{AddWait, Course, NewCluster, Step, machine_state};
use core::ffi::c_void;
use model::Win32Code;
use std::net::IpAddr;
use std::time::Duration;

/// An addition waits for AddEvictDelay to be over, whose default is a minute; then the service of the new node gets its time to join.
const WAIT: AddWait = AddWait { to_add: Some(Duration::from_secs(120)), to_be_up: Some(Duration::from_secs(60)) };

exported! {
    /// Makes a cluster of machines that are no nodes yet, one of which is at hand here, and connects to it. When it fails, or the callback
    /// answers FALSE (ERROR_CANCELLED), no machine is left a node.
    fn CreateCluster(
        pconfig: *const CREATE_CLUSTER_CONFIG,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
    ) -> handle HCLUSTER {
        let new = new_cluster(pconfig)?;
        let mut listener = listener(pfnprogresscallback, pvcallbackarg);
        let client = runtime::wait(new.create(&mut Course::new(&mut listener)))?;
        Ok(handle::give(Cluster::of(client, Access::All)))
    }

    /// Makes the machine of this name a node. When it fails, or the callback answers FALSE before the machine has become one, the cluster
    /// is as it was.
    fn AddClusterNode(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
    ) -> handle HNODE {
        add(hcluster, lpsznodename, pfnprogresscallback, pvcallbackarg)
    }

    /// [`AddClusterNode`]; there are no flags.
    fn AddClusterNodeEx(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        dwflags: u32,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
    ) -> handle HNODE {
        handle::get::<Cluster>(hcluster)?;
        if dwflags != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        add(hcluster, lpsznodename, pfnprogresscallback, pvcallbackarg)
    }

    /// Puts a machine in the place of a node that is down: it is added as by AddClusterNode, has the votes, the properties and the places in
    /// owner lists of the other, and the other is evicted.
    fn ClusterNodeReplacement(hcluster: HCLUSTER, lpsznodenamecurrent: PCWSTR, lpsznodenamenew: PCWSTR) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let (current, new) = (text::read(lpsznodenamecurrent)?, text::read(lpsznodenamenew)?);
        if current.is_empty() || new.is_empty() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let mut unheard = |_: &Step| true;
        let mut course = Course::new(&mut unheard);
        cluster.change(async |client| client.replace_node(&current, &new, WAIT, &mut course).await).map(|_| ())
    }

    /// Takes everything offline and deletes it, and has every machine forget that it was a node. There are no computer objects to be deleted.
    /// The handle stays open, and leads nowhere any more.
    fn DestroyCluster(
        hcluster: HCLUSTER,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
        _fdeletevirtualcomputerobjects: BOOL,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let mut listener = listener(pfnprogresscallback, pvcallbackarg);
        cluster.change(async |client| client.destroy_cluster(&mut Course::new(&mut listener)).await)
    }

    /// Not installed 0, not configured 1, not running 3, running 19; null is this machine.
    fn GetNodeClusterState(lpsznodename: PCWSTR, pdwclusterstate: *mut u32) -> code u32 {
        if pdwclusterstate.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let name = text::read_or_null(lpsznodename)?.filter(|name| !name.is_empty());
        let state = runtime::wait(machine_state(name.as_deref()))?;
        text::put_needed(pdwclusterstate, state as u32)
    }
}

unsafe fn add(
    cluster: HCLUSTER,
    name: PCWSTR,
    callback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
    argument: *const c_void,
) -> Answer<isize> {
    let cluster = handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    let name = unsafe { text::read(name) }?;
    if name.is_empty() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    // SAFETY: the caller's promise.
    let mut listener = unsafe { listener(callback, argument) };
    let node = cluster.change(async |client| client.add_machine(&name, WAIT, &mut Course::new(&mut listener)).await)?;
    let opened = Opened { cluster: Cluster::clone(&cluster), access: Access::All, id: node.id.to_string() };
    Ok(handle::give(Node::new(opened)))
}

/// Tells a callback of the caller's what it hears; without one it goes on always.
///
/// # Safety
/// The callback may be called with the argument until the function that it was given to has returned.
pub unsafe fn listener(
    callback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
    argument: *const c_void,
) -> impl FnMut(&Step) -> bool {
    move |step| {
        let Some(callback) = callback else { return true };
        let object = text::units(&step.object);
        let (phase, kind, severity) = (step.phase as i32, step.kind as i32, step.severity as i32);
        // SAFETY: as above; the text outlives the call.
        let answer = unsafe {
            callback(argument.cast_mut(), phase, kind, severity, step.percent, object.as_ptr(), step.status.number())
        };
        answer != 0
    }
}

unsafe fn new_cluster(config: *const CREATE_CLUSTER_CONFIG) -> Answer<NewCluster> {
    let invalid = || Fail(Win32Code::ERROR_INVALID_PARAMETER);
    if config.is_null() {
        return Err(invalid());
    }
    // SAFETY: the caller's promise. A truth is read as a number: C may have written any.
    let (config, empty) = unsafe { (&*config, (&raw const (*config).fEmptyCluster).cast::<u8>().read() != 0) };
    let known_version = config.dwVersion & CREATE_CLUSTER_MAJOR_VERSION_MASK == CREATE_CLUSTER_VERSION;
    let known_types = (CLUSTER_MGMT_POINT_TYPE_NONE..=CLUSTER_MGMT_POINT_TYPE_CNO_ONLY)
        .contains(&config.managementPointType)
        && (CLUSTER_MGMT_POINT_RESTYPE_AUTO..=CLUSTER_MGMT_POINT_RESTYPE_DNN).contains(&config.managementPointResType);
    if !known_version || !known_types || (empty && config.cIpEntries > 0) {
        return Err(invalid());
    }
    // SAFETY: the caller's promise, for each text and array.
    unsafe {
        let name = text::read(config.lpszClusterName)?;
        let machines = names(config.cNodes, config.ppszNodeNames)?;
        if name.is_empty() || (config.cIpEntries > 0 && config.pIpEntries.is_null()) {
            return Err(invalid());
        }
        let entries = match config.cIpEntries {
            0 => &[],
            count => std::slice::from_raw_parts(config.pIpEntries, count as usize),
        };
        let mut addresses = Vec::new();
        for entry in entries {
            let ip: IpAddr = text::read(entry.lpszIpAddress)?.parse().map_err(|_| invalid())?;
            addresses.push((ip, entry.dwPrefixLength));
        }
        Ok(NewCluster { name, machines, addresses })
    }
}

/// A list of names, at least one.
///
/// # Safety
/// Null, or so many pointers, each null or a text.
pub unsafe fn names(count: u32, list: *const PCWSTR) -> Answer<Vec<String>> {
    if count == 0 || list.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    // SAFETY: as above.
    let list = unsafe { std::slice::from_raw_parts(list, count as usize) };
    // SAFETY: as above.
    list.iter().map(|name| unsafe { text::read(*name) }).collect()
}
