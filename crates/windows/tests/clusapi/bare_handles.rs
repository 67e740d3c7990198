//! Handles of every kind, for calls that are generated.

use crate::fixture::*;
use std::sync::LazyLock;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, w};

/// CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND.
const CREATE_CONTAINER: u32 = 1;

/// Objects of these tests' own, for what the calls do when they are not refused.
pub struct Scratch {
    pub cluster: HCLUSTER,
    pub group: HGROUP,
    pub resource: HRESOURCE,
}

pub static SCRATCH: LazyLock<Scratch> = LazyLock::new(|| {
    let group = group("Bare");
    // SAFETY: the handle is open.
    let cluster = unsafe { GetClusterFromGroup(group) };
    let resources = (resource(group, "Bare Resource"), resource(group, "Bare Provider"));
    // SAFETY: the handles are open.
    assert!(!unsafe { CreateClusterGroupSet(cluster, w!("Bare Set")) }.is_invalid(), "{:?}", last_error());
    // SAFETY: the handles are open.
    assert_eq!(unsafe { AddClusterResourceDependency(resources.0, resources.1) }, 0);
    Scratch { cluster, group, resource: resources.0 }
});

/// A new handle of a kind, of objects that are there.
pub fn live(kind: &str) -> isize {
    let Scratch { cluster, group, resource } = *SCRATCH;
    // SAFETY: names are texts, and nothing else is wanted.
    unsafe {
        let handle = match kind {
            "HCLUSTER" => GetClusterFromGroup(group).0,
            "HNODE" => OpenClusterNode(cluster, w!("n1")).0,
            "HGROUP" => OpenClusterGroup(cluster, w!("Bare")).0,
            "HRESOURCE" => OpenClusterResource(cluster, w!("Bare Resource")).0,
            "HKEY" => GetClusterGroupKey(group, KEY_ALL_ACCESS.0).map_or(0, |key| key.0.addr().cast_signed()),
            "HREGBATCH" => {
                let mut batch = HREGBATCH::default();
                ClusterRegCreateBatch(Some(HKEY(live("HKEY") as *mut _)), &mut batch);
                batch.0
            }
            "HREGREADBATCH" => {
                let mut batch = HREGREADBATCH::default();
                ClusterRegCreateReadBatch(HKEY(live("HKEY") as *mut _), &mut batch);
                batch.0
            }
            "HREGREADBATCHREPLY" => {
                let mut reply = HREGREADBATCHREPLY::default();
                ClusterRegCloseReadBatch(HREGREADBATCH(live("HREGREADBATCH")), &mut reply);
                reply.0
            }
            "HGROUPSET" => OpenClusterGroupSet(cluster, w!("Bare Set")).0,
            "HGROUPSETENUM" => ClusterGroupSetOpenEnum(cluster).0,
            "HNETINTERFACE" => network_interface().0,
            "HNETINTERFACEENUM" => ClusterNetInterfaceOpenEnum(cluster, w!("n1"), PCWSTR::null()).0,
            "HNETWORK" => network().0,
            "HNETWORKENUM" => ClusterNetworkOpenEnum(network(), CLUSTER_NETWORK_ENUM_NETINTERFACES.0.cast_unsigned()).0,
            "HCLUSCRYPTPROVIDER" => {
                use_as_local();
                OpenClusterCryptProvider(w!("Bare Resource"), std::ptr::null(), 1, CREATE_CONTAINER).0
            }
            "HREGBATCHPORT" => batch_port().0,
            "HREGBATCHNOTIFICATION" => {
                let port = batch_port();
                let batch = HREGBATCH(live("HREGBATCH"));
                let data = [0_u8; 4];
                let add = crate::batches::add(batch, CLUSREG_SET_VALUE, "Told", REG_DWORD, &data);
                assert_eq!((add, ClusterRegCloseBatch(batch, true, None)), (0, 0));
                let mut notification = HREGBATCHNOTIFICATION::default();
                assert_eq!(ClusterRegGetBatchNotification(port, &mut notification), 0);
                notification.0
            }
            "HCHANGE" => {
                CreateClusterNotifyPort(HCHANGE(-1), cluster, CLUSTER_CHANGE_GROUP_STATE.0.cast_unsigned(), 1).0
            }
            "HCLUSENUM" => ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE.0.cast_unsigned()).0,
            "HCLUSENUMEX" => ClusterOpenEnumEx(cluster, CLUSTER_ENUM_NODE.0.cast_unsigned(), None).0,
            "HGROUPENUM" => ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_CONTAINS.0.cast_unsigned()).0,
            "HGROUPENUMEX" => ClusterGroupOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0).0,
            "HNODEENUM" => ClusterNodeOpenEnum(HNODE(live("HNODE")), CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned()).0,
            "HNODEENUMEX" => {
                ClusterNodeOpenEnumEx(HNODE(live("HNODE")), CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned(), None).0
            }
            "HRESENUM" => ClusterResourceOpenEnum(resource, CLUSTER_RESOURCE_ENUM_NODES.0.cast_unsigned()).0,
            "HRESENUMEX" => ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0).0,
            "HRESTYPEENUM" => {
                let of = CLUSTER_RESOURCE_TYPE_ENUM_NODES.0.cast_unsigned();
                ClusterResourceTypeOpenEnum(cluster, &HSTRING::from(TYPE), of).0
            }
            other => panic!("there is no handle of the kind {other} here: add one"),
        };
        assert_ne!(handle, 0, "{kind}: {:?}", last_error());
        handle
    }
}

