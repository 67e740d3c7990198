//! The other processes of a test: this same binary, started again in a role, told what to do line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What a process started again is to be.
pub const ROLE: &str = "GATE_TEST_ROLE";
/// Begins the lines that are answers, among what the test harness writes.
const ANSWER: &str = "@ ";
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Actor {
    child: Child,
    stdin: ChildStdin,
    answers: Receiver<String>,
}

impl Actor {
    pub fn start(role: &str) -> Actor {
        Actor::spawn(role, Command::new(std::env::current_exe().expect("this program has a path")))
    }

    /// In a network namespace of its own.
    pub fn start_elsewhere(role: &str) -> Actor {
        Actor::start_through(role, "-n")
    }

    /// An owner that is nobody in this network namespace.
    pub fn start_without_rights() -> Actor {
        Actor::start_through("owner", "-U")
    }

    /// An owner in a network namespace of its own which is root there only: it may make tables, and load no programs.
    pub fn start_with_rights_to_tables() -> Actor {
        Actor::start_through("owner", "-Urn")
    }

    /// In namespaces that unshare(1) makes for these flags.
    fn start_through(role: &str, flags: &str) -> Actor {
        let mut command = Command::new("unshare");
        command.arg(flags).arg(std::env::current_exe().expect("this program has a path"));
        Actor::spawn(role, command)
    }

    fn spawn(role: &str, mut command: Command) -> Actor {
        let mut child = command
            .args(["role", "--exact", "--nocapture", "--test-threads=1"])
            .env(ROLE, role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the role starts");
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if let Some(answer) = line.strip_prefix(ANSWER)
                    && sender.send(answer.to_string()).is_err()
                {
                    break;
                }
            }
        });
        let mut actor = Actor { child, stdin, answers };
        assert_eq!(actor.answer(), "ready", "the role {role}");
        actor
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Says a line and returns the answer.
    pub fn ask(&mut self, line: &str) -> String {
        self.say(line);
        self.answer()
    }

    pub fn say(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").expect("the role listens");
    }

    pub fn answer(&mut self) -> String {
        match self.answers.recv_timeout(PATIENCE) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => panic!("no answer within {PATIENCE:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the role ended"),
        }
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(self.pid() as i32).expect("a pid");
        rustix::process::kill_process(pid, signal).expect("the role is there");
    }

    /// Whether the kernel says that all its threads are stopped.
    pub fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).expect("the role is there");
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
    }

    pub fn kill(&mut self) {
        self.child.kill().expect("the role can be killed");
        self.child.wait().expect("the role ended");
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        // The test has ended, in whatever way: nothing of it stays behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// In a role: answers each line with what `answer` says, until the test ends.
pub fn serve(mut answer: impl FnMut(&str, &str) -> String) {
    println!("\n{ANSWER}ready");
    for line in std::io::stdin().lines() {
        let Ok(line) = line else { return };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        println!("\n{ANSWER}{}", answer(verb, rest));
    }
}

/// Waits until `condition` holds.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
