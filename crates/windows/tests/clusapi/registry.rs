use crate::fixture::*;
use std::ptr::null;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::Security::{OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR};
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

pub fn root() -> HKEY {
    // SAFETY: the handle is open.
    unsafe { GetClusterKey(cluster(), KEY_ALL_ACCESS.0) }.expect("the root is there")
}

pub fn create(root: HKEY, path: &str) -> (HKEY, u32) {
    let (mut key, mut disposition) = (HKEY::default(), 0);
    let path = HSTRING::from(path);
    // SAFETY: names are texts, places are there.
    let code = unsafe {
        ClusterRegCreateKey(root, &path, 0, KEY_ALL_ACCESS.0, None, &raw mut key, Some(&raw mut disposition))
    };
    assert_eq!(code, 0, "{path}");
    (key, disposition)
}

pub fn set(key: HKEY, name: &str, kind: REG_VALUE_TYPE, data: &[u8]) -> u32 {
    // SAFETY: the data is as long as is said.
    unsafe { ClusterRegSetValue(key, &HSTRING::from(name), kind.0, data.as_ptr(), data.len() as u32) }
}

/// Type and data, or the code.
pub fn query(key: HKEY, name: &str) -> Result<(u32, Vec<u8>), i32> {
    let (mut kind, mut size) = (0, 0);
    let name = HSTRING::from(name);
    // SAFETY: places are as large as is said.
    unsafe {
        let asked = ClusterRegQueryValue(key, &name, Some(&raw mut kind), None, Some(&raw mut size));
        if asked != 0 {
            return Err(asked);
        }
        let mut data = vec![0; size as usize];
        let got = ClusterRegQueryValue(key, &name, Some(&raw mut kind), Some(data.as_mut_ptr()), Some(&raw mut size));
        assert_eq!(got, 0);
        Ok((kind, data))
    }
}

