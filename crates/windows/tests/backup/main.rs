//! Backup and restoration of the cluster database, against a cluster of its own: a restoration reaches everything that is in it.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

use services::Services;
use std::path::{Path, PathBuf};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, w};

/// A folder of its own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn text(path: &Path) -> HSTRING {
    HSTRING::from(path.to_str().expect("text"))
}

fn restore(folder: &Path, force: bool) -> u32 {
    // SAFETY: the path is a text.
    unsafe { RestoreClusterDatabase(&text(folder), force, PCWSTR::null()) }
}

fn key(root: HKEY, path: PCWSTR) -> HKEY {
    let mut key = HKEY::default();
    // SAFETY: the path is a text.
    assert_eq!(unsafe { ClusterRegCreateKey(root, path, 0, KEY_ALL_ACCESS.0, None, &raw mut key, None) }, 0);
    key
}

fn set(key: HKEY, name: PCWSTR, number: u32) {
    let data = number.to_le_bytes();
    // SAFETY: the data is as long as is said.
    assert_eq!(unsafe { ClusterRegSetValue(key, name, REG_DWORD.0, data.as_ptr(), 4) }, 0);
}

/// The number, or the code.
fn get(key: HKEY, name: PCWSTR) -> Result<u32, i32> {
    let (mut data, mut size) = ([0; 4], 4);
    // SAFETY: the place is as large as is said.
    match unsafe { ClusterRegQueryValue(key, name, None, Some(data.as_mut_ptr()), Some(&raw mut size)) } {
        0 => Ok(u32::from_le_bytes(data)),
        code => Err(code),
    }
}

struct Tested {
    _services: Services,
    cluster: HCLUSTER,
    root: HKEY,
    saved: PathBuf,
}

fn found(name: &str) -> Tested {
    let services = Services::found(name, 1);
    let socket = HSTRING::from(services.socket(1).to_str().expect("text"));
    // SAFETY: names are texts; the C library reads the environment nowhere in this test.
    unsafe {
        std::env::set_var("QUORATE_CLUSTER", socket.to_string());
        let cluster = OpenCluster(&socket);
        assert!(!cluster.is_invalid(), "{:?}", GetLastError());
        let root = GetClusterKey(cluster, KEY_ALL_ACCESS.0).expect("the root is there");
        Tested { _services: services, cluster, root, saved: folder(&format!("{name}-saved")) }
    }
}

#[test]
fn a_database_is_saved_and_brought_back() {
    let tested = found("clusapi-backup");
    let Tested { cluster, root, saved, .. } = &tested;
    // SAFETY: handles are open, texts are texts.
    unsafe {
        let group = CreateClusterGroup(*cluster, w!("Kept"));
        let of_group = GetClusterGroupKey(group, KEY_ALL_ACCESS.0).expect("there");
        set(of_group, w!("FailoverThreshold"), 3);
        let app = key(*root, w!("App\\Deep"));
        set(app, w!("Number"), 1);
        assert_eq!(BackupClusterDatabase(*cluster, &text(saved)), 0);
        assert_eq!(restore(saved, false), 0, "nothing is to be changed");

        set(of_group, w!("FailoverThreshold"), 9);
        set(app, w!("Number"), 2);
        set(app, w!("Later"), 2);
        key(*root, w!("Later\\Deep"));
        assert_eq!(restore(saved, false), 0);
        assert_eq!((get(of_group, w!("FailoverThreshold")), get(app, w!("Number"))), (Ok(3), Ok(1)));
        assert_eq!(get(app, w!("Later")), Err(2));
        let mut later = HKEY::default();
        assert_eq!(
            ClusterRegOpenKey(*root, w!("Later"), KEY_READ.0, &mut later).cast_unsigned(),
            ERROR_FILE_NOT_FOUND.0
        );
        assert_eq!(ClusterRegDeleteKey(*root, w!("App\\Deep")), 0);
        assert_eq!(restore(saved, false), 0);
        assert_eq!(get(key(*root, w!("App\\Deep")), w!("Number")), Ok(1), "what was deleted is there again");

        // Another group: only with force, and it stays.
        set(of_group, w!("FailoverThreshold"), 9);
        let made_since = CreateClusterGroup(*cluster, w!("Made Since"));
        assert_eq!(restore(saved, false), ERROR_INVALID_STATE.0);
        assert_eq!(get(of_group, w!("FailoverThreshold")), Ok(9), "a refusal has changed nothing");
        assert_eq!(restore(saved, true), 0);
        assert_eq!(get(of_group, w!("FailoverThreshold")), Ok(3));
        assert!(GetClusterGroupState(made_since, None, None).0 >= 0);
        assert_eq!(DeleteClusterGroup(made_since), 0);

        // A name is brought back too; nothing else was changed for it.
        assert_eq!(SetClusterGroupName(group, w!("Renamed")), 0);
        assert_eq!(restore(saved, false), 0);
        assert!(!OpenClusterGroup(*cluster, w!("Kept")).is_invalid());
    }
    made_again(&tested);
    refusals(&tested);
}

