//! One test per rule of docs/decisions/0002-leases.md, at the machine's boundary.

mod bench;
mod grants;
mod hand_over;
mod lease;
mod removal;
