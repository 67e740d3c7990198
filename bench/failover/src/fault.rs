//! What is done to the owner, and undone.

use crate::subject::{Failure, Subject, start_application};
use clap::ValueEnum;
use lab::{Lab, Which};
use rustix::process::Signal;

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// SIGKILL to the process that a service manager would know
    ServiceKilled,
    /// SIGKILL to all daemons at once; the application and the kernel's address are left
    DaemonsKilled,
    /// The owner's power is cut
    NodeLost,
    /// Both networks are lost, the carrier stays
    CutOff,
    /// Both networks are lost, with the carrier
    LinkDown,
    /// The client network is lost, with the carrier
    ClientLinkDown,
    /// SIGSTOP to all daemons; the application goes on answering where it is let
    Frozen,
    /// SIGSTOP to all daemons and to the application
    FrozenAll,
    /// A planned move
    Move,
}

impl Fault {
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    pub fn strike(self, lab: &Lab, subject: &mut dyn Subject, owner: &str) -> Result<(), Failure> {
        let node = lab.node(owner);
        match self {
            Fault::ServiceKilled => node.kill_at_once(|process| subject.is_service(process)),
            Fault::DaemonsKilled => node.kill_at_once(|process| subject.is_daemon(process)),
            Fault::NodeLost => lab.power_off(owner),
            Fault::CutOff => lab.isolate(owner, Which::Both),
            Fault::LinkDown => lab.link_down(owner, Which::Both),
            Fault::ClientLinkDown => lab.link_down(owner, Which::Client),
            Fault::Frozen => drop(node.signal(Signal::STOP, |process| subject.is_daemon(process))),
            Fault::FrozenAll => drop(node.signal(Signal::STOP, |_| true)),
            Fault::Move => subject.move_away(lab, owner)?,
        }
        Ok(())
    }

    pub fn repair(self, lab: &Lab, subject: &mut dyn Subject, owner: &str) -> Result<(), Failure> {
        match self {
            Fault::ServiceKilled | Fault::DaemonsKilled => {
                // What was not killed is told to go first, as a service manager does.
                lab.node(owner).kill_at_once(|process| subject.is_daemon(process));
                subject.start_node(lab, owner)?;
            }
            Fault::NodeLost => {
                lab.power_on(owner);
                subject.start_node(lab, owner)?;
            }
            Fault::CutOff | Fault::LinkDown | Fault::ClientLinkDown => lab.heal(owner, Which::Both),
            Fault::Frozen | Fault::FrozenAll => lab.thaw(owner),
            Fault::Move => subject.end_move(lab, owner)?,
        }
        Ok(())
    }
}

/// For subjects whose application is started by hand.
pub fn start_applications(lab: &Lab) -> Result<(), Failure> {
    lab.nodes().iter().try_for_each(|node| start_application(lab, node.name()))
}
