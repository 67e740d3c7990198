//! Enumerations: snapshots of names, taken when they are opened.

use crate::boundary::{Answer, Fail};
use crate::listing::{self, Listed};
use crate::session::{Cluster, Group, Node, Resource, close};
use crate::sys::*;
use crate::{dependency, handle, text};
use model::Win32Code;

/// What one item says, and what its type is.
pub struct Item {
    kind: u32,
    name: String,
}

pub fn items(kind: i32, names: Vec<String>) -> impl Iterator<Item = Item> {
    names.into_iter().map(move |name| Item { kind: kind.cast_unsigned(), name })
}

fn names(found: Vec<Listed>) -> Vec<Item> {
    found.into_iter().map(|listed| Item { kind: listed.kind, name: listed.name }).collect()
}

macro_rules! enumerations {
    ($($(#[$doc:meta])* $kind:ident)*) => {$(
        $(#[$doc])*
        struct $kind(Vec<Item>);

        impl AsRef<[Item]> for $kind {
            fn as_ref(&self) -> &[Item] {
                &self.0
            }
        }
    )*};
}

enumerations! {
    /// HCLUSENUM
    ClusterItems
    /// HNODEENUM
    NodeItems
    /// HGROUPENUM
    GroupItems
    /// HRESENUM
    ResourceItems
    /// HRESTYPEENUM
    ResourceTypeItems
}

exported! {
    /// Any mix of nodes, types, resources, groups, networks and interfaces.
    fn ClusterOpenEnum(hcluster: HCLUSTER, dwtype: u32) -> handle HCLUSENUM {
        let cluster = handle::get::<Cluster>(hcluster)?;
        allow(dwtype, CLUSTER_ENUM_ALL)?;
        let found = cluster.ask(async |client| { listing::of_cluster(&client, dwtype).await })?;
        Ok(handle::give(ClusterItems(names(found))))
    }

    fn ClusterGetEnumCount(henum: HCLUSENUM) -> count u32 {
        count::<ClusterItems>(henum)
    }

    fn ClusterEnum(henum: HCLUSENUM, dwindex: u32, lpdwtype: *mut u32, lpszname: PWSTR, lpcchname: *mut u32) -> code u32 {
        next::<ClusterItems>(henum, dwindex, lpdwtype, lpszname, lpcchname)
    }

    fn ClusterCloseEnum(henum: HCLUSENUM) -> code u32 {
        close::<ClusterItems>(henum).map(|_| ())
    }

    /// Interfaces, owned groups, and groups that prefer the node.
    fn ClusterNodeOpenEnum(hnode: HNODE, dwtype: u32) -> handle HNODEENUM {
        let node = handle::get::<Node>(hnode)?;
        allow(dwtype, listing::OF_NODE_ALL)?;
        let found = node.ask(async |client, id| { listing::of_node(&client, &id, dwtype).await })?;
        Ok(handle::give(NodeItems(names(found))))
    }

    fn ClusterNodeGetEnumCount(hnodeenum: HNODEENUM) -> count u32 {
        count::<NodeItems>(hnodeenum)
    }

    fn ClusterNodeEnum(
        hnodeenum: HNODEENUM,
        dwindex: u32,
        lpdwtype: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        next::<NodeItems>(hnodeenum, dwindex, lpdwtype, lpszname, lpcchname)
    }

    fn ClusterNodeCloseEnum(hnodeenum: HNODEENUM) -> code u32 {
        close::<NodeItems>(hnodeenum).map(|_| ())
    }

    /// Resources, and preferred owners in their order.
    fn ClusterGroupOpenEnum(hgroup: HGROUP, dwtype: u32) -> handle HGROUPENUM {
        let group = handle::get::<Group>(hgroup)?;
        allow(dwtype, CLUSTER_GROUP_ENUM_ALL)?;
        let view = group.ask(async |client, id| { client.group(&id).await })?;
        let resources = items(CLUSTER_GROUP_ENUM_CONTAINS, view.resources);
        let nodes = items(CLUSTER_GROUP_ENUM_NODES, view.preferred_owners);
        let wanted = resources.chain(nodes).filter(|item| dwtype & item.kind != 0);
        Ok(handle::give(GroupItems(wanted.collect())))
    }

    fn ClusterGroupGetEnumCount(hgroupenum: HGROUPENUM) -> count u32 {
        count::<GroupItems>(hgroupenum)
    }

    fn ClusterGroupEnum(
        hgroupenum: HGROUPENUM,
        dwindex: u32,
        lpdwtype: *mut u32,
        lpszresourcename: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        next::<GroupItems>(hgroupenum, dwindex, lpdwtype, lpszresourcename, lpcchname)
    }

    fn ClusterGroupCloseEnum(hgroupenum: HGROUPENUM) -> code u32 {
        close::<GroupItems>(hgroupenum).map(|_| ())
    }

    /// What it depends on, what depends on it, and possible owners.
    fn ClusterResourceOpenEnum(hresource: HRESOURCE, dwtype: u32) -> handle HRESENUM {
        let resource = handle::get::<Resource>(hresource)?;
        let known = CLUSTER_RESOURCE_ENUM_DEPENDS | CLUSTER_RESOURCE_ENUM_PROVIDES | CLUSTER_RESOURCE_ENUM_NODES;
        allow(dwtype, known)?;
        let mut found = Vec::new();
        if has(dwtype, CLUSTER_RESOURCE_ENUM_DEPENDS) {
            found.extend(items(CLUSTER_RESOURCE_ENUM_DEPENDS, dependency::providers(&resource)?));
        }
        if has(dwtype, CLUSTER_RESOURCE_ENUM_PROVIDES) {
            found.extend(items(CLUSTER_RESOURCE_ENUM_PROVIDES, dependency::dependents(&resource)?));
        }
        if has(dwtype, CLUSTER_RESOURCE_ENUM_NODES) {
            let view = resource.ask(async |client, id| { client.resource(&id).await })?;
            found.extend(items(CLUSTER_RESOURCE_ENUM_NODES, view.possible_owners));
        }
        Ok(handle::give(ResourceItems(found)))
    }

    fn ClusterResourceGetEnumCount(hresenum: HRESENUM) -> count u32 {
        count::<ResourceItems>(hresenum)
    }

    fn ClusterResourceEnum(
        hresenum: HRESENUM,
        dwindex: u32,
        lpdwtype: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        next::<ResourceItems>(hresenum, dwindex, lpdwtype, lpszname, lpcchname)
    }

    fn ClusterResourceCloseEnum(hresenum: HRESENUM) -> code u32 {
        close::<ResourceItems>(hresenum).map(|_| ())
    }

    /// Nodes that support the type, and its resources.
    fn ClusterResourceTypeOpenEnum(hcluster: HCLUSTER, lpszresourcetypename: PCWSTR, dwtype: u32) -> handle HRESTYPEENUM {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpszresourcetypename)?;
        allow(dwtype, CLUSTER_RESOURCE_TYPE_ENUM_ALL)?;
        let view = cluster.ask(async |client| { client.resource_type(&name).await })?;
        let nodes = items(CLUSTER_RESOURCE_TYPE_ENUM_NODES, view.possible_owners);
        let resources = items(CLUSTER_RESOURCE_TYPE_ENUM_RESOURCES, view.resources);
        let wanted = nodes.chain(resources).filter(|item| dwtype & item.kind != 0);
        Ok(handle::give(ResourceTypeItems(wanted.collect())))
    }

    fn ClusterResourceTypeGetEnumCount(hrestypeenum: HRESTYPEENUM) -> count u32 {
        count::<ResourceTypeItems>(hrestypeenum)
    }

    fn ClusterResourceTypeEnum(
        hrestypeenum: HRESTYPEENUM,
        dwindex: u32,
        lpdwtype: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        next::<ResourceTypeItems>(hrestypeenum, dwindex, lpdwtype, lpszname, lpcchname)
    }

    fn ClusterResourceTypeCloseEnum(hrestypeenum: HRESTYPEENUM) -> code u32 {
        close::<ResourceTypeItems>(hrestypeenum).map(|_| ())
    }
}

/// Which kinds are wanted: at least one, and only known ones.
pub fn allow(wanted: u32, known: i32) -> Answer<()> {
    let sensible = wanted != 0 && wanted & !known.cast_unsigned() == 0;
    if sensible { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) }
}

pub fn has(wanted: u32, kind: i32) -> bool {
    wanted & kind.cast_unsigned() != 0
}

pub fn count<T: AsRef<[Item]> + Send + Sync + 'static>(enumeration: isize) -> Answer<u32> {
    text::count(handle::get::<T>(enumeration)?.as_ref().as_ref().len())
}

/// One item, to places that are null or wanted.
///
/// # Safety
/// Each is null or points at what it says.
pub unsafe fn next<T: AsRef<[Item]> + Send + Sync + 'static>(
    enumeration: isize,
    index: u32,
    kind: *mut u32,
    name: PWSTR,
    length: *mut u32,
) -> Answer<()> {
    let enumeration = handle::get::<T>(enumeration)?;
    let item = enumeration.as_ref().as_ref().get(index as usize);
    let item = item.ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
    // SAFETY: the caller's promise.
    unsafe {
        text::put(kind, item.kind);
        text::write(&item.name, name, length)
    }
}
