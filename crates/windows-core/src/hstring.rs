use crate::PCWSTR;
use core::fmt;
use core::ops::Deref;
use std::borrow::Cow;

/// A text of UTF-16 that owns its memory and always ends in a NUL.
#[derive(Clone)]
pub struct HSTRING(Cow<'static, [u16]>);

impl HSTRING {
    pub const fn new() -> HSTRING {
        HSTRING(Cow::Borrowed(&[0]))
    }

    /// `text` ends in a NUL. For the macro `h!`.
    #[doc(hidden)]
    pub const fn from_terminated(text: &'static [u16]) -> HSTRING {
        assert!(!text.is_empty() && text[text.len() - 1] == 0);
        HSTRING(Cow::Borrowed(text))
    }

    pub fn from_wide(text: &[u16]) -> HSTRING {
        HSTRING(text.iter().copied().chain([0]).collect())
    }

    pub fn as_ptr(&self) -> *const u16 {
        self.0.as_ptr()
    }

    pub fn to_string_lossy(&self) -> String {
        String::from_utf16_lossy(self)
    }
}

impl Default for HSTRING {
    fn default() -> HSTRING {
        HSTRING::new()
    }
}

impl Deref for HSTRING {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        &self.0[..self.0.len() - 1]
    }
}

impl PartialEq for HSTRING {
    fn eq(&self, other: &HSTRING) -> bool {
        **self == **other
    }
}

impl Eq for HSTRING {}

impl PartialEq<str> for HSTRING {
    fn eq(&self, other: &str) -> bool {
        self.iter().copied().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for HSTRING {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialEq<String> for HSTRING {
    fn eq(&self, other: &String) -> bool {
        self == other.as_str()
    }
}

impl fmt::Display for HSTRING {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

impl fmt::Debug for HSTRING {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string_lossy())
    }
}

impl From<&str> for HSTRING {
    fn from(text: &str) -> HSTRING {
        HSTRING(text.encode_utf16().chain([0]).collect())
    }
}

impl From<String> for HSTRING {
    fn from(text: String) -> HSTRING {
        HSTRING::from(text.as_str())
    }
}

impl From<&String> for HSTRING {
    fn from(text: &String) -> HSTRING {
        HSTRING::from(text.as_str())
    }
}

impl From<&HSTRING> for PCWSTR {
    fn from(text: &HSTRING) -> PCWSTR {
        PCWSTR(text.as_ptr())
    }
}

impl TryFrom<&HSTRING> for String {
    type Error = std::string::FromUtf16Error;

    fn try_from(text: &HSTRING) -> Result<String, Self::Error> {
        String::from_utf16(text)
    }
}
