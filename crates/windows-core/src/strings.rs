use crate::HSTRING;
use std::string::{FromUtf8Error, FromUtf16Error};

macro_rules! pointers {
    ($($(#[$doc:meta])* $name:ident($pointer:ty) of $unit:ty, $null:expr;)*) => {$(
        $(#[$doc])*
        #[repr(transparent)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name(pub $pointer);

        impl $name {
            pub const fn from_raw(pointer: $pointer) -> $name {
                $name(pointer)
            }

            pub const fn null() -> $name {
                $name($null)
            }

            pub const fn as_ptr(&self) -> $pointer {
                self.0
            }

            pub const fn is_null(&self) -> bool {
                self.0.is_null()
            }

            /// Its length without the terminator.
            ///
            /// # Safety
            /// It points at a text that ends in a NUL.
            unsafe fn length(&self) -> usize {
                let mut length = 0;
                // SAFETY: every place before the NUL, and that of the NUL, are in the text.
                while unsafe { *self.0.add(length) } != 0 {
                    length += 1;
                }
                length
            }

            /// # Safety
            /// It points at a text that ends in a NUL and lives as long as what is returned.
            unsafe fn units(&self) -> &[$unit] {
                // SAFETY: as above.
                unsafe { core::slice::from_raw_parts(self.0, self.length()) }
            }
        }

        impl Default for $name {
            fn default() -> $name {
                $name::null()
            }
        }
    )*};
}

pointers! {
    /// A pointer to a text of UTF-16 that ends in a NUL, and is not changed.
    PCWSTR(*const u16) of u16, core::ptr::null();
    /// A pointer to a text of UTF-16 that ends in a NUL.
    PWSTR(*mut u16) of u16, core::ptr::null_mut();
    /// A pointer to a text of bytes that ends in a NUL, and is not changed.
    PCSTR(*const u8) of u8, core::ptr::null();
    /// A pointer to a text of bytes that ends in a NUL.
    PSTR(*mut u8) of u8, core::ptr::null_mut();
}

macro_rules! wide {
    ($($name:ident)*) => {$(
        impl $name {
            /// Without the terminator.
            ///
            /// # Safety
            /// It points at a text that ends in a NUL and lives as long as what is returned.
            pub unsafe fn as_wide(&self) -> &[u16] {
                // SAFETY: as above.
                unsafe { self.units() }
            }

            /// # Safety
            /// It points at a text that ends in a NUL.
            #[allow(clippy::inherent_to_string, clippy::wrong_self_convention, reason = "as the original has it")]
            pub unsafe fn to_string(&self) -> Result<String, FromUtf16Error> {
                // SAFETY: as above.
                String::from_utf16(unsafe { self.units() })
            }

            /// # Safety
            /// It points at a text that ends in a NUL.
            pub unsafe fn to_hstring(&self) -> HSTRING {
                // SAFETY: as above.
                HSTRING::from_wide(unsafe { self.units() })
            }

            /// # Safety
            /// It points at a text that ends in a NUL.
            pub unsafe fn is_empty(&self) -> bool {
                // SAFETY: as above.
                unsafe { self.length() == 0 }
            }

            /// # Safety
            /// It points at a text that ends in a NUL, until what is returned has been written.
            pub unsafe fn display(&self) -> impl core::fmt::Display {
                // SAFETY: as above.
                String::from_utf16_lossy(unsafe { self.units() })
            }
        }
    )*};
}

wide!(PCWSTR PWSTR);

macro_rules! narrow {
    ($($name:ident)*) => {$(
        impl $name {
            /// Without the terminator.
            ///
            /// # Safety
            /// It points at a text that ends in a NUL and lives as long as what is returned.
            pub unsafe fn as_bytes(&self) -> &[u8] {
                // SAFETY: as above.
                unsafe { self.units() }
            }

            /// # Safety
            /// It points at a text that ends in a NUL.
            #[allow(clippy::inherent_to_string, clippy::wrong_self_convention, reason = "as the original has it")]
            pub unsafe fn to_string(&self) -> Result<String, FromUtf8Error> {
                // SAFETY: as above.
                String::from_utf8(unsafe { self.units() }.to_vec())
            }
        }
    )*};
}

narrow!(PCSTR PSTR);

/// A literal as a [`PCWSTR`].
#[macro_export]
macro_rules! w {
    ($text:literal) => {{
        const TEXT: &[u16; $crate::imp::utf16_length($text) + 1] = &$crate::imp::utf16_z($text);
        $crate::PCWSTR::from_raw(TEXT.as_ptr())
    }};
}

/// A literal as a [`PCSTR`].
#[macro_export]
macro_rules! s {
    ($text:literal) => {{
        const TEXT: &[u8; $text.len() + 1] = &$crate::imp::ascii_z($text);
        $crate::PCSTR::from_raw(TEXT.as_ptr())
    }};
}

/// A literal as a `&'static` [`HSTRING`].
#[macro_export]
macro_rules! h {
    ($text:literal) => {{
        const UNITS: &[u16; $crate::imp::utf16_length($text) + 1] = &$crate::imp::utf16_z($text);
        static TEXT: $crate::HSTRING = $crate::HSTRING::from_terminated(UNITS);
        &TEXT
    }};
}

/// One character of a text of UTF-8, and how many bytes it has.
const fn decode(text: &[u8], at: usize) -> (u32, usize) {
    let lead = text[at];
    let (mut character, length) = match lead {
        0..0x80 => (lead as u32, 1),
        0x80..0xE0 => (lead as u32 & 0x1F, 2),
        0xE0..0xF0 => (lead as u32 & 0x0F, 3),
        _ => (lead as u32 & 0x07, 4),
    };
    let mut next = 1;
    while next < length {
        character = character << 6 | (text[at + next] as u32 & 0x3F);
        next += 1;
    }
    (character, length)
}

/// Units of UTF-16, without a terminator.
pub const fn utf16_length(text: &str) -> usize {
    let (text, mut at, mut units) = (text.as_bytes(), 0, 0);
    while at < text.len() {
        let (character, length) = decode(text, at);
        units += if character >= 0x1_0000 { 2 } else { 1 };
        at += length;
    }
    units
}

/// In UTF-16, with a terminator; `N` is the length with it.
pub const fn utf16_z<const N: usize>(text: &str) -> [u16; N] {
    let (text, mut at, mut unit, mut units) = (text.as_bytes(), 0, 0, [0; N]);
    while at < text.len() {
        let (character, length) = decode(text, at);
        if character >= 0x1_0000 {
            units[unit] = (0xD800 + ((character - 0x1_0000) >> 10)) as u16;
            unit += 1;
            units[unit] = (0xDC00 + ((character - 0x1_0000) & 0x3FF)) as u16;
        } else {
            units[unit] = character as u16;
        }
        unit += 1;
        at += length;
    }
    assert!(unit + 1 == N);
    units
}

/// With a terminator; `N` is the length with it.
pub const fn ascii_z<const N: usize>(text: &str) -> [u8; N] {
    let (text, mut at, mut bytes) = (text.as_bytes(), 0, [0; N]);
    while at < text.len() {
        bytes[at] = text[at];
        at += 1;
    }
    bytes
}
