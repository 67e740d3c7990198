//! The cluster itself: opening, closing, name and version.

use crate::access::{Access, Desired};
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, close};
use crate::sys::*;
use crate::{handle, text};
use model::Win32Code;

/// "NT12" and the functional level: what a service of this version is to one that knows the original.
const VERSION_MAJOR: u16 = 10;
const VENDOR: &str = "Quorate";

exported! {
    /// Connects to a cluster: a socket's path, `host:port`, the name of a cluster or of a node; null is the local one, or that which
    /// `QUORATE_CLUSTER` names. Who may not do everything, by the cluster's access list, is refused with ERROR_ACCESS_DENIED, though
    /// [`OpenClusterEx`] may open it for reading. The service of a machine that is no node of a cluster is ERROR_CLUSTER_NOT_INSTALLED.
    fn OpenCluster(lpszclustername: PCWSTR) -> handle HCLUSTER {
        open(lpszclustername, Access::FULL, std::ptr::null_mut())
    }

    /// [`OpenCluster`] with the access that is wanted.
    fn OpenClusterEx(lpszclustername: PCWSTR, desiredaccess: u32, grantedaccess: *mut u32) -> handle HCLUSTER {
        open(lpszclustername, desiredaccess, grantedaccess)
    }

    /// Handles of objects that were opened from it keep the connection.
    fn CloseCluster(hcluster: HCLUSTER) -> truth BOOL {
        close::<Cluster>(hcluster)
    }

    /// The cluster's name, and the version of the service that answers.
    fn GetClusterInformation(
        hcluster: HCLUSTER,
        lpszclustername: PWSTR,
        lpcchclustername: *mut u32,
        lpclusterinfo: *mut CLUSTERVERSIONINFO,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let wants_version = !lpclusterinfo.is_null();
        if wants_version && (*lpclusterinfo).dwVersionInfoSize as usize != size_of::<CLUSTERVERSIONINFO>() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let view = cluster.ask(async |client| { client.cluster().await })?;
        if wants_version {
            let status = cluster.ask(async |client| { client.status().await })?;
            lpclusterinfo.write(version(&status.version, view.functional_level));
        }
        text::write(&view.name, lpszclustername, lpcchclustername)
    }

    /// Renames the cluster. The success is ERROR_RESOURCE_PROPERTIES_STORED, as in the original.
    fn SetClusterName | SetClusterNameEx(hcluster: HCLUSTER, lpsznewclustername: PCWSTR) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpsznewclustername)?;
        cluster.change(async |client| { client.rename_cluster(&name).await })?;
        Ok(client::Reply::Stored)
    }

    /// A majority of the nodes, without a witness: no resource, no path, and the type 0.
    fn GetClusterQuorumResource(
        hcluster: HCLUSTER,
        lpszresourcename: PWSTR,
        lpcchresourcename: *mut u32,
        lpszdevicename: PWSTR,
        lpcchdevicename: *mut u32,
        lpdwmaxquorumlogsize: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        cluster.ask(async |client| client.cluster().await)?;
        text::put(lpdwmaxquorumlogsize, CLUS_NODE_MAJORITY_QUORUM);
        let name = text::write("", lpszresourcename, lpcchresourcename);
        text::write_if_wanted("", lpszdevicename, lpcchdevicename)?;
        name
    }

    /// Removed from the original since Server 2008, with this answer: a network's metric is one of its properties.
    fn SetClusterNetworkPriorityOrder(_hcluster: HCLUSTER, _networkcount: u32, _networklist: *const HNETWORK) -> code u32 {
        Err::<(), _>(Fail(Win32Code::ERROR_CALL_NOT_IMPLEMENTED))
    }

    /// Removed from the original since Server 2008, with this answer: the service has no account with a password.
    fn SetClusterServiceAccountPassword(
        _lpszclustername: PCWSTR,
        _lpsznewpassword: PCWSTR,
        _dwflags: u32,
        _lpreturnstatusbuffer: *mut CLUSTER_SET_PASSWORD_STATUS,
        _lpcbreturnstatusbuffersize: *mut u32,
    ) -> code u32 {
        Err::<(), _>(Fail(Win32Code::ERROR_CALL_NOT_IMPLEMENTED))
    }
}

unsafe fn open(name: PCWSTR, desired: u32, granted: *mut u32) -> Answer<isize> {
    let desired = Desired::of(desired)?;
    // SAFETY: the caller's promise.
    let name = unsafe { text::read_or_null(name) }?;
    let cluster = Cluster::connect(name.as_deref(), Access::Read)?;
    let may = cluster.check_installed()?;
    let access = desired.granted_to(may)?;
    // SAFETY: the caller's promise.
    unsafe { text::put(granted, access.granted()) };
    Ok(handle::give(cluster.opened_by(may).with_access(access)))
}

/// The version of the service, `major.minor.patch`, and the cluster's functional level as the highest and lowest version.
fn version(service: &str, functional_level: u32) -> CLUSTERVERSIONINFO {
    let mut numbers = service.split(['.', '-']).map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let (major, minor, patch): (u16, u16, u16) = (next(), next(), next());
    let level = functional_level << 16;
    CLUSTERVERSIONINFO {
        dwVersionInfoSize: size_of::<CLUSTERVERSIONINFO>() as u32,
        MajorVersion: VERSION_MAJOR,
        MinorVersion: 0,
        BuildNumber: major * 1000 + minor * 100 + patch,
        szVendorId: fixed(VENDOR),
        szCSDVersion: fixed(service),
        dwClusterHighestVersion: level,
        dwClusterLowestVersion: level,
        dwFlags: 0,
        dwReserved: 0,
    }
}

/// In an array that it does not fill.
fn fixed(text: &str) -> [u16; 64] {
    let mut units = [0; 64];
    for (unit, of_text) in units.iter_mut().take(63).zip(text.encode_utf16()) {
        *unit = of_text;
    }
    units
}
