//! Tells the neighbours on an Ethernet that an address is here now, so that they do not send to where it was before: gratuitous
//! ARP (RFC 5227 2.3) and unsolicited neighbour advertisements (RFC 4861 7.2.6).

use crate::frame::{self, Hardware};
use crate::interface::Interface;
use crate::probe::{self, Ends};
use std::io;
use std::net::IpAddr;
use std::time::Duration;

/// When it is said again, counted from the first time: a frame may be lost, and a switch may take its time.
pub const REPEATS: [Duration; 7] = [
    Duration::from_millis(10),
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Speaks on one interface.
pub struct Announcer {
    /// `None` where there are no hardware addresses, and so nothing is to be said.
    speaks: Option<(Hardware, Ends)>,
}

impl Announcer {
    pub fn open(interface: &Interface) -> io::Result<Announcer> {
        let speaks = interface.hardware.map(|hardware| Ok::<_, io::Error>((hardware, probe::open(interface, 0)?)));
        Ok(Announcer { speaks: speaks.transpose()? })
    }

    /// Says once that the address is here.
    pub fn announce(&mut self, address: IpAddr) -> io::Result<()> {
        let Some((hardware, (sender, _))) = &mut self.speaks else { return Ok(()) };
        frame::announcements(*hardware, address).iter().try_for_each(|frame| probe::send(sender.as_mut(), frame))
    }
}
