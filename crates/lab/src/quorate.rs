//! Quorate in the lab: three services that form a cluster, and a role with an address. Only by what an administrator has: the
//! binary, a settings file for each node, and `-o json`.

use crate::lab::Lab;
use crate::process::Process;
use crate::programs::Skip;
use crate::wait;
use crate::wiring::{NODES, heartbeat_address};
use serde_json::Value as Json;
use std::fmt::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

/// The role's group, its address and its application.
pub const GROUP: &str = "Role";
pub const ADDRESS: &str = "Role Address";
pub const APPLICATION: &str = "Role Application";
/// Where clients find the role.
pub const ROLE: &str = "10.77.0.100:7777";

const SETTINGS: &str = "/etc/quorate/node.toml";
const PEER_PORT: u16 = 3343;
/// A machine with two cores on which other tests run takes its time.
const DEADLINE: Duration = Duration::from_secs(60);

/// Who puts the address of the role on its owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Address {
    /// A resource of type IP Address that the application depends on.
    Resource,
    /// The application itself, by `ip`, which does not take it away again: for a binary without that type.
    Application,
}

/// Values of `SameSubnetDelay` (ms) and `SameSubnetThreshold`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    pub delay_ms: u32,
    pub threshold: u32,
}

/// Failover well below a second.
pub const FAST: Profile = Profile { delay_ms: 50, threshold: 4 };

/// A cluster on the three nodes of a lab. The lab ends it.
pub struct Cluster {
    binary: PathBuf,
}

impl Cluster {
    /// A new cluster of n1, n2 and n3, all of them members.
    pub fn found(lab: &Lab, binary: &Path) -> Result<Cluster, Skip> {
        let binary = binary.canonicalize().map_err(|error| Skip(format!("{}: {error}", binary.display())))?;
        let cluster = Cluster { binary };
        let shared = cluster_settings();
        for node in lab.nodes() {
            node.write(SETTINGS, &(node_settings(node.number()) + &shared))?;
            node.run("mkdir", &["-p", "/var/lib/quorate"])?;
            cluster.start(lab, node.name());
        }
        cluster.wait_for_members(lab)?;
        Ok(cluster)
    }

    /// Starts the service of a node, which is started again when it asks for another life (exit status 75).
    pub fn start(&self, lab: &Lab, node: &str) {
        let node = lab.node(node);
        node.run("mkdir", &["-p", "/run/quorate"]).unwrap_or_else(|error| panic!("{}: {error}", node.name()));
        let tool = crate::tool().ok().and_then(Path::to_str).expect("there is a lab, so there is its program");
        let binary = self.binary.to_str().expect("the path of the binary is text");
        node.spawn("service", &[tool, "keep", binary, "serve", "--settings", SETTINGS]);
    }

    /// Waits until the service of each node that is on is a member in its present life.
    pub fn wait_for_members(&self, lab: &Lab) -> Result<(), Skip> {
        for node in lab.nodes().iter().filter(|node| node.is_on()) {
            wait::within(DEADLINE, || self.is_member(lab, node.name()).then_some(()))
                .ok_or_else(|| Skip(format!("the service of {} is no member within {DEADLINE:?}", node.name())))?;
        }
        Ok(())
    }

    /// What its service says of itself; answered without quorum.
    pub fn is_member(&self, lab: &Lab, node: &str) -> bool {
        self.json(lab, node, &["status"]).is_ok_and(|status| status["member"] == true)
    }

    /// Runs `quorate` on a node, with these arguments.
    pub fn output(&self, lab: &Lab, node: &str, arguments: &[&str]) -> std::io::Result<Output> {
        let node = lab.node(node);
        if !node.is_on() {
            return Err(std::io::Error::other(format!("{} is off", node.name())));
        }
        let mut command = node.command(&self.binary);
        command.env_remove("QUORATE_CLUSTER").env_remove("QUORATE_LOG").stdin(Stdio::null());
        command.args(["-o", "json"]).args(arguments).output()
    }

