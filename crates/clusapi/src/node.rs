//! Nodes.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Node, close, cluster_of, open_object};
use crate::sys::*;
use crate::{handle, runtime, text};
use client::{JoiningMachine, ObjectKind, Reply};
use model::Win32Code;
use model::flags::{DrainFlags, ResumeFailback};
use std::time::Duration;

exported! {
    /// By name or id; null is the node whose service answers.
    fn OpenClusterNode(hcluster: HCLUSTER, lpsznodename: PCWSTR) -> handle HNODE {
        open(hcluster, text::read_or_null(lpsznodename)?, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenClusterNode`] with the access that is wanted.
    fn OpenClusterNodeEx(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        dwdesiredaccess: u32,
        lpdwgrantedaccess: *mut u32,
    ) -> handle HNODE {
        open(hcluster, text::read_or_null(lpsznodename)?, dwdesiredaccess, lpdwgrantedaccess)
    }

    /// By the number that is its id.
    fn OpenClusterNodeById(hcluster: HCLUSTER, nodeid: u32) -> handle HNODE {
        open(hcluster, Some(nodeid.to_string()), Access::FULL, std::ptr::null_mut())
    }

    fn CloseClusterNode(hnode: HNODE) -> truth BOOL {
        close::<Node>(hnode)
    }

    fn GetClusterFromNode(hnode: HNODE) -> handle HCLUSTER {
        cluster_of::<Node>(hnode)
    }

    /// Up 0, Down 1, Paused 2, Joining 3.
    fn GetClusterNodeState(hnode: HNODE) -> state CLUSTER_NODE_STATE {
        let node = handle::get::<Node>(hnode)?;
        Ok(node.state(ObjectKind::Node)?.state)
    }

    /// Its id in text; a null handle is the node of the local cluster's service.
    fn GetClusterNodeId(hnode: HNODE, lpsznodeid: PWSTR, lpcchname: *mut u32) -> code u32 {
        if hnode != 0 {
            let node = handle::get::<Node>(hnode)?;
            // An evicted node has no id any more.
            node.state(ObjectKind::Node)?;
            return text::write(&node.id, lpsznodeid, lpcchname);
        }
        let local = Cluster::connect(None, Access::Read)?;
        let status = local.ask(async |client| { client.status().await })?;
        text::write(&status.node_id.to_string(), lpsznodeid, lpcchname)
    }

    /// Keeps its groups and takes no new ones.
    fn PauseClusterNode(hnode: HNODE) -> code u32 {
        handle::get::<Node>(hnode)?.change(async |client, id| { client.pause_node(&id).await })
    }

    /// [`PauseClusterNode`], and with `bdrainnode` its groups are moved away, to the target or where the cluster chooses; flags are
    /// CLUSAPI_NODE_PAUSE_* and CLUSAPI_NODE_AVOID_PLACEMENT.
    fn PauseClusterNodeEx | PauseClusterNodeEx2(
        hnode: HNODE,
        bdrainnode: BOOL,
        dwpauseflags: u32,
        hnodedraintarget: HNODE,
    ) -> code u32 {
        let node = handle::get::<Node>(hnode)?;
        let target = optional(hnodedraintarget, &node.cluster)?;
        let flags = DrainFlags::from_bits(dwpauseflags)?;
        if bdrainnode == 0 {
            if target.is_some() {
                return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
            }
            return node.change(async |client, id| { client.pause_node(&id).await.map(|()| Reply::Done) });
        }
        node.change(async |client, id| { client.drain_node(&id, target.as_deref(), flags).await })
    }

    fn ResumeClusterNode(hnode: HNODE) -> code u32 {
        handle::get::<Node>(hnode)?.change(async |client, id| { client.resume_node(&id).await })
    }

    /// [`ResumeClusterNode`], and groups that were drained come back: none 0, at once 1, by their policies 2. No flag is known.
    fn ResumeClusterNodeEx | ResumeClusterNodeEx2(
        hnode: HNODE,
        eresumefailbacktype: CLUSTER_NODE_RESUME_FAILBACK_TYPE,
        dwresumeflagsreserved: u32,
    ) -> code u32 {
        let node = handle::get::<Node>(hnode)?;
        let failback = ResumeFailback::from_number(eresumefailbacktype.cast_unsigned())?;
        if dwresumeflagsreserved != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        node.change(async |client, id| { client.resume_node_with(&id, failback).await })
    }

    /// Takes the node out of the cluster and of all lists of owners. Its service has to be stopped first.
    fn EvictClusterNode(hnode: HNODE) -> code u32 {
        let node = handle::get::<Node>(hnode)?;
        node.change(async |client, id| { client.evict_node(&id).await }).map(|_| Reply::Done)
    }

    /// [`EvictClusterNode`], and waits so many milliseconds, ten minutes at most, until the machine says that nothing of the node is left on
    /// it (`quorate node reset`). When it does not, the node is evicted all the same: ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP, and why in
    /// the status.
    fn EvictClusterNodeEx | EvictClusterNodeEx2(
        hnode: HNODE,
        dwtimeout: u32,
        phrcleanupstatus: *mut HRESULT,
    ) -> code u32 {
        let node = handle::get::<Node>(hnode)?;
        let address = node.ask(async |client, id| client.node(&id).await)?.address;
        node.change(async |client, id| client.evict_node(&id).await)?;
        let timeout = Duration::from_millis(dwtimeout.into()).min(CLEANUP_TIMEOUT_MAX);
        let cleaned = runtime::wait(JoiningMachine::wait_until_clean(&address, timeout));
        text::put(phrcleanupstatus, cleaned.as_ref().map_or_else(|refusal| hresult(refusal.code), |()| 0));
        cleaned.map_err(|_| Fail(Win32Code::ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP))
    }
}

/// The longest that an eviction waits for the machine, also where more is asked for.
const CLEANUP_TIMEOUT_MAX: Duration = Duration::from_secs(600);

/// HRESULT_FROM_WIN32
fn hresult(code: Win32Code) -> HRESULT {
    (0x8007_0000 | code.number() & 0xFFFF).cast_signed()
}

unsafe fn open(cluster: HCLUSTER, name: Option<String>, desired: u32, granted: *mut u32) -> Answer<isize> {
    let find = async |client: client::Client| {
        let id = match name {
            Some(name) => client.node(&name).await?.id,
            None => client.status().await?.node_id,
        };
        Ok(id.to_string())
    };
    // SAFETY: the caller's promise.
    unsafe { open_object::<Node>(cluster, desired, granted, find) }
}

/// The node that a handle names in a call about something else of the same connection; a null handle names none.
pub fn optional(node: HNODE, cluster: &Cluster) -> Answer<Option<String>> {
    if node == 0 {
        return Ok(None);
    }
    let node = handle::get::<Node>(node)?;
    node.cluster.same_as(cluster)?;
    Ok(Some(node.id.clone()))
}

/// As [`optional`], where there has to be one.
pub fn needed(node: HNODE, cluster: &Cluster) -> Answer<String> {
    optional(node, cluster)?.ok_or(Fail(Win32Code::ERROR_INVALID_HANDLE))
}
