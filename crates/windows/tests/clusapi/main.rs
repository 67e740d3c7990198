//! The C interface against a living cluster of three nodes, as programs for the original call it: through the facade.
//!
//! The cluster is started once for all tests here; it ends with this process, because its services stop with their input. Tests make
//! objects of their own names, and nobody ends a node: what does is in `tests/failures`.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

mod affinity_rules;
mod bare_calls;
mod bare_handles;
mod batch_ports;
mod batches;
mod buffers;
mod configuration;
mod connection;
mod control_answers;
mod control_rules;
mod controls;
mod crypto;
mod dependencies;
mod enumerations;
mod fixture;
mod freshness;
mod group_sets;
mod groups;
mod health;
mod items;
mod key_security;
mod many;
mod networks;
mod nodes;
mod notifications;
mod operations;
mod programs;
mod reasons;
mod refusals;
mod registry;
mod resources;
mod small_calls;
mod variants;
mod volumes;
