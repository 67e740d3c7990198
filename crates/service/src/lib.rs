//! The daemon: one event loop feeds the node's core and performs its effects.
//!
//! Threads: the event loop (this one decides nothing, it only carries), the lease machine's ([`heartbeat`]), two for the disk
//! ([`disk`]), one that reads the resource host ([`host`]), and the asynchronous runtime for gRPC ([`api`], [`peers`]).
//!
//! A service without a cluster waits in [`setup`] until it is made a node.
//!
//! Never here: decisions. Start reading at [`settings`], [`event`], then [`event_loop`].

mod access;
mod adapters;
mod api;
mod clock;
mod disk;
mod event;
mod event_loop;
mod fitness;
mod forget;
mod hand_over;
mod heartbeat;
mod host;
mod identity;
mod leave;
mod listen;
mod logging;
mod notify;
mod peers;
mod published;
mod released;
mod run;
pub mod settings;
mod setup;
mod stop;
mod vault;
mod watch;

pub use hand_over::Inherited;
pub use logging::LogFormat;
pub use run::run;
pub use settings::Settings;
pub use setup::{Reset, Start, reset};
