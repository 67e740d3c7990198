//! `quorate network`.

use super::property_help;
use super::set::{Properties, Set};
use clap::Subcommand;
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum NetworkCommand {
    /// List the networks
    List,
    /// Show one network
    Show {
        /// Name or id
        network: String,
    },
    /// Give a network another name; resources that name it follow
    Rename {
        /// Name or id
        network: String,
        name: String,
    },
    /// Set properties of a network
    #[command(after_long_help = property_help::of(PropertyOf::Network))]
    Set {
        /// Name or id
        network: String,
        #[command(flatten)]
        properties: Set,
    },
    /// List the properties of a network with their values
    Properties {
        /// Name or id
        network: String,
        #[command(flatten)]
        which: Properties,
    },
    /// Network interfaces: the connections of the nodes to the networks
    #[command(subcommand)]
    Interface(NetworkInterfaceCommand),
}

#[derive(Subcommand, Debug)]
pub(crate) enum NetworkInterfaceCommand {
    /// List the network interfaces
    List,
    /// Show one network interface
    Show {
        /// Name or id
        interface: String,
    },
    /// Set properties of a network interface
    #[command(after_long_help = property_help::of(PropertyOf::NetworkInterface))]
    Set {
        /// Name or id
        interface: String,
        #[command(flatten)]
        properties: Set,
    },
    /// List the properties of a network interface with their values
    Properties {
        /// Name or id
        interface: String,
        #[command(flatten)]
        which: Properties,
    },
}
