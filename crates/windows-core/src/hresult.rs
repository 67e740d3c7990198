use crate::error::last_error;
use crate::{Error, Result};
use core::ffi::{CStr, c_char};
use core::fmt;

crate::link!("kernel32.dll" "system" fn ErrorName(code: u32) -> *const c_char);

/// A result code of 32 bits: the sign says that it is an error. The Win32 codes are 0x80070000 to 0x8007FFFF.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[must_use]
pub struct HRESULT(pub i32);

const FACILITY_WIN32: u32 = 0x8007_0000;

impl HRESULT {
    pub const fn is_ok(self) -> bool {
        self.0 >= 0
    }

    pub const fn is_err(self) -> bool {
        !self.is_ok()
    }

    pub fn ok(self) -> Result<()> {
        if self.is_ok() { Ok(()) } else { Err(Error::from_hresult(self)) }
    }

    /// # Panics
    /// When it is an error.
    #[track_caller]
    pub fn unwrap(self) {
        self.ok().unwrap();
    }

    /// # Panics
    /// With `message`, when it is an error.
    #[track_caller]
    pub fn expect(self, message: &str) {
        self.ok().expect(message);
    }

    pub const fn from_win32(code: u32) -> HRESULT {
        let result = if code == 0 || code.cast_signed() < 0 { code } else { (code & 0xFFFF) | FACILITY_WIN32 };
        HRESULT(result.cast_signed())
    }

    /// That of the calling thread's last error.
    pub fn from_thread() -> HRESULT {
        HRESULT::from_win32(last_error())
    }

    /// The name of the Win32 code in the headers; empty for codes without one.
    pub fn message(self) -> String {
        let code = self.0.cast_unsigned();
        if code & 0xFFFF_0000 != FACILITY_WIN32 {
            return String::new();
        }
        // SAFETY: the answer is null or a text that lives as long as the program.
        unsafe {
            let name = ErrorName(code & 0xFFFF);
            if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
        }
    }
}

impl fmt::Display for HRESULT {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010X}", self.0)
    }
}

impl From<Result<()>> for HRESULT {
    fn from(result: Result<()>) -> HRESULT {
        result.map_or_else(|error| error.code(), |()| HRESULT(0))
    }
}
