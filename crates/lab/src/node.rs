//! One machine: what runs in it and how it is started.

use crate::holder::{Holder, Kind};
use crate::process::{self, Process};
use crate::programs::{Skip, tool};
use crate::wait;
use crate::wiring;
use rustix::process::Signal;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(10);

/// A node of the lab, on or off. Its `/etc`, `/var/lib` and `/var/log` start as the host's, and what is written there is its own
/// and outlives [`crate::Lab::power_off`]; `/run` and `/dev/shm` are empty at each start. Everything else is the host's.
#[derive(Debug)]
pub struct Node {
    name: &'static str,
    number: u8,
    files: PathBuf,
    in_user_namespace: bool,
    holder: Mutex<Option<Holder>>,
}

impl Node {
    pub(crate) fn new(name: &'static str, number: u8, folder: &Path, in_user_namespace: bool) -> Node {
        Node { name, number, files: folder.join(name), in_user_namespace, holder: Mutex::new(None) }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// 1, 2 or 3.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// The node's own folder in the lab's: logs of what was spawned. The same path inside and outside.
    pub fn files(&self) -> &Path {
        &self.files
    }

    pub fn is_on(&self) -> bool {
        self.holder().is_some()
    }

    /// A command that runs in all its namespaces, with `/` as its working directory. The process that is started enters the
    /// namespaces and waits there: a signal to it does not reach the program. For daemons there is [`Node::spawn`].
    ///
    /// # Panics
    /// When the node is off.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.holder().as_ref().unwrap_or_else(|| panic!("{} is off", self.name)).command(program)
    }

    /// Runs a command to its end: what it printed, or what it complained of.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String, Skip> {
        crate::programs::run(self.command(program).args(arguments))
    }

    /// Writes a file as the node sees it, with the folders above it.
    pub fn write(&self, path: &str, content: &str) -> Result<(), Skip> {
        use std::io::Write;
        let failed = |error: std::io::Error| Skip(format!("{path} on {}: {error}", self.name));
        if let Some(folder) = Path::new(path).parent().and_then(Path::to_str) {
            self.run("mkdir", &["-p", folder])?;
        }
        let mut tee =
            self.command("tee").arg(path).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().map_err(failed)?;
        tee.stdin.take().expect("piped").write_all(content.as_bytes()).map_err(failed)?;
        let status = tee.wait().map_err(failed)?;
        if status.success() { Ok(()) } else { Err(Skip(format!("{path} on {} cannot be written", self.name))) }
    }

    /// Starts a daemon that belongs to the node: its parent is the node's pid 1. Its output is appended to [`Node::log`].
    ///
    /// # Panics
    /// When the program cannot be started.
    pub fn spawn(&self, log: &str, command: &[&str]) -> Process {
        let tool = tool().expect("there is a lab, so there is its program");
        let output = self
            .command(tool)
            .arg("spawn")
            .arg(self.log(log))
            .args(command)
            .stdin(Stdio::null())
            .output()
            .expect("nsenter runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let pid_inside: u32 = said.trim().parse().unwrap_or_else(|_| {
            panic!("{}: {command:?}: {}", self.name, String::from_utf8_lossy(&output.stderr).trim());
        });
        wait::until("a spawned process is seen", DEADLINE, || {
            // Its parent goes on as soon as the old program is gone, a moment before the new one has its name and arguments.
            let is_it = |process: &Process| process.pid_inside == pid_inside && !process.arguments.is_empty();
            let found = self.processes().into_iter().find(is_it);
            // It may have ended already; its log says why.
            found.or_else(|| {
                (!self.is_alive(pid_inside)).then(|| Process {
                    pid: 0,
                    pid_inside,
                    name: String::new(),
                    arguments: Vec::new(),
                })
            })
        })
    }

    fn is_alive(&self, pid_inside: u32) -> bool {
        self.run("test", &["-d", &format!("/proc/{pid_inside}")]).is_ok()
    }

    /// The file that takes the output of a daemon.
    pub fn log(&self, log: &str) -> PathBuf {
        self.files.join(format!("{log}.log"))
    }

    /// All its processes but pid 1; none when it is off.
    pub fn processes(&self) -> Vec<Process> {
        self.pid().map(process::beside).unwrap_or_default()
    }

    /// Sends a signal to each process that is picked, and answers which these were.
    pub fn signal(&self, signal: Signal, pick: impl Fn(&Process) -> bool) -> Vec<Process> {
        let picked: Vec<Process> = self.processes().into_iter().filter(pick).collect();
        for process in &picked {
            process.signal(signal);
        }
        picked
    }

    /// SIGKILL to all that are picked, as if at one instant: they are stopped first, so that none sees another one die.
    pub fn kill_at_once(&self, pick: impl Fn(&Process) -> bool) {
        let picked = self.signal(Signal::STOP, pick);
        for process in &picked {
            process.signal(Signal::KILL);
        }
    }

    /// The host's number of its pid 1; `None` when it is off.
    pub fn pid(&self) -> Option<u32> {
        self.holder().as_ref().map(Holder::pid)
    }

    fn holder(&self) -> std::sync::MutexGuard<'_, Option<Holder>> {
        self.holder.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Makes its namespaces and plugs it in.
    pub(crate) fn start(&self, switch: &Holder) -> Result<(), Skip> {
        std::fs::create_dir_all(&self.files).map_err(|error| Skip(error.to_string()))?;
        let files = self.files.to_str().ok_or_else(|| Skip("the temporary folder's name is no text".to_owned()))?;
        let holder = Holder::start(Kind::Node, self.in_user_namespace, Some(switch), &["node", self.name, files])?;
        let eth1 = format!("02:00:00:00:4e:{:02x}", self.number);
        let eth0 = wiring::client_mac(self.number);
        switch.ip(&format!(
            "{}{}",
            wiring::cable_lines("c", self.name, "eth0", &eth0, holder.pid()),
            wiring::cable_lines("h", self.name, "eth1", &eth1, holder.pid()),
        ))?;
        holder.ip(&wiring::node_lines(self.number))?;
        *self.holder() = Some(holder);
        Ok(())
    }

    pub(crate) fn kill(&self) {
        if let Some(mut holder) = self.holder().take() {
            holder.kill();
        }
    }
}
