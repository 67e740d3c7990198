use crate::fixture::*;
use std::path::Path;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{BOOL, GUID, HSTRING, PCWSTR, PWSTR, w};

/// What a function writes into a buffer of so many characters, or the last error.
fn written(capacity: usize, call: impl FnOnce(PWSTR, u32) -> bool) -> Result<String, u32> {
    let mut buffer = vec![0_u16; capacity];
    if !call(PWSTR(buffer.as_mut_ptr()), capacity as u32) {
        return Err(last_error().0);
    }
    let end = buffer.iter().position(|unit| *unit == 0).expect("it ends");
    Ok(String::from_utf16(&buffer[..end]).expect("text"))
}

fn volume_path(path: &str, capacity: usize) -> Result<String, u32> {
    // SAFETY: the name is a text, the buffer is as long as is said.
    written(capacity, |buffer, length| unsafe {
        ClusterGetVolumePathName(&HSTRING::from(path), buffer, length).is_ok()
    })
}

fn volume_name(path: &str, capacity: usize) -> Result<String, u32> {
    // SAFETY: as above.
    written(capacity, |buffer, length| unsafe {
        ClusterGetVolumeNameForVolumeMountPoint(&HSTRING::from(path), buffer, length).is_ok()
    })
}

#[test]
fn no_path_lies_on_a_shared_volume() {
    let file = std::env::current_exe().expect("a test is a program");
    let file = HSTRING::from(file.to_str().expect("text"));
    let (non_csv, missing) = (ERROR_NON_CSV_PATH.0, w!("/nowhere/at/all"));
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        for path in [PCWSTR(file.as_ptr()), missing] {
            assert!(!ClusterIsPathOnSharedVolume(path).as_bool());
        }
        SetLastError(ERROR_SUCCESS);
        assert!(!ClusterIsPathOnSharedVolume(PCWSTR::null()).as_bool());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);

        let mut answer = BOOL::from(true);
        assert_eq!(IsFileOnClusterSharedVolume(&file, &mut answer), 0);
        assert!(!answer.as_bool());
        assert_eq!(IsFileOnClusterSharedVolume(missing, &mut answer), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(IsFileOnClusterSharedVolume(PCWSTR::null(), &mut answer), ERROR_INVALID_PARAMETER.0);
        assert_eq!(IsFileOnClusterSharedVolume(&file, std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0);

        let (mut path, mut name, mut lengths) = ([0; 300], [0; 300], [300; 2]);
        let [path_length, name_length] = &mut lengths;
        let (path, name) = (PWSTR(path.as_mut_ptr()), PWSTR(name.as_mut_ptr()));
        assert_eq!(ClusterPrepareSharedVolumeForBackup(&file, path, path_length, name, name_length), non_csv);
        let prepared = ClusterPrepareSharedVolumeForBackup(missing, path, path_length, name, name_length);
        assert_eq!(prepared, ERROR_FILE_NOT_FOUND.0);
        let nothing = std::ptr::null_mut();
        let prepared = ClusterPrepareSharedVolumeForBackup(&file, path, nothing, name, name_length);
        assert_eq!(prepared, ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterClearBackupStateForSharedVolume(&file), non_csv);
        assert_eq!(ClusterClearBackupStateForSharedVolume(PCWSTR::null()), ERROR_INVALID_PARAMETER.0);
        let snapshot = |state| {
            ClusterSharedVolumeSetSnapshotState(GUID::zeroed(), &file, CLUSTER_SHARED_VOLUME_SNAPSHOT_STATE(state))
        };
        assert_eq!([0, 1, 2, 3].map(snapshot), [non_csv; 4]);
        assert_eq!([-1, 4].map(snapshot), [ERROR_INVALID_PARAMETER.0; 2]);
    }
}

#[test]
fn no_resource_becomes_a_shared_volume() {
    let group = group("Volumes");
    let resource = resource(group, "Volume");
    // SAFETY: names are texts, handles are numbers.
    unsafe {
        assert_eq!(AddResourceToClusterSharedVolumes(resource), ERROR_NOT_SUPPORTED.0);
        assert_eq!(RemoveResourceFromClusterSharedVolumes(resource), ERROR_CLUSTER_NOT_SHARED_VOLUME.0);
        let reader = OpenClusterResourceEx(cluster(), w!("Volume"), GENERIC_READ.0, None);
        assert_eq!(AddResourceToClusterSharedVolumes(reader), ERROR_ACCESS_DENIED.0);
        assert_eq!(RemoveResourceFromClusterSharedVolumes(reader), ERROR_ACCESS_DENIED.0);
        assert_eq!(DeleteClusterResource(resource), 0);
        assert_eq!(AddResourceToClusterSharedVolumes(resource), ERROR_RESOURCE_NOT_AVAILABLE.0);
        assert_eq!(RemoveResourceFromClusterSharedVolumes(resource), ERROR_RESOURCE_NOT_AVAILABLE.0);
        for bad in [0, -1, group.0] {
            assert_eq!(AddResourceToClusterSharedVolumes(HRESOURCE(bad)), ERROR_INVALID_HANDLE.0);
            assert_eq!(RemoveResourceFromClusterSharedVolumes(HRESOURCE(bad)), ERROR_INVALID_HANDLE.0);
        }
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn the_volume_of_a_path_is_where_its_file_system_is_mounted() {
    assert_eq!(volume_path("/proc/self/status", 300).as_deref(), Ok("/proc"));
    assert_eq!(volume_path("/proc/self/status", 6).as_deref(), Ok("/proc"));
    assert_eq!(volume_path("/proc/self/status", 5), Err(ERROR_FILENAME_EXCED_RANGE.0));
    assert_eq!(volume_path("/nowhere/at/all", 300), Err(ERROR_FILE_NOT_FOUND.0));
    assert_eq!(volume_path("", 300), Err(ERROR_INVALID_PARAMETER.0));
    // SAFETY: null pointers.
    unsafe { assert!(ClusterGetVolumePathName(w!("/proc"), PWSTR::null(), 9).is_err()) };
    assert_eq!(last_error(), ERROR_INVALID_PARAMETER);

    assert_eq!(volume_name("/proc/self", 300), Err(ERROR_INVALID_PARAMETER.0), "nothing is mounted there");
    assert_eq!(volume_name("/nowhere", 300), Err(ERROR_FILE_NOT_FOUND.0));
    assert_eq!(volume_name("/proc", 300), Err(ERROR_NOT_SUPPORTED.0), "it has no UUID");
    // A file system that has one: in memory since Linux 6.9, or on a device that udev knows.
    let named =
        ["/dev/shm", "/", "/boot", "/run"].into_iter().filter_map(|point| Some((point, volume_name(point, 300).ok()?)));
    for (point, name) in named.collect::<Vec<_>>() {
        let uuid = Path::new(&name).file_name().and_then(|uuid| uuid.to_str()).expect("a name");
        assert_eq!(name, format!("/dev/disk/by-uuid/{uuid}"));
        assert!(uuid.len() >= 8 && uuid.chars().all(|digit| digit.is_ascii_hexdigit() || digit == '-'), "{uuid}");
        assert_eq!(volume_name(point, name.len() + 1), Ok(name.clone()));
        assert_eq!(volume_name(point, name.len()), Err(ERROR_FILENAME_EXCED_RANGE.0));
    }
}
