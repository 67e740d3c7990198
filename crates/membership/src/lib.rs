//! Who is a member, and who may run: heartbeats, quorum rounds and leases as a sans-I/O machine, `(now, input) -> outputs`.
//! The rules are numbered in docs/decisions/0002-leases.md; the code cites them as `leases 3`.
//!
//! Never here: sockets, clocks, threads, the log. The machine runs on a thread of its own that never waits for a disk.
//!
//! Start reading at [`message`], [`input`] and [`output`], then `machine`.

pub mod input;
pub mod message;
pub mod output;
