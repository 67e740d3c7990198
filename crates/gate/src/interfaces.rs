//! The interfaces at which packets are filtered.

use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::link::{InfoPortKind, LinkAttribute, LinkFlags, LinkInfo, LinkMessage};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};
use rustix::io::Errno;
use std::io;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interface {
    pub index: u32,
    pub name: String,
}

/// All of this namespace but loopback and those that belong to a bridge, a bond or the like: their frames pass through the upper
/// interface if they are for this machine, and if not (a bridge passes them on) the gate must not touch them. An interface that
/// is down is among them, since it may come up at any time.
pub fn list() -> io::Result<Vec<Interface>> {
    let mut socket = Socket::new(NETLINK_ROUTE)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    let mut request = NetlinkMessage::from(RouteNetlinkMessage::GetLink(LinkMessage::default()));
    request.header.flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.finalize();
    let mut bytes = vec![0; request.buffer_len()];
    request.serialize(&mut bytes);
    socket.send(&bytes, 0)?;
    let mut found = Vec::new();
    loop {
        let (datagram, _) = socket.recv_from_full()?;
        let mut rest = &datagram[..];
        while !rest.is_empty() {
            let message = NetlinkMessage::<RouteNetlinkMessage>::deserialize(rest)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
            match message.payload {
                NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewLink(link)) => found.extend(gated(&link)),
                NetlinkPayload::Done(_) => return Ok(found),
                NetlinkPayload::Error(error) => return Err(error.to_io()),
                _ => {}
            }
            rest = rest.get((message.header.length as usize).next_multiple_of(4)..).unwrap_or(&[]);
        }
    }
}

fn gated(link: &LinkMessage) -> Option<Interface> {
    let mut name = None;
    let mut belongs = false;
    let mut routes_itself = false;
    for attribute in &link.attributes {
        match attribute {
            LinkAttribute::IfName(text) => name = Some(text.clone()),
            LinkAttribute::Controller(upper) => belongs = *upper != 0,
            // An interface of a VRF has addresses and sees its packets itself.
            LinkAttribute::LinkInfo(infos) => {
                routes_itself = infos.iter().any(|info| matches!(info, LinkInfo::PortKind(InfoPortKind::Vrf)));
            }
            _ => {}
        }
    }
    if link.header.flags.contains(LinkFlags::Loopback) || (belongs && !routes_itself) {
        return None;
    }
    name.map(|name| Interface { index: link.header.index, name })
}

/// Whether the interface that was asked for is not there (any more).
pub fn is_gone(error: &io::Error) -> bool {
    [Errno::NODEV, Errno::NXIO].iter().any(|gone| error.raw_os_error() == Some(gone.raw_os_error()))
}
