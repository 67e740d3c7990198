//! Source as people write it for the original, of both versions, compiles and means the same.

#![cfg(not(windows))]
#![allow(unsafe_code)]

use windows::Win32::Foundation::{
    BOOL, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_SUCCESS, GetLastError, HANDLE, SetLastError, WIN32_ERROR,
};
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::{HKEY, KEY_READ, REG_SZ};
use windows::core::{Error, GUID, HRESULT, HSTRING, PCWSTR, PWSTR, h, s, w};

#[test]
fn strings_are_utf16() {
    let literal = w!("Größe 🦀");
    // SAFETY: it is a literal.
    unsafe {
        assert_eq!(literal.to_string().ok().as_deref(), Some("Größe 🦀"));
        assert_eq!(literal.as_wide().len(), 8);
        assert_eq!(literal.display().to_string(), "Größe 🦀");
        assert_eq!(literal.to_hstring(), HSTRING::from("Größe 🦀"));
        assert_eq!(s!("abc").to_string().ok().as_deref(), Some("abc"));
        assert_eq!(PCWSTR::from_raw(h!("x").as_ptr()).to_string().ok().as_deref(), Some("x"));
    }
    let owned = HSTRING::from("Web");
    assert_eq!((owned.len(), owned.to_string().as_str(), &owned), (3, "Web", &HSTRING::from("Web")));
    assert_eq!(owned, "Web");
    assert!(PCWSTR::null().is_null() && PWSTR::null().is_null() && HSTRING::new().is_empty());
    let mut buffer = [0_u16; 4];
    buffer[0] = 87;
    // SAFETY: the buffer ends in NULs.
    assert_eq!(unsafe { PWSTR(buffer.as_mut_ptr()).to_string() }.ok().as_deref(), Some("W"));
}

#[test]
fn errors_have_codes_and_names() {
    let code = WIN32_ERROR(5012);
    let error = Error::from(code);
    assert_eq!(error.code(), HRESULT(0x8007_1394_u32.cast_signed()));
    assert_eq!(error.to_string(), "ERROR_GROUP_NOT_AVAILABLE (0x80071394)");
    assert_eq!(WIN32_ERROR::from_error(&error), Some(code));
    assert_eq!(code.ok().unwrap_err(), error);
    assert!(ERROR_SUCCESS.ok().is_ok() && HRESULT(0).is_ok() && code.to_hresult().is_err());
    assert_eq!(Error::new(HRESULT(-1), "of a test").message(), "of a test");
    // SAFETY: it takes a number.
    unsafe { SetLastError(ERROR_INVALID_PARAMETER) };
    assert_eq!(Error::from_thread().code(), ERROR_INVALID_PARAMETER.to_hresult());
    assert_eq!(Error::from_win32(), Error::from_thread());
    assert_eq!(BOOL(0).ok().unwrap_err().code(), ERROR_INVALID_PARAMETER.to_hresult());
    assert!(BOOL(7).as_bool() && BOOL::from(true) == true && !windows::core::BOOL(0).as_bool());
    let there = || -> windows::core::Result<()> { Err(ERROR_INVALID_HANDLE.into()) };
    assert!(there().is_err());
}

#[test]
fn guids_are_read_and_written() {
    let guid = GUID::from_u128(0x632e_c8c2_3a1d_4f20_9d3b_0011_2233_4455);
    assert_eq!(format!("{guid:?}"), "632EC8C2-3A1D-4F20-9D3B-001122334455");
    assert_eq!(guid.to_u128(), 0x632e_c8c2_3a1d_4f20_9d3b_0011_2233_4455);
}

#[test]
fn every_kind_of_handle_can_be_invalid() {
    assert!(HCLUSTER::default().is_invalid() && HCLUSTER(-1).is_invalid() && !HCLUSTER(0x1000).is_invalid());
    assert!(HNODE(0).is_invalid() && HREGBATCH(0).is_invalid() && HCHANGE(-1).is_invalid());
    assert!(HKEY::default().is_invalid() && HANDLE::default().is_invalid());
}

#[test]
fn calls_arrive_in_the_library() {
    // SAFETY: null and made-up handles are what is tested.
    unsafe {
        assert!(!CloseCluster(HCLUSTER(0)).as_bool());
        assert_eq!(GetLastError(), ERROR_INVALID_HANDLE);
        assert_eq!(GetClusterGroupState(HGROUP(12), None, None), CLUSTER_GROUP_STATE(-1));
        assert_eq!(WIN32_ERROR(OnlineClusterGroup(HGROUP(12), None)), ERROR_INVALID_HANDLE);
        assert!(OpenClusterGroup(HCLUSTER(1), w!("Web")).is_invalid());
        assert!(OpenClusterGroup(HCLUSTER(1), &HSTRING::from("Web")).is_invalid());
        assert!(GetClusterKey(HCLUSTER(1), KEY_READ.0).is_err());
        assert_eq!(REG_SZ.0, 1);
    }
}

#[test]
fn the_version_can_be_printed() {
    let mut info =
        CLUSTERVERSIONINFO { dwVersionInfoSize: size_of::<CLUSTERVERSIONINFO>() as u32, ..Default::default() };
    info.szCSDVersion[..2].copy_from_slice(&[49, 46]);
    assert_eq!(info.CSDVersion.to_string(), "1.");
    assert_eq!(CLUSTER_ENUM_ALL.0, 63);
    // SAFETY: it is a constant.
    assert_eq!(unsafe { CLUSREG_NAME_GRP_NAME.to_string() }.ok().as_deref(), Some("Name"));
}
