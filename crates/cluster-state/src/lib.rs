//! The replicated state machine of the cluster: every decision is taken in [`State::apply`], the same on every node.
//!
//! Never here: I/O, clocks, randomness, iteration in hash order. Time comes with the entry.
//!
//! Start reading at [`command`] (what can be asked), [`outcome`] (what apply gives back), then `state` and `apply`.

pub mod command;
pub mod outcome;
