//! `quorate node`.

use super::property_help;
use super::set::{Properties, Set};
use clap::Subcommand;
use model::property::PropertyOf;
use std::path::PathBuf;

#[derive(Subcommand, Debug)]
pub(crate) enum NodeCommand {
    /// List the nodes
    List,
    /// Show one node
    Show {
        /// Name or id
        node: String,
    },
    /// Add a node, and write the settings its service is started with
    Add {
        /// A DNS label: letters, digits and hyphens, at most 63
        name: String,
        /// HOST:PORT of its node-to-node service
        #[arg(long, value_name = "HOST:PORT")]
        address: String,
        /// Generation of its storage: one more after its disk was lost
        #[arg(long, default_value_t = 1)]
        storage: u32,
        /// File to write the settings of its service to; standard output without it
        #[arg(long, value_name = "FILE")]
        settings: Option<PathBuf>,
        /// Where its service keeps its data
        #[arg(long, value_name = "DIR", default_value = "/var/lib/quorate")]
        state_dir: PathBuf,
        /// Where its service listens for clients
        #[arg(long, value_name = "PATH", default_value = "/run/quorate/quorate.sock")]
        socket: PathBuf,
    },
    /// Suspend group activity on a node; what runs there goes on
    Pause {
        /// Name or id
        node: String,
    },
    /// Take up group activity on a paused node again
    Resume {
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
