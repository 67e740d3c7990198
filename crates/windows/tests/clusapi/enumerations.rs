use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PWSTR, w};

#[test]
fn the_cluster_lists_its_objects() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Listed"));
        let resource = resource(group, "Listed Application");
        let opened = ClusterOpenEnum(cluster, CLUSTER_ENUM_ALL.0.cast_unsigned());
        // What comes later is not in it.
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
        let count = ClusterGetEnumCount(opened);
        let items: Vec<(i32, String)> = (0..count)
            .map(|index| {
                let mut kind = 0;
                let name = text_of(|buffer, length| ClusterEnum(opened, index, &mut kind, buffer, length));
                (kind.cast_signed(), name)
            })
            .collect();
        let has = |kind: CLUSTER_ENUM, name: &str| items.contains(&(kind.0, name.to_owned()));
        assert!(["n1", "n2", "n3"].iter().all(|node| has(CLUSTER_ENUM_NODE, node)), "{items:?}");
        assert!(has(CLUSTER_ENUM_GROUP, "Listed") && has(CLUSTER_ENUM_RESOURCE, "Listed Application"), "{items:?}");
        assert!(has(CLUSTER_ENUM_RESTYPE, TYPE), "{items:?}");
        let (mut kind, mut length) = (0, 0);
        assert_eq!(ClusterEnum(opened, count, &mut kind, PWSTR::null(), &mut length), ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterCloseEnum(opened), 0);
        assert_eq!(ClusterCloseEnum(opened), ERROR_INVALID_HANDLE.0);
        assert_eq!(ClusterGetEnumCount(opened), 0);
        for bad in [0, 64, 1 | 64] {
            assert!(ClusterOpenEnum(cluster, bad).is_invalid());
            assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        }
    }
}

#[test]
fn a_name_that_does_not_fit_is_asked_for_again() {
    // SAFETY: as above.
    unsafe {
        let opened = ClusterOpenEnum(cluster(), CLUSTER_ENUM_NODE.0.cast_unsigned());
        let (mut kind, mut length, mut buffer) = (0, 2, [0_u16; 8]);
        let small = ClusterEnum(opened, 0, &mut kind, PWSTR(buffer.as_mut_ptr()), &mut length);
        assert_eq!((small, length), (ERROR_MORE_DATA.0, 2));
        length += 1;
        assert_eq!(ClusterEnum(opened, 0, &mut kind, PWSTR(buffer.as_mut_ptr()), &mut length), 0);
        assert_eq!(ClusterCloseEnum(opened), 0);
    }
}

#[test]
fn nodes_resources_and_types_list_what_is_theirs() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Theirs"));
        let resource = resource(group, "Theirs Application");

        let node = OpenClusterNode(cluster, w!("n1"));
        let opened = ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned());
        let mut kind = 0;
        let names: Vec<String> = (0..ClusterNodeGetEnumCount(opened))
            .map(|index| text_of(|buffer, length| ClusterNodeEnum(opened, index, &mut kind, buffer, length)))
            .collect();
        assert!(names.iter().any(|name| name == "Theirs"), "{names:?}");
        assert_eq!(ClusterNodeCloseEnum(opened), 0);

        // Groups that prefer a node are asked for by themselves: "all" is what the node has.
        let preferring = |node: HNODE, kinds: CLUSTER_NODE_ENUM| {
            let opened = ClusterNodeOpenEnum(node, kinds.0.cast_unsigned());
            let mut kind = 0;
            let found: Vec<String> = (0..ClusterNodeGetEnumCount(opened))
                .map(|index| text_of(|buffer, length| ClusterNodeEnum(opened, index, &mut kind, buffer, length)))
                .collect();
            assert_eq!(ClusterNodeCloseEnum(opened), 0);
            found.iter().filter(|name| *name == "Theirs").count()
        };
        let other = OpenClusterNode(cluster, w!("n2"));
        assert_eq!(preferring(other, CLUSTER_NODE_ENUM_PREFERRED_GROUPS), 0);
        assert_eq!(SetClusterGroupNodeList(group, Some(&[other])), 0);
        assert_eq!(preferring(other, CLUSTER_NODE_ENUM_PREFERRED_GROUPS), 1);
        assert_eq!(preferring(other, CLUSTER_NODE_ENUM_ALL), 0);
        assert_eq!(preferring(node, CLUSTER_NODE_ENUM_PREFERRED_GROUPS), 0);
        let both = CLUSTER_NODE_ENUM(CLUSTER_NODE_ENUM_PREFERRED_GROUPS.0 | CLUSTER_NODE_ENUM_GROUPS.0);
        assert_eq!(preferring(node, both), 1);
        let opened = ClusterNodeOpenEnumEx(other, CLUSTER_NODE_ENUM_PREFERRED_GROUPS.0.cast_unsigned(), None);
        assert_eq!(ClusterNodeGetEnumCountEx(opened), 1);
        assert_eq!(ClusterNodeCloseEnumEx(opened), 0);

        let opened = ClusterResourceOpenEnum(resource, CLUSTER_RESOURCE_ENUM_NODES.0.cast_unsigned());
        let names: Vec<String> = (0..ClusterResourceGetEnumCount(opened))
            .map(|index| text_of(|buffer, length| ClusterResourceEnum(opened, index, &mut kind, buffer, length)))
            .collect();
        assert_eq!(names, ["n1", "n2", "n3"]);
        assert_eq!(ClusterResourceCloseEnum(opened), 0);

        let all = CLUSTER_RESOURCE_TYPE_ENUM_ALL.0.cast_unsigned();
        let opened = ClusterResourceTypeOpenEnum(cluster, &HSTRING::from(TYPE), all);
        let names: Vec<String> = (0..ClusterResourceTypeGetEnumCount(opened))
            .map(|index| text_of(|buffer, length| ClusterResourceTypeEnum(opened, index, &mut kind, buffer, length)))
            .collect();
        assert!(names.iter().any(|name| name == "Theirs Application") && names.iter().any(|name| name == "n2"));
        assert_eq!(ClusterResourceTypeCloseEnum(opened), 0);
        assert!(ClusterResourceTypeOpenEnum(cluster, w!("No Such Type"), all).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}
