//! The C interface of failover clustering: every function of clusapi, resutils and ntlanman, by the names, signatures and
//! conventions of the original, over the Rust client.
//!
//! A function here reads its arguments, has one or two calls of [`client`] made, and writes what it learned where the caller wants it.
//! [`table`] lists all of them; those that are not built yet answer ERROR_CALL_NOT_IMPLEMENTED.
//!
//! Never here: decisions, and any other door to the cluster than the client. No panic leaves a function ([`boundary`]); a handle that is
//! null, of another kind, closed or made up is ERROR_INVALID_HANDLE ([`handle`]). The thread that calls waits ([`runtime`]); no
//! callback is made while a lock is held.
//!
//! Start reading at [`boundary`], then [`connection`].
//!
//! # Safety
//!
//! All of these functions are `unsafe` for the same reason: what a pointer points at has to be what the original asks for, and live as
//! long as the call. A null pointer is always safe.

#![cfg(not(windows))]
#![allow(clippy::missing_safety_doc, reason = "it is the same for all, and stands above")]
// Their names are the original's.
#![allow(non_snake_case)]

#[macro_use]
pub mod boundary;
pub mod handle;
pub mod runtime;
pub mod sys;
pub mod table;
pub mod text;

pub mod system;
#[cfg(feature = "witness")]
pub mod witness;

pub mod access;
pub mod session;

pub mod account;
pub mod affinity;
pub mod app_instance;
pub mod backup;
pub mod batch;
pub mod batch_notify;
pub mod cloud;
pub mod connection;
pub mod control;
pub mod crypto;
pub mod dependency;
pub mod enumeration;
pub mod enumeration_ex;
pub mod file_time;
pub mod group;
pub mod group_set;
pub mod health;
pub mod key;
pub mod key_security;
pub mod lifecycle;
pub mod listing;
pub mod net_interface;
pub mod network;
pub mod node;
pub mod notify;
pub mod property;
pub mod quorum;
pub mod reason;
pub mod resource;
pub mod resource_type;
pub mod start_order;
pub mod state;
pub mod storage_node;
pub mod upgrade;
pub mod value;
pub mod volume;
