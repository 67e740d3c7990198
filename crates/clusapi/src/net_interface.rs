//! Network interfaces: the connections of nodes to networks.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::enumeration::{self, Item, items};
use crate::session::{Cluster, NetInterface, close, cluster_of, open_object};
use crate::state::interface_state;
use crate::sys::*;
use crate::{handle, text};
use client::NetworkInterfaceView;
use model::Win32Code;

exported! {
    /// By name or id.
    fn OpenClusterNetInterface(hcluster: HCLUSTER, lpszinterfacename: PCWSTR) -> handle HNETINTERFACE {
        open(hcluster, lpszinterfacename, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenClusterNetInterface`] with the access that is wanted.
    fn OpenClusterNetInterfaceEx(
        hcluster: HCLUSTER,
        lpszinterfacename: PCWSTR,
        dwdesiredaccess: u32,
        lpdwgrantedaccess: *mut u32,
    ) -> handle HNETINTERFACE {
        open(hcluster, lpszinterfacename, dwdesiredaccess, lpdwgrantedaccess)
    }

    /// The name of the interface that connects a node to a network, both by name or id.
    fn GetClusterNetInterface(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        lpsznetworkname: PCWSTR,
        lpszinterfacename: PWSTR,
        lpcchinterfacename: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let (node, network) = (text::read(lpsznodename)?, text::read(lpsznetworkname)?);
        let found = between(&cluster, Some(&node), Some(&network))?;
        let found = found.first().ok_or(Fail(Win32Code::ERROR_CLUSTER_NETINTERFACE_NOT_FOUND))?;
        text::write(&found.name, lpszinterfacename, lpcchinterfacename)
    }

    fn CloseClusterNetInterface(hnetinterface: HNETINTERFACE) -> truth BOOL {
        close::<NetInterface>(hnetinterface)
    }

    fn GetClusterFromNetInterface(hnetinterface: HNETINTERFACE) -> handle HCLUSTER {
        cluster_of::<NetInterface>(hnetinterface)
    }

    /// Unavailable 0, Failed 1, Unreachable 2, Up 3.
    fn GetClusterNetInterfaceState(hnetinterface: HNETINTERFACE) -> state CLUSTER_NETINTERFACE_STATE {
        let interface = handle::get::<NetInterface>(hnetinterface)?;
        let view = interface.ask(async |client, id| { client.network_interface(&id).await })?;
        interface_state(&view.state)
    }

    /// Those of a node, of a network, of both, or all.
    fn ClusterNetInterfaceOpenEnum(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        lpsznetworkname: PCWSTR,
    ) -> handle HNETINTERFACEENUM {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let (node, network) = (text::read_or_null(lpsznodename)?, text::read_or_null(lpsznetworkname)?);
        let found = between(&cluster, node.as_deref(), network.as_deref())?;
        let names = found.into_iter().map(|interface| interface.name).collect();
        Ok(handle::give(Interfaces(items(CLUSTER_ENUM_NETINTERFACE, names).collect())))
    }

    fn ClusterNetInterfaceEnum(
        hnetinterfaceenum: HNETINTERFACEENUM,
        dwindex: u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
    ) -> code u32 {
        enumeration::next::<Interfaces>(hnetinterfaceenum, dwindex, std::ptr::null_mut(), lpszname, lpcchname)
    }

    fn ClusterNetInterfaceCloseEnum(hnetinterfaceenum: HNETINTERFACEENUM) -> code u32 {
        close::<Interfaces>(hnetinterfaceenum).map(|_| ())
    }
}

/// HNETINTERFACEENUM
struct Interfaces(Vec<Item>);

impl AsRef<[Item]> for Interfaces {
    fn as_ref(&self) -> &[Item] {
        &self.0
    }
}

/// The interfaces of a node, of a network, or of both; a name that nothing has is refused.
fn between(cluster: &Cluster, node: Option<&str>, network: Option<&str>) -> Answer<Vec<NetworkInterfaceView>> {
    let found = cluster.ask(async |client| {
        let node = match node {
            Some(node) => Some(client.node(node).await?.id),
            None => None,
        };
        let network = match network {
            Some(network) => Some(client.network(network).await?.id),
            None => None,
        };
        let mut found = client.network_interfaces().await?;
        found.retain(|interface| {
            node.is_none_or(|node| interface.node_id == node)
                && network.as_ref().is_none_or(|network| interface.network_id == *network)
        });
        Ok(found)
    })?;
    Ok(found)
}

unsafe fn open(cluster: HCLUSTER, name: PCWSTR, desired: u32, granted: *mut u32) -> Answer<isize> {
    handle::get::<Cluster>(cluster)?;
    // SAFETY: the caller's promise.
    unsafe {
        let name = text::read(name)?;
        let find = async |client: client::Client| Ok(client.network_interface(&name).await?.id);
        open_object::<NetInterface>(cluster, desired, granted, find)
    }
}
