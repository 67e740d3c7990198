//! The interface as C sees it, generated from the metadata: types, constants, and for each function the type of a pointer to it.

#![allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::all,
    reason = "generated, with the names of the original"
)]

/// A text of ASCII as a constant of the original: UTF-16 with a terminator.
macro_rules! w {
    ($text:literal) => {{
        const TEXT: &[u16; $text.len() + 1] = &wide($text);
        TEXT.as_ptr()
    }};
}

macro_rules! s {
    ($text:literal) => {
        concat!($text, "\0").as_ptr()
    };
}

const fn wide<const N: usize>(text: &str) -> [u16; N] {
    let (text, mut at, mut units) = (text.as_bytes(), 0, [0; N]);
    while at < text.len() {
        assert!(text[at].is_ascii());
        units[at] = text[at] as u16;
        at += 1;
    }
    units
}

/// A text of bytes that ends in a NUL.
pub type PCSTR = *const u8;

impl Default for GUID {
    fn default() -> GUID {
        GUID::from_u128(0)
    }
}

include!(concat!(env!("OUT_DIR"), "/sys.rs"));