/// A group that was deleted with its resources is there again, offline, and as it was.
fn made_again(tested: &Tested) {
    let Tested { cluster, saved, .. } = tested;
    // SAFETY: handles are open, texts are texts.
    unsafe {
        let group = CreateClusterGroup(*cluster, w!("Lost"));
        let make = |name| CreateClusterResource(group, name, w!("Generic Application"), 0);
        let (program, provider) = (make(w!("Lost Program")), make(w!("Lost Provider")));
        assert_eq!(AddClusterResourceDependency(program, provider), 0);
        set(GetClusterGroupKey(group, KEY_ALL_ACCESS.0).expect("there"), w!("Priority"), 3_000);
        assert_eq!(BackupClusterDatabase(*cluster, &text(saved)), 0);
        assert_eq!(DestroyClusterGroup(group), 0);
        assert!(OpenClusterGroup(*cluster, w!("Lost")).is_invalid());

        assert_eq!(restore(saved, false), ERROR_INVALID_STATE.0);
        let namesake = CreateClusterGroup(*cluster, w!("lost"));
        assert_eq!(restore(saved, true), ERROR_OBJECT_ALREADY_EXISTS.0, "another group has the name");
        assert_eq!(DeleteClusterGroup(namesake), 0);
        assert_eq!(restore(saved, true), 0);

        let again = OpenClusterGroup(*cluster, w!("Lost"));
        assert_eq!(get(GetClusterGroupKey(again, KEY_READ.0).expect("there"), w!("Priority")), Ok(3_000));
        assert_eq!(GetClusterGroupState(again, None, None), ClusterGroupOffline);
        let open = |name| OpenClusterResource(*cluster, name);
        assert!(
            !CanResourceBeDependent(open(w!("Lost Provider")), open(w!("Lost Program"))).as_bool(),
            "it depends on it"
        );
        assert_eq!(RemoveClusterResourceDependency(open(w!("Lost Program")), open(w!("Lost Provider"))), 0);
    }
}

fn refusals(tested: &Tested) {
    let Tested { cluster, saved, .. } = tested;
    let invalid = ERROR_INVALID_PARAMETER.0;
    // SAFETY: handles are open or made up, texts are texts.
    unsafe {
        assert_eq!(BackupClusterDatabase(*cluster, PCWSTR::null()), invalid);
        assert_eq!(BackupClusterDatabase(*cluster, &text(&saved.join("nowhere"))), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(BackupClusterDatabase(HCLUSTER(0), &text(saved)), ERROR_INVALID_HANDLE.0);
        assert_eq!(RestoreClusterDatabase(PCWSTR::null(), false, w!("Q")), invalid);
    }
    assert_eq!(restore(&saved.join("nowhere"), true), ERROR_FILE_NOT_FOUND.0);
    let bytes = std::fs::read(saved.join("clusdb.quorate")).expect("it is there");
    let damaged = folder("clusapi-backup-damaged");
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        std::fs::write(damaged.join("clusdb.quorate"), &changed).expect("written");
        assert_eq!(restore(&damaged, true), ERROR_INVALID_DATA.0, "byte {at}");
    }
    std::fs::write(damaged.join("clusdb.quorate"), &bytes[..bytes.len() - 7]).expect("written");
    assert_eq!(restore(&damaged, true), ERROR_INVALID_DATA.0, "cut off");
    // Sound, but of another cluster.
    let mut other = proto::backup::decode_backup(&bytes).expect("sound");
    other.instance.0[0] ^= 1;
    std::fs::write(damaged.join("clusdb.quorate"), proto::backup::encode_backup(&other)).expect("written");
    assert_eq!(restore(&damaged, true), invalid);
}
