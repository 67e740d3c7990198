//! Batches to nf_tables: all messages of a batch take effect together, or none does (`nfnetlink_rcv_batch` in the kernel).

use netlink_packet_core::{NLM_F_ACK, NLM_F_APPEND, NLM_F_CREATE, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_netfilter::nftables::{NfTablesMessage, TableMessage};
use netlink_packet_netfilter::none::ControlMessage;
use netlink_packet_netfilter::{NetfilterHeader, NetfilterMessage, NetfilterProtoFamily};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_NETFILTER};
use rustix::io::Errno;
use std::io;

/// `NFNL_SUBSYS_NFTABLES`, which a batch names at its begin and end.
const SUBSYSTEM: u16 = 10;
/// `MSG_DONTWAIT`. The kernel handles a batch inside `sendto`, so its answer is there when that returns.
const DO_NOT_WAIT: i32 = 0x40;

pub struct Nfnetlink {
    socket: Socket,
    sequence: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Inet,
    Arp,
    Netdev,
}

/// Messages that take effect together.
#[derive(Default)]
pub struct Batch {
    messages: Vec<(u16, NetfilterMessage)>,
}

impl Batch {
    /// Something new; an error if it is there already (`EXCL` is for tables, which carry the name).
    pub fn create(&mut self, family: Family, message: NfTablesMessage) {
        self.push(NLM_F_CREATE | NLM_F_APPEND, family, message);
    }

    pub fn create_exclusively(&mut self, family: Family, message: NfTablesMessage) {
        self.push(NLM_F_CREATE | netlink_packet_core::NLM_F_EXCL, family, message);
    }

    pub fn delete(&mut self, family: Family, message: NfTablesMessage) {
        self.push(0, family, message);
    }

    fn push(&mut self, flags: u16, family: Family, message: NfTablesMessage) {
        let family = match family {
            Family::Inet => NetfilterProtoFamily::Inet,
            Family::Arp => NetfilterProtoFamily::ARP,
            Family::Netdev => NetfilterProtoFamily::NetDev,
        };
        self.messages.push((flags, NetfilterMessage::new(NetfilterHeader::new(family, 0, 0), message)));
    }
}

impl Nfnetlink {
    pub fn open() -> io::Result<Nfnetlink> {
        let mut socket = Socket::new(NETLINK_NETFILTER)?;
        socket.bind_auto()?;
        socket.connect(&SocketAddr::new(0, 0))?;
        // Errors without a copy of the request: a batch may be long.
        socket.set_cap_ack(true)?;
        Ok(Nfnetlink { socket, sequence: 0 })
    }

    /// Writes a batch out. Nothing has reached the kernel yet.
    pub fn encode(&mut self, batch: Batch) -> Encoded {
        let mut bytes = Vec::new();
        let first = self.next_sequence();
        append(&mut bytes, first, 0, bracket(ControlMessage::BatchBegin));
        let count = batch.messages.len();
        let mut last = first;
        for (position, (flags, message)) in batch.messages.into_iter().enumerate() {
            last = self.next_sequence();
            let acknowledge = if position + 1 == count { NLM_F_ACK } else { 0 };
            append(&mut bytes, last, flags | acknowledge, message);
        }
        let end = self.next_sequence();
        append(&mut bytes, end, 0, bracket(ControlMessage::BatchEnd));
        Encoded { bytes, first, last }
    }

    /// Returns when the kernel has acknowledged all of it; an error means that nothing of it took effect.
    pub fn send(&mut self, batch: &Encoded) -> io::Result<()> {
        self.socket.send(&batch.bytes, 0)?;
        let mut failed = None;
        loop {
            let mut buffer = Vec::with_capacity(8192);
            let length = match self.socket.recv(&mut buffer, DO_NOT_WAIT) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Err(failed.unwrap_or_else(|| io::Error::other("nf_tables did not acknowledge a batch")));
                }
                Err(error) => return Err(error),
            };
            for (sequence, code) in answers(&buffer[..length])? {
                // What an earlier batch left unread is not about this one.
                let ours = sequence.wrapping_sub(batch.first) <= batch.last.wrapping_sub(batch.first);
                if !ours {
                    continue;
                }
                if code != 0 && failed.is_none() {
                    failed = Some(io::Error::from_raw_os_error(code));
                }
                // An error of the whole batch (permission, commit) is reported for its begin.
                if sequence == batch.last || (sequence == batch.first && code != 0) {
                    return failed.map_or(Ok(()), Err);
                }
            }
        }
    }

    /// An error if this process may change nothing. What is asked for, a table without a name, no kernel would give.
    pub fn may_change(&mut self) -> io::Result<()> {
        let mut batch = Batch::default();
        batch.create(Family::Inet, NfTablesMessage::NewTable(TableMessage { attributes: Vec::new() }));
        let encoded = self.encode(batch);
        match self.send(&encoded) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(error),
            _ => Ok(()),
        }
    }

    fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }
}

pub struct Encoded {
    bytes: Vec<u8>,
    first: u32,
    last: u32,
}

fn bracket(control: ControlMessage) -> NetfilterMessage {
    NetfilterMessage::new(NetfilterHeader::new(NetfilterProtoFamily::Unspec, 0, SUBSYSTEM), control)
}

fn append(bytes: &mut Vec<u8>, sequence: u32, flags: u16, message: NetfilterMessage) {
    let mut message = NetlinkMessage::from(message);
    message.header.flags = NLM_F_REQUEST | flags;
    message.header.sequence_number = sequence;
    message.finalize();
    let start = bytes.len();
    bytes.resize(start + message.buffer_len().next_multiple_of(4), 0);
    message.serialize(&mut bytes[start..]);
}

/// Sequence number and error code (positive, 0: acknowledged) of each answer in a datagram.
fn answers(mut datagram: &[u8]) -> io::Result<Vec<(u32, i32)>> {
    let mut found = Vec::new();
    while !datagram.is_empty() {
        let message = NetlinkMessage::<NetfilterMessage>::deserialize(datagram)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        if let NetlinkPayload::Error(error) = &message.payload {
            found.push((message.header.sequence_number, -error.raw_code()));
        }
        let length = (message.header.length as usize).next_multiple_of(4).max(16);
        datagram = datagram.get(length..).unwrap_or(&[]);
    }
    Ok(found)
}

/// Whether the error says that there is nothing of that kind.
pub fn is_absent(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::NOENT.raw_os_error())
}

/// Whether the kernel does not know such a family or hook.
pub fn is_unknown(error: &io::Error) -> bool {
    [Errno::OPNOTSUPP, Errno::AFNOSUPPORT].iter().any(|unknown| error.raw_os_error() == Some(unknown.raw_os_error()))
}
