//! Starts the processes of an attempt: under the lease, known to the guard, in the attempt's cgroup where there is one.

use crate::cgroup::Cgroup;
use crate::children::{Children, Owner};
use crate::exec::{self, Step};
use crate::lease::Lease;
use crate::output::receive_lines;
use crate::program;
use crate::readable::watch;
use model::Win32Code;
use resource_types::environment::{INCARNATION, NODE_DIR};
use resource_types::{Call, Exit, Failure, NodeIdentity, Process, ProcessCommand, Processes, Stream};
use rustix::process::{Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, getpid, pidfd_open, waitid};
use std::cell::OnceCell;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::task::JoinHandle;

/// How long the output of an ended process is waited for when others hold it open.
const OUTPUT_PATIENCE: Duration = Duration::from_millis(200);

/// What every start of this host needs.
pub(crate) struct Starter {
    pub(crate) lease: Rc<Lease>,
    pub(crate) children: Rc<Children>,
    pub(crate) node: Rc<NodeIdentity>,
    /// The soft limit of open files that applications get; the host raised its own.
    pub(crate) file_limit: Option<u64>,
}

/// The processes of one attempt.
pub(crate) struct AttemptProcesses {
    starter: Rc<Starter>,
    owner: Owner,
    cgroup: OnceCell<Cgroup>,
}

impl AttemptProcesses {
    pub(crate) fn new(starter: Rc<Starter>, owner: Owner) -> AttemptProcesses {
        AttemptProcesses { starter, owner, cgroup: OnceCell::new() }
    }

    /// Kills every process of the attempt and ends when none is left.
    pub(crate) async fn end(&self) {
        self.starter.children.end(self.owner, self.cgroup.get()).await;
    }

    fn cgroup(&self) -> Result<Option<&Cgroup>, Failure> {
        let Some(life) = &self.starter.children.cgroup else { return Ok(None) };
        // Made again for each start: it goes when an attempt has ended.
        let made = life.create_for_resource(self.owner.resource).map_err(|error| {
            Failure::new(Win32Code::ERROR_RESMON_CREATE_FAILED, format!("its cgroup cannot be made: {error}"))
        })?;
        Ok(Some(self.cgroup.get_or_init(|| made)))
    }

    fn require_lease(&self) -> Result<(), Failure> {
        if self.starter.lease.held() { Ok(()) } else { Err(no_lease()) }
    }

    /// Creates the process, which waits for the word to go.
    fn create(&self, command: &ProcessCommand) -> Result<(Child, UnixStream), Failure> {
        let cgroup = self.cgroup()?;
        let cannot = |error: io::Error| {
            Failure::new(Win32Code::ERROR_RESMON_CREATE_FAILED, format!("no process can be created: {error}"))
        };
        let (control, theirs) = std::os::unix::net::UnixStream::pair().map_err(cannot)?;
        control.set_nonblocking(true).map_err(cannot)?;
        let control = UnixStream::from_std(control).map_err(cannot)?;
        let file_limit = self.starter.file_limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let child = Command::new(program::own_program().map_err(cannot)?)
            .arg(program::EXEC)
            .arg(getpid().as_raw_pid().to_string())
            .arg(file_limit.to_string())
            .arg(cgroup.map_or(exec::NO_CGROUP.as_ref(), |cgroup| cgroup.path().as_os_str()))
            .arg(&command.program)
            .args(&command.arguments)
            .current_dir(&command.directory)
            .envs(command.environment.iter().map(|(name, value)| (name, value)))
            .env(NODE_DIR, &self.starter.node.state_dir)
            .env(INCARNATION, self.starter.node.incarnation.to_string())
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| {
                let directory = command.directory.display();
                Failure::new(
                    Win32Code::ERROR_RESMON_CREATE_FAILED,
                    format!("no process can be created in {directory}: {error}"),
                )
            })?;
        Ok((child, control))
    }

    async fn start(&self, command: ProcessCommand) -> Result<Box<dyn Process>, Failure> {
        self.require_lease()?;
        let (child, mut control) = self.create(&command)?;
        let pid = Pid::from_child(&child);
        // From here on dropping the process kills it.
        let told = self.starter.children.add(pid, self.owner, self.starter.lease.until());
        let mut process = HostedProcess::new(pid, Rc::clone(&self.starter.children))?;
        told.map_err(|error| {
            Failure::new(Win32Code::ERROR_RESMON_CREATE_FAILED, format!("the guard does not take it: {error}"))
        })?;
        process.receive_output(child, &command)?;
        // Leases 7, C6: as late as can be.
        self.require_lease()?;
        let mut answer = Vec::new();
        // Errors mean that the process is gone: it has told why, or its end will tell.
        let _ = control.write_all(&[exec::GO]).await;
        let _ = control.read_to_end(&mut answer).await;
        match exec::decode_failure(&answer) {
            None => Ok(Box::new(process)),
            Some((step, error)) => Err(not_run(&command.program, step, &error)),
        }
    }
}

