//! Asks the machines on an Ethernet whether one of them has an address, before it is taken (RFC 5227 2.1, RFC 4862 5.4).
//!
//! The standards wait for seconds. Here a group waits for its address after its owner died, and no other node of the cluster can
//! answer, because its gate is shut: the probe finds machines that the cluster does not know, which answer within
//! milliseconds.

use crate::frame::{self, Said};
use crate::interface::Interface;
use pnet_datalink::{Channel, ChannelType, Config, DataLinkReceiver, DataLinkSender, NetworkInterface};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};
use std::io;
use std::net::IpAddr;
use std::os::fd::IntoRawFd;
use std::time::{Duration, Instant};

/// From the first probe until the address is taken to be free.
pub const WAIT: Duration = Duration::from_millis(30);
const PROBES: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(8);
/// The shortest time that one look at the socket waits.
const LOOK: Duration = Duration::from_millis(1);

/// The hardware address of a machine that has `address`, or wants to take it as well; `None` if none was heard within
/// [`WAIT`], or if the interface is not an Ethernet.
pub fn who_has(interface: &Interface, address: IpAddr) -> io::Result<Option<[u8; 6]>> {
    let Some(hardware) = interface.hardware else { return Ok(None) };
    let (mut sender, mut receiver) = open(interface, address)?;
    let frame = frame::probe(hardware, address);
    let begun = Instant::now();
    for number in 0..PROBES {
        send(sender.as_mut(), &frame)?;
        let until = if number + 1 == PROBES { begun + WAIT } else { begun + BETWEEN * (number + 1) };
        if let Some(other) = listen(receiver.as_mut(), hardware, address, until)? {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

fn listen(
    receiver: &mut dyn DataLinkReceiver,
    own: [u8; 6],
    address: IpAddr,
    until: Instant,
) -> io::Result<Option<[u8; 6]>> {
    while Instant::now() < until {
        match receiver.next() {
            Ok(frame) => match frame::decode(frame) {
                Some((other, Said::Has(heard) | Said::Probes(heard))) if heard == address && other != own => {
                    return Ok(Some(other));
                }
                _ => {}
            },
            Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

pub(crate) type Ends = (Box<dyn DataLinkSender>, Box<dyn DataLinkReceiver>);

/// A packet socket for the frames that have to do with the address. Its reading end waits for a moment at most.
pub(crate) fn open(interface: &Interface, address: IpAddr) -> io::Result<Ends> {
    // Made here, so that no child process gets it. It receives nothing before it is bound.
    let socket = socket_with(AddressFamily::PACKET, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
    let ethertype = if address.is_ipv4() { frame::ETHERTYPE_ARP } else { frame::ETHERTYPE_IPV6 };
    let config = Config {
        channel_type: ChannelType::Layer3(ethertype),
        promiscuous: false,
        read_timeout: Some(LOOK),
        write_timeout: Some(LOOK),
        socket_fd: Some(socket.into_raw_fd()),
        ..Config::default()
    };
    let named = NetworkInterface {
        name: interface.name.clone(),
        description: String::new(),
        index: interface.index,
        mac: None,
        ips: Vec::new(),
        flags: 0,
    };
    match pnet_datalink::channel(&named, config)? {
        Channel::Ethernet(sender, receiver) => Ok((sender, receiver)),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

pub(crate) fn send(sender: &mut dyn DataLinkSender, frame: &[u8]) -> io::Result<()> {
    sender.send_to(frame, None).unwrap_or_else(|| Err(io::ErrorKind::InvalidInput.into()))
}
