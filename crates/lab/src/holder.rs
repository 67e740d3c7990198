//! A process that holds namespaces open, and lives for as long as we hold a pipe to it.

use crate::programs::{Skip, find, run};
use crate::wait;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const START_DEADLINE: Duration = Duration::from_secs(20);
const END_DEADLINE: Duration = Duration::from_secs(10);

/// What `unshare` is told for each kind of machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The first one: everything else is made inside its user namespace, where there is one.
    Switch,
    /// A network of its own, nothing else.
    Client,
    /// A machine: its first process is pid 1, and with it everything ends.
    Node,
}

#[derive(Debug)]
pub(crate) struct Holder {
    child: Child,
    /// The first process inside, as the host numbers it.
    pid: u32,
    kind: Kind,
    /// Whether there is a user namespace to enter.
    in_user_namespace: bool,
}

impl Holder {
    /// `within` is the switch, for all but the switch itself.
    pub(crate) fn start(
        kind: Kind,
        in_user_namespace: bool,
        within: Option<&Holder>,
        hold: &[&str],
    ) -> Result<Holder, Skip> {
        let tool = crate::programs::tool()?;
        let mut command = match within.filter(|_| in_user_namespace) {
            None => Command::new(find("unshare")?),
            Some(switch) => {
                let mut command = Command::new(find("nsenter")?);
                command.args(["--preserve-credentials", "--user", "--target", &switch.pid.to_string()]);
                command.arg("--").arg(find("unshare")?);
                command
            }
        };
        if in_user_namespace && kind == Kind::Switch {
            command.args(["--user", "--map-root-user"]);
        }
        command.arg("--net");
        if kind == Kind::Node {
            command.args(["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]);
            command.args(["--uts", "--ipc", "--mount-proc"]);
        }
        command.arg("--").arg(tool).arg("hold").args(hold);
        // Kept open: its end is the holder's end, however this program ends.
        let mut child = command
            // A signal to the test's process group (Ctrl-C) is not for it: it has to tidy up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Skip(format!("unshare cannot be run: {error}")))?;
        let mut line = String::new();
        let read = BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line);
        if read.is_err() || line.trim_end() != "ready" {
            drop(child.stdin.take());
            let output = child.wait_with_output().map_err(|error| Skip(error.to_string()))?;
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Skip(format!("namespaces cannot be made ({command:?}): {}", said.trim())));
        }
        let pid = if kind == Kind::Node { only_child(child.id())? } else { child.id() };
        Ok(Holder { child, pid, kind, in_user_namespace })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// A command that runs in all its namespaces. The working directory is `/`.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(find("nsenter").unwrap_or_else(|_| "nsenter".into()));
        if self.in_user_namespace {
            command.args(["--preserve-credentials", "--user"]);
        }
        command.args(["--target", &self.pid.to_string(), "--net"]);
        if self.kind == Kind::Node {
            command.args(["--mount", "--pid", "--uts", "--ipc"]);
        }
        command.arg("--").arg(program);
        command
    }

    /// Runs `ip -batch` with these lines.
    pub(crate) fn ip(&self, lines: &str) -> Result<(), Skip> {
        use std::io::Write;
        let mut command = self.command(find("ip")?);
        let failed = |error: std::io::Error| Skip(format!("ip cannot be run: {error}"));
        let mut child = command
            .args(["-batch", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        child.stdin.take().expect("piped").write_all(lines.as_bytes()).map_err(failed)?;
        let output = child.wait_with_output().map_err(failed)?;
        if output.status.success() {
            return Ok(());
        }
        Err(Skip(format!("ip: {}\n{lines}", String::from_utf8_lossy(&output.stderr).trim())))
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Result<String, Skip> {
        run(self.command(find(program)?).args(arguments))
    }

    /// SIGKILL to the first process inside. With a pid namespace nothing inside outlives it.
    pub(crate) fn kill(&mut self) {
        if let Some(pid) = Pid::from_raw(self.pid.cast_signed()) {
            // It may have ended by itself.
            let _ = kill_process(pid, Signal::KILL);
        }
        self.wait();
    }

    /// Lets it end in its own time, by the end of the pipe.
    pub(crate) fn end(&mut self) {
        drop(self.child.stdin.take());
        self.wait();
    }

    fn wait(&mut self) {
        let ended = wait::within(END_DEADLINE, || self.child.try_wait().map_or(Some(()), |status| status.map(|_| ())));
        if ended.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// `unshare --fork` has one child: pid 1 of the new namespace.
fn only_child(parent: u32) -> Result<u32, Skip> {
    wait::within(START_DEADLINE, || {
        let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    })
    .ok_or_else(|| Skip("the first process of a new pid namespace cannot be found".to_owned()))
}