#[test]
fn keys_are_created_opened_listed_and_deleted() {
    // SAFETY: as above.
    unsafe {
        let root = root();
        let (key, disposition) = create(root, "Keys\\Of\\A test");
        assert_eq!(disposition, REG_CREATED_NEW_KEY.0);
        assert_eq!(create(root, "keys\\of").1, REG_OPENED_EXISTING_KEY.0);
        let mut opened = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Keys"), KEY_READ.0, &mut opened), 0);
        let (mut name, mut length, mut written) = ([0_u16; 8], 8, FILETIME::default());
        let text = PWSTR(name.as_mut_ptr());
        let listed = ClusterRegEnumKey(opened, 0, text, &mut length, Some(&raw mut written));
        assert_eq!((listed, String::from_utf16_lossy(&name[..length as usize])), (0, "Of".to_owned()));
        assert!(written.dwHighDateTime > 0x01D0_0000, "a time of this century");
        let end = ClusterRegEnumKey(opened, 1, PWSTR(name.as_mut_ptr()), &mut length, None);
        assert_eq!(end.cast_unsigned(), ERROR_NO_MORE_ITEMS.0);

        assert_eq!(ClusterRegDeleteKey(root, w!("Keys")).cast_unsigned(), ERROR_ACCESS_DENIED.0, "it has keys");
        assert_eq!(ClusterRegDeleteKey(root, w!("Keys\\Nothing")).cast_unsigned(), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusterRegDeleteKey(root, w!("\\Keys")).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        assert_eq!(
            ClusterRegOpenKey(root, w!("\\Keys"), KEY_READ.0, &mut opened).cast_unsigned(),
            ERROR_INVALID_PARAMETER.0
        );
        assert_eq!(
            ClusterRegOpenKey(root, w!("Nothing"), KEY_READ.0, &mut opened).cast_unsigned(),
            ERROR_FILE_NOT_FOUND.0
        );
        assert!(opened.is_invalid());
        assert_eq!(
            ClusterRegOpenKey(root, PCWSTR::null(), KEY_READ.0, &mut opened).cast_unsigned(),
            ERROR_INVALID_PARAMETER.0
        );
        for path in [w!("Keys\\Of\\A test"), w!("Keys\\Of"), w!("Keys")] {
            assert_eq!(ClusterRegDeleteKey(root, path), 0);
        }
        let gone = ClusterRegQueryInfoKey(key, null(), null(), null(), null(), null(), null(), null());
        assert_eq!(gone, 1018, "ERROR_KEY_DELETED");
        assert_eq!(set(key, "x", REG_DWORD, &[0; 4]), 1018);
        assert_eq!((ClusterRegDeleteValue(key, w!("x")), ClusterRegDeleteKey(key, w!("x"))), (1018, 1018));
        assert_eq!(query(key, "x"), Err(1018));
        assert_eq!(ClusterRegOpenKey(key, w!("x"), KEY_READ.0, &mut opened), 1018);
        let created = ClusterRegCreateKey(key, w!("x"), 0, KEY_READ.0, None, &raw mut opened, None);
        assert_eq!((created, opened.is_invalid()), (1018, true), "what was deleted is not made again below it");
        assert_eq!(ClusterRegCloseKey(key), 0);
        assert_eq!(ClusterRegCloseKey(key).cast_unsigned(), ERROR_INVALID_HANDLE.0);
    }
}

#[test]
fn values_of_all_types_are_kept() {
    // SAFETY: as above.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Values");
        let text = utf16("Größe");
        let many: Vec<u8> = [utf16("a"), utf16("b"), vec![0, 0]].concat();
        for (name, kind, data) in [
            ("", REG_SZ, &text[..]),
            ("Expanded", REG_EXPAND_SZ, &text),
            ("Bytes", REG_BINARY, &[1, 2, 3]),
            ("Number", REG_DWORD, &[1, 0, 0, 0]),
            ("Long", REG_QWORD, &[1; 8]),
            ("Many", REG_MULTI_SZ, &many),
        ] {
            assert_eq!(set(key, name, kind, data), 0, "{name}");
            assert_eq!(query(key, name), Ok((kind.0, data.to_vec())), "{name}");
        }
        assert_eq!(set(key, "Bad", REG_DWORD, &[1]), ERROR_INVALID_PARAMETER.0);
        let (mut size, mut data) = (2, [0_u8; 2]);
        let small = ClusterRegQueryValue(key, w!("Bytes"), None, Some(data.as_mut_ptr()), Some(&raw mut size));
        assert_eq!((small.cast_unsigned(), size, data), (ERROR_MORE_DATA.0, 3, [0; 2]));
        let without = ClusterRegQueryValue(key, w!("Bytes"), None, Some(data.as_mut_ptr()), None);
        assert_eq!(without.cast_unsigned(), ERROR_INVALID_PARAMETER.0);

        let (mut values, mut longest_name, mut longest) = (0, 0, 0);
        let told = ClusterRegQueryInfoKey(
            key,
            null(),
            null(),
            &raw mut values,
            &raw mut longest_name,
            &raw mut longest,
            null(),
            null(),
        );
        assert_eq!((told, values, longest_name, longest), (0, 6, 8, 12));
        let mut names = Vec::new();
        for index in 0..values {
            let (mut name, mut length, mut kind) = ([0_u16; 16], 16, 0);
            let told =
                ClusterRegEnumValue(key, index, PWSTR(name.as_mut_ptr()), &mut length, Some(&raw mut kind), None, None);
            assert_eq!(told, 0);
            names.push(String::from_utf16_lossy(&name[..length as usize]));
        }
        names.sort();
        assert_eq!(names, ["", "Bytes", "Expanded", "Long", "Many", "Number"]);

        assert_eq!(ClusterRegDeleteValue(key, w!("Bytes")), 0);
        assert_eq!(ClusterRegDeleteValue(key, w!("Bytes")), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(query(key, "Bytes"), Err(2));
        assert_eq!(ClusterRegDeleteKey(root, w!("Values")), 0);
    }
}

#[test]
fn a_key_gives_what_it_was_opened_for() {
    // SAFETY: as above.
    unsafe {
        let root = root();
        let (writer, _) = create(root, "Rights");
        let mut reader = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Rights"), KEY_READ.0, &mut reader), 0);
        assert_eq!(set(reader, "x", REG_DWORD, &[0; 4]), ERROR_ACCESS_DENIED.0);
        assert_eq!(set(writer, "x", REG_DWORD, &[0; 4]), 0);
        assert!(query(reader, "x").is_ok());
        let viewer = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        assert!(GetClusterKey(viewer, KEY_ALL_ACCESS.0).is_err());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
        assert!(GetClusterKey(viewer, KEY_READ.0).is_ok());
        assert_eq!(ClusterRegSyncDatabase(viewer, 0), 0);
        assert_eq!(ClusterRegSyncDatabase(viewer, 9).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterRegDeleteKey(root, w!("Rights")), 0);
    }
}

#[test]
fn objects_have_their_keys() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Keyed"));
        let resource = resource(group, "Keyed Application");
        let key = GetClusterGroupKey(group, KEY_READ.0).expect("there");
        assert_eq!(query(key, "Name"), Ok((REG_SZ.0, utf16("Keyed"))));
        let key = GetClusterResourceKey(resource, KEY_READ.0).expect("there");
        let mut parameters = HKEY::default();
        assert_eq!(ClusterRegOpenKey(key, w!("Parameters"), KEY_READ.0, &mut parameters), 0);
        assert_eq!(query(parameters, "CommandLine"), Ok((REG_SZ.0, utf16("sleep 1000"))));
        let node = OpenClusterNode(cluster, w!("n2"));
        let key = GetClusterNodeKey(node, KEY_READ.0).expect("there");
        assert_eq!(query(key, "NodeName"), Ok((REG_SZ.0, utf16("n2"))));
        assert!(GetClusterResourceTypeKey(cluster, &HSTRING::from(TYPE), KEY_READ.0).is_ok());
        assert!(GetClusterResourceTypeKey(cluster, w!("No Such Type"), KEY_READ.0).is_err());
        assert_eq!(last_error(), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
        assert!(GetClusterGroupKey(group, KEY_READ.0).is_err());
        assert_eq!(last_error(), ERROR_GROUP_NOT_AVAILABLE);
    }
}

