//! What an entry point may use: the attempt it works for, processes, and the two ways to speak.

use crate::address::Addresses;
use crate::environment;
use crate::process::{LineReceiver, Process, ProcessCommand, Processes, Stream};
use crate::start::Start;
use crate::{Call, Failure};
use model::{Incarnation, NodeId};
use std::path::PathBuf;
use std::rc::Rc;

/// The node that the host belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeIdentity {
    pub id: NodeId,
    pub name: String,
    pub cluster_name: String,
    pub incarnation: Incarnation,
    /// Absolute.
    pub state_dir: PathBuf,
}

/// Hears what a type has to say about an attempt.
pub trait Reporter {
    /// A pending call goes on.
    fn progress(&self);
    /// A line for the cluster's log.
    fn log(&self, stream: Stream, line: &str);
    /// What the cluster shows of the resource while it is online, besides its state.
    fn describe(&self, text: &str);
    /// Whether requests are to leave the resource alone until the attempt is over or this is said otherwise.
    fn lock(&self, locked: bool);
}

/// One attempt of one resource, as its type sees it.
pub struct Context {
    pub start: Start,
    pub node: Rc<NodeIdentity>,
    processes: Rc<dyn Processes>,
    addresses: Rc<dyn Addresses>,
    reporter: Rc<dyn Reporter>,
}

impl Context {
    pub fn new(
        start: Start,
        node: Rc<NodeIdentity>,
        processes: Rc<dyn Processes>,
        addresses: Rc<dyn Addresses>,
        reporter: Rc<dyn Reporter>,
    ) -> Context {
        Context { start, node, processes, addresses, reporter }
    }

    /// Where a resource works unless it is told otherwise: a directory of its own below the node's.
    pub fn resource_directory(&self) -> PathBuf {
        self.node.state_dir.join("resources").join(self.start.resource.to_string())
    }

    /// The variables that every process of the attempt gets, on top of the host's own.
    pub fn environment(&self) -> Vec<(String, String)> {
        environment::variables(&self.start, &self.node)
    }

    /// Starts a process of this attempt; ends when it runs the program, or could not.
    pub fn start_process(&self, command: ProcessCommand) -> Call<'_, Result<Box<dyn Process>, Failure>> {
        self.processes.start(command)
    }

    /// Where the attempt gets its client addresses from.
    pub fn addresses(&self) -> &dyn Addresses {
        self.addresses.as_ref()
    }

    /// Shows `text` as the status of the resource once it is online.
    pub fn describe(&self, text: &str) {
        self.reporter.describe(text);
    }

    /// Locks the resource, or gives it free: while it is locked it is not operated on (functions/resource-dll, "Locked mode").
    pub fn lock(&self, locked: bool) {
        self.reporter.lock(locked);
    }

    /// A pending call goes on: restarts the pending timeout (policies 3).
    pub fn progress(&self) {
        self.reporter.progress();
    }

    pub fn log(&self, stream: Stream, line: &str) {
        self.reporter.log(stream, line);
    }

    /// Sends each line of output to the cluster's log.
    pub fn log_lines(&self) -> LineReceiver {
        let reporter = Rc::clone(&self.reporter);
        Rc::new(move |stream, line| reporter.log(stream, line))
    }

    /// As [`Context::log_lines`]; lines of standard output are signs of progress as well.
    pub fn log_lines_as_progress(&self) -> LineReceiver {
        let reporter = Rc::clone(&self.reporter);
        Rc::new(move |stream, line| {
            if stream == Stream::Stdout {
                reporter.progress();
            }
            reporter.log(stream, line);
        })
    }
}
