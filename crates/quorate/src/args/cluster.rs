//! `quorate cluster`.

use super::property_help;
use super::set::{Properties, Set};
use clap::Subcommand;
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum ClusterCommand {
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
    /// List the properties of the cluster with their values
    Properties {
        #[command(flatten)]
        which: Properties,
    },
}
