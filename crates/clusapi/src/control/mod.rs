//! Control codes: what an object is asked or told by a number (control-codes).
//!
//! The bits of a code say which kind of object it is for, whether it changes something, and what it asks. [`code::CODES`] has a row for each
//! code of the original, in one file for each kind of object: either the function that answers it, or why nothing here can.
//! `docs/control-codes.md` is made of these tables. What holds for all of them is in [`call`].

pub mod call;
pub mod code;

mod about;
mod affinity_rule;
mod cluster;
mod fault_domain;
mod group;
mod group_set;
mod net_interface;
mod network;
mod node;
mod properties;
mod resource;
mod resource_type;
mod why;

use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, GroupSet, NetInterface, Network, Node, ObjectHandle, Resource};
use crate::sys::*;
use crate::{handle, text};
use call::{Buffers, Passed, Target};
use client::{Object, Reply};
use code::{CODES, Codes};
use model::Win32Code;

/// Codes of resources, and so on.
const OF_RESOURCE: &Codes = &CODES[0];
const OF_RESOURCE_TYPE: &Codes = &CODES[1];
const OF_GROUP: &Codes = &CODES[2];
const OF_NODE: &Codes = &CODES[3];
const OF_NETWORK: &Codes = &CODES[4];
const OF_NETINTERFACE: &Codes = &CODES[5];
const OF_CLUSTER: &Codes = &CODES[6];
const OF_GROUP_SET: &Codes = &CODES[7];
const OF_AFFINITY_RULE: &Codes = &CODES[8];

exported! {
    fn ClusterControl | ClusterControlEx(
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
        let target = Target { cluster: &cluster, access: cluster.access, object: Object::Cluster, codes: OF_CLUSTER };
        let buffers = Buffers::new((lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned))?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterNodeControl | ClusterNodeControlEx(
        hnode: HNODE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned);
        of_opened::<Node>(hnode, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterGroupControl | ClusterGroupControlEx(
        hgroup: HGROUP,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned);
        of_opened::<Group>(hgroup, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterNetworkControl | ClusterNetworkControlEx(
        hnetwork: HNETWORK,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned);
        of_opened::<Network>(hnetwork, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterNetInterfaceControl | ClusterNetInterfaceControlEx(
        hnetinterface: HNETINTERFACE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        ninbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        noutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned);
        of_opened::<NetInterface>(hnetinterface, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterGroupSetControl | ClusterGroupSetControlEx(
        hgroupset: HGROUPSET,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned);
        of_opened::<GroupSet>(hgroupset, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterAffinityRuleControl(
        hcluster: HCLUSTER,
        affinityrulename: PCWSTR,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(affinityrulename)?;
        let object = Object::AffinityRule(&name);
        let target = Target { cluster: &cluster, access: cluster.access, object, codes: OF_AFFINITY_RULE };
        let buffers = Buffers::new((lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned))?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterResourceControl | ClusterResourceControlEx(
        hresource: HRESOURCE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let passed = (lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned);
        of_opened::<Resource>(hresource, hhostnode, dwcontrolcode, passed)
    }

    /// [`ClusterResourceControl`] in the name of the user who calls.
    fn ClusterResourceControlAsUser | ClusterResourceControlAsUserEx(
        hresource: HRESOURCE,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        check_delegation(&handle::get::<Resource>(hresource)?.cluster)?;
        let passed = (lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned);
        of_opened::<Resource>(hresource, hhostnode, dwcontrolcode, passed)
    }

    fn ClusterResourceTypeControl | ClusterResourceTypeControlEx(
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
        let target = Target { cluster: &cluster, access: cluster.access, object, codes: OF_RESOURCE_TYPE };
        let buffers = Buffers::new((lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned))?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    /// [`ClusterResourceTypeControl`] in the name of the user who calls.
    fn ClusterResourceTypeControlAsUser | ClusterResourceTypeControlAsUserEx(
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
        check_delegation(&cluster)?;
        let object = Object::ResourceType(&name);
        let target = Target { cluster: &cluster, access: cluster.access, object, codes: OF_RESOURCE_TYPE };
        let buffers = Buffers::new((lpinbuffer, ninbuffersize, lpoutbuffer, noutbuffersize, lpbytesreturned))?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }
}

/// What a handle of its own leads to: the objects that are opened, with their codes.
trait Controlled: ObjectHandle {
    const CODES: &'static Codes;

    fn object(id: &str) -> Object<'_>;
}

macro_rules! controlled {
    ($($opened:ident: $object:ident, $codes:ident;)*) => {$(
        impl Controlled for $opened {
            const CODES: &'static Codes = $codes;

            fn object(id: &str) -> Object<'_> {
                Object::$object(id)
            }
        }
    )*};
}

controlled! {
    Node: Node, OF_NODE;
    Group: Group, OF_GROUP;
    Network: Network, OF_NETWORK;
    NetInterface: NetworkInterface, OF_NETINTERFACE;
    GroupSet: GroupSet, OF_GROUP_SET;
    Resource: Resource, OF_RESOURCE;
}

/// A call to an object that has a handle.
///
/// # Safety
/// As [`Buffers::new`].
unsafe fn of_opened<T: Controlled>(handle: isize, host: HNODE, code: u32, passed: Passed) -> Answer<Reply> {
    let of = handle::get::<T>(handle)?;
    let of = of.opened();
    let target = Target { cluster: &of.cluster, access: of.access, object: T::object(&of.id), codes: T::CODES };
    // SAFETY: as above.
    let buffers = unsafe { Buffers::new(passed) }?;
    target.control(host, code, buffers)
}

/// The service learns who calls from the socket of its own machine; from elsewhere nobody can be spoken for.
fn check_delegation(cluster: &Cluster) -> Answer<()> {
    match cluster.ask(async |client| Ok(client.is_on_this_machine()))? {
        true => Ok(()),
        false => Err(Fail(Win32Code::ERROR_CLUSTER_TOKEN_DELEGATION_NOT_SUPPORTED)),
    }
}