/// The nodes speak to each other through the loopback of their machine, so each has an interface there, once it has told.
fn network_interface() -> HNETINTERFACE {
    let open = || {
        // SAFETY: the name is a text.
        let opened = unsafe { OpenClusterNetInterface(SCRATCH.cluster, w!("n1 - lo")) };
        (!opened.is_invalid()).then_some(opened)
    };
    crate::services::wait_until("n1 has told of its adapters", open)
}

fn network() -> HNETWORK {
    let name = network_of(network_interface());
    // SAFETY: the name is a text.
    unsafe { OpenClusterNetwork(SCRATCH.cluster, &HSTRING::from(name)) }
}

/// The id of an interface's network.
pub fn network_of(interface: HNETINTERFACE) -> String {
    let (mut text, mut bytes) = ([0_u16; 128], 0);
    let (code, room) = (CLUSCTL_NETINTERFACE_GET_NETWORK.0.cast_unsigned(), size_of_val(&text) as u32);
    let place = Some(text.as_mut_ptr().cast());
    // SAFETY: the buffer is as long as is said.
    let answer =
        unsafe { ClusterNetInterfaceControl(interface, None, code, None, 0, place, room, Some(&raw mut bytes)) };
    assert_eq!(answer, 0);
    String::from_utf16_lossy(&text[..bytes as usize / 2 - 1])
}

/// Tells of the batches of the scratch group's key.
fn batch_port() -> HREGBATCHPORT {
    let mut port = HREGBATCHPORT::default();
    // SAFETY: the key is open.
    assert_eq!(unsafe { ClusterRegCreateBatchNotifyPort(HKEY(live("HKEY") as *mut _), &mut port) }, 0);
    port
}

/// A new handle of a kind that may read and not change, where there is such a thing.
pub fn reading(kind: &str) -> Option<isize> {
    let (read, granted) = (GENERIC_READ.0, None);
    let Scratch { cluster, group, .. } = *SCRATCH;
    // SAFETY: as above.
    let handle = unsafe {
        match kind {
            "HCLUSTER" => OpenClusterEx(&socket(1), read, granted).0,
            "HNODE" => OpenClusterNodeEx(cluster, w!("n1"), read, granted).0,
            "HGROUP" => OpenClusterGroupEx(cluster, w!("Bare"), read, granted).0,
            "HRESOURCE" => OpenClusterResourceEx(cluster, w!("Bare Resource"), read, granted).0,
            "HKEY" => GetClusterGroupKey(group, KEY_READ.0).map_or(0, |key| key.0.addr().cast_signed()),
            _ => return None,
        }
    };
    assert_ne!(handle, 0, "{kind}: {:?}", last_error());
    Some(handle)
}

/// A handle of an object that was deleted since.
pub fn gone(kind: &str) -> Option<isize> {
    static GONE: LazyLock<(HGROUP, HRESOURCE)> = LazyLock::new(|| {
        // SAFETY: handles are open, names are texts.
        unsafe {
            let group = CreateClusterGroup(SCRATCH.cluster, w!("Bare Gone"));
            let resource = resource(group, "Bare Gone Resource");
            assert_eq!(DeleteClusterResource(resource), 0);
            assert_eq!(DeleteClusterGroup(group), 0);
            (group, resource)
        }
    });
    match kind {
        "HGROUP" => Some(GONE.0.0),
        "HRESOURCE" => Some(GONE.1.0),
        _ => None,
    }
}
