//! The client against a service that says what it is told to, over real sockets, and that can be killed.

mod calls;
mod canned;
mod waiting;
