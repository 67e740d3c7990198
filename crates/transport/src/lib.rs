//! Links between nodes: ordered streams of consensus messages, snapshots, and forwarded commands, as gRPC over TCP.
//!
//! A link carries messages one way; two nodes have two. It may lose messages, when it breaks or its queue is full, and the
//! replicated log lives with that; it never doubles or reorders them within one connection. What a peer is worth is
//! decided elsewhere: a link only says that it is up or down.
//!
//! Never here: what a message means, retries of commands, decisions about members.
//!
//! Start reading at [`links`] (sending), then [`service`] (receiving).

mod identity;
mod link;
pub mod links;
mod queue;
pub mod service;
mod snapshot;

pub use links::{LinkEvent, Links, LinksConfig};
pub use service::{PeerHandler, PeerService, serve, serve_with};

use std::net::IpAddr;
use std::time::Duration;

/// A peer whose connection says nothing for this long is asked whether it is there, and has as long to answer.
const KEEPALIVE: Duration = Duration::from_secs(2);

/// Largest single message between nodes, in bytes: above what a client may send, so that what was accepted can be
/// replicated.
pub const PEER_MESSAGE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Flow control must not make a message wait for an acknowledgement, so the windows are larger than what is under way.
const STREAM_WINDOW_BYTES: u32 = 16 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES: u32 = 32 * 1024 * 1024;

/// Whether everything that listens at `host` (an address, or `localhost`) can be reached from this machine only.
pub fn is_loopback(host: &str) -> bool {
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_is_told_from_the_rest() {
        for host in ["127.0.0.1", "127.3.4.5", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["0.0.0.0", "::", "10.0.0.1", "localhost.example.org", "", "127.0.0.1.example.org"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
