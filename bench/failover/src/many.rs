//! Many small resources instead of one with an address: how long until all of them run, and until all run elsewhere after the
//! node that had most of them lost its power.
//!
//! Seen from outside: processes of the applications (Quorate) and state files of the agents (Pacemaker), counted without
//! asking the cluster. What calls itself done before the cluster's own word says so too is not done.

use crate::pacemaker::Pacemaker;
use crate::subject::Failure;
use lab::quorate::Cluster;
use lab::{Lab, NODES, Node, monotonic_ns, wait};
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::time::Duration;

const ONLINE_DEADLINE: Duration = Duration::from_secs(400);
/// Commands of an administrator's script at the same time.
const AT_ONCE: usize = 8;

/// A cluster that runs many small resources.
pub trait Many {
    /// The cluster, and so many resources in it that are offline.
    fn make(&mut self, lab: &Lab, count: usize) -> Result<(), Failure>;

    /// Asks for all of them.
    fn bring_online(&self, lab: &Lab, count: usize) -> Result<(), Failure>;

    /// How many of them run on a node, counted without the cluster's help.
    fn running(&self, node: &Node) -> usize;

    /// Whether the cluster itself calls all of them online.
    fn says_all_online(&self, lab: &Lab) -> bool;
}

/// One run, with a lab of its own.
pub fn run(mut subject: Box<dyn Many>, title: &str, count: usize) -> Result<Json, Failure> {
    let lab = Lab::new()?;
    subject.make(&lab, count)?;
    let subject = subject.as_ref();
    let begun = monotonic_ns();
    subject.bring_online(&lab, count)?;
    let (seen_ms, online_ms) = until_all_run(&lab, subject, count, begun).ok_or("they do not all come online")?;
    let had = |name: &str| subject.running(lab.node(name));
    let victim = NODES.into_iter().max_by_key(|name| had(name)).unwrap_or("n1");
    let lost = had(victim);
    let begun = monotonic_ns();
    lab.power_off(victim);
    let (seen_again_ms, again_ms) = until_all_run(&lab, subject, count, begun).ok_or("they do not all run elsewhere")?;
    Ok(json!({
        "subject": title,
        "resources": count,
        "all_running_ms": seen_ms,
        "all_online_ms": online_ms,
        "lost_with_the_node": lost,
        "all_running_again_ms": seen_again_ms,
        "all_online_again_ms": again_ms,
    }))
}

/// Milliseconds until all are seen running on nodes that are on, and until the cluster says so too.
fn until_all_run(lab: &Lab, subject: &dyn Many, count: usize, begun_ns: u64) -> Option<(u64, u64)> {
    let passed_ms = || (monotonic_ns() - begun_ns) / 1_000_000;
    let running = || lab.nodes().iter().filter(|node| node.is_on()).map(|node| subject.running(node)).sum::<usize>();
    let seen_ms = wait::within(ONLINE_DEADLINE, || (running() >= count).then(passed_ms))?;
    let said_ms = wait::within(ONLINE_DEADLINE, || subject.says_all_online(lab).then(passed_ms))?;
    Some((seen_ms, said_ms))
}

/// Where they are before the node is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Each in a group of its own, all on one node, which is lost with all of them.
    OnOneNode,
    /// Each in a group of its own, a third of them on each node, as Pacemaker has its resources.
    Spread,
    /// All in one group, and so on one node.
    OneGroup,
}

/// Generic Applications of Quorate.
pub struct Applications {
    pub binary: PathBuf,
    pub layout: Layout,
    pub cluster: Option<Cluster>,
}

/// What each application runs, and nothing else does.
const APPLICATION: &str = "sleep 86399";
const GROUP: &str = "Many";

impl Applications {
    fn cluster(&self) -> &Cluster {
        self.cluster.as_ref().expect("it was made")
    }

    fn group(&self, number: usize) -> String {
        if self.layout == Layout::OneGroup { GROUP.to_owned() } else { format!("{GROUP} {number}") }
    }

    /// The same for every number, some at once.
    fn for_each(&self, count: usize, act: impl Fn(usize) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
        let lanes: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
            let lane = |first: usize| (first..count).step_by(AT_ONCE).try_for_each(&act);
            let running: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || lane(first))).collect();
            running.into_iter().map(|lane| lane.join().expect("a lane does not panic")).collect()
        });
        lanes.into_iter().collect()
    }
}

