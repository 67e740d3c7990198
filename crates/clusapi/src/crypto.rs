//! The crypto provider (functions, "crypto-health-worker"): data of a resource, encrypted so that any node opens it after a failover. The
//! keys stay in the service.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, close, gone};
use crate::sys::*;
use crate::value::data;
use crate::{handle, text};
use client::CryptContainer;
use core::ffi::{CStr, c_char};
use model::Win32Code;

/// The types of providers that the original's system knows; one cipher serves them all.
const TYPES: std::ops::RangeInclusive<u32> = 1..=24;
const UNKNOWN_TYPES: &[u32] = &[7, 8, 9, 10, 11, 19];
/// Makes a container that is not there.
const CREATE: u32 = 1;
/// The container of who names none.
const DEFAULT: &str = "Default";

/// HCLUSCRYPTPROVIDER
struct Provider {
    cluster: Cluster,
    container: CryptContainer,
}

exported! {
    /// The container of a resource of the local cluster.
    fn OpenClusterCryptProvider(
        lpszresource: PCWSTR,
        lpszprovider: *const i8,
        dwtype: u32,
        dwflags: u32,
    ) -> handle HCLUSCRYPTPROVIDER {
        open(lpszresource, std::ptr::null(), lpszprovider, dwtype, dwflags)
    }

    /// [`OpenClusterCryptProvider`] for the container of a name; a null one is that of who names none.
    fn OpenClusterCryptProviderEx(
        lpszresource: PCWSTR,
        lpszkeyname: PCWSTR,
        lpszprovider: *const i8,
        dwtype: u32,
        dwflags: u32,
    ) -> handle HCLUSCRYPTPROVIDER {
        open(lpszresource, lpszkeyname, lpszprovider, dwtype, dwflags)
    }

    fn CloseClusterCryptProvider(hcluscryptprovider: HCLUSCRYPTPROVIDER) -> code u32 {
        close::<Provider>(hcluscryptprovider).map(|_| ())
    }

    /// No data is data too. FreeClusterCrypt frees the answer.
    fn ClusterEncrypt(
        hcluscryptprovider: HCLUSCRYPTPROVIDER,
        pdata: *const u8,
        cbdata: u32,
        ppdata: *mut *mut u8,
        pcbdata: *mut u32,
    ) -> code u32 {
        let provider = handle::get::<Provider>(hcluscryptprovider)?;
        let input = data(pdata, cbdata)?;
        prepare(ppdata, pcbdata)?;
        let answer = provider.cluster.ask(async |client| client.encrypt(&provider.container, input).await);
        give(&answer.map_err(gone)?, ppdata, pcbdata)
    }

    /// What was changed, cut, or encrypted for another container is ERROR_INVALID_DATA. FreeClusterCrypt frees the answer.
    fn ClusterDecrypt(
        hcluscryptprovider: HCLUSCRYPTPROVIDER,
        pcryptinput: *const u8,
        cbcryptinput: u32,
        ppcryptoutput: *mut *mut u8,
        pcbcryptoutput: *mut u32,
    ) -> code u32 {
        let provider = handle::get::<Provider>(hcluscryptprovider)?;
        let input = data(pcryptinput, cbcryptinput)?;
        prepare(ppcryptoutput, pcbcryptoutput)?;
        if input.is_empty() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let answer = provider.cluster.ask(async |client| client.decrypt(&provider.container, input).await);
        give(&answer.map_err(gone)?, ppcryptoutput, pcbcryptoutput)
    }

    /// Overwrites the memory before it is given back. Null is fine.
    fn FreeClusterCrypt(pcryptinfo: *const core::ffi::c_void) -> code u32 {
        let memory = pcryptinfo.cast_mut();
        if !memory.is_null() {
            // Volatile, so that it is not left out as being of no use.
            let bytes = memory.cast::<u8>();
            for at in 0..libc::malloc_usable_size(memory) {
                bytes.add(at).write_volatile(0);
            }
            libc::free(memory);
        }
        Ok(())
    }
}

unsafe fn open(resource: PCWSTR, name: PCWSTR, provider: *const i8, kind: u32, flags: u32) -> Answer<isize> {
    let invalid = Fail(Win32Code::ERROR_INVALID_PARAMETER);
    // SAFETY: the caller's promise.
    let (resource, name) = unsafe { (text::read(resource)?, text::read_or_null(name)?) };
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| DEFAULT.into());
    let provider = if provider.is_null() {
        String::new()
    } else {
        // SAFETY: the caller's promise.
        unsafe { CStr::from_ptr(provider.cast::<c_char>()) }.to_string_lossy().into_owned()
    };
    if !TYPES.contains(&kind) || UNKNOWN_TYPES.contains(&kind) || flags & !CREATE != 0 {
        return Err(invalid);
    }
    let cluster = Cluster::connect(None, Access::All)?;
    let open = async |client: client::Client| {
        client.crypt_container(&resource, &name, &provider, kind, flags & CREATE != 0).await
    };
    let container = cluster.change(open)?;
    Ok(handle::give(Provider { cluster, container }))
}

unsafe fn prepare(place: *mut *mut u8, size: *mut u32) -> Answer<()> {
    // SAFETY: the caller's promise.
    unsafe {
        text::put_needed(place, std::ptr::null_mut())?;
        text::put_needed(size, 0)
    }
}

/// A copy that the caller frees; also of nothing, so that null is never an answer.
unsafe fn give(bytes: &[u8], place: *mut *mut u8, size: *mut u32) -> Answer<()> {
    let count = text::count(bytes.len())?;
    // SAFETY: the C library's allocator takes every size; what it gives has room for all; the places are the caller's promise.
    unsafe {
        let copy = libc::malloc(bytes.len().max(1)).cast::<u8>();
        if copy.is_null() {
            return Err(Fail(Win32Code::ERROR_NOT_ENOUGH_MEMORY));
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
        text::put_needed(place, copy)?;
        text::put_needed(size, count)
    }
}
