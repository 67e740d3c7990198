//! keepalived: VRRP version 3, three routers with priorities 150, 100 and 50, preemption on, as its manual starts.

use crate::fault::start_applications;
use crate::subject::{Failure, Subject, start_application};
use lab::{Lab, Process};
use std::time::Duration;

pub struct Keepalived {
    /// Seconds between two advertisements.
    pub advert_s: f64,
}

const FILE: &str = "/etc/keepalived/keepalived.conf";
const PRIORITIES: [u8; 3] = [150, 100, 50];

impl Keepalived {
    fn configuration(&self, name: &str, priority: u8) -> String {
        format!(
            "global_defs {{\n  router_id {name}\n  vrrp_version 3\n}}\n\
             vrrp_instance VI {{\n  state BACKUP\n  interface eth0\n  virtual_router_id 51\n  priority {priority}\n  \
             advert_int {}\n  virtual_ipaddress {{\n    10.77.0.100/24\n  }}\n}}\n",
            self.advert_s
        )
    }

    fn run(lab: &Lab, node: &str) {
        let command = ["keepalived", "-f", FILE, "--log-console", "--log-detail", "--dont-fork", "--no-syslog"];
        lab.node(node).spawn("keepalived", &command);
    }

    fn signal_reload(&self, lab: &Lab, node: &str, priority: u8) -> Result<(), Failure> {
        lab.node(node).write(FILE, &self.configuration(node, priority))?;
        lab.node(node).signal(rustix::process::Signal::HUP, |process| self.is_daemon(process));
        Ok(())
    }
}

impl Subject for Keepalived {
    fn start(&mut self, lab: &Lab) -> Result<(), Failure> {
        start_applications(lab)?;
        for (node, priority) in lab.nodes().iter().zip(PRIORITIES) {
            node.write(FILE, &self.configuration(node.name(), priority))?;
            Keepalived::run(lab, node.name());
        }
        Ok(())
    }

    fn is_daemon(&self, process: &Process) -> bool {
        process.name.starts_with("keepalived")
    }

    /// The one with the highest priority takes the role back as soon as it can.
    fn is_settled(&self, lab: &Lab) -> bool {
        let runs = |node: &lab::Node| node.processes().iter().any(|process| self.is_daemon(process));
        lab.nodes().iter().all(runs)
    }

    /// There is no command: another priority is configured.
    fn move_away(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure> {
        self.signal_reload(lab, owner, 20)
    }

    fn end_move(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure> {
        let number = usize::from(lab.node(owner).number());
        self.signal_reload(lab, owner, PRIORITIES[number - 1])
    }

    fn start_node(&mut self, lab: &Lab, node: &str) -> Result<(), Failure> {
        let has_application = |process: &Process| process.arguments.iter().any(|word| word == "echo");
        if !lab.node(node).processes().iter().any(has_application) {
            start_application(lab, node)?;
        }
        Keepalived::run(lab, node);
        Ok(())
    }

    fn window(&self) -> Duration {
        Duration::from_secs_f64(if self.advert_s >= 1.0 { 5.5 } else { 2.0 })
    }

    fn heal_window(&self) -> Duration {
        Duration::from_secs_f64(if self.advert_s >= 1.0 { 4.5 } else { 1.5 })
    }
}
