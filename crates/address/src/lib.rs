//! Client addresses of this machine: put on an interface, kept there for as long as they are renewed, taken off again,
//! announced to the neighbours, and watched.
//!
//! Never here: leases and gates. Whoever holds an address decides how long, and opens its gate (`gate`).
//!
//! Everything blocks, and nothing for long: a request to the kernel is answered by the time it was sent. Start reading at
//! [`interface`], which finds where an address belongs, then [`kernel`], [`probe`] and [`announce`], then [`watch`].

pub mod announce;
mod frame;
pub mod interface;
pub mod journal;
pub mod kernel;
mod netlink;
pub mod probe;
pub mod watch;

pub use interface::{Interface, Interfaces};
pub use kernel::ClientAddress;
pub use model::{NotASubnet, Subnet};
