//! Machines that fail, and a client that watches: three services in a lab of namespaces, asserted from the client's side.
//!
//! `cluster.rs` brings everything up and measures what a fault did; the other modules are the faults. Needs namespaces: root, or a
//! machine where an ordinary user may make them.

mod addresses;
mod cluster;
mod failover;
mod hand_over;
