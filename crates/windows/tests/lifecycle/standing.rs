use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{GUID, HSTRING, PCWSTR, w};

#[test]
fn a_machine_says_what_it_is() {
    let machines = Machines::new("standing", 2);
    let local = || {
        let mut state = 77;
        // SAFETY: null is this machine.
        let code = unsafe { GetNodeClusterState(PCWSTR::null(), &mut state) };
        assert_eq!(code, 0);
        state
    };
    machines.stand_for_local(None);
    assert!([0, 1, 3].contains(&local()), "no service runs");
    machines.stand_for_local(Some(1));
    assert_eq!(local(), 1);
    let socket = HSTRING::from(machines.services.socket(1).to_str().expect("text"));
    // SAFETY: the name is a text.
    unsafe {
        for opened in [OpenCluster(&socket), OpenClusterEx(&socket, GENERIC_READ.0, None), OpenCluster(PCWSTR::null())]
        {
            assert!(opened.is_invalid());
            assert_eq!(last_error().0, 5932, "ERROR_CLUSTER_NOT_INSTALLED");
        }
    }
    assert_eq!(state_of("standing2"), Ok(1));
    let cluster = machines.create(1, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    assert_eq!(local(), 19);
    assert_eq!((state_of("standing1"), state_of("STANDING1"), state_of("standing2")), (Ok(19), Ok(19), Ok(1)));
    assert_eq!(state_of("no-such-machine.invalid"), Err(1722));
    // SAFETY: the name is a text.
    unsafe { assert_eq!(GetNodeClusterState(w!("standing1"), std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0) };
    machines.stand_for_local(None);
}

#[test]
fn machines_say_where_they_run() {
    let machines = Machines::new("cloud", 2);
    let texts: Vec<HSTRING> = machines.names().iter().map(HSTRING::from).collect();
    let names: Vec<PCWSTR> = texts.iter().map(|text| PCWSTR(text.as_ptr())).collect();
    let dmi = |name: &str| std::fs::read_to_string(format!("/sys/class/dmi/id/{name}")).ok();
    let azure = dmi("chassis_asset_tag").is_some_and(|tag| tag.trim() == "7783-7084-3265-9085-8269-3286-77");
    let expected = match dmi("sys_vendor").or_else(|| dmi("chassis_asset_tag")) {
        None => -1,
        Some(_) => i32::from(azure),
    };
    let expected_name = if azure { 2 } else { 1 };
    // SAFETY: lists are as long as is said, texts end.
    unsafe {
        let mut number = 77;
        assert_eq!(GetNodeCloudTypeDW(names[1], &mut number), 0);
        assert_eq!(number.cast_signed(), expected);
        assert_eq!(GetNodeCloudTypeDW(PCWSTR::null(), &mut number), ERROR_INVALID_PARAMETER.0);
        assert_eq!(GetNodeCloudTypeDW(names[1], std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0);
        let silent = w!("no-such-machine.invalid");
        assert_eq!(GetNodeCloudTypeDW(silent, &mut number), ERROR_CLUSTER_NODE_DOWN.0);

        let (mut cloud, mut name) = (CLUSTER_CLOUD_TYPE(77), CLUSTER_MGMT_POINT_RESTYPE(77));
        assert_eq!(DetermineClusterCloudTypeFromNodelist(2, names.as_ptr(), &mut cloud), 0);
        assert_eq!(DetermineCNOResTypeFromNodelist(2, names.as_ptr(), &mut name), 0);
        assert_eq!((cloud.0, name.0), (expected, expected_name));
        let (nothing, two) = (std::ptr::null(), [names[0], silent]);
        assert_eq!(DetermineClusterCloudTypeFromNodelist(0, names.as_ptr(), &mut cloud), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineClusterCloudTypeFromNodelist(1, nothing, &mut cloud), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineClusterCloudTypeFromNodelist(2, two.as_ptr(), &mut cloud), ERROR_CLUSTER_NODE_DOWN.0);
        assert_eq!(DetermineCNOResTypeFromNodelist(0, names.as_ptr(), &mut name), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineCNOResTypeFromNodelist(1, nothing, &mut name), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineCNOResTypeFromNodelist(2, two.as_ptr(), &mut name), ERROR_CLUSTER_NODE_DOWN.0);

        let cluster = machines.create(2, &mut Heard::default());
        assert!(!cluster.is_invalid(), "{:?}", last_error());
        (cloud, name) = (CLUSTER_CLOUD_TYPE(77), CLUSTER_MGMT_POINT_RESTYPE(77));
        assert_eq!(DetermineClusterCloudTypeFromCluster(cluster, &mut cloud), 0);
        assert_eq!(DetermineCNOResTypeFromCluster(cluster, &mut name), 0);
        assert_eq!((cloud.0, name.0), (expected, expected_name));
        let no_place = DetermineClusterCloudTypeFromCluster(cluster, std::ptr::null_mut());
        assert_eq!(no_place, ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineCNOResTypeFromCluster(cluster, std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0);
        assert_eq!(DetermineClusterCloudTypeFromCluster(HCLUSTER(0), &mut cloud), ERROR_INVALID_HANDLE.0);
        assert_eq!(DetermineCNOResTypeFromCluster(HCLUSTER(0), &mut name), ERROR_INVALID_HANDLE.0);
    }
}

#[test]
fn application_instances_have_versions_that_only_grow() {
    const SELF: HANDLE = HANDLE(-1_isize as *mut core::ffi::c_void);
    let machines = Machines::new("instances", 1);
    machines.stand_for_local(Some(1));
    let cluster = machines.create(1, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    let (first, second) = (GUID::from_u128(1 << 100 | 7), GUID::from_u128(2 << 100 | 7));
    // SAFETY: every pointer is null or points at its place.
    unsafe {
        assert_eq!(RegisterAppInstance(SELF, &first, true), 0);
        assert_eq!(RegisterAppInstance(SELF, &first, true), 0);
        assert_eq!(RegisterAppInstance(SELF, &second, true), ERROR_OBJECT_ALREADY_EXISTS.0);
        assert_eq!(RegisterAppInstance(SELF, std::ptr::null(), true), ERROR_INVALID_PARAMETER.0);
        assert_eq!(RegisterAppInstance(HANDLE::default(), &first, true), ERROR_INVALID_HANDLE.0);
        assert_eq!(SetAppInstanceCsvFlags(SELF, 1, 1), 0);
        assert_eq!(SetAppInstanceCsvFlags(SELF, 1, 0), 0);
        assert_eq!(SetAppInstanceCsvFlags(SELF, 2, 0), ERROR_INVALID_PARAMETER.0);
        assert_eq!(SetAppInstanceCsvFlags(HANDLE::default(), 1, 1), ERROR_INVALID_HANDLE.0);

        let query = |instance: &GUID| {
            let (mut high, mut low, mut status) = (77, 77, NTSTATUS(77));
            let code = QueryAppInstanceVersion(instance, &mut high, &mut low, &mut status);
            if code == 0 { Ok((high, low, status.0)) } else { Err(code) }
        };
        assert_eq!(query(&first), Err(ERROR_FILE_NOT_FOUND.0));
        assert_eq!(RegisterAppInstanceVersion(&first, 3, u64::MAX), 0);
        assert_eq!(query(&first), Ok((3, u64::MAX, 0)));
        assert_eq!(RegisterAppInstanceVersion(&first, 3, 5), 1306);
        assert_eq!(RegisterAppInstanceVersion(&first, 4, 0), 0);
        assert_eq!(RegisterAppInstanceVersion(&first, 4, 0), 0, "it is the newest");
        assert_eq!((query(&first), query(&second)), (Ok((4, 0, 0)), Err(2)));
        assert_eq!(RegisterAppInstanceVersion(std::ptr::null(), 4, 0), ERROR_INVALID_PARAMETER.0);
        let nothing = std::ptr::null_mut();
        let no_place = QueryAppInstanceVersion(&first, nothing, nothing, std::ptr::null_mut());
        assert_eq!(no_place, ERROR_INVALID_PARAMETER.0);
        assert_eq!(ResetAllAppInstanceVersions(), 0);
        assert_eq!(query(&first), Err(ERROR_FILE_NOT_FOUND.0));
        assert_eq!(ResetAllAppInstanceVersions(), 0, "twice does no harm");
        let forbidden = machines.forbid_local();
        let reset = crate::services::as_ordinary_user(|| ResetAllAppInstanceVersions());
        assert_eq!(reset, ERROR_ACCESS_DENIED.0);
        drop(forbidden);
        machines.stand_for_local(None);
        assert_eq!(ResetAllAppInstanceVersions(), 1722);
    }
}