#[test]
fn the_forms_with_a_reason_do_the_same_and_leave_it_on_record() {
    // SAFETY: as above.
    unsafe {
        let root = root();
        let (mut key, mut disposition) = (HKEY::default(), 0);
        let created = ClusterRegCreateKeyEx(
            root,
            w!("Reasoned Keys"),
            0,
            KEY_ALL_ACCESS.0,
            None,
            &raw mut key,
            Some(&raw mut disposition),
            w!("a new program"),
        );
        assert_eq!((created, disposition), (0, REG_CREATED_NEW_KEY.0));
        assert_eq!(ClusterRegSetValueEx(key, w!("x"), REG_DWORD.0, [1_u8, 0, 0, 0].as_ptr(), 4, w!("its setting")), 0);
        assert_eq!(query(key, "x"), Ok((REG_DWORD.0, vec![1, 0, 0, 0])));
        assert_eq!(ClusterRegDeleteValueEx(key, w!("x"), w!("no setting")), 0);
        assert_eq!(ClusterRegDeleteValueEx(key, w!("x"), w!("no setting")), ERROR_FILE_NOT_FOUND.0);
        let code = ClusterRegSetValueEx(key, w!("x"), REG_DWORD.0, std::ptr::null(), 4, w!("nothing"));
        assert_eq!(code, ERROR_INVALID_PARAMETER.0);
        let owner: Vec<u8> = [&[1, 0, 0, 0x80, 20][..], &[0; 15], &[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]].concat();
        let descriptor = PSECURITY_DESCRIPTOR(owner.as_ptr().cast_mut().cast());
        assert_eq!(ClusterRegSetKeySecurityEx(key, OWNER_SECURITY_INFORMATION, descriptor, w!("its owner")), 0);
        let nothing = PSECURITY_DESCRIPTOR(std::ptr::null_mut());
        let refused = ClusterRegSetKeySecurityEx(key, OWNER_SECURITY_INFORMATION, nothing, w!("nothing"));
        assert_eq!(refused.cast_unsigned(), ERROR_INVALID_PARAMETER.0);

        let viewer = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let reader = GetClusterKey(viewer, KEY_READ.0).expect("readable");
        let denied = ERROR_ACCESS_DENIED.0;
        let mut below = HKEY::default();
        let created =
            ClusterRegCreateKeyEx(reader, w!("Denied"), 0, KEY_READ.0, None, &raw mut below, None, PCWSTR::null());
        assert_eq!((created.cast_unsigned(), below.is_invalid()), (denied, true));
        assert_eq!(ClusterRegDeleteKeyEx(reader, w!("Reasoned Keys"), w!("x")).cast_unsigned(), denied);
        assert_eq!(ClusterRegDeleteValueEx(reader, w!("x"), w!("x")), denied);

        assert_eq!(ClusterRegDeleteKeyEx(root, w!("Reasoned Keys"), w!("the program is gone")), 0);
        let gone = ClusterRegDeleteKeyEx(root, w!("Reasoned Keys"), w!("the program is gone"));
        assert_eq!(gone.cast_unsigned(), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusterRegDeleteKeyEx(root, w!("\\x"), PCWSTR::null()).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        for reason in ["a new program", "its setting", "no setting", "its owner", "the program is gone"] {
            // About the cluster, whose name another test changes.
            let is_it = |event: &serde_json::Value| event["reason"] == reason;
            assert!(events().iter().any(is_it), "{reason}");
        }
    }
}
