//! What `windows-core` is to `windows`, on systems that are not Windows: strings of UTF-16, errors, results, parameters.
//!
//! The generated bindings name it `windows_core`, and so do programs, as `windows::core`. The real crate compiles here too, but
//! asks the C library how long a string of four-byte characters is, and has no last error; so this one takes its place, with the
//! names and signatures of versions 0.59 to 0.62 as far as programs for failover clustering use them.
//!
//! Never here: behaviour. The last error is the C library's (`clusapi`), which has to be in the link.
//!
//! Start reading at [`PCWSTR`] and [`Error`].

#![cfg(not(windows))]
// The names are those of the original.
#![allow(clippy::upper_case_acronyms)]

mod boolean;
mod error;
mod guid;
mod hresult;
mod hstring;
mod link;
mod owned;
mod param;
mod strings;

pub use boolean::BOOL;
pub use error::Error;
pub use guid::GUID;
pub use hresult::HRESULT;
pub use hstring::HSTRING;
pub use owned::{Free, Owned};
pub use param::{Param, ParamValue};
pub use strings::{PCSTR, PCWSTR, PSTR, PWSTR};

/// The result of functions that fail with an [`Error`].
pub type Result<T> = core::result::Result<T, Error>;

/// For the macros of this crate.
#[doc(hidden)]
pub mod imp {
    pub use crate::strings::{ascii_z, utf16_length, utf16_z};
}
