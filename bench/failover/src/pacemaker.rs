//! Pacemaker on Corosync, started by hand as their units do it: a group of IPaddr2 and Dummy, stickiness 100, no fencing.

use crate::fault::start_applications;
use crate::subject::{Failure, Subject, start_application};
use lab::{Lab, NODES, Process, wait};
use std::time::Duration;

pub struct Pacemaker {
    /// `totem.token` in ms; the default of 3000 without it. Corosync adds 650 ms for the third node.
    pub token_ms: Option<u32>,
}

const START_DEADLINE: Duration = Duration::from_secs(90);
const GROUP: &str = r#"<group id="g"><primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
<instance_attributes id="vip-ia"><nvpair id="vip-ip" name="ip" value="10.77.0.100"/><nvpair id="vip-m" name="cidr_netmask" value="24"/>
<nvpair id="vip-nic" name="nic" value="eth0"/></instance_attributes>
<operations><op id="vip-mon" name="monitor" interval="10s" timeout="20s"/></operations></primitive>
<primitive id="d" class="ocf" provider="heartbeat" type="Dummy">
<operations><op id="d-mon" name="monitor" interval="10s" timeout="20s"/></operations></primitive></group>"#;

impl Pacemaker {
    fn configuration(&self) -> String {
        let token = self.token_ms.map_or_else(String::new, |token| format!("  token: {token}\n"));
        let nodes: String = (1..=NODES.len())
            .map(|id| format!("  node {{\n    ring0_addr: 10.78.0.{id}\n    name: n{id}\n    nodeid: {id}\n  }}\n"))
            .collect();
        format!(
            "totem {{\n  version: 2\n  cluster_name: bench\n  transport: knet\n  crypto_cipher: aes256\n  crypto_hash: sha256\n{token}}}\n\
             nodelist {{\n{nodes}}}\nquorum {{\n  provider: corosync_votequorum\n}}\n\
             logging {{\n  to_logfile: yes\n  logfile: /var/log/corosync/corosync.log\n  to_syslog: no\n  timestamp: hires\n}}\n"
        )
    }

    fn run(lab: &Lab, name: &str) -> Result<(), Failure> {
        let node = lab.node(name);
        node.run("mkdir", &["-p", "/run/resource-agents", "/run/corosync", "/var/log/corosync", "/var/log/pacemaker"])?;
        node.spawn("corosync", &["corosync", "-f"]);
        let answers = || node.run("corosync-cmapctl", &["-g", "runtime.votequorum.this_node_id"]).ok();
        wait::within(START_DEADLINE, answers).ok_or_else(|| format!("corosync does not start on {name}"))?;
        node.spawn("pacemakerd", &["pacemakerd"]);
        Ok(())
    }

    /// Any node that is reachable and answers.
    fn ask(lab: &Lab, program: &str, arguments: &[&str]) -> Option<String> {
        lab.nodes().iter().filter(|node| node.is_on()).find_map(|node| node.run(program, arguments).ok())
    }

    fn all_online(lab: &Lab) -> bool {
        let seen = |node: &lab::Node| {
            let status = node.run("crm_mon", &["--one-shot", "--output-as=xml"]).unwrap_or_default();
            let is_member = |line: &&str| {
                line.trim_start().starts_with("<node ")
                    && line.contains("online=\"true\"")
                    && line.contains("pending=\"false\"")
            };
            status.lines().filter(is_member).count()
        };
        lab.nodes().iter().all(|node| node.is_on() && seen(node) == NODES.len())
    }
}

impl Pacemaker {
    /// A cluster of the three nodes, without fencing and with stickiness.
    pub fn form(&self, lab: &Lab) -> Result<(), Failure> {
        // Any 256 bytes: the same on all nodes.
        let key: String = (0..256).map(|at: usize| char::from(b'a' + (at * 7 % 26) as u8)).collect();
        for node in lab.nodes() {
            node.write("/etc/corosync/corosync.conf", &self.configuration())?;
            node.write("/etc/corosync/authkey", &key)?;
            node.run("chmod", &["400", "/etc/corosync/authkey"])?;
            Pacemaker::run(lab, node.name())?;
        }
        wait::within(START_DEADLINE, || Pacemaker::all_online(lab).then_some(())).ok_or("Pacemaker does not form")?;
        let node = lab.node("n1");
        node.run("crm_attribute", &["-t", "crm_config", "-n", "stonith-enabled", "-v", "false"])?;
        node.run("crm_attribute", &["-t", "rsc_defaults", "-n", "resource-stickiness", "-v", "100"])?;
        Ok(())
    }
}

impl Subject for Pacemaker {
    fn start(&mut self, lab: &Lab) -> Result<(), Failure> {
        start_applications(lab)?;
        self.form(lab)?;
        lab.node("n1").run("cibadmin", &["--create", "--scope", "resources", "--xml-text", GROUP])?;
        Ok(())
    }

    fn is_daemon(&self, process: &Process) -> bool {
        process.name.starts_with("corosync") || process.name.starts_with("pacemaker")
    }

    fn is_service(&self, process: &Process) -> bool {
        process.name == "corosync" || process.name == "pacemakerd"
    }

    fn leader(&self, lab: &Lab) -> Option<String> {
        let said = Pacemaker::ask(lab, "crmadmin", &["-D"])?;
        said.split_whitespace().last().map(str::to_owned)
    }

    /// The leader cannot be chosen: the role goes there, or away.
    fn arrange(&mut self, lab: &Lab, owner: &str, owner_leads: bool) -> Result<(), Failure> {
        let leader = self.leader(lab).ok_or("no node is the DC")?;
        if (leader == owner) == owner_leads {
            return Ok(());
        }
        let to =
            if owner_leads { leader.as_str() } else { NODES.into_iter().find(|node| *node != leader).unwrap_or("n1") };
        lab.node(to).run("crm_resource", &["--move", "--resource", "g", "--node", to])?;
        lab.node(to).run("crm_resource", &["--wait", "--timeout=30"])?;
        lab.node(to).run("crm_resource", &["--clear", "--resource", "g"])?;
        Ok(())
    }

    fn is_settled(&self, lab: &Lab) -> bool {
        Pacemaker::all_online(lab) && lab.node("n1").run("crm_resource", &["--wait", "--timeout=20"]).is_ok()
    }

    fn move_away(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure> {
        let to = NODES.into_iter().find(|node| *node != owner).unwrap_or("n1");
        lab.node(to).run("crm_resource", &["--move", "--resource", "g", "--node", to])?;
        Ok(())
    }

    fn end_move(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure> {
        lab.node(owner).run("crm_resource", &["--wait", "--timeout=30"])?;
        lab.node(owner).run("crm_resource", &["--clear", "--resource", "g"])?;
        Ok(())
    }

    fn start_node(&mut self, lab: &Lab, node: &str) -> Result<(), Failure> {
        let has_application = |process: &Process| process.arguments.iter().any(|word| word == "echo");
        if !lab.node(node).processes().iter().any(has_application) {
            start_application(lab, node)?;
        }
        Pacemaker::run(lab, node)
    }

    fn window(&self) -> Duration {
        Duration::from_secs(if self.token_ms.is_none() { 12 } else { 6 })
    }

    fn heal_window(&self) -> Duration {
        Duration::from_secs(5)
    }
}
