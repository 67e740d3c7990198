//! The filter that the kernel runs for each frame, one for each direction. In words:
//!
//! ```text
//! IPv4, IPv6   the address of this machine's side (in: to whom, out: from whom) is guarded and not open: drop
//! ICMPv6       in: a neighbour solicitation for such an address: drop; out: an advertisement of one: drop
//! ARP          in: a question for such an address: drop, unless the sender claims it for itself, which is how this machine
//!              learns that another one has it now; out: a message that claims such an address: drop
//! else         no opinion: other filters go on
//!
//! open(address) = it follows the deadline, and the boot clock is before the deadline
//! ```
//!
//! Everything is read relative to the network header, so it does not matter whether the interface has Ethernet headers.

use super::assembler::{Assembler, Helper, Label, MapReference, Reg, Size, When};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    In,
    Out,
}

/// From an address (16 bytes, IPv4 mapped into IPv6) to [`SHUT`] or [`FOLLOWS`].
pub const ADDRESSES: &str = "addresses";
/// One value: the deadline in nanoseconds of the boot clock.
pub const DEADLINE: &str = "deadline";
pub const SHUT: u64 = 0;
/// The address is open until the deadline that is common to all.
pub const FOLLOWS: u64 = 1;
/// Guarded addresses of one node.
pub const ADDRESSES_MAX: u32 = 4096;

pub const DROP: i32 = 2;
/// `TC_ACT_UNSPEC`: the next filter is asked.
pub const NO_OPINION: i32 = -1;

/// `struct __sk_buff`.
const SKB_LENGTH: i16 = 0;
const SKB_PROTOCOL: i16 = 16;
/// `BPF_HDR_START_NET`
const NETWORK_HEADER: i32 = 1;
/// More than the headers that are looked at, with Ethernet's.
const PULL_MAX: i32 = 128;

// The stack: the address that is looked up, the index of the deadline, and the bytes of the packet.
const KEY: i16 = -16;
const INDEX: i16 = -20;
const BYTES: i16 = -64;

const ICMPV6: i32 = 58;
const SOLICITATION: i32 = 135;
const ADVERTISEMENT: i32 = 136;

/// What differs between the two directions: offsets of the address in each header.
struct Offsets {
    ipv4: i16,
    ipv6: i16,
    arp: i16,
    discovery: i32,
}

const IN: Offsets = Offsets { ipv4: 16, ipv6: 24, arp: 24, discovery: SOLICITATION };
const OUT: Offsets = Offsets { ipv4: 12, ipv6: 8, arp: 14, discovery: ADVERTISEMENT };
const ARP_SENDER: i16 = 14;
const ARP_TARGET: i16 = 24;

struct Filter {
    asm: Assembler,
    pass: Label,
    drop: Label,
}

pub fn assemble(direction: Direction) -> (Vec<u8>, Vec<MapReference>) {
    let offsets = if direction == Direction::In { IN } else { OUT };
    let mut asm = Assembler::default();
    let (pass, drop) = (asm.label(), asm.label());
    let mut filter = Filter { asm, pass, drop };
    filter.dispatch(direction, &offsets);
    let Filter { mut asm, pass, drop } = filter;
    asm.place(pass);
    asm.set(Reg::R0, NO_OPINION);
    asm.exit();
    asm.place(drop);
    asm.set(Reg::R0, DROP);
    asm.exit();
    asm.finish()
}

impl Filter {
    fn dispatch(&mut self, direction: Direction, offsets: &Offsets) {
        let (ipv4, ipv6, arp) = (self.asm.label(), self.asm.label(), self.asm.label());
        self.asm.copy(Reg::R6, Reg::R1);
        self.asm.load(Size::Four, Reg::R7, Reg::R6, SKB_PROTOCOL);
        // The kernel has it in network order.
        for (ether_type, label) in [(0x0800_u16, ipv4), (0x86dd, ipv6), (0x0806, arp)] {
            self.asm.jump_if(Reg::R7, When::Equal, i32::from(ether_type.to_be()), label);
        }
        self.asm.jump(self.pass);
        self.asm.place(ipv4);
        self.ipv4(offsets);
        self.asm.place(ipv6);
        self.ipv6(offsets);
        self.asm.place(arp);
        self.arp(direction, offsets);
    }

    fn ipv4(&mut self, offsets: &Offsets) {
        // Without a whole header nobody can say whose it is; the kernel would drop it as well.
        self.read_packet(0, 20, self.drop);
        self.key_v4(offsets.ipv4);
        self.drop_unless_open();
        self.asm.jump(self.pass);
    }

    fn ipv6(&mut self, offsets: &Offsets) {
        self.read_packet(0, 40, self.drop);
        self.key_v6(offsets.ipv6);
        self.drop_unless_open();
        self.asm.load(Size::Byte, Reg::R1, Reg::R10, BYTES + 6);
        self.asm.jump_if(Reg::R1, When::NotEqual, ICMPV6, self.pass);
        // Type, code, checksum, flags, target (RFC 4861 4.3, 4.4). A shorter message is another one.
        self.read_packet(40, 24, self.pass);
        self.asm.load(Size::Byte, Reg::R1, Reg::R10, BYTES);
        self.asm.jump_if(Reg::R1, When::NotEqual, offsets.discovery, self.pass);
        self.key_v6(8);
        self.drop_unless_open();
        self.asm.jump(self.pass);
    }

