//! Processes as a type sees them. The host makes them: with a guard that ends them should the host die, under the lease,
//! and in a cgroup where there are cgroups.

use crate::{Call, Failure};
use rustix::process::Signal;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// The host's own words about a resource.
    Host,
    Stdout,
    Stderr,
}

/// Called with each line of output, without its end, cut at 8 KiB, invalid UTF-8 replaced.
pub type LineReceiver = Rc<dyn Fn(Stream, &str)>;

/// What to run. There is no shell: the words are the arguments.
pub struct ProcessCommand {
    /// Found in PATH when it has no slash.
    pub program: String,
    pub arguments: Vec<String>,
    /// Must exist.
    pub directory: PathBuf,
    /// Added to the host's own variables.
    pub environment: Vec<(String, String)>,
    pub receive_line: LineReceiver,
}

/// Starts the processes of one attempt.
pub trait Processes {
    /// Ends when the program runs, or with the system's reason why it does not.
    fn start(&self, command: ProcessCommand) -> Call<'_, Result<Box<dyn Process>, Failure>>;
}

/// A process, which leads a process group. Dropping it kills the group, unless it was kept.
pub trait Process {
    /// Ends when the process has ended. May be dropped and called again.
    fn exited(&mut self) -> Call<'_, Exit>;

    /// Signals every process of the group; nothing happens when there is none left.
    fn signal_group(&self, signal: Signal);

    /// Ends when no process of the group is left, or after `patience`; says whether none is left.
    fn group_ended(&mut self, patience: Duration) -> Call<'_, bool>;

    /// Ends when all output of an ended process was received. Output that others hold open is waited for only briefly.
    fn output_received(&mut self) -> Call<'_, ()>;

    /// Lets what is left of the group run on as a part of the attempt; the host ends it with the attempt.
    fn keep(self: Box<Self>);
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    Status(i32),
    Signal(i32),
}

impl Exit {
    pub fn success(self) -> bool {
        self == Exit::Status(0)
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Status(status) => write!(f, "ended with exit status {status}"),
            Exit::Signal(number) => match SIGNAL_NAMES.iter().find(|(known, _)| known == number) {
                Some((_, name)) => write!(f, "was ended by signal {number} ({name})"),
                None => write!(f, "was ended by signal {number}"),
            },
        }
    }
}

const SIGNAL_NAMES: [(i32, &str); 15] = [
    (1, "SIGHUP"),
    (2, "SIGINT"),
    (3, "SIGQUIT"),
    (4, "SIGILL"),
    (5, "SIGTRAP"),
    (6, "SIGABRT"),
    (7, "SIGBUS"),
    (8, "SIGFPE"),
    (9, "SIGKILL"),
    (10, "SIGUSR1"),
    (11, "SIGSEGV"),
    (12, "SIGUSR2"),
    (13, "SIGPIPE"),
    (14, "SIGALRM"),
    (15, "SIGTERM"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_is_told_in_words() {
        assert_eq!(Exit::Status(3).to_string(), "ended with exit status 3");
        assert_eq!(Exit::Signal(9).to_string(), "was ended by signal 9 (SIGKILL)");
        assert_eq!(Exit::Signal(40).to_string(), "was ended by signal 40");
        assert!(Exit::Status(0).success() && !Exit::Status(1).success() && !Exit::Signal(15).success());
    }
}