impl Many for Applications {
    fn make(&mut self, lab: &Lab, count: usize) -> Result<(), Failure> {
        self.cluster = Some(Cluster::found(lab, &self.binary)?);
        let cluster = self.cluster();
        // A group begins its life on the node that is asked for it.
        let make_group = |node: &str, name: &str| cluster.json(lab, node, &["group", "create", name]).map(drop);
        if self.layout == Layout::OneGroup {
            make_group("n1", GROUP)?;
        }
        self.for_each(count, |number| {
            let (group, name) = (self.group(number), format!("Application {number}"));
            match self.layout {
                Layout::OnOneNode => make_group("n1", &group)?,
                Layout::Spread => make_group(NODES[number % NODES.len()], &group)?,
                Layout::OneGroup => {}
            }
            let words = ["resource", "create", &name, "--group", &group, "--type", "Generic Application"];
            cluster.json(lab, "n1", &words)?;
            let command_line = format!("CommandLine={APPLICATION}");
            cluster.json(lab, "n1", &["resource", "set", &name, "--private", &command_line, "CurrentDirectory=/"])?;
            Ok(())
        })
    }

    fn bring_online(&self, lab: &Lab, count: usize) -> Result<(), Failure> {
        let groups = if self.layout == Layout::OneGroup { 1 } else { count };
        self.for_each(groups, |number| {
            let words = ["group", "online", "--no-wait", &self.group(number)];
            Ok(self.cluster().json(lab, NODES[number % NODES.len()], &words).map(drop)?)
        })
    }

    fn running(&self, node: &Node) -> usize {
        let words: Vec<&str> = APPLICATION.split(' ').collect();
        node.processes().iter().filter(|process| process.arguments == words).count()
    }

    fn says_all_online(&self, lab: &Lab) -> bool {
        let groups = self.cluster().ask(lab, &["group", "list"]).ok();
        let is_ours = |group: &&Json| group["name"].as_str().is_some_and(|name| name.starts_with(GROUP));
        groups.as_ref().and_then(Json::as_array).is_some_and(|groups| {
            let mut ours = groups.iter().filter(is_ours);
            ours.all(|group| group["state"] == "Online")
        })
    }
}

/// `ocf:heartbeat:Dummy`, whose agent only writes a file.
pub struct Dummies;

impl Many for Dummies {
    fn make(&mut self, lab: &Lab, count: usize) -> Result<(), Failure> {
        Pacemaker { token_ms: None }.form(lab)?;
        let node = lab.node("n1");
        node.run("crm_attribute", &["-t", "rsc_defaults", "-n", "target-role", "-v", "Stopped"])?;
        let primitive = |number: usize| {
            format!(
                r#"<primitive id="r{number}" class="ocf" provider="heartbeat" type="Dummy"><operations><op id="r{number}-m" name="monitor" interval="10s" timeout="20s"/></operations></primitive>"#
            )
        };
        let all: String = (0..count).map(primitive).collect();
        let file = "/etc/corosync/resources.xml";
        node.write(file, &format!("<resources>{all}</resources>"))?;
        node.run("cibadmin", &["--replace", "--scope", "resources", "--xml-file", file])?;
        // Each is asked for on each node first.
        node.run("crm_resource", &["--wait", "--timeout=600"])?;
        Ok(())
    }

    fn bring_online(&self, lab: &Lab, _count: usize) -> Result<(), Failure> {
        lab.node("n1").run("crm_attribute", &["-t", "rsc_defaults", "-n", "target-role", "-v", "Started"])?;
        Ok(())
    }

    fn running(&self, node: &Node) -> usize {
        let Some(pid) = node.pid() else { return 0 };
        let Ok(files) = std::fs::read_dir(format!("/proc/{pid}/root/run/resource-agents")) else { return 0 };
        files.filter(|file| file.as_ref().is_ok_and(|file| file.file_name().to_string_lossy().starts_with("Dummy-"))).count()
    }

    /// Its word would cost it time that is not counted: the files say enough.
    fn says_all_online(&self, _lab: &Lab) -> bool {
        true
    }
}
