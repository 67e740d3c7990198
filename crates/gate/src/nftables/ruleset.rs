//! The tables, sets, chains and rules of one node, as data. In the words of `nft(8)`:
//!
//! ```text
//! table inet quorate-NAME {
//!     set known4 { type ipv4_addr; }                        # guarded
//!     set open4 { type ipv4_addr; flags timeout; }          # until their timeout
//!     chain in {                                            # ... and known6, open6
//!         type filter hook input priority raw;
//!         meta iiftype loopback accept
//!         ip daddr @known4 ip daddr != @open4 drop
//!         ip6 daddr @known6 ip6 daddr != @open6 drop
//!         icmpv6 type nd-neighbor-solicit <target> @known6 <target> != @open6 drop
//!     }
//!     chain out { type filter hook output priority raw; ... the same with saddr and nd-neighbor-advert }
//! }
//! table arp quorate-NAME {                                  # its sets are known4, open4
//!     chain in { type filter hook input priority filter; arp daddr ip @known4 arp daddr ip != @open4 arp saddr ip != @known4 drop }
//!     chain out { type filter hook output priority filter; arp saddr ip @known4 arp saddr ip != @open4 drop }
//! }
//! table netdev quorate-NAME {                               # its sets are those of inet
//!     chain in-INDEX { type filter hook ingress device NAME priority filter; ... all that `in` drops in inet and arp }
//!     chain out-INDEX { type filter hook egress device NAME priority filter; ... all that `out` drops; Linux 5.16 }
//! }
//! ```
//!
//! Two layers: inet and arp see what is for this machine's own programs, on every interface, also one that has just appeared.
//! They do not use prerouting and postrouting, where `br_netfilter` shows them what a bridge passes on between other
//! machines. netdev sees all that enters and leaves by an interface, also what is redirected to containers, and what
//! programs send past the kernel's own ARP.
//!
//! An ARP message of which the sender claims a guarded address comes from the machine that has the address now: it is let in, so
//! that this machine learns where the address went. An answer to it would still have to pass `out`.

use super::netlink::{Batch, Family};
use crate::interfaces::Interface;
use netlink_packet_netfilter::nftables::{
    ChainAttribute, ChainMessage, Cmp, DataAttribute, DevHookNumber, ExpressionAttribute, Expressions, Hook,
    HookNumber, Immediate, ListAttribute, Lookup, Meta, MetaKey, NfTablesMessage, Operator, Payload, Register,
    RuleAttribute, RuleMessage, SetAttribute, SetElementAttribute, SetElementList, SetElementMessage, SetFlags,
    SetMessage, TableAttribute, TableFlags, TableMessage, Verdict, VerdictAttribute,
};
use std::net::IpAddr;

/// Elements in one message: the length of a netlink attribute has 16 bits.
const ELEMENTS_MAX: usize = 500;
const LOOKUP_INVERTED: u32 = 1;
const ACCEPT: u32 = 1;
const DROP: u32 = 0;
/// `ARPHRD_LOOPBACK`: what the machine sends to itself is not a client's.
const LOOPBACK: u16 = 772;
const ICMPV6: u8 = 58;

/// A set of addresses in a table. The key type is only for `nft list`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Set {
    pub family: Family,
    pub name: &'static str,
    v6: bool,
    timeout: bool,
}

const fn set(family: Family, name: &'static str, v6: bool, timeout: bool) -> Set {
    Set { family, name, v6, timeout }
}

const SETS: [Set; 10] = [
    set(Family::Inet, "known4", false, false),
    set(Family::Inet, "known6", true, false),
    set(Family::Inet, "open4", false, true),
    set(Family::Inet, "open6", true, true),
    set(Family::Arp, "known4", false, false),
    set(Family::Arp, "open4", false, true),
    set(Family::Netdev, "known4", false, false),
    set(Family::Netdev, "known6", true, false),
    set(Family::Netdev, "open4", false, true),
    set(Family::Netdev, "open6", true, true),
];

/// The sets that say of `address` that it is guarded, or open.
pub fn sets_of(address: IpAddr, open: bool) -> impl Iterator<Item = Set> {
    SETS.into_iter().filter(move |set| set.v6 == address.is_ipv6() && set.timeout == open)
}

pub fn open_sets() -> impl Iterator<Item = Set> {
    SETS.into_iter().filter(|set| set.timeout)
}

