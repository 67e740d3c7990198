//! The interfaces at which packets are filtered.

use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::link::{InfoPortKind, LinkAttribute, LinkFlags, LinkInfo, LinkMessage};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::io;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interface {
    pub index: u32,
    pub name: String,
}

/// The indexes of interfaces that packets are filtered at.
#[derive(Default)]
pub struct Attached(BTreeSet<u32>);

/// What has to change for the right interfaces to be filtered.
pub struct Changes {
    pub attach: Vec<Interface>,
    pub detach: Vec<Interface>,
}

impl Attached {
    /// Looks at the interfaces that there are now. Those that have gone took their filters with them.
    pub fn changes(&mut self) -> io::Result<Changes> {
        let present = list()?;
        self.0.retain(|index| present.iter().any(|(interface, _)| interface.index == *index));
        let mut changes = Changes { attach: Vec::new(), detach: Vec::new() };
        for (interface, filtered) in present {
            match (filtered, self.0.contains(&interface.index)) {
                (true, false) => changes.attach.push(interface),
                (false, true) => changes.detach.push(interface),
                _ => {}
            }
        }
        Ok(changes)
    }

    pub fn add(&mut self, index: u32) {
        self.0.insert(index);
    }

    pub fn remove(&mut self, index: u32) {
        self.0.remove(&index);
    }
}

/// All interfaces of this namespace but loopback, and whether packets are to be filtered there. Not at those that belong to a bridge,
/// a bond or the like: frames for this machine pass through the upper interface as well, and those that a bridge passes on to other
/// machines must be left alone. An interface that is down is filtered, since it may come up at any time.
pub fn list() -> io::Result<Vec<(Interface, bool)>> {
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
                NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewLink(link)) => found.extend(read(&link)),
                NetlinkPayload::Done(_) => return Ok(found),
                NetlinkPayload::Error(error) => return Err(error.to_io()),
                _ => {}
            }
            rest = rest.get((message.header.length as usize).next_multiple_of(4)..).unwrap_or(&[]);
        }
    }
}

fn read(link: &LinkMessage) -> Option<(Interface, bool)> {
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
    if link.header.flags.contains(LinkFlags::Loopback) {
        return None;
    }
    let filtered = !belongs || routes_itself;
    name.map(|name| (Interface { index: link.header.index, name }, filtered))
}

/// Whether the interface that was asked for is not there (any more).
pub fn is_gone(error: &io::Error) -> bool {
    [Errno::NODEV, Errno::NXIO].iter().any(|gone| error.raw_os_error() == Some(gone.raw_os_error()))
}
