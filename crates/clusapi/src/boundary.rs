//! The boundary between C and Rust: how a function is defined, what it returns when it fails, and the last error.
//!
//! The last error is set by every failure, also of functions that return the code, because programs ask for it after those too. A
//! success leaves it alone.

use client::Reply;
use model::{Refusal, Win32Code};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST_ERROR: Cell<u32> = const { Cell::new(0) };
}

pub fn last_error() -> u32 {
    LAST_ERROR.get()
}

pub fn set_last_error(code: u32) {
    LAST_ERROR.set(code);
}

/// Why a function failed: a Win32 code. The words of a refusal go to the trace, not to C.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fail(pub Win32Code);

impl From<Win32Code> for Fail {
    fn from(code: Win32Code) -> Fail {
        Fail(code)
    }
}

impl From<Refusal> for Fail {
    fn from(refusal: Refusal) -> Fail {
        Fail(refusal.code)
    }
}

pub type Answer<T> = Result<T, Fail>;

/// A success that has a code.
pub trait Outcome {
    fn code(self) -> u32;
}

impl Outcome for () {
    fn code(self) -> u32 {
        0
    }
}

impl Outcome for Reply {
    fn code(self) -> u32 {
        match self {
            Reply::Done => 0,
            Reply::Pending => Win32Code::ERROR_IO_PENDING.number(),
            Reply::Stored => Win32Code::ERROR_RESOURCE_PROPERTIES_STORED.number(),
        }
    }
}

/// Runs a function's body. A panic is ERROR_INTERNAL_ERROR, and goes no further.
fn run<T>(body: impl FnOnce() -> Answer<T>) -> Result<T, u32> {
    let answer = catch_unwind(AssertUnwindSafe(body)).unwrap_or(Err(Fail(Win32Code::ERROR_INTERNAL_ERROR)));
    answer.map_err(|Fail(code)| {
        set_last_error(code.number());
        #[cfg(feature = "witness")]
        crate::witness::failed(code.number());
        code.number()
    })
}

/// "u32 Win32 code"
pub fn code<T: Outcome>(body: impl FnOnce() -> Answer<T>) -> u32 {
    run(body).map_or_else(|code| code, Outcome::code)
}

/// "i32 (LONG) Win32 code"
pub fn long<T: Outcome>(body: impl FnOnce() -> Answer<T>) -> i32 {
    code(body).cast_signed()
}

/// "BOOL + last error", "BOOL answer"
pub fn truth(body: impl FnOnce() -> Answer<bool>) -> i32 {
    run(body).map_or(0, i32::from)
}

/// "handle, null + last error"
pub fn handle(body: impl FnOnce() -> Answer<isize>) -> isize {
    run(body).unwrap_or(0)
}

/// As [`handle`], for the kind that is a pointer to C.
pub fn key(body: impl FnOnce() -> Answer<isize>) -> *mut core::ffi::c_void {
    std::ptr::without_provenance_mut(handle(body).cast_unsigned())
}

/// "state enum, -1 + last error"
pub fn state(body: impl FnOnce() -> Answer<i32>) -> i32 {
    run(body).unwrap_or(-1)
}

/// "u32 count"
pub fn count(body: impl FnOnce() -> Answer<u32>) -> u32 {
    run(body).unwrap_or(0)
}

/// What a function says that is not built yet.
pub fn not_built() -> u32 {
    let code = Win32Code::ERROR_CALL_NOT_IMPLEMENTED.number();
    set_last_error(code);
    code
}

/// "pointer (previous handler or null)"
pub fn pointer<T>(body: impl FnOnce() -> Answer<*mut T>) -> *mut T {
    run(body).unwrap_or(std::ptr::null_mut())
}

/// Defines functions. After the arrow stands the convention, a function of this module, and then the type. A second name, after a
/// bar, is that of the same function with a reason as its last argument, which reaches the record of events.
macro_rules! exported {
    ($(
        $(#[$doc:meta])*
        fn $name:ident $(| $with_reason:ident)? ($($argument:ident: $type:ty),* $(,)?) -> $kind:ident $result:ty $body:block
    )*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        pub unsafe extern "system" fn $name($($argument: $type),*) -> $result {
            // SAFETY: the caller keeps the promise that stands at the top of this crate.
            #[allow(unused_unsafe, reason = "not every function has a pointer")]
            let function = move || $crate::boundary::$kind(move || unsafe { $body });
            #[cfg(feature = "witness")]
            let function = move || $crate::witness::watched(stringify!($name), function);
            function()
        }
        exported! { @with_reason $($with_reason)? $name ($($argument: $type),*) -> $kind $result $body }
    )*};
    (@with_reason $name:ident ($($argument:ident: $type:ty),*) -> $kind:ident $result:ty $body:block) => {};
    (@with_reason $with_reason:ident $name:ident ($($argument:ident: $type:ty),*) -> $kind:ident $result:ty $body:block) => {
        #[doc = concat!("[`", stringify!($name), "`] with a reason for the record of events; null or empty is none.")]
        #[unsafe(no_mangle)]
        pub unsafe extern "system" fn $with_reason($($argument: $type,)* lpszreason: $crate::sys::PCWSTR) -> $result {
            // SAFETY: as above.
            let reason = unsafe { $crate::reason::read(lpszreason) };
            // SAFETY: as above.
            #[allow(unused_unsafe, reason = "not every function has a pointer")]
            let function = move || $crate::boundary::$kind(move || $crate::reason::given(reason, move || unsafe { $body }));
            #[cfg(feature = "witness")]
            let function = move || $crate::witness::watched(stringify!($with_reason), function);
            function()
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stays_here_and_is_a_code() {
        set_last_error(0);
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let answer = code(|| -> Answer<()> { panic!("of a test") });
        std::panic::set_hook(hook);
        assert_eq!((answer, last_error()), (1359, 1359));
    }

    #[test]
    fn failures_set_the_last_error_and_successes_leave_it() {
        set_last_error(0);
        assert_eq!(code(|| Err::<(), _>(Win32Code::ERROR_INVALID_DATA.into())), 13);
        assert_eq!(code(|| Ok(Reply::Pending)), 997);
        assert_eq!(code(|| Ok(Reply::Stored)), 5024);
        assert_eq!((truth(|| Ok(true)), handle(|| Ok(7)), state(|| Ok(3)), count(|| Ok(4))), (1, 7, 3, 4));
        assert_eq!(last_error(), 13);
        assert_eq!(state(|| Err(Win32Code::ERROR_INVALID_HANDLE.into())), -1);
        assert_eq!(last_error(), 6);
        assert_eq!((not_built(), last_error()), (120, 120));
    }
}
