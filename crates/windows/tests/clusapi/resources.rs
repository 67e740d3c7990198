use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PWSTR, w};

#[test]
fn a_resource_lives() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Resource Life"));
        let resource = resource(group, "Living");
        assert!(CreateClusterResource(group, w!("living"), &HSTRING::from(TYPE), 0).is_invalid());
        assert_eq!(last_error(), ERROR_OBJECT_ALREADY_EXISTS);
        assert!(CreateClusterResource(group, w!("Other"), w!("No Such Type"), 0).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        assert!(CreateClusterResource(group, w!("Other"), &HSTRING::from(TYPE), 8).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);

        assert_eq!(resource_state(resource), ClusterResourceOffline);
        assert_eq!(FailClusterResource(resource), ERROR_INVALID_STATE.0);
        assert_eq!(OfflineClusterResource(resource), 0);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(OnlineClusterResource(resource), 0);
        assert_eq!(DeleteClusterResource(resource), ERROR_INVALID_STATE.0);
        assert_eq!(RestartClusterResource(resource, 7), ERROR_INVALID_PARAMETER.0);
        assert_eq!(RestartClusterResource(resource, 0), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(FailClusterResource(resource), 0);
        wait_for_resource(resource, ClusterResourceOnline);

        assert_eq!(owner_and_group(resource), ("n1".to_owned(), "Resource Life".to_owned()));
        let (mut node, mut length) = ([0_u16; 2], 2);
        let mut group_length = 0;
        let state = GetClusterResourceState(
            resource,
            Some(PWSTR(node.as_mut_ptr())),
            Some(&raw mut length),
            None,
            Some(&raw mut group_length),
        );
        assert_eq!((state.0, last_error(), length, group_length), (-1, ERROR_MORE_DATA, 2, 13));

        assert_eq!(OfflineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!(SetClusterResourceName(resource, w!("Renamed")), 0);
        assert!(OpenClusterResource(cluster, w!("Living")).is_invalid());
        assert_eq!(last_error(), ERROR_RESOURCE_NOT_FOUND);
        let again = OpenClusterResourceEx(cluster, w!("renamed"), GENERIC_READ.0, None);
        assert_eq!(OnlineClusterResource(again), ERROR_ACCESS_DENIED.0);
        assert_eq!(DeleteClusterResource(resource), 0);
        assert_eq!(DeleteClusterResource(resource), ERROR_RESOURCE_NOT_AVAILABLE.0);
        assert_eq!(resource_state(again).0, -1);
        assert_eq!(last_error(), ERROR_RESOURCE_NOT_AVAILABLE);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn a_resource_changes_its_group_and_its_owners() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let one = CreateClusterGroup(cluster, w!("Changing One"));
        let two = CreateClusterGroup(cluster, w!("Changing Two"));
        let resource = resource(one, "Changing");
        assert_eq!(ChangeClusterResourceGroup(resource, one), ERROR_ALREADY_EXISTS.0);
        assert_eq!(ChangeClusterResourceGroup(resource, two), 0);
        assert_eq!(owner_and_group(resource).1, "Changing Two");
        assert_eq!(ChangeClusterResourceGroup(resource, HGROUP(resource.0)), ERROR_INVALID_HANDLE.0);

        let n3 = OpenClusterNode(cluster, w!("n3"));
        assert_eq!(AddClusterResourceNode(resource, n3), ERROR_OBJECT_ALREADY_EXISTS.0);
        assert_eq!(RemoveClusterResourceNode(resource, n3), 0);
        assert_ne!(RemoveClusterResourceNode(resource, n3), 0);
        assert_eq!(AddClusterResourceNode(resource, n3), 0);
        assert_eq!(AddClusterResourceNode(resource, HNODE(0)), ERROR_INVALID_HANDLE.0);
        assert_eq!(DeleteClusterResource(resource), 0);
        assert_eq!((DeleteClusterGroup(one), DeleteClusterGroup(two)), (0, 0));
    }
}

#[test]
fn a_type_is_registered_and_removed() {
    // SAFETY: as above.
    unsafe {
        let (cluster, name) = (cluster(), w!("A Test's Type"));
        assert_eq!(CreateClusterResourceType(cluster, name, w!("Shown"), w!("test.so"), 5000, 60000), 0);
        let again = CreateClusterResourceType(cluster, name, w!("Shown"), w!("test.so"), 5000, 60000);
        assert!([ERROR_OBJECT_ALREADY_EXISTS.0, ERROR_ALREADY_EXISTS.0].contains(&again), "{again}");
        assert_eq!(DeleteClusterResourceType(cluster, name), 0);
        assert_eq!(DeleteClusterResourceType(cluster, name), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0);
    }
}

fn owner_and_group(resource: HRESOURCE) -> (String, String) {
    let ask = |node: Option<(PWSTR, &mut u32)>, group: Option<(PWSTR, &mut u32)>| {
        let (node, node_length) = node.map_or((None, None), |(text, length)| (Some(text), Some(&raw mut *length)));
        let (group, group_length) = group.map_or((None, None), |(text, length)| (Some(text), Some(&raw mut *length)));
        // SAFETY: as above.
        let state = unsafe { GetClusterResourceState(resource, node, node_length, group, group_length) };
        if state.0 == -1 { last_error().0 } else { 0 }
    };
    let owner = text_of(|buffer, length| ask(Some((buffer, length)), None));
    let group = text_of(|buffer, length| ask(None, Some((buffer, length))));
    (owner, group)
}
