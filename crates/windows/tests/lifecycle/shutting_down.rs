use crate::fixture::last_error;
use crate::services::{Services, wait_until};
use std::os::unix::net::UnixStream;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::HSTRING;

#[test]
fn a_cluster_is_shut_down_by_who_may_change_it() {
    let services = Services::found("clusapi-shutdown", 2);
    let name = HSTRING::from(services.socket(1).to_str().expect("text"));
    let shut_down = |cluster| {
        let code = CLUSCTL_CLUSTER_SHUTDOWN.0.cast_unsigned();
        // SAFETY: there are no buffers.
        unsafe { ClusterControl(cluster, None, code, None, 0, None, 0, None) }
    };
    // SAFETY: the name is a text.
    let (reader, cluster) = unsafe { (OpenClusterEx(&name, GENERIC_READ.0, None), OpenCluster(&name)) };
    assert!(!reader.is_invalid() && !cluster.is_invalid(), "{:?}", last_error());
    assert_eq!(shut_down(reader), ERROR_ACCESS_DENIED.0);
    assert_eq!(shut_down(cluster), 0);
    for node in 1..=2 {
        wait_until("the service is gone", || UnixStream::connect(services.socket(node)).err());
    }
}
