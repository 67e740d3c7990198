//! Tells the neighbours on an Ethernet that an address is here now, so that they do not send to where it was before: gratuitous
//! ARP (RFC 5227 2.3) and unsolicited neighbour advertisements (RFC 4861 7.2.6).

use crate::frame;
use crate::interface::Interface;
use crate::probe;
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

/// Says it once. Nothing to do where there are no hardware addresses.
pub fn announce(interface: &Interface, address: IpAddr) -> io::Result<()> {
    let Some(hardware) = interface.hardware else { return Ok(()) };
    let (mut sender, _) = probe::open(interface, address)?;
    for frame in frame::announcements(hardware, address) {
        probe::send(sender.as_mut(), &frame)?;
    }
    Ok(())
}
