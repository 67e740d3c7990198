//! Enumerations of the second kind: items with id, name and more, in one buffer each. They are snapshots too, all of one
//! moment, and what an item has is asked for when the enumeration is opened: the cluster is not asked again.

use crate::boundary::{Answer, Fail};
use crate::enumeration::allow;
use crate::listing::{self, Listed};
use crate::property::Columns;
use crate::session::{Cluster, Node, close};
use crate::sys::*;
use crate::{handle, text};
use client::{ItemView, ItemsQuery, ObjectKind, PropertyScope};
use model::Win32Code;
use std::mem::take;
use std::sync::Arc;

/// CLUS_FLAGS: a core group.
const CORE: u32 = 1;

/// HCLUSENUMEX
struct ClusterItems(Vec<Listed>);

/// HNODEENUMEX
struct NodeItems(Vec<Listed>);

struct GroupItem {
    id: String,
    name: String,
    state: i32,
    owner: String,
    flags: u32,
    common: Arc<[u8]>,
    read_only: Arc<[u8]>,
}

/// HGROUPENUMEX
struct GroupItems(Vec<GroupItem>);

struct ResourceItem {
    id: String,
    name: String,
    group: String,
    group_id: String,
    common: Arc<[u8]>,
    read_only: Arc<[u8]>,
}

/// HRESENUMEX
struct ResourceItems(Vec<ResourceItem>);

