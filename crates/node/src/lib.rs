//! One node's core as a sans-I/O machine: the replicated log, the replicated state and the agent that makes this node do what
//! the state wants of it. `(now, input) -> effects`; the service performs the effects for real, the simulator in one thread.
//!
//! Never here: sockets, files, clocks, threads, decisions about groups (those are `cluster-state`'s). The lease machine
//! (`membership`) runs beside it, on its own thread; the two talk through [`Input::Lease`] and [`Effects::members`] and
//! [`Effects::consensus_view`].
//!
//! Start reading at [`input`] and [`effects`], then [`Node::handle`] and [`Node::effects`].

mod agent;
mod clock;
pub mod effects;
pub mod handing_over;
pub mod host;
pub mod input;
mod membership_link;
mod node;
mod requests;
mod snapshots;
mod voters;

pub use effects::{Answer, Effects, EndCause, SnapshotTask};
pub use handing_over::{AttemptMemory, Awaited, HandOverStep, Inheritance, seed_of};
pub use host::{HostCommand, HostEvent};
pub use input::{Input, Now, Ticket};
#[doc(hidden)]
pub use node::Broken;
pub use node::{Config, Node, NodeError, check_snapshot, released_command};
