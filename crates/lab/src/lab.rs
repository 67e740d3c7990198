//! The lab as a whole: made, and removed whatever happens.

use crate::holder::{Holder, Kind};
use crate::node::Node;
use crate::programs::{Skip, find, permitted_real_time, tool};
use crate::wiring::{self, NODES};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the lab gets the right to make namespaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Privilege {
    /// No user namespace: real-time priorities and all kinds of kernel objects work.
    Root,
    /// Any user, where the machine permits it.
    UserNamespace,
}

/// Three nodes, their switch and the clients. When it is dropped nothing of it is left.
#[derive(Debug)]
pub struct Lab {
    folder: PathBuf,
    privilege: Privilege,
    nodes: [Node; 3],
    client: Holder,
    /// d1, d2, d3: see [`crate::Probe`].
    pub(crate) direct_clients: Vec<Holder>,
    pub(crate) switch: Holder,
}

impl Lab {
    /// A lab without a user namespace for root, with one for everybody else; or the reason why there can be none.
    pub fn new() -> Result<Lab, Skip> {
        let is_root = rustix::process::geteuid().is_root();
        Lab::with(if is_root { Privilege::Root } else { Privilege::UserNamespace })
    }

    /// A lab for a test, or a line that says why the test is skipped.
    ///
    /// # Panics
    /// In CI (`CI` is set), where nothing is skipped.
    pub fn new_or_skip() -> Option<Lab> {
        match Lab::new() {
            Ok(lab) => Some(lab),
            Err(skip) if std::env::var_os("CI").is_none() => {
                eprintln!("skipped: no namespace lab: {skip}");
                None
            }
            Err(skip) => panic!("CI skips nothing, and there is no namespace lab: {skip}"),
        }
    }

    pub fn with(privilege: Privilege) -> Result<Lab, Skip> {
        for program in ["unshare", "nsenter", "ip"] {
            find(program)?;
        }
        tool()?;
        let in_user_namespace = privilege == Privilege::UserNamespace;
        let folder = tempfile::Builder::new().prefix("quorate-lab-").tempdir().map_err(|e| Skip(e.to_string()))?;
        let text = folder.path().to_str().ok_or_else(|| Skip("the temporary folder's name is no text".to_owned()))?;
        let switch = Holder::start(Kind::Switch, in_user_namespace, None, &["switch", text])?;
        // From here on the switch's holder removes the folder: it may have files that only it may remove.
        let folder = folder.keep();
        switch.ip(&wiring::switch_lines())?;
        let client = start_client(&switch, in_user_namespace, "client", "10.77.0.250", "fd77::fa")?;
        let mut direct_clients = Vec::new();
        for number in 1..=NODES.len() as u8 {
            let (name, v4, v6) =
                (wiring::direct_client(number), format!("10.77.0.24{number}"), format!("fd77::f1:{number}"));
            direct_clients.push(start_client(&switch, in_user_namespace, &name, &v4, &v6)?);
        }
        let node = |index: usize| Node::new(NODES[index], index as u8 + 1, &folder, in_user_namespace);
        let nodes = [node(0), node(1), node(2)];
        let lab = Lab { privilege, nodes, client, direct_clients, switch, folder };
        for node in lab.nodes() {
            node.start(&lab.switch)?;
        }
        Ok(lab)
    }

    pub fn privilege(&self) -> Privilege {
        self.privilege
    }

    /// # Panics
    /// When there is no node of this name.
    pub fn node(&self, name: &str) -> &Node {
        self.nodes.iter().find(|node| node.name() == name).unwrap_or_else(|| panic!("there is no node {name}"))
    }

    pub fn nodes(&self) -> &[Node; 3] {
        &self.nodes
    }

    /// A command in the client's network (10.77.0.250, fd77::fa). It shares everything else with the host.
    pub fn client(&self, program: &str) -> Command {
        self.client.command(program)
    }

    pub(crate) fn client_holder(&self) -> &Holder {
        &self.client
    }

    /// What to put before a program that shall run at a real-time priority, where that is permitted; else nothing.
    pub fn real_time_prefix(&self) -> &'static [&'static str] {
        // The priority is a right in the host, which nobody has in a user namespace (`sched(7)`).
        if self.privilege == Privilege::Root { permitted_real_time() } else { &[] }
    }

    /// The lab's own folder. The same path in all nodes, and gone with the lab.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.print_logs();
        }
        for node in &self.nodes {
            node.kill();
        }
        self.client.end();
        self.direct_clients.iter_mut().for_each(Holder::end);
        self.switch.end();
    }
}

impl Lab {
    /// The ends of the daemons' logs, for a test that failed.
    fn print_logs(&self) {
        const LINES: usize = 60;
        for node in &self.nodes {
            let Ok(entries) = std::fs::read_dir(node.files()) else { continue };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
                if path.extension().is_none_or(|extension| extension != "log") {
                    continue;
                }
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).into_owned();
                let lines: Vec<&str> = text.lines().collect();
                let tail = lines[lines.len().saturating_sub(LINES)..].join("\n");
                eprintln!("{} of {}:\n{tail}", path.file_name().unwrap_or_default().display(), node.name());
            }
        }
    }
}

fn start_client(switch: &Holder, in_user_namespace: bool, name: &str, v4: &str, v6: &str) -> Result<Holder, Skip> {
    let holder = Holder::start(Kind::Client, in_user_namespace, Some(switch), &["client"])?;
    let last = v4.rsplit('.').next().and_then(|number| number.parse::<u8>().ok()).unwrap_or(0);
    let mac = format!("02:00:00:00:4c:{last:02x}");
    switch.ip(&wiring::cable_lines("c", name, "eth0", &mac, holder.pid()))?;
    holder.ip(&wiring::client_lines(v4, v6))?;
    Ok(holder)
}
