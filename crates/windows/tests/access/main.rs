//! Who may read and who may change a cluster, as programs find it. Callers over the network are those here who have no more rights than the
//! list gives them; `crates/quorate/tests/access.rs` does the same with other users of the machine.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

use services::Services;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::SystemServices::MAXIMUM_ALLOWED;
use windows::core::{HSTRING, PCWSTR, w};

const READ: u32 = 1;
const ALL: u32 = 3;
const NONE: u32 = 4;
const ALLOW: u32 = 0;
const DENY: u32 = 1;
const DELETE: u32 = 2;

/// Who is not known.
const ANONYMOUS: PCWSTR = w!("S-1-5-7");

/// The level that is granted, or why there is none.
fn opened(name: &HSTRING, desired: u32) -> Result<(HCLUSTER, u32), WIN32_ERROR> {
    let mut granted = 0;
    // SAFETY: the name is a text.
    unsafe {
        let cluster = OpenClusterEx(name, desired, Some(&raw mut granted));
        if cluster.is_invalid() { Err(GetLastError()) } else { Ok((cluster, granted)) }
    }
}

fn set(cluster: HCLUSTER, account: PCWSTR, access: u32, control: u32) -> u32 {
    // SAFETY: the name is a text.
    unsafe { ClusterSetAccountAccess(cluster, account, access, control) }
}

