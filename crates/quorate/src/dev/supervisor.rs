//! The services of `quorate dev`: each is started, started again when it ends, and stopped in order.

use super::folder::DevNode;
use super::remains::NODE_DIR_VARIABLE;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::OpenOptions;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{mpsc, watch};

/// As a service manager with `Restart=always` has it.
const RESTART_DELAY: Duration = Duration::from_secs(1);

/// What a service gets to stop in order.
const STOP_DEADLINE: Duration = Duration::from_secs(10);

/// EX_TEMPFAIL: the service's incarnation has ended and it wants a new one.
const NEW_LIFE: i32 = 75;

/// EX_CONFIG: the cluster was shut down.
const SHUT_DOWN: i32 = 78;

/// EX_NOPERM: the node was evicted from the cluster.
const EVICTED: i32 = 77;

/// What happened to a service.
#[derive(Debug)]
pub(super) enum Happening {
    Ended {
        node: u32,
        at: Instant,
    },
    /// A line for the user.
    Line(String),
}

/// How far the stop has got.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Wish {
    Run,
    Stop,
    /// The user has no patience left.
    Kill,
}

/// One node's service and what is told of it.
pub(super) struct Supervisor {
    pub(super) node: DevNode,
    /// This binary.
    pub(super) program: PathBuf,
    pub(super) wish: watch::Receiver<Wish>,
    pub(super) tell: mpsc::UnboundedSender<Happening>,
}

impl Supervisor {
    /// Returns when the service has been stopped.
    pub(super) async fn run(mut self) {
        while *self.wish.borrow() == Wish::Run {
            if !self.node.settings_file().exists() {
                self.say(format!(
                    "{}: the cluster was destroyed; start `quorate dev` again for a new one",
                    self.node.name
                ));
                return;
            }
            let delay = match self.start() {
                // Its input stays open as long as we live: the service stops when it ends.
                Ok((mut child, _input)) => match self.watch_over(&mut child).await.and_then(|end| self.report_end(end))
                {
                    Some(delay) => delay,
                    None => return,
                },
                Err(error) => {
                    self.say(format!("{}: the service cannot be started: {error}", self.node.name));
                    RESTART_DELAY
                }
            };
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                () = wished(&mut self.wish, Wish::Stop) => {}
            }
        }
    }

    fn start(&self) -> std::io::Result<(Child, Option<ChildStdin>)> {
        let log = OpenOptions::new().create(true).append(true).open(self.node.log_file())?;
        let mut child = Command::new(&self.program)
            .arg("serve")
            .arg("--settings")
            .arg(self.node.settings_file())
            .arg("--stop-with-input")
            .env(NODE_DIR_VARIABLE, self.node.state_dir())
            .env_remove("NOTIFY_SOCKET")
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            // Ctrl-C on the terminal is for `dev`, which stops the services in order.
            .process_group(0)
            .spawn()?;
        let input = child.stdin.take();
        Ok((child, input))
    }

    /// `None` when it was stopped because that was wished.
    async fn watch_over(&mut self, child: &mut Child) -> Option<ExitStatus> {
        tokio::select! {
            status = child.wait() => return Some(status.unwrap_or_default()),
            () = wished(&mut self.wish, Wish::Stop) => {}
        }
        self.stop(child).await;
        None
    }

    async fn stop(&mut self, child: &mut Child) {
        // All nodes stop together, so that nobody is there to move groups to.
        signal(child, Signal::INT);
        // A stopped process would not notice.
        signal(child, Signal::CONT);
        tokio::select! {
            _ = child.wait() => return,
            () = wished(&mut self.wish, Wish::Kill) => {}
            () = tokio::time::sleep(STOP_DEADLINE) => {
                let name = &self.node.name;
                self.say(format!("{name}: the service does not stop within {} s and is killed", STOP_DEADLINE.as_secs()));
            }
        }
        // Already ended is as good.
        let _ = child.start_kill();
        let _ = child.wait().await;
    }

    /// Tells the user, and answers how long to wait before the next start; `None`: there is none.
    fn report_end(&self, status: ExitStatus) -> Option<Duration> {
        let _ = self.tell.send(Happening::Ended { node: self.node.id, at: Instant::now() });
        let name = &self.node.name;
        if status.code() == Some(NEW_LIFE) {
            self.say(format!("{name}: this life of the service has ended; it starts a new one"));
            return Some(Duration::ZERO);
        }
        if status.code() == Some(EVICTED) {
            self.say(format!("{name}: the node was evicted; its service is not started again"));
            return None;
        }
        if status.code() == Some(SHUT_DOWN) {
            self.say(format!("{name}: the cluster was shut down; start `quorate dev` again to bring it back"));
            return None;
        }
        let how = match (status.signal(), status.code()) {
            (Some(signal), _) => format!("was killed by signal {signal}"),
            (None, Some(code)) => format!("ended with status {code} (see {})", self.node.log_file().display()),
            (None, None) => "ended".to_owned(),
        };
        self.say(format!("{name}: the service {how}; it is started again in {} s", RESTART_DELAY.as_secs()));
        Some(RESTART_DELAY)
    }

    fn say(&self, line: String) {
        // Nobody listens any more only when everything stops.
        let _ = self.tell.send(Happening::Line(line));
    }
}

/// Returns when it has come to `wish`, or when nobody can wish any more.
async fn wished(wishes: &mut watch::Receiver<Wish>, wish: Wish) {
    let _ = wishes.wait_for(|now| *now >= wish).await;
}

fn signal(child: &Child, signal: Signal) {
    // `id` is there until the end was waited for, so the number cannot be somebody else's.
    if let Some(pid) = child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
        let _ = kill_process(pid, signal);
    }
}
