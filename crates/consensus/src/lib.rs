//! The replicated log: our narrow, sans-I/O interface over the Raft engine. Tick, step, propose in; persist, send, apply out.
//!
//! Never here: files, sockets, clocks, what an entry means. The engine's own types never leave this crate.
//!
//! Start reading at [`io`] (the contract), then [`Consensus`].

mod consensus;
mod error;
pub mod io;

pub use consensus::{Config, Consensus};
pub use error::{ChangeRefused, ConsensusError, NotLeader};
