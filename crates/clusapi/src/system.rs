//! What programs use of the system's own libraries (windows-compat, "Windows primitives"), under names with a prefix.

use crate::boundary::{last_error, set_last_error};
use crate::notify::Signal;
use crate::{handle, key, sys};
use core::ffi::{CStr, c_char, c_void};
use model::Win32Code;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeMap;
use std::ffi::CString;
use std::os::fd::AsRawFd;
use std::sync::{Mutex, PoisonError};

const _: sys::GetLastError = quorate_GetLastError;
const _: sys::SetLastError = quorate_SetLastError;
const _: sys::LocalAlloc = quorate_LocalAlloc;
const _: sys::LocalFree = quorate_LocalFree;
const _: sys::CloseHandle = quorate_CloseHandle;
const _: sys::WaitForSingleObject = quorate_WaitForSingleObject;

/// The calling thread's last error.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_GetLastError() -> u32 {
    last_error()
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_SetLastError(code: u32) {
    set_last_error(code);
}

/// The name of a Win32 code in the headers, a text that is never freed; null for a code without one here.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_ErrorName(code: u32) -> *const c_char {
    static NAMES: Mutex<BTreeMap<u32, &CStr>> = Mutex::new(BTreeMap::new());
    let name = Win32Code(code).name();
    if name == "ERROR_UNKNOWN" {
        return std::ptr::null();
    }
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let text = || -> &'static CStr { CString::new(name).map_or(c"", |name| Box::leak(name.into_boxed_c_str())) };
    names.entry(code).or_insert_with(text).as_ptr()
}

/// Memory that is given back by LocalFree. LMEM_ZEROINIT is heeded; there is no memory that moves.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_LocalAlloc(flags: sys::LOCAL_ALLOC_FLAGS, bytes: usize) -> sys::HLOCAL {
    // SAFETY: the C library's allocator takes every size.
    let memory = unsafe { if flags & sys::LMEM_ZEROINIT == 0 { libc::malloc(bytes) } else { libc::calloc(1, bytes) } };
    if memory.is_null() {
        set_last_error(Win32Code::ERROR_NOT_ENOUGH_MEMORY.number());
    }
    memory
}

/// Gives back what LocalAlloc, or a function that allocates for its caller, gave. Null is fine; the answer is null.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_LocalFree(memory: sys::HLOCAL) -> sys::HLOCAL {
    // SAFETY: the caller got it from the same allocator.
    unsafe { libc::free(memory.cast::<c_void>()) };
    std::ptr::null_mut()
}

/// Closes a handle of the system's kind: that of a port's event. (The event itself is the port's.)
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_CloseHandle(object: sys::HANDLE) -> sys::BOOL {
    crate::boundary::truth(|| handle::take::<Signal>(object.addr().cast_signed()).map(|_| true))
}

/// Waits until a port has an event: WAIT_OBJECT_0, WAIT_TIMEOUT, or WAIT_FAILED and the last error.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_WaitForSingleObject(object: sys::HANDLE, milliseconds: u32) -> sys::WAIT_EVENT {
    let mut answer = sys::WAIT_FAILED;
    crate::boundary::truth(|| {
        let signal = handle::get::<Signal>(object.addr().cast_signed())?;
        let (seconds, rest) = (i64::from(milliseconds / 1000), i64::from(milliseconds % 1000));
        let timeout = Timespec { tv_sec: seconds, tv_nsec: rest * 1_000_000 };
        let timeout = (milliseconds != sys::INFINITE).then_some(&timeout);
        let mut waited = [PollFd::from_borrowed_fd(signal.0.signal(), PollFlags::IN)];
        answer = match poll(&mut waited, timeout) {
            Ok(0) => sys::WAIT_TIMEOUT,
            Ok(_) => sys::WAIT_OBJECT_0,
            Err(_) => return Err(Win32Code::ERROR_INTERNAL_ERROR.into()),
        };
        Ok(true)
    });
    answer
}

/// The file descriptor behind a port's event, for epoll and the like; -1 for another handle. It is the port's: readable while there is an
/// event, never to be read or closed.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_EventDescriptor(object: sys::HANDLE) -> core::ffi::c_int {
    let signal = handle::get::<Signal>(object.addr().cast_signed());
    signal.map_or(-1, |signal| signal.0.signal().as_raw_fd())
}

/// For what frees a key by itself: closes a key of the cluster database, as there are no others.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn quorate_RegCloseKey(key: sys::HKEY) -> u32 {
    // SAFETY: it takes a number.
    unsafe { key::ClusterRegCloseKey(key).cast_unsigned() }
}
