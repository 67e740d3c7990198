//! Groups.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, ObjectHandle, Opened, close, cluster_of, open_object};
use crate::sys::*;
use crate::{handle, node, property, text};
use client::{ObjectKind, Reply};
use model::Win32Code;
use model::flags::{MoveFlags, OfflineGroupFlags, OnlineGroupFlags};
use std::time::Duration;

/// The most nodes that a list of owners can have; a longer list cannot be meant.
const NODES_MAX: u32 = 64;

/// How long a synchronous call waits for the end of what it began: ERROR_TIMEOUT then, and it goes on. The original names no limit.
const SYNCHRONOUS_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

exported! {
    /// By name or id.
    fn OpenClusterGroup(hcluster: HCLUSTER, lpszgroupname: PCWSTR) -> handle HGROUP {
        open(hcluster, lpszgroupname, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenClusterGroup`] with the access that is wanted.
    fn OpenClusterGroupEx(
        hcluster: HCLUSTER,
        lpszgroupname: PCWSTR,
        dwdesiredaccess: u32,
        lpdwgrantedaccess: *mut u32,
    ) -> handle HGROUP {
        open(hcluster, lpszgroupname, dwdesiredaccess, lpdwgrantedaccess)
    }

    fn CloseClusterGroup(hgroup: HGROUP) -> truth BOOL {
        close::<Group>(hgroup)
    }

    fn GetClusterFromGroup(hgroup: HGROUP) -> handle HCLUSTER {
        cluster_of::<Group>(hgroup)
    }

    /// An empty group, offline, of the type Unknown.
    fn CreateClusterGroup(hcluster: HCLUSTER, lpszgroupname: PCWSTR) -> handle HGROUP {
        create(hcluster, lpszgroupname, ClusGroupTypeUnknown.cast_unsigned())
    }

    /// [`CreateClusterGroup`] of a type; null is Unknown.
    fn CreateClusterGroupEx(
        hcluster: HCLUSTER,
        lpszgroupname: PCWSTR,
        pgroupinfo: *const CLUSTER_CREATE_GROUP_INFO,
    ) -> handle HGROUP {
        let group_type = match pgroupinfo.as_ref() {
            None => ClusGroupTypeUnknown,
            Some(info) if info.dwVersion == CLUSTER_CREATE_GROUP_INFO_VERSION => info.groupType,
            Some(_) => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
        };
        create(hcluster, lpszgroupname, group_type.cast_unsigned())
    }

    /// An empty group; the handle has to be closed still.
    fn DeleteClusterGroup | DeleteClusterGroupEx(hgroup: HGROUP) -> code u32 {
        handle::get::<Group>(hgroup)?.change(async |client, id| { client.delete_group(&id, false).await })
    }

    /// Takes it offline, and deletes its resources and then the group.
    fn DestroyClusterGroup | DestroyClusterGroupEx(hgroup: HGROUP) -> code u32 {
        handle::get::<Group>(hgroup)?.change(async |client, id| { client.delete_group(&id, true).await })
    }

    fn SetClusterGroupName | SetClusterGroupNameEx(hgroup: HGROUP, lpszgroupname: PCWSTR) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let name = text::read(lpszgroupname)?;
        group.change(async |client, id| { client.rename_group(&id, &name).await })
    }

    /// The state, and the owner's name for who wants it.
    fn GetClusterGroupState(hgroup: HGROUP, lpsznodename: PWSTR, lpcchnodename: *mut u32) -> state CLUSTER_GROUP_STATE {
        let group = handle::get::<Group>(hgroup)?;
        let view = group.state(ObjectKind::Group)?;
        text::write_if_wanted(&view.owner, lpsznodename, lpcchnodename)?;
        Ok(view.state)
    }

    /// Replaces the preferred owners, in order of preference; none clears them.
    fn SetClusterGroupNodeList | SetClusterGroupNodeListEx(hgroup: HGROUP, nodecount: u32, nodelist: *const HNODE) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        if nodecount > NODES_MAX || (nodecount > 0 && nodelist.is_null()) {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let handles = if nodecount == 0 { &[] } else { std::slice::from_raw_parts(nodelist, nodecount as usize) };
        let nodes = handles.iter().map(|handle| node::needed(*handle, &group.cluster)).collect::<Answer<Vec<_>>>()?;
        group.change(async |client, id| { client.set_preferred_owners(&id, &nodes).await })
    }

    /// On a node, or where it is.
    fn OnlineClusterGroup(hgroup: HGROUP, hdestinationnode: HNODE) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let node = node::optional(hdestinationnode, &group.cluster)?;
        group.change(async |client, id| { client.online_group(&id, node.as_deref()).await })
    }

    /// [`OnlineClusterGroup`] with flags (CLUSAPI_GROUP_ONLINE_*) and instructions for resources, of which the form is checked.
    fn OnlineClusterGroupEx | OnlineClusterGroupEx2(
        hgroup: HGROUP,
        hdestinationnode: HNODE,
        dwonlineflags: u32,
        lpinbuffer: *const u8,
        cbinbuffersize: u32,
    ) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let node = node::optional(hdestinationnode, &group.cluster)?;
        let flags = OnlineGroupFlags::from_bits(dwonlineflags)?;
        property::instructions(lpinbuffer, cbinbuffersize)?;
        let reply = group.change(async |client, id| {
            client.online_group_with(&id, node.as_deref(), flags).await
        })?;
        if reply != Reply::Pending || !flags.has(OnlineGroupFlags::SYNCHRONOUS) {
            return Ok(reply);
        }
        group.ask(async |client, id| {
            client.wait_for_group(&id, |view| view.state != "Pending", SYNCHRONOUS_TIMEOUT).await
        })?;
        Ok(Reply::Done)
    }

    fn OfflineClusterGroup(hgroup: HGROUP) -> code u32 {
        handle::get::<Group>(hgroup)?.change(async |client, id| { client.offline_group(&id).await })
    }

    /// [`OfflineClusterGroup`] with flags (CLUSAPI_GROUP_OFFLINE_*) and instructions for resources, of which the form is checked.
    fn OfflineClusterGroupEx | OfflineClusterGroupEx2(
        hgroup: HGROUP,
        dwofflineflags: u32,
        lpinbuffer: *const u8,
        cbinbuffersize: u32,
    ) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let flags = OfflineGroupFlags::from_bits(dwofflineflags)?;
        property::instructions(lpinbuffer, cbinbuffersize)?;
        group.change(async |client, id| { client.offline_group_with(&id, flags).await })
    }

    /// To a node, or to the one that the cluster chooses.
    fn MoveClusterGroup(hgroup: HGROUP, hdestinationnode: HNODE) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let node = node::optional(hdestinationnode, &group.cluster)?;
        group.change(async |client, id| { client.move_group(&id, node.as_deref()).await })
    }

    /// [`MoveClusterGroup`] with flags (CLUSAPI_GROUP_MOVE_*) and instructions for resources, by the names of their types.
    fn MoveClusterGroupEx | MoveClusterGroupEx2(
        hgroup: HGROUP,
        hdestinationnode: HNODE,
        dwmoveflags: u32,
        lpinbuffer: *const u8,
        cbinbuffersize: u32,
    ) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let node = node::optional(hdestinationnode, &group.cluster)?;
        let flags = MoveFlags::from_bits(dwmoveflags)?;
        let instructions = property::instructions(lpinbuffer, cbinbuffersize)?;
        group.change(async |client, id| { client.move_group_with(&id, node.as_deref(), flags, instructions).await })
    }

    /// Ends a move that is queued or under way; the group goes to its persistent state. No flag is known.
    fn CancelClusterGroupOperation(hgroup: HGROUP, dwcancelflags_reserved: u32) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        if dwcancelflags_reserved != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        group.change(async |client, id| { client.cancel_group_operation(&id).await })
    }
}

unsafe fn open(cluster: HCLUSTER, name: PCWSTR, desired: u32, granted: *mut u32) -> Answer<isize> {
    handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    unsafe {
        let name = text::read(name)?;
        open_object::<Group>(cluster, desired, granted, async |client| Ok(client.group(&name).await?.id))
    }
}

unsafe fn create(cluster: HCLUSTER, name: PCWSTR, group_type: u32) -> Answer<isize> {
    let cluster = handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    let name = unsafe { text::read(name) }?;
    let id = cluster.change(async |client| client.create_group(&name, group_type).await)?;
    Ok(handle::give(Group::new(Opened { cluster: Cluster::clone(&cluster), access: Access::All, id: id.to_string() })))
}
