use crate::fixture::*;
use crate::registry::{create, root, set};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::REG_DWORD;
use windows::Win32::System::Threading::WaitForSingleObject;
use windows::core::{PWSTR, w};

const NO_PORT: HCHANGE = HCHANGE(-1);
const WAIT_MS: u32 = 20_000;

/// Key, flag and name of the next event of the first kind.
fn next(port: HCHANGE, wait_ms: u32) -> Result<(usize, u32, String), u32> {
    let (mut key, mut flag, mut name, mut length) = (0, 0, [0_u16; 64], 64);
    // SAFETY: the buffer is as long as is said.
    let code = unsafe {
        let name = PWSTR(name.as_mut_ptr());
        GetClusterNotify(port, &mut key, &mut flag, name, &mut length, wait_ms)
    };
    let name = String::from_utf16_lossy(&name[..length as usize]);
    if code == 0 { Ok((key, flag, name)) } else { Err(code) }
}

/// The first event that has one of these flags and this name.
fn until(port: HCHANGE, flag: CLUSTER_CHANGE, name: &str) -> usize {
    loop {
        let (key, told, of) = next(port, WAIT_MS).unwrap_or_else(|code| panic!("{name}: {code}"));
        if told == flag.0.cast_unsigned() && of == name {
            return key;
        }
    }
}

