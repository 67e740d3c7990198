//! The role of the client: asks addresses in every way, and notes when it last heard of each.

use crate::actor::{Actor, serve, wait_until};
use crate::frames::{self, Says};
use crate::namespace::{CLIENT_LINK, CLIENT_MAC, CLIENT_V4, CLIENT_V6, NODE_MAC, NODE_V4, ip};
use crate::owner::boot_now;
use crate::service::ECHO_PORT;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often each address is asked.
const PROBE_EVERY: Duration = Duration::from_millis(2);

/// A mark is a question for the node's own address, from an address that says which mark it is.
const MARK_BASE: u8 = 200;
const MARKS: u8 = 50;

#[derive(Default)]
struct Record {
    probed: Vec<IpAddr>,
    probes: u64,
    /// How often and when last, in nanoseconds of the boot clock, which all namespaces share.
    heard: BTreeMap<Says, (u64, u64)>,
    /// The latest mark that came back, and the one that is awaited.
    mark_heard: u8,
    mark_sent: u8,
}

/// What the client knows of one address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heard {
    /// Rounds of probes sent since `reset`.
    pub probes: u64,
    pub packets: u64,
    pub last_packet_ns: u64,
    pub claims: u64,
    pub last_claim_ns: u64,
}

impl Heard {
    pub fn of(client: &mut Actor, address: &str) -> Heard {
        let answer = client.ask(&format!("heard {address}"));
        let numbers: Vec<u64> = answer.split(' ').map(|number| number.parse().expect("a number")).collect();
        let [probes, packets, last_packet_ns, claims, last_claim_ns] = numbers[..] else { panic!("{answer}") };
        Heard { probes, packets, last_packet_ns, claims, last_claim_ns }
    }

    pub fn is_served(&self) -> bool {
        self.packets > 0 && self.claims > 0
    }

    pub fn is_silent(&self) -> bool {
        self.packets == 0 && self.claims == 0
    }

    pub fn last_ns(&self) -> u64 {
        self.last_packet_ns.max(self.last_claim_ns)
    }
}

pub fn run() {
    let record = Arc::new(Mutex::new(Record::default()));
    serve(|verb, rest| {
        match verb {
            "up" => {
                ip("link set lo up");
                ip(&format!("addr add {CLIENT_V4}/24 dev {CLIENT_LINK}"));
                ip(&format!("addr add {CLIENT_V6}/64 dev {CLIENT_LINK} nodad"));
                ip(&format!("link set {CLIENT_LINK} up"));
            }
            "listen" => listen(&record),
            "probe" => record.lock().expect("a lock").probed.push(rest.parse().expect("an address")),
            // What was sent before it and waits to be read would count as heard after it: first all that is read.
            "reset" => {
                let mark = record.lock().expect("a lock").mark_sent % MARKS + 1;
                record.lock().expect("a lock").mark_sent = mark;
                wait_until("the mark comes back", || record.lock().expect("a lock").mark_heard == mark);
                let mut record = record.lock().expect("a lock");
                record.heard.clear();
                record.probes = 0;
            }
            "heard" => return heard(&record.lock().expect("a lock"), rest.parse().expect("an address")),
            // Through the kernel's own neighbour discovery and a whole connection.
            "tcp" => {
                let to = rest.parse().expect("address and port");
                return format!("{:?}", TcpStream::connect_timeout(&to, Duration::from_secs(5)).map(drop));
            }
            _ => panic!("the client does not know {verb}"),
        }
        "ok".to_string()
    });
}

fn heard(record: &Record, address: IpAddr) -> String {
    let (packets, last_packet) = record.heard.get(&Says::From(address)).copied().unwrap_or_default();
    let (claims, last_claim) = record.heard.get(&Says::Claims(address)).copied().unwrap_or_default();
    format!("{} {packets} {last_packet} {claims} {last_claim}", record.probes)
}

fn listen(record: &Arc<Mutex<Record>>) {
    let (mut sender, mut receiver) = frames::channel(CLIENT_LINK);
    let listening = Arc::clone(record);
    std::thread::spawn(move || {
        loop {
            let Ok(frame) = receiver.next() else { continue };
            let now = boot_now();
            let said = frames::read(frame);
            let mark = frames::arp_target(frame).and_then(|target| target.octets()[3].checked_sub(MARK_BASE));
            let mut record = listening.lock().expect("a lock");
            record.mark_heard = mark.unwrap_or(record.mark_heard);
            for what in said {
                let entry = record.heard.entry(what).or_default();
                *entry = (entry.0 + 1, now);
            }
        }
    });
    let probing = Arc::clone(record);
    std::thread::spawn(move || {
        loop {
            let (probed, mark) = {
                let record = probing.lock().expect("a lock");
                (record.probed.clone(), record.mark_sent)
            };
            if mark > 0 {
                let from = Ipv4Addr::new(10, 9, 0, MARK_BASE + mark);
                let node = NODE_V4.parse().expect("an address");
                let _ = sender.send_to(&frames::arp(CLIENT_MAC, frames::BROADCAST, 1, from, node), None);
            }
            for frame in probed.iter().flat_map(|address| probes(*address)) {
                let _ = sender.send_to(&frame, None);
            }
            probing.lock().expect("a lock").probes += 1;
            std::thread::sleep(PROBE_EVERY);
        }
    });
}

/// A datagram straight to the node, and the question who has the address.
fn probes(address: IpAddr) -> [Vec<u8>; 2] {
    let (v4, v6) = (CLIENT_V4.parse().expect("an address"), CLIENT_V6.parse().expect("an address"));
    let from = if address.is_ipv4() { IpAddr::V4(v4) } else { IpAddr::V6(v6) };
    let datagram = frames::udp(CLIENT_MAC, NODE_MAC, (from, 4000), (address, ECHO_PORT), b"who answers?");
    let question = match address {
        IpAddr::V4(target) => frames::arp(CLIENT_MAC, frames::BROADCAST, 1, v4, target),
        IpAddr::V6(target) => frames::solicit(CLIENT_MAC, v6, target),
    };
    [datagram, question]
}
