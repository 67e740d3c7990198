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

/// A question about one address on one interface. To be dropped where that does not matter: the kernel waits for all its
/// processors before it has closed a packet socket.
pub struct Probe {
    hardware: [u8; 6],
    address: IpAddr,
    ends: Ends,
}

impl Probe {
    /// `None` where there are no hardware addresses, and so nobody can be asked.
    pub fn open(interface: &Interface, address: IpAddr) -> io::Result<Option<Probe>> {
        let Some(hardware) = interface.hardware else { return Ok(None) };
        let ethertype = if address.is_ipv4() { frame::ETHERTYPE_ARP } else { frame::ETHERTYPE_IPV6 };
        Ok(Some(Probe { hardware, address, ends: open(interface, ethertype)? }))
    }

    /// The hardware address of a machine that has the address, or wants to take it as well; `None` if none was heard within
    /// [`WAIT`].
    pub fn who_has(&mut self) -> io::Result<Option<[u8; 6]>> {
        let frame = frame::probe(self.hardware, self.address);
        let begun = Instant::now();
        for number in 0..PROBES {
            send(self.ends.0.as_mut(), &frame)?;
            let until = if number + 1 == PROBES { begun + WAIT } else { begun + BETWEEN * (number + 1) };
            if let Some(other) = self.listen(until)? {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    fn listen(&mut self, until: Instant) -> io::Result<Option<[u8; 6]>> {
        while Instant::now() < until {
            match self.ends.1.next() {
                Ok(frame) => match frame::decode(frame) {
                    Some((other, Said::Has(heard) | Said::Probes(heard)))
                        if heard == self.address && other != self.hardware =>
                    {
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
}

pub(crate) type Ends = (Box<dyn DataLinkSender>, Box<dyn DataLinkReceiver>);

/// A packet socket that receives frames of one kind, or of none (0). Its reading end waits for a moment at most.
pub(crate) fn open(interface: &Interface, ethertype: u16) -> io::Result<Ends> {
    // Made here, so that no child process gets it. It receives nothing before it is bound.
    let socket = socket_with(AddressFamily::PACKET, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
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
