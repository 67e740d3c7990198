//! What the original writes by hand for its codes.

use crate::Win32::Foundation::WIN32_ERROR;
use windows_core::{Error, HRESULT, Result};

impl WIN32_ERROR {
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }

    pub const fn is_err(self) -> bool {
        !self.is_ok()
    }

    pub const fn to_hresult(self) -> HRESULT {
        HRESULT::from_win32(self.0)
    }

    pub fn ok(self) -> Result<()> {
        if self.is_ok() { Ok(()) } else { Err(self.into()) }
    }

    /// The code of an error that was one; `None` when it was another.
    pub fn from_error(error: &Error) -> Option<WIN32_ERROR> {
        let code = error.code().0.cast_unsigned();
        (code == 0 || code >> 16 == 0x8007).then_some(WIN32_ERROR(code & 0xFFFF))
    }
}

impl From<WIN32_ERROR> for HRESULT {
    fn from(code: WIN32_ERROR) -> HRESULT {
        code.to_hresult()
    }
}

impl From<WIN32_ERROR> for Error {
    fn from(code: WIN32_ERROR) -> Error {
        Error::from_hresult(code.to_hresult())
    }
}