    /// What it answered; `Err` is what it complained of.
    pub fn json(&self, lab: &Lab, node: &str, arguments: &[&str]) -> Result<Json, Skip> {
        let output = self.output(lab, node, arguments).map_err(|error| Skip(error.to_string()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Skip(format!("quorate {} on {node}: {said}", arguments.join(" "))));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Skip(format!("quorate {}: {error}", arguments.join(" "))))
    }

    /// As [`Cluster::json`], by the first node that answers: one that is cut off or frozen is not waited for long.
    pub fn ask(&self, lab: &Lab, arguments: &[&str]) -> Result<Json, Skip> {
        let mut last = Skip("no node is on".to_owned());
        for node in NODES {
            match self.json(lab, node, &[&["--timeout", "2s"], arguments].concat()) {
                Ok(answer) => return Ok(answer),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Sets the heartbeat. It is in force when every node has applied it, which the next lease of each proves.
    pub fn set_profile(&self, lab: &Lab, profile: Profile) -> Result<(), Skip> {
        let delay = format!("SameSubnetDelay={}", profile.delay_ms);
        let threshold = format!("SameSubnetThreshold={}", profile.threshold);
        self.json(lab, "n1", &["cluster", "set", &delay, &threshold]).map(drop)
    }

    /// Makes the role and brings it online, on some node.
    pub fn make_role(&self, lab: &Lab, address: Address) -> Result<(), Skip> {
        let do_it = |arguments: &[&str]| self.json(lab, "n1", arguments).map(drop);
        // Here nodes are killed again and again on purpose.
        do_it(&["cluster", "set", "QuarantineThreshold=0"])?;
        do_it(&["group", "create", GROUP])?;
        let mut echo: Vec<&str> = lab.real_time_prefix().to_vec();
        let tool = crate::tool()?.to_str().expect("the path of the lab's program is text");
        echo.extend([tool, "echo", ROLE]);
        let echo = echo.join(" ");
        let command_line = match address {
            Address::Resource => {
                do_it(&["resource", "create", ADDRESS, "--group", GROUP, "--type", "IP Address"])?;
                let values = ["Address=10.77.0.100", "SubnetMask=255.255.255.0"];
                do_it(&[&["resource", "set", ADDRESS, "--private"], &values[..]].concat())?;
                echo
            }
            // The kernel announces an address when the hardware address is set, even to what it was.
            Address::Application => format!(
                "/bin/sh -c 'ip addr replace 10.77.0.100/24 dev eth0; echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify; \
                 ip link set eth0 address 02:00:00:00:4d:0${{QUORATE_NODE#n}}; exec {echo}'"
            ),
        };
        do_it(&["resource", "create", APPLICATION, "--group", GROUP, "--type", "Generic Application"])?;
        let command_line = format!("CommandLine={command_line}");
        do_it(&["resource", "set", APPLICATION, "--private", &command_line, "CurrentDirectory=/"])?;
        if address == Address::Resource {
            do_it(&["resource", "depend", APPLICATION, "--add", ADDRESS])?;
        }
        do_it(&["group", "online", GROUP])?;
        let online = || self.owner(lab);
        wait::within(DEADLINE, online).map(drop).ok_or_else(|| Skip("the role does not come online".to_owned()))
    }

    /// The node that owns the role, while it is online.
    pub fn owner(&self, lab: &Lab) -> Option<String> {
        let group = self.ask(lab, &["group", "show", GROUP]).ok()?;
        (group["state"] == "Online").then(|| group["owner"].as_str().map(str::to_owned))?
    }

    /// The node whose service leads.
    pub fn leader(&self, lab: &Lab) -> Option<String> {
        let nodes = self.ask(lab, &["node", "list"]).ok()?;
        let leads = |node: &&Json| node["is_leader"] == true;
        nodes.as_array()?.iter().find(leads)?["name"].as_str().map(str::to_owned)
    }

    /// Makes this node the leader.
    pub fn transfer_leader(&self, lab: &Lab, to: &str) -> Result<(), Skip> {
        self.json(lab, to, &["cluster", "transfer-leader", to])?;
        let leads = || (self.leader(lab)? == to).then_some(());
        wait::within(DEADLINE, leads).ok_or_else(|| Skip(format!("{to} does not become the leader")))
    }

    /// All nodes are Up and members, and the role is online.
    pub fn is_settled(&self, lab: &Lab) -> bool {
        let up = |node: &Json| node["state"] == "Up";
        let nodes = self.ask(lab, &["node", "list"]).ok();
        nodes.is_some_and(|nodes| nodes.as_array().is_some_and(|list| list.len() == NODES.len() && list.iter().all(up)))
            && NODES.iter().all(|node| self.is_member(lab, node))
            && self.owner(lab).is_some()
    }

    /// The service itself, without resource host and guard.
    pub fn is_service(&self, process: &Process) -> bool {
        self.is_ours(process) && process.arguments.get(1).is_some_and(|word| word == "serve")
    }

    /// The process that runs the resources.
    pub fn is_resource_host(&self, process: &Process) -> bool {
        self.is_ours(process) && process.arguments.get(1).is_some_and(|word| word == "resource-host")
    }

    /// Service, resource host, guard, and what starts the service again.
    pub fn is_daemon(&self, process: &Process) -> bool {
        self.is_ours(process) || process.arguments.get(1).is_some_and(|word| word == "keep")
    }

    fn is_ours(&self, process: &Process) -> bool {
        process.arguments.first().is_some_and(|program| {
            let program = Path::new(program);
            program == self.binary || program.file_name() == self.binary.file_name()
        })
    }

    /// The group's events, oldest first, as `asked` knows them.
    pub fn events(&self, lab: &Lab, asked: &str) -> Vec<Json> {
        let events = self.json(lab, asked, &["events", "--for", &format!("group:{GROUP}")]);
        events.ok().and_then(|events| events.as_array().cloned()).unwrap_or_default()
    }

    /// The phases of the role's latest failover, if the binary records them.
    pub fn phases(&self, lab: &Lab, asked: &str) -> Json {
        let events = self.events(lab, asked);
        let phases = events.iter().rev().find_map(|event| {
            event.get("phases").filter(|phases| phases.as_object().is_some_and(|phases| !phases.is_empty()))
        });
        phases.cloned().unwrap_or(Json::Null)
    }

    /// Where the role's application answers.
    pub fn role() -> SocketAddr {
        ROLE.parse().expect("it is an address")
    }
}

fn node_settings(number: u8) -> String {
    format!(
        "node_id = {number}\nnode_name = \"n{number}\"\nstorage = 1\nstate_dir = \"/var/lib/quorate\"\n\
         socket = \"/run/quorate/quorate.sock\"\npeer_listen = \"{}:{PEER_PORT}\"\nallow_beyond_loopback = true\n",
        heartbeat_address(number)
    )
}

/// The same on all nodes.
fn cluster_settings() -> String {
    let guid = uuid::Uuid::new_v4;
    let mut text = format!(
        "\n[cluster]\nname = \"lab\"\ninstance = \"{}\"\nfounding = true\ncluster_group = \"{}\"\navailable_storage = \"{}\"\n\
         cluster_name_resource = \"{}\"\n",
        guid(),
        guid(),
        guid(),
        guid()
    );
    for number in 1..=NODES.len() as u8 {
        let address = heartbeat_address(number);
        let _ = write!(
            text,
            "\n[[cluster.nodes]]\nid = {number}\nname = \"n{number}\"\nstorage = 1\naddress = \"{address}:{PEER_PORT}\"\n"
        );
    }
    text
}
