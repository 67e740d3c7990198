use crate::fixture::*;
use crate::registry::{create, root};
use std::ptr::{null, null_mut};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::Security::{PSECURITY_DESCRIPTOR, SACL_SECURITY_INFORMATION};
use windows::Win32::System::Registry::*;
use windows::core::w;

const OWNER: u32 = 1;
const GROUP: u32 = 2;
const DACL: u32 = 4;
const SACL: u32 = 8;
const ACCESS_SYSTEM_SECURITY: u32 = 0x100_0000;

/// S-1-5-18 and S-1-5-32-544
const SYSTEM: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
const ADMINISTRATORS: [u8; 16] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];

/// A self-relative descriptor of these parts: owner, group, SACL, DACL.
fn descriptor(control: u16, parts: [&[u8]; 4]) -> Vec<u8> {
    let mut bytes = vec![0; 20];
    bytes[0] = 1;
    bytes[2..4].copy_from_slice(&(0x8000 | control).to_le_bytes());
    for (at, part) in [4, 8, 12, 16].into_iter().zip(parts).filter(|(_, part)| !part.is_empty()) {
        let offset = (bytes.len() as u32).to_le_bytes();
        bytes[at..at + 4].copy_from_slice(&offset);
        bytes.extend(part);
    }
    bytes
}

/// One entry that allows reading, to the system.
fn list() -> Vec<u8> {
    let mut list = vec![2, 0, 28, 0, 1, 0, 0, 0, 0, 0, 20, 0, 0x19, 0, 2, 0];
    list.extend(SYSTEM);
    list
}

fn get(key: HKEY, parts: u32) -> Result<Vec<u8>, u32> {
    let mut size = 0;
    // SAFETY: places are as large as is said.
    unsafe {
        match ClusterRegGetKeySecurity(key, parts, PSECURITY_DESCRIPTOR(null_mut()), &raw mut size) {
            0 => {}
            code => return Err(code.cast_unsigned()),
        }
        let mut bytes = vec![0; size as usize];
        let place = PSECURITY_DESCRIPTOR(bytes.as_mut_ptr().cast());
        assert_eq!(ClusterRegGetKeySecurity(key, parts, place, &raw mut size), 0);
        Ok(bytes)
    }
}

fn set(key: HKEY, parts: u32, descriptor: &[u8]) -> u32 {
    let place = PSECURITY_DESCRIPTOR(descriptor.as_ptr().cast_mut().cast());
    // SAFETY: the descriptor has its header; those that say too much are refused before they are read.
    unsafe { ClusterRegSetKeySecurity(key, parts, place).cast_unsigned() }
}

#[test]
fn a_descriptor_is_inherited_until_one_is_set_and_parts_are_merged() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Secured");
        let (below, _) = create(root, "Secured\\Below");
        let default = get(key, OWNER | GROUP | DACL).expect("the default");
        assert_eq!(get(below, OWNER | GROUP | DACL), Ok(default));
        assert_eq!(get(key, OWNER), Ok(descriptor(0, [&ADMINISTRATORS, &[], &[], &[]])));

        let full = descriptor(4, [&SYSTEM, &ADMINISTRATORS, &[], &list()]);
        assert_eq!(set(key, OWNER | GROUP | DACL, &full), 0);
        assert_eq!(get(key, OWNER | GROUP | DACL), Ok(full.clone()), "as it was set");
        assert_eq!(get(below, OWNER | GROUP | DACL), Ok(full.clone()), "inherited");
        assert_eq!(set(below, OWNER, &descriptor(0, [&ADMINISTRATORS, &[], &[], &[]])), 0);
        let merged = descriptor(4, [&ADMINISTRATORS, &ADMINISTRATORS, &[], &list()]);
        assert_eq!(get(below, OWNER | GROUP | DACL), Ok(merged), "one part is new, the others are the parent's");
        assert_eq!(get(key, OWNER | GROUP | DACL), Ok(full.clone()));

        let mut size = 0;
        let told = ClusterRegQueryInfoKey(key, null(), null(), null(), null(), null(), &raw mut size, null());
        assert_eq!((told, size as usize), (0, full.len()));
        assert_eq!((ClusterRegDeleteKey(root, w!("Secured\\Below")), ClusterRegDeleteKey(root, w!("Secured"))), (0, 0));
        assert_eq!(get(key, OWNER), Err(1018), "ERROR_KEY_DELETED");
        assert_eq!(set(key, OWNER, &full), 1018);
    }
}

