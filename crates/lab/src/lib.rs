//! A lab on one machine: three nodes, a client network and a heartbeat network, and clients, made of Linux namespaces. System tests
//! and benches bring their daemons up in it, break something, and ask the client's probe what a user would have seen.
//!
//! It never leaves its namespaces: no global name, no address of the host, no file outside its temporary folder, so that two
//! labs run beside each other, also without root (then in a user namespace). It ends with the program that made it, even when
//! that one is killed: each holder process waits for the end of a pipe. It knows nothing of our other crates; Quorate is
//! brought up by its binary like any other daemon.
//!
//! Start reading at [`Lab`] (the machines and their faults), then [`Probe`] (what the client sees) and [`outage`] (what that means).
//!
//! Needs the programs `unshare`, `nsenter` (util-linux) and `ip` (iproute2), for loss `nft` (nftables).

mod fault;
mod holder;
mod kernel_addresses;
mod lab;
mod node;
pub mod outage;
mod probe;
mod process;
mod programs;
pub mod quorate;
pub mod wait;
mod wiring;

pub use crate::lab::{Lab, Privilege};
pub use fault::{CLIENT, Which};
pub use kernel_addresses::{Holders, KernelAddresses};
pub use node::Node;
pub use outage::{Answer, Outage, Stream, first_answer, last_request_answered, outage};
pub use probe::{Probe, monotonic_ns};
pub use process::Process;
pub use programs::{Skip, tool};
pub use wiring::{NODES, client_address, heartbeat_address};
