use crate::HRESULT;
use core::fmt;

crate::link!("kernel32.dll" "system" fn GetLastError() -> u32);

/// A code, and the words for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    code: HRESULT,
    message: String,
}

impl Error {
    pub fn new(code: HRESULT, message: impl AsRef<str>) -> Error {
        Error { code, message: message.as_ref().to_owned() }
    }

    pub fn empty() -> Error {
        Error::from_hresult(HRESULT(0))
    }

    pub fn from_hresult(code: HRESULT) -> Error {
        Error { code, message: String::new() }
    }

    /// The calling thread's last error (as 0.62 calls it).
    pub fn from_thread() -> Error {
        Error::from_hresult(HRESULT::from_thread())
    }

    /// The calling thread's last error (as 0.59 calls it).
    pub fn from_win32() -> Error {
        Error::from_thread()
    }

    pub const fn code(&self) -> HRESULT {
        self.code
    }

    /// The text given with it, or that of its code.
    pub fn message(&self) -> String {
        if self.message.is_empty() { self.code.message() } else { self.message.clone() }
    }
}

pub(crate) fn last_error() -> u32 {
    // SAFETY: it takes nothing, and reads a cell of this thread.
    unsafe { GetLastError() }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("code", &self.code).field("message", &self.message()).finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        if message.is_empty() { write!(f, "{}", self.code) } else { write!(f, "{message} ({})", self.code) }
    }
}

impl std::error::Error for Error {}

impl From<HRESULT> for Error {
    fn from(code: HRESULT) -> Error {
        Error::from_hresult(code)
    }
}

impl From<Error> for HRESULT {
    fn from(error: Error) -> HRESULT {
        error.code
    }
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> std::io::Error {
        std::io::Error::other(error)
    }
}

impl From<std::string::FromUtf16Error> for Error {
    fn from(_: std::string::FromUtf16Error) -> Error {
        Error::from_hresult(HRESULT::from_win32(ERROR_NO_UNICODE_TRANSLATION))
    }
}

impl From<std::string::FromUtf8Error> for Error {
    fn from(_: std::string::FromUtf8Error) -> Error {
        Error::from_hresult(HRESULT::from_win32(ERROR_NO_UNICODE_TRANSLATION))
    }
}

const ERROR_NO_UNICODE_TRANSLATION: u32 = 1113;
