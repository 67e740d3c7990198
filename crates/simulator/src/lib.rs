//! A whole cluster in one thread, in virtual time, under one seed: networks, disks, clocks and applications that go wrong in
//! every way that the lease rules speak of, around the very code that the service runs.
//!
//! Never here: wall time, threads inside of a run, hash order, any chance that is not the seed's. A run that fails once fails
//! for ever.
//!
//! Start reading at [`run`], then `world` (the queue of events), `service` (how the node's core and the lease machine are
//! driven), `host` (the resource hosts and the applications, which are the ground truth) and `invariants` (what must hold).
//! `fault`, `administrator`, `configuration` and `operator` make the trouble, `rest` ends it, `witness` knows the true history.

mod administrator;
mod canary;
mod client;
mod clock;
mod computer;
mod configuration;
mod disk;
mod event;
mod fact;
mod fault;
mod hand_over;
mod heartbeat;
mod host;
mod invariants;
mod network;
mod operator;
mod process;
mod profile;
mod random;
mod rest;
pub mod run;
mod service;
mod story;
mod trace;
mod wire;
mod witness;
mod world;

pub use canary::{CANARIES, Canary};
pub use world::{Counts, Violation, World};
