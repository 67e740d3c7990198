//! How a request travels: as a datagram to the application, or as an ICMP echo that the kernel answers, whatever its programs do.

use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};

const PACKET_BYTES_MAX: usize = 1024;
/// type, code, checksum, identifier, sequence (RFC 792, RFC 4443 4.1).
const ICMP_HEADER_BYTES: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Datagram,
    Echo4,
    Echo6,
}

pub struct Wire {
    /// A raw socket too: the calls are the same.
    socket: UdpSocket,
    form: Form,
    /// Tells our echoes from those of others.
    identifier: u16,
}

impl Wire {
    /// One for IPv4, one for IPv6.
    pub fn open(as_ping: bool) -> io::Result<[Wire; 2]> {
        let open = |domain: Domain, form: Form| {
            let (kind, protocol) = match form {
                Form::Datagram => (Type::DGRAM, Protocol::UDP),
                Form::Echo4 => (Type::RAW, Protocol::ICMPV4),
                Form::Echo6 => (Type::RAW, Protocol::ICMPV6),
            };
            let socket = Socket::new(domain, kind, Some(protocol))?;
            socket.set_nonblocking(true)?;
            // An identifier is all that two probes of one machine differ in.
            Ok::<Wire, io::Error>(Wire { socket: socket.into(), form, identifier: std::process::id() as u16 })
        };
        let (v4, v6) = if as_ping { (Form::Echo4, Form::Echo6) } else { (Form::Datagram, Form::Datagram) };
        Ok([open(Domain::IPV4, v4)?, open(Domain::IPV6, v6)?])
    }

    /// What cannot be sent is a request without an answer: no route, no neighbour.
    pub fn send(&self, target: SocketAddr, request: &str) {
        let packet = match self.form {
            Form::Datagram => request.as_bytes().to_vec(),
            Form::Echo4 => echo_request(8, self.identifier, request),
            Form::Echo6 => echo_request(128, self.identifier, request),
        };
        let _ = self.socket.send_to(&packet, target);
    }

    /// The next answer with its sender; `None` when there is none, or not yet. The sender's port is 0 for an echo.
    pub fn receive(&self) -> Option<(SocketAddr, String)> {
        loop {
            let mut buffer = [0; PACKET_BYTES_MAX];
            match self.socket.recv_from(&mut buffer) {
                Ok((bytes, from)) => {
                    if let Some(text) = self.decode(&buffer[..bytes]) {
                        return Some((from, String::from_utf8_lossy(text).into_owned()));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
                // About an earlier request.
                Err(_) => {}
            }
        }
    }

    fn decode<'a>(&self, packet: &'a [u8]) -> Option<&'a [u8]> {
        let echo = match self.form {
            Form::Datagram => return Some(packet),
            // A raw socket of IPv4 gives the header too; its length in words is in the low half of the first byte (`raw(7)`).
            Form::Echo4 => packet.get(usize::from(packet.first()? & 0x0f) * 4..)?,
            Form::Echo6 => packet,
        };
        let is_reply = *echo.first()? == if self.form == Form::Echo4 { 0 } else { 129 };
        let is_ours = echo.get(4..6)? == self.identifier.to_be_bytes();
        (is_reply && is_ours).then(|| echo.get(ICMP_HEADER_BYTES..))?
    }
}

impl AsFd for Wire {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

fn echo_request(kind: u8, identifier: u16, payload: &str) -> Vec<u8> {
    let mut packet = vec![kind, 0, 0, 0];
    packet.extend(identifier.to_be_bytes());
    packet.extend([0, 0]);
    packet.extend(payload.as_bytes());
    // For IPv6 the kernel puts its own sum, which covers the addresses (RFC 3542 3.1).
    let sum = internet_checksum(&packet).to_be_bytes();
    packet[2..4].copy_from_slice(&sum);
    packet
}

/// RFC 1071.
fn internet_checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::internet_checksum;

    #[test]
    fn the_checksum_of_the_rfcs_example() {
        // RFC 1071 3: the sum is ddf2, and the checksum its complement.
        assert_eq!(internet_checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), !0xddf2);
        assert_eq!(internet_checksum(&[0x01]), !0x0100);
    }
}
