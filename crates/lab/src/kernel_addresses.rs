//! Which nodes have an address in their kernel. Only for information: an address may be there and kept silent by a gate, and
//! one that is there answers as long as its machine does.

use crate::lab::Lab;
use crate::probe::monotonic_ns;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

const INTERVAL: Duration = Duration::from_millis(10);

/// From this instant on these nodes had the address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holders {
    /// CLOCK_MONOTONIC.
    pub since_ns: u64,
    pub nodes: Vec<&'static str>,
}

/// Looks every 10 ms.
pub struct KernelAddresses {
    changes: Arc<Mutex<Vec<Holders>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl KernelAddresses {
    /// Watches the nodes in their present lives: after a node was powered on again a new one is needed.
    pub fn watch(lab: &Lab, address: IpAddr) -> KernelAddresses {
        let nodes: Vec<(&'static str, u32)> =
            lab.nodes().iter().filter_map(|node| Some((node.name(), node.pid()?))).collect();
        let (changes, stop) = (Arc::new(Mutex::new(Vec::<Holders>::new())), Arc::new(AtomicBool::new(false)));
        let (to, until) = (Arc::clone(&changes), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                let has = |pid: u32| is_local(pid, address);
                let nodes: Vec<&'static str> =
                    nodes.iter().filter(|(_, pid)| has(*pid)).map(|(name, _)| *name).collect();
                let mut changes = to.lock().expect("nobody panics with it");
                if changes.last().is_none_or(|last| last.nodes != nodes) {
                    changes.push(Holders { since_ns: monotonic_ns(), nodes });
                }
                drop(changes);
                std::thread::sleep(INTERVAL);
            }
        });
        KernelAddresses { changes, stop, thread: Some(thread) }
    }

    pub fn changes(&self) -> Vec<Holders> {
        self.changes.lock().expect("nobody panics with it").clone()
    }

    /// Milliseconds in the window at which more than one node had it.
    pub fn double_ms(&self, from_ns: u64, to_ns: u64) -> u64 {
        let changes = self.changes();
        let ends = changes.iter().skip(1).map(|next| next.since_ns).chain([u64::MAX]);
        let double = changes.iter().zip(ends).filter(|(holders, _)| holders.nodes.len() > 1);
        double.map(|(holders, end)| end.min(to_ns).saturating_sub(holders.since_ns.max(from_ns))).sum::<u64>()
            / 1_000_000
    }
}

impl Drop for KernelAddresses {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads the tables of the network that process `pid` lives in (`proc_pid_net(5)`).
fn is_local(pid: u32, address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => std::fs::read_to_string(format!("/proc/{pid}/net/fib_trie"))
            .is_ok_and(|trie| fib_has_local(&trie, &address.to_string())),
        IpAddr::V6(address) => {
            let digits: String = address.octets().iter().map(|byte| format!("{byte:02x}")).collect();
            std::fs::read_to_string(format!("/proc/{pid}/net/if_inet6"))
                .is_ok_and(|list| list.lines().any(|line| line.starts_with(&digits)))
        }
    }
}

/// A leaf is `|-- ADDRESS` and below it `/32 host LOCAL`.
fn fib_has_local(trie: &str, address: &str) -> bool {
    let mut lines = trie.lines();
    while let Some(line) = lines.next() {
        if line.trim().strip_prefix("|-- ") == Some(address) {
            let mut below = lines.clone().take_while(|line| line.trim().starts_with('/'));
            if below.any(|line| line.trim() == "/32 host LOCAL") {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::fib_has_local;

    #[test]
    fn a_route_to_an_address_is_no_address() {
        let trie = "Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.77.0.1\n        /32 host LOCAL\n     |-- 10.77.0.100\n        /32 universe UNICAST\n     \
                    |-- 10.77.0.255\n        /32 link BROADCAST\n";
        assert!(fib_has_local(trie, "10.77.0.1"));
        assert!(!fib_has_local(trie, "10.77.0.100"));
        assert!(!fib_has_local(trie, "10.77.0.2"));
        assert!(!fib_has_local(trie, "10.77.0.255"));
    }
}
