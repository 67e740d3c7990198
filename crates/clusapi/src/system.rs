//! What programs use of the system's own libraries (windows-compat, "Windows primitives"), under names with a prefix.

use crate::boundary::{last_error, set_last_error};
use crate::sys;
use core::ffi::{CStr, c_char, c_void};
use model::Win32Code;
use std::collections::BTreeMap;
use std::ffi::CString;
use std::sync::{Mutex, PoisonError};

const _: sys::GetLastError = quorate_GetLastError;
const _: sys::SetLastError = quorate_SetLastError;
const _: sys::LocalAlloc = quorate_LocalAlloc;
const _: sys::LocalFree = quorate_LocalFree;

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
