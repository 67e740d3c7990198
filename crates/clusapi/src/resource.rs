//! Resources.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, ObjectHandle, Opened, Resource, close, cluster_of, open_object};
use crate::sys::*;
use crate::{handle, node, property, text};
use client::{ObjectKind, Reply};
use model::Win32Code;
use model::flags::{OfflineResourceFlags, OnlineResourceFlags};

exported! {
    /// By name or id.
    fn OpenClusterResource(hcluster: HCLUSTER, lpszresourcename: PCWSTR) -> handle HRESOURCE {
        open(hcluster, lpszresourcename, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenClusterResource`] with the access that is wanted.
    fn OpenClusterResourceEx(
        hcluster: HCLUSTER,
        lpszresourcename: PCWSTR,
        dwdesiredaccess: u32,
        lpdwgrantedaccess: *mut u32,
    ) -> handle HRESOURCE {
        open(hcluster, lpszresourcename, dwdesiredaccess, lpdwgrantedaccess)
    }

    fn CloseClusterResource(hresource: HRESOURCE) -> truth BOOL {
        close::<Resource>(hresource)
    }

    fn GetClusterFromResource(hresource: HRESOURCE) -> handle HCLUSTER {
        cluster_of::<Resource>(hresource)
    }

    /// Offline, in a group, of a type that is installed. The flag is for a resource host process of its own.
    fn CreateClusterResource | CreateClusterResourceEx(
        hgroup: HGROUP,
        lpszresourcename: PCWSTR,
        lpszresourcetype: PCWSTR,
        dwflags: u32,
    ) -> handle HRESOURCE {
        let group = handle::get::<Group>(hgroup)?;
        let (name, type_name) = (text::read(lpszresourcename)?, text::read(lpszresourcetype)?);
        let separate = CLUSTER_RESOURCE_SEPARATE_MONITOR.cast_unsigned();
        if dwflags & !separate != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let created = group.change(async |client, id| {
            client.create_resource(&id, &name, &type_name, dwflags == separate).await
        })?;
        let (cluster, id) = (group.cluster.clone(), created.to_string());
        Ok(handle::give(Resource::new(Opened { cluster, access: Access::All, id })))
    }

    /// Offline or failed, and nothing depends on it; the handle has to be closed still.
    fn DeleteClusterResource | DeleteClusterResourceEx(hresource: HRESOURCE) -> code u32 {
        handle::get::<Resource>(hresource)?.change(async |client, id| { client.delete_resource(&id).await })
    }

    fn SetClusterResourceName | SetClusterResourceNameEx(hresource: HRESOURCE, lpszresourcename: PCWSTR) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let name = text::read(lpszresourcename)?;
        resource.change(async |client, id| { client.rename_resource(&id, &name).await })
    }

    /// The state, and the names of owner and group for who wants them.
    fn GetClusterResourceState(
        hresource: HRESOURCE,
        lpsznodename: PWSTR,
        lpcchnodename: *mut u32,
        lpszgroupname: PWSTR,
        lpcchgroupname: *mut u32,
    ) -> state CLUSTER_RESOURCE_STATE {
        let resource = handle::get::<Resource>(hresource)?;
        let view = resource.state(ObjectKind::Resource)?;
        // Both lengths are told also when the first text does not fit.
        let node = text::write_if_wanted(&view.owner, lpsznodename, lpcchnodename);
        text::write_if_wanted(&view.group, lpszgroupname, lpcchgroupname)?;
        node?;
        Ok(view.state)
    }

    /// And everything that it needs.
    fn OnlineClusterResource(hresource: HRESOURCE) -> code u32 {
        handle::get::<Resource>(hresource)?.change(async |client, id| { client.online_resource(&id).await })
    }

    /// [`OnlineClusterResource`] with flags (CLUSAPI_RESOURCE_ONLINE_*) and instructions for resources, of which the form is checked.
    fn OnlineClusterResourceEx | OnlineClusterResourceEx2(
        hresource: HRESOURCE,
        dwonlineflags: u32,
        lpinbuffer: *const u8,
        cbinbuffersize: u32,
    ) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let flags = OnlineResourceFlags::from_bits(dwonlineflags)?;
        property::instructions(lpinbuffer, cbinbuffersize)?;
        resource.change(async |client, id| { client.online_resource_with(&id, flags).await })
    }

    /// And everything that needs it.
    fn OfflineClusterResource(hresource: HRESOURCE) -> code u32 {
        handle::get::<Resource>(hresource)?.change(async |client, id| { client.offline_resource(&id).await })
    }

    /// [`OfflineClusterResource`] with flags (CLUSAPI_RESOURCE_OFFLINE_*) and instructions for resources, of which the form is checked.
    fn OfflineClusterResourceEx | OfflineClusterResourceEx2(
        hresource: HRESOURCE,
        dwofflineflags: u32,
        lpinbuffer: *const u8,
        cbinbuffersize: u32,
    ) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let flags = OfflineResourceFlags::from_bits(dwofflineflags)?;
        property::instructions(lpinbuffer, cbinbuffersize)?;
        resource.change(async |client, id| { client.offline_resource_with(&id, flags).await })
    }

    /// Offline and online again. No flag is known.
    fn RestartClusterResource | RestartClusterResourceEx(hresource: HRESOURCE, dwflags: u32) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        if dwflags != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        resource.change(async |client, id| { client.restart_resource(&id).await })
    }

    /// What a failure would bring about happens.
    fn FailClusterResource | FailClusterResourceEx(hresource: HRESOURCE) -> code u32 {
        handle::get::<Resource>(hresource)?.change(async |client, id| { client.fail_resource(&id).await })
    }

    /// With its whole tree of dependencies.
    fn ChangeClusterResourceGroup(hresource: HRESOURCE, hgroup: HGROUP) -> code u32 {
        change_group(hresource, hgroup)
    }

    /// [`ChangeClusterResourceGroup`] with flags: CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV, for which there is nothing to force.
    fn ChangeClusterResourceGroupEx | ChangeClusterResourceGroupEx2(
        hresource: HRESOURCE,
        hgroup: HGROUP,
        flags: u64,
    ) -> code u32 {
        if flags & !CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV != 0 {
            handle::get::<Resource>(hresource)?;
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        change_group(hresource, hgroup)
    }

    /// The node becomes a possible owner; one that was evicted is ERROR_NODE_NOT_AVAILABLE.
    fn AddClusterResourceNode | AddClusterResourceNodeEx(hresource: HRESOURCE, hnode: HNODE) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let node = node::needed(hnode, &resource.cluster)?;
        let added = resource.change(async |client, id| { client.add_possible_owner(&id, &node).await });
        added.map_err(|fail| match fail {
            // The handle is all that names it here (errors 2, "Handle refers to a deleted object").
            Fail(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND) => Fail(Win32Code::ERROR_NODE_NOT_AVAILABLE),
            fail => fail,
        })
    }

    /// The node is a possible owner no longer.
    fn RemoveClusterResourceNode | RemoveClusterResourceNodeEx(hresource: HRESOURCE, hnode: HNODE) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let node = node::needed(hnode, &resource.cluster)?;
        resource.change(async |client, id| { client.remove_possible_owner(&id, &node).await })
    }
}

fn change_group(resource: HRESOURCE, group: HGROUP) -> Answer<Reply> {
    let resource = handle::get::<Resource>(resource)?;
    let group = handle::get::<Group>(group)?;
    group.cluster.same_as(&resource.cluster)?;
    let to = group.id.clone();
    resource.change(async |client, id| client.change_resource_group(&id, &to).await)
}

unsafe fn open(cluster: HCLUSTER, name: PCWSTR, desired: u32, granted: *mut u32) -> Answer<isize> {
    handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    unsafe {
        let name = text::read(name)?;
        let find = async |client: client::Client| Ok(client.resource(&name).await?.id);
        open_object::<Resource>(cluster, desired, granted, find)
    }
}