#[test]
fn the_list_decides_what_a_handle_may_do() {
    let services = Services::found("clusapi-access", 1);
    let near = HSTRING::from(services.socket(1).to_str().expect("text"));
    let far = HSTRING::from(services.client_address.as_str());
    // SAFETY: names are texts.
    unsafe {
        let administrator = OpenCluster(&near);
        assert!(!administrator.is_invalid(), "{:?}", GetLastError());

        // Without a list the port is as open as the settings made it.
        let (before, granted) = opened(&far, MAXIMUM_ALLOWED).expect("the port is open");
        assert_eq!(granted, GENERIC_ALL.0);
        let group = CreateClusterGroup(before, w!("Before"));
        assert!(!group.is_invalid(), "{:?}", GetLastError());

        // Who is let in now is the only one.
        assert_eq!(set(administrator, w!("root"), ALL, ALLOW), 0);
        assert_eq!(opened(&far, MAXIMUM_ALLOWED), Err(ERROR_ACCESS_DENIED));
        assert_eq!(OnlineClusterGroup(group, None), ERROR_ACCESS_DENIED.0, "a handle that was opened before");
        assert!(!OpenCluster(&near).is_invalid(), "an administrator needs no entry");

        assert_eq!(set(administrator, ANONYMOUS, READ, ALLOW), 0);
        assert_eq!(opened(&far, GENERIC_ALL.0), Err(ERROR_ACCESS_DENIED));
        assert!(OpenCluster(&far).is_invalid());
        assert_eq!(GetLastError(), ERROR_ACCESS_DENIED);
        let (reader, granted) = opened(&far, MAXIMUM_ALLOWED).expect("may read");
        assert_eq!(granted, GENERIC_READ.0);
        assert!(OpenClusterGroup(reader, w!("Before")).is_invalid(), "which asks for all");
        assert_eq!(GetLastError(), ERROR_ACCESS_DENIED);
        let read = OpenClusterGroupEx(reader, w!("Before"), GENERIC_READ.0, None);
        assert_eq!(GetClusterGroupState(read, None, None), ClusterGroupOffline);
        assert_eq!(OnlineClusterGroup(read, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(set(reader, ANONYMOUS, ALL, ALLOW), ERROR_ACCESS_DENIED.0, "nobody helps himself");

        // What is added adds up, and what is denied is denied.
        assert_eq!(set(administrator, w!("Everyone"), 2, ALLOW), 0);
        assert_eq!(opened(&far, GENERIC_ALL.0).map(|(_, granted)| granted), Ok(GENERIC_ALL.0));
        assert_eq!(OnlineClusterGroup(group, None), 0, "the handle that was opened before");
        assert_eq!(set(administrator, ANONYMOUS, NONE, DENY), 0);
        assert_eq!(opened(&far, GENERIC_READ.0).map(drop), Err(ERROR_ACCESS_DENIED));
        assert_eq!(GetClusterGroupState(read, None, None), ClusterGroupStateUnknown);
        assert_eq!(GetLastError(), ERROR_ACCESS_DENIED);

        // Without an entry there is no list.
        for account in [ANONYMOUS, w!("Everyone"), w!("root")] {
            assert_eq!(set(administrator, account, 0, DELETE), 0);
        }
        assert_eq!(opened(&far, GENERIC_ALL.0).map(|(_, granted)| granted), Ok(GENERIC_ALL.0));
    }
    let events = services.quorate(1, &["-o", "json", "events", "--limit", "0"]);
    assert!(events.contains("was set to S-1-22-1-0 full, S-1-5-7 read."), "{events}");
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// The same by the control code, whose input is a property list of these.
fn control(cluster: HCLUSTER, properties: &[(&str, u32, Vec<u8>)]) -> u32 {
    const NAME: u32 = 0x0004_0003;
    const END: [u8; 4] = [0; 4];
    let item = |syntax: u32, data: &[u8]| {
        let mut item = [&syntax.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data].concat();
        item.resize(item.len().next_multiple_of(4), 0);
        item
    };
    let property = |(name, syntax, data): &(&str, u32, Vec<u8>)| {
        [item(NAME, &utf16(name)), item(*syntax, data), END.to_vec()].concat()
    };
    let mut list = (properties.len() as u32).to_le_bytes().to_vec();
    list.extend(properties.iter().flat_map(property));
    let (code, bytes) = (CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS.0.cast_unsigned(), list.len() as u32);
    // SAFETY: the list is as long as is said.
    unsafe { ClusterControl(cluster, None, code, Some(list.as_ptr().cast()), bytes, None, 0, None) }
}

#[test]
fn the_control_code_does_the_same() {
    let services = Services::found("clusapi-access-control", 1);
    let name = HSTRING::from(services.socket(1).to_str().expect("text"));
    let text = |text: &str| (0x0001_0003, utf16(text));
    let number = |number: u32| (0x0001_0002, number.to_le_bytes().to_vec());
    let listed = || services.quorate(1, &["-o", "json", "access", "list"]);
    // SAFETY: names are texts.
    unsafe {
        let cluster = OpenCluster(&name);
        let set = |account: (u32, Vec<u8>), access: (u32, Vec<u8>), control_type: (u32, Vec<u8>)| {
            let (sid, mask, kind) = ("AccountSID", "accountaccessmask", "AccountAccessType");
            let properties =
                [(sid, account.0, account.1), (mask, access.0, access.1), (kind, control_type.0, control_type.1)];
            control(cluster, &properties)
        };
        assert_eq!(set(text("@root"), number(READ), number(ALLOW)), 0);
        assert!(listed().contains("\"S-1-22-2-0\""), "{}", listed());
        assert_eq!(set(text("@root"), number(READ), number(3)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(set(number(7), number(READ), number(ALLOW)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(set(text("no such account"), number(READ), number(ALLOW)), ERROR_NONE_MAPPED.0);
        assert_eq!(control(cluster, &[("AccountSID", 0x0001_0003, utf16("@root"))]), ERROR_INVALID_PARAMETER.0);
        let reader = OpenClusterEx(&name, GENERIC_READ.0, None);
        assert_eq!(control(reader, &[]), ERROR_ACCESS_DENIED.0);
        assert_eq!(set(text("S-1-22-2-0"), number(0), number(DELETE)), 0);
        assert_eq!(listed().trim(), "[]");
    }
}

#[test]
fn what_is_no_account_and_no_access_is_refused() {
    let services = Services::found("clusapi-access-refused", 1);
    let name = HSTRING::from(services.socket(1).to_str().expect("text"));
    // SAFETY: names are texts.
    unsafe {
        let cluster = OpenCluster(&name);
        let reader = OpenClusterEx(&name, GENERIC_READ.0, None);
        for (access, control) in [(0, ALLOW), (5, ALLOW), (8, DENY), (READ, 3)] {
            assert_eq!(set(cluster, ANONYMOUS, access, control), ERROR_INVALID_PARAMETER.0, "{access} {control}");
        }
        assert_eq!(set(cluster, PCWSTR::null(), READ, ALLOW), ERROR_INVALID_PARAMETER.0);
        assert_eq!(set(cluster, w!(""), READ, ALLOW), ERROR_INVALID_PARAMETER.0);
        for unknown in [w!("no such account"), w!("@no such group"), w!("S-1-5-21-1-2-3-500"), w!("DOMAIN\\ada")] {
            assert_eq!(set(cluster, unknown, READ, ALLOW), ERROR_NONE_MAPPED.0);
        }
        assert_eq!(set(reader, ANONYMOUS, READ, ALLOW), ERROR_ACCESS_DENIED.0);
        assert!(CloseCluster(reader).as_bool());
        for bad in [HCLUSTER(0), HCLUSTER(1), reader] {
            assert_eq!(set(bad, ANONYMOUS, READ, ALLOW), ERROR_INVALID_HANDLE.0);
        }
        // None of it has left anything.
        assert_eq!(services.quorate(1, &["-o", "json", "access", "list"]).trim(), "[]");
    }
}
