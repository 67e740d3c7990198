use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, w};

#[test]
fn a_group_lives() {
    // SAFETY: names are texts, lists are as long as is said.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Life"));
        assert!(CreateClusterGroup(cluster, w!("LIFE")).is_invalid());
        assert_eq!(last_error(), ERROR_OBJECT_ALREADY_EXISTS);
        assert!(CreateClusterGroup(cluster, w!("")).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_NAME);
        assert_eq!(group_state(group), ClusterGroupOffline);
        assert_eq!(owner(group), "n1");

        let resource = resource(group, "Life Application");
        assert_eq!(DeleteClusterGroup(group), ERROR_DIR_NOT_EMPTY.0);
        assert_eq!(OnlineClusterGroup(group, None), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOnline);
        assert_eq!(resource_state(resource), ClusterResourceOnline);

        let n2 = OpenClusterNode(cluster, w!("n2"));
        let here = OpenClusterGroup(cluster, w!("Life"));
        assert_eq!(MoveClusterGroup(here, Some(n2)), ERROR_IO_PENDING.0);
        wait_for_group(here, ClusterGroupOnline);
        crate::services::wait_until("the owner", || {
            (owner(here) == "n2" && group_state(here) == ClusterGroupOnline).then_some(())
        });

        assert_eq!(OfflineClusterGroup(group), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOffline);
        assert_eq!(SetClusterGroupName(group, w!("Life 2")), 0);
        assert!(OpenClusterGroup(cluster, w!("Life")).is_invalid());
        assert_eq!(last_error(), ERROR_GROUP_NOT_FOUND);
        assert!(!OpenClusterGroup(cluster, w!("Life 2")).is_invalid());

        let code = DestroyClusterGroup(group);
        assert!(code == 0 || code == ERROR_IO_PENDING.0, "{code}");
        crate::services::wait_until("the group is gone", || (group_state(group).0 == -1).then_some(()));
        assert_eq!(last_error(), ERROR_GROUP_NOT_AVAILABLE);
        assert_eq!(OnlineClusterGroup(group, None), ERROR_GROUP_NOT_AVAILABLE.0);
        assert_eq!(DeleteClusterGroup(here), ERROR_GROUP_NOT_AVAILABLE.0);
        assert_eq!(resource_state(resource).0, -1);
        assert_eq!(last_error(), ERROR_RESOURCE_NOT_AVAILABLE);
        assert!(CloseClusterGroup(group).is_ok() && CloseClusterResource(resource).is_ok());
    }
}

#[test]
fn a_group_has_a_type_and_preferred_owners() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let info = CLUSTER_CREATE_GROUP_INFO { dwVersion: 1, groupType: ClusGroupTypeVirtualMachine };
        let group = CreateClusterGroupEx(cluster, w!("Typed"), Some(&raw const info));
        assert!(!group.is_invalid(), "{:?}", last_error());
        let wrong = CLUSTER_CREATE_GROUP_INFO { dwVersion: 9, ..info };
        assert!(CreateClusterGroupEx(cluster, w!("Typed 2"), Some(&raw const wrong)).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);

        let (n3, n1) = (OpenClusterNode(cluster, w!("n3")), OpenClusterNode(cluster, w!("n1")));
        assert_eq!(SetClusterGroupNodeList(group, Some(&[n3, n1])), 0);
        assert_eq!(items(group, CLUSTER_GROUP_ENUM_NODES), [(2, "n3".to_owned()), (2, "n1".to_owned())]);
        assert_eq!(SetClusterGroupNodeList(group, None), 0);
        assert_eq!(items(group, CLUSTER_GROUP_ENUM_NODES), []);
        assert_eq!(SetClusterGroupNodeList(group, Some(&[HNODE(0)])), ERROR_INVALID_HANDLE.0);
        assert!(CreateClusterGroupEx(cluster, PCWSTR::null(), None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

fn items(group: HGROUP, kind: CLUSTER_GROUP_ENUM) -> Vec<(u32, String)> {
    // SAFETY: as above.
    unsafe {
        let opened = ClusterGroupOpenEnum(group, kind.0.cast_unsigned());
        let items = (0..ClusterGroupGetEnumCount(opened)).map(|index| {
            let mut kind = 0;
            let name = text_of(|buffer, length| ClusterGroupEnum(opened, index, &mut kind, buffer, length));
            (kind, name)
        });
        items.collect()
    }
}
