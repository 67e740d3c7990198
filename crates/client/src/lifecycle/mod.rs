//! The life of a cluster, from the machines that become its nodes to its end (docs/decisions/0006-joining.md).
//!
//! What takes long tells its caller how far it is, in the phases of the original's setup callback, and asks whether to go on. Told to
//! stop, it undoes what it began, as far as it can be undone.
//!
//! Start reading at [`Course`], then [`machines`] (where a machine is, and what proves that it is meant), [`create`] and [`destroy`].

mod create;
mod destroy;
mod machines;
mod replace;
mod standing;
mod take_in;

pub use create::NewCluster;
pub use machines::{Machine, Machines};
pub use standing::{CloudType, MachineState, cloud_types, machine_state};
pub use take_in::{AddWait, NewNode};

use model::{Refusal, Win32Code};

/// CLUSTER_SETUP_PHASE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum Phase {
    Initialize = 1,
    ValidateNodeState = 100,
    ConfigureService = 104,
    StartingService = 105,
    FormingCluster = 200,
    CreateIpAddressResources = 204,
    ClusterGroupOnline = 206,
    GettingCurrentMembership = 300,
    AddNodeToCluster = 301,
    NodeUp = 302,
    DeleteGroup = 401,
    CleanupNames = 402,
    OfflineGroup = 403,
    EvictNode = 404,
    CleanupNode = 405,
    CoreGroupCleanup = 406,
    FailureCleanup = 999,
}

/// CLUSTER_SETUP_PHASE_TYPE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum StepKind {
    Start = 1,
    Continue = 2,
    End = 3,
    Report = 4,
}

/// CLUSTER_SETUP_PHASE_SEVERITY.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum Severity {
    Informational = 1,
    Warning = 2,
    Fatal = 3,
}

/// One word about how far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub phase: Phase,
    pub kind: StepKind,
    pub severity: Severity,
    /// 0 to 100, and never less than before.
    pub percent: u32,
    /// A cluster, machine, group or resource; may be empty.
    pub object: String,
    pub status: Win32Code,
    /// What the code means here; empty for a success.
    pub message: String,
}

/// Hears each [`Step`], and says whether to go on.
pub type Listener<'a> = dyn FnMut(&Step) -> bool + 'a;

/// How far it is, and who is told.
pub struct Course<'a> {
    listener: &'a mut Listener<'a>,
    percent: u32,
    /// What was begun cannot be stopped any more: the listener only hears.
    beyond: bool,
}

impl<'a> Course<'a> {
    pub fn new(listener: &'a mut Listener<'a>) -> Course<'a> {
        Course { listener, percent: 0, beyond: false }
    }

    /// From here on "stop" is not heeded.
    pub(crate) fn beyond_return(&mut self) {
        self.beyond = true;
    }

    /// A part that may be stopped although another one cannot be any more.
    pub(crate) fn stoppable(&mut self) -> Course<'_> {
        Course { listener: self.listener, percent: self.percent, beyond: false }
    }

    pub(crate) fn reached(&mut self, percent: u32) {
        self.percent = self.percent.max(percent.min(100));
    }

    /// A phase begins. Refused with ERROR_CANCELLED when it is to stop.
    pub fn start(&mut self, phase: Phase, object: &str) -> Result<(), Refusal> {
        self.say(phase, StepKind::Start, Severity::Informational, object, None)
    }

    pub(crate) fn end(&mut self, phase: Phase, object: &str) -> Result<(), Refusal> {
        self.say(phase, StepKind::End, Severity::Informational, object, None)
    }

    /// It goes on all the same.
    pub(crate) fn warn(&mut self, phase: Phase, object: &str, why: &Refusal) -> Result<(), Refusal> {
        self.say(phase, StepKind::Report, Severity::Warning, object, Some(why))
    }

    /// Passes on what a phase came to; a failure is told first.
    pub fn ended<T>(&mut self, phase: Phase, object: &str, done: Result<T, Refusal>) -> Result<T, Refusal> {
        match done {
            Ok(done) => self.end(phase, object).map(|()| done),
            Err(why) => {
                // Whatever the answer is, it does not go on.
                drop(self.say(phase, StepKind::End, Severity::Fatal, object, Some(&why)));
                Err(why)
            }
        }
    }

    fn say(
        &mut self,
        phase: Phase,
        kind: StepKind,
        severity: Severity,
        object: &str,
        why: Option<&Refusal>,
    ) -> Result<(), Refusal> {
        let step = Step {
            phase,
            kind,
            severity,
            percent: self.percent,
            object: object.to_owned(),
            status: why.map_or(Win32Code::ERROR_SUCCESS, |why| why.code),
            message: why.map_or(String::new(), |why| why.message.clone()),
        };
        if (self.listener)(&step) || self.beyond { Ok(()) } else { Err(stopped()) }
    }
}

/// The code is unconfirmed.
fn stopped() -> Refusal {
    Refusal::new(Win32Code::ERROR_CANCELLED, "It was stopped by who asked for it").next("quorate status")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_hears_everything_and_may_stop_it_until_it_is_too_late() {
        let mut heard = Vec::new();
        let mut listener = |step: &Step| {
            heard.push((step.phase as i32, step.kind as i32, step.severity as i32, step.percent, step.status.0));
            step.phase != Phase::EvictNode
        };
        let mut course = Course::new(&mut listener);
        assert_eq!(course.start(Phase::Initialize, ""), Ok(()));
        course.reached(30);
        course.reached(20);
        let why = Refusal::new(Win32Code::ERROR_CLUSTER_NODE_DOWN, "");
        assert_eq!(course.ended::<()>(Phase::NodeUp, "n1", Err(why.clone())), Err(why.clone()));
        assert_eq!(course.warn(Phase::EvictNode, "n1", &why).unwrap_err().code, Win32Code::ERROR_CANCELLED);
        course.beyond_return();
        assert_eq!(course.end(Phase::EvictNode, "n1"), Ok(()));
        let expected = [(1, 1, 1, 0, 0), (302, 3, 3, 30, 5050), (404, 4, 2, 30, 5050), (404, 3, 1, 30, 0)];
        assert_eq!(heard, expected);
    }
}
