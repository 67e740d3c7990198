//! The replicated state machine of the cluster: every decision is taken in [`State::apply`], the same on every node.
//!
//! Three parts: the hive is the configuration; `config` holds typed objects derived from it in the same `apply` and never
//! edited apart from it; `runtime` holds the facts of now (owners, epochs, states, timers).
//!
//! Never here: I/O, clocks, randomness, iteration in hash order. Time comes with the entry.
//!
//! Every change of configuration is written to the hive first, through a draft (`admin::draft`); whole states come and go as
//! a [`StateImage`].
//!
//! Start reading at [`command`] (what can be asked), [`outcome`] (what apply gives back), then [`apply`]: one command is
//! handled by `admin` (requests that change configuration) or `runtime` (requests and reports that change what runs), and then
//! `runtime::reconcile` takes each touched group one step nearer to what is wanted of it.

pub mod apply;
pub mod command;
pub mod committed_batch;
pub mod config;
pub mod image;
mod node_view;
pub mod outcome;
pub mod property_view;
mod query_view;
mod report;
pub mod runtime;
pub mod state;
pub mod status_information;
mod vault_command;
pub mod view;

mod admin;
mod announce;
mod broken;
mod next_command;

pub use apply::Apply;
pub use broken::Broken;
pub use image::StateImage;
pub use query_view::AttemptsLeft;
pub use state::State;