exported! {
    /// As ClusterOpenEnum. No options are known.
    fn ClusterOpenEnumEx(hcluster: HCLUSTER, dwtype: u32, poptions: *const core::ffi::c_void) -> handle HCLUSENUMEX {
        let cluster = handle::get::<Cluster>(hcluster)?;
        no_options(poptions)?;
        allow(dwtype, CLUSTER_ENUM_ALL)?;
        Ok(handle::give(ClusterItems(cluster.ask(async |client| listing::of_cluster(&client, dwtype).await)?)))
    }

    fn ClusterGetEnumCountEx(hclusterenum: HCLUSENUMEX) -> count u32 {
        text::count(handle::get::<ClusterItems>(hclusterenum)?.0.len())
    }

    fn ClusterEnumEx(
        hclusterenum: HCLUSENUMEX,
        dwindex: u32,
        pitem: *mut CLUSTER_ENUM_ITEM,
        cbitem: *mut u32,
    ) -> code u32 {
        write_item(&handle::get::<ClusterItems>(hclusterenum)?.0, dwindex, pitem, cbitem)
    }

    fn ClusterCloseEnumEx(hclusterenum: HCLUSENUMEX) -> code u32 {
        close::<ClusterItems>(hclusterenum).map(|_| ())
    }

    /// As ClusterNodeOpenEnum. No options are known.
    fn ClusterNodeOpenEnumEx(hnode: HNODE, dwtype: u32, poptions: *const core::ffi::c_void) -> handle HNODEENUMEX {
        let node = handle::get::<Node>(hnode)?;
        no_options(poptions)?;
        allow(dwtype, listing::OF_NODE_ALL)?;
        Ok(handle::give(NodeItems(node.ask(async |client, id| listing::of_node(&client, &id, dwtype).await)?)))
    }

    fn ClusterNodeGetEnumCountEx(hnodeenum: HNODEENUMEX) -> count u32 {
        text::count(handle::get::<NodeItems>(hnodeenum)?.0.len())
    }

    fn ClusterNodeEnumEx(hnodeenum: HNODEENUMEX, dwindex: u32, pitem: *mut CLUSTER_ENUM_ITEM, cbitem: *mut u32) -> code u32 {
        write_item(&handle::get::<NodeItems>(hnodeenum)?.0, dwindex, pitem, cbitem)
    }

    fn ClusterNodeCloseEnumEx(hnodeenum: HNODEENUMEX) -> code u32 {
        close::<NodeItems>(hnodeenum).map(|_| ())
    }

    /// All groups, each with the common properties that are named, those that can be written and those that can only be read.
    fn ClusterGroupOpenEnumEx(
        hcluster: HCLUSTER,
        lpszproperties: PCWSTR,
        cbproperties: u32,
        lpszroproperties: PCWSTR,
        cbroproperties: u32,
        dwflags: u32,
    ) -> handle HGROUPENUMEX {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let wanted = Wanted::read(lpszproperties, cbproperties, lpszroproperties, cbroproperties, dwflags)?;
        let items = wanted.list(&cluster, ObjectKind::Group, |group, common, read_only| GroupItem {
            id: group.id,
            name: group.name,
            state: group.state,
            owner: group.owner,
            flags: if group.core { CORE } else { 0 },
            common,
            read_only,
        })?;
        Ok(handle::give(GroupItems(items)))
    }

    fn ClusterGroupGetEnumCountEx(hgroupenumex: HGROUPENUMEX) -> count u32 {
        text::count(handle::get::<GroupItems>(hgroupenumex)?.0.len())
    }

    fn ClusterGroupEnumEx(
        hgroupenumex: HGROUPENUMEX,
        dwindex: u32,
        pitem: *mut CLUSTER_GROUP_ENUM_ITEM,
        cbitem: *mut u32,
    ) -> code u32 {
        let items = handle::get::<GroupItems>(hgroupenumex)?;
        let item = items.0.get(dwindex as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        let mut layout = Layout::<CLUSTER_GROUP_ENUM_ITEM>::begin();
        let parts = [layout.text(&item.id), layout.text(&item.name), layout.text(&item.owner)];
        let lists = [layout.bytes(&item.common), layout.bytes(&item.read_only)];
        layout.write(pitem, cbitem, |place| CLUSTER_GROUP_ENUM_ITEM {
            dwVersion: 1,
            cbId: parts[0].size,
            lpszId: place(parts[0]).cast(),
            cbName: parts[1].size,
            lpszName: place(parts[1]).cast(),
            state: item.state,
            cbOwnerNode: parts[2].size,
            lpszOwnerNode: place(parts[2]).cast(),
            dwFlags: item.flags,
            cbProperties: lists[0].size,
            pProperties: place(lists[0]).cast(),
            cbRoProperties: lists[1].size,
            pRoProperties: place(lists[1]).cast(),
        })
    }

    fn ClusterGroupCloseEnumEx(hgroupenumex: HGROUPENUMEX) -> code u32 {
        close::<GroupItems>(hgroupenumex).map(|_| ())
    }

    /// All resources, as [`ClusterGroupOpenEnumEx`].
    fn ClusterResourceOpenEnumEx(
        hcluster: HCLUSTER,
        lpszproperties: PCWSTR,
        cbproperties: u32,
        lpszroproperties: PCWSTR,
        cbroproperties: u32,
        dwflags: u32,
    ) -> handle HRESENUMEX {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let wanted = Wanted::read(lpszproperties, cbproperties, lpszroproperties, cbroproperties, dwflags)?;
        let items = wanted.list(&cluster, ObjectKind::Resource, |resource, common, read_only| {
            let ItemView { id, name, group, group_id, .. } = resource;
            ResourceItem { id, name, group, group_id, common, read_only }
        })?;
        Ok(handle::give(ResourceItems(items)))
    }

    fn ClusterResourceGetEnumCountEx(hresourceenumex: HRESENUMEX) -> count u32 {
        text::count(handle::get::<ResourceItems>(hresourceenumex)?.0.len())
    }

    fn ClusterResourceEnumEx(
        hresourceenumex: HRESENUMEX,
        dwindex: u32,
        pitem: *mut CLUSTER_RESOURCE_ENUM_ITEM,
        cbitem: *mut u32,
    ) -> code u32 {
        let items = handle::get::<ResourceItems>(hresourceenumex)?;
        let item = items.0.get(dwindex as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        let mut layout = Layout::<CLUSTER_RESOURCE_ENUM_ITEM>::begin();
        let parts = [&item.id, &item.name, &item.group, &item.group_id].map(|part| layout.text(part));
        let lists = [layout.bytes(&item.common), layout.bytes(&item.read_only)];
        layout.write(pitem, cbitem, |place| CLUSTER_RESOURCE_ENUM_ITEM {
            dwVersion: 1,
            cbId: parts[0].size,
            lpszId: place(parts[0]).cast(),
            cbName: parts[1].size,
            lpszName: place(parts[1]).cast(),
            cbOwnerGroupName: parts[2].size,
            lpszOwnerGroupName: place(parts[2]).cast(),
            cbOwnerGroupId: parts[3].size,
            lpszOwnerGroupId: place(parts[3]).cast(),
            cbProperties: lists[0].size,
            pProperties: place(lists[0]).cast(),
            cbRoProperties: lists[1].size,
            pRoProperties: place(lists[1]).cast(),
        })
    }

    fn ClusterResourceCloseEnumEx(hresourceenumex: HRESENUMEX) -> code u32 {
        close::<ResourceItems>(hresourceenumex).map(|_| ())
    }
}

fn no_options(options: *const core::ffi::c_void) -> Answer<()> {
    if options.is_null() { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) }
}

/// The names of common properties that an item is to have.
struct Wanted {
    writable: Vec<String>,
    read_only: Vec<String>,
}

impl Wanted {
    /// Each list is null or as many bytes of texts as are said, with an empty one at the end.
    unsafe fn read(
        writable: PCWSTR,
        bytes: u32,
        read_only: PCWSTR,
        read_only_bytes: u32,
        flags: u32,
    ) -> Answer<Wanted> {
        if flags != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        // SAFETY: the caller's promise.
        unsafe { Ok(Wanted { writable: names(writable, bytes)?, read_only: names(read_only, read_only_bytes)? }) }
    }

    /// All objects of a kind, each with its property lists of what is wanted. What objects of the kind do not have is left out.
    fn list<T>(
        &self,
        cluster: &Cluster,
        kind: ObjectKind,
        make: impl Fn(ItemView, Arc<[u8]>, Arc<[u8]>) -> T,
    ) -> Answer<Vec<T>> {
        let query = ItemsQuery {
            kinds: vec![kind],
            facts: true,
            properties: self.writable.clone(),
            read_only_properties: self.read_only.clone(),
            ..ItemsQuery::default()
        };
        let listed = cluster.ask(async |client| client.items(&query).await)?;
        let mut writable = Columns::new(kind, PropertyScope::Common, &listed.properties);
        let mut read_only = Columns::new(kind, PropertyScope::Common, &listed.read_only_properties);
        let row = |mut item: ItemView| {
            let of_read_only = item.values.split_off(listed.properties.len());
            let common = if self.writable.is_empty() { Arc::default() } else { writable.list(take(&mut item.values)) };
            let facts = if self.read_only.is_empty() { Arc::default() } else { read_only.list(of_read_only) };
            make(item, common, facts)
        };
        Ok(listed.items.into_iter().map(row).collect())
    }
}

unsafe fn names(list: PCWSTR, bytes: u32) -> Answer<Vec<String>> {
    if list.is_null() || bytes < 2 {
        return Ok(Vec::new());
    }
    // SAFETY: the caller's promise.
    let units = unsafe { std::slice::from_raw_parts(list, bytes as usize / 2) };
    let names = units.split(|unit| *unit == 0).take_while(|name| !name.is_empty());
    let text = |name: &[u16]| String::from_utf16(name).map_err(|_| Fail(Win32Code::ERROR_INVALID_PARAMETER));
    names.map(text).collect()
}

unsafe fn write_item(items: &[Listed], index: u32, place: *mut CLUSTER_ENUM_ITEM, size: *mut u32) -> Answer<()> {
    let item = items.get(index as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
    let mut layout = Layout::<CLUSTER_ENUM_ITEM>::begin();
    let (id, name) = (layout.text(&item.id), layout.text(&item.name));
    // SAFETY: the caller's promise.
    unsafe {
        layout.write(place, size, |at| CLUSTER_ENUM_ITEM {
            dwVersion: 1,
            dwType: item.kind,
            cbId: id.size,
            lpszId: at(id).cast(),
            cbName: name.size,
            lpszName: at(name).cast(),
        })
    }
}

/// Enough for the texts of most items.
const USUAL_BYTES: usize = 512;

/// A structure with what it points at behind it, in one buffer.
struct Layout<T> {
    behind: Vec<u8>,
    of: std::marker::PhantomData<T>,
}

/// A part behind the structure.
#[derive(Clone, Copy)]
struct Part {
    offset: usize,
    /// In bytes; a text's with its terminator. Nothing has no place.
    size: u32,
}

impl<T> Layout<T> {
    fn begin() -> Layout<T> {
        Layout { behind: Vec::with_capacity(USUAL_BYTES), of: std::marker::PhantomData }
    }

    fn text(&mut self, text: &str) -> Part {
        self.part(|behind| {
            text.encode_utf16().chain([0]).for_each(|unit| behind.extend_from_slice(&unit.to_le_bytes()))
        })
    }

    fn bytes(&mut self, bytes: &[u8]) -> Part {
        self.part(|behind| behind.extend_from_slice(bytes))
    }

    fn part(&mut self, put: impl FnOnce(&mut Vec<u8>)) -> Part {
        // Property lists are made of parts of four bytes.
        self.behind.resize(self.behind.len().next_multiple_of(4), 0);
        let start = self.behind.len();
        put(&mut self.behind);
        Part { offset: size_of::<T>() + start, size: (self.behind.len() - start) as u32 }
    }

    /// A null place asks for the size, with success; one that is too small gets nothing.
    ///
    /// # Safety
    /// `place` is null or has as many bytes as `size` says.
    unsafe fn write(
        self,
        place: *mut T,
        size: *mut u32,
        make: impl FnOnce(&dyn Fn(Part) -> *mut u8) -> T,
    ) -> Answer<()> {
        if size.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        // SAFETY: as above; not more is written than fits.
        unsafe {
            let room = *size as usize;
            let needed = size_of::<T>() + self.behind.len();
            *size = text::count(needed)?;
            if place.is_null() {
                return Ok(());
            }
            if needed > room {
                return Err(Fail(Win32Code::ERROR_MORE_DATA));
            }
            let start = place.cast::<u8>();
            let at = |part: Part| if part.size == 0 { std::ptr::null_mut() } else { start.add(part.offset) };
            place.write(make(&at));
            std::ptr::copy_nonoverlapping(self.behind.as_ptr(), start.add(size_of::<T>()), self.behind.len());
        }
        Ok(())
    }
}