    fn arp(&mut self, direction: Direction, offsets: &Offsets) {
        self.read_packet(0, 28, self.pass);
        // Ethernet and IPv4, of 6 and 4 bytes (RFC 826).
        let kind = u32::from_ne_bytes([0, 1, 8, 0]).cast_signed();
        self.asm.load(Size::Four, Reg::R1, Reg::R10, BYTES);
        self.asm.jump_if(Reg::R1, When::NotEqual, kind, self.pass);
        self.asm.load(Size::Two, Reg::R1, Reg::R10, BYTES + 4);
        self.asm.jump_if(Reg::R1, When::NotEqual, i32::from(u16::from_ne_bytes([6, 4])), self.pass);
        if direction == Direction::In {
            let differ = self.asm.label();
            for half in [0, 2] {
                self.asm.load(Size::Two, Reg::R1, Reg::R10, BYTES + ARP_SENDER + half);
                self.asm.load(Size::Two, Reg::R2, Reg::R10, BYTES + ARP_TARGET + half);
                self.asm.jump_if_registers(Reg::R1, When::NotEqual, Reg::R2, differ);
            }
            self.asm.jump(self.pass);
            self.asm.place(differ);
        }
        self.key_v4(offsets.arp);
        self.drop_unless_open();
        self.asm.jump(self.pass);
    }

    /// Bytes of the packet to the stack, counted from the network header. They may lie outside the packet's first piece of memory:
    /// then the kernel brings its begin together, once.
    fn read_packet(&mut self, offset: i32, length: i32, if_shorter: Label) {
        let (read, pull) = (self.asm.label(), self.asm.label());
        self.call_load_bytes(offset, length);
        self.asm.jump_if(Reg::R0, When::Equal, 0, read);
        self.asm.load(Size::Four, Reg::R2, Reg::R6, SKB_LENGTH);
        self.asm.jump_if(Reg::R2, When::AtMost, PULL_MAX, pull);
        self.asm.set(Reg::R2, PULL_MAX);
        self.asm.place(pull);
        self.asm.copy(Reg::R1, Reg::R6);
        self.asm.call(Helper::SkbPullData);
        self.call_load_bytes(offset, length);
        self.asm.jump_if(Reg::R0, When::NotEqual, 0, if_shorter);
        self.asm.place(read);
    }

    fn call_load_bytes(&mut self, offset: i32, length: i32) {
        self.asm.copy(Reg::R1, Reg::R6);
        self.asm.set(Reg::R2, offset);
        self.asm.copy(Reg::R3, Reg::R10);
        self.asm.add(Reg::R3, i32::from(BYTES));
        self.asm.set(Reg::R4, length);
        self.asm.set(Reg::R5, NETWORK_HEADER);
        self.asm.call(Helper::SkbLoadBytesRelative);
    }

    /// The IPv4 address at an even offset of the bytes, mapped into IPv6 (RFC 4291 2.5.5.2).
    fn key_v4(&mut self, offset: i16) {
        self.asm.store_value(Size::Eight, Reg::R10, KEY, 0);
        self.asm.store_value(Size::Four, Reg::R10, KEY + 8, u32::from_ne_bytes([0, 0, 0xff, 0xff]).cast_signed());
        for half in [0, 2] {
            self.asm.load(Size::Two, Reg::R1, Reg::R10, BYTES + offset + half);
            self.asm.store(Size::Two, Reg::R10, KEY + 12 + half, Reg::R1);
        }
    }

    fn key_v6(&mut self, offset: i16) {
        for half in [0, 8] {
            self.asm.load(Size::Eight, Reg::R1, Reg::R10, BYTES + offset + half);
            self.asm.store(Size::Eight, Reg::R10, KEY + half, Reg::R1);
        }
    }

    /// Goes on if the address in the key is not guarded, or is open now.
    fn drop_unless_open(&mut self) {
        let unguarded = self.asm.label();
        self.lookup(ADDRESSES, KEY);
        self.asm.jump_if(Reg::R0, When::Equal, 0, unguarded);
        self.asm.load(Size::Eight, Reg::R8, Reg::R0, 0);
        self.asm.jump_if(Reg::R8, When::NotEqual, FOLLOWS as i32, self.drop);
        self.asm.store_value(Size::Four, Reg::R10, INDEX, 0);
        self.lookup(DEADLINE, INDEX);
        self.asm.jump_if(Reg::R0, When::Equal, 0, self.drop);
        self.asm.load(Size::Eight, Reg::R8, Reg::R0, 0);
        self.asm.call(Helper::KtimeGetBootNs);
        self.asm.jump_if_registers(Reg::R0, When::AtLeast, Reg::R8, self.drop);
        self.asm.place(unguarded);
    }

    fn lookup(&mut self, map: &'static str, key: i16) {
        self.asm.map(Reg::R1, map);
        self.asm.copy(Reg::R2, Reg::R10);
        self.asm.add(Reg::R2, i32::from(key));
        self.asm.call(Helper::MapLookupElem);
    }
}
