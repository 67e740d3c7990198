use crate::fixture::*;
use std::ptr::{null, null_mut};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, PWSTR, w};

fn fault(id: PCWSTR, description: PCWSTR, code: u32) -> CLUSTER_HEALTH_FAULT {
    let text = |text: PCWSTR| PWSTR(text.0.cast_mut());
    CLUSTER_HEALTH_FAULT {
        Id: text(id),
        ErrorType: 1,
        ErrorCode: code,
        Description: text(description),
        Provider: text(w!("Test")),
        Flags: 4,
        Reserved: 5,
    }
}

/// Id, description and code of each fault whose id begins so; other tests have their own.
fn faults(cluster: HCLUSTER, beginning: &str) -> Vec<(String, String, u32)> {
    // SAFETY: the array is filled by the function and freed by its own.
    unsafe {
        let mut array = CLUSTER_HEALTH_FAULT_ARRAY::default();
        assert_eq!(InitializeClusterHealthFaultArray(&raw mut array), 0);
        assert_eq!(ClusGetClusterHealthFaults(cluster, &raw mut array, 0), 0);
        assert_eq!(array.faults.is_null(), array.numFaults == 0);
        let mut found = Vec::new();
        for index in 0..array.numFaults as usize {
            let fault = &*array.faults.add(index);
            let text = |text: PWSTR| text.to_string().expect("text");
            if text(fault.Id).starts_with(beginning) {
                assert_eq!((fault.ErrorType, fault.Flags, fault.Reserved), (1, 4, 5));
                assert_eq!(text(fault.Provider), "Test");
                found.push((text(fault.Id), text(fault.Description), fault.ErrorCode));
            }
        }
        assert_eq!(FreeClusterHealthFaultArray(&raw mut array), 0);
        assert!(array.faults.is_null() && array.numFaults == 0);
        assert_eq!(FreeClusterHealthFaultArray(&raw mut array), 0, "nothing is left to be freed");
        found
    }
}

#[test]
fn faults_are_added_replaced_listed_and_removed() {
    // SAFETY: texts are texts.
    unsafe {
        let cluster = cluster();
        assert_eq!(faults(cluster, "Listed"), []);
        assert_eq!(ClusAddClusterHealthFault(cluster, &fault(w!("Listed 1"), w!("Größe"), 7), 0), 0);
        assert_eq!(ClusAddClusterHealthFault(cluster, &fault(w!("Listed 2"), w!(""), 8), 0), 0);
        assert_eq!(ClusAddClusterHealthFault(cluster, &fault(w!("listed 1"), w!("again"), 9), 0), 0);
        let of = |id: &str, description: &str, code| (id.to_owned(), description.to_owned(), code);
        // From another node too.
        for node in [1, 2, 3] {
            let other = OpenCluster(&socket(node));
            let mut listed = faults(other, "Listed");
            listed.extend(faults(other, "listed"));
            assert_eq!(listed, [of("Listed 2", "", 8), of("listed 1", "again", 9)]);
        }
        assert_eq!(ClusRemoveClusterHealthFault(cluster, w!("LISTED 1"), 0), 0);
        assert_eq!(ClusRemoveClusterHealthFault(cluster, w!("LISTED 1"), 0), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusRemoveClusterHealthFault(cluster, w!("Listed 2"), 0), 0);
        assert_eq!(faults(cluster, "Listed"), []);
    }
}

#[test]
fn a_fault_without_an_id_and_a_reader_are_refused() {
    // SAFETY: texts are texts, null is refused.
    unsafe {
        let cluster = cluster();
        let invalid = ERROR_INVALID_PARAMETER.0;
        assert_eq!(ClusAddClusterHealthFault(cluster, null(), 0), invalid);
        assert_eq!(ClusAddClusterHealthFault(cluster, &fault(PCWSTR::null(), w!("x"), 0), 0), invalid);
        assert_eq!(ClusAddClusterHealthFault(cluster, &fault(w!(""), w!("x"), 0), 0), invalid);
        assert_eq!(ClusRemoveClusterHealthFault(cluster, PCWSTR::null(), 0), invalid);
        assert_eq!(ClusRemoveClusterHealthFault(cluster, w!(""), 0), invalid);
        assert_eq!(ClusGetClusterHealthFaults(cluster, null_mut(), 0), invalid);
        assert_eq!(InitializeClusterHealthFault(null_mut()), invalid);
        assert_eq!(InitializeClusterHealthFaultArray(null_mut()), invalid);
        assert_eq!(FreeClusterHealthFault(null_mut()), invalid);
        assert_eq!(FreeClusterHealthFaultArray(null_mut()), invalid);
        let viewer = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let denied = ERROR_ACCESS_DENIED.0;
        assert_eq!(ClusAddClusterHealthFault(viewer, &fault(w!("Denied"), w!("x"), 0), 0), denied);
        assert_eq!(ClusRemoveClusterHealthFault(viewer, w!("Denied"), 0), denied);
        assert_eq!(faults(viewer, "Denied"), []);
    }
}

#[test]
fn a_fault_is_made_empty_and_freed() {
    // SAFETY: the texts come from the allocator that frees them.
    unsafe {
        let mut one = fault(w!("x"), w!("y"), 1);
        assert_eq!(InitializeClusterHealthFault(&raw mut one), 0);
        assert!(one.Id.is_null() && one.Description.is_null() && one.Provider.is_null());
        assert_eq!((one.ErrorType, one.ErrorCode, one.Flags, one.Reserved), (0, 0, 0, 0));
        let text = clusapi::system::quorate_LocalAlloc(0x40, 4);
        one.Id = PWSTR(text.cast());
        one.ErrorCode = 5;
        assert_eq!(FreeClusterHealthFault(&raw mut one), 0);
        assert!(one.Id.is_null() && one.ErrorCode == 0);
    }
}
