use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::SystemServices::MAXIMUM_ALLOWED;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

#[test]
fn a_cluster_is_opened_by_any_of_its_names() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        for name in [socket(1), socket(3), folder()] {
            let cluster = OpenCluster(&name);
            assert!(!cluster.is_invalid(), "{name}: {:?}", last_error());
            let told = text_of(|buffer, length| GetClusterInformation(cluster, buffer, length, None));
            assert_eq!(told, "tested");
            assert!(CloseCluster(cluster).as_bool());
        }
        assert!(OpenCluster(w!("/nowhere/quorate.sock")).is_invalid());
        assert_eq!(last_error().0, 1722);
        assert!(OpenClusterEx(w!("/nowhere/quorate.sock"), GENERIC_READ.0, None).is_invalid());
        assert_eq!(last_error().0, 1722);
        assert!(OpenCluster(w!("no-such-cluster.invalid")).is_invalid());
        assert_eq!(last_error().0, 1722);
    }
}

#[test]
fn access_is_granted_as_it_is_asked_for() {
    // SAFETY: as above.
    unsafe {
        let mut granted = 0;
        for (wanted, expected) in
            [(GENERIC_READ.0, 0x8000_0000), (GENERIC_ALL.0, 0x1000_0000), (MAXIMUM_ALLOWED, 0x1000_0000)]
        {
            let cluster = OpenClusterEx(&socket(1), wanted, Some(&raw mut granted));
            assert!(!cluster.is_invalid());
            assert_eq!(granted, expected);
            assert!(CloseCluster(cluster).as_bool());
        }
        assert!(OpenClusterEx(&socket(1), 0, None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);

        // What is opened for reading changes nothing; each handle has its own level.
        let reader = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        assert!(CreateClusterGroup(reader, w!("Never")).is_invalid());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
        assert_eq!(SetClusterName(reader, w!("other")), ERROR_ACCESS_DENIED.0);
        let group = group("Access");
        let for_reading = OpenClusterGroupEx(cluster(), w!("Access"), GENERIC_READ.0, None);
        assert_eq!(OnlineClusterGroup(for_reading, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(group_state(for_reading), ClusterGroupOffline);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn who_may_not_connect_is_denied() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("clusapi-forbidden.sock");
    let _listener = crate::services::forbidden_socket(&path);
    let name = HSTRING::from(path.to_str().expect("text"));
    // SAFETY: the name is a text.
    let opened = crate::services::as_ordinary_user(|| unsafe {
        [
            (OpenCluster(&name).is_invalid(), last_error()),
            (OpenClusterEx(&name, GENERIC_READ.0, None).is_invalid(), last_error()),
        ]
    });
    assert_eq!(opened, [(true, ERROR_ACCESS_DENIED); 2]);
}

#[test]
fn information_has_the_version() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let mut info =
            CLUSTERVERSIONINFO { dwVersionInfoSize: size_of::<CLUSTERVERSIONINFO>() as u32, ..Default::default() };
        let mut length = 0;
        assert_eq!(GetClusterInformation(cluster, PWSTR::null(), &mut length, Some(&raw mut info)), 0);
        assert_eq!(info.CSDVersion.to_string(), env!("CARGO_PKG_VERSION"));
        assert_eq!(info.VendorId.to_string(), "Quorate");
        assert!(info.dwClusterHighestVersion > 0 && info.dwClusterHighestVersion == info.dwClusterLowestVersion);
        info.dwVersionInfoSize = 4;
        let wrong = GetClusterInformation(cluster, PWSTR::null(), &mut length, Some(&raw mut info));
        assert_eq!(wrong, ERROR_INVALID_PARAMETER.0);
    }
}

#[test]
fn texts_are_cut_to_the_room_there_is() {
    // SAFETY: as above; the buffers are longer than is said.
    unsafe {
        let cluster = cluster();
        for (room, code) in [(7, 0), (8, 0), (6, 234), (1, 234), (0, 234)] {
            let (mut buffer, mut length) = ([0xFFFF_u16; 9], room);
            let told = GetClusterInformation(cluster, PWSTR(buffer.as_mut_ptr()), &mut length, None);
            assert_eq!((told, length), (code, 6), "{room}");
            assert_eq!(buffer[room as usize], 0xFFFF, "nothing is written behind {room}");
        }
    }
}

#[test]
fn what_is_no_open_handle_of_the_kind_is_an_invalid_handle() {
    let invalid = ERROR_INVALID_HANDLE.0;
    // SAFETY: that is what is tested.
    unsafe {
        let (open, group) = (cluster(), group("Handles"));
        let closed = cluster();
        assert!(CloseCluster(closed).as_bool());
        assert!(!CloseCluster(closed).as_bool());
        assert_eq!(last_error().0, invalid);
        for bad in [0, -1, 1, 0x1000_0000, closed.0, group.0] {
            let mut length = 0;
            assert_eq!(GetClusterInformation(HCLUSTER(bad), PWSTR::null(), &mut length, None), invalid);
            assert!(OpenClusterGroup(HCLUSTER(bad), w!("Handles")).is_invalid());
            assert_eq!(last_error().0, invalid);
            assert!(OpenClusterNode(HCLUSTER(bad), PCWSTR::null()).is_invalid());
            assert!(OpenClusterResource(HCLUSTER(bad), w!("x")).is_invalid());
            assert!(ClusterOpenEnum(HCLUSTER(bad), 1).is_invalid());
        }
        for bad in [0, -1, 1, closed.0, open.0] {
            assert_eq!(OnlineClusterGroup(HGROUP(bad), None), invalid);
            assert_eq!(group_state(HGROUP(bad)).0, -1);
            assert!(GetClusterFromGroup(HGROUP(bad)).is_invalid());
            assert_eq!(resource_state(HRESOURCE(bad)).0, -1);
            assert_eq!(GetClusterNodeState(HNODE(bad)).0, -1);
            assert_eq!(MoveClusterGroup(group, Some(HNODE(bad))), if bad == 0 { 0 } else { invalid });
        }
        assert!(OpenClusterGroup(open, PCWSTR::null()).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn objects_keep_their_connection_and_give_it_back() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Keeper"));
        assert!(CloseCluster(cluster).as_bool());
        assert_eq!(group_state(group), ClusterGroupOffline);
        let again = GetClusterFromGroup(group);
        assert!(!again.is_invalid() && again != cluster);
        let same = OpenClusterGroup(again, &HSTRING::from("keeper"));
        assert!(!same.is_invalid(), "names are compared without regard to case");
        // A node of another connection does not go together with the group.
        let node = OpenClusterNode(super::fixture::cluster(), PCWSTR::null());
        assert_eq!(MoveClusterGroup(group, Some(node)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DeleteClusterGroup(same), 0);
        assert!(CloseClusterGroup(same).is_ok() && CloseClusterGroup(group).is_ok() && CloseCluster(again).as_bool());
    }
}

#[test]
fn the_quorum_is_a_majority_of_the_nodes() {
    // SAFETY: buffers are as long as is said.
    unsafe {
        let (mut name, mut device, mut kind) = (9, 9, 9);
        let (nothing, device) = (PWSTR::null(), &raw mut device);
        let code = GetClusterQuorumResource(cluster(), nothing, &mut name, nothing, device, &mut kind);
        assert_eq!((code, name, *device, kind), (0, 0, 0, 0));
    }
}

#[test]
fn what_the_original_removed_says_so() {
    // SAFETY: as above.
    unsafe {
        assert_eq!(SetClusterNetworkPriorityOrder(cluster(), &[]), 120);
        let mut size = 0;
        let password = SetClusterServiceAccountPassword(PCWSTR::null(), PCWSTR::null(), 0, None, &mut size);
        assert_eq!((password, last_error().0), (120, 120));
    }
}
