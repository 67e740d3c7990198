//! What every transport between nodes has to keep to, shown on real loopback sockets.

mod links;
mod processes;
mod support;