/// Family, name, hook and priority of the chains for all interfaces (`nft(8)`, tables of hooks and priorities). In the inet family hook 1
/// is input and 3 is output, in the arp family 0 and 1.
const CHAINS: [(Family, Direction, u32, i32); 4] = [
    (Family::Inet, Direction::In, 1, -300),
    (Family::Inet, Direction::Out, 3, -300),
    (Family::Arp, Direction::In, 0, 0),
    (Family::Arp, Direction::Out, 1, 0),
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }
}

/// Where the bytes are that a rule looks at.
#[derive(Clone, Copy)]
enum Header {
    Network = 1,
    Transport = 2,
}

/// What a rule compares first: part of the packet's description, or bytes of the packet.
enum Is {
    Meta(MetaKey, &'static [u8]),
    Bytes(Header, u32, &'static [u8]),
}

const IPV4: &[u8] = &0x0800_u16.to_be_bytes();
const IPV6: &[u8] = &0x86dd_u16.to_be_bytes();
const ARP: &[u8] = &0x0806_u16.to_be_bytes();
/// Ethernet and IPv4: the only ARP there is (RFC 826: hardware 1, protocol 0x0800, lengths 6 and 4).
const ARP_OF_IPV4: &[u8] = &[0, 1, 8, 0, 6, 4];
const ND_SOLICIT: &[u8] = &[135];
const ND_ADVERT: &[u8] = &[136];

/// Drop if all of `is` holds, the address at `at` is known and not open, and the one at `unless_known` (if any) is not known.
struct Rule {
    direction: Direction,
    is: &'static [Is],
    at: (Header, u32),
    v6: bool,
    is_arp: bool,
    unless_known: Option<u32>,
}

const fn rule(direction: Direction, is: &'static [Is], at: (Header, u32), v6: bool) -> Rule {
    Rule { direction, is, at, v6, is_arp: false, unless_known: None }
}

const fn arp_rule(direction: Direction, at: u32, unless_known: Option<u32>) -> Rule {
    Rule { direction, is: IS_ARP, at: (Header::Network, at), v6: false, is_arp: true, unless_known }
}

const IS_V4: &[Is] = &[Is::Meta(MetaKey::EtherTypeProtocol, IPV4)];
const IS_V6: &[Is] = &[Is::Meta(MetaKey::EtherTypeProtocol, IPV6)];
const IS_SOLICIT: &[Is] = &[
    Is::Meta(MetaKey::EtherTypeProtocol, IPV6),
    Is::Meta(MetaKey::L4Proto, &[ICMPV6]),
    Is::Bytes(Header::Transport, 0, ND_SOLICIT),
];
const IS_ADVERT: &[Is] = &[
    Is::Meta(MetaKey::EtherTypeProtocol, IPV6),
    Is::Meta(MetaKey::L4Proto, &[ICMPV6]),
    Is::Bytes(Header::Transport, 0, ND_ADVERT),
];
const IS_ARP: &[Is] = &[Is::Meta(MetaKey::EtherTypeProtocol, ARP), Is::Bytes(Header::Network, 0, ARP_OF_IPV4)];

const RULES: [Rule; 8] = [
    rule(Direction::In, IS_V4, (Header::Network, 16), false),
    rule(Direction::In, IS_V6, (Header::Network, 24), true),
    rule(Direction::In, IS_SOLICIT, (Header::Transport, 8), true),
    arp_rule(Direction::In, 24, Some(14)),
    rule(Direction::Out, IS_V4, (Header::Network, 12), false),
    rule(Direction::Out, IS_V6, (Header::Network, 8), true),
    rule(Direction::Out, IS_ADVERT, (Header::Transport, 8), true),
    arp_rule(Direction::Out, 14, None),
];

/// The rules of a chain. ARP is no part of the inet family, and all of the arp family.
fn plan_rules(batch: &mut Batch, table: &str, family: Family, chain: &str, direction: Direction) {
    let here = |rule: &&Rule| match family {
        Family::Inet => !rule.is_arp,
        Family::Arp => rule.is_arp,
        Family::Netdev => true,
    };
    for rule in RULES.iter().filter(|rule| rule.direction == direction).filter(here) {
        batch.create(family, new_rule(table, chain, expressions(rule)));
    }
}

/// A table that belongs to this process is not touched when somebody else flushes the ruleset, and it stays when the process ends. Linux
/// before 6.9 knows this only without the latter, and says that it does not know it.
pub fn owned() -> TableFlags {
    TableFlags::Owner | TableFlags::Persisent
}

/// The tables for packets of every interface, empty: nothing is guarded. Fails with `AlreadyExists` if one of that name is there.
pub fn plan_create(table: &str, flags: TableFlags) -> Batch {
    let mut batch = Batch::default();
    for family in [Family::Inet, Family::Arp] {
        plan_table(&mut batch, table, flags, family);
    }
    for (family, direction, hook, priority) in CHAINS {
        let chain = direction.name();
        let hook = vec![Hook::Number(HookNumber::Other(hook)), Hook::Priority(priority.cast_unsigned())];
        batch.create(family, new_chain(table, chain, hook));
        if family == Family::Inet {
            let key = if direction == Direction::In { MetaKey::Iftype } else { MetaKey::Oiftype };
            let mut expressions = meta_is(key, &LOOPBACK.to_ne_bytes());
            expressions.push(verdict(ACCEPT));
            batch.create(family, new_rule(table, chain, expressions));
        }
        plan_rules(&mut batch, table, family, chain, direction);
    }
    batch
}

/// The table for single interfaces, without any.
pub fn plan_create_netdev(table: &str, flags: TableFlags) -> Batch {
    let mut batch = Batch::default();
    plan_table(&mut batch, table, flags, Family::Netdev);
    batch
}

/// The chains of this interface.
pub fn plan_attach(table: &str, interface: &Interface, directions: &[Direction]) -> Batch {
    let mut batch = Batch::default();
    for direction in directions {
        let number = match direction {
            Direction::In => DevHookNumber::Ingress,
            Direction::Out => DevHookNumber::Egress,
        };
        let name = Hook::NetDeviceName(interface.name.clone());
        let chain = interface_chain(interface, *direction);
        let hook = vec![Hook::Number(number.into()), Hook::Priority(0), name];
        batch.create_exclusively(Family::Netdev, new_chain(table, &chain, hook));
        plan_rules(&mut batch, table, Family::Netdev, &chain, *direction);
    }
    batch
}

pub fn plan_detach(table: &str, interface: &Interface, directions: &[Direction]) -> Batch {
    let mut batch = Batch::default();
    for direction in directions {
        let name = interface_chain(interface, *direction);
        let attributes = vec![ChainAttribute::Table(table.into()), ChainAttribute::Name(name)];
        batch.delete(Family::Netdev, NfTablesMessage::DeleteChain(ChainMessage { attributes }));
    }
    batch
}

fn interface_chain(interface: &Interface, direction: Direction) -> String {
    format!("{}-{}", direction.name(), interface.index)
}

fn plan_table(batch: &mut Batch, table: &str, flags: TableFlags, family: Family) {
    let attributes = vec![TableAttribute::Name(table.into()), TableAttribute::Flags(flags)];
    batch.create_exclusively(family, NfTablesMessage::NewTable(TableMessage { attributes }));
    for (id, set) in SETS.into_iter().enumerate().filter(|(_, set)| set.family == family) {
        batch.create(family, NfTablesMessage::NewSet(new_set(table, set, id as u32 + 1)));
    }
}

fn new_chain(table: &str, name: &str, hook: Vec<Hook>) -> NfTablesMessage {
    let attributes = vec![
        ChainAttribute::Table(table.into()),
        ChainAttribute::Name(name.into()),
        ChainAttribute::Hook(hook),
        ChainAttribute::Policy(ACCEPT),
        ChainAttribute::Type("filter".into()),
    ];
    NfTablesMessage::NewChain(ChainMessage { attributes })
}

pub fn plan_remove(table: &str, family: Family) -> Batch {
    let mut batch = Batch::default();
    let attributes = vec![TableAttribute::Name(table.into())];
    batch.delete(family, NfTablesMessage::DeleteTable(TableMessage { attributes }));
    batch
}

impl Batch {
    /// Adds addresses to a set; `timeout_ms` of 0 would mean for ever, and is only for sets without timeouts.
    pub fn add_elements(&mut self, table: &str, set: Set, addresses: &[IpAddr], timeout_ms: Option<u64>) {
        for some in addresses.chunks(ELEMENTS_MAX) {
            let elements = elements(table, set, some, timeout_ms);
            self.create(set.family, NfTablesMessage::NewSetElement(elements));
        }
    }

    /// An error if one of them is not there.
    pub fn delete_elements(&mut self, table: &str, set: Set, addresses: &[IpAddr]) {
        for some in addresses.chunks(ELEMENTS_MAX) {
            self.delete(set.family, NfTablesMessage::DeleteSetElement(elements(table, set, some, None)));
        }
    }

    /// Removes all elements of a set, however many there are.
    pub fn empty(&mut self, table: &str, set: Set) {
        let attributes = vec![SetElementList::Table(table.into()), SetElementList::Set(set.name.into())];
        self.delete(set.family, NfTablesMessage::DeleteSetElement(SetElementMessage { attributes }));
    }
}

fn elements(table: &str, set: Set, addresses: &[IpAddr], timeout_ms: Option<u64>) -> SetElementMessage {
    let element = |address: &IpAddr| {
        let bytes = match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        let mut attributes = vec![SetElementAttribute::Key(DataAttribute::Value(bytes))];
        attributes.extend(timeout_ms.map(SetElementAttribute::Timeout));
        ListAttribute::Element(attributes)
    };
    SetElementMessage {
        attributes: vec![
            SetElementList::Table(table.into()),
            SetElementList::Set(set.name.into()),
            SetElementList::Elements(addresses.iter().map(element).collect()),
        ],
    }
}

fn new_set(table: &str, set: Set, id: u32) -> SetMessage {
    // The numbers of `ipv4_addr` and `ipv6_addr` in nft(8), so that it can list what is here.
    let (key_type, key_length) = if set.v6 { (8, 16) } else { (7, 4) };
    SetMessage {
        attributes: vec![
            SetAttribute::Table(table.into()),
            SetAttribute::Name(set.name.into()),
            SetAttribute::Flags(if set.timeout { SetFlags::Timeout } else { SetFlags::empty() }),
            SetAttribute::KeyType(key_type),
            SetAttribute::KeyLen(key_length),
            SetAttribute::Id(id),
        ],
    }
}

fn new_rule(table: &str, chain: &str, expressions: Vec<Expressions>) -> NfTablesMessage {
    let expressions: Vec<ListAttribute<ExpressionAttribute>> = expressions.into_iter().map(Into::into).collect();
    NfTablesMessage::NewRule(RuleMessage {
        attributes: vec![
            RuleAttribute::Table(table.into()),
            RuleAttribute::Chain(chain.into()),
            RuleAttribute::Expressions(expressions),
        ],
    })
}

fn expressions(rule: &Rule) -> Vec<Expressions> {
    let mut all = Vec::new();
    for is in rule.is {
        match is {
            Is::Meta(key, wanted) => all.extend(meta_is(*key, wanted)),
            Is::Bytes(header, offset, wanted) => {
                all.push(load(*header, *offset, wanted.len() as u32));
                all.push(equals(wanted));
            }
        }
    }
    let (header, offset) = rule.at;
    let (known, open) = if rule.v6 { ("known6", "open6") } else { ("known4", "open4") };
    let length = if rule.v6 { 16 } else { 4 };
    all.push(load(header, offset, length));
    all.push(lookup(known, 0));
    all.push(lookup(open, LOOKUP_INVERTED));
    if let Some(offset) = rule.unless_known {
        all.push(load(header, offset, length));
        all.push(lookup(known, LOOKUP_INVERTED));
    }
    all.push(verdict(DROP));
    all
}

fn meta_is(key: MetaKey, wanted: &[u8]) -> Vec<Expressions> {
    vec![Expressions::Meta(vec![Meta::Key(key), Meta::DestinationRegister(Register::Reg1)]), equals(wanted)]
}

fn load(header: Header, offset: u32, length: u32) -> Expressions {
    Expressions::Payload(vec![
        Payload::DestinationRegister(Register::Reg1),
        Payload::Base(header as u32),
        Payload::Offset(offset),
        Payload::Len(length),
    ])
}

fn equals(wanted: &[u8]) -> Expressions {
    Expressions::Cmp(vec![
        Cmp::SourceRegister(Register::Reg1),
        Cmp::Op(Operator::Equal),
        Cmp::Data(DataAttribute::Value(wanted.to_vec())),
    ])
}

fn lookup(set: &str, flags: u32) -> Expressions {
    Expressions::Lookup(vec![Lookup::Set(set.into()), Lookup::SourceRegister(Register::Reg1), Lookup::Flags(flags)])
}

fn verdict(code: u32) -> Expressions {
    Expressions::Immediate(vec![
        Immediate::DestinationRegister(Register::Verdict),
        Immediate::Data(DataAttribute::Verdict(vec![VerdictAttribute::Code(Verdict::Other(code))])),
    ])
}
