//! The one serialization: client API, node-to-node calls, datagrams, resource host protocol and log entries, all protobuf.
//!
//! Here are the generated types, one module per `.proto` file, and the conversions between them and the types of the core.
//! Every conversion from the wire is total: what does not fit is a [`DecodeError`], never a panic.
//!
//! Never here: sockets, policy, defaults that the sender did not send.
//!
//! Start reading at `proto/log.proto` and [`command`], then `proto/peer.proto` and [`message`].

pub(crate) mod generated {
    #![allow(unreachable_pub, clippy::large_enum_variant, clippy::doc_lazy_continuation)]
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

/// `proto/client.proto`: the client API.
pub use generated::quorate::client::v1 as client;
/// `proto/heartbeat.proto`: datagrams between nodes.
pub use generated::quorate::heartbeat::v1 as heartbeat;
/// `proto/host.proto`: between a service and its resource host.
pub use generated::quorate::host::v1 as host;
/// `proto/joining.proto`: how a machine becomes a node.
pub use generated::quorate::joining::v1 as join;
/// `proto/log.proto`: entries of the replicated log.
pub use generated::quorate::log::v1 as log;
/// `proto/peer.proto`: calls between nodes.
pub use generated::quorate::peer::v1 as peer;

pub mod answer;
pub mod backup;
pub mod command;
pub mod datagram;
mod error;
pub mod handover;
pub mod joining;
pub mod message;
pub mod snapshot;
pub mod states;

pub use command::{command_from_wire, command_to_wire, decode_entry, encode_entry};
pub use error::DecodeError;

/// Largest gRPC message that a receiver of ours takes, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Whether a receiver of ours takes a message of this size.
pub fn fits(message: &impl prost::Message) -> bool {
    message.encoded_len() <= MESSAGE_BYTES_MAX
}
