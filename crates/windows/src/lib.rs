//! The `windows` crate's `Win32::Networking::Clustering`, so that a program written for windows-rs compiles on Linux unchanged and
//! manages a Quorate cluster.
//!
//! A program names it in place of the original, once for both systems; on Windows it is the original:
//!
//! ```toml
//! [dependencies]
//! windows = { package = "quorate-windows", version = "0.1", features = ["Win32_Networking_Clustering"] }
//! ```
//!
//! Types, constants and signatures are generated from the same metadata as the original's (`build.rs`), and serve source written
//! for 0.59 and for 0.62. What is added is written by hand: `is_invalid` on every handle ([`handles`](self)), and what the original
//! writes by hand too. Behaviour is the C library's: `clusapi`.
//!
//! Start reading at [`Win32::Networking::Clustering`].

#[cfg(windows)]
pub use original::*;

#[cfg(not(windows))]
mod codes;
#[cfg(not(windows))]
mod handles;
#[cfg(not(windows))]
mod version;

#[cfg(not(windows))]
#[allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::all,
    reason = "generated, with the names of the original"
)]
mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}

#[cfg(not(windows))]
pub use windows_core as core;

/// The functions are in the link for the C interface alone: no Rust name leads to them.
#[cfg(all(not(windows), feature = "static"))]
extern crate clusapi as _;

#[cfg(all(not(windows), feature = "dynamic", not(feature = "static")))]
#[link(name = "clusapi")]
unsafe extern "C" {}

#[cfg(not(windows))]
#[allow(non_snake_case, reason = "as the original has it")]
pub mod Win32 {
    pub use crate::bindings::Windows::Win32::*;

    pub mod Foundation {
        pub use crate::bindings::Windows::Win32::Foundation::*;
        /// Where 0.59 has it.
        pub use windows_core::BOOL;
    }
}
