//! What is measured: a cluster that keeps one address on one of three nodes.

use lab::{Lab, Process};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

pub const PORT: u16 = 7777;

pub fn role_address() -> IpAddr {
    [10, 77, 0, 100].into()
}

pub fn role() -> SocketAddr {
    (role_address(), PORT).into()
}

pub trait Subject {
    /// Brings everything up, with the role on some node.
    fn start(&mut self, lab: &Lab) -> Result<(), Failure>;

    /// One of its processes, the application not counted.
    fn is_daemon(&self, process: &Process) -> bool;

    /// The process that a service manager would know.
    fn is_service(&self, process: &Process) -> bool {
        self.is_daemon(process)
    }

    /// The node that decides for the others, where there is one.
    fn leader(&self, _lab: &Lab) -> Option<String> {
        None
    }

    /// Makes the owner the leader, or another node. Nothing where there is no leader.
    fn arrange(&mut self, _lab: &Lab, _owner: &str, _owner_leads: bool) -> Result<(), Failure> {
        Ok(())
    }

    /// Whether the address is in no other kernel than the owner's when everything is settled.
    fn leaves_no_address(&self) -> bool {
        true
    }

    /// All nodes take part, and nothing is under way.
    fn is_settled(&self, lab: &Lab) -> bool;

    /// A planned move away from the owner. Returns when the command does.
    fn move_away(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure>;

    /// Takes back what the move has left behind.
    fn end_move(&mut self, _lab: &Lab, _owner: &str) -> Result<(), Failure> {
        Ok(())
    }

    /// Starts what was killed, after the machine's power was cut or not.
    fn start_node(&mut self, lab: &Lab, node: &str) -> Result<(), Failure>;

    /// How long to look at what a fault did.
    fn window(&self) -> Duration;

    /// How long to look, at the least, at what the repair did.
    fn heal_window(&self) -> Duration;

    /// How many nodes were taken out of the cluster so far; `None` where that is not recorded.
    fn removals(&self, _lab: &Lab) -> Option<usize> {
        None
    }

    /// Where the time went, as the nodes that were not struck have recorded it; null when they do not.
    fn phases(&self, _lab: &Lab, _struck: &str) -> serde_json::Value {
        serde_json::Value::Null
    }
}

/// The application of a subject that does not start it itself: it runs everywhere and waits for the address.
pub fn start_application(lab: &Lab, node: &str) -> Result<(), Failure> {
    let tool = lab::tool()?.to_str().ok_or("the path of the lab's program is no text")?;
    lab.node(node).spawn("echo", &[lab.real_time_prefix(), &[tool, "echo", &role().to_string()]].concat());
    Ok(())
}
