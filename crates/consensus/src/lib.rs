//! The replicated log: our narrow, sans-I/O interface over the Raft engine. Tick, step, propose in; persist, send, apply out.
//!
//! Never here: files, sockets, clocks, what an entry means. The engine's own types never leave this crate.
//!
//! Start reading at [`io`] (the contract), then [`Consensus::ready`]. Inside: `admit` decides what of a peer the engine may
//! see, `outbox` holds messages until the disk has what they promise, `election` is the clock that makes a run repeatable.

mod admit;
mod consensus;
mod convert;
mod election;
mod error;
pub mod io;
mod outbox;
mod reads;
mod restart;
mod window;

pub use consensus::{Config, Consensus};
pub use error::{ChangeRefused, ConsensusError, NotLeader};
