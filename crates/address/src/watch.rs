//! Hears from the kernel what becomes of interfaces and addresses.

use crate::interface::{is_ready, local_address};
use crate::netlink::messages;
use netlink_packet_core::NetlinkPayload;
use netlink_packet_route::RouteNetlinkMessage;
use netlink_sys::protocols::NETLINK_ROUTE;
use netlink_sys::{Socket, SocketAddr};
use rustix::io::Errno;
use std::io;
use std::net::IpAddr;
use std::os::fd::{AsFd, BorrowedFd};

/// Multicast groups of links and addresses (`rtnetlink(7)`): RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR.
const GROUPS: u32 = 0x1 | 0x10 | 0x100;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// The interface is up and has carrier, or not; not when it was removed.
    Interface {
        index: u32,
        ready: bool,
    },
    AddressGone {
        interface: u32,
        address: IpAddr,
    },
    /// The kernel had more to say than there was room for: anything may have changed.
    Lost,
}

/// To be read when its descriptor is readable.
pub struct Watch(Socket);

impl Watch {
    pub fn open() -> io::Result<Watch> {
        let mut socket = Socket::new(NETLINK_ROUTE)?;
        socket.bind(&SocketAddr::new(0, GROUPS))?;
        socket.set_non_blocking(true)?;
        Ok(Watch(socket))
    }

    /// Everything that waits; never blocks.
    pub fn read(&self) -> io::Result<Vec<Change>> {
        let mut changes = Vec::new();
        loop {
            match self.0.recv_from_full() {
                Ok((datagram, _)) => {
                    changes.extend(messages(&datagram).filter_map(|message| change(message.ok()?.payload)))
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(changes),
                Err(error) if error.raw_os_error() == Some(Errno::NOBUFS.raw_os_error()) => changes.push(Change::Lost),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl AsFd for Watch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn change(payload: NetlinkPayload<RouteNetlinkMessage>) -> Option<Change> {
    let NetlinkPayload::InnerMessage(message) = payload else { return None };
    match message {
        RouteNetlinkMessage::NewLink(link) => {
            Some(Change::Interface { index: link.header.index, ready: is_ready(link.header.flags) })
        }
        RouteNetlinkMessage::DelLink(link) => Some(Change::Interface { index: link.header.index, ready: false }),
        RouteNetlinkMessage::DelAddress(address) => {
            Some(Change::AddressGone { interface: address.header.index, address: local_address(&address)? })
        }
        _ => None,
    }
}
