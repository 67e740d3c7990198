//! What can be broken, and mended again. Nothing here asks the nodes: a fault is done to them.

use crate::lab::Lab;
use crate::process::Process;
use crate::programs::Skip;
use crate::wait;
use rustix::process::Signal;
use std::fmt::Write;
use std::time::Duration;

/// The client's name where a fault takes the name of a machine.
pub const CLIENT: &str = "client";

const DEADLINE: Duration = Duration::from_secs(10);

/// Which network a fault is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    Client,
    Heartbeat,
    Both,
}

impl Which {
    fn letters(self) -> &'static [&'static str] {
        match self {
            Which::Client => &["c"],
            Which::Heartbeat => &["h"],
            Which::Both => &["c", "h"],
        }
    }
}

/// # Panics
/// All of these do when the kernel refuses: a fault that did not happen must not pass for one that was survived.
impl Lab {
    /// The machine's cable is pulled: its interface loses its carrier.
    pub fn link_down(&self, machine: &str, which: Which) {
        self.ports(machine, which, |port, _| format!("link set {port} down"));
    }

    /// The machine is cut off and cannot see it: its ports leave their bridges, and its interfaces keep their carrier.
    pub fn isolate(&self, machine: &str, which: Which) {
        self.ports(machine, which, |port, _| format!("link set {port} nomaster"));
    }

    /// Undoes [`Lab::link_down`] and [`Lab::isolate`].
    pub fn heal(&self, machine: &str, which: Which) {
        self.ports(machine, which, |port, letter| format!("link set {port} master br{letter} up"));
    }

    fn ports(&self, machine: &str, which: Which, line: impl Fn(&str, &str) -> String) {
        let mut lines = String::new();
        for letter in which.letters().iter().filter(|letter| machine != CLIENT || **letter == "c") {
            let _ = writeln!(lines, "{}", line(&format!("{letter}-{machine}"), letter));
        }
        self.switch.ip(&lines).unwrap_or_else(|error| panic!("{machine}: {error}"));
    }

    /// The node loses its power. It is cut off an instant before it ends, because a dying kernel would say goodbye for its
    /// programs (closed connections), which a machine without power does not.
    pub fn power_off(&self, node: &str) {
        self.isolate(node, Which::Both);
        self.node(node).kill();
    }

    /// The node starts again, with the files it had and no process. It is plugged in as it was at first.
    pub fn power_on(&self, node: &str) {
        assert!(!self.node(node).is_on(), "{node} is on");
        for port in [format!("c-{node}"), format!("h-{node}")] {
            // The kernel keeps the old network for as long as a dead program's connection waits to be acknowledged (`tcp(7)`,
            // `tcp_orphan_retries`), and with it the old cables.
            wait::until("the old cables are gone", DEADLINE, || {
                let _ = self.switch.run("ip", &["link", "delete", &port]);
                self.switch.run("ip", &["link", "show", &port]).is_err().then_some(())
            });
        }
        self.node(node).start(&self.switch).unwrap_or_else(|error| panic!("{node}: {error}"));
    }

    /// Each packet that crosses the switch is lost with this probability, in per cent; 0 is none. Needs `nft`.
    pub fn loss(&self, percent: u8) -> Result<(), Skip> {
        assert!(percent <= 100, "{percent} % is more than all");
        // `add` before `delete`: the table need not be there.
        let mut rules = String::from("add table bridge lab; delete table bridge lab;");
        if percent > 0 {
            let _ = write!(
                rules,
                "add table bridge lab; add chain bridge lab loss {{ type filter hook forward priority 0; }}; \
                 add rule bridge lab loss numgen random mod 100 < {percent} drop"
            );
        }
        self.switch.run("nft", &[&rules]).map(|_| ())
    }

    /// SIGSTOP to each process of the node that is picked. Pid 1 goes on.
    pub fn freeze(&self, node: &str, pick: impl Fn(&Process) -> bool) -> Vec<Process> {
        self.node(node).signal(Signal::STOP, pick)
    }

    /// SIGCONT to everything on the node.
    pub fn thaw(&self, node: &str) {
        self.node(node).signal(Signal::CONT, |_| true);
    }
}
