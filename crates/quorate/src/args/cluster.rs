//! `quorate cluster`.

use super::property_help;
use super::set::{Properties, Set};
use clap::Subcommand;
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum ClusterCommand {
    /// Make a cluster of this machine alone; `quorate node add` takes others in
    ///
    /// Asked of a service that is not a node yet, on its own machine and as root.
    Create {
        /// A DNS label: letters, digits and hyphens, at most 63
        name: String,
        /// Where other nodes will reach this machine; its only address without it
        #[arg(long, value_name = "IP[:PORT]")]
        address: Option<String>,
        /// Name of the node; the host's name without it
        #[arg(long, value_name = "NODE")]
        node_name: Option<String>,
    },
    /// Name, nodes, leader and quorum
    Show,
    /// Set properties of the cluster
    #[command(after_long_help = property_help::of(PropertyOf::Cluster))]
    Set {
        #[command(flatten)]
        set: Set,
    },
    /// Give the cluster another name
    Rename {
        /// A DNS label: letters, digits and hyphens, at most 63
        name: String,
    },
    /// Make another node the leader; nothing that runs moves
    ///
    /// The leader orders the changes of the cluster database and grants the leases. Before work on its machine, another
    /// node may lead: a planned change is over within milliseconds, an unplanned one takes an election.
    TransferLeader {
        /// Name or id of the node that is to lead
        node: String,
    },
    /// Write the cluster database into a file
    ///
    /// The configuration of one moment, with a checksum. What is encrypted in it stays so: the nodes' own keys are not in it.
    Backup {
        /// File to be written; an earlier one is replaced
        file: std::path::PathBuf,
    },
    /// Bring the cluster database back to a backup
    ///
    /// Brings back the names, owners, members, dependencies and properties of the cluster's objects, and all keys outside of objects.
    /// Nothing is started, stopped or deleted for it; the nodes, the cluster's name, its keys and its level stay as they are.
    Restore {
        /// A file that `quorate cluster backup` wrote
        file: std::path::PathBuf,
        /// Also where objects were made or deleted since: the deleted ones are made again, offline, with new ids; the others are left alone
        #[arg(long)]
        force: bool,
    },
    /// Encrypt with a new key from now on
    ///
    /// What was encrypted before opens still. After a node was evicted whose disk may be in other hands, this keeps it from opening what
    /// comes later.
    RotateKey,
    /// Raise the functional level to what all nodes can run
    ///
    /// After the program of every node was replaced, the cluster still runs as before, so that a node can go back. This takes it one
    /// level up, for good: nodes with the older program can then no longer join.
    Upgrade {
        /// Only say whether it could be done
        #[arg(long)]
        check: bool,
        /// Say that an upgrade which was interrupted is complete
        #[arg(long, conflicts_with = "check")]
        clear: bool,
    },
    /// Stop the cluster: every node takes offline what it runs, and its service stops
    ///
    /// Nothing is moved, and what is wanted online is online again once the services of a majority are started: `systemctl start quorate`
    /// on each node. A node that is down is not told.
    Shutdown {
        /// Say that it is meant
        #[arg(long)]
        force: bool,
    },
    /// End the cluster: every machine forgets that it was a node
    ///
    /// All groups are taken offline and deleted. Then the cluster decides that it is over, which takes a majority of its nodes, and each
    /// node ends what it runs, removes its settings and its state, and waits to be configured again. A node that is down is not told: it
    /// is reset on its own machine with `quorate node reset --force`.
    Destroy {
        /// Say that it is meant
        #[arg(long)]
        force: bool,
    },
    /// List the properties of the cluster with their values
    Properties {
        #[command(flatten)]
        which: Properties,
    },
}
