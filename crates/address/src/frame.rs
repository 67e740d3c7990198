//! The few frames by which machines on an Ethernet find out who has an address: ARP (RFC 826, RFC 5227) and neighbour
//! discovery (RFC 4861), encoded and read.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(crate) type Hardware = [u8; 6];

pub(crate) const ETHERTYPE_ARP: u16 = 0x0806;
pub(crate) const ETHERTYPE_IPV6: u16 = 0x86DD;

const BROADCAST: Hardware = [0xFF; 6];
/// ff02::1, all nodes (RFC 4861 4.4), and where its frames go (RFC 2464 7).
const ALL_NODES: Ipv6Addr = Ipv6Addr::new(0xFF02, 0, 0, 0, 0, 0, 0, 1);
const ALL_NODES_HARDWARE: Hardware = [0x33, 0x33, 0, 0, 0, 1];

const ARP_REQUEST: u16 = 1;
const ARP_REPLY: u16 = 2;
const ICMPV6: u8 = 58;
const NEIGHBOUR_SOLICITATION: u8 = 135;
const NEIGHBOUR_ADVERTISEMENT: u8 = 136;
/// The advertisement replaces what the receiver knows (RFC 4861 4.4).
const OVERRIDE: u8 = 0x20;

/// What a frame on the wire says about an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// This machine has it.
    Has(IpAddr),
    /// This machine wants to know whether anybody has it, in order to take it.
    Probes(IpAddr),
}

/// "Has anybody this address?", without claiming it.
pub(crate) fn probe(hardware: Hardware, address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => arp(hardware, ARP_REQUEST, Ipv4Addr::UNSPECIFIED, address),
        IpAddr::V6(address) => {
            let last = address.octets();
            let [.., a, b, c] = last;
            let group = Ipv6Addr::new(0xFF02, 0, 0, 0, 0, 1, 0xFF00 | u16::from(a), u16::from(b) << 8 | u16::from(c));
            let mut body = vec![NEIGHBOUR_SOLICITATION, 0, 0, 0, 0, 0, 0, 0];
            body.extend_from_slice(&last);
            neighbour(hardware, [0x33, 0x33, 0xFF, a, b, c], Ipv6Addr::UNSPECIFIED, group, body)
        }
    }
}

/// "I have this address now", to everybody. In both forms of ARP, because some listen to one only (RFC 5227 3).
pub(crate) fn announcements(hardware: Hardware, address: IpAddr) -> Vec<Vec<u8>> {
    match address {
        IpAddr::V4(address) => {
            [ARP_REQUEST, ARP_REPLY].map(|operation| arp(hardware, operation, address, address)).into()
        }
        IpAddr::V6(address) => {
            let mut body = vec![NEIGHBOUR_ADVERTISEMENT, 0, 0, 0, OVERRIDE, 0, 0, 0];
            body.extend_from_slice(&address.octets());
            // Target link-layer address: type 2, in units of 8 bytes (RFC 4861 4.6.1).
            body.extend_from_slice(&[2, 1]);
            body.extend_from_slice(&hardware);
            vec![neighbour(hardware, ALL_NODES_HARDWARE, address, ALL_NODES, body)]
        }
    }
}

fn ethernet(destination: Hardware, source: Hardware, ethertype: u16) -> Vec<u8> {
    let mut frame = Vec::with_capacity(86);
    frame.extend_from_slice(&destination);
    frame.extend_from_slice(&source);
    frame.extend_from_slice(&ethertype.to_be_bytes());
    frame
}

fn arp(hardware: Hardware, operation: u16, sender: Ipv4Addr, target: Ipv4Addr) -> Vec<u8> {
    let mut frame = ethernet(BROADCAST, hardware, ETHERTYPE_ARP);
    // Ethernet (1) and IPv4, with 6 and 4 bytes.
    frame.extend_from_slice(&[0, 1, 8, 0, 6, 4]);
    frame.extend_from_slice(&operation.to_be_bytes());
    frame.extend_from_slice(&hardware);
    frame.extend_from_slice(&sender.octets());
    frame.extend_from_slice(if operation == ARP_REPLY { &hardware } else { &[0; 6] });
    frame.extend_from_slice(&target.octets());
    frame
}

