//! Enumerations of the second kind.

use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, PWSTR, w};

/// A buffer for an item, aligned as any structure wants it.
fn room(bytes: u32) -> Vec<u64> {
    vec![0xAAAA_AAAA_AAAA_AAAA; (bytes as usize).div_ceil(8)]
}

/// The buffer of an item, after it was asked for without one, and with one byte too little.
fn buffer(mut call: impl FnMut(*mut u64, &mut u32) -> u32) -> Vec<u64> {
    let mut size = 0;
    assert_eq!(call(std::ptr::null_mut(), &mut size), 0);
    let mut room = room(size);
    let needed = size;
    size -= 1;
    assert_eq!((call(room.as_mut_ptr(), &mut size), size), (ERROR_MORE_DATA.0, needed));
    assert_eq!(room[0], 0xAAAA_AAAA_AAAA_AAAA, "nothing is written");
    assert_eq!(call(room.as_mut_ptr(), &mut size), 0);
    room
}

unsafe fn text(text: PWSTR, bytes: u32) -> String {
    // SAFETY: it is in a buffer that the caller holds.
    let text = unsafe { text.to_string() }.expect("text");
    assert_eq!(bytes as usize, (text.encode_utf16().count() + 1) * 2);
    text
}

#[test]
fn the_cluster_and_its_nodes_list_items() {
    // SAFETY: buffers are as long as is said, and held while they are read.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Item"));
        let all = (CLUSTER_ENUM_GROUP.0 | CLUSTER_ENUM_NODE.0).cast_unsigned();
        let opened = ClusterOpenEnumEx(cluster, all, None);
        let mut found = Vec::new();
        for index in 0..ClusterGetEnumCountEx(opened) {
            let buffer = buffer(|place, size| ClusterEnumEx(opened, index, place.cast(), size));
            let item = &*buffer.as_ptr().cast::<CLUSTER_ENUM_ITEM>();
            assert_eq!(item.dwVersion, 1);
            found.push((item.dwType.cast_signed(), text(item.lpszId, item.cbId), text(item.lpszName, item.cbName)));
        }
        assert!(found.contains(&(CLUSTER_ENUM_NODE.0, "2".into(), "n2".into())), "{found:?}");
        let of_group = found.iter().find(|(kind, _, name)| *kind == CLUSTER_ENUM_GROUP.0 && name == "Item");
        assert_eq!(of_group.map(|(_, id, _)| id.len()), Some(36));
        let mut size = 0;
        let end = ClusterEnumEx(opened, 1000, std::ptr::null_mut(), &mut size);
        assert_eq!(end, ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterCloseEnumEx(opened), 0);
        assert_eq!(ClusterCloseEnumEx(opened), ERROR_INVALID_HANDLE.0);

        let node = OpenClusterNode(cluster, w!("n1"));
        let opened = ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned(), None);
        let names: Vec<String> = (0..ClusterNodeGetEnumCountEx(opened))
            .map(|index| {
                let buffer = buffer(|place, size| ClusterNodeEnumEx(opened, index, place.cast(), size));
                let item = &*buffer.as_ptr().cast::<CLUSTER_ENUM_ITEM>();
                text(item.lpszName, item.cbName)
            })
            .collect();
        assert!(names.iter().any(|name| name == "Item"), "{names:?}");
        assert_eq!(ClusterNodeCloseEnumEx(opened), 0);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn groups_and_resources_are_listed_with_properties() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Rich"));
        let resource = resource(group, "Rich Application");
        let names: Vec<u16> = "Priority\0No Such Property\0\0".encode_utf16().collect();
        let named = PCWSTR(names.as_ptr());
        let bytes = names.len() as u32 * 2;
        let opened = ClusterGroupOpenEnumEx(cluster, named, bytes, PCWSTR::null(), 0, 0);
        assert!(!opened.is_invalid(), "{:?}", last_error());
        let mut seen = false;
        for index in 0..ClusterGroupGetEnumCountEx(opened) {
            let buffer = buffer(|place, size| ClusterGroupEnumEx(opened, index, place.cast(), size));
            let item = &*buffer.as_ptr().cast::<CLUSTER_GROUP_ENUM_ITEM>();
            if text(item.lpszName, item.cbName) != "Rich" {
                continue;
            }
            seen = true;
            assert_eq!((item.state, item.dwFlags), (ClusterGroupOffline, 0));
            assert_eq!(text(item.lpszOwnerNode, item.cbOwnerNode), "n1");
            let list = std::slice::from_raw_parts(item.pProperties.cast::<u8>(), item.cbProperties as usize);
            assert_eq!(list, property_list(&[("Priority", number_value(2000))]));
            assert!(item.pRoProperties.is_null() && item.cbRoProperties == 0);
        }
        assert!(seen);
        assert_eq!(ClusterGroupCloseEnumEx(opened), 0);

        let opened = ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0);
        let mut of_resource = None;
        for index in 0..ClusterResourceGetEnumCountEx(opened) {
            let buffer = buffer(|place, size| ClusterResourceEnumEx(opened, index, place.cast(), size));
            let item = &*buffer.as_ptr().cast::<CLUSTER_RESOURCE_ENUM_ITEM>();
            if text(item.lpszName, item.cbName) == "Rich Application" {
                assert_eq!(text(item.lpszId, item.cbId).len(), 36);
                of_resource = Some(text(item.lpszOwnerGroupName, item.cbOwnerGroupName));
            }
        }
        assert_eq!(of_resource.as_deref(), Some("Rich"));
        assert_eq!(ClusterResourceCloseEnumEx(opened), 0);
        assert!(ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 5).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}