#[test]
fn the_list_for_audits_needs_its_own_right() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Audited");
        let audited = descriptor(0x10, [&[], &[], &list(), &[]]);
        assert_eq!(set(key, SACL, &audited), ERROR_ACCESS_DENIED.0);
        let place = PSECURITY_DESCRIPTOR(audited.as_ptr().cast_mut().cast());
        let reasoned = ClusterRegSetKeySecurityEx(key, SACL_SECURITY_INFORMATION, place, w!("in vain"));
        assert_eq!(reasoned.cast_unsigned(), ERROR_ACCESS_DENIED.0);
        assert_eq!(get(key, SACL), Err(ERROR_ACCESS_DENIED.0));
        let mut auditor = HKEY::default();
        let wanted = KEY_ALL_ACCESS.0 | ACCESS_SYSTEM_SECURITY;
        assert_eq!(ClusterRegOpenKey(root, w!("Audited"), wanted, &mut auditor), 0);
        assert_eq!(set(auditor, SACL, &audited), 0);
        assert_eq!(get(auditor, SACL), Ok(audited));
        assert_eq!(ClusterRegDeleteKey(root, w!("Audited")), 0);
    }
}

#[test]
fn what_is_no_descriptor_or_not_allowed_is_refused() {
    // SAFETY: handles are open, places are as large as is said.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Refused");
        let sound = descriptor(0, [&SYSTEM, &[], &[], &[]]);
        let none = PSECURITY_DESCRIPTOR(null_mut());
        assert_eq!(ClusterRegSetKeySecurity(key, OWNER, none).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        let mut absolute = sound.clone();
        absolute[3] = 0;
        let mut revision = sound.clone();
        revision[0] = 2;
        let mut elsewhere = sound.clone();
        elsewhere[7] = 0x7F;
        let mut no_sid = sound.clone();
        no_sid[20] = 9;
        for bad in [absolute, revision, elsewhere, no_sid] {
            assert_eq!(set(key, OWNER, &bad), ERROR_INVALID_PARAMETER.0, "{bad:?}");
        }
        for parts in [0, GROUP, 0x10, 0x8000_0000] {
            assert_eq!(set(key, parts, &sound), ERROR_INVALID_PARAMETER.0, "{parts:#x}");
        }
        assert_eq!(get(key, 0), Err(ERROR_INVALID_PARAMETER.0));
        let without = ClusterRegGetKeySecurity(key, OWNER, none, null_mut());
        assert_eq!(without.cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        let (mut small, mut size) = ([7_u8; 8], 8);
        let place = PSECURITY_DESCRIPTOR(small.as_mut_ptr().cast());
        let code = ClusterRegGetKeySecurity(key, OWNER, place, &raw mut size).cast_unsigned();
        assert_eq!((code, size, small), (ERROR_INSUFFICIENT_BUFFER.0, 36, [7; 8]));

        let mut reader = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Refused"), KEY_READ.0, &mut reader), 0);
        assert!(get(reader, OWNER | DACL).is_ok());
        assert_eq!(set(reader, OWNER, &sound), ERROR_ACCESS_DENIED.0);
        assert_eq!(set(reader, DACL, &sound), ERROR_ACCESS_DENIED.0);
        let mut blind = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Refused"), KEY_QUERY_VALUE.0, &mut blind), 0);
        assert_eq!(get(blind, OWNER), Err(ERROR_ACCESS_DENIED.0));
        let viewer = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let viewed = GetClusterKey(viewer, KEY_READ.0).expect("readable");
        assert_eq!(set(viewed, OWNER, &sound), ERROR_ACCESS_DENIED.0);
        for handle in [HKEY::default(), HKEY(viewer.0 as *mut _)] {
            assert_eq!(set(handle, OWNER, &sound), ERROR_INVALID_HANDLE.0);
            assert_eq!(get(handle, OWNER), Err(ERROR_INVALID_HANDLE.0));
        }
        assert_eq!(ClusterRegDeleteKey(root, w!("Refused")), 0);
        assert_eq!(ClusterRegCloseKey(key), 0);
        assert_eq!(set(key, OWNER, &sound), ERROR_INVALID_HANDLE.0);
        assert_eq!(get(key, OWNER), Err(ERROR_INVALID_HANDLE.0));
    }
}
