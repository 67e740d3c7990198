//! `quorate node`.

use super::property_help;
use super::set::{Properties, Set};
use clap::{Args, Subcommand, ValueEnum};
use model::property::PropertyOf;
use std::path::PathBuf;

const ADD_EXAMPLES: &str = "\
Examples:
  quorate node add n2 --address 10.0.0.2 --code K7QF-2MPA-XWZ3-LD5T
  quorate node add n2 --address 10.0.0.2:3343 --settings n2.toml     the service is started with the file by hand";

#[derive(Subcommand, Debug)]
pub(crate) enum NodeCommand {
    /// List the nodes
    List,
    /// Show one node
    Show {
        /// Name or id
        node: String,
    },
    /// Take a machine into the cluster
    ///
    /// The machine has the package installed and its service running; `quorate node join-code` shows its code there. The service
    /// of the machine is told over the network what it needs to be a node, and the command waits until the node is Up. The machine
    /// on which the command is typed has to reach it at the address.
    #[command(after_long_help = ADD_EXAMPLES)]
    Add {
        /// A DNS label: letters, digits and hyphens, at most 63
        name: String,
        /// Where the other nodes reach it; port 3343 without one
        #[arg(long, value_name = "IP[:PORT]")]
        address: String,
        /// The join code of the machine
        #[arg(long, value_name = "CODE", conflicts_with = "settings")]
        code: Option<String>,
        /// Number of its storage, another one for each disk the node has had [default: the cluster chooses]
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        storage: Option<u32>,
        /// Not over the network: write the settings of its service to this file; `-` is standard output
        #[arg(long, value_name = "FILE")]
        settings: Option<PathBuf>,
        /// With --settings: where its service keeps its data
        #[arg(long, value_name = "DIR", default_value = "/var/lib/quorate")]
        state_dir: PathBuf,
        /// With --settings: where its service listens for clients
        #[arg(long, value_name = "PATH", default_value = "/run/quorate/quorate.sock")]
        socket: PathBuf,
    },
    /// Put another machine in the place of a node that is down for good
    ///
    /// The machine is taken in as by `quorate node add`, and has the votes, the properties and the places in owner lists of the node,
    /// which is then evicted. It has an id of its own.
    Replace {
        /// Name or id of the node that is down
        node: String,
        /// Name of the new node: a DNS label
        #[arg(long, value_name = "NAME")]
        with: String,
        /// Where the other nodes reach it; port 3343 without one
        #[arg(long, value_name = "IP[:PORT]")]
        address: String,
        /// The join code of the machine
        #[arg(long, value_name = "CODE")]
        code: String,
    },
    /// Show the code with which a cluster takes this machine in
    ///
    /// Asked of a service that is not a node yet, on its own machine and as root. The code is drawn when the service starts, and anew
    /// after five wrong tries.
    JoinCode,
    /// Make this machine forget that it was a node
    ///
    /// Removes the settings and the state of the node, and ends what it left running, so that the machine can become a node again.
    /// The node has to be evicted first, and its service to be stopped.
    Reset {
        /// Say that it is meant
        #[arg(long)]
        force: bool,
        /// The settings of the node
        #[arg(long, value_name = "FILE", default_value = "/etc/quorate/node.toml")]
        settings: PathBuf,
        /// Where its data is, when there are no settings that say it
        #[arg(long, value_name = "DIR", default_value = "/var/lib/quorate")]
        state_dir: PathBuf,
    },
    /// Replace the service by the program installed now; what its node runs goes on
    ///
    /// Asked of the service of this machine, as root; the package does it when it is upgraded, and so does `systemctl reload quorate`.
    /// Another node leads meanwhile, and the command waits until the next program is a member in the place of the one before. If
    /// it does not come up, the groups of the node go to other nodes.
    HandOver,
    /// Suspend group activity on a node; what runs there goes on, or is moved away
    ///
    /// A paused node stays a member and keeps its vote, also when its service starts anew. With --drain its groups are moved to other
    /// nodes, and the command waits until that is done.
    Pause {
        /// Name or id
        node: String,
        #[command(flatten)]
        options: DrainOptions,
    },
    /// Take up group activity on a paused node again
    ///
    /// Ends a drain that is under way.
    Resume {
        /// Name or id
        node: String,
        /// Which of the groups that were drained come back
        #[arg(long, value_enum, default_value_t = Failback::None, value_name = "KIND")]
        failback: Failback,
    },
    /// Let a quarantined node join again
    ///
    /// A node whose service ended several times within an hour without having been stopped is kept out for a while
    /// (QuarantineThreshold, QuarantineDuration).
    ClearQuarantine {
        /// Name or id
        node: String,
    },
    /// Remove a node from the cluster
    Evict {
        /// Name or id
        node: String,
    },
    /// Set properties of a node
    #[command(after_long_help = property_help::of(PropertyOf::Node))]
    Set {
        /// Name or id
        node: String,
        #[command(flatten)]
        set: Set,
    },
    /// List the properties of a node with their values
    Properties {
        /// Name or id
        node: String,
        #[command(flatten)]
        which: Properties,
    },
}

#[derive(Args, Debug)]
pub(crate) struct DrainOptions {
    /// Move its groups to other nodes
    #[arg(long)]
    pub(crate) drain: bool,
    /// Move them to this node, name or id; where the cluster chooses without it
    #[arg(long, value_name = "NODE", requires = "drain")]
    pub(crate) target: Option<String>,
    /// A group that cannot run elsewhere goes on where it is; without it, it is moved and kept offline
    #[arg(long, requires = "drain")]
    pub(crate) remain_on_error: bool,
    /// Place groups on the node only when there is no other, until it is resumed
    #[arg(long, requires = "drain")]
    pub(crate) avoid_placement: bool,
    /// Try again what could not be moved, when another node comes
    #[arg(long, requires = "drain")]
    pub(crate) retry: bool,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failback {
    /// Nothing
    None,
    /// All, at once
    Immediate,
    /// Those whose AutoFailbackType is 1 and that prefer the node, at any hour
    Policy,
}
