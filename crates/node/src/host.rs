//! What passes between the agent and the resource host of its node.

use cluster_state::command::ResourceReport;
use cluster_state::outcome::StartSpec;
use model::{Attempt, ResourceId};

#[derive(Clone, PartialEq, Debug)]
pub enum HostCommand {
    Start(Box<StartSpec>),
    Stop {
        resource: ResourceId,
        attempt: Attempt,
    },
    Terminate {
        resource: ResourceId,
        attempt: Attempt,
    },
    /// The attempt is kept even when its health checks fail, until it is told that they count again.
    Maintain {
        resource: ResourceId,
        attempt: Attempt,
        on: bool,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum HostEvent {
    /// A host runs and takes commands; nothing of an earlier one is left.
    Ready,
    Report(ResourceReport),
    /// The host died by itself while the service lives; its guard has ended everything it ran.
    Died,
}
