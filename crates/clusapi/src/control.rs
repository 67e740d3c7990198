//! Control codes: properties, names, ids, flags (control-codes).
//!
//! The low bits of a code say what is asked, the highest byte of which kind of object; the same question has the same low bits for each.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::property::{self, Asked};
use crate::session::{Cluster, Group, Node, Resource, gone};
use crate::sys::*;
use crate::{handle, node, text};
use client::{Object, PropertyScope, Reply};
use model::Win32Code;
use std::slice;

/// The highest byte of a code.
const OF_RESOURCE: u32 = 1;
const OF_RESOURCE_TYPE: u32 = 2;
const OF_GROUP: u32 = 3;
const OF_NODE: u32 = 4;
const OF_CLUSTER: u32 = 7;

const OBJECT_SHIFT: u32 = 24;
/// The code changes data.
const MODIFY: u32 = 1 << 22;
/// The largest buffer of a control call.
const BUFFER_MAX: u32 = 0x7FFF_FFFF;

exported! {
    fn ClusterControl(
        hcluster: HCLUSTER,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let target = Target { cluster: &cluster, access: cluster.access, object: Object::Cluster, number: OF_CLUSTER };
        let buffers = Buffers::new(lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterNodeControl(
        hnode: HNODE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let of = handle::get::<Node>(hnode)?;
        let target = Target { cluster: &of.cluster, access: of.access, object: Object::Node(&of.id), number: OF_NODE };
        let buffers = Buffers::new(lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterGroupControl(
        hgroup: HGROUP,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let of = handle::get::<Group>(hgroup)?;
        let target = Target { cluster: &of.cluster, access: of.access, object: Object::Group(&of.id), number: OF_GROUP };
        let buffers = Buffers::new(lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterResourceControl(
        hresource: HRESOURCE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let of = handle::get::<Resource>(hresource)?;
        let object = Object::Resource(&of.id);
        let target = Target { cluster: &of.cluster, access: of.access, object, number: OF_RESOURCE };
        let buffers = Buffers::new(lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterResourceTypeControl(
        hcluster: HCLUSTER,
        lpszresourcetypename: PCWSTR,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpszresourcetypename)?;
        let object = Object::ResourceType(&name);
        let target = Target { cluster: &cluster, access: cluster.access, object, number: OF_RESOURCE_TYPE };
        let buffers = Buffers::new(lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }
}

/// What the caller gives, and where he wants the answer.
struct Buffers<'a> {
    input: &'a [u8],
    output: *mut u8,
    capacity: u32,
    returned: *mut u32,
}

impl Buffers<'_> {
    /// # Safety
    /// Each pointer is null or points at as many bytes as are said.
    unsafe fn new<'a>(
        input: *const core::ffi::c_void,
        input_bytes: u32,
        output: *mut core::ffi::c_void,
        capacity: u32,
        returned: *mut u32,
    ) -> Answer<Buffers<'a>> {
        let nothing_to_read = input.is_null() && input_bytes > 0;
        if nothing_to_read || input_bytes > BUFFER_MAX || capacity > BUFFER_MAX {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        // SAFETY: as above.
        let input =
            if input.is_null() { &[] } else { unsafe { slice::from_raw_parts(input.cast(), input_bytes as usize) } };
        let capacity = if output.is_null() { 0 } else { capacity };
        Ok(Buffers { input, output: output.cast(), capacity, returned })
    }

    /// A null buffer asks for the size, with success; one that is too small gets nothing.
    fn answer(self, data: &[u8]) -> Answer<Reply> {
        let size = text::count(data.len())?;
        // SAFETY: the caller's promise; not more is written than fits.
        unsafe {
            text::put(self.returned, size);
            if self.output.is_null() {
                return Ok(Reply::Done);
            }
            if size > self.capacity {
                return Err(Fail(Win32Code::ERROR_MORE_DATA));
            }
            std::ptr::copy_nonoverlapping(data.as_ptr(), self.output, data.len());
        }
        Ok(Reply::Done)
    }

    fn answer_text(self, text: &str) -> Answer<Reply> {
        let bytes: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        self.answer(&bytes)
    }

    fn answer_number(self, number: u32) -> Answer<Reply> {
        self.answer(&number.to_le_bytes())
    }
}

/// The object of a control call.
struct Target<'a> {
    cluster: &'a Cluster,
    access: Access,
    object: Object<'a>,
    number: u32,
}

impl Target<'_> {
    fn control(self, host: HNODE, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
        // Properties are the same on every node, so the one that is named has only to be there.
        node::optional(host, self.cluster)?;
        if code >> OBJECT_SHIFT != self.number {
            return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION));
        }
        if code & MODIFY != 0 {
            self.access.need_all()?;
        }
        // The bits of the object are the same as those of a node's codes.
        let common = code & ((1 << OBJECT_SHIFT) - 1) | OF_NODE << OBJECT_SHIFT;
        self.properties(common, buffers).map_err(gone)
    }

    fn properties(&self, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
        let (scope, asked) = match code.cast_signed() {
            CLUSCTL_NODE_ENUM_COMMON_PROPERTIES => (PropertyScope::Common, Asked::Names),
            CLUSCTL_NODE_GET_COMMON_PROPERTIES => (PropertyScope::Common, Asked::Writable),
            CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES => (PropertyScope::Common, Asked::ReadOnly),
            CLUSCTL_NODE_GET_COMMON_PROPERTY_FMTS => (PropertyScope::Common, Asked::Formats),
            CLUSCTL_NODE_ENUM_PRIVATE_PROPERTIES => (PropertyScope::Private, Asked::Names),
            CLUSCTL_NODE_GET_PRIVATE_PROPERTIES => (PropertyScope::Private, Asked::Writable),
            CLUSCTL_NODE_GET_RO_PRIVATE_PROPERTIES => (PropertyScope::Private, Asked::ReadOnly),
            CLUSCTL_NODE_GET_PRIVATE_PROPERTY_FMTS => (PropertyScope::Private, Asked::Formats),
            CLUSCTL_NODE_SET_COMMON_PROPERTIES => return self.set(PropertyScope::Common, buffers.input),
            CLUSCTL_NODE_SET_PRIVATE_PROPERTIES => return self.set(PropertyScope::Private, buffers.input),
            code => return self.about(code, buffers),
        };
        let views = self.cluster.ask(async |client| client.properties(self.object, scope).await)?;
        buffers.answer(&property::listed(self.object.kind(), scope, views, asked)?)
    }

    fn set(&self, scope: PropertyScope, input: &[u8]) -> Answer<Reply> {
        let changes = property::changes(input)?;
        let cluster = self.cluster.with_access(self.access);
        cluster.change(async |client| client.set_properties(self.object, scope, changes).await)
    }

    /// What is asked about the object itself.
    fn about(&self, code: i32, buffers: Buffers<'_>) -> Answer<Reply> {
        match code {
            CLUSCTL_NODE_UNKNOWN => return Ok(Reply::Done),
            CLUSCTL_NODE_GET_NAME | CLUSCTL_NODE_GET_ID | CLUSCTL_NODE_GET_FLAGS | CLUSCTL_NODE_GET_CHARACTERISTICS => {
            }
            _ => return self.of_kind(code, buffers),
        }
        let (name, id, core) = match self.object {
            Object::Node(id) => {
                let view = self.cluster.ask(async |client| client.node(id).await)?;
                (view.name, view.id.to_string(), false)
            }
            Object::Group(id) => {
                let view = self.cluster.ask(async |client| client.group(id).await)?;
                (view.name, view.id, view.core)
            }
            Object::Resource(id) => {
                let view = self.cluster.ask(async |client| client.resource(id).await)?;
                (view.name, view.id, view.core)
            }
            _ => return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION)),
        };
        match code {
            CLUSCTL_NODE_GET_NAME => buffers.answer_text(&name),
            CLUSCTL_NODE_GET_ID => buffers.answer_text(&id),
            CLUSCTL_NODE_GET_FLAGS => buffers.answer_number(u32::from(core)),
            // A resource's say what its type can do, which a built-in type has nothing of.
            _ => buffers.answer_number(0),
        }
    }

    /// What only one kind of object is asked.
    fn of_kind(&self, code: i32, buffers: Buffers<'_>) -> Answer<Reply> {
        let low = |code: i32| code.cast_unsigned() & ((1 << OBJECT_SHIFT) - 1);
        match self.object {
            Object::Resource(id) if low(code) == low(CLUSCTL_RESOURCE_GET_RESOURCE_TYPE) => {
                let view = self.cluster.ask(async |client| client.resource(id).await)?;
                buffers.answer_text(&view.type_name)
            }
            _ => Err(Fail(Win32Code::ERROR_INVALID_FUNCTION)),
        }
    }
}