impl Processes for AttemptProcesses {
    fn start(&self, command: ProcessCommand) -> Call<'_, Result<Box<dyn Process>, Failure>> {
        Box::pin(self.start(command))
    }
}

pub(crate) fn no_lease() -> Failure {
    Failure::new(Win32Code::ERROR_CLUSTER_NODE_NOT_MEMBER, "the node holds no lease, so nothing may be started on it")
}

fn not_run(program: &str, step: Step, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::NotFound => Win32Code::ERROR_FILE_NOT_FOUND,
        io::ErrorKind::PermissionDenied => Win32Code::ERROR_ACCESS_DENIED,
        _ => Win32Code::ERROR_RESMON_ONLINE_FAILED,
    };
    match step {
        Step::Run => Failure::new(code, format!("`{program}` cannot be run: {error}")),
        Step::EnterCgroup => Failure::new(code, format!("`{program}` cannot enter its cgroup: {error}")),
        Step::Prepare => Failure::new(code, format!("`{program}` cannot be prepared: {error}")),
    }
}

struct HostedProcess {
    pid: Pid,
    pidfd: AsyncFd<OwnedFd>,
    exit: Option<Exit>,
    children: Rc<Children>,
    output: Vec<JoinHandle<()>>,
    /// What is left of the group runs on when this is dropped.
    kept: bool,
}

impl HostedProcess {
    fn new(pid: Pid, children: Rc<Children>) -> Result<HostedProcess, Failure> {
        let pidfd = pidfd_open(pid, PidfdFlags::NONBLOCK).map_err(io::Error::from).and_then(watch);
        match pidfd {
            Ok(pidfd) => Ok(HostedProcess { pid, pidfd, exit: None, children, output: Vec::new(), kept: false }),
            Err(error) => {
                children.signal_group(pid, Signal::KILL);
                children.abandon(pid);
                let message = format!("the process cannot be watched: {error}");
                Err(Failure::new(Win32Code::ERROR_RESMON_CREATE_FAILED, message))
            }
        }
    }

    fn receive_output(&mut self, mut child: Child, command: &ProcessCommand) -> Result<(), Failure> {
        let pipes = [
            (child.stdout.take().map(OwnedFd::from), Stream::Stdout),
            (child.stderr.take().map(OwnedFd::from), Stream::Stderr),
        ];
        for (pipe, stream) in pipes {
            let pipe = pipe.expect("output was asked to be a pipe");
            let task = receive_lines(pipe, stream, Rc::clone(&command.receive_line)).map_err(|error| {
                let message = format!("its output cannot be read: {error}");
                Failure::new(Win32Code::ERROR_RESMON_CREATE_FAILED, message)
            })?;
            self.output.push(task);
        }
        Ok(())
    }

    /// Leaves the ended process unreaped, so that its group can still be named.
    async fn wait(&mut self) -> Exit {
        loop {
            if let Some(exit) = self.exit {
                return exit;
            }
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
            match waitid(WaitId::PidFd(self.pidfd.as_fd()), options) {
                Ok(Some(status)) => {
                    let signal = status.terminating_signal().map(Exit::Signal);
                    let status = status.exit_status().map(Exit::Status);
                    self.exit = signal.or(status).or(Some(Exit::Signal(0)));
                }
                Ok(None) => match self.pidfd.readable().await {
                    Ok(mut ready) => ready.clear_ready(),
                    Err(_) => self.exit = Some(Exit::Signal(0)),
                },
                // Reaped already: it was killed with its attempt.
                Err(_) => self.exit = Some(Exit::Signal(Signal::KILL.as_raw())),
            }
        }
    }

    async fn group_gone(&mut self) {
        self.wait().await;
        self.children.abandon(self.pid);
        self.children.reap();
        let mut pause = Children::first_pause();
        while self.children.group_exists(self.pid) {
            self.children.look_again(&mut pause).await;
            self.children.reap();
        }
    }
}

impl Process for HostedProcess {
    fn exited(&mut self) -> Call<'_, Exit> {
        Box::pin(self.wait())
    }

    fn signal_group(&self, signal: Signal) {
        self.children.signal_group(self.pid, signal);
    }

    fn group_ended(&mut self, patience: Duration) -> Call<'_, bool> {
        Box::pin(async move { tokio::time::timeout(patience, self.group_gone()).await.is_ok() })
    }

    fn output_received(&mut self) -> Call<'_, ()> {
        Box::pin(async {
            let _ = tokio::time::timeout(OUTPUT_PATIENCE, async {
                for task in &mut self.output {
                    let _ = task.await;
                }
            })
            .await;
            self.output.clear();
        })
    }

    fn keep(mut self: Box<Self>) {
        self.kept = true;
    }
}

impl Drop for HostedProcess {
    fn drop(&mut self) {
        if !self.kept {
            self.children.signal_group(self.pid, Signal::KILL);
        }
        self.children.abandon(self.pid);
        // One that has ended already sends no more signal that would have it reaped.
        self.children.want_reap();
    }
}
