//! The life of a cluster through the C interface, with real services of machines that are no nodes yet: making it, taking machines in, ending
//! it, and what may go wrong on the way.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

mod adding;
mod creating;
mod destroying;
mod fixture;
mod replacing;
mod shutting_down;
mod standing;
