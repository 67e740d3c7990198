use crate::fixture::*;
use core::ffi::c_void;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{BOOL, HSTRING, PCWSTR, w};

fn reader() -> HCLUSTER {
    // SAFETY: the name is a text.
    unsafe { OpenClusterEx(&socket(1), GENERIC_READ.0, None) }
}

#[test]
fn the_functional_level_is_checked_and_raised_with_its_phases() {
    unsafe extern "system" fn hear(argument: *mut c_void, phase: CLUSTER_UPGRADE_PHASE) -> BOOL {
        // SAFETY: it is what this test gave.
        let heard = unsafe { &mut *argument.cast::<(Vec<i32>, i32)>() };
        heard.0.push(phase.0);
        BOOL::from(phase.0 != heard.1)
    }
    // SAFETY: handles are numbers, and the callback gets what it asks for.
    unsafe {
        let cluster = cluster();
        let told = |perform, stop| {
            let mut heard: (Vec<i32>, i32) = (Vec::new(), stop);
            let argument = std::ptr::from_mut(&mut heard).cast::<c_void>().cast_const();
            let code = ClusterUpgradeFunctionalLevel(cluster, perform, Some(hear), Some(argument));
            (code, heard.0)
        };
        assert_eq!(told(false, 0), (0, vec![1, 2]));
        assert_eq!(told(true, 1), (1223, vec![1]));
        assert_eq!(told(true, 3), (1223, vec![1, 2, 3]));
        // It is the highest that this program can run, which is no failure.
        assert_eq!(told(true, 5), (0, vec![1, 2, 3, 4, 5]));
        assert_eq!(ClusterUpgradeFunctionalLevel(cluster, true, None, None), 0);
        assert_eq!(ClusterUpgradeFunctionalLevel(reader(), true, None, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(ClusterUpgradeFunctionalLevel(reader(), false, None, None), 0);
        assert_eq!(ClusterUpgradeFunctionalLevel(HCLUSTER(0), false, None, None), ERROR_INVALID_HANDLE.0);
    }
}

#[test]
fn the_quorum_is_a_majority_of_nodes_and_no_resource_changes_it() {
    const LEGACY: u32 = 4_194_304;
    let group = group("Quorum");
    let resource = resource(group, "Witness");
    // SAFETY: names are texts, handles are numbers.
    unsafe {
        let nothing = PCWSTR::null();
        let core = OpenClusterResource(cluster(), w!("Cluster Name"));
        assert_eq!(SetClusterQuorumResource(core, nothing, CLUS_NODE_MAJORITY_QUORUM), 0);
        for kind in [CLUS_NODE_MAJORITY_QUORUM, CLUS_HYBRID_QUORUM, LEGACY] {
            let refused = SetClusterQuorumResource(resource, w!("MSCS"), kind);
            assert_eq!(refused, ERROR_NOT_QUORUM_CAPABLE.0, "{kind}");
        }
        assert_eq!(SetClusterQuorumResource(core, nothing, CLUS_HYBRID_QUORUM), ERROR_NOT_QUORUM_CAPABLE.0);
        assert_eq!(SetClusterQuorumResource(resource, nothing, 7), ERROR_INVALID_PARAMETER.0);
        let why = w!("no disk here");
        assert_eq!(SetClusterQuorumResourceEx(core, nothing, CLUS_NODE_MAJORITY_QUORUM, why), 0);
        assert_eq!(SetClusterQuorumResourceEx(resource, nothing, LEGACY, why), ERROR_NOT_QUORUM_CAPABLE.0);
        assert_eq!(SetClusterQuorumResourceEx(resource, nothing, 7, why), ERROR_INVALID_PARAMETER.0);
        let read_only = OpenClusterResourceEx(cluster(), w!("Witness"), GENERIC_READ.0, None);
        assert_eq!(SetClusterQuorumResource(read_only, nothing, 0), ERROR_ACCESS_DENIED.0);
        assert_eq!(SetClusterQuorumResource(HRESOURCE(0), nothing, 0), ERROR_INVALID_HANDLE.0);
        assert_eq!(DeleteClusterResource(resource), 0);
        assert_eq!(SetClusterQuorumResource(resource, nothing, 0), ERROR_RESOURCE_NOT_AVAILABLE.0);
        assert_eq!(SetClusterQuorumResourceEx(resource, nothing, 0, why), ERROR_RESOURCE_NOT_AVAILABLE.0);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn storage_enclosures_are_noted_and_forgotten() {
    // SAFETY: names are texts, handles are numbers.
    unsafe {
        let cluster = cluster();
        let (name, none) = (w!("Enclosure"), PCWSTR::null());
        let add = |cluster, name| AddClusterStorageNode(cluster, name, None, None, w!("of the lab"), none);
        assert_eq!(add(cluster, name), 0);
        assert_eq!(add(cluster, name), ERROR_OBJECT_ALREADY_EXISTS.0);
        assert_eq!(add(cluster, none), ERROR_INVALID_PARAMETER.0);
        assert_eq!(add(cluster, w!("")), ERROR_INVALID_PARAMETER.0);
        assert_eq!(add(reader(), w!("Other")), ERROR_ACCESS_DENIED.0);
        assert_eq!(add(HCLUSTER(0), name), ERROR_INVALID_HANDLE.0);
        assert_eq!(RemoveClusterStorageNode(cluster, name, 1000, 1), ERROR_INVALID_PARAMETER.0);
        assert_eq!(RemoveClusterStorageNode(reader(), name, 1000, 0), ERROR_ACCESS_DENIED.0);
        assert_eq!(RemoveClusterStorageNode(cluster, name, 1000, 0), 0);
        assert_eq!(RemoveClusterStorageNode(cluster, name, 1000, 0), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(RemoveClusterStorageNode(HCLUSTER(0), name, 1000, 0), ERROR_INVALID_HANDLE.0);
    }
}

#[test]
fn the_identity_of_the_cluster_is_a_record() {
    let name = HSTRING::from("tested");
    let config = || CREATE_CLUSTER_NAME_ACCOUNT {
        dwVersion: CREATE_CLUSTER_VERSION,
        lpszClusterName: PCWSTR(name.as_ptr()),
        managementPointType: CLUSTER_MGMT_POINT_TYPE_DNS_ONLY,
        ..Default::default()
    };
    // SAFETY: what the structures name lives until the end.
    unsafe {
        let cluster = cluster();
        let create = |config: &CREATE_CLUSTER_NAME_ACCOUNT| CreateClusterNameAccount(cluster, config, None, None);
        assert_eq!(create(&config()), 0);
        assert_eq!(create(&config()), 0, "another kind of management point may be recorded");
        for wrong in [
            CREATE_CLUSTER_NAME_ACCOUNT { dwVersion: 1, ..config() },
            CREATE_CLUSTER_NAME_ACCOUNT { lpszClusterName: w!("other"), ..config() },
            CREATE_CLUSTER_NAME_ACCOUNT { managementPointType: CLUSTER_MGMT_POINT_TYPE(4), ..config() },
        ] {
            assert_eq!(create(&wrong), ERROR_INVALID_PARAMETER.0);
        }
        let directory = CREATE_CLUSTER_NAME_ACCOUNT { pszUserName: w!("someone"), ..config() };
        assert_eq!(create(&directory), ERROR_NOT_SUPPORTED.0);
        assert_eq!(CreateClusterNameAccount(cluster, std::ptr::null(), None, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(CreateClusterNameAccount(reader(), &config(), None, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(CreateClusterNameAccount(HCLUSTER(0), &config(), None, None), ERROR_INVALID_HANDLE.0);
        assert_eq!(RemoveClusterNameAccount(reader(), false), ERROR_ACCESS_DENIED.0);
        assert_eq!(RemoveClusterNameAccount(cluster, true), 0);
        assert_eq!(RemoveClusterNameAccount(cluster, true), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(RemoveClusterNameAccount(HCLUSTER(0), true), ERROR_INVALID_HANDLE.0);
    }
}