fn neighbour(
    hardware: Hardware,
    to_hardware: Hardware,
    source: Ipv6Addr,
    destination: Ipv6Addr,
    mut body: Vec<u8>,
) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a few bytes");
    let sum = checksum(source, destination, &body);
    body[2..4].copy_from_slice(&sum.to_be_bytes());
    let mut frame = ethernet(to_hardware, hardware, ETHERTYPE_IPV6);
    frame.extend_from_slice(&[0x60, 0, 0, 0]);
    frame.extend_from_slice(&length.to_be_bytes());
    // A hop limit of 255 proves that it comes from this link (RFC 4861 7.1).
    frame.extend_from_slice(&[ICMPV6, 255]);
    frame.extend_from_slice(&source.octets());
    frame.extend_from_slice(&destination.octets());
    frame.extend_from_slice(&body);
    frame
}

/// Over the pseudo header as well (RFC 8200 8.1).
fn checksum(source: Ipv6Addr, destination: Ipv6Addr, body: &[u8]) -> u16 {
    let mut sum = body.len() as u32 + u32::from(ICMPV6);
    for bytes in [&source.octets()[..], &destination.octets()[..], body] {
        for pair in bytes.chunks(2) {
            sum += u32::from(pair[0]) << 8 | pair.get(1).copied().map_or(0, u32::from);
        }
    }
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

/// What a received frame says, and the hardware address of who says it; `None` for every other frame.
pub(crate) fn decode(frame: &[u8]) -> Option<(Hardware, Said)> {
    let (header, rest) = frame.split_at_checked(14)?;
    let source: Hardware = header[6..12].try_into().ok()?;
    let said = match u16::from_be_bytes([header[12], header[13]]) {
        ETHERTYPE_ARP => decode_arp(rest)?,
        ETHERTYPE_IPV6 => decode_neighbour(rest)?,
        _ => return None,
    };
    Some((source, said))
}

fn decode_arp(packet: &[u8]) -> Option<Said> {
    let packet: &[u8; 28] = packet.first_chunk()?;
    if packet[..6] != [0, 1, 8, 0, 6, 4] {
        return None;
    }
    let sender = Ipv4Addr::from(<[u8; 4]>::try_from(&packet[14..18]).ok()?);
    let target = Ipv4Addr::from(<[u8; 4]>::try_from(&packet[24..28]).ok()?);
    Some(if sender.is_unspecified() { Said::Probes(target.into()) } else { Said::Has(sender.into()) })
}

fn decode_neighbour(packet: &[u8]) -> Option<Said> {
    let (header, body) = packet.split_at_checked(40)?;
    if header[6] != ICMPV6 || header[7] != 255 || body.len() < 24 {
        return None;
    }
    let target = Ipv6Addr::from(<[u8; 16]>::try_from(&body[8..24]).ok()?);
    let anonymous = header[8..24] == [0; 16];
    match body[0] {
        NEIGHBOUR_ADVERTISEMENT => Some(Said::Has(target.into())),
        NEIGHBOUR_SOLICITATION if anonymous => Some(Said::Probes(target.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Hardware = [2, 0, 0, 0, 0, 7];

    #[test]
    fn what_was_encoded_is_read() {
        for address in ["10.77.0.100", "fd77::1:2345:6789"] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(decode(&probe(OWN, address)), Some((OWN, Said::Probes(address))));
            for frame in announcements(OWN, address) {
                assert_eq!(decode(&frame), Some((OWN, Said::Has(address))));
            }
        }
    }

    #[test]
    fn the_frames_are_those_of_the_standards() {
        let frame = probe(OWN, "10.77.0.100".parse().unwrap());
        assert_eq!(frame.len(), 42);
        assert_eq!(frame[38..], [10, 77, 0, 100]);
        let frame = probe(OWN, "fd77::100".parse().unwrap());
        assert_eq!(frame[..6], [0x33, 0x33, 0xFF, 0, 1, 0]);
        assert_eq!(frame[38..54], Ipv6Addr::new(0xFF02, 0, 0, 0, 0, 1, 0xFF00, 0x100).octets());
        // The sum over everything, the checksum included, is all ones.
        let (source, destination) = (frame[22..38].try_into().unwrap(), frame[38..54].try_into().unwrap());
        let address = |bytes: [u8; 16]| Ipv6Addr::from(bytes);
        assert_eq!(checksum(address(source), address(destination), &frame[54..]), 0);
    }

    #[test]
    fn nothing_that_is_cut_short_is_read_and_nothing_panics() {
        for address in ["10.77.0.100", "fd77::100"] {
            let frame = probe(OWN, address.parse().unwrap());
            for length in 0..frame.len() {
                assert_eq!(decode(&frame[..length]), None, "{length}");
            }
        }
        assert_eq!(decode(&[0; 200]), None);
    }
}
