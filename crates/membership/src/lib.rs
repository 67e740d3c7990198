//! Who is a member, and who may run: heartbeats, quorum rounds and leases as a sans-I/O machine, `(now, input) -> outputs`.
//! The rules are numbered in docs/decisions/0002-leases.md; the code cites them as `leases 3`.
//!
//! Never here: sockets, clocks, threads, the log. The machine runs on a thread of its own that never waits for a disk.
//!
//! Start reading at [`message`], [`input`] and [`output`], then [`machine`]. Each side of the protocol is a module of its own:
//! `holder` (the lease of this node), `rounds` (a voter's promise and the leader's questions), `grantor` (the leader's
//! bounds and removals), put together by `leadership`. `renewals` and `released` remember what was heard.

pub mod input;
pub mod machine;
pub mod message;
pub mod output;
pub mod timing;

mod grantor;
mod holder;
mod leadership;
mod members;
mod released;
mod renewals;
mod rounds;

pub use machine::{Broken, Config, Machine};
