//! Cluster networks.

use crate::access::Access;
use crate::boundary::Answer;
use crate::enumeration::{self, Item, allow, items};
use crate::session::{Cluster, Network, close, cluster_of, open_object};
use crate::state::network_state;
use crate::sys::*;
use crate::{handle, text};
use client::Reply;

exported! {
    /// By name or id.
    fn OpenClusterNetwork(hcluster: HCLUSTER, lpsznetworkname: PCWSTR) -> handle HNETWORK {
        open(hcluster, lpsznetworkname, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenClusterNetwork`] with the access that is wanted.
    fn OpenClusterNetworkEx(
        hcluster: HCLUSTER,
        lpsznetworkname: PCWSTR,
        dwdesiredaccess: u32,
        lpdwgrantedaccess: *mut u32,
    ) -> handle HNETWORK {
        open(hcluster, lpsznetworkname, dwdesiredaccess, lpdwgrantedaccess)
    }

    fn CloseClusterNetwork(hnetwork: HNETWORK) -> truth BOOL {
        close::<Network>(hnetwork)
    }

    fn GetClusterFromNetwork(hnetwork: HNETWORK) -> handle HCLUSTER {
        cluster_of::<Network>(hnetwork)
    }

    /// Its id in text; asked of the cluster, because a network may be gone.
    fn GetClusterNetworkId(hnetwork: HNETWORK, lpsznetworkid: PWSTR, lpcchname: *mut u32) -> code u32 {
        let network = handle::get::<Network>(hnetwork)?;
        let view = network.ask(async |client, id| { client.network(&id).await })?;
        text::write(&view.id, lpsznetworkid, lpcchname)
    }

    /// Unavailable 0, Down 1, Partitioned 2, Up 3.
    fn GetClusterNetworkState(hnetwork: HNETWORK) -> state CLUSTER_NETWORK_STATE {
        let network = handle::get::<Network>(hnetwork)?;
        let view = network.ask(async |client, id| { client.network(&id).await })?;
        network_state(&view.state)
    }

    fn SetClusterNetworkName | SetClusterNetworkNameEx(hnetwork: HNETWORK, lpszname: PCWSTR) -> code u32 {
        let network = handle::get::<Network>(hnetwork)?;
        let name = text::read(lpszname)?;
        network.change(async |client, id| { client.rename_network(&id, &name).await }).map(|()| Reply::Done)
    }

    /// Its interfaces.
    fn ClusterNetworkOpenEnum(hnetwork: HNETWORK, dwtype: u32) -> handle HNETWORKENUM {
        let network = handle::get::<Network>(hnetwork)?;
        allow(dwtype, CLUSTER_NETWORK_ENUM_ALL)?;
        let view = network.ask(async |client, id| { client.network(&id).await })?;
        Ok(handle::give(NetworkItems(items(CLUSTER_NETWORK_ENUM_NETINTERFACES, view.interfaces).collect())))
    }

    fn ClusterNetworkGetEnumCount(hnetworkenum: HNETWORKENUM) -> count u32 {
        enumeration::count::<NetworkItems>(hnetworkenum)
    }

    fn ClusterNetworkEnum(
        hnetworkenum: HNETWORKENUM,
        dwindex: u32,
        lpdwtype: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        enumeration::next::<NetworkItems>(hnetworkenum, dwindex, lpdwtype, lpszname, lpcchname)
    }

    fn ClusterNetworkCloseEnum(hnetworkenum: HNETWORKENUM) -> code u32 {
        close::<NetworkItems>(hnetworkenum).map(|_| ())
    }
}

/// HNETWORKENUM
struct NetworkItems(Vec<Item>);

impl AsRef<[Item]> for NetworkItems {
    fn as_ref(&self) -> &[Item] {
        &self.0
    }
}

unsafe fn open(cluster: HCLUSTER, name: PCWSTR, desired: u32, granted: *mut u32) -> Answer<isize> {
    handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    unsafe {
        let name = text::read(name)?;
        open_object::<Network>(cluster, desired, granted, async |client| Ok(client.network(&name).await?.id))
    }
}
