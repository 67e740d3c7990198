//! The daemon: one event loop feeds the node's core and performs its effects.
//!
//! Never here: decisions. Start reading at [`settings`].

pub mod settings;

pub use settings::Settings;