#[test]
fn a_port_of_the_first_kind_tells_what_happens() {
    // SAFETY: names are texts.
    unsafe {
        let cluster = cluster();
        let filter = CLUSTER_CHANGE_GROUP_ADDED.0
            | CLUSTER_CHANGE_GROUP_STATE.0
            | CLUSTER_CHANGE_GROUP_DELETED.0
            | CLUSTER_CHANGE_RESOURCE_ADDED.0
            | CLUSTER_CHANGE_RESOURCE_STATE.0;
        let port = CreateClusterNotifyPort(NO_PORT, cluster, filter.cast_unsigned(), 7);
        assert!(!port.is_invalid(), "{:?}", last_error());
        let group = CreateClusterGroup(cluster, w!("Told"));
        let resource = resource(group, "Told Application");
        assert_eq!(until(port, CLUSTER_CHANGE_GROUP_ADDED, "Told"), 7);
        assert_eq!(until(port, CLUSTER_CHANGE_RESOURCE_ADDED, "Told Application"), 7);
        // An event of the resource alone, under another key.
        let object = HANDLE(std::ptr::without_provenance_mut(resource.0.cast_unsigned()));
        let state = CLUSTER_CHANGE_RESOURCE_STATE.0.cast_unsigned();
        let own = CreateClusterNotifyPort(NO_PORT, HCLUSTER(-1), 0, 0);
        assert_eq!(RegisterClusterNotify(own, state | CLUSTER_CHANGE_HANDLE_CLOSE.0.cast_unsigned(), object, 9), 0);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(until(port, CLUSTER_CHANGE_RESOURCE_STATE, "Told Application"), 7);
        assert_eq!(next(own, WAIT_MS), Ok((9, state, "Told Application".to_owned())));
        assert_eq!(OfflineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
        assert_eq!(until(port, CLUSTER_CHANGE_GROUP_DELETED, "Told"), 7);
        assert!(CloseClusterResource(resource).is_ok());
        until(own, CLUSTER_CHANGE_HANDLE_CLOSE, "");

        let added = CLUSTER_CHANGE_GROUP_ADDED.0.cast_unsigned();
        assert_eq!(
            RegisterClusterNotify(own, added, HANDLE(std::ptr::without_provenance_mut(1)), 1),
            ERROR_INVALID_HANDLE.0
        );
        let of_cluster = HANDLE(std::ptr::without_provenance_mut(cluster.0.cast_unsigned()));
        assert_eq!(RegisterClusterNotify(own, added, of_cluster, 1), ERROR_INVALID_PARAMETER.0);
        assert!(CreateClusterNotifyPort(own, HCLUSTER(-1), 0, 0).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert!(CloseClusterNotifyPort(port).as_bool() && CloseClusterNotifyPort(own).as_bool());
        assert_eq!(next(port, 0), Err(ERROR_INVALID_HANDLE.0));
    }
}

#[test]
fn a_port_can_be_waited_for() {
    // SAFETY: as above.
    unsafe {
        let (root, cluster) = (root(), cluster());
        let (key, _) = create(root, "Watched");
        let port = CreateClusterNotifyPort(NO_PORT, HCLUSTER(-1), 0, 0);
        let object = HANDLE(key.0);
        assert_eq!(RegisterClusterNotify(port, CLUSTER_CHANGE_REGISTRY_VALUE.0.cast_unsigned(), object, 3), 0);
        let mut signal = HANDLE::default();
        assert_eq!(GetNotifyEventHandle(port, &mut signal), 0);
        assert_eq!(WaitForSingleObject(signal, 10), TIMED_OUT);
        assert_eq!(next(port, 10), Err(TIMED_OUT.0));
        assert_eq!(set(key, "x", REG_DWORD, &[1, 0, 0, 0]), 0);
        assert_eq!(WaitForSingleObject(signal, WAIT_MS), WAIT_OBJECT_0);
        assert_eq!(next(port, 0), Ok((3, CLUSTER_CHANGE_REGISTRY_VALUE.0.cast_unsigned(), String::new())));
        assert_eq!(WaitForSingleObject(signal, 0), TIMED_OUT);
        assert!(CloseClusterNotifyPort(port).as_bool());
        assert_eq!(WaitForSingleObject(signal, 0), WAIT_FAILED);
        assert!(CloseCluster(cluster).as_bool());
        assert_eq!(ClusterRegDeleteKey(root, w!("Watched")), 0);
    }
}

const TIMED_OUT: WAIT_EVENT = WAIT_EVENT(258);

#[test]
fn a_port_of_the_second_kind_tells_more() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let cluster = cluster();
        let filters = [
            NOTIFY_FILTER_AND_TYPE { dwObjectType: 1, FilterFlags: 4 },
            NOTIFY_FILTER_AND_TYPE { dwObjectType: 3, FilterFlags: 4 | 1024 },
        ];
        let port = CreateClusterNotifyPortV2(NO_PORT, cluster, filters.as_ptr(), 2, 11);
        assert!(!port.is_invalid(), "{:?}", last_error());
        let group = CreateClusterGroup(cluster, w!("Told More"));
        let resource = resource(group, "Told More Application");
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        // Too small for the first: nothing is lost.
        let mut length = 1;
        let mut key = 0;
        loop {
            let (mut told, mut id, mut name, mut kind, mut buffer) =
                (NOTIFY_FILTER_AND_TYPE::default(), [0_u16; 64], [0_u16; 64], [0_u16; 64], [0_u8; 64]);
            let (mut ids, mut names, mut kinds, mut bytes) = (64, length, 64, 64);
            let code = GetClusterNotifyV2(
                port,
                &mut key,
                Some(&raw mut told),
                Some(buffer.as_mut_ptr()),
                Some(&raw mut bytes),
                Some(PWSTR(id.as_mut_ptr())),
                Some(&raw mut ids),
                None,
                None,
                Some(PWSTR(name.as_mut_ptr())),
                Some(&raw mut names),
                Some(PWSTR(kind.as_mut_ptr())),
                Some(&raw mut kinds),
                Some(WAIT_MS),
            );
            if code == ERROR_MORE_DATA.0 {
                assert!(names >= length && length == 1);
                length = 64;
                continue;
            }
            assert_eq!((code, key), (0, 11));
            let name = String::from_utf16_lossy(&name[..names as usize]);
            if (told.dwObjectType, told.FilterFlags) == (3, 1024) && name == "Told More Application" {
                assert_eq!(i32::from_le_bytes([buffer[0], buffer[1], buffer[2], buffer[3]]), 2, "Online");
                assert_eq!(String::from_utf16_lossy(&kind[..kinds as usize]), TYPE);
                assert_eq!(ids, 36);
                break;
            }
        }
        assert_eq!(length, 64);
        assert_eq!(next(port, 0), Err(ERROR_INVALID_PARAMETER.0), "functions of the first kind");
        let wrong = NOTIFY_FILTER_AND_TYPE { dwObjectType: 99, FilterFlags: 1 };
        assert!(CreateClusterNotifyPortV2(NO_PORT, cluster, &raw const wrong, 1, 0).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let types = RegisterClusterResourceTypeNotifyV2(port, cluster, 2, w!("No Such Type"), 1);
        assert_eq!(types, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0);
        assert!(CloseClusterNotifyPort(port).as_bool());
        assert_eq!(DestroyClusterGroup(group), ERROR_IO_PENDING.0);
    }
}

/// Name and new state of the next resource.
fn next_state(port: HCHANGE) -> (String, i32) {
    let (mut key, mut told) = (0, NOTIFY_FILTER_AND_TYPE::default());
    let (mut name, mut names, mut buffer, mut bytes) = ([0_u16; 64], 64, [0_u8; 64], 64);
    // SAFETY: buffers are as long as is said.
    let code = unsafe {
        let (place, of_name) = (Some(buffer.as_mut_ptr()), Some(PWSTR(name.as_mut_ptr())));
        let (bytes, names, told) = (Some(&raw mut bytes), Some(&raw mut names), Some(&raw mut told));
        let no = (None, None);
        GetClusterNotifyV2(
            port,
            &mut key,
            told,
            place,
            bytes,
            no.0,
            no.1,
            None,
            None,
            of_name,
            names,
            None,
            None,
            Some(WAIT_MS),
        )
    };
    assert_eq!((code, key), (0, 5));
    let name = String::from_utf16_lossy(&name[..names as usize]);
    (name, i32::from_le_bytes([buffer[0], buffer[1], buffer[2], buffer[3]]))
}

#[test]
fn many_ports_see_every_change_in_order() {
    const PORTS: usize = 8;
    const RESOURCES: usize = 25;
    const TURNS: usize = 5;
    // OnlinePending, Online, OfflinePending, Offline.
    const STATES: [i32; 4] = [129, 2, 130, 3];
    // SAFETY: names are texts, handles are open.
    unsafe {
        let writer = cluster();
        let group = CreateClusterGroup(writer, w!("Seen"));
        let resources: Vec<_> = (0..RESOURCES).map(|index| resource(group, &format!("Seen {index}"))).collect();
        // Half of them over one connection, the others over one each.
        let shared = cluster();
        let filter = NOTIFY_FILTER_AND_TYPE { dwObjectType: 3, FilterFlags: 4 };
        let open = |index: usize| {
            let of = if index.is_multiple_of(2) { shared } else { cluster() };
            let port = CreateClusterNotifyPortV2(NO_PORT, of, &raw const filter, 1, 5);
            assert!(!port.is_invalid(), "{:?}", last_error());
            port
        };
        let ports: Vec<_> = (0..PORTS).map(open).collect();
        let wanted = RESOURCES * TURNS * STATES.len();
        let read = move |port| -> Vec<(String, i32)> {
            // Other tests change resources of theirs.
            let mine = std::iter::repeat_with(|| next_state(port)).filter(|(name, _)| name.starts_with("Seen "));
            mine.take(wanted).collect()
        };
        let readers: Vec<_> = ports.clone().into_iter().map(|port| std::thread::spawn(move || read(port))).collect();
        for _ in 0..TURNS {
            resources.iter().for_each(|of| assert_eq!(OnlineClusterResource(*of), ERROR_IO_PENDING.0));
            resources.iter().for_each(|of| wait_for_resource(*of, ClusterResourceOnline));
            resources.iter().for_each(|of| assert_eq!(OfflineClusterResource(*of), ERROR_IO_PENDING.0));
            resources.iter().for_each(|of| wait_for_resource(*of, ClusterResourceOffline));
        }
        let seen: Vec<_> = readers.into_iter().map(|reader| reader.join().expect("it saw all")).collect();
        for index in 0..RESOURCES {
            let name = format!("Seen {index}");
            let states: Vec<_> = seen[0].iter().filter(|(of, _)| *of == name).map(|(_, state)| *state).collect();
            assert_eq!(states, STATES.repeat(TURNS), "{name}");
        }
        assert!(seen.iter().all(|other| *other == seen[0]), "two ports saw different things");
        ports.into_iter().for_each(|port| assert!(CloseClusterNotifyPort(port).as_bool()));
        // Nothing has to be waited for.
        assert_eq!(DestroyClusterGroup(group), 0);
    }
}
